import { deepEqual, equal, ok } from "../../support/assert.js";
import { bytesOf, callbacks, connected, type MakeSubject, Watched } from "./subject.js";

/** Clause 25: which callback comes when, and none inside a call (clause 9). */
export function orderSuite(make: MakeSubject): void {
	it("tells CONNACK first, then that it is writable", () => {
		const subject = make();
		const watched = new Watched(subject);
		deepEqual(watched.told(), []);
		subject.settle();
		const told = watched.told();
		equal(told.length, 2);
		equal(told[0], 'onControl 2 {"operation":2,"returnCode":0}');
		ok(told[1]?.startsWith("onWritable "));
	});

	it("tells that it is writable though CONNACK was answered with a write", () => {
		const subject = make();
		const { CONNACK, SUBSCRIBE } = subject.Client;
		const also = {
			onControl(opcode: number) {
				if (opcode === CONNACK) watched.write(undefined, { operation: SUBSCRIBE, items: [{ topic: "a" }] });
			},
		};
		const watched: Watched = new Watched(subject, {}, also);
		subject.settle();
		ok(watched.told().some((it) => it.startsWith("onWritable ")));
	});

	it("tells each acknowledgement with its id, none at QoS 0", () => {
		const subject = make();
		const watched = connected(subject);
		for (const QoS of [0, 1, 2]) watched.write(bytesOf("x"), { topic: "t", QoS, id: 10 + QoS });
		subject.settle();
		// Who exchanges PUBREC and PUBREL by itself tells of it or not.
		const told = watched.told().filter((it) => it.startsWith("onControl") && !it.startsWith("onControl 5"));
		deepEqual(told, ['onControl 4 {"operation":4,"id":11}', 'onControl 7 {"operation":7,"id":12}']);
	});

	it("tells SUBACK with what was granted for each item, and UNSUBACK", () => {
		const subject = make();
		const { SUBSCRIBE, UNSUBSCRIBE } = subject.Client;
		const watched = connected(subject);
		const items = Object.freeze([{ topic: "a", QoS: 2 }, { topic: "b" }, { topic: "c/#", QoS: 1 }]);
		watched.write(undefined, { operation: SUBSCRIBE, items, id: 10021 });
		subject.settle();
		deepEqual(watched.told(), ['onControl 9 {"operation":9,"id":10021,"payload":[2,0,1]}']);
		watched.write(undefined, { operation: UNSUBSCRIBE, items, id: 10032 });
		subject.settle();
		deepEqual(watched.told(), ['onControl 11 {"operation":11,"id":10032}']);
	});

	it("tells of a message with topic, QoS and length, and that nothing follows", () => {
		const subject = make();
		const watched = connected(subject);
		subject.receive(0, "a b", "four");
		deepEqual(watched.told(), ['onReadable 4 {"topic":"a b","QoS":0,"byteLength":4,"more":false}']);
	});

	it("tells onError once when the connection ends, and nothing afterwards", () => {
		const subject = make();
		const watched = connected(subject);
		subject.drop(0);
		subject.settle();
		const told = watched.told();
		equal(told.length, 1);
		ok(told[0]?.startsWith("onError "));
		subject.receive(0, "t", "late");
		subject.drop(0);
		subject.settle();
		deepEqual(watched.told(), []);
	});

	it("ends without an error when DISCONNECT was asked for", () => {
		const subject = make();
		const watched = connected(subject);
		watched.write(undefined, { operation: subject.Client.DISCONNECT });
		subject.settle();
		const told = watched.told();
		equal(told.length, 1);
		equal(told[0]?.trim(), "onError");
	});

	it("calls nothing inside a call, though calls are made inside every callback", () => {
		for (const name of callbacks) {
			const subject = make();
			const { SUBSCRIBE } = subject.Client;
			let calls = 0;
			const also = {
				[name]() {
					// What is written makes the class call again.
					if (++calls > 3) return;
					watched.read();
					try {
						watched.write(bytesOf("x"), { topic: "t", QoS: 1 });
						watched.write(undefined, { operation: SUBSCRIBE, items: [{ topic: "a" }] });
					} catch (error) {
						// Once the connection has ended, and when all that there can be is under way.
						ok(/bad state|would block/.test((error as Error).message), `${error}`);
					}
				},
			};
			const watched: Watched = new Watched(subject, {}, also);
			subject.settle();
			subject.receive(0, "t", "x");
			subject.settle();
			subject.drop(0);
			subject.settle();
			deepEqual(
				watched.log.filter((it) => it.includes("INSIDE") || it.includes("WRONG")),
				[],
			);
			ok(watched.log.some((it) => it.startsWith(name)));
		}
	});

	it("goes on when a callback throws", () => {
		const subject = make();
		const watched = connected(
			subject,
			{},
			{
				onReadable() {
					watched.read();
					throw new Error("the application's own");
				},
			},
		);
		let thrown = 0;
		for (let at = 0; at < 2; at++) {
			try {
				subject.receive(0, "t", "x");
			} catch (error) {
				equal((error as Error).message, "the application's own");
				thrown++;
			}
		}
		equal(thrown, 2);
		watched.write(bytesOf("x"), { topic: "t" });
		subject.settle();
		deepEqual(subject.published(), ["t x"]);
	});
}
