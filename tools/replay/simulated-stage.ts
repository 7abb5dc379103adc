import { openWire } from "../cli/wire-end.js";
import { OwnBroker, Shore } from "../hil/shore.js";
import { MemoryStorage } from "../sim/files/storage.js";
import { Fence } from "../sim/node/fence.js";
import { NodeNetwork } from "../sim/node/network.js";
import { serve } from "../sim/node/serve.js";
import type { PublishDialect } from "../sim/profile.js";
import { profileNamed } from "../sim/profiles.js";
import { ReplayPeer } from "./replay-peer.js";
import { ReplayWorld } from "./replay-world.js";
import type { Script } from "./script.js";
import { reach, type Stage } from "./stage.js";

const places = /AT\+QMTOPEN=\d+,"([^"]+)",(\d+)/gi;

export interface SimulatedStageOptions {
	/** As of "xs-quectel simulate". */
	readonly profile: string;
	readonly publishDialect: PublishDialect;
}

/**
 * A simulated module in the world of a recording: its names, its times, its peer of sockets, the files that its module had before, and a
 * broker in place of every broker that it knows, without TLS. @throws RangeError for a profile that there is not
 */
export async function simulatedStage(script: Script, options: SimulatedStageOptions): Promise<Stage> {
	const broker = await OwnBroker.start("127.0.0.1", 0);
	const undo: (() => Promise<void>)[] = [() => broker.close()];
	const close = async () => {
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		const map: Record<string, string> = {};
		for (const { entry } of script.steps) {
			if (entry.kind !== "bytes") continue;
			for (const [, host, port] of entry.bytes.matchAll(places)) map[`${host}:${port}`] = `127.0.0.1:${broker.port}`;
		}
		const world = new ReplayWorld(new Fence(new NodeNetwork({ map }), Object.keys(map), () => {}), script.entries);
		const sockets = script.peer === undefined ? undefined : new ReplayPeer(world, script.peer);
		const files = new MemoryStorage(profileNamed(options.profile).flashCapacity);
		for (const { path, bytes } of script.files) if (path.startsWith("UFS:")) files.write(path.slice(4), bytes);
		const served = await serve({
			...options,
			files,
			...{ latency: "none", pacing: false, powered: true, seed: 1 },
			network: sockets ?? world,
			networkTime: () => world.now,
			networkZone: world.zone,
			crystal: world,
			sim: script.pin === undefined ? {} : { pin: script.pin },
		});
		undo.push(() => served.close());
		const url = `mqtt://127.0.0.1:${broker.port}`;
		const shore = await Shore.connect({ url, user: undefined, password: undefined, ca: undefined }, "");
		undo.push(() => shore.close());
		const wire = await openWire({ kind: "tcp", name: `127.0.0.1:${served.port}`, baud: 115_200, flowControl: "none" });
		undo.push(() => wire.close());
		return {
			wire,
			surroundings: {
				other: { time: false },
				moveTo: (step) => world.moveTo(step),
				farSide: (request) => reach(request, shore, broker),
				peer: async (words) => sockets?.do(words),
				release: (release) => sockets?.release(release),
				differences: () => sockets?.differences() ?? [],
				restart: async () => served.simulator.module.faults.cause({ fault: "reset" }),
			},
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
