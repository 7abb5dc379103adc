import { readFileSync } from "node:fs";
import { OutputRecording } from "../../../tools/picture/recording.js";
import { sceneOf, terminalPicture } from "../../../tools/picture/terminal.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

const path = new URL("../../../../tools/picture/main-job.svg", import.meta.url);

describe("a picture of a terminal", () => {
	const scene = {
		command: "npm start",
		lines: [
			{ at: 20, text: "  0.02  broker  <b> & more" },
			{ at: 1500, text: "  1.50  published     message 0" },
			{ at: 1500, text: "" },
		],
	};

	it("shows each line at its time, and can be read back", () => deepEqual(sceneOf(terminalPicture(scene)), scene));

	it("colours lines by what they tell", () => {
		const picture = terminalPicture(scene);
		ok(picture.includes('class="line good" style="animation-delay:1500ms"'));
		ok(picture.includes('class="line command" style="animation-delay:0ms"'));
	});

	it("is told from other pictures", () => {
		throws(() => sceneOf("<svg></svg>"), Error);
	});
});

describe("the recording of a program's output", () => {
	it("tells lines when they are whole", () => {
		let now = 0;
		const recording = new OutputRecording(() => now);
		recording.take("a");
		now = 10.4;
		recording.take("b\r\nc\nd");
		deepEqual(recording.lines, [
			{ at: 10, text: "ab" },
			{ at: 10, text: "c" },
		]);
	});
});

describe("the README's picture of the main job", () => {
	const picture = readFileSync(path, "utf8");

	it("is as the tool makes it of what a run printed: node dist/tools/picture/main.js", () => {
		ok(terminalPicture(sceneOf(picture)) === picture, "tools/picture/main-job.svg was made by another tool");
	});

	it("shows a run that lost nothing, from boot to the sum", () => {
		const { lines } = sceneOf(picture);
		const has = (line: RegExp) =>
			ok(
				lines.some(({ text }) => line.test(text)),
				String(line),
			);
		for (const line of [/modem +ready/, /published +message 0 +QoS 0/, /command +"command-0" taken/, /^lost +0$/])
			has(line);
		equal(
			lines.every(({ at }, index) => index === 0 || at >= (lines[index - 1] as { at: number }).at),
			true,
		);
	});
});
