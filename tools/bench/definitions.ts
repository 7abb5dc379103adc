/** What figures that belong together mean. A row of the page. */
export interface Definition {
	/** Names of the figures, in the order that their values are told in; `*` at the end: all that begin so. */
	readonly names: readonly string[];
	/** How each is measured, so that somebody else could. */
	readonly meaning: string;
	/** Whether it is as fast or as large as the machine, and so not the same on each run. */
	readonly varies?: boolean;
	/** Whether it stands in the README too. */
	readonly isMain?: boolean;
}

const perBaud = (name: string, part: string) => [`${name}.115200.${part}`, `${name}.921600.${part}`];

/** All of the bench's figures, in the order of the page. */
export const definitions: readonly Definition[] = Object.freeze([
	{
		names: ["alloc.slots", "alloc.chunkBytes"],
		meaning:
			"slots and chunk bytes allocated per 1000 URCs, messages, commands and publishes in steady state, from Serial to the upper layer and back",
		isMain: true,
	},
	{
		names: ["soak.urcs", "soak.collections"],
		meaning: "URCs of a run with 100,000 commands in the heap of an ESP32, and garbage collections in it",
		isMain: true,
	},
	{
		names: ["scan.instructionsPerByte"],
		meaning:
			"machine instructions per byte of `tests/corpus/mqtt.jsonl` (true counts, 25 % payload), fields read; x86, 32 bits",
		isMain: true,
	},
	{
		names: ["scanPayload.instructionsPerByte"],
		meaning: "the same inside payloads of 1 KB",
		isMain: true,
	},
	{
		names: ["scan.bytecodesPerByte", "scanPayload.bytecodesPerByte"],
		meaning: "the same two in bytecodes",
	},
	{
		names: ["naive.instructionsPerByte", "naive.bytecodesPerByte"],
		meaning: "the yardstick: `split` and regular expressions on the same corpus",
		isMain: true,
	},
	{ names: ["naive.slots", "naive.chunkBytes"], meaning: "what the yardstick allocates in one pass" },
	{
		names: ["heap.engineBytes"],
		meaning:
			"RAM of counters, port and scheduler before the first command, a ring of 2 KB and a command line of 1 KB included",
		isMain: true,
	},
	{
		names: [
			"heap.countersBytes",
			"heap.ringBytes",
			"heap.transmitterBytes",
			"heap.scannerBytes",
			"heap.portBytes",
			"heap.schedulerBytes",
		],
		meaning: "the same by parts; a port holds a ring and a transmitter, a scheduler a scanner",
	},
	{
		names: ["heap.recordsBytes"],
		meaning: "what 12 command records add, the default, once that many have been in use at once",
	},
	{
		names: ["heap.modemMqttBytes"],
		meaning:
			"RAM of the whole driver and one MQTT client after 50 publishes, five at once: stores of 1500 bytes each way, ring and flight recorder",
		isMain: true,
	},
	{
		names: ["heap.perSocketBytes"],
		meaning: "RAM of one more TCP socket that is connected and has carried data: stores of 1460 bytes each way",
		isMain: true,
	},
	{
		names: ["heap.wholeStackBytes", "heap.wholeStackPeakSlots", "heap.wholeStackPeakChunkBytes"],
		meaning:
			"RAM of everything at once, in the fixed heap of an ESP32 (78,848 bytes of chunks, 4928 slots): modem, two MQTT clients and two TLS sockets that have carried data, and 8 KB of the application's own; the most that was ever in use, garbage included",
		isMain: true,
	},
	{ names: ["bytecode.engine"], meaning: "bytecode of `uart` and `at`, in flash", isMain: true },
	{
		names: ["bytecode.mqtt"],
		meaning:
			"bytecode of engine, modem and MQTT client, in a build by `manifest-mqtt.json` that has connected and published; no TLS",
		isMain: true,
	},
	{ names: ["bytecode.mqtts"], meaning: "the same with TLS, by `manifest-mqtts.json`", isMain: true },
	{
		names: ["bytecode.total"],
		meaning: "the same with every class, sockets, DNS, NTP and files included",
		isMain: true,
	},
	{
		names: ["flash.mqttSlots", "flash.mqttsSlots", "flash.totalSlots"],
		meaning:
			"slots of 16 bytes that the same three builds have in flash: the engine's own, which are in all of them, and what preloaded modules have made",
		isMain: true,
	},
	{ names: ["bytecode.*"], meaning: "bytecode of each module" },
	{
		names: ["command.overheadMs"],
		meaning: "what the engine adds to an exchange, in virtual time",
		isMain: true,
	},
	{
		names: perBaud("publish", "ratioOfBound"),
		meaning:
			"QoS 1, 100-byte payloads, 100 ms each way between module and broker, a module without latencies: goodput over min(5 / (round trip + exchange), 1 / exchange), exchange being command, prompt, payload, `OK` and result on the wire",
		isMain: true,
	},
	{
		names: perBaud("publish", "vsSequential"),
		meaning: "the same goodput over that of waiting for each `+QMTPUBEX`, as in the note's example",
		isMain: true,
	},
	{ names: perBaud("publish", "perSecond"), meaning: "the same goodput in messages" },
	{
		names: [...perBaud("publish.real", "ratioOfBound"), ...perBaud("publish.real", "vsSequential")],
		meaning: "the same with latencies measured on a module",
	},
	{
		names: perBaud("publish.real", "perSecond"),
		meaning: "messages; the module takes about 100 ms from payload to `OK`, during which it takes no other command",
		isMain: true,
	},
	{
		names: [...perBaud("tcp", "sendRatioOfWire"), ...perBaud("tcp", "receiveRatioOfWire")],
		meaning:
			"payload bytes of one TCP connection over what the wire could carry; 200 KB each way, an ideal module, a receive store of 2048 bytes, no flow control. At 921600 the clock ticks eight times per ms",
		isMain: true,
	},
	{
		names: [...perBaud("tcp128", "sendRatioOfWire"), ...perBaud("tcp128", "receiveRatioOfWire")],
		meaning: "the same with a receive store of 128 bytes: pieces of 64, so that none can overrun it",
	},
	{
		names: [...perBaud("tcp.real", "sendRatioOfWire"), ...perBaud("tcp.real", "receiveRatioOfWire")],
		meaning: "the same with 2048 bytes and the module's measured latencies, of which 95 ms per segment sent; no goal",
	},
	{
		names: [...["tcp", "tcp128", "tcp.real"].flatMap((name) => perBaud(name, "lost"))],
		meaning:
			"bytes of all these that did not come or came wrong, in each run and in one more with the script busy for 50 ms every 0.35 s on average",
	},
	{
		names: ["receive.921600.lost"],
		meaning:
			"of 1000 messages of 1 KB that come at half the rate of the wire, those that do not reach an application that is busy for 50 ms now and then: receive store of 2048 bytes, RTS and CTS",
		isMain: true,
	},
	{
		names: ["receive.921600.lost128"],
		meaning: "the same with 128 bytes and no flow control, every loss told",
		isMain: true,
	},
	{
		names: ["boot.toReadyCommands"],
		meaning:
			"command lines from power-on until the modem is ready: registered, with an address; with measured latencies",
		isMain: true,
	},
	{
		names: ["connect.commands"],
		meaning: "command lines from power-on to CONNACK, with measured latencies",
		isMain: true,
	},
	{
		names: ["delivery.unknownRatio"],
		meaning:
			"share of `unknown` outcomes in 20,000 messages at QoS 0 to 2 under every kind of fault, one after the other, with 20 s of quiet between at most; the run ends with an error if one outcome is untrue",
		isMain: true,
	},
	{
		names: ["m4.scan.instructionsPerByte", "m4.scanPayload.instructionsPerByte"],
		meaning:
			"the same as `scan` and `scanPayload`, on a Cortex-M4 that QEMU emulates (`mps2-an386`), counted by its clock: two runs agree to the instruction",
		isMain: true,
	},
	{
		names: ["m4.yardstick.instructionsPerByte"],
		meaning:
			"the same processor and the same bytes, read in plain C with `sscanf` and `strtok`: `tools/bench/yardstick`",
		isMain: true,
	},
	{
		names: ["m4.publish.instructions", "m4.receive.instructions"],
		meaning:
			"one publish at QoS 1 of 100 bytes, from `write` to the acknowledgement, and one message of 100 bytes, from the UART to `read`; a recorded exchange with the simulated module is fed from memory, waiting is not counted. Of 51 of each the one in the middle",
		isMain: true,
	},
	{
		names: ["m4.boot.instructions"],
		meaning: "from power-on to ready, in the same way",
		isMain: true,
	},
	{
		names: ["m4.flashBytes"],
		meaning:
			"code and constants of engine and host, intrinsics and the driver's functions and classes, bytecode of all modules; nothing stripped, JavaScript compiler included",
		isMain: true,
	},
	{
		names: ["m4.ramBytes"],
		meaning:
			"slots and chunks of the smallest arena in which this firmware lives (found by trial, to 16 slots and 256 bytes), the most that it uses of the script's stack, C's stack and variables, the UART's stores of the nRF52's host, which has this processor: 2048 bytes in, 512 out",
		isMain: true,
	},
	...(["lines", "messages"] as const).map((what) => ({
		names: [115_200, 921_600].flatMap((baud) => [64, 240].map((clock) => `m4.load.${what}.${baud}.${clock}MHz`)),
		meaning: `share of a processor of so many MHz, in percent, that a wire full of ${
			what === "lines" ? "lines (`m4.scan`)" : "messages of 100 bytes (`m4.receive`)"
		} takes: instructions, not cycles, at an assumed 1.5 cycles for each`,
		isMain: true,
	})),
	{
		names: ["sim.bytesPerSecond"],
		meaning: "what one simulated module takes and gives without pacing, both ways; 921600 baud both ways are 184,320",
		varies: true,
	},
	{
		names: ["sim.pacedShare"],
		meaning: "share of 921600 baud that it keeps up with, both ways at once, in percent",
		varies: true,
	},
	{
		names: ["sim.modulesAt1Hz"],
		meaning:
			"modules in one process that publish a message a second each, every result within 1 s; 800 is the most that is tried",
		varies: true,
	},
	{
		names: ["sim.memoryPerModule"],
		meaning: "bytes of Node's heap for one module with a client connected",
		varies: true,
	},
]);

/** Whether a definition is about a figure. */
export function isAbout({ names }: Definition, figure: string): boolean {
	return names.some((name) => (name.endsWith("*") ? figure.startsWith(name.slice(0, -1)) : name === figure));
}

/** What is wrong between definitions and figures: one without the other. */
export function findMismatches(figures: readonly string[], table: readonly Definition[] = definitions): string[] {
	const undefinedOnes = figures.filter((figure) => !table.some((it) => isAbout(it, figure)));
	const unmeasured = table.flatMap(({ names }) =>
		names.filter((name) => !figures.some((figure) => isAbout({ names: [name], meaning: "" }, figure))),
	);
	return [
		...undefinedOnes.map((name) => `${name} is not defined`),
		...unmeasured.map((name) => `${name} is not measured`),
	];
}
