import { isIP } from "node:net";
import { MemoryStorage } from "../sim/files/storage.js";
import type { Device } from "../sim/node/device.js";
import { NodeNetwork } from "../sim/node/network.js";
import { type Served, serve } from "../sim/node/serve.js";

/** An address that is kept for documentation. */
const ADDRESS = "192.0.2.1";

/** The file of the module that holds the certificates of authorities. */
export const ROOTS = "roots.pem";
/** Bytes of the module's flash. */
const FLASH = 100_000;

/** A network with one name in it, and its server here. */
class OneServer extends NodeNetwork {
	readonly #name: string;

	constructor(place: string, port: number) {
		const [name, its] = place.split(":") as [string, string];
		const here = `127.0.0.1:${port}`;
		super({ map: { [place]: here, [`${ADDRESS}:${its}`]: here } });
		this.#name = name;
	}

	override resolve(host: string, callback: (address: string | undefined) => void): void {
		const address = isIP(host) === 0 ? undefined : host;
		setImmediate(callback, host === this.#name ? ADDRESS : address);
	}
}

export interface ModuleOptions {
	/** `name:port`, as applications know the one server that there is. */
	readonly place: string;
	/** Where that server is on this machine. */
	readonly port: number;
	/** Certificate of the authority that is in the module, PEM; absent: none is. */
	readonly ca?: string | undefined;
	/** The terminal device that is the module's UART; absent: a TCP port is. */
	readonly device?: Device;
}

/** The simulated module that an application of the SDK's is run over: it reaches one server, by its name. */
export function serveModule({ place, port, ca, device }: ModuleOptions): Promise<Served> {
	const files = new MemoryStorage(FLASH);
	if (ca !== undefined) files.write(ROOTS, Buffer.from(ca));
	return serve({
		...{ latency: "none", seed: 1, powered: true, files, network: new OneServer(place, port) },
		...(device === undefined ? {} : { device }),
	});
}
