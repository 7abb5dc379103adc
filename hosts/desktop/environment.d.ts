// The provider is a module of the engine's own name space, where relative paths lead nowhere.
declare module "xs-quectel/hosts/desktop/serial" {
	export const DesktopSerial: typeof import("./serial.js").DesktopSerial;
	export type NativeSerialClass = import("./serial.js").NativeSerialClass;
}

declare module "xs-quectel/hosts/desktop/tcp-device" {
	export const isTCPDevice: typeof import("./tcp-device.js").isTCPDevice;
	export const tcpDevice: typeof import("./tcp-device.js").tcpDevice;
	export type NativeTCPClass = import("./tcp-device.js").NativeTCPClass;
}

declare module "embedded:io/socket/tcp" {
	const TCP: new (options: object) => object;
	export default TCP;
}

/** What the SDK makes global on its boards, and in its simulator: the latter without a device. */
declare module "system" {}
