import { DesktopSerial, type NativeSerial, type NativeSerialClass } from "../../../hosts/desktop/serial.js";
import type { SerialOptions } from "../../../modules/io.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

type NativeOptions = ConstructorParameters<NativeSerialClass>[0];

/** The SDK's Serial on a desktop with its manners: as strict as it, and dead after its error. */
class FakeNative implements NativeSerial {
	static last: FakeNative;
	/** Windows gives all that is there, whatever was asked for. */
	static givesAll = false;
	readonly options: NativeOptions;
	readonly writes: Uint8Array[] = [];
	arrived: number[] = [];
	isPending = true;
	isDead = false;

	constructor(options: NativeOptions) {
		this.options = options;
		FakeNative.last = this;
	}

	read(count: number): ArrayBuffer | undefined {
		ok(!this.isDead, "touched after it died");
		ok(typeof count === "number", "reads by count only");
		const taken = this.arrived.splice(0, FakeNative.givesAll ? this.arrived.length : count);
		return taken.length === 0 ? undefined : Uint8Array.from(taken).buffer;
	}

	write(buffer: ArrayBuffer): void {
		ok(!this.isDead, "touched after it died");
		ok(buffer instanceof ArrayBuffer, "writes ArrayBuffers only");
		if (this.isPending || buffer.byteLength > 1024) throw new Error("would overflow");
		this.isPending = true;
		this.writes.push(new Uint8Array(buffer));
	}

	close(): void {
		ok(!this.isDead, "touched after it died");
		this.isDead = true;
	}

	/** Bytes come in: told once, with what is there in all. */
	give(...bytes: number[]): void {
		this.arrived.push(...bytes);
		this.options.onReadable(this.arrived.length);
	}

	/** The system has taken what was written. */
	drain(): void {
		this.isPending = false;
		this.options.onWritable();
	}

	fail(): void {
		this.options.onError();
		this.isDead = true;
	}
}

function open(options: Partial<SerialOptions> = {}) {
	const serial = new DesktopSerial({ baud: 115200, ...options }, FakeNative);
	return { serial, native: FakeNative.last };
}

const run = (length: number, first = 0) => Uint8Array.from({ length }, (_, index) => (first + index) & 255);
const joined = (parts: readonly Uint8Array[]) => parts.flatMap((part) => [...part]);

describe("DesktopSerial", () => {
	afterEach(() => {
		FakeNative.givesAll = false;
	});

	it("hands its options on", () => {
		const target = {};
		const { serial, native } = open({ target, ...{ device: "/dev/tty" } });
		equal((native.options as { device?: string }).device, "/dev/tty");
		equal(native.options.baud, 115200);
		equal(serial.target, target);
	});

	it("fills a view, and returns the count", () => {
		const { serial, native } = open();
		native.give(1, 2, 3, 4, 5);
		const view = new Uint8Array(new ArrayBuffer(8), 2, 3);
		equal(serial.read(view), 3);
		deepEqual([...view], [1, 2, 3]);
		equal(serial.read(view), 2);
		deepEqual([...view], [4, 5, 3]);
		equal(serial.read(view), undefined);
		equal(serial.read(new Uint8Array(0)), undefined);
	});

	it("loses nothing where a read gives more than was asked for, and tells of the rest", () => {
		FakeNative.givesAll = true;
		const told: number[] = [];
		const got: number[] = [];
		const { native } = open({
			onReadable(count) {
				told.push(count);
				const view = new Uint8Array(Math.min(count, 2));
				equal(this.read(view), view.length);
				got.push(...view);
			},
		});
		native.give(1, 2, 3, 4, 5);
		deepEqual(told, [5, 3, 1]);
		deepEqual(got, [1, 2, 3, 4, 5]);
		native.give(6);
		deepEqual(got, [1, 2, 3, 4, 5, 6]);
	});

	it("does not insist when the rest is left where it is", () => {
		FakeNative.givesAll = true;
		const told: number[] = [];
		const { native } = open({
			onReadable(count) {
				told.push(count);
				if (told.length === 1) this.read(new Uint8Array(1));
			},
		});
		native.give(1, 2, 3);
		deepEqual(told, [3, 2]);
	});

	it("writes once per onWritable, all that was written meanwhile, in order", () => {
		const { serial, native } = open();
		serial.write(run(3));
		equal(native.writes.length, 0);
		native.drain();
		deepEqual(joined(native.writes), [0, 1, 2]);
		serial.write(run(2, 10));
		serial.write(run(2, 20));
		equal(native.writes.length, 1);
		native.drain();
		deepEqual(joined(native.writes), [0, 1, 2, 10, 11, 20, 21]);
	});

	it("collects what is written inside onWritable", () => {
		const credits: number[] = [];
		let next = 0;
		const { native } = open({
			onWritable(count) {
				credits.push(count);
				for (let left = count; left > 0 && next < 2500; left -= 64) {
					this.write(run(Math.min(left, 64, 2500 - next), next));
					next += Math.min(left, 64, 2500 - next);
				}
			},
		});
		for (let times = 0; times < 4; times++) native.drain();
		deepEqual(credits, [1024, 1024, 1024, 1024]);
		equal(native.writes.length, 3);
		deepEqual(joined(native.writes), [...run(2500)]);
	});

	it("refuses more than it has room for, whole", () => {
		const { serial, native } = open();
		serial.write(run(1000));
		throws(() => serial.write(run(25)), Error);
		native.drain();
		equal(joined(native.writes).length, 1000);
	});

	it("sends what is in a view and nothing around it", () => {
		const { serial, native } = open();
		native.drain();
		serial.write(run(10).subarray(3, 6));
		deepEqual(joined(native.writes), [3, 4, 5]);
	});

	it("is not touched after close, nor closed twice", () => {
		const { serial, native } = open();
		serial.close();
		ok(native.isDead);
		serial.close();
		throws(() => serial.read(new Uint8Array(1)), SyntaxError);
		throws(() => serial.write(new Uint8Array(1)), SyntaxError);
	});

	it("may be closed in any callback", () => {
		FakeNative.givesAll = true;
		const reading = open({
			onReadable() {
				this.read(new Uint8Array(1));
				this.close();
			},
		});
		reading.native.give(1, 2);
		const writing = open({
			onWritable() {
				this.write(run(4));
				this.close();
			},
		});
		writing.native.drain();
		equal(writing.native.writes.length, 0);
	});

	it("leaves a Serial that failed to die by itself", () => {
		let errors = 0;
		const { serial, native } = open({
			onError() {
				errors++;
				this.close();
			},
		});
		native.fail();
		equal(errors, 1);
		serial.close();
		throws(() => serial.write(new Uint8Array(1)), SyntaxError);
	});
});
