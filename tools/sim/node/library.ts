// `xs-quectel/simulator`: the simulated module for tests of your own, in one process with your host or on a port.
export type { Alarm, Clock } from "../../../modules/clock.js";
export type { Connector, HostLine, ModuleLine } from "../connector.js";
export type { Counters } from "../counters.js";
export { FAULTS, type FaultField, type FaultKind } from "../faults/catalogue.js";
export { MemoryStorage, type Storage, type StoredFile } from "../files/storage.js";
export type { LatencyOption } from "../latency.js";
export type { PowerState, SimulatedModule } from "../module.js";
export type {
	Endpoint,
	Network,
	NetworkDatagrams,
	NetworkListener,
	NetworkSocket,
	SocketFailure,
	Target,
	TlsSettings,
	TlsVersion,
} from "../network.js";
export { PROFILE_NAMES } from "../profiles.js";
export type { Cell } from "../radio.js";
export type { SimCardOptions } from "../sim-card.js";
export { Simulator, type SimulatorOptions } from "../simulator.js";
export { NodeClock } from "./clock.js";
export { FolderStorage } from "./folder-storage.js";
export { NodeNetwork, type NodeNetworkOptions } from "./network.js";
export { type Served, type ServeOptions, serve } from "./serve.js";
