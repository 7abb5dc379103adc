// What the headless engine gives beside what the SDK gives too.

declare module "host" {
	/** Ends the process; codes up to 99 are the script's own, see hosts/xs/exits.ts. */
	export function exit(code?: number): never;
	/** What the process was started with. */
	export function argument(index: number): string | undefined;
	export function environment(name: string): string | undefined;
	/** Lockstep: what the other side of the wire answers. No time passes. @throws Error where nobody can answer */
	export function ask(text: string): string;
	/** Lockstep: lets so many ms pass before it returns, with all that becomes due. @throws what a callback throws; Error("busy") inside itself */
	export function pass(ms: number): void;
}

declare module "instruments" {
	export const Instrument: typeof import("./instruments.js").Instrument;
	export const measure: typeof import("./instruments.js").measure;
	export const gc: typeof import("./instruments.js").gc;
	export const section: typeof import("./instruments.js").section;
}
