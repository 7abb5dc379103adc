import type { Device as ModemDevice } from "../moddable/device.js";

// On Zephyr the SDK makes the declaration of `embedded:provider/builtin` from the board's device tree, whoever defines that
// module. This adds what the host adds. Not `rtc`: where the tree has one, the SDK declares it.
declare module "embedded:provider/builtin" {
	interface Device extends Pick<ModemDevice, "provider" | "modem" | "network"> {}
}
