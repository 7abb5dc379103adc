import type { Packet } from "mqtt-packet";
import { HOME_CELL } from "../../../../tools/sim/radio.js";
import { denotate } from "../../../../tools/sim/transcript/notation.js";
import type { Piece, Stage } from "../../../../tools/sim/transcript/player.js";
import { equal } from "../../../support/assert.js";
import { Rig } from "../rig.js";
import { obliging, type Peer, type ScriptedDatagrams, timeAnswer } from "../scripted-network.js";

type Action = (words: string[], text: string) => void;

/** The packet as words: what of it the note has a say in. */
function describePacket(packet: Packet): string {
	const { cmd } = packet;
	const words: (string | number | undefined)[] = [cmd];
	if (packet.cmd === "connect") {
		const { protocolVersion, clean, keepalive, clientId, username, password, will } = packet;
		words.push(protocolVersion, clean ? "clean" : "kept", keepalive, clientId || "-");
		if (username !== undefined) words.push(`user=${username}`);
		if (password !== undefined) words.push(`password=${password}`);
		if (will !== undefined) {
			words.push(`will=${will.topic}:${will.payload}:${will.qos}${will.retain ? ":retain" : ""}`);
		}
	} else if (packet.cmd === "publish") {
		words.push(packet.qos, packet.topic, String(packet.payload));
		if (packet.qos > 0) words.push(`id=${packet.messageId}`);
		if (packet.retain) words.push("retain");
		if (packet.dup) words.push("dup");
	} else if (packet.cmd === "subscribe") {
		words.push(packet.messageId, ...packet.subscriptions.map(({ topic, qos }) => `${topic}=${qos}`));
	} else if (packet.cmd === "unsubscribe") words.push(packet.messageId, ...packet.unsubscriptions);
	else if (packet.messageId !== undefined) words.push(packet.messageId);
	return words.join(" ");
}

/**
 * The stage of the golden exchanges: a module without latency on a virtual clock. It has started and registered and its echo
 * is off, unless a condition says otherwise; its broker answers everything at once, unless an event says otherwise. The name
 * `nowhere` has no address; port 1 refuses and port 2 never answers.
 */
export class GoldenStage implements Stage {
	#rig: Rig | undefined;
	#options: ConstructorParameters<typeof Rig>[0] = {};
	#start = 0;
	#taken = 0;
	/** Packets that the broker got, and how many of them have been looked at. */
	readonly #packets: { packet: Packet; peer: Peer }[] = [];
	#seen = 0;
	#onPacket: (packet: Packet, peer: Peer) => void = obliging;
	/** Bytes of the latest connection that have been looked at. */
	#heard = 0;
	/** What a time server says, ms since 1970. */
	#timeServer: number | undefined;

	/** What can be true before the first byte, in the words of `given`. */
	readonly #conditions: Readonly<Record<string, Action>> = {
		profile: ([name]) => {
			this.#options = { ...this.#options, profile: name as string };
		},
		dialect: ([name]) => {
			this.#options = { ...this.#options, publishDialect: name as "mark" };
		},
		latency: ([name]) => {
			this.#options = { ...this.#options, latency: name as "real" };
		},
		pin: ([pin]) => {
			this.#options = { ...this.#options, sim: { pin: pin as string } };
		},
		"no sim": () => {
			this.#options = { ...this.#options, sim: { absent: true } };
		},
		time: ([time]) => {
			this.#options = { ...this.#options, networkTime: () => Date.parse(time as string) };
		},
		off: () => this.#make(),
		echo: () => this.#ask("ATE1"),
		line: (_, text) => this.#ask(text),
		file: ([name = "", ...words]) => {
			const data = words.join(" ");
			const rig = this.#booted;
			rig.ask(`AT+QFUPL="${name}",${data.length}`);
			if (!rig.type(data).run().take().includes("\r\nOK\r\n")) throw new Error(`${name} is not uploaded`);
		},
		tcp: ([id, mode]) => {
			this.#ask("AT+QIACT=1");
			this.#ask(`AT+QIOPEN=1,${id},"TCP","broker",7,0,${mode}`);
		},
		open: ([client = "0"]) => this.#ask(`AT+QMTOPEN=${client},"broker",1883`),
		connected: ([client = "0"]) => {
			this.#ask(`AT+QMTOPEN=${client},"broker",1883`);
			this.#ask(`AT+QMTCONN=${client},"me${client}"`);
		},
		event: (_, text) => {
			this.happen(text);
			this.#booted.run(0);
		},
		wait: ([ms]) => {
			this.#booted.run(Number(ms));
		},
	};

	/** What can happen outside, in the words behind `!`. */
	readonly #events: Readonly<Record<string, Action>> = {
		nothing: () => {},
		"power on": () => this.#booted.module.powerOn(),
		"power cut": ([ms]) => this.#booted.module.powerCut(Number(ms)),
		"network lost": () => this.#booted.module.dropNetwork(),
		"network back": () => this.#booted.module.restoreNetwork(),
		"key pressed": () => this.#booted.module.connector.setLine("PWRKEY", 0),
		"key released": () => this.#booted.module.connector.setLine("PWRKEY", 1),
		dtr: ([level]) => this.#booted.module.connector.setLine("DTR", level === "1" ? 1 : 0),
		"sim pulled": () => this.#booted.module.pullSim(),
		"sim inserted": () => this.#booted.module.insertSim(),
		"cell signal": ([signal]) => this.#booted.module.moveTo({ ...HOME_CELL, signal: Number(signal) }),
		"cell roaming": () => this.#booted.module.moveTo({ ...HOME_CELL, roaming: true }),
		"cell other": () => this.#booted.module.moveTo({ ...HOME_CELL, identity: "80D413E" }),
		"cell denies": () => this.#booted.module.moveTo({ ...HOME_CELL, admission: "denied" }),
		"cell silent": () => this.#booted.module.moveTo({ ...HOME_CELL, admission: "silent" }),
		"context drifts": ([context]) => this.#booted.module.driftContext(Number(context)),
		fault: ([name]) => this.#booted.module.faults.arm(name as string),
		"broker silent": () => {
			this.#onPacket = () => {};
		},
		"broker answers": () => {
			this.#onPacket = obliging;
		},
		"broker ignores": ([kind]) => {
			this.#onPacket = (packet, peer) => {
				if (packet.cmd !== kind) obliging(packet, peer);
			};
		},
		"broker refuses": ([code]) => {
			this.#onPacket = (packet, peer) => {
				if (packet.cmd === "connect") {
					peer.send({ cmd: "connack", returnCode: Number(code), sessionPresent: false });
				} else obliging(packet, peer);
			};
		},
		"broker grants": (codes) => {
			this.#onPacket = (packet, peer) => {
				if (packet.cmd === "subscribe") {
					peer.send({ cmd: "suback", messageId: packet.messageId as number, granted: codes.map(Number) });
				} else obliging(packet, peer);
			};
		},
		"broker acknowledges": ([id]) => this.#peer.send({ cmd: "puback", messageId: Number(id) }),
		"broker sends": (_, text) => this.#peer.sendBytes(Buffer.from(denotate(text, 0), "latin1")),
		"broker closes": () => this.#peer.close(),
		"broker breaks": () => this.#peer.fail("reset"),
		"broker publishes": ([qos, id, topic, ...words]) => {
			const payload = Buffer.from(denotate(words.join(" "), 0), "latin1");
			this.#peer.send({
				cmd: "publish",
				qos: Number(qos) as 0 | 1 | 2,
				messageId: Number(id),
				topic: topic as string,
				payload,
				retain: false,
				dup: false,
			});
		},
		"broker got": (_, text) => {
			const next = this.#packets[this.#seen];
			equal(next === undefined ? "nothing" : describePacket(next.packet), text);
			if (next !== undefined) this.#seen++;
		},
		"peer sends": (_, text) => this.#peer.sendBytes(Buffer.from(denotate(text, 0), "latin1")),
		"peer closes": () => this.#peer.close(),
		"peer breaks": () => this.#peer.fail("reset"),
		"peer got": (_, text) => {
			equal(this.#peer.received.slice(this.#heard), denotate(text, 0));
			this.#heard = this.#peer.received.length;
		},
		"peer ended": ([how]) => equal(this.#peer.ended ?? "no", how),
		"host arrives": ([port]) => {
			this.#heard = 0;
			const peer = this.#booted.network.arrive(Number(port), { host: "198.51.100.7", port: 40_000 });
			equal(peer === undefined, false, `nobody listens at ${port}`);
		},
		"datagram comes": ([host, port, ...words]) => {
			const bytes = Buffer.from(denotate(words.join(" "), 0), "latin1");
			this.#datagrams.arrive(bytes, { host: host as string, port: Number(port) });
		},
		"datagram sent": (_, text) => equal(this.#datagrams.sent.shift() ?? "nothing", denotate(text, 0)),
		"host dead": ([host]) => {
			this.#booted.network.dead.add(host as string);
		},
		"time server": ([time]) => {
			this.#timeServer = Date.parse(time as string);
		},
		"broker forgets": () => {
			this.#seen = this.#packets.length;
		},
	};

	prepare(condition: string): void {
		this.#act(this.#conditions, "condition", condition);
	}

	begin(): void {
		const rig = this.#booted;
		rig.run(0);
		this.#start = rig.clock.time;
		this.#taken = rig.pieces.length;
		this.#seen = this.#packets.length;
	}

	advanceTo(time: number): void {
		this.#booted.clock.advanceTo(this.#start + time);
	}

	type(bytes: string): void {
		this.#booted.type(bytes);
	}

	happen(event: string): void {
		this.#act(this.#events, "event", event);
	}

	take(): Piece[] {
		const pieces = this.#booted.pieces.slice(this.#taken);
		this.#taken += pieces.length;
		return pieces.map(({ time, text }) => ({ time: time - this.#start, bytes: text }));
	}

	#act(actions: Readonly<Record<string, Action>>, what: string, text: string): void {
		const name = Object.keys(actions).find((it) => text === it || text.startsWith(`${it} `));
		if (name === undefined) throw new RangeError(`no ${what} "${text}"`);
		const rest = text.slice(name.length + 1);
		(actions[name] as Action)(
			rest.split(" ").filter((it) => it !== ""),
			rest,
		);
	}

	#make(): Rig {
		const rig = new Rig(this.#options);
		rig.network.onPacket = (packet, peer) => {
			this.#packets.push({ packet: { ...packet }, peer });
			this.#onPacket(packet, peer);
		};
		rig.network.onDatagram = (bytes, to, port) => {
			if (to.port === 123 && this.#timeServer !== undefined) {
				port.arrive(timeAnswer(bytes, this.#timeServer), to);
			}
		};
		this.#rig = rig;
		return rig;
	}

	/** The rig, with a module that has started unless it is to be off. */
	get #booted(): Rig {
		if (this.#rig === undefined) {
			this.#make().boot();
			this.#ask("ATE0");
		}
		return this.#rig as Rig;
	}

	/** The latest UDP port of the module. */
	get #datagrams(): ScriptedDatagrams {
		const datagrams = this.#booted.network.datagrams.at(-1);
		if (datagrams === undefined) throw new Error("no UDP port is open");
		return datagrams;
	}

	get #peer(): Peer {
		return this.#booted.network.peer;
	}

	/** Types a line in preparation. @throws Error unless it ends well */
	#ask(line: string): void {
		const rig = this.#booted;
		rig.take();
		const answer = rig.ask(line, this.#options?.latency === undefined ? 1 : 2000);
		if (!answer.includes("\r\nOK\r\n")) throw new Error(`${line}: ${JSON.stringify(answer)}`);
	}
}
