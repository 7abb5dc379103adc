import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

const open = `import Serial from "embedded:io/serial"; import Timer from "timer"; import Time from "time"; import {ask, pass} from "host";
const say = (...text) => trace(text.join(" ") + "\\n");
const text = (serial) => String.fromArrayBuffer(serial.read());
const thrown = (work) => { try { work(); return "nothing"; } catch (error) { return error.name + ": " + error.message; } };
`;

describe("A script in lockstep that waits inside a call", () => {
	before(needsEngine());

	it("gets answers at once, behind all that it has said before, of any length and any characters", async () => {
		const asked: string[] = [];
		const { log } = await Bench.play(
			`${open}say("before");
			say(ask("who") === "who?" && ask("\\u00e4\\u20ac") === "\\u00e4\\u20ac?");
			const long = "x".repeat(60000);
			say(ask(long).length, Time.ticks);
			say(thrown(() => ask(long + long)));`,
			() => {},
			{
				limits: "none",
				onAsk(question) {
					asked.push(question.slice(0, 3));
					return `${question}?`;
				},
			},
		);
		deepEqual(log, ["0 before", "0 true", "0 60001 0", "0 RangeError: text: over 65535 bytes"]);
		deepEqual(asked, ["who", "ä€", "xxx"]);
	});

	it("is called back while time passes, by timers and by what the module sends, and goes on at the end of it", async () => {
		const { log } = await Bench.play(
			`${open}const serial = new Serial({baud: 9600, onReadable() { say("got", text(this), Time.ticks); }});
			Timer.set(() => say("timer", Time.ticks), 10);
			Timer.set(() => say("late", Time.ticks), 150);
			pass(100);
			say("passed", Time.ticks);
			serial.write(ArrayBuffer.fromString("x"));
			pass(0);
			say("nothing passed", Time.ticks);
			pass(100);
			say("passed", Time.ticks);
			serial.close();`,
			(bench) => bench.sendAt(3, "a").sendAt(50, "b"),
		);
		deepEqual(log, [
			...["0 BAUD=9600", "3 got a 3", "10 timer 10", "50 got b 50", "100 passed 100", "100 > x"],
			...["100 nothing passed 100", "150 late 150", "200 passed 200"],
		]);
	});

	it("gets an answer in the middle of what the module sends, and the rest of it in order", async () => {
		const { log } = await Bench.play(
			`${open}const serial = new Serial({baud: 9600, onReadable() { say(text(this), ask("q"), Time.ticks); }});
			pass(100);
			serial.close();`,
			(bench) =>
				bench.at(3, () => {
					for (const it of ["a", "b", "c"]) bench.onBytes(Buffer.from(it));
				}),
			{ onAsk: () => "r" },
		);
		const told = log.filter((it) => it.startsWith("3 ")).map((it) => it.split(" "));
		equal(told.map(([, text]) => text).join(""), "abc");
		ok(told.every(([, , answer, time]) => answer === "r" && time === "3"));
	});

	it("gets what a callback throws, once, and goes on", async () => {
		const { log } = await Bench.play(
			`${open}const serial = new Serial({baud: 9600, onReadable() { throw new Error(text(this)); }});
			Timer.set(() => { throw "no error"; }, 10);
			Timer.set(() => say("after", Time.ticks), 10);
			say(thrown(() => pass(100)), Time.ticks);
			try { pass(100); } catch (it) { say(it, Time.ticks); }
			say(thrown(() => pass(100)), Time.ticks);
			serial.close();`,
			(bench) => bench.sendAt(3, "a"),
		);
		deepEqual(log, ["0 BAUD=9600", "3 Error: a 3", "10 no error 10", "10 after 10", "110 nothing 110"]);
	});

	it("keeps promise jobs until it is back, and every timer's beat", async () => {
		const { log } = await Bench.play(
			`${open}let job = "waits";
			const beat = Timer.repeat(() => say("beat", Time.ticks), 40);
			Timer.set((timer) => {
				Promise.resolve().then(() => { job = "done"; });
				pass(100);
				say("job", job, Time.ticks);
				Timer.clear(timer);
			}, 10);
			Timer.set(() => { say("job", job, Time.ticks); Timer.clear(beat); }, 130);`,
			() => {},
		);
		deepEqual(log, ["40 beat 40", "80 beat 80", "110 job waits 110", "120 beat 120", "130 job done 130"]);
	});

	it("lets no time pass within itself, and none that is negative; nobody answers a script that runs by itself", async () => {
		const { log } = await Bench.play(
			`${open}Timer.set(() => say(thrown(() => pass(1))), 5);
			pass(10);
			say(thrown(() => pass(-1)));`,
			() => {},
		);
		deepEqual(log, ["5 Error: busy", "10 RangeError: ms: negative"]);
	});

	it("ends the run when it asks and nobody answers", async () => {
		let message = "";
		await Bench.play(`${open}ask("anybody");`, () => {}).catch((error: Error) => {
			message = error.message;
		});
		equal(message, "wire: nobody answers anybody");
	});
});
