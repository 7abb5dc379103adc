import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { equal, ok } from "./assert.js";
import { findProgram, Mosquitto } from "./mosquitto.js";

describe("findProgram", () => {
	it("finds what can be run, and nothing else", () => {
		const folder = mkdtempSync(join(tmpdir(), "program-"));
		writeFileSync(join(folder, "here"), "");
		equal(findProgram("here", folder), undefined);
		chmodSync(join(folder, "here"), 0o755);
		equal(findProgram("here", folder), join(folder, "here"));
		equal(findProgram("no-such-program", folder), undefined);
		rmSync(folder, { recursive: true });
	});
});

describe("Mosquitto", () => {
	before(function () {
		if (Mosquitto.program === undefined) this.skip();
	});

	it("starts on a port of its own, carries messages, and is gone afterwards", async () => {
		const broker = await Mosquitto.start();
		try {
			const client = await connectAsync({ host: "127.0.0.1", port: broker.port });
			const heard = new Promise((resolve) => client.once("message", (_topic, payload) => resolve(payload.toString())));
			await client.subscribeAsync("t", { qos: 1 });
			await client.publishAsync("t", "hello", { qos: 1 });
			equal(await heard, "hello");
			await client.endAsync();
		} finally {
			await broker.stop();
		}
		const failure = await new Promise<string>((resolve) => {
			const socket = connect(broker.port, "127.0.0.1", () => {
				socket.destroy();
				resolve("connected");
			});
			socket.on("error", ({ message }) => resolve(message));
		});
		ok(failure.includes("ECONNREFUSED"), failure);
	});

	it("takes a configuration and files", async () => {
		const broker = await Mosquitto.start(["allow_anonymous true", "acl_file {folder}/acl"], { acl: "topic read t\n" });
		await broker.stop();
		ok(broker.log.some((line) => line.includes("running")));
	});

	it("tells why it does not start", async () => {
		const error = await Mosquitto.start(["no_such_option true"]).catch((error: Error) => error);
		ok(error instanceof Error);
		ok(error.message.includes("no_such_option"), error.message);
	});
});
