import { PeerService } from "../hil/peer-service.js";
import { CommandError, type CommandLine, Exit, integerOption } from "./command.js";
import { JSONOption } from "./json-option.js";
import { parseOptions } from "./options.js";

const help = `usage: xs-quectel peer [OPTIONS]

Whom the sockets of a module speak to in "xs-quectel hil --peer HOST:PORT": run this on a machine that the module's network reaches,
as a rented one with a public address. It serves one run after the other, and ends with SIGINT or SIGTERM.

  --host ADDRESS        address of this machine to listen at (default 127.0.0.1; 0.0.0.0: all of them)
  --port N              hil comes to this port (default 4790; 0: free ones). The module comes to the two behind it: N + 1 for TCP
                        and UDP, N + 2 for TLS and UDP. A firewall has to let all three in
  --json [FILE]         what it listens at as one line of JSON, as soon as it does, on standard output or in FILE
  --version, --help

XS_QUECTEL_PEER_TOKEN is a secret of at least 16 characters, which hil has to know too: whoever knows it can have this machine
connect to others. It never passes the network, nor does anything else that is secret. Nobody is let in while no run is there. While
one is, a stranger who connects to the module's ports disturbs it.

exit: 0 ended by a signal, 2 usage, 3 a port cannot be had, 130 interrupted
`;

/** Shortest token that is none to be guessed. */
const SHORTEST = 16;

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const values = parseOptions(json.rest, {
		host: { type: "string", default: "127.0.0.1" },
		port: { type: "string", default: "4790" },
	});
	// The ports behind it have to be ports too.
	const port = integerOption("port", values.port, 0, 65_533);
	const { XS_QUECTEL_PEER_TOKEN: token } = process.env;
	if (token === undefined || token.length < SHORTEST) {
		throw new CommandError(Exit.usage, `XS_QUECTEL_PEER_TOKEN has to have ${SHORTEST} characters or more`);
	}
	let end: (status: number) => void = () => {};
	const ended = new Promise<number>((resolve) => {
		end = resolve;
	});
	const interrupt = () => end(Exit.interrupted);
	const terminate = () => end(Exit.ok);
	process.once("SIGINT", interrupt).once("SIGTERM", terminate);
	try {
		const service = await PeerService.start(values.host, port, token, (text) => {
			process.stderr.write(`${new Date().toISOString()}  ${text}\n`);
		});
		const { tcp, tls, udp } = service.places;
		json.write({ host: values.host, port: service.port, tcp, tls, udp });
		const out = json.hasStandardOutput ? process.stderr : process.stdout;
		out.write(
			`for hil: ${values.host}:${service.port}; for modules: TCP ${tcp}, TLS ${tls}, UDP ${udp.join(" and ")}\n`,
		);
		const status = await ended;
		await service.close();
		return status;
	} finally {
		process.off("SIGINT", interrupt).off("SIGTERM", terminate);
	}
}

/** `xs-quectel peer`: the far side of `xs-quectel hil`, on another machine. */
export const peer: CommandLine = {
	summary: 'whom the sockets of a module speak to in "hil --peer", on another machine',
	help,
	run,
};
