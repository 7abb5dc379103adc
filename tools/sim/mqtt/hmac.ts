/**
 * HMAC with SHA-256 (RFC 2104, FIPS 180-4), as the log-ins of the clouds need it. Written here because the core of the simulator
 * uses nothing of Node, and made from the definition: constants are the fractions of square and cube roots of the first primes.
 */
const BLOCK = 64;

/** @returns 32 bytes */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
	const padded = new Uint8Array(BLOCK);
	padded.set(key.length > BLOCK ? sha256(key) : key);
	const inner = sha256(
		concatenated(
			padded.map((byte) => byte ^ 0x36),
			message,
		),
	);
	return sha256(
		concatenated(
			padded.map((byte) => byte ^ 0x5c),
			inner,
		),
	);
}

/** @returns 32 bytes */
export function sha256(message: Uint8Array): Uint8Array {
	const primes = firstPrimes(64);
	const factors = primes.map((prime) => fraction(Math.cbrt(prime)));
	const state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
	const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
	padded.set(message);
	padded[message.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
	view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
	for (let at = 0; at < padded.length; at += BLOCK) {
		compress(state, factors, view, at);
	}
	const digest = new DataView(new ArrayBuffer(32));
	for (const [index, word] of state.entries()) {
		digest.setUint32(index * 4, word);
	}
	return new Uint8Array(digest.buffer);
}

function compress(state: number[], factors: readonly number[], view: DataView, at: number): void {
	const words: number[] = Array.from({ length: 16 }, (_, index) => view.getUint32(at + index * 4));
	for (let index = 16; index < 64; index++) {
		const near = words[index - 2]!;
		const far = words[index - 15]!;
		const first = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
		const second = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
		words.push((words[index - 16]! + first + words[index - 7]! + second) >>> 0);
	}
	let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
	for (let index = 0; index < 64; index++) {
		const choice = (e & f) ^ (~e & g);
		const majority = (a & b) ^ (a & c) ^ (b & c);
		const first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + factors[index]! + words[index]!;
		const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
	}
	[a, b, c, d, e, f, g, h].forEach((word, index) => {
		state[index] = (state[index]! + word) >>> 0;
	});
}

function turn(word: number, bits: number): number {
	return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
	return Math.floor((root - Math.floor(root)) * 0x100000000);
}

function firstPrimes(count: number): number[] {
	const primes: number[] = [];
	for (let number = 2; primes.length < count; number++) {
		if (primes.every((prime) => number % prime !== 0)) {
			primes.push(number);
		}
	}
	return primes;
}

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
	const both = new Uint8Array(first.length + second.length);
	both.set(first);
	both.set(second, first.length);
	return both;
}
