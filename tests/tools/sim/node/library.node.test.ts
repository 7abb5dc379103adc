import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAULTS, Simulator, serve } from "xs-quectel/simulator";
import { root } from "../../../../hosts/xs/places.js";
import { equal, ok, throws } from "../../../support/assert.js";
import { VirtualClock } from "../../../support/virtual-clock.js";

describe("xs-quectel/simulator, in a user's own test", () => {
	it("is a module in this process, on a clock of the test's own, with trouble from a seed", () => {
		const clock = new VirtualClock();
		const simulator = new Simulator({ clock, seed: 7, powered: true });
		let text = "";
		simulator.connector.onBytes = (bytes) => {
			text += Buffer.from(bytes).toString("latin1");
		};
		clock.advance(20_000);
		ok(text.endsWith("\r\n+QIND: PB DONE\r\n"), text);
		text = "";
		simulator.module.faults.cause({ fault: "pull-sim" });
		clock.advance(1000);
		ok(text.includes("+CPIN: NOT READY"), text);
		text = "";
		simulator.connector.write(Buffer.from("AT\r"));
		clock.advance(100);
		equal(text, "AT\r\r\nOK\r\n");
		equal(simulator.module.counters.lines, 1);
		throws(() => simulator.module.faults.cause({ fault: "flood" }), RangeError, Object.keys(FAULTS)[0] ?? "");
		simulator.close();
		clock.advance(100_000);
	});

	it("is a module on a port", async () => {
		const served = await serve({ powered: true, latency: "none", pacing: false });
		const host = connect(served.port, served.host).setEncoding("latin1");
		let text = "";
		await new Promise<void>((resolve) => {
			host.on("data", (part: string) => {
				text += part;
				if (text.endsWith("OK\r\n")) resolve();
			});
			host.write("AT\r");
		});
		host.destroy();
		await served.close();
	});

	it("finds a name of its map, and connects to the address that it was told", async () => {
		const server = createServer((socket) => socket.end("here")).listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const simulator = new Simulator({
			...{ profile: "ec600s", powered: true, latency: "none", pacing: false },
			map: { "web.example:80": `127.0.0.1:${port}` },
		});
		const { connector } = simulator;
		let text = "";
		let told = () => {};
		connector.onBytes = (bytes) => {
			text += Buffer.from(bytes).toString("latin1");
			told();
		};
		/** Types a line, if any, and waits for what matches. */
		const until = async (form: RegExp, line?: string): Promise<string> => {
			if (line !== undefined) connector.write(Buffer.from(`${line}\r`));
			while (!form.test(text)) {
				await new Promise<void>((resolve) => {
					told = resolve;
				});
			}
			const found = form.exec(text) as RegExpExecArray;
			text = "";
			return found[1] ?? "";
		};
		try {
			await until(/PB DONE/);
			await until(/OK/, "AT+QIACT=1");
			const address = await until(/dnsgip","(.*?)"\r\n/, 'AT+QIDNSGIP=1,"web.example"');
			equal(address, "198.18.0.1");
			await until(/\+QIOPEN: 0,0\r\n(?:.|\s)*"recv",0/, `AT+QIOPEN=1,0,"TCP","${address}",80`);
			await until(/\+QIRD: 4\r\nhere\r\n/, "AT+QIRD=0,100");
		} finally {
			simulator.close();
			server.close();
			await once(server, "close");
		}
	});

	it("has types, for a project with strict settings", () => {
		const folder = mkdtempSync(join(tmpdir(), "library-"));
		try {
			mkdirSync(join(folder, "node_modules", "@types"), { recursive: true });
			// As the package has them: its declarations are made when it is packed.
			const own = join(folder, "node_modules", "xs-quectel");
			mkdirSync(own);
			copyFileSync(join(root, "package.json"), join(own, "package.json"));
			const project = join(root, "tools", "build", "tsconfig.declarations.json");
			const compiler = join(root, "node_modules/typescript/bin/tsc");
			execFileSync(process.execPath, [compiler, "-p", project, "--outDir", join(own, "dist")], { stdio: "pipe" });
			symlinkSync(join(root, "node_modules"), join(own, "node_modules"));
			symlinkSync(join(root, "node_modules", "@types", "node"), join(folder, "node_modules", "@types", "node"));
			const program = (lines: readonly string[]) => {
				writeFileSync(join(folder, "program.mts"), lines.join("\n"));
				const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
				execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, "program.mts"], {
					cwd: folder,
					stdio: "pipe",
					encoding: "utf8",
				});
			};
			const right = [
				'import { type Clock, type Network, Simulator, type SimulatorOptions } from "xs-quectel/simulator";',
				"declare const clock: Clock, network: Network;",
				'const options: SimulatorOptions = { clock, network, profile: "ec600s", sim: { pin: "1234" }, latency: 10 };',
				"const simulator = new Simulator(options);",
				"simulator.connector.onLine = (line, level) => { const known: 0 | 1 = level; void [line, known]; };",
			];
			program(right);
			throws(() => program([...right, 'simulator.connector.setLine("RING", 1);']), Error, "tsc");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
