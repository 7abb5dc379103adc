// The providers are modules of the engine's own name space, where relative paths lead nowhere.
declare module "xs-quectel/hosts/nrf52/serial" {
	export const RX_SIZE: typeof import("./serial.js").RX_SIZE;
	export const nrf52Serial: typeof import("./serial.js").nrf52Serial;
}

declare module "xs-quectel/hosts/nrf52/zephyr-serial" {
	export const RX_BUFSIZE: typeof import("./zephyr-serial.js").RX_BUFSIZE;
	export const zephyrSerial: typeof import("./zephyr-serial.js").zephyrSerial;
}
