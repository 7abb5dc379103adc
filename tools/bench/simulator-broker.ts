// The broker behind the simulator's figures, in a thread of its own: it must not take time from the modules.

import { type AddressInfo, createServer } from "node:net";
import { parentPort } from "node:worker_threads";
import { Aedes } from "aedes";

const broker = await Aedes.createBroker();
const server = createServer({ noDelay: true }, (socket) => broker.handle(socket));
server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port));
