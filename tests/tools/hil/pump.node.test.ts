import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { Pump } from "../../../tools/hil/pump.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("Pump, when somebody stands between wire and driver", () => {
	const { port1, port2 } = new MessageChannel();
	let pump: Pump;
	let heard = "";
	let serial: { write(bytes: Uint8Array): void; close(): void };

	beforeEach(() => {
		pump = new Pump(port1, new SharedArrayBuffer(4));
		heard = "";
		serial = new pump.Serial({
			baud: 115200,
			format: "buffer",
			onReadable(this: { read(into: Uint8Array): number | undefined }) {
				const into = new Uint8Array(100);
				for (let count = this.read(into); count !== undefined && count > 0; count = this.read(into)) {
					heard += Buffer.from(into.subarray(0, count)).toString();
				}
			},
		} as never) as never;
		pump.turn(0);
	});

	afterEach(() => serial.close());

	after(() => {
		port1.close();
		port2.close();
	});

	const module = (text: string) => {
		port2.postMessage({ kind: "bytes", bytes: Uint8Array.from(Buffer.from(text)) });
		pump.turn(0);
	};

	const sent = () => {
		let all = "";
		for (;;) {
			const received = receiveMessageOnPort(port2) as { message: { kind: string; bytes: Uint8Array } } | undefined;
			if (received === undefined) return all;
			if (received.message.kind === "bytes") all += Buffer.from(received.message.bytes).toString();
		}
	};

	it("withholds all from where a pattern begins, and gives it later", () => {
		pump.withhold(/\r\nSEND OK/);
		module("\r\nOK\r\n\r\nSEND OK\r\n");
		module("more");
		equal(heard, "\r\nOK\r\n");
		pump.withhold(undefined);
		equal(heard, "\r\nOK\r\n\r\nSEND OK\r\nmore");
	});

	it("withholds the rest of what comes in pieces", () => {
		pump.withhold(/\r\nSEND OK/);
		module("a\r\nSE");
		module("ND OK\r\n");
		equal(heard, "a\r\nSE");
		pump.withhold(undefined);
		equal(heard, "a\r\nSEND OK\r\n");
	});

	it("gives the wire away for a while: what the driver sends waits, and it hears nothing", () => {
		const aside: string[] = [];
		const result = pump.aside(
			(bytes) => aside.push(Buffer.from(bytes).toString()),
			(send) => {
				send(Buffer.from("AT+CPIN?\r"));
				serial.write(Buffer.from("AT+CSQ\r"));
				module("answer");
				return sent();
			},
		);
		equal(result, "AT+CPIN?\r");
		equal(sent(), "AT+CSQ\r");
		deepEqual([aside.join(""), heard], ["answer", ""]);
		module("x");
		equal(heard, "x");
	});
});
