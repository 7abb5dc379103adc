import { Direction, Escalation } from "../../modules/at/flight-recorder.js";
import { faultOf } from "../../modules/modem/fault.js";
import { deepEqual } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

describe("faultOf", () => {
	it("hides a secret that is spread over runs, and payload that is no message", () => {
		const run = (direction: number, text: string) => ({ direction, time: 1, bytes: bytesOf(text) });
		const { cause, time, runs } = faultOf({
			escalation: Escalation.setUp,
			time: 2,
			isCut: true,
			runs: [
				run(Direction.out, 'cut,"x"\rAT+CPIN=1'),
				run(Direction.in, "cut"),
				run(Direction.out, "234\r"),
				run(Direction.payload, "what"),
				run(Direction.out, 'AT+QMTPUBEX=0,1,1,0,"t",3\r'),
				run(Direction.payload, "AT\r"),
				run(Direction.out, 'AT+QFUPL="key",3\r'),
				run(Direction.payload, "key"),
			],
		});
		deepEqual([cause, time], ["set-up", 2]);
		deepEqual(
			runs.map(({ direction, bytes }) => [direction, String.fromCharCode(...bytes)]),
			[
				["out", '***,"*"\rAT+CPIN=*'],
				["in", "***"],
				["out", "***\r"],
				["out", "****"],
				["out", 'AT+QMTPUBEX=0,1,1,0,"t",3\r'],
				["out", "AT\r"],
				["out", 'AT+QFUPL="key",3\r'],
				["out", "***"],
			],
		);
	});
});
