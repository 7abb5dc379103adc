#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { CommandError, type CommandLine, Exit } from "./command.js";

/** Each is loaded when it is asked for: most of what one needs, no other does. */
const commands: Readonly<Record<string, () => Promise<CommandLine>>> = {
	demo: async () => (await import("./demo.js")).demo,
	simulate: async () => (await import("./simulate.js")).simulate,
	decode: async () => (await import("./decode.js")).decode,
	replay: async () => (await import("./replay.js")).replay,
	monitor: async () => (await import("./monitor.js")).monitor,
	hil: async () => (await import("./hil.js")).hil,
	peer: async () => (await import("./peer.js")).peer,
	provision: async () => (await import("./provision.js")).provision,
};

async function usage(): Promise<string> {
	const all = await Promise.all(Object.entries(commands).map(async ([name, load]) => [name, await load()] as const));
	const lines = all.map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
	return `usage: xs-quectel COMMAND [OPTIONS]\n\n${lines.join("\n")}\n\nxs-quectel COMMAND --help tells the options of one. --version tells the version.\n`;
}

function tellVersion(): number {
	const file = new URL("../../../package.json", import.meta.url);
	process.stdout.write(`${(JSON.parse(readFileSync(file, "utf8")) as { version: string }).version}\n`);
	return Exit.ok;
}

async function main(args: string[]): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === "--help" || name === "-h" || name === "help") {
		process.stdout.write(await usage());
		return name === undefined ? Exit.usage : Exit.ok;
	}
	if (name === "--version") return tellVersion();
	const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (load === undefined) throw new CommandError(Exit.usage, `no command "${name}"; xs-quectel --help lists them`);
	const isForHelp = rest.includes("--help") || rest.includes("-h");
	if (rest.includes("--version") && !isForHelp) return tellVersion();
	const command = await load();
	if (!isForHelp) return command.run(rest);
	process.stdout.write(command.help);
	return Exit.ok;
}

// Whoever reads may have enough: `| head`. What is written then goes nowhere, and the command goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
	stream.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE") throw error;
	});
}

main(process.argv.slice(2)).then(
	(status) => {
		process.exitCode = status;
	},
	(error: unknown) => {
		if (!(error instanceof CommandError)) throw error;
		process.stderr.write(`xs-quectel: ${error.message}\n`);
		process.exitCode = error.exit;
	},
);
