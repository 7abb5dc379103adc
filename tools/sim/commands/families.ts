import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { clockCommands } from "./clock.js";
import { contextActivationCommands } from "./context-activation.js";
import { extendedConfigurationCommands } from "./extended-configuration.js";
import { fileCommands } from "./files.js";
import { generalCommands } from "./general.js";
import { identityCommands } from "./identity.js";
import { mqttConfigurationCommands } from "./mqtt-configuration.js";
import { mqttConnectionCommands } from "./mqtt-connection.js";
import { mqttMessageCommands } from "./mqtt-messages.js";
import { mqttPublishCommands } from "./mqtt-publish.js";
import { packetDomainCommands } from "./packet-domain.js";
import { portCommands } from "./port.js";
import { powerCommands } from "./power.js";
import { registrationCommands } from "./registration.js";
import { signalCommands } from "./signal.js";
import { simCardCommands } from "./sim-card.js";
import { socketDataCommands } from "./socket-data.js";
import { socketServiceCommands } from "./socket-services.js";
import { socketCommands } from "./sockets.js";
import { sslConfigurationCommands } from "./ssl-configuration.js";
import { sslSocketCommands } from "./ssl-sockets.js";
import { supplyCommands } from "./supply.js";

/** All commands of the module, by families. */
export const commandFamilies: readonly ((firmware: Firmware) => Command[])[] = Object.freeze([
	generalCommands,
	identityCommands,
	portCommands,
	extendedConfigurationCommands,
	powerCommands,
	supplyCommands,
	clockCommands,
	simCardCommands,
	registrationCommands,
	signalCommands,
	packetDomainCommands,
	contextActivationCommands,
	fileCommands,
	sslConfigurationCommands,
	sslSocketCommands,
	socketCommands,
	socketDataCommands,
	socketServiceCommands,
	mqttConfigurationCommands,
	mqttConnectionCommands,
	mqttMessageCommands,
	mqttPublishCommands,
]);
