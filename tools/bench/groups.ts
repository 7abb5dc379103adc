import { measureCortexM4 } from "./cortex-m4.js";
import { measureDriver } from "./driver.js";
import { measureFaults } from "./faults.js";
import type { Figure } from "./figure.js";
import { measurePublishing } from "./publishing.js";
import { measureReading } from "./reading.js";
import { measureReceiving } from "./receiving.js";
import { measureSimulator } from "./simulator.js";
import { measureOverhead, measureSize } from "./size.js";
import { measureSockets } from "./sockets.js";
import { measureAllocation, measureSoak } from "./steadiness.js";
import { measureWholeStack } from "./whole-stack.js";

/** What is measured together, by the name that `--only` takes. */
export const groups: Readonly<Record<string, () => Promise<Figure[]>>> = Object.freeze({
	allocation: measureAllocation,
	soak: measureSoak,
	reading: measureReading,
	size: measureSize,
	overhead: measureOverhead,
	driver: measureDriver,
	publishing: measurePublishing,
	receiving: measureReceiving,
	sockets: measureSockets,
	stack: measureWholeStack,
	simulator: measureSimulator,
	faults: measureFaults,
	"cortex-m4": measureCortexM4,
});
