import type { Link } from "../modem/link.js";

/** A class of the network layer: its last parameter is the modem that it runs over. */
export type NetworkClass<Options, Instance> = new (options: Options, link: Link) => Instance;

/** The same as scripts see it: bound to a modem, constants and statics included. */
export type Bound<Class> =
	Class extends NetworkClass<infer Options, infer Instance>
		? (new (options: Options) => Instance) & { readonly [Name in Exclude<keyof Class, "prototype">]: Class[Name] }
		: never;

/** `Class` bound to `link`. */
export function bind<Class extends NetworkClass<never, object>>(Class: Class, link: Link): Bound<Class> {
	const Base = Class as unknown as NetworkClass<unknown, object>;
	return class extends Base {
		constructor(options: unknown) {
			super(options, link);
		}
	} as unknown as Bound<Class>;
}
