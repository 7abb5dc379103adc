// Runs the main job, and makes the README's picture of what it printed, line by line at the times of the run.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OutputRecording } from "./recording.js";
import { terminalPicture } from "./terminal.js";

const MESSAGES = 12;

const program = fileURLToPath(new URL("../cli/main.js", import.meta.url));
const path = fileURLToPath(new URL("../../../tools/picture/main-job.svg", import.meta.url));

const start = performance.now();
const recording = new OutputRecording(() => performance.now() - start);
const child = spawn(process.execPath, [program, "demo", "--messages", String(MESSAGES)], {
	env: { ...process.env, NO_COLOR: "1" },
	stdio: ["ignore", "pipe", "pipe"],
});
for (const stream of [child.stdout, child.stderr]) {
	stream.setEncoding("utf8").on("data", (piece: string) => recording.take(piece));
}
const [code] = (await once(child, "close")) as [number | null];
if (code === 0) {
	writeFileSync(path, terminalPicture({ command: `npm start -- --messages ${MESSAGES}`, lines: recording.lines }));
	console.log(`${recording.lines.length} lines: tools/picture/main-job.svg`);
} else {
	for (const { text } of recording.lines) console.error(text);
	process.exitCode = 1;
}
