/** What a test or hook may call on `this`, as under mocha. */
export interface TestContext {
	/** Sets the time limit of this test, ms. */
	timeout(ms: number): void;
	/** Ends this test as skipped. */
	skip(): never;
}

/** A body of a test or hook: plain, or returning a promise. None takes `done`: XS does not tell how many parameters a function has. */
export type Body = (this: TestContext) => unknown;

/** A test, with the titles that lead to it. */
export interface Test {
	readonly title: string;
	/** Absent: the test is only promised, and is told as skipped. */
	readonly body: Body | undefined;
}

/** A `describe` and what is in it; the outermost one of a run has no title. */
export class Suite {
	readonly title: string;
	readonly parent: Suite | undefined;
	/** Tests and suites, in the order in which they were written. */
	readonly children: (Test | Suite)[] = [];
	readonly before: Body[] = [];
	readonly after: Body[] = [];
	readonly beforeEach: Body[] = [];
	readonly afterEach: Body[] = [];

	constructor(title = "", parent?: Suite) {
		this.title = title;
		this.parent = parent;
	}

	/** Titles from the outermost suite to this one. */
	get path(): string[] {
		return this.parent === undefined ? [] : [...this.parent.path, this.title];
	}

	/** The functions that test files call, all of which fill this suite. */
	words() {
		let open: Suite = this;
		return {
			describe(title: string, define: () => void): void {
				const suite = new Suite(title, open);
				open.children.push(suite);
				open = suite;
				try {
					define();
				} finally {
					open = suite.parent as Suite;
				}
			},
			it(title: string, body?: Body): void {
				open.children.push({ title, body });
			},
			before(body: Body): void {
				open.before.push(body);
			},
			after(body: Body): void {
				open.after.push(body);
			},
			beforeEach(body: Body): void {
				open.beforeEach.push(body);
			},
			afterEach(body: Body): void {
				open.afterEach.push(body);
			},
		};
	}
}
