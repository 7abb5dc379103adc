import { SSL_OPTIONS } from "../../../../tools/sim/ssl/options.js";
import { deepEqual, equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";

function booted(profile = "note"): Rig {
	const rig = new Rig({ profile }).boot();
	rig.ask("ATE0");
	return rig;
}

/** An option, what a query shows at first, values that are taken with what a query shows then, and values that are refused. */
type Row = readonly [
	name: string,
	initial: string,
	taken: readonly (readonly [string, string])[],
	refused: readonly string[],
];

const same = (...values: string[]) => values.map((value) => [value, value] as const);
const FLAG = [same("0", "1"), ["2", "-1", '"1"', "1,1"]] as const;
const FILE = [same('"UFS:a.pem"', '"RAM:a"', '"a"', '""'), ["a", `"${"x".repeat(91)}"`, '"a","b","c"']] as const;

const ROWS: readonly Row[] = [
	["sslversion", "4", same("0", "1", "2", "3", "4"), ["5", "-1", '"3"']],
	[
		"ciphersuite",
		"0XFFFF",
		[
			['"0xFFFF"', "0XFFFF"],
			["0XC02F", "0XC02F"],
			["0x002f", "0X002F"],
			['"0X0035"', "0X0035"],
		],
		["C02F", "0X1234", "0XFFF", "49199", "0XC02F,0X0035"],
	],
	["cacert", '""', ...FILE],
	["clientcert", '""', ...FILE],
	["cacertex", '""', ...FILE],
	["clientkey", '""', [...same('"UFS:k.pem"'), ['"k.pem","secret"', '"k.pem"']], ["k", '"k",secret', '"k","a","b"']],
	["seclevel", "0", same("0", "1", "2"), ["3"]],
	["ignorelocaltime", "1", ...FLAG],
	["negotiatetime", "300", same("10", "300"), ["9", "301"]],
	["sni", "0", ...FLAG],
	["alpn", '""', same('"mqtt"', '""'), ["mqtt", `"${"x".repeat(65)}"`]],
	["checkhost", "0", ...FLAG],
	["ignoreinvalidcertsign", "0", ...FLAG],
	["ignoremulticertchainverify", "0", ...FLAG],
	["session", "0", ...FLAG],
	["session_cache", "0", ...FLAG],
	["renegotiation", "0", ...FLAG],
	["closetimemode", "0", ...FLAG],
	["dtls", "0", ...FLAG],
	["dtlsversion", "0", same("0", "2"), ["3"]],
	["psk", '""', same('"id&key"'), ["id"]],
];

describe("AT+QSSLCFG", () => {
	it("has a row for each option", () => {
		deepEqual(ROWS.map(([name]) => name).sort(), Object.keys(SSL_OPTIONS).sort());
	});

	for (const [name, initial, taken, refused] of ROWS) {
		describe(`"${name}"`, () => {
			const shown = (context: number, value: string) => `\r\n+QSSLCFG: "${name}",${context},${value}\r\n${OK}`;

			it(`is ${initial} at first, in each of the six contexts`, () => {
				const rig = booted();
				for (const context of [0, 1, 2, 3, 4, 5]) {
					equal(rig.ask(`AT+QSSLCFG="${name}",${context}`), shown(context, initial));
				}
				equal(rig.ask(`AT+QSSLCFG="${name}",6`), ERROR);
				equal(rig.ask(`AT+QSSLCFG="${name}"`), ERROR);
			});

			for (const [typed, value] of taken) {
				it(`takes ${typed}, for one context only`, () => {
					const rig = booted();
					equal(rig.ask(`AT+QSSLCFG="${name.toUpperCase()}", 2, ${typed}`), OK);
					equal(rig.ask(`AT+QSSLCFG="${name}",2`), shown(2, value));
					equal(rig.ask(`AT+QSSLCFG="${name}",3`), shown(3, initial));
				});
			}

			for (const typed of refused) {
				it(`refuses ${typed.slice(0, 30)}, and keeps what it had`, () => {
					const rig = booted();
					equal(rig.ask(`AT+QSSLCFG="${name}",0,${typed}`), ERROR);
					equal(rig.ask(`AT+QSSLCFG="${name}",0`), shown(0, initial));
				});
			}
		});
	}

	it("knows the spelling of the note's example in the profile of the note, and there only", () => {
		const rig = booted();
		equal(rig.ask('AT+QSSLCFG="secllevel",2,2'), OK);
		equal(rig.ask('AT+QSSLCFG="seclevel",2'), `\r\n+QSSLCFG: "seclevel",2,2\r\n${OK}`);
		const real = booted("ec600s");
		equal(real.ask('AT+QSSLCFG="secllevel",2,2'), ERROR);
		deepEqual(real.unsupported, ['+QSSLCFG "secllevel"']);
	});

	it("lists its options", () => {
		const lines = booted().ask("AT+QSSLCFG=?").split("\r\n+QSSLCFG: ");
		equal(lines.length, ROWS.length + 1);
		equal(lines[1], '"sslversion",(0-5),(0-4)');
		ok(lines[5]?.includes('"clientkey",(0-5),<string>[,<password>]'));
	});

	it("is forgotten with a reset", () => {
		const rig = booted();
		rig.ask('AT+QSSLCFG="sni",0,1');
		rig.ask("AT+CFUN=1,1", 30_000);
		rig.ask("ATE0");
		equal(rig.ask('AT+QSSLCFG="sni",0'), `\r\n+QSSLCFG: "sni",0,0\r\n${OK}`);
	});
});

describe('AT+QMTOPEN with "ssl",0,1,2', () => {
	const secured = (...lines: string[]): Rig => {
		const rig = booted();
		for (const [name, data] of [
			["ca.pem", "authority"],
			["ex.pem", "other"],
			["cc.pem", "certificate"],
			["ck.pem", "key"],
		] as const) {
			rig.ask(`AT+QFUPL="UFS:${name}",${data.length}`);
			rig.type(data).run().take();
		}
		for (const line of ['AT+QMTCFG="ssl",0,1,2', ...lines]) {
			equal(rig.ask(line), OK);
		}
		return rig;
	};
	const set = (name: string, value: string) => `AT+QSSLCFG="${name}",2,${value}`;
	const opened = (result: number) => `${OK}\r\n+QMTOPEN: 0,${result}\r\n`;
	const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

	it("secures the connection with what is set at first", () => {
		const rig = secured();
		equal(rig.ask('AT+QMTOPEN=0,"broker",8883'), opened(0));
		deepEqual(rig.network.targets[0]?.tls, {
			leastVersion: "TLSv1",
			greatestVersion: "TLSv1.2",
			suite: undefined,
			authorities: undefined,
			time: undefined,
			ignoreSignatures: false,
			identity: undefined,
			clientCertificate: undefined,
			clientKey: undefined,
			keyPassword: undefined,
			serverName: undefined,
			protocol: undefined,
		});
	});

	it("secures it with everything that can be set", () => {
		const rig = secured(
			...[
				set("sslversion", "3"),
				set("ciphersuite", "0XC02F"),
				set("cacert", '"UFS:ca.pem"'),
				set("cacertex", '"ex.pem"'),
			],
			...[set("clientcert", '"cc.pem"'), set("clientkey", '"UFS:ck.pem","open sesame"'), set("seclevel", "2")],
			...[set("ignorelocaltime", "0"), set("sni", "1"), set("alpn", '"mqtt"'), set("checkhost", "1")],
			...[set("ignoreinvalidcertsign", "1"), 'AT+CCLK="26/08/07,13:54:02+32"'],
		);
		equal(rig.ask('AT+QMTOPEN=0,"broker",8883'), opened(0));
		const tls = rig.network.targets[0]?.tls;
		ok(tls !== undefined);
		equal(tls.leastVersion, "TLSv1.2");
		equal(tls.greatestVersion, "TLSv1.2");
		equal(tls.suite, 0xc02f);
		deepEqual(tls.authorities?.map(text), ["authority", "other"]);
		equal(text(tls.clientCertificate), "certificate");
		equal(text(tls.clientKey), "key");
		equal(tls.keyPassword, "open sesame");
		equal(tls.identity, "broker");
		equal(tls.serverName, "broker");
		equal(tls.protocol, "mqtt");
		equal(tls.ignoreSignatures, true);
		ok(tls.time !== undefined && Math.abs(tls.time - Date.UTC(2026, 7, 7, 5, 54, 2)) < 1000, `${tls.time}`);
	});

	it("shows no client certificate unless the level is 2, and no SNI for an address", () => {
		const rig = secured(
			...[set("clientcert", '"cc.pem"'), set("clientkey", '"ck.pem"'), set("cacert", '"ca.pem"')],
			...[set("seclevel", "1"), set("sni", "1")],
		);
		rig.ask('AT+QMTOPEN=0,"192.0.2.9",8883');
		const tls = rig.network.targets[0]?.tls;
		equal(tls?.clientKey, undefined);
		equal(tls?.serverName, undefined);
		equal(tls?.authorities?.length, 1);
	});

	it("looks at a clock that was never set", () => {
		const rig = secured(set("ignorelocaltime", "0"));
		rig.ask('AT+QMTOPEN=0,"broker",8883');
		ok((rig.network.targets[0]?.tls?.time ?? 0) < Date.UTC(1981, 0, 1));
	});

	for (const [why, ...lines] of [
		["there is no authority to verify with", set("seclevel", "1")],
		["the file of the authority is missing", set("seclevel", "1"), set("cacert", '"UFS:none.pem"')],
		["a second file is missing", set("seclevel", "1"), set("cacert", '"ca.pem"'), set("cacertex", '"none.pem"')],
		["the client's key is missing", set("seclevel", "2"), set("cacert", '"ca.pem"'), set("clientcert", '"cc.pem"')],
		[
			"the client's certificate is missing",
			set("seclevel", "2"),
			set("cacert", '"ca.pem"'),
			set("clientkey", '"ck.pem"'),
		],
	] as const) {
		it(`tells -1 when ${why}, and reaches nobody`, () => {
			const rig = secured(...lines);
			equal(rig.ask('AT+QMTOPEN=0,"broker",8883'), opened(-1));
			equal(rig.network.targets.length, 0);
			equal(rig.ask("AT+QMTOPEN?"), OK);
		});
	}

	it("tells -1 when the handshake fails, and 5 when the server refuses", () => {
		const rig = secured();
		equal(rig.ask('AT+QMTOPEN=0,"broker",3'), opened(-1));
		equal(rig.ask('AT+QMTOPEN=0,"broker",1'), opened(5));
	});

	it("tells -1 when the handshake takes longer than negotiatetime", () => {
		const rig = secured(set("negotiatetime", "10"));
		equal(rig.ask('AT+QMTOPEN=0,"broker",2', 9999), OK);
		equal(rig.run(1).take(), "\r\n+QMTOPEN: 0,-1\r\n");
		equal(rig.network.peer.ended, "aborted");
	});

	it("reports options that it keeps and does not act on", () => {
		const rig = secured(set("dtls", "1"), set("psk", '"x"'));
		rig.ask('AT+QMTOPEN=0,"broker",8883');
		deepEqual(rig.unsupported, ['+QSSLCFG "dtls"', '+QSSLCFG "psk"']);
	});

	it("is plain TCP again with 0", () => {
		const rig = secured('AT+QMTCFG="ssl",0,0');
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		equal(rig.network.targets[0]?.tls, undefined);
	});
});
