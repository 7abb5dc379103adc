import type { RestartWay } from "../hil/restart.js";
import { CommandError, Exit } from "./command.js";

/** How a module can be restarted, as options for `parseArgs`. */
export const restartOptions = Object.freeze({
	"reset-line": { type: "string" },
	"power-command": { type: "string" },
} as const);

/** @throws CommandError (usage) */
export function readRestart(values: { "reset-line"?: string; "power-command"?: string }): RestartWay | undefined {
	const { "reset-line": line, "power-command": command } = values;
	if (line !== undefined && command !== undefined)
		throw new CommandError(Exit.usage, "--reset-line and --power-command: only one of them");
	if (command !== undefined) return { kind: "command", command };
	if (line === undefined) return undefined;
	if (line !== "dtr" && line !== "rts") throw new CommandError(Exit.usage, `--reset-line: ${line} is not dtr or rts`);
	return { kind: "line", line };
}
