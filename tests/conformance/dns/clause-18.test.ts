import { ScriptedModule } from "../../support/scripted-module.js";
import { resolverSuite } from "./resolver.js";
import type { ResolverClass, ResolverSubject } from "./subject.js";

const names: Readonly<Record<string, string>> = { "a.example": "192.0.2.7", "b.example": "198.51.100.1" };

/** The module's own resolver, behind a table of answers. */
function make(): ResolverSubject {
	const module = new ScriptedModule();
	module.ready();
	const asked: string[] = [];
	let isStalled = false;
	let kept = "";
	module.answer("AT+QIDNSGIP=", (line) => {
		const host = /"(.*)"/.exec(line)?.[1] ?? "";
		asked.push(host);
		const address = names[host];
		const answer =
			address === undefined
				? '\r\n+QIURC: "dnsgip",565\r\n'
				: `\r\n+QIURC: "dnsgip",0,1,600\r\n\r\n+QIURC: "dnsgip","${address}"\r\n`;
		if (isStalled) kept += answer;
		return isStalled ? "\r\nOK\r\n" : `\r\nOK\r\n${answer}`;
	});
	return {
		Resolver: module.modem.Resolver as unknown as ResolverClass,
		options: () => ({ servers: ["1.1.1.1"], socket: { io: class {} } }),
		names,
		settle: () => module.settle(),
		asked: () => asked.splice(0),
		stall(it) {
			isStalled = it;
			if (!it && kept !== "") module.say(kept);
			kept = "";
		},
	};
}

describe("ECMA-419, clause 18: Resolver", () => resolverSuite(make));
