import { connect, type Socket } from "node:net";
import { FAULTS } from "../../../../tools/sim/faults/catalogue.js";
import { type Served, type ServeOptions, serve } from "../../../../tools/sim/node/serve.js";
import { deepEqual, equal, ok } from "../../../support/assert.js";

/** A TCP connection whose text a test waits for. */
class Line {
	readonly socket: Socket;
	#text = "";
	#closed = false;
	#changed: () => void = () => {};

	constructor(port: number) {
		this.socket = connect(port, "127.0.0.1");
		this.socket.setEncoding("latin1");
		this.socket.on("data", (text: string) => {
			this.#text += text;
			this.#changed();
		});
		this.socket.on("close", () => {
			this.#closed = true;
			this.#changed();
		});
		this.socket.on("error", () => this.socket.destroy());
	}

	write(text: string): void {
		this.socket.write(text, "latin1");
	}

	/** What has come up to `end`, this included. */
	async until(end: string): Promise<string> {
		for (;;) {
			const at = this.#text.indexOf(end);
			if (at >= 0) {
				const part = this.#text.slice(0, at + end.length);
				this.#text = this.#text.slice(at + end.length);
				return part;
			}
			await this.#change();
		}
	}

	async closed(): Promise<void> {
		while (!this.#closed) {
			await this.#change();
		}
	}

	#change(): Promise<void> {
		return new Promise((resolve) => {
			this.#changed = resolve;
		});
	}
}

describe("a module served over TCP", () => {
	let served: Served;
	let data: Line;
	let control: Line;

	beforeEach(async () => {
		served = await serve({ latency: "none", pacing: false });
		data = new Line(served.port);
		control = new Line(served.controlPort);
	});

	afterEach(async () => {
		data.socket.destroy();
		control.socket.destroy();
		await served.close();
	});

	/** Asks over the control channel; events on the way are dropped. */
	const ask = async (request: unknown): Promise<unknown> => {
		control.write(`${typeof request === "string" ? request : JSON.stringify(request)}\n`);
		for (;;) {
			const answer = JSON.parse(await control.until("\n"));
			if ("ok" in answer) {
				return answer;
			}
		}
	};

	const start = async () => {
		await ask({ line: "PWRKEY", level: 0 });
		await data.until("PB DONE\r\n");
		await ask({ line: "PWRKEY", level: 1 });
	};

	it("starts with the power key on the control channel, and answers", async () => {
		await start();
		data.write("AT\r");
		equal(await data.until("OK\r\n"), "AT\r\r\nOK\r\n");
		deepEqual(await ask({ get: "state" }), { ok: true, state: "on", baud: 115200 });
	});

	it("loses its supply when told to, and its lines tell", async () => {
		await start();
		control.write('{"fault":"power-cut","ms":20}\n');
		await control.until('{"event":"line","line":"STATUS","level":0}\n');
		await control.until('{"ok":true}\n');
		control.write('{"line":"PWRKEY","level":0}\n');
		await control.until('{"event":"line","line":"STATUS","level":1}\n');
		await data.until("PB DONE\r\n");
	});

	it("tells what it does not know, and counts it", async () => {
		await start();
		data.write("AT+NONE\r");
		await control.until('{"event":"unsupported","name":"+NONE"}\n');
		await data.until("ERROR\r\n");
		const answer = (await ask({ get: "counters" })) as { counters: { unsupported: unknown; lines: number } };
		deepEqual(answer.counters.unsupported, { "+NONE": 1 });
		equal(answer.counters.lines, 1);
	});

	it("takes a new host in the place of the old one", async () => {
		await start();
		const other = new Line(served.port);
		await data.closed();
		other.write("AT\r");
		equal(await other.until("OK\r\n"), "AT\r\r\nOK\r\n");
		other.socket.destroy();
	});

	const refused: readonly (readonly [request: string, error: string])[] = [
		['{"line":"FOO","level":0}', "line: one of VBAT, PWRKEY, RESET_N, DTR, RTS"],
		['{"line":"DTR","level":2}', "level: 0 or 1"],
		['{"fault":"flood"}', `fault: one of ${Object.keys(FAULTS).join(", ")}`],
		['{"fault":"kick","how":"hard"}', "how: one of close, reset"],
		['{"fault":"kick","count":2}', "kick has no count"],
		['{"script":1}', "script: a text"],
		['{"script":"soon kick"}', "line 1: not TIME [every TIME] FAULT"],
		['{"fault":"power-cut"}', "ms: a whole number from 0 to 86400000"],
		['{"baud":"fast"}', "baud: a whole number from 300 to 4000000"],
		["{}", "a request has line, baud, fault, script or get (state, counters, faults)"],
	];
	for (const [request, error] of refused) {
		it(`refuses ${request}`, async () => {
			deepEqual(await ask(request), { ok: false, error });
		});
	}

	it("refuses what is no JSON, and goes on", async () => {
		equal(((await ask("{nonsense")) as { ok: boolean }).ok, false);
		deepEqual(await ask({ fault: "drop-network", ms: 10 }), { ok: true });
		deepEqual(await ask({ fault: "restore-network" }), { ok: true });
	});

	it("plays a script, and tells which faults there are", async () => {
		await start();
		deepEqual(await ask({ script: "20 reset" }), { ok: true });
		await data.until("PB DONE\r\n");
		equal(served.simulator.module.counters.starts, 2);
		const answer = (await ask({ get: "faults" })) as { faults: typeof FAULTS };
		deepEqual(Object.keys(answer.faults), Object.keys(FAULTS));
	});

	it("hangs up on HTTP without doing anything", async () => {
		control.write('POST / HTTP/1.1\r\nHost: localhost\r\n\r\n{"line":"PWRKEY","level":0}\n');
		await control.closed();
		equal(served.simulator.module.counters.starts, 0);
	});

	it("starts by itself with powered, for a host that has no power key", async () => {
		const other = await serve({ latency: "none", pacing: false, powered: true });
		try {
			equal(other.simulator.module.state, "on");
		} finally {
			await other.close();
		}
	});

	it("has a network that tells the time: that of this machine, unless told otherwise", async () => {
		/** `yyyy/MM/dd,hh:mm:ss` in UTC, as AT+QLTS tells it. */
		const time = async (options: ServeOptions) => {
			const other = await serve({ latency: "none", pacing: false, powered: true, ...options });
			const line = new Line(other.port);
			line.write("AT+QLTS=1\r");
			const [, text = ""] = /\+QLTS: "([\d/,:]*)/.exec(await line.until("OK\r\n")) ?? [];
			line.socket.destroy();
			await other.close();
			return text;
		};
		equal(await time({ networkTime: () => Date.UTC(2031, 6, 7, 1, 2, 3) }), "2031/07/07,01:02:03");
		equal(await time({ networkTime: "none" }), "");
		const present = Date.parse(`${(await time({})).replace(",", " ")} UTC`);
		ok(Math.abs(present - Date.now()) < 60_000, new Date(present).toISOString());
	});

	it("rejects when a port cannot be had", async () => {
		let code: unknown;
		try {
			await serve({ port: served.port });
		} catch (error) {
			({ code } = error as { code: unknown });
		}
		equal(code, "EADDRINUSE");
	});
});
