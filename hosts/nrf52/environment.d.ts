// The provider is a module of the engine's own name space, where relative paths lead nowhere.
declare module "xs-quectel/hosts/nrf52/serial" {
	export const countingSerial: typeof import("./serial.js").countingSerial;
}
