#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { decode } from "./decode.js";
import { demo } from "./demo.js";
import { hil } from "./hil.js";
import { monitor } from "./monitor.js";
import { peer } from "./peer.js";
import { provision } from "./provision.js";
import { replay } from "./replay.js";
import { simulate } from "./simulate.js";

const commands: Readonly<Record<string, CommandLine>> = {
	demo,
	simulate,
	decode,
	replay,
	monitor,
	hil,
	peer,
	provision,
};

function usage(): string {
	const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
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
		process.stdout.write(usage());
		return name === undefined ? Exit.usage : Exit.ok;
	}
	if (name === "--version") return tellVersion();
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (command === undefined) throw new CommandError(Exit.usage, `no command "${name}"; xs-quectel --help lists them`);
	if (rest.includes("--help") || rest.includes("-h")) {
		process.stdout.write(command.help);
		return Exit.ok;
	}
	if (rest.includes("--version")) return tellVersion();
	return command.run(rest);
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
