import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import type { AccessMode, Connection, ConnectionKind, ConnectionPlan } from "../sockets/connection.js";
import type { Connections } from "../sockets/connections.js";
import { SOCKET_ERROR, SocketRefusal } from "../sockets/errors.js";

const KINDS: readonly ConnectionKind[] = Object.freeze(["TCP", "UDP", "TCP LISTENER", "UDP SERVICE"]);
const HOST_LIMIT = 100;
/** AT+QICLOSE waits so many seconds at most; it does not have to. */
const CLOSE_PATIENCE = 65535;

/** AT+QIOPEN, AT+QICLOSE, AT+QISTATE and AT+QISWTMD (TCP/IP Application Note). */
export function socketCommands(firmware: Firmware): Command[] {
	const goOnCommand: Command = {
		// V.250, 6.3.7.
		name: "O",
		execute: (answer, digits) => {
			if (Number(digits) !== 0) {
				throw new Refusal();
			}
			goOn(answer, firmware);
		},
	};
	return [
		open(firmware),
		close(firmware, "+QICLOSE", firmware.connections),
		state(firmware),
		switchMode(firmware),
		goOnCommand,
	].map((command) => remembering(firmware, command));
}

/** The command, whose errors AT+QIGETERROR can tell. */
export function remembering(firmware: Firmware, command: Command): Command {
	const { write } = command;
	if (write === undefined) {
		return command;
	}
	return {
		...command,
		write: (answer, parameters) => {
			firmware.socketError = SOCKET_ERROR.none;
			try {
				write(answer, parameters);
			} catch (error) {
				if (error instanceof Refusal) {
					firmware.socketError = error instanceof SocketRefusal ? error.error : SOCKET_ERROR.invalidParameters;
				}
				throw error;
			}
		},
	};
}

/** Says no later on, for a reason that AT+QIGETERROR tells. */
export function refuseLater(firmware: Firmware, answer: Answer, error: Firmware["socketError"]): void {
	firmware.socketError = error;
	answer.refuse();
}

/** The connection whose number is the first value; refused when it is not there. */
export function connectionOf({ board }: Firmware, connections: Connections, parameters: Parameters): Connection {
	const connection = connections.find(parameters.integer(0, 0, board.profile.sockets.lastConnection));
	if (connection === undefined) {
		throw new SocketRefusal(SOCKET_ERROR.closed);
	}
	return connection;
}

/** Opens a connection and answers: in access mode 2 with CONNECT or ERROR, otherwise with OK and a URC. */
export function openConnection(
	firmware: Firmware,
	answer: Answer,
	connections: Connections,
	{ id, mode, plan }: { id: number; mode: AccessMode; plan: ConnectionPlan },
): void {
	const { refused } = firmware.board.profile.sockets;
	const told = (error: Firmware["socketError"]) => (error === SOCKET_ERROR.connectFailed ? refused : error);
	if (mode === 2) {
		connections.open(id, mode, plan, (error, connection) => {
			if (error === SOCKET_ERROR.none && connection !== undefined) {
				answer.online(connections.stream(connection));
			} else {
				refuseLater(firmware, answer, told(error));
			}
		});
		return;
	}
	answer.ok(() =>
		connections.open(id, mode, plan, (error) => {
			firmware.socketError = told(error);
			firmware.result(`${connections.family.open}: ${id},${told(error)}`);
		}),
	);
}

function open(firmware: Firmware): Command {
	const { connections, board } = firmware;
	const { lastContext, lastConnection } = board.profile.sockets;
	return {
		name: "+QIOPEN",
		test: (answer) => {
			const kinds = KINDS.map((kind) => `"${kind}"`).join(",");
			answer.line(
				`+QIOPEN: (1-${lastContext}),(0-${lastConnection}),(${kinds}),"<IP_address>/<domain_name>",(0-65535),(0-65535),(0-2)`,
			);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(5, 7);
			const context = parameters.integer(0, 1, lastContext);
			const id = parameters.integer(1, 0, lastConnection);
			const asked = parameters.string(2, 3, 12).toUpperCase();
			const kind = KINDS.find((one) => one === asked);
			const host = parameters.string(3, 1, HOST_LIMIT);
			const port = parameters.integer(4, 0, 65535);
			const localPort = parameters.integerOr(5, 0, 65535, 0);
			const mode = parameters.integerOr(6, 0, 2, 0) as AccessMode;
			const serves = kind === "TCP LISTENER" || kind === "UDP SERVICE";
			if (kind === undefined || !/^[\w.:-]+$/.test(host) || (serves ? localPort === 0 : port === 0)) {
				throw new Refusal();
			}
			if (serves && mode === 2) {
				throw new SocketRefusal(SOCKET_ERROR.notSupported);
			}
			const plan: ConnectionPlan = { kind, context, host, port, localPort, server: id };
			openConnection(firmware, answer, connections, { id, mode, plan });
		},
	};
}

/** AT+QICLOSE and AT+QSSLCLOSE: nothing else is answered until the connection has ended. */
export function close(firmware: Firmware, name: string, connections: Connections): Command {
	const { board, timeline } = firmware;
	const { lastConnection } = board.profile.sockets;
	return {
		name,
		test: (answer) => {
			answer.line(`${name}: (0-${lastConnection}),(0-${CLOSE_PATIENCE})`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const id = parameters.integer(0, 0, lastConnection);
			parameters.integerOr(1, 0, CLOSE_PATIENCE, 10);
			const delay = connections.find(id) === undefined ? 0 : board.latency.draw("disconnect");
			connections.close(id);
			timeline.after(delay, () => answer.ok());
		},
	};
}

/** What AT+QISTATE and AT+QSSLSTATE have in common of a connection. */
export function stateFields({ id, plan, peer, state, mode }: Connection): string {
	const { kind, port, localPort, context, server } = plan;
	const remote = kind === "TCP LISTENER" || kind === "UDP SERVICE" ? 0 : port;
	return `${id},"${kind}","${peer.host}",${remote},${localPort},${state},${context},${server},${mode},"uart1"`;
}

function state({ connections, board }: Firmware): Command {
	const { lastContext, lastConnection } = board.profile.sockets;
	const show = (answer: Answer, chosen: readonly Connection[]) => {
		for (const connection of chosen) {
			answer.line(`+QISTATE: ${stateFields(connection)}`);
		}
		answer.ok();
	};
	return {
		name: "+QISTATE",
		test: (answer) => answer.ok(),
		read: (answer) => show(answer, connections.all),
		execute: (answer) => show(answer, connections.all),
		write: (answer, parameters) => {
			parameters.expect(2);
			if (parameters.integer(0, 0, 1) === 0) {
				const context = parameters.integer(1, 1, lastContext);
				show(
					answer,
					connections.all.filter(({ plan }) => plan.context === context),
				);
			} else {
				const id = parameters.integer(1, 0, lastConnection);
				show(
					answer,
					connections.all.filter((connection) => connection.id === id),
				);
			}
		},
	};
}

function switchMode(firmware: Firmware): Command {
	const { connections, board } = firmware;
	return {
		name: "+QISWTMD",
		test: (answer) => {
			answer.line(`+QISWTMD: (0-${board.profile.sockets.lastConnection}),(0-2)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(2);
			const connection = connectionOf(firmware, connections, parameters);
			const mode = parameters.integer(1, 0, 2) as AccessMode;
			const { kind } = connection.plan;
			if (mode === 2 && (kind === "TCP LISTENER" || kind === "UDP SERVICE")) {
				throw new SocketRefusal(SOCKET_ERROR.notSupported);
			}
			if (mode === 2 && !connection.connected) {
				throw new SocketRefusal(SOCKET_ERROR.closed);
			}
			if (mode === 2) {
				connections.change(connection, mode);
				answer.online(connections.stream(connection));
			} else {
				answer.ok(() => connections.change(connection, mode));
			}
		},
	};
}

/** ATO: back to the connection that `+++` has left. */
function goOn(answer: Answer, firmware: Firmware): void {
	const stream = firmware.leftStream;
	if (stream?.alive) {
		answer.online(stream);
	} else {
		answer.end("NO CARRIER");
	}
}
