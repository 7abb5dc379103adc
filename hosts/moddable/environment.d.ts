// What the SDK gives the hosts here, as far as they use it, for compilers that do not know the SDK. A build with the SDK
// has the SDK's own declarations instead.

declare module "embedded:io/serial" {
	const Serial: new (options: object) => object;
	export default Serial;
}

declare module "embedded:io/digital" {
	const Digital: new (options: object) => object;
	export default Digital;
}

declare module "modules" {
	const Modules: {
		has(specifier: string): boolean;
		/** The default export. */
		importNow(specifier: string): unknown;
	};
	export default Modules;
}

declare module "time" {
	/** Milliseconds since some moment. */
	const Time: { readonly ticks: number };
	export default Time;
}

declare module "timer" {
	class Timer {
		private constructor();
		static set(callback: () => void, delay?: number): Timer;
		static repeat(callback: () => void, interval: number): Timer;
		/** Without a delay the timer stops, and can be scheduled again. */
		static schedule(timer: Timer, delay?: number, interval?: number): void;
		static clear(timer: Timer): void;
	}
	export default Timer;
}

// The providers are modules of the engine's own name space, where relative paths lead nowhere.

declare module "xs-quectel/hosts/moddable/bring-up" {
	export const bringUp: typeof import("./bring-up.js").bringUp;
}

declare module "xs-quectel/hosts/moddable/device" {
	export const deviceOn: typeof import("./device.js").deviceOn;
	export type HostIO = import("./wiring.js").HostIO;
	export type Wiring = import("./wiring.js").Wiring;
}

declare module "xs-quectel/hosts/moddable/sdk-module" {
	export const sdkModule: typeof import("./sdk-module.js").sdkModule;
}
