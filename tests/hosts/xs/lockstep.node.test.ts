import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

const open = `import Serial from "embedded:io/serial"; import Timer from "timer"; import Time from "time";
const say = (...text) => trace(text.join(" ") + "\\n");
const text = (serial) => String.fromArrayBuffer(serial.read());
`;

async function message(work: Promise<unknown>): Promise<string> {
	try {
		await work;
	} catch (error) {
		return (error as Error).message;
	}
	throw new Error("nothing was thrown");
}

describe("Lockstep", () => {
	before(needsEngine());

	it("moves time from alarm to alarm, whoever's it is", async () => {
		const { log } = await Bench.play(
			`${open}const serial = new Serial({baud: 9600, onReadable() { say("got", text(this), Time.ticks); }});
			Timer.set(() => say("timer", Time.ticks), 10);
			Timer.set(() => { say("last", Time.ticks); serial.close(); }, 1000);`,
			(bench) => bench.sendAt(3, "a").sendAt(500, "b"),
		);
		deepEqual(log, ["0 BAUD=9600", "3 got a 3", "10 timer 10", "500 got b 500", "1000 last 1000"]);
	});

	it("lets timers of the script go first, then what the module has sent, in its order", async () => {
		const { log } = await Bench.play(
			`${open}import Digital from "embedded:io/digital";
			const serial = new Serial({baud: 9600, onReadable() { say("got", text(this)); }});
			const pin = new Digital({pin: "RI", mode: Digital.Input, edge: 3, onReadable() { say("RI", this.read()); }});
			Timer.set(() => say("timer"), 5);
			Timer.set(() => { serial.close(); pin.close(); }, 6);`,
			(bench) =>
				bench.at(5, () => {
					bench.onBytes(Buffer.from("a"));
					bench.onLine("RI", 0);
					bench.onBytes(Buffer.from("b"));
					bench.onLine("RI", 1);
				}),
		);
		deepEqual(log, ["0 BAUD=9600", "5 timer", "5 got a", "5 RI 0", "5 got b", "5 RI 1"]);
	});

	it("carries a conversation within one millisecond", async () => {
		const { log } = await Bench.play(
			`${open}let n = 0;
			const serial = new Serial({baud: 9600, onReadable() {
				const it = text(this);
				if (++n === 3) this.close(); else this.write(ArrayBuffer.fromString(it + n));
			}});
			serial.write(ArrayBuffer.fromString("x"));`,
			(bench) => {
				bench.onSent = (text) => bench.onBytes(Buffer.from(text));
			},
		);
		deepEqual(log, ["0 BAUD=9600", "0 > x", "0 > x1", "0 > x12"]);
	});

	it("does not tell the engine of time in which it has nothing to do", async () => {
		const bench = await Bench.start(`${open}new Serial({baud: 9600});`);
		try {
			for (let time = 1; time <= 1000; time++) bench.at(time, () => {});
			equal(await bench.lockstep.run(2000), "limit");
			equal(bench.lockstep.time, 2000);
			equal(bench.clock.time, 2000);
			ok(bench.lockstep.turns < 5, `${bench.lockstep.turns} turns`);
		} finally {
			await bench.lockstep.close();
		}
	});

	it("holds time until what lives outside of it is done", async () => {
		let left = 3;
		let turns = 0;
		const { log } = await Bench.play(
			`${open}Timer.set(() => say("timer", Time.ticks), 5);`,
			(bench) =>
				bench.at(3, () => {
					left = 2;
				}),
			{
				outside() {
					if (left === 0) return undefined;
					left--;
					return new Promise((resolve) =>
						setImmediate(() => {
							turns++;
							resolve();
						}),
					);
				},
			},
		);
		deepEqual(log, ["5 timer 5"]);
		equal(turns, 5);
	});

	it("ends the run with what goes wrong outside of its time", async () => {
		const work = Bench.play(`${open}Timer.set(() => {}, 5);`, () => {}, {
			outside: () => Promise.reject(new Error("a broken handshake")),
		});
		equal(await message(work), "a broken handshake");
	});

	it("lets nothing happen before the first run", async () => {
		const bench = await Bench.start(
			`${open}new Serial({baud: 9600}).write(ArrayBuffer.fromString("early")); say("up");`,
		);
		try {
			// Long after the script has begun, as far as that can be: its lines come by another way.
			while (bench.lockstep.engine.lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
			deepEqual(bench.log, []);
			equal(await bench.lockstep.run(0), "limit");
			deepEqual(bench.log, ["0 BAUD=9600", "0 > early", "0 up"]);
		} finally {
			await bench.lockstep.close();
		}
	});

	it("tells in the first run of an engine that had ended before it", async () => {
		const bench = await Bench.start(`${open}say("gone");`);
		await bench.lockstep.engine.exit;
		equal(await bench.lockstep.run(10), "exit");
		deepEqual(bench.log, ["0 gone"]);
	});

	it("stands still between runs, and does all that is due by the limit", async () => {
		const bench = await Bench.start(`${open}Timer.repeat(() => say("tick"), 100);`);
		try {
			equal(await bench.lockstep.run(100), "limit");
			deepEqual(bench.log, ["100 tick"]);
			equal(await bench.lockstep.run(99), "limit");
			equal(bench.log.length, 1);
			equal(await bench.lockstep.run(0), "limit");
			equal(await bench.lockstep.run(1000, () => bench.log.length === 3), "done");
			deepEqual(bench.log, ["100 tick", "200 tick", "300 tick"]);
			equal(bench.lockstep.time, 300);
		} finally {
			await bench.lockstep.close();
		}
	});

	it("passes more time than 32 bits of milliseconds hold", async () => {
		const bench = await Bench.start(
			`${open}new Serial({baud: 9600, onReadable() { say(text(this), Time.ticks, Date.now()); }});`,
			{
				epoch: 1000,
			},
		);
		try {
			const days40 = 40 * 86_400_000;
			bench.at(0x7fffffff, () => bench.at(days40, () => bench.onBytes(Buffer.from("late"))));
			equal(await bench.lockstep.run(days40), "limit");
			deepEqual(bench.log, ["0 BAUD=9600", `${days40} late ${days40 | 0} ${days40 + 1000}`]);
		} finally {
			await bench.lockstep.close();
		}
	});

	it("takes frames of any size, and text of any length", async () => {
		const long = "é".repeat(3000);
		const { log } = await Bench.play(
			`${open}let count = 0;
			const serial = new Serial({baud: 9600, rxSize: 65536, onReadable() {
				count += this.read().byteLength;
				if (count === 150000) { say(${JSON.stringify(long)}); this.close(); }
			}});`,
			(bench) => bench.sendAt(1, "z".repeat(150_000)),
		);
		deepEqual(log, ["0 BAUD=9600", `1 ${long}`]);
	});

	it("tells the exit of the script, at its time and with what it traced last", async () => {
		const bench = await Bench.start(
			`${open}import {exit} from "host"; Timer.set(() => { trace("no line end"); exit(9); }, 70);`,
		);
		equal(await bench.lockstep.run(1000), "exit");
		deepEqual(bench.log, ["70 no line end"]);
		equal(bench.lockstep.time, 70);
		equal((await bench.lockstep.engine.exit).code, 9);
		equal(await bench.lockstep.run(1000), "exit");
	});

	it("tells the end of an engine that never came to its script", async () => {
		const bench = await Bench.start("let a = ;");
		equal(await bench.lockstep.run(1000), "exit");
		equal((await bench.lockstep.engine.exit).code, 111);
	});

	it("tells the end of an engine that was killed", async () => {
		const bench = await Bench.start(`${open}Timer.repeat(() => {}, 1);`);
		bench.at(5, () => bench.lockstep.engine.process.kill("SIGKILL"));
		equal(await bench.lockstep.run(1_000_000_000), "exit");
		equal((await bench.lockstep.engine.exit).message, "killed by SIGKILL");
	});

	it("kills an engine that hangs", async () => {
		const bench = await Bench.start(`${open}Timer.set(() => { for (;;); }, 5);`, { patience: 100 });
		const why = "the engine has been busy for 100 ms of real time at ";
		ok((await message(bench.lockstep.run(1000))).startsWith(why));
		ok((await bench.lockstep.engine.exit).message.includes("SIGKILL"));
		ok((await message(bench.lockstep.run(1))).startsWith(why));
	});

	it("gives up when something is always due", async () => {
		const bench = await Bench.start(`${open}const again = () => Timer.set(again, 0); again();`, { mostAtOnce: 20 });
		try {
			equal(await message(bench.lockstep.run(1000)), "time stands still at 0 ms: something is always due");
		} finally {
			await bench.lockstep.close();
		}
	});

	it("passes on what the module throws", async () => {
		const bench = await Bench.start(
			`${open}const serial = new Serial({baud: 9600}); serial.write(new ArrayBuffer(1));`,
		);
		try {
			bench.onSent = () => {
				throw new Error("deliberate");
			};
			equal(await message(bench.lockstep.run(1000)), "deliberate");
		} finally {
			await bench.lockstep.close();
		}
	});

	it("refuses a bad limit, and a second run at a time", async () => {
		const bench = await Bench.start(`${open}Timer.repeat(() => {}, 1);`);
		try {
			const first = bench.lockstep.run(10);
			let refused = "";
			for (const limit of [-1, 0.5, Number.POSITIVE_INFINITY, 1]) {
				try {
					void bench.lockstep.run(limit);
				} catch (error) {
					refused += `${(error as Error).message}; `;
				}
			}
			equal(refused, "limit: -1; limit: 0.5; limit: Infinity; busy; ");
			equal(await first, "limit");
		} finally {
			await bench.lockstep.close();
		}
	});
});
