import { Station } from "../../network/station.js";
import { timeService } from "../../network/time-service.js";
import { ntpSuite } from "./client.js";
import type { NTPClass, NTPSubject } from "./subject.js";

describe("ECMA-419, clause 19: NTP over the simulated module", () => {
	let station: Station;
	afterEach(() => station.close());

	function make(): NTPSubject {
		station = new Station();
		const { clock, network } = station;
		const time = Date.UTC(2026, 7, 6, 12, 40, 4);
		network.serve(
			"time.example",
			123,
			timeService(() => time),
		);
		return {
			NTP: station.modem.NTP as unknown as NTPClass,
			options: () => ({ servers: ["time.example"] }),
			time,
			// From the server's answer to the callback, and whole seconds.
			precision: 1500,
			nobody: "nobody.example",
			settle: () => clock.advance(30_000),
			asked() {
				const { sent } = station;
				station.sent = "";
				return [...sent.matchAll(/AT\+QNTP=1,"(.*?)"/g)].map((it) => it[1] as string);
			},
		};
	}

	ntpSuite(make);
});
