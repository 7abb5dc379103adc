import { Attention } from "../../../tools/hil/attention.js";
import { recover } from "../../../tools/hil/recovery.js";
import { simTrouble } from "../../../tools/hil/sim-trouble.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** A module as a table: what is answered to a line. What is no line is handed to `swallow` first. */
function moduleOf(answers: Readonly<Record<string, string>>, swallow: (text: string) => boolean = () => false) {
	const sent: string[] = [];
	let line = "";
	const wire = {
		onBytes: (_bytes: Uint8Array) => {},
		send(bytes: Uint8Array) {
			const text = Buffer.from(bytes).toString("latin1");
			if (swallow(text)) return;
			for (const character of text) {
				if (character !== "\r") {
					line += character;
					continue;
				}
				const command = line;
				line = "";
				if (command === "") continue;
				sent.push(command);
				const answer = answers[command] ?? "\r\nERROR\r\n";
				// Before any timer, however long this process is kept from its work: limits are for what is not answered.
				queueMicrotask(() => wire.onBytes(Buffer.from(answer, "latin1")));
			}
		},
	};
	return { wire, sent };
}

const OK = "\r\nOK\r\n";

describe("Recovery of a module", () => {
	const recoverFrom = async (
		module: ReturnType<typeof moduleOf>,
		{ wasCutShort = false, restart }: { wasCutShort?: boolean; restart?: () => Promise<void> } = {},
	) => {
		const notes: string[] = [];
		const isThere = await recover(new Attention(module.wire), {
			wasCutShort,
			restart,
			onNote: (text) => notes.push(text),
		});
		return { isThere, notes };
	};

	it("does nothing to a module in order, but asks", async () => {
		const module = moduleOf({ AT: OK, ATE1: OK, "AT+QMTOPEN?": OK, "AT+QISTATE?": OK });
		deepEqual(await recoverFrom(module), { isThere: true, notes: [] });
		const questions = ["AT+QMTOPEN?", "AT+QISTATE?", "AT+QSSLSTATE", "AT+QFOPEN?", 'AT+QFLST="*"'];
		deepEqual(module.sent, ["AT", "ATE1", ...questions]);
	});

	it("closes what is open, of every kind", async () => {
		const module = moduleOf({
			AT: OK,
			ATE1: OK,
			"AT+QMTOPEN?": `\r\n+QMTOPEN: 0,"h",1883\r\n+QMTOPEN: 4,"h",1883\r\n${OK}`,
			"AT+QMTCLOSE=0": `${OK}\r\n+QMTCLOSE: 0,0\r\n`,
			"AT+QMTCLOSE=4": `\r\n+QMTCLOSE: 4,0\r\n${OK}`,
			"AT+QISTATE?": `\r\n+QISTATE: 2,"TCP","192.0.2.1",7,5001,2,1,2,0,"uart1"\r\n${OK}`,
			"AT+QICLOSE=2": OK,
			"AT+QSSLSTATE": `\r\n+QSSLSTATE: 5,"SSLClient","192.0.2.1",443,5001,2,1,5,0,"uart1",1\r\n${OK}`,
			"AT+QSSLCLOSE=5": OK,
		});
		const { isThere, notes } = await recoverFrom(module);
		ok(isThere);
		deepEqual(notes, [
			"MQTT client 0 was left open: closed",
			"MQTT client 4 was left open: closed",
			"socket 2 was left open: closed",
			"TLS socket 5 was left open: closed",
		]);
		for (const line of ["AT+QMTCLOSE=0", "AT+QMTCLOSE=4", "AT+QICLOSE=2", "AT+QSSLCLOSE=5"])
			ok(module.sent.includes(line));
	});

	it("closes files, and deletes those of suites and no others", async () => {
		const module = moduleOf({
			AT: OK,
			ATE1: OK,
			"AT+QFOPEN?": `\r\n+QFOPEN: "xs-hil-a",3000,2\r\n${OK}`,
			"AT+QFCLOSE=3000": OK,
			'AT+QFLST="*"': `\r\n+QFLST: "ca.pem",1200\r\n+QFLST: "UFS:xs-hil-a",3\r\n+QFLST: "my-xs-hil-b",1\r\n${OK}`,
			'AT+QFDEL="xs-hil-a"': OK,
		});
		const { isThere, notes } = await recoverFrom(module);
		ok(isThere);
		deepEqual(notes, ["file xs-hil-a was left open: closed", "file xs-hil-a was left behind: deleted"]);
		deepEqual(
			module.sent.filter((it) => /^AT\+QF(?:CLOSE|DEL)/.test(it)),
			["AT+QFCLOSE=3000", 'AT+QFDEL="xs-hil-a"'],
		);
	});

	it("leaves data mode", async () => {
		let isData = true;
		const module = moduleOf({ AT: OK, ATE1: OK }, (text) => {
			if (isData && text === "+++") isData = false;
			else return isData;
			return true;
		});
		const { isThere, notes } = await recoverFrom(module);
		ok(isThere);
		deepEqual(notes, ["the module does not answer: perhaps it is in data mode"]);
	});

	it("sends no stranger's module a payload, and says that it does not answer", async () => {
		let bytes = 0;
		const module = moduleOf({}, (text) => {
			bytes += text.length;
			return true;
		});
		equal((await recoverFrom(module)).isThere, false);
		// The questions and the escape.
		ok(bytes < 30, `${bytes}`);
	});

	it("restarts it where that can be done, and nothing else", async () => {
		let isOn = false;
		const module = moduleOf({ AT: OK, ATE1: OK }, () => !isOn);
		const restart = async () => {
			isOn = true;
		};
		const { isThere, notes } = await recoverFrom(module, { restart, wasCutShort: true });
		ok(isThere);
		deepEqual(notes, ["the module does not answer: it is restarted"]);
	});
});

describe("The SIM, looked at before suites", () => {
	const trouble = (state: string, pin?: string) =>
		simTrouble(new Attention(moduleOf({ "AT+CPIN?": `\r\n+CPIN: ${state}\r\n${OK}` }).wire), pin);

	it("is well when it is ready, or wants a PIN that is there", async () => {
		equal(await trouble("READY"), undefined);
		equal(await trouble("SIM PIN", "1234"), undefined);
		equal(await trouble("SIM PIN"), "the module says +CPIN: SIM PIN");
		equal(await trouble("SIM PUK", "1234"), "the module says +CPIN: SIM PUK");
	});

	it("is waited for while the module has none, with its radio on", async () => {
		const absent = moduleOf({ "AT+CPIN?": "\r\n+CME ERROR: 10\r\n" });
		equal(await simTrouble(new Attention(absent.wire), undefined), "the module says ERROR: 10 to AT+CPIN?");
		equal(absent.sent.filter((it) => it === "AT+CFUN=1").length, 1);
		ok(absent.sent.filter((it) => it === "AT+CPIN?").length > 5);
	});
});
