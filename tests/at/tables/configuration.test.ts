import { checkRow, forms, lexiconWith } from "../../support/scan-table.js";

const lexicon = lexiconWith("+QMTCFG");

/** MQTT Application Note 3.2.1: answers to the test command, with the note's ranges. */
const ranges = forms([
	['+QMTCFG: "version", (0-5), (3,4)', 'line +QMTCFG "version"|(0-5)|(3|4)'],
	['+QMTCFG: "pdpcid", (0-5), (1-15)', 'line +QMTCFG "pdpcid"|(0-5)|(1-15)'],
	['+QMTCFG: "ssl", (0-5), (0,1), (0-5)', 'line +QMTCFG "ssl"|(0-5)|(0|1)|(0-5)'],
	['+QMTCFG: "keepalive", (0-5), (0-3600)', 'line +QMTCFG "keepalive"|(0-5)|(0-3600)'],
	['+QMTCFG: "session", (0-5), (0,1)', 'line +QMTCFG "session"|(0-5)|(0|1)'],
	['+QMTCFG: "timeout", (0-5), (1-60), (0-10), (0,1)', 'line +QMTCFG "timeout"|(0-5)|(1-60)|(0-10)|(0|1)'],
	[
		'+QMTCFG: "will", (0-5), (0,1), (0-2), (0,1), "willtopic", "willmessage"',
		'line +QMTCFG "will"|(0-5)|(0|1)|(0-2)|(0|1)|"willtopic"|"willmessage"',
	],
	[
		'+QMTCFG: "willex", (0-5), (0,1), (0-2), (0,1), "willtopic", (0-256)',
		'line +QMTCFG "willex"|(0-5)|(0|1)|(0-2)|(0|1)|"willtopic"|(0-256)',
	],
	['+QMTCFG: "recv/mode", (0-5), (0,1), (0,1)', 'line +QMTCFG "recv/mode"|(0-5)|(0|1)|(0|1)'],
	[
		'+QMTCFG: "aliauth", (0-5), "productkey", "devicename", "devicesecret"',
		'line +QMTCFG "aliauth"|(0-5)|"productkey"|"devicename"|"devicesecret"',
	],
	['+QMTCFG: "qmtping", (0-5), (5-60)', 'line +QMTCFG "qmtping"|(0-5)|(5-60)'],
	['+QMTCFG: "send/mode", (0-5), (0,1)', 'line +QMTCFG "send/mode"|(0-5)|(0|1)'],
	['+QMTCFG: "onenet", (0-5), "product id", "access key"', 'line +QMTCFG "onenet"|(0-5)|"product id"|"access key"'],
	['+QMTCFG: "hwauth", (0-5), "device id", "device secret"', 'line +QMTCFG "hwauth"|(0-5)|"device id"|"device secret"'],
	[
		'+QMTCFG: "hwprodid", (0-5), "product id", "product secret", "nodeid"',
		'line +QMTCFG "hwprodid"|(0-5)|"product id"|"product secret"|"nodeid"',
	],
	['+QMTCFG: "dataformat", (0-5), (0,1), (0,1)', 'line +QMTCFG "dataformat"|(0-5)|(0|1)|(0|1)'],
	['+QMTCFG: "view/mode", (0-5), (0,1)', 'line +QMTCFG "view/mode"|(0-5)|(0|1)'],
	// What a real EC600S says beyond the note.
	['+QMTCFG: "timeout",(0-5),(1-1200),(1-10),(0,1)', 'line +QMTCFG "timeout"|(0-5)|(1-1200)|(1-10)|(0|1)'],
	['+QMTCFG: "CTWing",(0-5),"client_id","feature_string"', 'line +QMTCFG "CTWing"|(0-5)|"client_id"|"feature_string"'],
	['+QMTCFG: "edit/timeout",(0-5),(0,1),(1-180)', 'line +QMTCFG "edit/timeout"|(0-5)|(0|1)|(1-180)'],
]);

/** MQTT Application Note 3.2.1: answers to write commands whose optional parameters are left out. */
const queries = forms([
	['+QMTCFG: "version",4', 'line +QMTCFG "version"|4'],
	['+QMTCFG: "pdpcid",1', 'line +QMTCFG "pdpcid"|1'],
	['+QMTCFG: "ssl",0', 'line +QMTCFG "ssl"|0'],
	['+QMTCFG: "ssl",1,2', 'line +QMTCFG "ssl"|1|2'],
	['+QMTCFG: "keepalive",120', 'line +QMTCFG "keepalive"|120'],
	['+QMTCFG: "session",1', 'line +QMTCFG "session"|1'],
	['+QMTCFG: "timeout",5,3,0', 'line +QMTCFG "timeout"|5|3|0'],
	['+QMTCFG: "will",0', 'line +QMTCFG "will"|0'],
	['+QMTCFG: "will",1,2,1,"will/topic","gone, for now"', 'line +QMTCFG "will"|1|2|1|"will/topic"|"gone, for now"'],
	['+QMTCFG: "will",1,0,0,"t",""', 'line +QMTCFG "will"|1|0|0|"t"|""'],
	['+QMTCFG: "willex",0', 'line +QMTCFG "willex"|0'],
	['+QMTCFG: "willex",1,0,0,"will/topic",256', 'line +QMTCFG "willex"|1|0|0|"will/topic"|256'],
	['+QMTCFG: "recv/mode",0,1', 'line +QMTCFG "recv/mode"|0|1'],
	[
		'+QMTCFG: "aliauth","oyjtmPI5a5j","MQTT_TEST","wN9Y6pZSIly7Exa5qVzcmigEGO4kAazZ"',
		'line +QMTCFG "aliauth"|"oyjtmPI5a5j"|"MQTT_TEST"|"wN9Y6pZSIly7Exa5qVzcmigEGO4kAazZ"',
	],
	['+QMTCFG: "qmtping",5', 'line +QMTCFG "qmtping"|5'],
	['+QMTCFG: "send/mode",0', 'line +QMTCFG "send/mode"|0'],
	['+QMTCFG: "onenet","product","key="', 'line +QMTCFG "onenet"|"product"|"key="'],
	['+QMTCFG: "hwauth","product","key"', 'line +QMTCFG "hwauth"|"product"|"key"'],
	['+QMTCFG: "hwauth","product","key",1', 'line +QMTCFG "hwauth"|"product"|"key"|1'],
	['+QMTCFG: "hwprodid","product","secret","node"', 'line +QMTCFG "hwprodid"|"product"|"secret"|"node"'],
	['+QMTCFG: "hwprodid","product","secret","node",0', 'line +QMTCFG "hwprodid"|"product"|"secret"|"node"|0'],
	['+QMTCFG: "dataformat",0,1', 'line +QMTCFG "dataformat"|0|1'],
	['+QMTCFG: "view/mode",1', 'line +QMTCFG "view/mode"|1'],
]);

const dialogues = [
	{
		what: "a query, its echo and its answer",
		said: [
			['AT+QMTCFG="keepalive",0\r', 'echo AT AT+QMTCFG="keepalive",0'],
			"\r\n",
			['+QMTCFG: "keepalive",120\r\n', 'line +QMTCFG "keepalive"|120'],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a block of two lines",
		said: [
			"\r\n",
			['+QMTCFG: "session",(0-5),(0,1)\r\n', 'line +QMTCFG "session"|(0-5)|(0|1)'],
			['+QMTCFG: "pdpcid",(0-5),(1-15)\r\n', 'line +QMTCFG "pdpcid"|(0-5)|(1-15)'],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "the prompt of willex and what follows its bytes",
		awaits: true,
		said: ["\r\n", ["> ", "prompt"], "\r\n", ["OK\r\n", "final OK"]],
	},
	{
		what: "a write command that is refused",
		said: [['AT+QMTCFG="version",6,4\r', 'echo AT AT+QMTCFG="version",6,4'], "\r\n", ["ERROR\r\n", "final ERROR"]],
	},
] as const;

describe("Scanner on the note's configuration", () => {
	for (const row of [...ranges, ...queries, ...dialogues]) it(`reads ${row.what}`, () => checkRow(row, lexicon));
});
