import { whole } from "./serial.js";

/** Pins of a UART; -1 stands for one that is not used. */
export type Wires = readonly [transmit: number, receive: number, requestToSend: number, clearToSend: number];

/**
 * The pins that options of a Serial name, up to `most`. Those of flow control are taken with flow control only: wired and not
 * used, they stay what they are.
 * @throws TypeError for a pin that is missing or no number, RangeError for one that cannot be
 */
export function wiresOf(options: Readonly<Record<string, unknown>>, hasFlowControl: boolean, most: number): Wires {
	const pin = (name: string) => {
		const value = options[name];
		return value === undefined ? -1 : whole(value, name, 0, most);
	};
	const wires: Wires = [pin("transmit"), pin("receive"), pin("requestToSend"), pin("clearToSend")];
	if (wires[0] < 0 || wires[1] < 0) throw new TypeError("transmit, receive: a module needs both");
	if (!hasFlowControl) return [wires[0], wires[1], -1, -1];
	if (wires[2] < 0 || wires[3] < 0) throw new TypeError("flowControl: needs requestToSend and clearToSend");
	return wires;
}
