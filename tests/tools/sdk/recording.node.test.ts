import { merged, type Recording } from "../../../tools/sdk/recording.js";
import { deepEqual, equal } from "../../support/assert.js";

const versions = { sdk: "8.2.3", typescript: "7.0.2" };
const mainJob = { published: 60, delivered: 60, commands: 3, lost: 0 };
const last: Recording = { isWhole: true, versions, dates: { clients: "2026-11-01" }, clients: [] };

describe("what is recorded after a run of some parts", () => {
	const run = { isWhole: false, versions, mainJob };

	it("keeps the others, with their days, and is not whole", () => {
		deepEqual(merged(last, run, "2026-11-28"), {
			...{ isWhole: false, versions, clients: [], mainJob },
			dates: { clients: "2026-11-01", mainJob: "2026-11-28" },
		});
	});

	it("keeps nothing of another SDK", () => {
		const { clients, dates } = merged({ ...last, versions: { ...versions, sdk: "8.2.2" } }, run, "2026-11-28");
		equal(clients, undefined);
		deepEqual(dates, { mainJob: "2026-11-28" });
	});
});

describe("what is recorded after a run of all parts", () => {
	it("is of that run alone", () => {
		const { isWhole, clients, dates } = merged(last, { isWhole: true, versions, mainJob }, "2026-11-28");
		equal(isWhole, true);
		equal(clients, undefined);
		deepEqual(dates, { mainJob: "2026-11-28" });
	});

	it("is the first there is", () => {
		deepEqual(merged(undefined, { isWhole: false, versions, mainJob }, "2026-11-28").mainJob, mainJob);
	});
});
