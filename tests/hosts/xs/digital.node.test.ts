import { deepEqual } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

const open = `import Digital from "embedded:io/digital"; import Timer from "timer";
const say = (...text) => trace(text.join(" ") + "\\n");
const attempt = (work) => { try { say("no error", work()); } catch (e) { say(e.name + ":", e.message); } };
`;

async function play(script: string, prepare: (bench: Bench) => void = () => {}): Promise<string[]> {
	return (await Bench.play(open + script, prepare)).log;
}

describe("XS digital over the wire", () => {
	before(needsEngine());

	it("refuses options that cannot be", async () => {
		deepEqual(
			await play(`
				attempt(() => new Digital());
				attempt(() => new Digital({pin: "PWRKEY"}));
				attempt(() => new Digital({mode: Digital.Output}));
				attempt(() => new Digital({pin: 5, mode: Digital.Output}));
				attempt(() => new Digital({pin: "LED", mode: Digital.Output}));
				attempt(() => new Digital({pin: "PWRKEY", mode: 5}));
				attempt(() => new Digital({pin: "PWRKEY", mode: 10}));
				attempt(() => new Digital({pin: "PWRKEY", mode: Digital.Input}));
				attempt(() => new Digital({pin: "STATUS", mode: Digital.Output}));
				attempt(() => new Digital({pin: "STATUS", mode: Digital.Input, onReadable() {}}));
				attempt(() => new Digital({pin: "STATUS", mode: Digital.Input, edge: 4, onReadable() {}}));
				attempt(() => new Digital({pin: "STATUS", mode: Digital.Input, onReadable: 1}));
				attempt(() => new Digital({pin: "RESET_N", mode: Digital.Output, initialValue: 2}));
			`),
			[
				"0 TypeError: options: not an object",
				"0 TypeError: mode: missing",
				"0 TypeError: pin: missing",
				"0 TypeError: pin: not the name of a line",
				"0 RangeError: pin: no line LED",
				"0 RangeError: mode: none of Digital's",
				"0 RangeError: mode: a whole number from 0 to 9",
				"0 RangeError: mode: the module listens to this line",
				"0 RangeError: mode: the module drives this line",
				"0 TypeError: edge: missing",
				"0 RangeError: edge: a whole number from 1 to 3",
				"0 TypeError: onReadable: not a function",
				"0 RangeError: initialValue: a whole number from 0 to 1",
			],
		);
	});

	it("drives a line from its first value on, inverted where it is active low", async () => {
		deepEqual(
			await play(`const key = new Digital({pin: "PWRKEY", mode: Digital.Output, activeLow: true});
				const supply = new Digital({pin: "VBAT", mode: Digital.OutputOpenDrain, initialValue: 1});
				attempt(() => new Digital({pin: "VBAT", mode: Digital.Output}));
				Timer.set(() => key.write(1), 10);
				Timer.set(() => { key.write(0); supply.write(0); attempt(() => key.read()); key.close(); supply.close(); }, 710);`),
			[
				"0 PWRKEY=1",
				"0 VBAT=1",
				"0 Error: busy",
				"10 PWRKEY=0",
				"710 PWRKEY=1",
				"710 VBAT=0",
				"710 Error: unsupported: read, of an output",
			],
		);
	});

	it("reads a line, and calls back for the edges that were asked for", async () => {
		deepEqual(
			await play(
				`const target = {};
				const rising = new Digital({pin: "STATUS", mode: Digital.Input, edge: Digital.Rising, target,
					onReadable() { say("status", this.read(), this === rising, this.target === target, this.format); }});
				const falling = new Digital({pin: "RI", mode: Digital.Input, activeLow: true, edge: Digital.Falling,
					onReadable() { say("ring ends", this.read()); }});
				say(rising.read(), falling.read());
				attempt(() => rising.write(1));
				Timer.set(() => { rising.close(); falling.close(); }, 100);`,
				(bench) => {
					for (const [time, line, level] of [
						[5, "STATUS", 1],
						[6, "STATUS", 1],
						[7, "STATUS", 0],
						[8, "RI", 0],
						[9, "RI", 1],
						[10, "STATUS", 1],
						[101, "STATUS", 0],
					] as const) {
						bench.at(time, () => bench.onLine(line, level));
					}
				},
			),
			[
				"0 0 0",
				"0 Error: unsupported: write, of an input",
				"5 status 1 true true number",
				"9 ring ends 0",
				"10 status 1 true true number",
			],
		);
	});

	it("tells each edge of a burst, and none once it is closed in its callback", async () => {
		deepEqual(
			await play(
				`let n = 0;
				new Digital({pin: "DCD", mode: Digital.InputPullUp, edge: Digital.Rising + Digital.Falling,
					onReadable() { say("edge", ++n); if (n === 3) { this.close(); this.close(); attempt(() => this.read()); } }});`,
				(bench) =>
					bench.at(5, () => {
						for (const level of [0, 1, 0, 1, 0] as const) bench.onLine("DCD", level);
					}),
			),
			["5 edge 1", "5 edge 2", "5 edge 3", "5 SyntaxError: closed"],
		);
	});
});
