import type { Scheduler } from "../../modules/at/scheduler.js";
import { ModemError } from "../../modules/errors.js";
import type { Lifecycle } from "../../modules/modem/lifecycle.js";
import type { Link, LinkUser } from "../../modules/modem/link.js";
import { ModemLink } from "../../modules/modem-provider/modem-link.js";
import { Counters } from "../../modules/uart/counters.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** A link over a modem that is whatever the test says. */
class Stage {
	readonly clock = new VirtualClock();
	readonly lifecycle = { state: "probing" };
	readonly link: ModemLink;
	readonly log: string[] = [];
	/** What the scheduler was given to do later. */
	readonly work: (() => void)[] = [];

	constructor() {
		this.link = new ModemLink({
			clock: this.clock,
			scheduler: { listen() {}, later: (work: () => void) => this.work.push(work) } as unknown as Scheduler,
			lifecycle: this.lifecycle as unknown as Lifecycle,
			counters: new Counters(),
			context: 1,
			receiveStore: 2048,
		});
	}

	user(name: string, extra: Partial<LinkUser> = {}): LinkUser {
		const { log } = this;
		const user = {
			onLinkUp: () => log.push(`${name} up`),
			onLinkDown: (error: ModemError) => log.push(`${name} down ${error.source}`),
			...extra,
		};
		this.link.add(user);
		return user;
	}

	up(): void {
		this.lifecycle.state = "ready";
		this.link.onUp();
	}

	/** What happened since the last call. */
	take(): string[] {
		return this.log.splice(0);
	}
}

const reset = new ModemError("reset", 0, "", true);

describe("ModemLink", () => {
	it("tells each user once that the module is ready, and when everything in it is gone", () => {
		const stage = new Stage();
		stage.user("a");
		stage.up();
		stage.user("late");
		stage.up();
		deepEqual(stage.take(), ["a up"]);
		stage.lifecycle.state = "probing";
		stage.user("waits");
		stage.link.onDown(reset);
		deepEqual(stage.take(), ["a down reset", "late down reset"]);
		stage.up();
		stage.link.onDown(reset);
		deepEqual(stage.take(), ["waits up", "waits down reset"]);
	});

	it("tells of a lost context whom it concerns, and again when it is back", () => {
		const stage = new Stage();
		const { log } = stage;
		stage.user("client");
		stage.user("socket", { onContextDown: (error) => log.push(`socket ${error.source}`) });
		stage.up();
		stage.link.onContextDown();
		stage.up();
		deepEqual(stage.take(), ["client up", "socket up", "socket socket", "socket up"]);
	});

	it("tells of a context only who goes over it, and of all else that is gone while it is away", () => {
		const stage = new Stage();
		const { log } = stage;
		stage.user("other", { context: 2, onContextDown: () => log.push("other") });
		stage.user("own", { context: 1, onContextDown: (error) => log.push(`own ${error.code}`) });
		stage.up();
		stage.lifecycle.state = "registering";
		stage.link.onContextDown();
		stage.user("late");
		deepEqual(stage.take(), ["other up", "own up", "own 570"]);
		stage.link.onDown(reset);
		stage.up();
		deepEqual(stage.take(), ["other down reset", "own down reset", "late up"]);
	});

	it("forgets users inside callbacks of others", () => {
		const stage = new Stage();
		const { link, log } = stage;
		const others: LinkUser[] = [];
		const removeOthers = () => {
			for (const it of others) link.remove(it);
			log.push("first");
		};
		stage.user("first", { onLinkUp: removeOthers });
		others.push(stage.user("second"));
		stage.up();
		stage.user("third", { onContextDown: removeOthers });
		others.push(stage.user("fourth", { onContextDown: () => log.push("fourth") }));
		link.onContextDown();
		stage.user("fifth", { onLinkDown: removeOthers });
		others.push(stage.user("sixth"));
		link.onDown(reset);
		deepEqual(stage.take(), ["first", "first", "third down reset", "first down reset", "first"]);
	});

	it("tells of the end, later if a call of the user's led to it, and takes nobody more", () => {
		for (const isCalled of [false, true]) {
			const stage = new Stage();
			stage.up();
			stage.user("user");
			stage.lifecycle.state = "probing";
			stage.user("waiting");
			const work = () => stage.log.push("work");
			stage.link.later(work);
			const gone = stage.user("gone");
			stage.link.close(new ModemError("framing", 0, "", false), isCalled);
			stage.link.remove(gone);
			equal(stage.take().length, isCalled ? 0 : 3);
			stage.clock.runUntilIdle(0);
			deepEqual(stage.take(), isCalled ? ["user down framing", "waiting down framing"] : []);
			throws(() => stage.user("late"), Error, "bad state");
			stage.link.later(() => stage.log.push("late"));
			deepEqual(stage.work, [work]);
			equal(stage.clock.nextAlarm(), undefined);
		}
	});

	it("makes what instances share once", () => {
		const { link } = new Stage();
		class Table {
			readonly link: Link;
			constructor(link: Link) {
				this.link = link;
			}
		}
		class Other {}
		const table = link.part(Table);
		equal(table.link, link);
		ok(link.part(Other) instanceof Other);
		equal(link.part(Table), table);
	});

	it("tells watchers of changes, until they look away", () => {
		const stage = new Stage();
		const { link, log } = stage;
		const second = { onStatus: () => log.push("second") };
		link.watch({
			onStatus() {
				log.push("first");
				link.unwatch(second);
			},
		});
		link.onStatus();
		link.watch(second);
		link.watch(second);
		link.onStatus();
		deepEqual(stage.take(), ["first", "first"]);
	});
});
