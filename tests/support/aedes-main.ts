// A broker in a process of its own, to be killed: main PORT. Tells each PUBLISH it accepts, before it answers: `publish QoS dup topic`.

import { writeSync } from "node:fs";
import { createServer } from "node:net";
import { Aedes } from "aedes";

/** Written at once, so that it outlives the process. */
const tell = (text: string) => void writeSync(1, `${text}\n`);

const aedes = await Aedes.createBroker({
	authorizePublish(_client, { qos, dup, topic }, done) {
		tell(`publish ${qos} ${dup ? 1 : 0} ${topic}`);
		done(null);
	},
});
const server = createServer((socket) => aedes.handle(socket));
server.listen(Number(process.argv[2]), "127.0.0.1", () => tell("running"));
