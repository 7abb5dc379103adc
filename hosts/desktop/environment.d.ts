// The provider is a module of the engine's own name space, where relative paths lead nowhere.
declare module "xs-quectel/hosts/desktop/serial" {
	export const DesktopSerial: typeof import("./serial.js").DesktopSerial;
	export type NativeSerialClass = import("./serial.js").NativeSerialClass;
}
