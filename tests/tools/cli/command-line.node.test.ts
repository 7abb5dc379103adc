import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../../tools/cli/command.js";
import { demo } from "../../../tools/cli/demo.js";
import { simulate } from "../../../tools/cli/simulate.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { run } from "./cli.js";

const { version } = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8")) as {
	version: string;
};

describe("xs-quectel", () => {
	it("lists its commands", async () => {
		const { code, stdout, stderr } = await run(["--help"]);
		equal(code, 0);
		equal(stderr, "");
		for (const name of ["demo", "simulate"]) ok(new RegExp(`^  ${name} +\\S`, "m").test(stdout), stdout);
	});

	it("tells how it is used when it is told nothing", async () => {
		const { code, stdout } = await run([]);
		equal(code, 2);
		ok(stdout.startsWith("usage: xs-quectel COMMAND"));
	});

	for (const args of [["--version"], ["demo", "--version"], ["simulate", "--version"]]) {
		it(`tells its version: ${args.join(" ")}`, async () => {
			deepEqual(await run(args), { code: 0, stdout: `${version}\n`, stderr: "" });
		});
	}

	for (const name of ["demo", "simulate"]) {
		it(`tells the options of ${name}`, async () => {
			const { code, stdout, stderr } = await run([name, "--help"]);
			equal(code, 0);
			equal(stderr, "");
			for (const option of ["--json [FILE]", "--version", "--help", "exit: "]) ok(stdout.includes(option), option);
		});
	}

	const refused: readonly (readonly [args: string, message: string])[] = [
		["demo --bogus", "Unknown option '--bogus'"],
		["demo extra", "Unexpected argument 'extra'"],
		["demo --messages 0", "--messages: 0 is not a whole number from 1 to 1000000"],
		["demo --messages 12x", "--messages: 12x is not a whole number from 1 to 1000000"],
		["demo --messages 3 --forever", "--forever and --messages: only one of them"],
		["demo --engine v8", "--engine: v8 is not one of xs, cortex-m4, node"],
		["demo --latency slow", "--latency: slow is not real or none"],
		["demo --fault power-cut", "--fault: power-cut is not power-cut@Ns"],
		["demo --broker localhost", "--broker: localhost is not mqtt://host:port"],
		["demo --broker mqtt://localhost:99999", "--broker: mqtt://localhost:99999 is not mqtt://host:port"],
		["demo --serial /dev/null", "a real module needs --broker: it cannot reach the one on this machine"],
		["demo --serial ttyUSB0 --broker mqtt://h", "--serial: ttyUSB0 is not a device, as /dev/ttyUSB0 is"],
		["demo --tcp here --broker mqtt://h", "--tcp: here is not HOST:PORT"],
		["demo --serial /dev/null --tcp a:1 --broker mqtt://h", "--serial and --tcp: only one of them"],
		["demo --tcp a:1 --broker mqtt://h --fault power-cut@1s", "--fault is for the simulated module"],
		['demo --apn a"b', "--apn: holds CR, LF, NUL, BS, DEL or a quote"],
		["demo --json --json", "--json: given twice"],
		["simulate --tcp 70000", "--tcp: 70000 is not a whole number from 0 to 65535"],
		["simulate --profile ec25", "profile ec25"],
		["simulate --map here", "--map: here is not HOST:PORT=HOST:PORT"],
	];
	for (const [args, message] of refused) {
		it(`refuses: ${args}`, async () => {
			const [name = "", ...options] = args.split(" ");
			const error = await (name === "demo" ? demo : simulate).run(options).catch((it: unknown) => it);
			ok(error instanceof CommandError && error.message.startsWith(message), String(error));
			equal(error.exit, 2);
		});
	}

	for (const [args, message] of [
		["nonsense", 'no command "nonsense"; xs-quectel --help lists them'],
		["toString", 'no command "toString"; xs-quectel --help lists them'],
		["demo --bogus", "Unknown option '--bogus'"],
	] as const) {
		it(`refuses in one line: ${args}`, async () => {
			deepEqual(await run(args.split(" ")), { code: 2, stdout: "", stderr: `xs-quectel: ${message}\n` });
		});
	}

	it("refuses names and passwords that cannot be sent", async () => {
		const env = { XS_QUECTEL_USER: "mast", XS_QUECTEL_PASSWORD: 'half"way' };
		const { code, stderr } = await run(["demo", "--broker", "mqtt://127.0.0.1:1"], env);
		equal(code, 2);
		equal(stderr, "xs-quectel: XS_QUECTEL_PASSWORD: holds CR, LF, NUL, BS, DEL or a quote\n");
	});

	it("tells when there is no such device", async () => {
		const folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
		try {
			const device = join(folder, "tty");
			const { code, stderr } = await run(["demo", "--serial", device, "--broker", "mqtt://127.0.0.1:1"]);
			equal(code, 3);
			ok(/^xs-quectel: --serial: ENOENT.*\n$/.test(stderr), stderr);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
