import { general } from "../../../modules/modem/commands.js";
import { plain } from "../../../modules/modem/connection-kinds.js";
import { mqtt } from "../../../modules/network/mqtt-kinds.js";
import { equal, ok } from "../../support/assert.js";
import { Month } from "./month.js";

const DAYS = 30;
const seeds = process.env.CI === "true" ? [1, Math.trunc(Math.random() * 0x7fffffff)] : [1];

/** How long the command `name` may take until it must have been answered, ms. */
function limitOf(name: string): number {
	let limit = 0;
	for (const kind of [...Object.values(mqtt), ...Object.values(plain), ...Object.values(general)]) {
		if (typeof kind !== "object" || !("finalLimit" in kind) || kind.name !== name) continue;
		limit = Math.max(limit, kind.prompt ? kind.promptLimit : kind.finalLimit);
	}
	ok(limit > 0, name);
	return limit;
}

describe("A mast in a month of network losses, resets and wedges", () => {
	for (const seed of seeds) {
		it(`leaks nothing, sticks nowhere, and keeps within its budget, seed ${seed}`, () => {
			const month = new Month(seed);
			month.run(DAYS);
			const { wedges, resets, outcomes, modem } = month;
			equal(modem.state, "ready");
			equal(wedges.length, Math.floor(DAYS / 7));
			for (const { at, command, asked, found, booted, reset, searching, registered, flowing } of wedges) {
				const limit = command === "" ? limitOf("+QMTPUBEX") : limitOf(command);
				const since = command === "" ? at : asked;
				ok(found > 0 && found - since <= limit + 5000, `found ${found - since} ms after ${command}, limit ${limit}`);
				const boot = booted - reset;
				const registration = registered - searching;
				ok(boot > 0 && registration > 0 && flowing > 0);
				const rest = flowing - found - boot - registration;
				ok(rest <= 10_000, `${rest} ms beside boot and registration`);
			}
			// At most twelve in any hour, and no more than there was reason for.
			for (const time of resets) ok(resets.filter((it) => it >= time && it < time + 3_600_000).length <= 12);
			ok(resets.length <= 4 * DAYS, `${resets.length} resets`);
			// Every message got through or is still on its way: none of QoS 1 is given up.
			equal(outcomes.failed, 0);
			equal(outcomes.unknown, 0);
			ok(month.handed - outcomes.published <= 1, `${month.handed} handed, ${outcomes.published} published`);
			ok(month.sockets.ended >= month.sockets.opened - 1);
			ok(month.sockets.connected >= 22 * DAYS, `${month.sockets.connected} of ${month.sockets.opened} connected`);
			const { recordsHighWater } = modem.counters;
			ok(recordsHighWater <= 12, `${recordsHighWater} command records`);
			const [first = 0] = month.alarms;
			ok(Math.max(...month.alarms) <= first + 1, month.alarms.join(" "));
			month.close();
		});
	}
});
