import { ScriptedModule } from "../../support/scripted-module.js";
import { ntpSuite } from "./client.js";
import type { NTPClass, NTPSubject } from "./subject.js";

/** The module's own client, behind a table of answers. */
function make(): NTPSubject {
	const module = new ScriptedModule();
	module.ready();
	const asked: string[] = [];
	module.answer("AT+QNTP=", (line) => {
		const host = /"(.*)"/.exec(line)?.[1] ?? "";
		asked.push(host);
		const answer = host === "nobody.example" ? "565" : '0,"2026/08/06,12:40:04+00"';
		return `\r\nOK\r\n\r\n+QNTP: ${answer}\r\n`;
	});
	return {
		NTP: module.modem.NTP as unknown as NTPClass,
		options: () => ({ servers: ["time.example"], dns: { io: class {} }, socket: { io: class {} } }),
		time: Date.UTC(2026, 7, 6, 12, 40, 4),
		precision: 0,
		nobody: "nobody.example",
		settle() {
			module.settle();
			// The pause between two rounds.
			module.clock.advance(5000);
			module.settle();
		},
		asked: () => asked.splice(0),
	};
}

describe("ECMA-419, clause 19: NTP", () => ntpSuite(make));
