import { type Body, Suite, type Test, type TestContext } from "./suite.js";
import type { TestOutcome } from "./test-lines.js";

/** What a run of tests needs of the engine it is on. */
export interface Platform {
	/** Milliseconds from any beginning. */
	now(): number;
	/** Calls back once after `ms`. @returns what `clear` takes */
	set(callback: () => void, ms: number): unknown;
	clear(timer: unknown): void;
}

/** The one value that stands for a test which called `this.skip()`. */
const skipped = Object.freeze({});

function describeError(error: unknown): string {
	if (!(error instanceof Error)) return `${error} was thrown`;
	const stack = error.stack ?? "";
	return stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`;
}

/**
 * Runs the tests of a suite one after the other, as mocha does: hooks of the outer suites first before a test, last after it.
 * A failing `before` fails every test of its suite; a failing `after` is told as a test of its own.
 */
export class SuiteRun {
	readonly #platform: Platform;
	readonly #tell: (outcome: TestOutcome) => void;
	readonly #limit: number;

	/** @param limit for one test or hook, ms, unless it sets another */
	constructor(platform: Platform, tell: (outcome: TestOutcome) => void, limit: number) {
		this.#platform = platform;
		this.#tell = tell;
		this.#limit = limit;
	}

	/** Runs everything; never rejects. */
	async run(suite: Suite): Promise<void> {
		await this.#runSuite(suite, undefined);
	}

	async #runSuite(suite: Suite, broken: string | undefined): Promise<void> {
		const isWanted = suite.children.length > 0;
		if (isWanted && broken === undefined) broken = await this.#runHooks(suite, "before", suite.before);
		for (const child of suite.children) {
			if (child instanceof Suite) await this.#runSuite(child, broken);
			else await this.#runTest(suite, child, broken);
		}
		if (!isWanted || broken !== undefined) return;
		const message = await this.#runHooks(suite, "after", suite.after);
		if (message !== undefined) this.#tellTest([...suite.path, "after"], "failed", 0, message);
	}

	async #runTest(suite: Suite, { title, body }: Test, broken: string | undefined): Promise<void> {
		const path = [...suite.path, title];
		if (body === undefined) return this.#tellTest(path, "skipped", 0);
		const start = this.#platform.now();
		const chain: Suite[] = [];
		for (let it: Suite | undefined = suite; it !== undefined; it = it.parent) chain.unshift(it);
		let failure: unknown = broken;
		if (broken === undefined) {
			for (const it of chain) failure ??= await this.#runHooks(it, "beforeEach", it.beforeEach);
			failure ??= await this.#attempt(body);
			for (const it of chain.reverse()) {
				const after = await this.#runHooks(it, "afterEach", it.afterEach);
				if (failure === undefined || failure === skipped) failure = after ?? failure;
			}
		}
		const state = failure === undefined ? "passed" : failure === skipped ? "skipped" : "failed";
		this.#tellTest(path, state, this.#platform.now() - start, state === "failed" ? String(failure) : undefined);
	}

	/** @returns what went wrong */
	async #runHooks(suite: Suite, name: string, hooks: readonly Body[]): Promise<string | undefined> {
		for (const hook of hooks) {
			const failure = await this.#attempt(hook);
			if (failure === skipped) return `${name} of "${suite.path.join(" ")}" cannot skip`;
			if (failure !== undefined) return `${name} of "${suite.path.join(" ")}": ${failure}`;
		}
		return undefined;
	}

	/** Runs a body to its end or limit. @returns undefined when it went well, `skipped`, or what went wrong */
	#attempt(body: Body): Promise<unknown> {
		return new Promise((resolve) => {
			let limit = this.#limit;
			let timer: unknown;
			let isOver = false;
			const end = (result: unknown) => {
				if (isOver) return;
				isOver = true;
				if (timer !== undefined) this.#platform.clear(timer);
				resolve(result);
			};
			const fail = (error: unknown) => end(error === skipped ? skipped : describeError(error));
			const context: TestContext = {
				timeout(ms) {
					limit = ms;
				},
				skip() {
					throw skipped;
				},
			};
			try {
				const result = body.call(context);
				if (result instanceof Promise) result.then(() => end(undefined), fail);
				else end(undefined);
			} catch (error) {
				fail(error);
			}
			// Set only now, since the body has had its chance to choose the limit; a body that never returns is nobody's to stop.
			if (!isOver) {
				timer = this.#platform.set(() => {
					timer = undefined;
					end(`not done after ${limit} ms`);
				}, limit);
			}
		});
	}

	#tellTest(path: readonly string[], state: TestOutcome["state"], ms: number, message?: string): void {
		this.#tell({
			suite: path[0] ?? "",
			title: path.join(" "),
			state,
			ms,
			...(message === undefined ? {} : { message }),
		});
	}
}
