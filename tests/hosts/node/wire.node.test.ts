import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Wire } from "../../../hosts/node/wire.js";
import { FrameReader, FrameType, frame } from "../../../hosts/wire.js";
import type { Serial } from "../../../modules/io.js";
import { bytes, deepEqual, equal, ok, throws } from "../../support/assert.js";

/** The other end of a wire. */
class Peer {
	readonly frames: string[] = [];
	data = Buffer.alloc(0);
	/** Resolves when the connection has ended, from whichever side. */
	readonly gone: Promise<unknown>;
	readonly #socket: Socket;
	#changed: () => void = () => {};

	constructor(socket: Socket) {
		this.#socket = socket;
		const reader = new FrameReader((type, payload) => {
			this.frames.push(`${String.fromCharCode(type)} ${Buffer.from(payload).toString("latin1")}`);
		});
		socket.on("data", (some: Buffer) => {
			this.data = Buffer.concat([this.data, some]);
			if (this.data[0] === FrameType.line || this.data[0] === FrameType.bytes) reader.push(some);
			this.#changed();
		});
		socket.on("error", () => socket.destroy());
		this.gone = new Promise((resolve) => socket.once("close", resolve));
	}

	async until(isDone: () => boolean): Promise<void> {
		while (!isDone()) {
			await new Promise<void>((resolve) => {
				this.#changed = resolve;
			});
		}
	}

	write(some: Uint8Array): void {
		this.#socket.write(some);
	}

	hangUp(): void {
		this.#socket.destroy();
	}
}

describe("Wire of the Node host", () => {
	let server: Server;
	let peers: Promise<Peer>;
	let address: string;

	beforeEach(async () => {
		server = createServer();
		peers = new Promise((resolve) => server.once("connection", (socket) => resolve(new Peer(socket))));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	});

	afterEach(async () => {
		(await peers).hangUp();
		server.close();
		await once(server, "close");
	});

	/** Opens the Serial of a wire, and keeps what it is told. */
	function open({ Serial: Class }: Wire) {
		const told: string[] = [];
		const wake: (() => void)[] = [];
		const tell = (what: string) => {
			told.push(what);
			for (const it of wake.splice(0)) it();
		};
		const serial: Serial = new Class({
			baud: 115200,
			onReadable: (count) => tell(`readable ${count}`),
			onWritable: (count) => tell(`writable ${count}`),
			onError: () => tell("error"),
		});
		const until = async (what: string) => {
			while (!told.includes(what)) await new Promise<void>((resolve) => wake.push(resolve));
		};
		return { serial, told, until };
	}

	it("carries bytes and lines in frames", async () => {
		const wire = await Wire.connect(`wire:${address}`);
		const peer = await peers;
		const { serial, until } = open(wire);
		const { Digital } = wire;
		ok(Digital !== undefined);
		const key = new Digital({ pin: "PWRKEY", mode: Digital.Output, activeLow: true, initialValue: 0 });
		key.write(1);
		serial.write(Buffer.from("AT\r"));
		await peer.until(() => peer.frames.length === 4);
		deepEqual(peer.frames, ["L BAUD=115200", "L PWRKEY=1", "L PWRKEY=0", "B AT\r"]);

		const status = new Digital({ pin: "STATUS", mode: Digital.Input });
		equal(status.read(), 0);
		peer.write(frame(FrameType.line, Buffer.from("STATUS=1")));
		peer.write(frame(FrameType.bytes, Buffer.from("OK\r\n")));
		await until("readable 4");
		equal(status.read(), 1);
		serial.close();
	});

	it("carries bytes as they are over tcp:, and has no pins there", async () => {
		const wire = await Wire.connect(`tcp:${address}`);
		const peer = await peers;
		equal(wire.Digital, undefined);
		const { serial, until } = open(wire);
		const all = Uint8Array.from({ length: 256 }, (_, it) => it);
		serial.write(all);
		await peer.until(() => peer.data.length === 256);
		bytes(peer.data, all);
		peer.write(all);
		await until("readable 256");
		const part = new Uint8Array(100);
		equal(serial.read(part), 100);
		bytes(part, all.subarray(0, 100));
		const rest = new Uint8Array(200);
		equal(serial.read(rest), 156);
		bytes(rest.subarray(0, 156), all.subarray(100));
		equal(serial.read(rest), undefined);
		serial.close();
	});

	it("would block over its store, and tells when there is room again", async () => {
		const { serial, told, until } = open(await Wire.connect(`tcp:${address}`));
		await until("writable 1024");
		serial.write(new Uint8Array(1000));
		throws(() => serial.write(new Uint8Array(25)), Error, "would block");
		serial.write(new Uint8Array(24));
		told.length = 0;
		await until("writable 1024");
		serial.close();
	});

	it("tells a hang-up once, and nothing after close", async () => {
		const { told, until } = open(await Wire.connect(`tcp:${address}`));
		(await peers).hangUp();
		await until("error");
		deepEqual(
			told.filter((it) => it === "error"),
			["error"],
		);
	});

	it("is silent and useless after close", async () => {
		const { serial, told } = open(await Wire.connect(`tcp:${address}`));
		const peer = await peers;
		serial.close();
		serial.close();
		told.length = 0;
		throws(() => serial.write(new Uint8Array(1)), SyntaxError, "closed");
		throws(() => serial.read(new Uint8Array(1)), SyntaxError, "closed");
		peer.write(Buffer.from("late"));
		await peer.gone;
		deepEqual(told, []);
	});

	it("has one serial at a time, and none behind a hang-up", async () => {
		const wire = await Wire.connect(`tcp:${address}`);
		const { until } = open(wire);
		throws(() => open(wire), Error, "in use");
		(await peers).hangUp();
		await until("error");
	});
});

describe("Wire.connect of the Node host", () => {
	for (const target of ["", "here", "wire:here", "tcp:127.0.0.1:x", "/dev/ttyUSB0", "udp:127.0.0.1:1"]) {
		it(`does not know "${target}"`, async () => {
			const error = await Wire.connect(target).catch((it: Error) => it);
			ok(error instanceof RangeError, String(error));
		});
	}

	it("tells when nobody answers", async () => {
		const error = await Wire.connect("tcp:127.0.0.1:1").catch((it: Error) => it);
		ok(error instanceof Error && error.message.includes("ECONNREFUSED"), String(error));
	});
});
