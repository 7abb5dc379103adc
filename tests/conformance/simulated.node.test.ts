import { NodeHost } from "../far-side/node-host.js";
import { Bench } from "./simulated/bench.js";
import { simulatedSuites } from "./simulated/suites.js";

describe("Over the simulated module, on Node", () => {
	const host = new NodeHost();
	const bench = new Bench(host);
	afterEach(() => bench.close());
	after(() => host.far.close());

	for (const suite of simulatedSuites) describe(suite.title, () => suite.defineSuite(bench));
});
