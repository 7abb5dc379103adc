import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Endpoint } from "../network.js";
import type { Parameters } from "../parameters.js";
import { Refusal } from "../refusal.js";
import { readData, readHex, showData } from "../sockets/configuration.js";
import type { Connection } from "../sockets/connection.js";
import type { Connections } from "../sockets/connections.js";
import { SOCKET_ERROR, SocketRefusal } from "../sockets/errors.js";
import { connectionOf, refuseLater, remembering } from "./sockets.js";

/** What distinguishes AT+QISEND and AT+QSSLSEND, and what they ask of the host. */
interface Sending {
	readonly name: string;
	readonly connections: Connections;
	/** Whether what was sent can be asked for, and datagrams have an address. */
	readonly complete: boolean;
}

/** AT+QISEND, AT+QISENDEX, AT+QIRD and AT+QISDE (TCP/IP Application Note). */
export function socketDataCommands(firmware: Firmware): Command[] {
	const { connections, board } = firmware;
	const { lastConnection, hexLimit, readLimit } = board.profile.sockets;
	return [
		send(firmware, { name: "+QISEND", connections, complete: true }),
		{
			name: "+QISENDEX",
			test: told(`+QISENDEX: (0-${lastConnection}),<hex_string>`),
			write: (answer: Answer, parameters: Parameters) => {
				parameters.expect(2);
				const connection = sendable(connectionOf(firmware, connections, parameters));
				const data = readHex(parameters.word(1, 2, 2 * hexLimit));
				if (data === undefined || connection.plan.kind === "UDP SERVICE") {
					throw new Refusal();
				}
				deliver(firmware, answer, connection, { data, to: undefined });
			},
		},
		read(firmware, { name: "+QIRD", connections, readLimit }),
		{
			name: "+QISDE",
			test: told("+QISDE: (0,1)"),
			read: (answer: Answer) => {
				answer.line(`+QISDE: ${firmware.echoesData ? 1 : 0}`);
				answer.ok();
			},
			write: (answer: Answer, parameters: Parameters) => {
				parameters.expect(1);
				firmware.echoesData = parameters.integer(0, 0, 1) === 1;
				answer.ok();
			},
		},
	].map((command) => remembering(firmware, command));
}

function told(line: string): (answer: Answer) => void {
	return (answer) => {
		answer.line(line);
		answer.ok();
	};
}

/** The connection, if bytes can be sent on it. */
function sendable(connection: Connection): Connection {
	if (!connection.connected || connection.mode === 2) {
		throw new SocketRefusal(connection.connected ? SOCKET_ERROR.notAllowed : SOCKET_ERROR.closed);
	}
	return connection;
}

/** AT+QISEND and AT+QSSLSEND: up to Ctrl-Z, or so many bytes, or with 0 what has become of those before. */
export function send(firmware: Firmware, { name, connections, complete }: Sending): Command {
	const { lastConnection, sendLimit } = firmware.board.profile.sockets;
	const address = complete ? ",<remote_IP>,<remote_port>" : "";
	return {
		name,
		test: told(`${name}: (0-${lastConnection}),(0-${sendLimit})${address}`),
		write: (answer, parameters) => {
			parameters.expect(1, complete ? 4 : 2);
			const found = connectionOf(firmware, connections, parameters);
			if (complete && parameters.count === 2 && parameters.integer(1, 0, sendLimit) === 0) {
				const { sent, acknowledged } = found;
				answer.line(`${name}: ${sent},${acknowledged},${sent - acknowledged}`);
				answer.ok();
				return;
			}
			const connection = sendable(found);
			const to = destination(connection, parameters);
			const counted = parameters.has(1);
			const patience = firmware.socketConfiguration.number("qisend/timeout") * 1000;
			const intake = {
				length: counted ? parameters.integer(1, 1, sendLimit) : sendLimit,
				marked: !counted,
				echo: firmware.echoesData,
				...(patience === 0 ? {} : { patience }),
			};
			answer.receive(intake, (typed, ending) => {
				const data = readData(typed, firmware.socketConfiguration);
				if (ending !== "complete") {
					refuseLater(firmware, answer, ending === "timeout" ? SOCKET_ERROR.timeout : SOCKET_ERROR.sendCancelled);
				} else if (data === undefined || data === "") {
					refuseLater(firmware, answer, SOCKET_ERROR.invalidParameters);
				} else if (!connection.connected) {
					refuseLater(firmware, answer, SOCKET_ERROR.closed);
				} else {
					deliver(firmware, answer, connection, { data, to });
				}
			});
		},
	};
}

/** Where a datagram of a service goes; every other connection knows its peer. */
function destination({ plan }: Connection, parameters: Parameters): Endpoint | undefined {
	if (plan.kind !== "UDP SERVICE") {
		parameters.expect(1, 2);
		return undefined;
	}
	parameters.expect(4);
	const host = parameters.string(2, 7, 39);
	if (!/^[\d.]+$|:/.test(host)) {
		throw new Refusal();
	}
	return { host, port: parameters.integer(3, 1, 65535) };
}

function deliver(
	{ board }: Firmware,
	answer: Answer,
	connection: Connection,
	{ data, to }: { data: string; to: Endpoint | undefined },
): void {
	const waiting = connection.sent - connection.acknowledged;
	if (waiting + data.length > board.profile.sockets.sendBuffer) {
		answer.end("SEND FAIL");
		return;
	}
	answer.end("SEND OK", () => connection.send(data, to));
}

/** AT+QIRD and AT+QSSLRECV: what has come in access mode 0; with 0 how much of it there is. */
export function read(
	firmware: Firmware,
	{ name, connections, readLimit }: { name: string; connections: Connections; readLimit: number },
): Command {
	return {
		name,
		test: told(`${name}: (0-${firmware.board.profile.sockets.lastConnection}),(0-${readLimit})`),
		write: (answer, parameters) => {
			parameters.expect(1, 2);
			const connection = connectionOf(firmware, connections, parameters);
			const { buffer, mode, isDatagrams } = connection;
			const length = parameters.integerOr(1, 0, readLimit, readLimit);
			if (mode !== 0) {
				throw new SocketRefusal(SOCKET_ERROR.notAllowed);
			}
			if (parameters.has(1) && length === 0) {
				answer.line(`${name}: ${buffer.total},${buffer.total - buffer.length},${buffer.length}`);
				answer.ok();
				return;
			}
			const { bytes, from } = buffer.take(length, isDatagrams);
			const data = showData(bytes, firmware.socketConfiguration);
			const sender = from === undefined ? "" : `,"${from.host}",${from.port}`;
			const separator = firmware.socketConfiguration.number("viewmode") === 1 ? "," : "\r\n";
			answer.line(`${name}: ${data.length}${sender}${data === "" ? "" : separator + data}`);
			answer.ok();
		},
	};
}
