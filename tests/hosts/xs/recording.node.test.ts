import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Recording } from "../../../hosts/xs/recording.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine, runScript, withScript } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

/** Says what it hears, when it hears it, until it hears a "q". */
const script = (
	greeting: string,
) => `import Serial from "embedded:io/serial"; import Time from "time"; import Timer from "timer";
	const serial = new Serial({baud: 9600, onReadable() {
		const bytes = new Uint8Array(this.read());
		trace(Time.ticks, " ", String.fromCharCode(...bytes), "\\n");
		this.write(bytes);
		if (bytes.includes(113)) this.close();
	}});
	Timer.set(() => serial.write(new Uint8Array(ArrayBuffer.fromString("${greeting}"))), 100);`;

async function record(): Promise<{ bytes: Buffer; lines: string[] }> {
	const recording = new Recording();
	const { exit } = await Bench.play(
		script("hello"),
		(bench) => {
			bench.at(250, () => bench.onBytes(Uint8Array.of(97, 98)));
			bench.at(250, () => bench.onBytes(Uint8Array.of(99)));
			bench.at(900, () => bench.onBytes(Uint8Array.of(113)));
		},
		{ recording },
	);
	return { bytes: recording.bytes, lines: exit.lines };
}

/** Runs a script with a recording as its module. */
function play(text: string, bytes: Uint8Array) {
	return withScript("", (path) => {
		const file = join(path, "..", "recording");
		writeFileSync(file, bytes);
		return runScript(text, { serial: `wire:@${file}`, lockstep: true });
	});
}

describe("A recorded exchange, played to a script", () => {
	before(needsEngine());

	it("is lived through again at the same times, with nobody at the other side", async () => {
		const { bytes, lines } = await record();
		deepEqual(lines, ["250 ab", "250 c", "900 q"]);
		const again = await play(script("hello"), bytes);
		equal(again.message, "");
		deepEqual(again.lines, lines);
	});

	it("ends the script when it sends something else", async () => {
		const { bytes } = await record();
		const { code, message } = await play(script("hallo"), bytes);
		equal(code, 112);
		ok(message.includes("what is not in the recording: hallo"), message);
	});

	it("ends the script when it sends less", async () => {
		const { bytes } = await record();
		const { code, message } = await play(script("hello").replace("this.write(bytes);", ""), bytes);
		deepEqual([code, message], [112, "the script sends less than is in the recording, or has another timer set"]);
	});

	it("ends the script when there is no more of it", async () => {
		const { bytes } = await record();
		const { code, message } = await play(script("hello"), bytes.subarray(0, bytes.length - 30));
		equal(code, 112);
		ok(message.length > 0);
	});

	it("has to be there, and is for lockstep", async () => {
		const open = `import Serial from "embedded:io/serial"; new Serial({baud: 9600});`;
		const nowhere = await runScript(open, { serial: "wire:@/nonexistent", lockstep: true });
		deepEqual([nowhere.code, /cannot be read/.test(nowhere.message)], [2, true]);
		const realTime = await runScript(open, { serial: "wire:@/nonexistent" });
		deepEqual([realTime.code, /in lockstep only/.test(realTime.message)], [105, true]);
	});
});
