import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { lastJSON, type Running, run, start } from "./cli.js";

/** Types one command line after the other, each behind the OK of the one before. @returns all that the module said */
async function type(port: number, lines: readonly string[]): Promise<string> {
	const socket: Socket = connect(port, "127.0.0.1").setEncoding("latin1");
	let text = "";
	for (const line of lines) {
		const from = text.length;
		socket.write(`${line}\r`);
		while (!/\r\n(?:OK|ERROR|\+CME ERROR: .*)\r\n/.test(text.slice(from))) text += String(await once(socket, "data"));
	}
	socket.destroy();
	return text;
}

describe("xs-quectel simulate", () => {
	let running: Running;

	/** Starts one, and reads where it listens. */
	async function serve(...args: string[]): Promise<{ port: number; controlPort: number }> {
		running = start(["simulate", "--latency", "none", "--json", ...args]);
		return JSON.parse(await running.line('"port":')) as { port: number; controlPort: number };
	}

	afterEach(async () => {
		running.child.kill("SIGKILL");
		await running.ended;
	});

	it("tells where it listens, answers, and ends when interrupted", async () => {
		const { port, controlPort } = await serve();
		ok(port > 0 && controlPort > 0 && port !== controlPort);
		ok((await type(port, ["AT"])).endsWith("AT\r\r\nOK\r\n"));
		running.child.kill("SIGINT");
		const ended = await running.ended;
		equal(ended.code, 130);
		deepEqual(lastJSON(ended), { host: "127.0.0.1", port, controlPort, profile: "note" });
		equal(ended.stdout.split("\n").length, 2);
	});

	it("says the same to people", async () => {
		running = start(["simulate"]);
		const line = await running.line("module ready");
		ok(/^module ready on 127\.0\.0\.1:\d+, control on 127\.0\.0\.1:\d+$/.test(line), line);
		running.child.kill("SIGTERM");
		equal((await running.ended).code, 0);
	});

	it("has faults from the start, and in a script, and files in a folder", async () => {
		const folder = mkdtempSync(join(tmpdir(), "simulate-"));
		try {
			writeFileSync(join(folder, "ca.pem"), "certificate");
			writeFileSync(join(folder, "script"), "# later\n999999 reset\n");
			const script = join(folder, "script");
			const { port } = await serve("--files", folder, "--script", script, "--fault", "late,ms=1", "--fault", "no-dns");
			const text = await type(port, ["AT", 'AT+QFLST="ca.pem"']);
			ok(text.includes('\r\n+QFLST: "UFS:ca.pem",11\r\n'), text);
			const wrong = await run(["simulate", "--fault", "late"]);
			equal(wrong.code, 2);
			equal(wrong.stderr, "xs-quectel: ms: a whole number from 0 to 86400000\n");
			equal((await run(["simulate", "--script", join(folder, "none")])).code, 3);
			const { code, stdout } = await run(["simulate", "--fault", "help"]);
			equal(code, 0);
			ok(stdout.includes("power-cut,ms=\n    the supply fails for a while\n"), stdout);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("tells when its port is busy", async () => {
		const { port } = await serve();
		const { code, stderr } = await run(["simulate", "--tcp", `${port}`]);
		equal(code, 3);
		ok(/^xs-quectel: .*EADDRINUSE.*\n$/.test(stderr), stderr);
	});

	it("traces no PIN, no log-in, no IMSI and no ICCID", async () => {
		const { port } = await serve("--trace", "--no-pacing");
		const secrets = ["4711", "s3cret", "mast-7"];
		const text = await type(port, [
			"AT+CMEE=1",
			'AT+CPIN="4711"',
			"AT+CIMI",
			"AT+QCCID",
			'AT+QICSGP=1,1,"cmiot","mast-7","s3cret",1',
			"AT+QICSGP=1",
			'AT+QMTCONN=0,"id","mast-7","s3cret"',
			"AT+CSQ",
		]);
		const numbers = text.match(/\d{15,}F?/g) ?? [];
		ok(numbers.length === 2, text);
		ok(secrets.every((it) => text.includes(it)));
		await running.line("+CSQ: ");
		running.child.kill("SIGTERM");
		const { stderr } = await running.ended;
		for (const it of [...secrets, ...numbers]) ok(!stderr.includes(it), `${it} in ${stderr}`);
		ok(stderr.includes('> AT+QMTCONN=0,"id","******","******"'), stderr);
	});
});
