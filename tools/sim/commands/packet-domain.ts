import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { LAST_CONTEXT, type PdpDefinition } from "../packet-domain.js";
import type { Parameters } from "../parameters.js";
import { CME, Refusal } from "../refusal.js";

const TYPES = Object.freeze(["IP", "IPV6", "IPV4V6"] as const);

/** Attachment and PDP contexts: 3GPP TS 27.007, 10.1, and Quectel's own AT+QICSGP. */
export function packetDomainCommands(firmware: Firmware): Command[] {
	return [attachment(firmware), definition(firmware), addresses(firmware), contextParameters(firmware)];
}

function attachment(firmware: Firmware): Command {
	const { radio, timeline, board } = firmware;
	return {
		name: "+CGATT",
		test: (answer) => {
			answer.line("+CGATT: (0,1)");
			answer.ok();
		},
		read: (answer) => {
			answer.line(`+CGATT: ${radio.attached ? 1 : 0}`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			const attached = parameters.integer(0, 0, 1) === 1;
			timeline.after(board.latency.draw("attach"), () => {
				if (attached && !radio.registered) {
					answer.refuse(CME.noNetwork);
					return;
				}
				answer.ok();
				radio.attach(attached);
				if (!attached) {
					firmware.loseContexts();
				}
			});
		},
	};
}

function definition({ packetDomain }: Firmware): Command {
	return {
		name: "+CGDCONT",
		test: (answer) => {
			for (const type of TYPES) {
				answer.line(`+CGDCONT: (1-${LAST_CONTEXT}),"${type}",,,(0),(0),(0),(0)`);
			}
			answer.ok();
		},
		read: (answer) => {
			for (const context of packetDomain.defined) {
				const { type, apn } = packetDomain.definition(context);
				answer.line(`+CGDCONT: ${context},"${type}","${apn}","0.0.0.0",0,0,0,0`);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 11);
			const context = parameters.integer(0, 1, LAST_CONTEXT);
			if (parameters.count === 1) {
				packetDomain.define(context, undefined);
			} else {
				const type = parameters.string(1, 2, 6).toUpperCase();
				const found = TYPES.find((one) => one === type);
				if (found === undefined) {
					throw new Refusal(CME.notAllowed);
				}
				const apn = parameters.has(2) ? parameters.string(2, 0, 100) : packetDomain.definition(context).apn;
				packetDomain.define(context, { ...packetDomain.definition(context), type: found, apn });
			}
			answer.ok();
		},
	};
}

function addresses({ packetDomain }: Firmware): Command {
	const line = (answer: Answer, context: number) => {
		const known = packetDomain.addresses(context);
		const shown = known.length === 0 ? ["0.0.0.0"] : known;
		answer.line(`+CGPADDR: ${context},${shown.map((address) => `"${address}"`).join(",")}`);
	};
	return {
		name: "+CGPADDR",
		test: (answer) => {
			answer.line(`+CGPADDR: (${packetDomain.defined.join(",")})`);
			answer.ok();
		},
		execute: (answer) => {
			for (const context of packetDomain.defined) {
				line(answer, context);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, LAST_CONTEXT);
			const contexts = Array.from({ length: parameters.count }, (_, at) => parameters.integer(at, 1, LAST_CONTEXT));
			for (const context of contexts) {
				line(answer, context);
			}
			answer.ok();
		},
	};
}

function contextParameters({ packetDomain }: Firmware): Command {
	const write = (context: number, parameters: Parameters) => {
		const before = packetDomain.definition(context);
		const changed: PdpDefinition = {
			type: TYPES[parameters.integer(1, 1, 3) - 1]!,
			apn: parameters.string(2, 0, 100),
			user: parameters.has(3) ? parameters.string(3, 0, 127) : before.user,
			password: parameters.has(4) ? parameters.string(4, 0, 127) : before.password,
			authentication: parameters.integerOr(5, 0, 3, before.authentication),
		};
		packetDomain.define(context, changed);
	};
	return {
		name: "+QICSGP",
		test: (answer) => {
			answer.line(`+QICSGP: (1-${LAST_CONTEXT}),(1-3),<APN>,<username>,<password>,(0-3)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 6);
			const context = parameters.integer(0, 1, LAST_CONTEXT);
			if (parameters.count === 1) {
				const { type, apn, user, password, authentication } = packetDomain.definition(context);
				answer.line(`+QICSGP: ${TYPES.indexOf(type) + 1},"${apn}","${user}","${password}",${authentication}`);
			} else {
				parameters.expect(3, 6);
				write(context, parameters);
			}
			answer.ok();
		},
	};
}
