import { equal, ok } from "../../support/assert.js";
import { SocketsWorld } from "./world.js";

/** `node dist/tests/scenarios/sockets/main.js` opens 10,000. */
const CONNECTIONS = 250;

describe("Three sockets and two MQTT clients in a world of trouble", function () {
	this.timeout(120_000);

	it(`opens and closes ${CONNECTIONS} connections: nothing leaks, nothing sticks, no byte is wrong`, () => {
		const world = new SocketsWorld(20261128);
		const tally = world.run(CONNECTIONS);
		const told = JSON.stringify(tally);
		equal(tally.wrong, 0, told);
		equal(tally.whole + tally.failed + tally.abandoned, tally.begun, told);
		ok(tally.whole > 0.7 * tally.begun, told);
		ok(tally.failed > 0 && tally.troubles > 5, told);
		ok(tally.published > 50, told);
		equal(world.modem.state, "ready");
		equal(world.openAll(), 12);
		world.close();
	});
});
