import { FAULTS } from "../../../tools/sim/faults/catalogue.js";
import { equal, ok } from "../../support/assert.js";
import { Rig } from "./rig.js";
import { finalsOf, PLAIN_NAMES, Typewriter, typeLine } from "./typewriter.js";

/** Brings a module back to where a line is a line, whatever it was waiting for, and asks whether it still answers. */
function answers(rig: Rig): boolean {
	rig.type("\r".repeat(1600)).run(200_000);
	rig.type("\r!\r").run();
	// S3 may have become any character: every possible one is tried, and AT&F restores it.
	for (let end = 0; end < 128; end++) {
		const character = String.fromCharCode(end);
		rig.type(`${character}AT&F${character}`).run();
	}
	rig.ask("ATE0", 10);
	return rig.ask("AT").endsWith("\r\nOK\r\n");
}

/** A fault of any kind with values of its range, such as they are. */
function anyFault(typewriter: Typewriter): Record<string, unknown> {
	const name = typewriter.pick(Object.keys(FAULTS));
	const fault: Record<string, unknown> = { fault: name };
	for (const [field, kind] of Object.entries(FAULTS[name]?.fields ?? {})) {
		if ("range" in kind) {
			const [least, most] = kind.range;
			fault[field] = Math.min(most, least + typewriter.draw(50));
		} else if ("share" in kind) {
			fault[field] = typewriter.draw(10) / 100;
		} else {
			fault[field] = "words" in kind ? typewriter.pick(kind.words) : typewriter.bytes().slice(0, 10);
		}
	}
	return fault;
}

describe("whatever a host types", () => {
	it("is answered once per line, in turn (20000 lines)", () => {
		const typewriter = new Typewriter(1);
		const rig = new Rig().boot();
		rig.ask("ATE0");
		for (let count = 0; count < 20_000; count++) {
			const { line, answer } = typeLine(rig, typewriter, PLAIN_NAMES);
			equal(finalsOf(answer), 1, `${count}: ${JSON.stringify(line)} gave ${JSON.stringify(answer)}`);
		}
		ok(rig.network.peers.length > 10, "some lines have been right");
	});

	it("does not crash the module, nor leave it deaf (2000 bursts of bytes and commands, with power cuts)", () => {
		const typewriter = new Typewriter(2);
		const rig = new Rig({ autoPower: true });
		rig.run(10);
		for (let count = 0; count < 2000; count++) {
			for (let parts = typewriter.draw(6); parts >= 0; parts--) {
				const kind = typewriter.draw(10);
				rig.type(kind < 6 ? `AT${typewriter.command()}\r` : kind < 9 ? typewriter.bytes() : "A/");
				rig.run(typewriter.draw(3));
			}
			if (typewriter.draw(50) === 0) {
				rig.module.powerCut(typewriter.draw(5));
			}
			if (typewriter.draw(50) === 0) {
				rig.module.dropNetwork(typewriter.draw(5));
			}
			rig.run(10).take();
			if (rig.module.state === "off") {
				rig.module.powerOn();
				rig.run(10);
			}
			if (count % 100 === 99) {
				ok(answers(rig), `deaf after burst ${count}`);
			}
		}
	});

	it("does not crash the module while everything goes wrong (2000 bursts, each with a fault of any kind)", () => {
		const typewriter = new Typewriter(4);
		const rig = new Rig({ autoPower: true });
		rig.run(10);
		for (let count = 0; count < 2000; count++) {
			rig.module.faults.cause(anyFault(typewriter));
			for (let parts = typewriter.draw(6); parts >= 0; parts--) {
				rig.type(typewriter.draw(5) < 4 ? `AT${typewriter.command()}\r` : typewriter.bytes());
				rig.run(typewriter.draw(20));
			}
			rig.run(10).take();
			if (rig.module.state === "off") {
				rig.module.powerOn();
				rig.run(10);
			}
			if (count % 100 === 99) {
				rig.module.faults.cause({ fault: "calm" });
				rig.module.faults.cause({ fault: "insert-sim" });
				rig.module.faults.cause({ fault: "restore-network" });
				rig.module.powerCut(1);
				rig.run(200_000);
				ok(answers(rig), `deaf after burst ${count}`);
			}
		}
	});

	it("is not hurt by whatever a broker sends (2000 bursts)", () => {
		const typewriter = new Typewriter(3);
		let rig = new Rig().connect();
		for (let count = 0; count < 2000; count++) {
			const bytes = Buffer.from(typewriter.bytes(), "latin1");
			bytes[0] = typewriter.pick([
				0x20,
				0x30,
				0x32,
				0x34,
				0x40,
				0x50,
				0x62,
				0x70,
				0x90,
				0xb0,
				0xd0,
				0xe0,
				0xf0,
				bytes[0] ?? 0,
			]);
			bytes[1] = Math.max(0, bytes.length - 2);
			rig.network.peer.sendBytes(bytes);
			rig.run().take();
			if (rig.ask("AT+QMTCONN?") === "\r\nOK\r\n") {
				rig = new Rig().connect();
			}
		}
		equal(rig.ask("AT"), "\r\nOK\r\n");
	});
});

describe("a run", () => {
	const transcript = (seed: number): string => {
		const rig = new Rig({ seed, latency: "real", pacing: true });
		rig.module.powerOn();
		rig.run(20_000);
		for (const line of ["ATE0", "AT+QIACT=1", 'AT+QMTOPEN=0,"broker",1883', 'AT+QMTCONN=0,"me"', "AT+QIACT?"]) {
			rig.ask(line, 2000);
		}
		return rig.pieces.map(({ text, time }) => `${time} ${text}`).join("\n");
	};

	it("is the same for the same seed, byte for byte and to the millisecond, and another for another", () => {
		equal(transcript(5), transcript(5));
		ok(transcript(5) !== transcript(6));
	});

	it("does not mind the clock's wrap", () => {
		const rig = new Rig({ origin: 0x7fffffff - 22_000, latency: "real", pacing: true });
		rig.module.powerOn();
		rig.run(20_000);
		rig.take();
		for (let count = 0; count < 100; count++) {
			equal(rig.ask("AT", 50), "AT\r\r\nOK\r\n");
		}
	});
});
