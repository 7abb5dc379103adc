/**
 * The SDK's own provider of the board, under a name that no other package takes.
 *
 * A board of the SDK defines `embedded:provider/builtin` itself. To add a modem to it, the host has to define that name
 * anew and still reach what was there. A source can only have one name, and the first that claims it wins; of all keys
 * in a manifest those that look like an array index come first, whatever manifest they are from. So the board's provider
 * is claimed as `419`, after the standard, and its own name is free.
 */
declare module "419" {
	const board: import("./device.js").Board;
	export default board;
}
