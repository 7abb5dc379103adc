// node dist/tests/scenarios/sockets/main.js [CONNECTIONS] [SEED]: sockets in a world of trouble, at full size; default 10,000.

import { SocketsWorld } from "./world.js";

const [connections = 10_000, seed = 20261128] = process.argv.slice(2).map(Number);
if (!Number.isInteger(connections) || connections < 1 || !Number.isInteger(seed)) {
	console.error("CONNECTIONS and SEED are whole numbers");
	process.exit(2);
}
const world = new SocketsWorld(seed);
const tally = world.run(connections);
const open = world.openAll();
console.log(JSON.stringify({ seed, ...tally, open, state: world.modem.state, counters: world.modem.counters }));
world.close();
process.exitCode = tally.wrong === 0 && open === 12 ? 0 : 1;
