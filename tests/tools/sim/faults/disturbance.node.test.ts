import { SeededRandom } from "../../../../modules/random.js";
import { fromBytes, toBytes } from "../../../../tools/sim/bytes.js";
import { Disturbance } from "../../../../tools/sim/faults/disturbance.js";
import { parseFault } from "../../../../tools/sim/faults/fault.js";
import { Timeline } from "../../../../tools/sim/timeline.js";
import { equal, ok, throws } from "../../../support/assert.js";
import { VirtualClock } from "../../../support/virtual-clock.js";

const TEXT = "\r\nOK\r\n\r\n+QMTRECV: 0,0\r\n".repeat(200);

describe("what is wrong with the wire", () => {
	const make = (seed: number, ...faults: string[]) => {
		const clock = new VirtualClock();
		const pieces: { text: string; time: number }[] = [];
		const disturbance = new Disturbance(new Timeline(clock), new SeededRandom(seed), (bytes) =>
			pieces.push({ text: fromBytes(bytes), time: clock.time }),
		);
		for (const fault of faults) {
			disturbance.begin(parseFault(fault));
		}
		const pass = (text: string, ms = 0) => {
			disturbance.pass(toBytes(text));
			clock.advance(ms);
			return pieces.splice(0);
		};
		const text = (sent: string, ms = 0) =>
			pass(sent, ms)
				.map((piece) => piece.text)
				.join("");
		return { clock, disturbance, pass, text };
	};

	it("is nothing at first: bytes pass at once", () => {
		const { pass } = make(1);
		const [piece] = pass(TEXT);
		equal(piece?.text, TEXT);
		equal(piece?.time, 0);
	});

	it("lets nothing overtake what is due at the same time", () => {
		const { clock, disturbance, text } = make(1, "delay,by=5,ms=3");
		// Set before anything else: it goes off first when the delayed bytes are due.
		const alarm = clock.alarm(() => disturbance.pass(toBytes("b")));
		alarm.set(5);
		equal(text("a", 10), "ab");
	});

	it("loses so many bytes, where it is told to", () => {
		const { text } = make(1, "lose,after=3,bytes=2");
		equal(text("ab"), "ab");
		equal(text("cdefg"), "cfg");
		equal(text("hij"), "hij");
	});

	it("doubles and changes so many bytes, where it is told to", () => {
		equal(make(1, "double,after=1,bytes=2").text("abcd"), "abbccd");
		const changed = make(1, "change,after=1,bytes=2").text("abcd");
		equal(changed.length, 4);
		ok(changed[0] === "a" && changed[1] !== "b" && changed[2] !== "c" && changed[3] === "d");
	});

	it("loses, doubles and changes a share of all bytes", () => {
		const close = (length: number, expected: number) =>
			ok(Math.abs(length - expected) < TEXT.length * 0.02, `${length} of ${TEXT.length}`);
		close(make(2, "lose,rate=0.1").text(TEXT).length, TEXT.length * 0.9);
		close(make(2, "double,rate=0.1").text(TEXT).length, TEXT.length * 1.1);
		const changed = make(2, "change,rate=0.1").text(TEXT);
		equal(changed.length, TEXT.length);
		close([...changed].filter((character, at) => character === TEXT[at]).length, TEXT.length * 0.9);
		equal(make(2, "lose,rate=1").text(TEXT), "");
	});

	it("inserts a text behind so many bytes, or at once", () => {
		const { text, disturbance } = make(1, "urc,text=+X: 1,after=3");
		equal(text("ab"), "ab");
		equal(text("cd"), "c\r\n+X: 1\r\nd");
		disturbance.insert("!", 0);
		equal(text("e"), "!e");
	});

	it("inserts URCs anywhere", () => {
		const stormy = make(3, "urc-storm,rate=0.05").text("x".repeat(1000));
		const count = stormy.split("\r\n").length;
		ok(count > 60 && count < 160, `${count}`);
		equal(stormy.replace(/[^x]/g, "").length, 1000);
	});

	it("cuts into pieces that come apart, in order", () => {
		const { pass } = make(4, "cut,gap=5");
		const pieces = pass("abcdef", 100);
		equal(pieces.map(({ text }) => text).join("|"), "a|b|c|d|e|f");
		pieces.reduce((before, { time }) => {
			ok(time > before && time <= before + 5);
			return time;
		}, -1);
		ok(make(4, "cut,rate=0.5").pass(TEXT, 600_000).length > 1000);
	});

	it("delays, and nothing overtakes", () => {
		const { pass, disturbance } = make(5, "delay,by=300,ms=1000");
		equal(pass("abc", 299).length, 0);
		equal(pass("def", 1)[0]?.text, "abc");
		disturbance.calm();
		const [first, second] = pass("ghi", 1000);
		equal(first?.text, "def");
		equal(second?.text, "ghi");
		equal(second?.time, 599);
	});

	it("ends when its time is over, or all is calm", () => {
		const { text, clock, disturbance } = make(6, "lose,rate=1,ms=100");
		equal(text("a"), "");
		clock.advance(100);
		equal(text("b"), "b");
		disturbance.begin(parseFault("lose,rate=1,ms=100"));
		disturbance.calm();
		disturbance.begin(parseFault("double,rate=1"));
		clock.advance(100);
		equal(text("c"), "cc");
	});

	it("is the same for the same seed", () => {
		const all = ["lose,rate=0.02", "double,rate=0.02", "change,rate=0.02", "cut,rate=0.1", "urc-storm,rate=0.01"];
		const run = (seed: number) =>
			make(seed, ...all)
				.pass(TEXT, 600_000)
				.map(({ text, time }) => `${time} ${text}`)
				.join("\n");
		equal(run(7), run(7));
		ok(run(7) !== run(8));
	});

	it("is a fault of the wire", () => {
		throws(() => make(1, "reset"), Error, "reset is no fault of the wire");
	});
});
