import { bringUp, type SetupCallbacks } from "../../../hosts/moddable/bring-up.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** Timers that run when the test says so. A timer that has fired may not be cleared, as on the SDK. */
class Timers {
	readonly running = new Set<{ callback: () => void; delay: number }>();

	set(callback: () => void, delay: number): object {
		const timer = { callback, delay };
		this.running.add(timer);
		return timer;
	}

	clear(timer: object): void {
		ok(this.running.delete(timer as never), "cleared after it had fired");
	}

	fire(): void {
		for (const timer of [...this.running]) {
			this.running.delete(timer);
			timer.callback();
		}
	}
}

describe("bringUp", () => {
	let timers: Timers;
	let told: string[];
	let made: SetupCallbacks | undefined;

	function start(make: (callbacks: SetupCallbacks) => void = () => {}): void {
		timers = new Timers();
		told = [];
		const tell = (text: string) => told.push(text);
		bringUp(
			{
				make(callbacks) {
					made = callbacks;
					make(callbacks);
				},
				limit: 60_000,
				timer: timers,
				tell,
			},
			() => told.push("done"),
		);
	}

	it("waits until the modem is ready", () => {
		start();
		deepEqual(told, []);
		equal([...timers.running][0]?.delay, 60_000);
		made?.onReady();
		deepEqual(told, ["ready", "done"]);
		equal(timers.running.size, 0);
	});

	it("waits no longer than its limit, and lets the modem go on", () => {
		start();
		timers.fire();
		deepEqual(told, ["not ready after 60000 ms, and goes on trying", "done"]);
		made?.onReady();
		made?.onError(new Error("late"));
		equal(told.length, 2);
	});

	it("goes on when the modem fails", () => {
		start();
		made?.onError(new Error("framing"));
		timers.fire();
		deepEqual(told, ["framing", "done"]);
	});

	it("goes on when the modem cannot be constructed", () => {
		start(() => {
			throw new RangeError("port: in use");
		});
		timers.fire();
		deepEqual(told, ["port: in use", "done"]);
	});

	it("is done once, even for a modem that is ready at once and fails behind it", () => {
		start((callbacks) => {
			callbacks.onReady();
			callbacks.onError(new Error("later"));
			throw new Error("and more");
		});
		deepEqual(told, ["ready", "done"]);
		equal(timers.running.size, 0);
	});
});
