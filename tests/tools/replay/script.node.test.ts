import { readScript } from "../../../tools/replay/script.js";
import { type Exchange, readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal } from "../../support/assert.js";

const session = String.raw`
> 0 AT+CPIN="****"\r
< 1 \r\nOK\r\n
> 2 AT+QMTCFG="ssl",0,1,2\r
< 3 \r\nOK\r\n
> 4 AT+QMTOPEN=0,"h",8883\r
< 5 \r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n
> 6 AT+QMTOPEN=1,"h",1883\r
< 7 \r\nOK\r\n\r\n+QMTOPEN: 1,0\r\n
! 7 world clock 2026-11-28T22:21:10Z +32
! 8 drop me
< 9 \r\n+QMTRECV: 0,7,"t",1,"x"\r\n
< 9 \r\n+QMTRECV: 0,0,"t",1,"y"\r\n
`;
const read = (text: string, pinOf?: (length: number) => string | undefined) =>
	readScript(readExchanges(text)[0] as Exchange, pinOf);

describe("A recording as something that can be done again", () => {
	it("has a PIN of the same length in place of a hidden one, where somebody has one", () => {
		const firstOf = ({ steps: [first] }: ReturnType<typeof read>) =>
			first?.entry.kind === "bytes" ? first.entry.bytes : "";
		const filled = read(session, (length) => "1".repeat(length));
		deepEqual([firstOf(filled), filled.pin], ['AT+CPIN="1111"\r', "1111"]);
		const hidden = read(session);
		deepEqual([firstOf(hidden), hidden.pin], ['AT+CPIN="****"\r', undefined]);
	});

	it("does what somebody did, and not what the world has told", () => {
		const { steps } = read(session);
		deepEqual(
			steps.flatMap(({ entry }) => (entry.kind === "event" ? [entry.words] : [])),
			["drop me"],
		);
		deepEqual(
			steps.map(({ behind }) => behind),
			[0, 1, 2, 4, 6],
		);
	});

	it("tells what it does not hold: handshakes of those clients that had TLS, identifiers where there are any", () => {
		deepEqual(
			read(session).uncompared.map(({ count, what }) => `${count} ${what}`),
			["1 identifiers of messages", "1 TLS handshakes of MQTT clients"],
		);
	});

	it("hides nothing where it says so", () => {
		equal(read(session).reveals, false);
		equal(read(`! 0 world revealed\n${session}`).reveals, true);
	});
});
