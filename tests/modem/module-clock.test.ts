import { ModuleClock } from "../../modules/modem/module-clock.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const tells = (name: string, text: string) => `\r\n${name}: "${text}"\r\n${OK}`;
const UNSET = tells("+CCLK", "80/01/06,00:00:12+00");

describe("ModuleClock", () => {
	let rig: EngineRig;
	let clock: ModuleClock;
	let log: string[];

	beforeEach(() => {
		rig = new EngineRig();
		log = [];
		clock = new ModuleClock(rig.scheduler, {
			onClock: (isRight) => void log.push(isRight ? "right" : "wrong"),
			onClockReset: () => void log.push("reset"),
		});
	});

	/** Answers line by line. @returns the lines, and what was told */
	const talk = (...answers: string[]): string[] => {
		const lines: string[] = [];
		for (const answer of answers) {
			lines.push(rig.serial.take().trim());
			rig.serial.give(answer);
		}
		equal(rig.serial.take(), "");
		return [...lines, ...log.splice(0)];
	};

	it("leaves a clock of today alone", () => {
		for (const time of ["24/01/01,00:00:00+00", "69/12/31,23:59:59-12"]) {
			clock.look(true);
			deepEqual(log, []);
			deepEqual(talk(tells("+CCLK", time)), ["AT+CCLK?", "right"]);
		}
	});

	it("sets a clock that is wrong by what the network says", () => {
		for (const time of ["80/01/06,00:00:12+00", "70/01/01,00:00:00+00", "23/12/31,23:59:59+00", ""]) {
			clock.look(true);
			deepEqual(talk(tells("+CCLK", time), tells("+QLTS", "2026/10/13,03:40:48+32,0"), OK), [
				"AT+CCLK?",
				"AT+QLTS=2",
				'AT+CCLK="26/10/13,03:40:48+32"',
				"right",
			]);
		}
	});

	it("says that it is wrong when the network says nothing of use", () => {
		for (const answer of [tells("+QLTS", ""), tells("+QLTS", "1980/01/06,00:00:00+00,0"), OK, ERROR]) {
			clock.look(true);
			deepEqual(talk(UNSET, answer), ["AT+CCLK?", "AT+QLTS=2", "wrong"]);
		}
		for (const time of ["2023/01/06,00:00:00+00,0", "2070/01/06,00:00:00+00,0", '2026/1"+QPOWD', "garbage"]) {
			clock.look(true);
			deepEqual(talk(UNSET, tells("+QLTS", time)), ["AT+CCLK?", "AT+QLTS=2", "wrong"]);
		}
	});

	it("says that it is wrong when it cannot be set", () => {
		clock.look(true);
		deepEqual(talk(UNSET, tells("+QLTS", "2026/10/13,03:40:48+32,0"), ERROR).at(-1), "wrong");
	});

	it("only looks when that is asked for", () => {
		clock.look(false);
		deepEqual(talk(UNSET), ["AT+CCLK?", "wrong"]);
	});

	it("has nothing against a clock that tells nothing", () => {
		for (const answer of [OK, ERROR]) {
			clock.look(true);
			deepEqual(talk(answer), ["AT+CCLK?", "right"]);
		}
	});

	it("tells a restart, and nothing once it is cancelled", () => {
		clock.look(true);
		rig.serial.take();
		rig.scheduler.reset();
		deepEqual(log.splice(0), ["reset"]);
		clock.look(true);
		rig.serial.take();
		clock.cancel();
		rig.serial.give(UNSET);
		equal(rig.serial.take(), "");
		deepEqual(log, []);
	});

	it("says busy at once", () => {
		for (let at = 0; at < 6; at++) rig.run(kindOf(""), rig.owner(""));
		throws(() => clock.look(true), Error, "busy");
	});
});
