import { CommandError, Exit } from "../cli/command.js";
import type { WireEnd } from "../cli/wire-end.js";
import { type RestartWay, restart } from "../hil/restart.js";
import { Shore } from "../hil/shore.js";
import { reach, type Stage } from "./stage.js";

/** A real module in the world as it is now, and a client of the broker at `url`. @throws CommandError (environment) */
export async function realStage(wire: WireEnd, url: string | undefined, way: RestartWay | undefined): Promise<Stage> {
	const { XS_QUECTEL_USER: user, XS_QUECTEL_PASSWORD: password } = process.env;
	let shore: Shore | undefined;
	try {
		shore = url === undefined ? undefined : await Shore.connect({ url, user, password, ca: undefined }, "");
	} catch (error) {
		await wire.close();
		throw error;
	}
	return {
		wire,
		surroundings: {
			other: { time: true },
			moveTo() {},
			farSide: (request) => reach(request, shore, undefined),
			// A recording with one is not for a real module.
			async peer() {},
			release() {},
			differences: () => [],
			async restart() {
				if (way === undefined) {
					throw new CommandError(Exit.environment, "the recording has a restart: --reset-line or --power-command");
				}
				await restart(way, wire);
			},
		},
		async close() {
			await shore?.close();
			await wire.close();
		},
	};
}
