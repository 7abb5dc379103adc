import { fromBytes, toBytes } from "../../../../tools/sim/bytes.js";
import { equal, ok } from "../../../support/assert.js";
import { Site } from "../site.js";

const OK = "\r\nOK\r\n";

describe("sessions at a whole broker", () => {
	it("are forgotten when they are clean", () => {
		const site = new Site();
		site.open(0, "me");
		site.ask('AT+QMTSUB=0,1,"a/#",1');
		site.ask("AT+QMTDISC=0");
		site.broker.publish("a/b", toBytes("missed"), { QoS: 1 });
		site.open(0, "me");
		equal(site.ask(""), "");
		equal(site.broker.subscriptionsOf("me").size, 0);
	});

	for (const version of [3, 4]) {
		it(`are kept with "session",0,0 in MQTT version ${version}: what was missed comes`, () => {
			const site = new Site();
			equal(site.ask('AT+QMTCFG="session",0,0'), OK);
			equal(site.ask(`AT+QMTCFG="version",0,${version}`), OK);
			site.open(0, "me");
			equal(site.ask('AT+QMTSUB=0,1,"a/#",1'), `${OK}\r\n+QMTSUB: 0,1,0,1\r\n`);
			equal(site.ask("AT+QMTDISC=0"), `${OK}\r\n+QMTDISC: 0,0\r\n`);
			site.broker.publish("a/b", toBytes("missed"), { QoS: 1 });
			site.ask('AT+QMTOPEN=0,"broker",1883');
			const answer = site.ask('AT+QMTCONN=0,"me"');
			ok(/^\r\nOK\r\n\r\n\+QMTCONN: 0,0,0\r\n\r\n\+QMTRECV: 0,\d+,"a\/b","missed"\r\n$/.test(answer), answer);
		});
	}

	it("have one client each: the older one is told +QMTSTAT: 0,1", () => {
		const site = new Site();
		site.open(0, "me");
		site.ask('AT+QMTOPEN=1,"broker",1883');
		const answer = site.ask('AT+QMTCONN=1,"me"');
		ok(answer.includes("\r\n+QMTSTAT: 0,1\r\n"), answer);
		ok(answer.includes("\r\n+QMTCONN: 1,0,0\r\n"), answer);
	});

	it("leave their will when the link is lost, and not when they leave in good order", () => {
		const site = new Site();
		const wills: string[] = [];
		site.broker.listen("wills/#", ({ topic, payload }) => wills.push(`${topic} ${fromBytes(payload)}`));
		for (const index of [0, 1]) {
			equal(site.ask(`AT+QMTCFG="will",${index},1,1,0,"wills/${index}","gone"`), OK);
			site.open(index, `me${index}`);
		}
		site.ask("AT+QMTDISC=0");
		site.module.powerCut(10);
		site.ask("", 100);
		equal(wills.join(), "wills/1 gone");
	});
});
