// The provider is a module of the engine's own name space, where relative paths lead nowhere.
declare module "xs-quectel/hosts/esp32/serial" {
	export const RX_SIZE: typeof import("./serial.js").RX_SIZE;
	export const esp32Serial: typeof import("./serial.js").esp32Serial;
}
