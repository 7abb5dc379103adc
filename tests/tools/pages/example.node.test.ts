import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { transform } from "esbuild";
import mqtt from "mqtt";
import { launch } from "../../../hosts/xs/engine.js";
import { fencesOf } from "../../../tools/check/fences.js";
import { root } from "../../../tools/check/tree.js";
import { LocalBroker, type Taken } from "../../../tools/cli/demo/broker.js";
import { type Served, serve } from "../../../tools/sim/node/serve.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const [example] = fencesOf(readFileSync(join(root, "README.md"), "utf8")).filter(({ language }) => language === "ts");

/** How long it has, ms. */
const PATIENCE = 100_000;

/** What the example is to tell, in whatever order. */
const expected = ["1 published", "mast/17/command: 4 bytes", "connected"];

describe("the example of the README, as it stands there", () => {
	// In the project's folder, where its imports mean this package; not in dist/, where every file has a source.
	const folder = join(root, ".cache", `example-${process.pid}`);
	const application = join(folder, "example.js");
	let broker: LocalBroker;
	let module: Served;
	let taken: Taken[];

	before(async () => {
		const { code } = await transform(example?.text ?? "", { loader: "ts", format: "esm" });
		mkdirSync(folder, { recursive: true });
		writeFileSync(application, code);
	});

	after(() => {
		rmSync(folder, { recursive: true });
	});

	beforeEach(async () => {
		taken = [];
		broker = await LocalBroker.start((message) => taken.push(message));
		// Kept for whoever subscribes.
		const cloud = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`);
		await cloud.publishAsync("mast/17/command", "open", { qos: 1, retain: true });
		await cloud.endAsync();
		taken.splice(0);
		const map = { "broker.example:1883": `127.0.0.1:${broker.port}` };
		module = await serve({ latency: "none", seed: 1, powered: true, map });
	});

	afterEach(async () => {
		await module.close();
		await broker.close();
	});

	/** Waits until everything was told, or the firmware has ended. */
	async function judge(lines: readonly string[], exited: Promise<unknown>): Promise<void> {
		let hasEnded = false;
		void exited.then(() => {
			hasEnded = true;
		});
		const isTold = (text: string) => lines.includes(text);
		const end = Date.now() + PATIENCE;
		while (!hasEnded && Date.now() < end && !expected.every(isTold))
			await new Promise((resolve) => setTimeout(resolve, 20));
		deepEqual(
			expected.filter((text) => !isTold(text)),
			[],
			lines.join("\n"),
		);
		deepEqual(
			taken.map(({ topic, payload }) => ({ topic, payload: [...payload] })),
			[{ topic: "mast/17", payload: [21, 5] }],
		);
	}

	it("is twelve lines", () => {
		ok(example !== undefined);
		ok((example?.text.trim().split("\n").length ?? 99) <= 14);
	});

	it("runs on XS", async () => {
		const lines: string[] = [];
		const running = await launch(application, {
			serial: `tcp:127.0.0.1:${module.port}`,
			aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
			onLine: (line) => void lines.push(line),
		});
		try {
			await judge(lines, running.exit);
		} finally {
			running.kill();
			await running.exit;
		}
	});

	it("runs on Node", async () => {
		const lines: string[] = [];
		const run = join(root, "dist", "hosts", "node", "run.js");
		const env = { ...process.env, XS_SERIAL: `tcp:127.0.0.1:${module.port}` };
		const child: ChildProcess = spawn(process.execPath, [run, application], {
			stdio: ["ignore", "pipe", "inherit"],
			env,
		});
		const exited = new Promise((resolve) => child.once("close", resolve));
		if (child.stdout !== null) createInterface(child.stdout).on("line", (line) => lines.push(line));
		try {
			await judge(lines, exited);
		} finally {
			child.kill();
			equal(await exited, null);
		}
	});
});
