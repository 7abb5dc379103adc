import { equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const PROMPT = "\r\n> ";

const published = (rig: Rig): string | undefined => {
	const packet = rig.network.peer.got("publish").at(-1);
	return packet?.cmd === "publish" ? String(packet.payload) : undefined;
};

describe("the data format of AT+QMTCFG", () => {
	for (const option of ['"send/mode",0,1', '"dataformat",0,1,0']) {
		it(`${option} takes payloads in hex`, () => {
			const rig = new Rig().connect(`AT+QMTCFG=${option}`);
			equal(rig.publish(0, 0, "68656C6c6f"), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
			equal(published(rig), "hello");
			for (const wrong of ["686", "6865zz", '"686"']) {
				equal(rig.publish(0, 0, wrong), `${PROMPT}${ERROR}`);
			}
			equal(rig.network.peer.got("publish").length, 1);
		});
	}

	it('"dataformat",0,0,1 shows payloads in hex, and counts the digits', () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,0,1', 'AT+QMTCFG="dataformat",0,0,1');
		equal(rig.publish(0, 0), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
		equal(published(rig), "hello");
		rig.network.peer.send({ cmd: "publish", topic: "t", payload: 'a"\r\n', qos: 0, dup: false, retain: false });
		equal(rig.run().take(), '\r\n+QMTRECV: 0,0,"t",8,"61220D0A"\r\n');
	});

	it("shows stored messages so too, and is of one client", () => {
		const rig = new Rig().connect('AT+QMTCFG="recv/mode",0,1,0', 'AT+QMTCFG="dataformat",0,0,1');
		rig.network.peer.send({ cmd: "publish", topic: "t", payload: "A", qos: 0, dup: false, retain: false });
		rig.run().take();
		equal(rig.ask("AT+QMTRECV=0,0"), `\r\n+QMTRECV: 0,0,"t","41"\r\n${OK}`);
		rig.ask('AT+QMTOPEN=1,"broker",1883');
		rig.ask('AT+QMTCONN=1,"other"');
		rig.network.peer.send({ cmd: "publish", topic: "t", payload: "A", qos: 0, dup: false, retain: false });
		equal(rig.run().take(), '\r\n+QMTRECV: 1,0,"t","A"\r\n');
	});

	it('"view/mode" changes nothing that can be seen, and is not reported', () => {
		const rig = new Rig().connect('AT+QMTCFG="view/mode",0,1');
		equal(rig.publish(0, 0), `${PROMPT}${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
		ok(rig.unsupported.length === 0);
	});
});
