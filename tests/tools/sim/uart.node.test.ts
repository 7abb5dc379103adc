import { SeededRandom } from "../../../modules/random.js";
import { toBytes } from "../../../tools/sim/bytes.js";
import { SerialLine } from "../../../tools/sim/serial-line.js";
import { Timeline } from "../../../tools/sim/timeline.js";
import { Uart } from "../../../tools/sim/uart.js";
import { equal, ok } from "../../support/assert.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { Rig } from "./rig.js";

describe("a serial line", () => {
	for (const baud of [4800, 9600, 115200, 921600]) {
		it(`passes 1000 bytes at ${baud} baud in ${Math.ceil(1e7 / baud)} ms, in order`, () => {
			const clock = new VirtualClock();
			let last = 0;
			const got: number[] = [];
			const line = new SerialLine(new Timeline(clock), {
				pacing: true,
				baud,
				deliver: (bytes) => {
					got.push(...bytes);
					last = clock.time;
				},
			});
			const sent = Uint8Array.from({ length: 1000 }, (_, at) => at & 0xff);
			line.send(sent.subarray(0, 333));
			line.send(sent.subarray(333));
			clock.advance(10_000);
			equal(got.join(), Array.from(sent).join());
			equal(last, Math.ceil(1e7 / baud));
		});
	}

	it("keeps the fractions of a long stream", () => {
		const clock = new VirtualClock();
		let last = 0;
		const line = new SerialLine(new Timeline(clock), {
			pacing: true,
			baud: 115200,
			deliver: () => {
				last = clock.time;
			},
		});
		for (let at = 0; at < 100; at++) {
			line.send(new Uint8Array(1152));
		}
		clock.advance(20_000);
		equal(last, 10_000);
	});
});

describe("the UART", () => {
	it("answers when the last byte has passed: AT and OK at 9600 baud", () => {
		const rig = new Rig({ pacing: true, baud: 9600, latency: 5 }).boot();
		const start = rig.clock.time;
		rig.type("AT\r").run(1000);
		// 3 bytes there (3.1 ms), the echo back (3.1 ms); 5 ms later OK, 6 bytes (6.3 ms).
		const [echo, answer] = rig.pieces.slice(-2);
		equal(echo?.text, "AT\r");
		equal(echo!.time - start, 8);
		equal(answer?.text, "\r\nOK\r\n");
		equal(answer!.time - start, 16);
	});

	it("changes its baud behind OK", () => {
		const rig = new Rig({ pacing: true }).boot();
		rig.module.connector.setBaud(115200);
		equal(rig.ask("AT+IPR=9600", 50), "AT+IPR=9600\r\r\nOK\r\n");
		equal(rig.module.baud, 9600);
		ok(!rig.ask("AT", 50).includes("OK"));
		rig.module.connector.setBaud(9600);
		rig.ask("", 50);
		equal(rig.ask("AT", 50), "AT\r\r\nOK\r\n");
	});

	it("starts with the baud that was saved", () => {
		const rig = new Rig().boot();
		rig.ask("AT+IPR=9600;&W");
		rig.ask("AT+IPR=4800");
		rig.module.powerCut(1);
		rig.run(10).boot();
		equal(rig.module.baud, 9600);
	});

	it("forgets a baud that was not saved", () => {
		const rig = new Rig().boot();
		rig.ask("AT+IPR=9600");
		equal(rig.module.baud, 9600);
		rig.module.powerCut(1);
		rig.run(10).boot();
		equal(rig.module.baud, 115200);
	});

	const garble = (seed: number, hostBaud: number) => {
		const clock = new VirtualClock();
		const got: number[] = [];
		const uart = new Uart({
			timeline: new Timeline(clock),
			random: new SeededRandom(seed),
			baud: 115200,
			pacing: true,
			onHost: (bytes) => got.push(...bytes),
			onModule: () => {},
		});
		uart.hostBaud = hostBaud;
		uart.send(toBytes("The quick brown fox jumps over the lazy dog"));
		clock.advance(1000);
		return got;
	};

	it("gives garbage where the bauds differ: the same for the same seed, no byte right", () => {
		const text = toBytes("The quick brown fox jumps over the lazy dog");
		const heard = garble(7, 9600);
		equal(heard.join(), garble(7, 9600).join());
		ok(heard.join() !== garble(8, 9600).join());
		ok(heard.length > 10 && heard.length < text.length, `${heard.length} bytes`);
	});

	it("understands bauds that differ by less than 3 %", () => {
		equal(String.fromCharCode(...garble(7, 117_000)), "The quick brown fox jumps over the lazy dog");
	});

	it("stays silent while the host's RTS is high, if AT+IFC says so", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.module.connector.setLine("RTS", 1);
		equal(rig.ask("AT"), "\r\nOK\r\n");
		rig.module.connector.setLine("RTS", 0);
		rig.ask("AT+IFC=2,2");
		rig.module.connector.setLine("RTS", 1);
		equal(rig.ask("AT", 1000), "");
		rig.module.connector.setLine("RTS", 0);
		equal(rig.run().take(), "\r\nOK\r\n");
	});

	it("raises CTS while its input is nearly full", () => {
		const rig = new Rig({ latency: 1000 }).boot();
		rig.ask("AT+IFC=2,2", 5000);
		rig.lines.length = 0;
		rig.type("AT+QIACT=1\r").run(1);
		rig.type("x".repeat(7000)).run(1);
		equal(rig.lines.join(), "CTS,1");
		rig.run(10_000);
		equal(rig.lines.join(), "CTS,1,CTS,0");
	});
});
