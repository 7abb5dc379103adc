/**
 * The modem provider under the name that everybody imports it by. Which classes it publishes says the one module below: a
 * manifest that gives the name of that module to another one, as manifest-mqtt.json does, has a smaller build.
 */
export { type BoundMQTTClient, Modem, Modem as default, type ModemOptions } from "./modem-provider/modem.js";
