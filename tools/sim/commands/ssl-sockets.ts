import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import type { AccessMode, Connection, ConnectionPlan } from "../sockets/connection.js";
import { LAST_SSL_CONTEXT } from "../ssl/context.js";
import { read, send } from "./socket-data.js";
import { close, openConnection, remembering, stateFields } from "./sockets.js";

const HOST_LIMIT = 255;

/** AT+QSSLOPEN and what belongs to it (SSL Application Note): connections with TLS, numbered apart from those of AT+QIOPEN. */
export function sslSocketCommands(firmware: Firmware): Command[] {
	const { secureConnections: connections, board } = firmware;
	const { readLimit } = board.profile.sockets;
	return [
		open(firmware),
		close(firmware, "+QSSLCLOSE", connections),
		send(firmware, { name: "+QSSLSEND", connections, complete: false }),
		read(firmware, { name: "+QSSLRECV", connections, readLimit }),
		state(firmware),
	].map((command) => remembering(firmware, command));
}

function open(firmware: Firmware): Command {
	const { secureConnections: connections, board } = firmware;
	const { lastContext, lastConnection } = board.profile.sockets;
	return {
		name: "+QSSLOPEN",
		test: (answer) => {
			answer.line(
				`+QSSLOPEN: (1-${lastContext}),(0-${LAST_SSL_CONTEXT}),(0-${lastConnection}),<serveraddr>,(1-65535),(0-2)`,
			);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(5, 6);
			const context = parameters.integer(0, 1, lastContext);
			const sslContext = parameters.integer(1, 0, LAST_SSL_CONTEXT);
			const id = parameters.integer(2, 0, lastConnection);
			const host = parameters.string(3, 1, HOST_LIMIT);
			const port = parameters.integer(4, 1, 65535);
			const mode = parameters.integerOr(5, 0, 2, 0) as AccessMode;
			if (!/^[\w.:-]+$/.test(host)) {
				throw new Refusal();
			}
			const plan: ConnectionPlan = { kind: "SSLClient", context, host, port, localPort: 0, sslContext, server: id };
			openConnection(firmware, answer, connections, { id, mode, plan });
		},
	};
}

function state({ secureConnections: connections, board }: Firmware): Command {
	const show = (answer: Answer, chosen: readonly Connection[]) => {
		for (const connection of chosen) {
			answer.line(`+QSSLSTATE: ${stateFields(connection)},${connection.plan.sslContext}`);
		}
		answer.ok();
	};
	return {
		name: "+QSSLSTATE",
		test: (answer) => answer.ok(),
		read: (answer) => show(answer, connections.all),
		execute: (answer) => show(answer, connections.all),
		write: (answer, parameters: Parameters) => {
			parameters.expect(1);
			const id = parameters.integer(0, 0, board.profile.sockets.lastConnection);
			show(
				answer,
				connections.all.filter((connection) => connection.id === id),
			);
		},
	};
}
