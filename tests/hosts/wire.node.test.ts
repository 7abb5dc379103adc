import { FrameReader, FrameType, frame } from "../../hosts/wire.js";
import { bytes, deepEqual, throws } from "../support/assert.js";

describe("Frames of the wire", () => {
	it("are a type, a length in two bytes, and a payload", () => {
		bytes(frame(FrameType.bytes, Uint8Array.of(1, 2)), "B\x02\x00\x01\x02");
		bytes(frame(FrameType.idle, new Uint8Array(300)).subarray(0, 4), "I\x2c\x01\x00");
		bytes(frame(FrameType.line, new Uint8Array(0)), "L\0\0");
	});

	it("cannot be longer than their length can tell", () => {
		bytes(frame(FrameType.bytes, new Uint8Array(65535)).subarray(0, 3), "B\xff\xff");
		throws(() => frame(FrameType.bytes, new Uint8Array(65536)), RangeError, "65535");
	});

	it("are read in any cut, each with a payload of its own", () => {
		const sent: [number, number[]][] = [
			[0x42, [1, 2, 3]],
			[0x4c, []],
			[0x42, Array.from({ length: 300 }, (_, at) => at & 255)],
			[0x49, [255, 255, 255, 255]],
		];
		const whole = sent.flatMap(([type, payload]) => [...frame(type, Uint8Array.from(payload))]);
		for (const size of [1, 2, 3, 7, 100, whole.length]) {
			const read: [number, number[]][] = [];
			const reader = new FrameReader((type, payload) => {
				read.push([type, [...payload]]);
				payload.fill(0);
			});
			for (let at = 0; at < whole.length; at += size) {
				const piece = Uint8Array.from(whole.slice(at, at + size));
				reader.push(piece);
				piece.fill(0);
			}
			deepEqual(read, sent, `pieces of ${size}`);
		}
	});
});
