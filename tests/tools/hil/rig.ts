import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkTo, openDevice } from "../../../tools/cli/simulate-device.js";
import { Fence } from "../../../tools/sim/node/fence.js";
import { NodeNetwork } from "../../../tools/sim/node/network.js";
import { type Served, type ServeOptions, serve } from "../../../tools/sim/node/serve.js";
import { timeService } from "../../../tools/sim/time-service.js";
import { type Ended, type Running, run, start } from "../cli/cli.js";

/** Names that the rig's network knows. */
const names: Readonly<Record<string, string>> = { "a.example": "192.0.2.7", "b.example": "198.51.100.1" };

class NamingNetwork extends NodeNetwork {
	override resolve(host: string, callback: (address: string | undefined) => void): void {
		const address = names[host];
		if (address === undefined) super.resolve(host, callback);
		else setImmediate(callback, address);
	}
}

/** Options with which hil asks for what the rig's network knows. */
export const placesOfRig = ["--name", "a.example", "--name", "b.example", "--time-server", "time.example"];

/** A simulated module behind a PTY, which `xs-quectel hil` opens as a stranger's device, and a folder for what it writes. */
export class Rig {
	/** What hosts open; the same for each module of this rig. */
	readonly device: string;
	readonly folder: string;
	#served: Served | undefined;
	readonly #timeServer: Socket = createSocket("udp4");
	/** The last of what the module has sent, and who waits for more. */
	#said = "";
	#changed: () => void = () => {};
	#unlink: () => void = () => {};

	private constructor(folder: string) {
		this.folder = folder;
		this.device = join(folder, "tty");
	}

	static async start(options: ServeOptions = {}): Promise<Rig> {
		const rig = new Rig(mkdtempSync(join(tmpdir(), "rig-")));
		try {
			await rig.#serve(options);
		} catch (error) {
			await rig.close();
			throw error;
		}
		return rig;
	}

	async #serve(options: ServeOptions): Promise<void> {
		const device = await openDevice("pty");
		this.#unlink = linkTo(device.path, this.device);
		const tellTime = timeService(() => Date.now());
		this.#timeServer.on("message", (request, { port, address }) =>
			tellTime(request, (answer) => this.#timeServer.send(answer, port, address)),
		);
		this.#timeServer.bind(0, "127.0.0.1");
		await once(this.#timeServer, "listening");
		const time = "time.example:123";
		const network = new NamingNetwork({ map: { [time]: `127.0.0.1:${this.#timeServer.address().port}` } });
		const places = [time, ...Object.keys(names).map((name) => `${name}:1`)];
		const onTrace = (sender: string, bytes: Uint8Array) => {
			if (sender !== "module") return;
			this.#said = (this.#said + Buffer.from(bytes).toString("latin1")).slice(-2000);
			this.#changed();
		};
		this.#served = await serve({
			device,
			latency: "none",
			pacing: false,
			powered: true,
			seed: 1,
			networkTime: () => Date.now(),
			onTrace,
			network: new Fence(network, places, () => {}),
			...options,
		});
	}

	get served(): Served {
		if (this.#served === undefined) throw new Error("not served");
		return this.#served;
	}

	/** A path in the rig's folder. */
	path(name: string): string {
		return join(this.folder, name);
	}

	read(name: string): string {
		return readFileSync(this.path(name), "utf8");
	}

	/** What asks the module's control channel for something, as a command of a shell. */
	controlCommand(request: object): string {
		const text = JSON.stringify(JSON.stringify(request));
		const program = `require("net").connect(${this.served.controlPort}, "127.0.0.1").on("data", () => process.exit()).write(${text} + "\\n")`;
		return `"${process.execPath}" -e '${program}'`;
	}

	/** Waits until the module says something, and forgets what it said. @returns the match */
	async said(pattern: RegExp): Promise<RegExpExecArray> {
		for (;;) {
			const found = pattern.exec(this.#said);
			if (found !== null) {
				this.#said = "";
				return found;
			}
			await new Promise<void>((resolve) => {
				this.#changed = resolve;
			});
		}
	}

	#environment(more: Readonly<Record<string, string>>) {
		// The marks of runs are this rig's own; what is compiled is everybody's.
		return { XS_QUECTEL_MARKS: this.folder, ...more };
	}

	startHil(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
		return start(["hil", "--serial", this.device, "--quiet", "20", ...args], this.#environment(env));
	}

	hil(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
		return run(["hil", "--serial", this.device, "--quiet", "20", ...args], this.#environment(env));
	}

	async close(): Promise<void> {
		await this.#served?.close();
		this.#timeServer.close();
		this.#unlink();
		rmSync(this.folder, { recursive: true });
	}
}
