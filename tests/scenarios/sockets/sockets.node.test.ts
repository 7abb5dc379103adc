import { equal, ok } from "../../support/assert.js";
import { lostToModule, SocketsWorld } from "./world.js";

/** `node dist/tests/scenarios/sockets/main.js` opens 10,000. */
const CONNECTIONS = 250;

describe("Three sockets and two MQTT clients in a world of trouble", () => {
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

	it("gives what was sent or an error though bytes get lost on their way to the module, in commands and in payload", () => {
		const world = new SocketsWorld(20261128, [lostToModule]);
		const tally = world.run(200);
		const told = JSON.stringify(tally);
		equal(tally.wrong, 0, told);
		equal(tally.whole + tally.failed + tally.abandoned, tally.begun, told);
		ok(tally.whole > 0.7 * tally.begun, told);
		ok(world.lostToModule >= 10, `${world.lostToModule} bytes lost`);
		equal(world.modem.state, "ready");
		equal(world.openAll(), 12);
		world.close();
	});
});
