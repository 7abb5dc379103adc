/** The engine cannot be had on this computer; the message tells why, in one line. */
export class EngineUnavailable extends Error {
	override readonly name = "EngineUnavailable";
}
