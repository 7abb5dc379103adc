import { spawn } from "node:child_process";
import type { WireEnd } from "../cli/wire-end.js";

/** How a module is restarted: a control line on its reset, or a command of the user's. */
export type RestartWay =
	| { readonly kind: "line"; readonly line: "dtr" | "rts" }
	| { readonly kind: "command"; readonly command: string };

/** How long a reset line is held (EC600S hardware design: 300 to 500 ms), ms. */
const HOLD = 400;
/** Longest that a command may take, ms. */
const PATIENCE = 60_000;

/** Restarts a module. @throws Error when it cannot be done */
export async function restart(way: RestartWay, wire: WireEnd): Promise<void> {
	if (way.kind === "line") {
		await wire.setLines({ [way.line]: true });
		await new Promise((resolve) => setTimeout(resolve, HOLD));
		await wire.setLines({ [way.line]: false });
		return;
	}
	const child = spawn(way.command, { shell: true, stdio: ["ignore", "ignore", "pipe"], timeout: PATIENCE });
	let words = "";
	child.stderr.on("data", (bytes: Buffer) => {
		words = (words + bytes.toString()).slice(-500);
	});
	await new Promise<void>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code, signal) => {
			if (code === 0) resolve();
			else reject(new Error(`--power-command ended with ${code ?? signal}: ${words.trim()}`));
		});
	});
}
