/** A board, or a class of boards, that the firmware is built for. */
export interface Target {
	/** As a reader knows it. */
	readonly name: string;
	/** What `mcconfig -p` is given. */
	readonly platform: string;
	/** The host here whose manifest it includes: a folder of hosts/. */
	readonly host: string;
}

/**
 * Every platform that a manifest here is for. The makers' SDKs are not needed: the SDK's TypeScript, compiler and linker
 * steps run for each of them, and end with the C file that holds all of the JavaScript.
 */
export const targets: readonly Target[] = Object.freeze([
	{ name: "Linux simulator", platform: "lin", host: "desktop" },
	{ name: "ESP32", platform: "esp32", host: "esp32" },
	{ name: "ESP32-S3", platform: "esp32/esp32s3", host: "esp32" },
	{ name: "ESP32-C3", platform: "esp32/esp32c3", host: "esp32" },
	{ name: "nRF52840", platform: "nrf52", host: "nrf52" },
	{ name: "nRF52840 DK, Zephyr", platform: "zephyr/nrf52840dk", host: "nrf52" },
]);
