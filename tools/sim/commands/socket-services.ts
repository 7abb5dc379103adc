import { toCharacters } from "../bytes.js";
import type { Answer, Command } from "../command.js";
import type { Firmware } from "../firmware.js";
import type { Parameters } from "../parameters.js";
import type { Range } from "../profile.js";
import { showTime } from "../real-time-clock.js";
import { Refusal } from "../refusal.js";
import { SOCKET_OPTIONS } from "../sockets/configuration.js";
import { SOCKET_ERROR, type SocketError, SocketRefusal, socketMeaning } from "../sockets/errors.js";
import { PingRun } from "../sockets/ping-run.js";
import { TimeQuery } from "../sockets/time-query.js";
import { remembering } from "./sockets.js";

const HOST: Range = Object.freeze([1, 100] as const);
/** Seconds that an address may be kept for, where the Network port does not tell [I]. */
const TIME_TO_LIVE = 600;
/** The data of a ping, bytes, and the hops that its answer may have had left. */
const PING_SIZE = 32;
const PING_HOPS = 255;
const NTP_PORT = 123;
/** What AT+QIDNSCFG shows until somebody sets it: the network's own servers, which this simulator does not have. */
const NO_SERVER = "0.0.0.0";

/** AT+QIGETERROR, AT+QICFG, AT+QIDNSCFG, AT+QIDNSGIP, AT+QPING and AT+QNTP (TCP/IP Application Note). */
export function socketServiceCommands(firmware: Firmware): Command[] {
	return [
		{
			name: "+QIGETERROR",
			test: (answer: Answer) => answer.ok(),
			execute: (answer: Answer) => {
				answer.line(`+QIGETERROR: ${firmware.socketError},${socketMeaning(firmware.socketError)}`);
				answer.ok();
			},
		},
		...[configuration(firmware), nameServers(firmware), lookUp(firmware), ping(firmware), time(firmware)].map(
			(command) => remembering(firmware, command),
		),
	];
}

function configuration({ socketConfiguration, board }: Firmware): Command {
	return {
		name: "+QICFG",
		test: (answer) => {
			for (const [name, { ranges }] of Object.entries(SOCKET_OPTIONS)) {
				const shown = ranges.map((range) => `(${range.join(range[1] - range[0] > 1 ? "-" : ",")})`);
				answer.line(`+QICFG: "${name}",${shown.join(",")}`);
			}
			answer.ok();
		},
		write: (answer, parameters) => {
			const typed = parameters.string(0, 1, 32).toLowerCase();
			const option = Object.hasOwn(SOCKET_OPTIONS, typed) ? SOCKET_OPTIONS[typed] : undefined;
			if (option === undefined) {
				board.onUnsupported(`+QICFG "${typed}"`);
				throw new Refusal();
			}
			if (parameters.count === 1) {
				answer.line(`+QICFG: "${typed}",${socketConfiguration.values(typed).join(",")}`);
			} else {
				const { ranges, least = ranges.length, initial, inert } = option;
				parameters.expect(1 + least, 1 + ranges.length);
				const before = socketConfiguration.values(typed);
				const values = ranges.map((range, at) =>
					at < least ? parameters.integer(at + 1, ...range) : parameters.integerOr(at + 1, ...range, before[at]!),
				);
				socketConfiguration.set(typed, values);
				if (inert && values.some((value, at) => value !== initial[at])) {
					board.onUnsupported(`+QICFG "${typed}"`);
				}
			}
			answer.ok();
		},
	};
}

/** The context that is the first value. */
function contextOf({ board }: Firmware, parameters: Parameters): number {
	return parameters.integer(0, 1, board.profile.sockets.lastContext);
}

/** The context that is the first value; refused unless it is active. */
function activeContextOf(firmware: Firmware, parameters: Parameters): number {
	const context = contextOf(firmware, parameters);
	if (!firmware.packetDomain.isActive(context)) {
		throw new SocketRefusal(SOCKET_ERROR.noContext);
	}
	return context;
}

/** A name or an address. */
function hostOf(parameters: Parameters): string {
	const host = parameters.string(1, ...HOST);
	if (!/^[\w.:-]+$/.test(host)) {
		throw new Refusal();
	}
	return host;
}

/** AT+QIDNSCFG. The values are kept and shown; it is the Network port that looks names up, whatever they are. */
function nameServers(firmware: Firmware): Command {
	const servers = new Map<number, readonly [string, string]>();
	return {
		name: "+QIDNSCFG",
		test: (answer) => {
			answer.line(`+QIDNSCFG: (1-${firmware.board.profile.sockets.lastContext}),<pridnsaddr>,<secdnsaddr>`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(1, 3);
			const context = contextOf(firmware, parameters);
			const [first, second] = servers.get(context) ?? [NO_SERVER, NO_SERVER];
			if (parameters.count === 1) {
				answer.line(`+QIDNSCFG: ${context},"${first}","${second}"`);
			} else {
				const addresses = [
					parameters.string(1, 2, 39),
					parameters.has(2) ? parameters.string(2, 2, 39) : second,
				] as const;
				if (!addresses.every((address) => /^\d+\.\d+\.\d+\.\d+$|:/.test(address))) {
					throw new Refusal();
				}
				servers.set(context, addresses);
			}
			answer.ok();
		},
	};
}

function lookUp(firmware: Firmware): Command {
	let busy = false;
	return {
		name: "+QIDNSGIP",
		test: (answer) => {
			answer.line(`+QIDNSGIP: (1-${firmware.board.profile.sockets.lastContext}),<hostname>`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(2);
			activeContextOf(firmware, parameters);
			const host = hostOf(parameters);
			if (busy) {
				throw new SocketRefusal(SOCKET_ERROR.dnsBusy);
			}
			busy = true;
			answer.ok(() =>
				firmware.air.resolve(toCharacters(host), (address, found) => {
					busy = false;
					if (address === undefined) {
						firmware.socketError = SOCKET_ERROR.dnsFailed;
						firmware.announce(`+QIURC: "dnsgip",${SOCKET_ERROR.dnsFailed}`);
					} else {
						const { addresses, timeToLive } = found ?? { addresses: [address], timeToLive: TIME_TO_LIVE };
						firmware.announce(`+QIURC: "dnsgip",0,${addresses.length},${timeToLive}`);
						for (const one of addresses) {
							firmware.announce(`+QIURC: "dnsgip","${one}"`);
						}
					}
				}),
			);
		},
	};
}

function ping(firmware: Firmware): Command {
	const { timeline, air } = firmware;
	let busy = false;
	return {
		name: "+QPING",
		test: (answer) => {
			answer.line(`+QPING: (1-${firmware.board.profile.sockets.lastContext}),<host>,(1-255),(1-10)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(2, 4);
			activeContextOf(firmware, parameters);
			const host = hostOf(parameters);
			const patience = parameters.integerOr(2, 1, 255, 4) * 1000;
			const count = parameters.integerOr(3, 1, 10, 4);
			if (busy) {
				throw new SocketRefusal(SOCKET_ERROR.busy);
			}
			busy = true;
			const tell = (text: string | number) => firmware.result(`+QPING: ${text}`);
			const end = (error: SocketError, text: string | number) => {
				busy = false;
				firmware.socketError = error;
				tell(text);
			};
			answer.ok(
				() =>
					new PingRun(
						{ timeline, network: air },
						{ host, patience, count },
						{
							onAnswer: (address, time) =>
								tell(time === undefined ? SOCKET_ERROR.timeout : `0,"${address}",${PING_SIZE},${time},${PING_HOPS}`),
							onEnd: (times) => end(SOCKET_ERROR.none, summary(count, times)),
							onFail: (error) => end(error, error),
						},
					),
			);
		},
	};
}

/** Sent, received, lost; the least, the greatest and the mean time, ms. */
function summary(count: number, times: readonly number[]): string {
	const mean = times.length === 0 ? 0 : Math.round(times.reduce((sum, time) => sum + time, 0) / times.length);
	const [least, most] = times.length === 0 ? [0, 0] : [Math.min(...times), Math.max(...times)];
	return `0,${count},${times.length},${count - times.length},${least},${most},${mean}`;
}

/** AT+QNTP. The digits are UTC, and the zone is that of the module's clock, as measured on an EG800K. */
function time(firmware: Firmware): Command {
	const { timeline, air, board } = firmware;
	let query: TimeQuery | undefined;
	return {
		name: "+QNTP",
		test: (answer) => {
			answer.line(`+QNTP: (1-${board.profile.sockets.lastContext}),<server>,(1-65535),(0,1)`);
			answer.ok();
		},
		write: (answer, parameters) => {
			parameters.expect(2, 4);
			activeContextOf(firmware, parameters);
			const host = hostOf(parameters);
			const port = parameters.integerOr(2, 1, 65535, NTP_PORT);
			const sets = parameters.integerOr(3, 0, 1, 1) === 1;
			if (query !== undefined) {
				throw new SocketRefusal(SOCKET_ERROR.busy);
			}
			const mark = Uint8Array.from({ length: 8 }, () => board.random.next() & 0xff);
			answer.ok(() => {
				query = new TimeQuery({ timeline, network: air }, { host, port }, mark, (result, utc) => {
					query = undefined;
					firmware.socketError = result;
					const { zone } = board.realTimeClock;
					if (utc === undefined) {
						firmware.result(`+QNTP: ${result}`);
						return;
					}
					if (sets) {
						board.realTimeClock.setFromNetwork(utc, zone);
					}
					firmware.result(`+QNTP: 0,"${showTime(utc, zone, false)}"`);
				});
			});
		},
	};
}
