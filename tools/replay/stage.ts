import { CommandError, Exit } from "../cli/command.js";
import type { WireEnd } from "../cli/wire-end.js";
import type { FarSide } from "../hil/far-side.js";
import type { OwnBroker, Shore } from "../hil/shore.js";
import type { Surroundings } from "./replay.js";

/** A module with all that is around it, as long as a replay goes on. */
export interface Stage {
	readonly wire: WireEnd;
	readonly surroundings: Surroundings;
	close(): Promise<void>;
}

/** Does what the broker's side of the network did. @throws CommandError (environment) when nobody here can do it */
export async function reach(request: FarSide, shore: Shore | undefined, broker: OwnBroker | undefined): Promise<void> {
	if (request.name === "stall") {
		if (broker === undefined)
			throw new CommandError(Exit.environment, "the broker of the recording was held up: only one of our own can be");
		broker.stall(request.isStalled);
		return;
	}
	if (shore === undefined)
		throw new CommandError(Exit.environment, "the recording has a far side, which needs --broker");
	if (request.name === "publish") await shore.publish(request.topic, request.payload, request.qos);
	else await shore.drop(request.client);
}
