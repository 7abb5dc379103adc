import { connect } from "node:net";
import type { NetworkListener } from "../../../../tools/sim/network.js";
import { NodeNetwork } from "../../../../tools/sim/node/network.js";
import { equal, ok } from "../../../support/assert.js";
import { freePort } from "../../../support/mosquitto.js";

const opened = (listener: NetworkListener) =>
	new Promise<boolean>((resolve) => {
		listener.onOpen = () => resolve(true);
		listener.onError = () => resolve(false);
	});

describe("a real listening port behind the network port", () => {
	it("takes connections, passes bytes both ways, and tells the end", async () => {
		const port = await freePort();
		const listener = new NodeNetwork().openListener(port);
		ok(await opened(listener));
		const told: string[] = [];
		const over = new Promise<void>((resolve) => {
			listener.onConnection = (socket, { host }) => {
				told.push(`from ${host}`);
				socket.onData = (bytes) => {
					told.push(Buffer.from(bytes).toString());
					socket.write(Buffer.from("back"));
				};
				socket.onClose = () => {
					told.push("closed");
					resolve();
				};
			};
		});
		const client = connect(port, "127.0.0.1");
		client.write("hello");
		const answer = await new Promise<string>((resolve) => client.once("data", (bytes) => resolve(bytes.toString())));
		client.end();
		await over;
		listener.close();
		equal(answer, "back");
		equal(told.join(), "from 127.0.0.1,hello,closed");
	});

	it("cannot be had twice, and is free again when it has been closed", async () => {
		const port = await freePort();
		const network = new NodeNetwork();
		const first = network.openListener(port);
		ok(await opened(first));
		equal(await opened(network.openListener(port)), false);
		first.close();
		const again = network.openListener(port);
		ok(await opened(again));
		again.close();
	});
});
