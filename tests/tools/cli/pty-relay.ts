import { startScript } from "../../support/xs-engine.js";

/** Passes bytes both ways, as far as the other side has room; runs on the XS engine, which has PTYs where Node has none. */
const script = `import Serial from "embedded:io/serial";
import { argument } from "host";
const piece = new Uint8Array(1024);
class End {
	room = 0;
	there = 0;
	constructor(port) {
		const end = this;
		this.serial = new Serial({
			port,
			baud: 115200,
			onReadable(count) { end.there = count; end.pump(); },
			onWritable(count) { end.room = count; end.other?.pump(); },
		});
	}
	pump() {
		while (this.there > 0 && this.other?.room > 0) {
			const count = this.serial.read(piece.subarray(0, Math.min(piece.length, this.there, this.other.room)));
			if (!count) return;
			this.there -= count;
			this.other.room -= count;
			this.other.serial.write(piece.subarray(0, count));
		}
	}
}
const device = new End("pty");
const module = new End(argument(0));
device.other = module;
module.other = device;
module.pump();
`;

/** A serial device whose other end is a TCP port. */
export interface PTYRelay {
	/** The device's path. */
	readonly device: string;
	close(): Promise<void>;
}

/** @throws Error when there can be no PTY here */
export async function startRelay(host: string, port: number): Promise<PTYRelay> {
	let tell: (device: string) => void = () => {};
	const named = new Promise<string>((resolve) => {
		tell = resolve;
	});
	const running = await startScript(script, {
		arguments: [`tcp:${host}:${port}`],
		onLine: (line) => {
			if (line.startsWith("pty ")) tell(line.slice(4));
		},
	});
	const device = await Promise.race([named, running.exit.then(({ message }) => new Error(`no PTY: ${message}`))]);
	if (device instanceof Error) throw device;
	return {
		device,
		async close() {
			running.kill();
			await running.exit;
		},
	};
}
