import { EventEmitter } from "node:events";
import type { Exited } from "../../../../tools/cli/demo/firmware.js";
import { Journal } from "../../../../tools/cli/demo/journal.js";
import { Numbers } from "../../../../tools/cli/demo/numbers.js";
import { Run, type RunOptions, type WatchedCloud, type WatchedFirmware } from "../../../../tools/cli/demo/run.js";
import type { Show } from "../../../../tools/cli/demo/show.js";
import { deepEqual, equal, ok } from "../../../support/assert.js";

/** A firmware that tells what a test says: real ones do not fail on demand. */
class Firmware extends EventEmitter<{ line: [line: string] }> {
	readonly exited: Promise<Exited>;
	#exit: (exited: Exited) => void = () => {};

	constructor() {
		super();
		this.exited = new Promise((resolve) => {
			this.#exit = resolve;
		});
	}

	say(...lines: string[]): void {
		for (const line of lines) this.emit("line", line);
	}

	exit(code: number, reason = "done"): void {
		this.#exit({ code, reason });
	}

	kill(): void {
		this.exit(143, "SIGTERM");
	}
}

class Cloud extends EventEmitter {
	readonly seen = new Numbers();
	readonly taken = new Set<string>();
	readonly sent = 0;
	isComplete = false;
	stops = 0;

	async stop(): Promise<void> {
		this.stops++;
	}
}

class Screen {
	readonly lines: string[] = [];
	note(subject: string, text: string): void {
		this.lines.push(`${subject}: ${text}`);
	}
	warn(subject: string, text: string): void {
		this.lines.push(`${subject}: ${text}`);
	}
	entry(): void {}
	traffic(direction: string, text: string): void {
		this.lines.push(`${direction} ${text}`);
	}
}

function begin(options: Partial<RunOptions> = {}) {
	const firmware = new Firmware();
	const cloud = new Cloud();
	const screen = new Screen();
	const ending = new Run({
		messages: 2,
		url: "mqtt://h",
		cloud: cloud as unknown as WatchedCloud,
		firmware: firmware as unknown as WatchedFirmware,
		journal: new Journal(),
		show: screen as unknown as Show,
		patience: 5000,
		trace: false,
		...options,
	}).play();
	return { firmware, cloud, screen, ending };
}

describe("Run", () => {
	it("stops the firmware once all is published, seen and taken, and ends well with it", async () => {
		const { firmware, cloud, ending } = begin();
		firmware.say("connected 0", "published 0 0 5");
		cloud.isComplete = true;
		firmware.say("published 1 1 5");
		equal(cloud.stops, 1);
		firmware.exit(0);
		deepEqual(await ending, { exit: 0, problem: undefined, hasBegun: true });
	});

	it("gives the cloud a while for the last messages, then ends all the same", async () => {
		const { firmware, cloud, ending } = begin({ arrival: 1 });
		cloud.stop = async () => firmware.exit(0);
		firmware.say("connected 0", "published 0 0 5", "published 1 1 5");
		equal((await ending).exit, 0);
	});

	it("gives up when nothing happens any more, however much is told", async () => {
		const { firmware, ending } = begin({ patience: 20 });
		const talk = setInterval(() => firmware.say("connected 0", "disconnected +QMTSTAT mqtt 1"), 2);
		const { exit, problem } = await ending;
		clearInterval(talk);
		equal(exit, 1);
		equal(problem, "nothing was published, seen or taken for 0.02 s");
	});

	const endings: readonly (readonly [
		title: string,
		lines: readonly string[],
		exit: Exited,
		code: number,
		problem: string,
		hasBegun: boolean,
	])[] = [
		[
			"never starts",
			[],
			{ code: 101, reason: "out of memory" },
			3,
			"the firmware does not start: out of memory",
			false,
		],
		["dies", ["state starting"], { code: 101, reason: "out of memory" }, 1, "the firmware ended: out of memory", true],
		[
			"ends by itself",
			["connected 0", "disconnected +QMTPUBEX framing 0"],
			{ code: 0, reason: "" },
			1,
			"the firmware ended early: +QMTPUBEX: the bytes on the wire were not what the manual says",
			true,
		],
	];
	for (const [title, lines, { code, reason }, exit, problem, hasBegun] of endings) {
		it(`tells that the firmware ${title}`, async () => {
			const { firmware, ending } = begin();
			firmware.say(...lines);
			firmware.exit(code, reason);
			deepEqual(await ending, { exit, problem, hasBegun });
		});
	}

	it("asks a broker that cannot be reached no second time", async () => {
		const { firmware, ending } = begin();
		firmware.say("disconnected  reset 0", "disconnected +QMTOPEN mqtt 4");
		const { exit, problem, hasBegun } = await ending;
		equal(problem, "no broker at mqtt://h: +QMTOPEN 4: failed to parse domain name");
		deepEqual([exit, hasBegun], [3, false]);
	});

	it("does not publish what nobody can check", async () => {
		const { firmware, ending } = begin({ cloud: "the cloud's side cannot connect to mqtt://h: timeout" });
		firmware.say("connected 0");
		const { exit, problem } = await ending;
		equal(exit, 3);
		ok(problem?.endsWith("timeout; the module can, but nobody would check its messages"), problem);
	});

	it("tells when the cloud sees nothing any more", async () => {
		const { cloud, ending } = begin();
		cloud.emit("gone");
		deepEqual(await ending, { exit: 1, problem: "the cloud's own connection is gone", hasBegun: true });
	});

	it("causes the fault once, after the first connection, and says so", async () => {
		let causes = 0;
		const cause = () => {
			causes++;
			firmware.say("connected 0");
			firmware.exit(1);
		};
		const { firmware, screen, ending } = begin({ fault: { after: 0, cause } });
		firmware.say("connected 0", "connected 0");
		await ending;
		equal(causes, 1);
		deepEqual(screen.lines, ["fault: the module loses its supply"]);
	});

	it("says when everything was over before the fault", async () => {
		const { firmware, cloud, screen, ending } = begin({ fault: { after: 60, cause: () => {} } });
		cloud.isComplete = true;
		firmware.say("connected 0", "published 0 0 5", "published 1 1 5");
		firmware.exit(0);
		equal((await ending).exit, 0);
		deepEqual(screen.lines, ["fault: everything was over before its time"]);
	});

	it("shows the traffic that the firmware tells, secrets masked, and only when asked", async () => {
		for (const trace of [true, false]) {
			const { firmware, screen, ending } = begin({ trace });
			firmware.say(`wire out ${Buffer.from('AT+CPIN="1234"\r').toString("hex")}`);
			firmware.say(`wire in ${Buffer.from("\r\nOK\r\n").toString("hex")}`);
			firmware.exit(1);
			await ending;
			deepEqual(screen.lines, trace ? ['host AT+CPIN="****"', "module OK"] : []);
		}
	});
});
