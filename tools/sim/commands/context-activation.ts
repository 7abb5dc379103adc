import type { Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import { LAST_CONTEXT } from "../packet-domain.js";
import { CME, Refusal } from "../refusal.js";
import { SOCKET_ERROR } from "../sockets/errors.js";

/** PDP contexts go up and down: the standard's AT+CGACT, and Quectel's AT+QIACT, AT+QIDEACT and their forms with a URC. */
export function contextActivationCommands(firmware: Firmware): Command[] {
	return [
		standardActivation(firmware),
		activation(firmware),
		deactivation(firmware),
		laterActivation(firmware),
		laterDeactivation(firmware),
	];
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
