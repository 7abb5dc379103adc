import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { LAST_CONTEXT, type PdpDefinition } from "../packet-domain.js";
import type { Parameters } from "../parameters.js";
import { CME, Refusal } from "../refusal.js";
import { SOCKET_ERROR } from "../sockets/errors.js";

const TYPES = Object.freeze(["IP", "IPV6", "IPV4V6"] as const);

/** Attachment and PDP contexts: 3GPP TS 27.007, 10.1, and Quectel's own AT+QICSGP, AT+QIACT and AT+QIDEACT. */
export function packetDomainCommands(firmware: Firmware): Command[] {
	return [
		attachment(firmware),
		definition(firmware),
		addresses(firmware),
		standardActivation(firmware),
		contextParameters(firmware),
		activation(firmware),
		deactivation(firmware),
		laterActivation(firmware),
		laterDeactivation(firmware),
	];
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

/** AT+CGACT (3GPP TS 27.007, 10.1.10): the same contexts as those of AT+QIACT, but as the network knows them. */
function standardActivation(firmware: Firmware): Command {
	const { packetDomain, radio, timeline, board } = firmware;
	return {
		name: "+CGACT",
		test: (answer) => {
			answer.line("+CGACT: (0,1)");
			answer.ok();
		},
		read: (answer) => {
			for (const context of packetDomain.defined) {
				answer.line(`+CGACT: ${context},${packetDomain.isServed(context) ? 1 : 0}`);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(2);
			const on = parameters.integer(0, 0, 1) === 1;
			const context = parameters.integer(1, 1, LAST_CONTEXT);
			if (!packetDomain.defined.includes(context)) {
				throw new Refusal(CME.notAllowed);
			}
			if (on) {
				packetDomain.activate(context, (up) =>
					up ? answer.ok() : answer.refuse(radio.attached ? CME.notAllowed : CME.noNetwork),
				);
				return;
			}
			timeline.after(board.latency.draw("activate"), () => {
				answer.ok();
				firmware.closeContext(context);
			});
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

function activation({ packetDomain }: Firmware): Command {
	return {
		name: "+QIACT",
		test: (answer) => {
			answer.line(`+QIACT: (1-${LAST_CONTEXT})`);
			answer.ok();
		},
		read: (answer) => {
			for (const context of packetDomain.active) {
				const type = packetDomain.definition(context).type === "IPV6" ? 2 : 1;
				const shown = packetDomain.addresses(context).map((address) => `"${address}"`);
				answer.line(`+QIACT: ${context},1,${type},${shown.join(",")}`);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			const context = parameters.integer(0, 1, LAST_CONTEXT);
			if (packetDomain.isActive(context)) {
				throw new Refusal();
			}
			packetDomain.activate(context, (up) => (up ? answer.ok() : answer.refuse()));
		},
	};
}

function deactivation(firmware: Firmware): Command {
	const { timeline, board } = firmware;
	return {
		name: "+QIDEACT",
		test: (answer) => {
			answer.line(`+QIDEACT: (1-${LAST_CONTEXT})`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1);
			const context = parameters.integer(0, 1, LAST_CONTEXT);
			timeline.after(board.latency.draw("activate"), () => {
				answer.ok();
				firmware.closeContext(context);
			});
		},
	};
}

/** AT+QIACTEX: as AT+QIACT, but OK comes first, and what came of it as a URC; with a view of 1 it tells the addresses [I]. */
function laterActivation(firmware: Firmware): Command {
	const { packetDomain } = firmware;
	return {
		name: "+QIACTEX",
		test: (answer) => {
			answer.line(`+QIACTEX: (1-${LAST_CONTEXT}),(0,1)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const context = parameters.integer(0, 1, LAST_CONTEXT);
			const view = parameters.integerOr(1, 0, 1, 0) === 1;
			if (packetDomain.isActive(context)) {
				throw new Refusal();
			}
			answer.ok(() =>
				packetDomain.activate(context, (up) => {
					firmware.socketError = up ? SOCKET_ERROR.none : SOCKET_ERROR.noContext;
					const addresses = packetDomain.addresses(context).map((address) => `,"${address}"`);
					firmware.result(`+QIACTEX: ${context},${firmware.socketError}${view ? addresses.join("") : ""}`);
				}),
			);
		},
	};
}

/** AT+QIDEACTEX: as AT+QIDEACT, but OK comes first. */
function laterDeactivation(firmware: Firmware): Command {
	const { timeline, board } = firmware;
	return {
		name: "+QIDEACTEX",
		test: (answer) => {
			answer.line(`+QIDEACTEX: (1-${LAST_CONTEXT}),(0,1)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const context = parameters.integer(0, 1, LAST_CONTEXT);
			parameters.integerOr(1, 0, 1, 0);
			answer.ok(() =>
				timeline.after(board.latency.draw("activate"), () => {
					firmware.closeContext(context);
					firmware.result(`+QIDEACTEX: ${context},0`);
				}),
			);
		},
	};
}
