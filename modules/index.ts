/**
 * What a program on Node, or an editor, gets of `xs-quectel`. An application on XS imports the modules it wants by their
 * own names, `xs-quectel/errors`, and has the modem from its host: `device.provider.Modem`.
 */
export { Delivery, type DeliveryOptions, type DeliveryOutcome, type DeliveryState } from "./delivery.js";
export { ModemError } from "./errors.js";
export { meaning } from "./meanings.js";
export { Modem, type ModemOptions } from "./modem-provider.js";
