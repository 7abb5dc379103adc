import { Station } from "../../network/station.js";
import { resolverSuite } from "./resolver.js";
import type { ResolverClass, ResolverSubject } from "./subject.js";

describe("ECMA-419, clause 18: Resolver over the simulated module", () => {
	let station: Station;
	afterEach(() => station.close());

	function make(): ResolverSubject {
		station = new Station();
		const { clock, network } = station;
		const names: Record<string, string> = {};
		for (const host of ["a.example", "b.example"]) {
			network.listen(host, 80, () => {});
			network.resolve(host, (address) => {
				names[host] = address as string;
			});
		}
		clock.advance(1000);
		station.sent = "";
		return {
			Resolver: station.modem.Resolver as unknown as ResolverClass,
			options: () => ({}),
			names,
			settle: () => clock.advance(8000),
			asked() {
				const { sent } = station;
				station.sent = "";
				return [...sent.matchAll(/AT\+QIDNSGIP=1,"(.*)"/g)].map((it) => it[1] as string);
			},
			stall(isStalled) {
				network.delay = isStalled ? 10_000 : 20;
				if (!isStalled) clock.advance(60_000);
			},
		};
	}

	resolverSuite(make);
});
