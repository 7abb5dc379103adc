import { deepEqual, equal, ok } from "../../support/assert.js";
import { bytesOf, type Instance, type TCPClass, textOf, throwsExactly } from "../tcp/subject.js";

/** A listener class under test, as ECMA-419, clause 10 shapes it, with what lets a suite see the other side. */
export interface ListenerSubject {
	readonly Listener: new (options?: unknown) => ListenerInstance;
	readonly TCP: TCPClass;
	settle(): Promise<void>;
	/** Somebody connects to `port`. @returns what it does and sees */
	arrive(port: number): Visitor;
	/** Address that visitors have. */
	readonly address: string;
	/** Connections that wait for `read` at most. */
	readonly backlog: number;
	/** Where it can be reached; 8080 unless a subject says otherwise. */
	readonly port?: number;
	close(): void;
}

export interface Visitor {
	send(data: string): void;
	end(): void;
	/** What it has received. */
	received(): string;
	/** Whether its connection was closed by the listener's side. */
	isEnded(): boolean;
}

export interface ListenerInstance {
	read(): Instance | undefined;
	write(data?: unknown): void;
	close(): void;
	readonly port: number;
	format: unknown;
	target?: unknown;
}

const PORT = 8080;

/** Clause 10, "TCP listener socket", with clauses 8 and 9. */
export function listenerSuite(make: () => Promise<ListenerSubject>): void {
	const using = async (test: (subject: ListenerSubject, port: number) => Promise<void> | void) => {
		const subject = await make();
		try {
			await test(subject, subject.port ?? PORT);
		} finally {
			subject.close();
		}
	};

	it("takes a port, or chooses one", () =>
		using(({ Listener }, own) => {
			throwsExactly(TypeError, () => new Listener());
			throwsExactly(Error, () => new Listener({ port: undefined }), "undefined");
			for (const port of [-1, 65536]) throwsExactly(RangeError, () => new Listener({ port }), `${port}`);
			throwsExactly(TypeError, () => new Listener({ port: Symbol.match }), "a symbol");
			for (const options of [{}, { port: 0 }, { port: "0" }]) {
				const listener = new Listener(options);
				ok(Number.isInteger(listener.port) && listener.port >= 1 && listener.port <= 65535, `${listener.port}`);
				listener.close();
			}
			const target = {};
			const listener = new Listener({ port: own, target });
			equal(listener.port, own);
			equal(listener.target, target);
		}));

	it("has one format", () =>
		using(({ Listener }) => {
			const listener = new Listener({});
			equal(listener.format, "socket/tcp");
			listener.format = "socket/tcp";
			throwsExactly(RangeError, () => (listener.format = "buffer"));
			throwsExactly(RangeError, () => new Listener({ format: "buffer" }));
			throwsExactly(Error, () => listener.write(), "write");
		}));

	it("gives connections that have come, as TCP sockets that are connected", () =>
		using(async (subject, port) => {
			const told: number[] = [];
			const listener = new subject.Listener({ port, onReadable: (count: number) => told.push(count) });
			equal(listener.read(), undefined);
			await subject.settle();
			const visitors = [subject.arrive(port), subject.arrive(port)];
			await subject.settle();
			deepEqual(told, [1, 2]);
			for (const visitor of visitors) {
				const socket = listener.read() as Instance;
				ok(socket instanceof subject.TCP);
				equal(socket.format, "buffer");
				equal(socket.remoteAddress, subject.address);
				socket.write(bytesOf("hello"));
				visitor.send("you");
				await subject.settle();
				equal(visitor.received(), "hello");
				equal(textOf(socket.read()), "you");
			}
			equal(listener.read(), undefined);
		}));

	it("keeps what came before a socket has callbacks, and an end too", () =>
		using(async (subject, port) => {
			const told: string[] = [];
			const listener = new subject.Listener({ port });
			await subject.settle();
			const visitor = subject.arrive(port);
			await subject.settle();
			visitor.send("early");
			await subject.settle();
			visitor.end();
			await subject.settle();
			const from = listener.read();
			await subject.settle();
			new subject.TCP({
				from,
				onReadable(this: Instance, count: number) {
					told.push(`readable ${count} ${textOf(this.read())}`);
				},
				onError: () => told.push("error"),
			});
			await subject.settle();
			deepEqual(told, ["readable 5 early", "error"]);
		}));

	it("writes at once to who has come, and ends it", () =>
		using(async (subject, port) => {
			const listener: ListenerInstance = new subject.Listener({
				port,
				onReadable() {
					new subject.TCP({
						from: listener.read(),
						onWritable(this: Instance) {
							this.write(bytesOf("bye"));
							this.close();
						},
					});
				},
			});
			await subject.settle();
			const visitor = subject.arrive(port);
			await subject.settle();
			equal(visitor.received(), "bye");
			equal(visitor.isEnded(), true);
		}));

	it("turns away who finds no room to wait", () =>
		using(async (subject, port) => {
			const listener = new subject.Listener({ port });
			await subject.settle();
			const visitors = [];
			for (let at = 0; at < subject.backlog + 1; at++) {
				visitors.push(subject.arrive(port));
				await subject.settle();
			}
			deepEqual(
				visitors.map((it) => it.isEnded()),
				visitors.map((_, at) => at === subject.backlog),
			);
			for (let at = 0; at < subject.backlog; at++) ok(listener.read() !== undefined);
			equal(listener.read(), undefined);
		}));

	it("may be closed inside its callback and twice, ends who was not read, and cannot be used then", () =>
		using(async (subject, port) => {
			const told: number[] = [];
			const listener = new subject.Listener({
				port,
				onReadable(this: ListenerInstance, count: number) {
					told.push(count);
					this.close();
					this.close();
				},
			});
			await subject.settle();
			const visitor = subject.arrive(port);
			await subject.settle();
			deepEqual(told, [1]);
			equal(visitor.isEnded(), true);
			throwsExactly(SyntaxError, () => listener.read(), "read");
			throwsExactly(SyntaxError, () => listener.port, "port");
			throwsExactly(SyntaxError, () => listener.format, "format");
			const other = new subject.Listener({});
			for (const wrong of [{}, [], "a string", undefined, null]) {
				throwsExactly(SyntaxError, () => other.read.call(wrong as never), "read");
				throwsExactly(SyntaxError, () => other.close.call(wrong as never), "close");
			}
		}));
}
