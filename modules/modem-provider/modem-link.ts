import type { LineListener } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { Scheduler } from "../at/scheduler.js";
import type { Clock } from "../clock.js";
import { ModemError } from "../errors.js";
import type { Lifecycle } from "../modem/lifecycle.js";
import type { Link, LinkUser, NetworkStatus, Security, SecurityClass, StatusWatcher } from "../modem/link.js";
import { lexicon } from "../modem/names.js";
import type { Profile } from "../modem/profiles/profile.js";
import { SocketCode } from "../modem/socket-codes.js";
import { tellEach } from "../modem/tell-each.js";
import { URCKinds } from "../modem/urc-kinds.js";
import type { Counters } from "../uart/counters.js";
import { bind, type NetworkClass } from "./bound.js";

/** What the host's Serial must hold for messages that come unasked: the longest payload, topic and line around it. */
const BURST = 2048;

export interface ModemLinkOptions {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly lifecycle: Lifecycle;
	readonly counters: Counters;
	readonly context: number;
	readonly receiveStore: number;
	/** Absent: no class does TLS. */
	readonly Security?: SecurityClass | undefined;
}

/** The modem, as the classes see it that it publishes; and who of them lives in the module. */
export class ModemLink implements Link, LineListener {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly counters: Counters;
	readonly context: number;
	readonly receiveStore: number;
	readonly qiurc: URCKinds;
	readonly #lifecycle: Lifecycle;
	/** Who waits for the module to be ready, and who has been told that it is. */
	#waiting: LinkUser[] = [];
	#users: LinkUser[] = [];
	/** Who has been told so, and hears it again when the modem's PDP context is back. */
	#returning: LinkUser[] = [];
	#watchers: StatusWatcher[] = [];
	readonly #parts: object[] = [];
	/** Classes that were asked for, and bound: a class that nobody uses takes no RAM. */
	readonly #bound = new Map<object, unknown>();
	readonly #Security: SecurityClass | undefined;
	#isClosed = false;

	constructor(options: ModemLinkOptions) {
		this.clock = options.clock;
		this.scheduler = options.scheduler;
		this.counters = options.counters;
		this.context = options.context;
		this.receiveStore = options.receiveStore;
		this.#lifecycle = options.lifecycle;
		this.#Security = options.Security;
		this.qiurc = new URCKinds(options.counters);
		this.scheduler.listen(lexicon.identify("+QIURC"), this.qiurc);
		this.qiurc.listen("pdpdeact", this);
	}

	get profile(): Profile {
		return this.#lifecycle.profile;
	}

	get takesBursts(): boolean {
		return this.receiveStore >= BURST || this.#lifecycle.situation.hasFlowControl;
	}

	get isReady(): boolean {
		return this.#lifecycle.state === "ready";
	}

	get status(): NetworkStatus {
		return this.#lifecycle;
	}

	get security(): Security {
		if (this.#Security === undefined) throw new Error("tls: not in this build");
		return this.part(this.#Security);
	}

	part<Part extends object>(Part: new (link: Link) => Part): Part {
		let part = this.#parts.find((it) => it instanceof Part) as Part | undefined;
		if (part === undefined) this.#parts.push((part = new Part(this)));
		return part;
	}

	bound<Options, Instance>(Class: NetworkClass<Options, Instance>): (new (options: Options) => Instance) | undefined {
		if (this.#isClosed) return undefined;
		let bound = this.#bound.get(Class);
		if (bound === undefined)
			this.#bound.set(Class, (bound = bind(Class as unknown as NetworkClass<never, object>, this)));
		return bound as new (
			options: Options,
		) => Instance;
	}

	add(user: LinkUser): void {
		if (this.#isClosed) throw new Error("bad state");
		(this.isReady ? this.#users : this.#waiting).push(user);
	}

	remove(user: LinkUser): void {
		drop(this.#users, user);
		drop(this.#waiting, user);
		drop(this.#returning, user);
	}

	watch(watcher: StatusWatcher): void {
		if (!this.#isClosed && !this.#watchers.includes(watcher)) this.#watchers.push(watcher);
	}

	unwatch(watcher: StatusWatcher): void {
		drop(this.#watchers, watcher);
	}

	later(work: () => void): void {
		if (!this.#isClosed) this.scheduler.later(work);
	}

	// ---- for the modem

	/** Something of the status has changed. */
	onStatus(): void {
		const watchers = this.#watchers.slice();
		for (let it = watchers.shift(); it !== undefined; it = watchers.shift()) {
			if (this.#watchers.includes(it)) it.onStatus();
		}
	}

	/** The module is ready. */
	onUp(): void {
		// A callback may close the modem, remove others, or add some, who are in time.
		const tell = (user: LinkUser) => {
			this.#users.push(user);
			user.onLinkUp();
		};
		try {
			tellEach(this.#returning, tell);
		} finally {
			tellEach(this.#waiting, tell);
		}
	}

	/** The network has taken the modem's PDP context away. */
	onContextDown(): void {
		tellEach(this.#users.slice(), (user) => {
			if (user.onContextDown === undefined || !this.#users.includes(user)) return;
			drop(this.#users, user);
			this.#returning.push(user);
			if ((user.context ?? this.context) === this.context) user.onContextDown(broken());
		});
	}

	/** `+QIURC: "pdpdeact"` for a context. One that is not the modem's is for its users to bring back. */
	onURC(line: Line): void {
		const context = line.integer(1);
		if (context === this.context) {
			this.#lifecycle.onDeactivated();
			return;
		}
		tellEach(this.#users.concat(this.#returning), (user) => {
			if (user.context !== context) return;
			if (this.#users.includes(user) || this.#returning.includes(user)) user.onContextDown?.(broken());
		});
	}

	/** Everything in the module is gone. Who has been waiting for it all the time goes on waiting. */
	onDown(error: ModemError): void {
		const tell = (user: LinkUser) => user.onLinkDown(error);
		try {
			tellEach(this.#returning, tell);
		} finally {
			tellEach(this.#users, tell);
		}
	}

	/** For good. Users hear of it with `error`, soon if `isCalled`: inside a call of the modem's user nobody is told. */
	close(error: ModemError, isCalled: boolean): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#bound.clear();
		this.#users = this.#users.concat(this.#waiting);
		this.#waiting = [];
		this.#watchers = [];
		if (!isCalled) {
			this.onDown(error);
			return;
		}
		const alarm = this.clock.alarm(() => {
			alarm.close();
			this.onDown(error);
		});
		alarm.set(0);
	}
}

/** What users are told of a PDP context that is gone. */
function broken(): ModemError {
	return new ModemError("socket", SocketCode.broken, "+QIURC", true);
}

function drop<Item>(list: Item[], item: Item): void {
	const at = list.indexOf(item);
	if (at >= 0) list.splice(at, 1);
}
