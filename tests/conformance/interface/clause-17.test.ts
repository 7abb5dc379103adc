import { ScriptedModule } from "../../support/scripted-module.js";
import { interfaceSuite } from "./interface.js";
import type { InterfaceClass, InterfaceSubject } from "./subject.js";

/** The module, behind a table of answers. */
function make(): InterfaceSubject {
	const module = new ScriptedModule();
	return {
		NetworkInterface: module.modem.NetworkInterface as unknown as InterfaceClass,
		options: () => ({}),
		address: "10.0.0.1",
		operator: "OPERATOR",
		RSSI: -55,
		settle: () => module.settle(),
		connect() {
			module.answer("ATE0", "\r\nOK\r\n");
			module.ready();
		},
		disconnect() {
			module.answer("ATE0", "\r\nERROR\r\n");
			module.say("AT\r");
		},
	};
}

describe("ECMA-419, clause 17: NetworkInterface", () => interfaceSuite(make));
