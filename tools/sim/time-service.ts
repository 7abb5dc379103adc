/** Seconds from 1900 to 1970. */
const EPOCH = 2_208_988_800;

/** An SNTP server (RFC 4330, 5) of stratum 1, asked by datagrams. @param time what it tells, ms since 1970 */
export function timeService(time: () => number): (request: Uint8Array, answer: (bytes: Uint8Array) => void) => void {
	return (request, answer) => {
		const packet = new Uint8Array(48);
		const view = new DataView(packet.buffer);
		view.setUint8(0, 0x24); // version 4, mode 4: a server answers
		view.setUint8(1, 1);
		// The originate timestamp is the transmit timestamp of the request.
		packet.set(request.subarray(40, 48), 24);
		const now = time();
		view.setUint32(40, Math.floor(now / 1000) + EPOCH);
		view.setUint32(44, Math.floor(((now % 1000) / 1000) * 2 ** 32));
		answer(packet);
	};
}
