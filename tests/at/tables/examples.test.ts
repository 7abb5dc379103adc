import { checkRow, lexiconWith, type ScanRow } from "../../support/scan-table.js";

const lexicon = lexiconWith("+QFUPL");

/** The sessions of MQTT Application Note chapter 5 as they look on the wire, line by line. */
const plain: ScanRow[] = [
	{
		what: "5.1, opening a network",
		said: [
			['AT+QMTCFG="recv/mode",0,0,1\r', 'echo AT AT+QMTCFG="recv/mode",0,0,1'],
			"\r\n",
			["OK\r\n", "final OK"],
			["AT+QMTOPEN=?\r", "echo AT AT+QMTOPEN=?"],
			"\r\n",
			['+QMTOPEN: (0-5),"hostname",(1-65535)\r\n', 'line +QMTOPEN (0-5)|"hostname"|(1-65535)'],
			"\r\n",
			["OK\r\n", "final OK"],
			[
				'AT+QMTOPEN=0,"iot-as-mqtt.cn-shanghai.aliyuncs.com",1883\r',
				'echo AT AT+QMTOPEN=0,"iot-as-mqtt.cn-shanghai.aliyuncs.com",1883',
			],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTOPEN: 0,0\r\n", "line +QMTOPEN 0|0"],
		],
	},
	{
		what: "5.1, connecting",
		said: [
			['AT+QMTCONN=0,"clientExample"\r', 'echo AT AT+QMTCONN=0,"clientExample"'],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTCONN: 0,0,0\r\n", "line +QMTCONN 0|0|0"],
		],
	},
	{
		what: "5.1, subscribing, and the message that comes",
		said: [
			['AT+QMTSUB=0,1,"topic/example",2\r', 'echo AT AT+QMTSUB=0,1,"topic/example",2'],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTSUB: 0,1,0,2\r\n", "line +QMTSUB 0|1|0|2"],
			"\r\n",
			['+QMTRECV: 0,0,"topic/example",36,"', 'header +QMTRECV 0|0|"topic/example"|36 of 36'],
			["This is the payload related to topic", "payload This is the payload related to topic"],
			['"\r\n', "whole"],
		],
	},
	{
		what: "5.1, unsubscribing",
		said: [
			['AT+QMTUNS=0,2,"topic/example"\r', 'echo AT AT+QMTUNS=0,2,"topic/example"'],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTUNS: 0,2,0\r\n", "line +QMTUNS 0|2|0"],
		],
	},
	{
		what: "5.1, publishing, with the payload echoed, and the message that comes back",
		awaits: true,
		said: [
			['AT+QMTPUBEX=0,0,0,0,"topic/pub",30\r', 'echo AT AT+QMTPUBEX=0,0,0,0,"topic/pub",30'],
			"\r\n",
			["> ", "prompt"],
			["This is test data, hello MQTT.\r\n", "text This is test data, hello MQTT."],
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTPUBEX: 0,0,0\r\n", "line +QMTPUBEX 0|0|0"],
			"\r\n",
			['+QMTRECV: 0,0,"topic/pub",30,"', 'header +QMTRECV 0|0|"topic/pub"|30 of 30'],
			["This is test data, hello MQTT.", "payload This is test data, hello MQTT."],
			['"\r\n', "whole"],
		],
	},
	{
		what: "5.1, disconnecting",
		said: [
			["AT+QMTDISC=0\r", "echo AT AT+QMTDISC=0"],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTDISC: 0,0\r\n", "line +QMTDISC 0|0"],
		],
	},
	{
		what: "5.2, storing a certificate",
		said: [
			['AT+QFUPL="UFS:cacert.pem",1758,100\r', 'echo AT AT+QFUPL="UFS:cacert.pem",1758,100'],
			"\r\n",
			["CONNECT\r\n", "intermediate CONNECT"],
			["+QFUPL: 1758,384a\r\n", "line +QFUPL 1758|384a"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "5.2, publishing with a prompt without blank",
		awaits: true,
		said: [
			"\r\n",
			[">", "prompt"],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTPUBEX: 0,1,0\r\n", "line +QMTPUBEX 0|1|0"],
			"\r\n",
			[
				'+QMTRECV: 0,1,"$aws/things/M26_0206/shadow/update/accepted",32,"',
				'header +QMTRECV 0|1|"$aws/things/M26_0206/shadow/update/accepted"|32 of 32',
			],
			["This is publish data from client", "payload This is publish data from client"],
			['"\r\n', "whole"],
		],
	},
];

/** 3.2.9: messages that the module keeps until they are read. */
const stored: ScanRow[] = [
	{
		what: "the notice of a stored message, and reading it",
		said: [
			"\r\n",
			["+QMTRECV: 0,3\r\n", "line +QMTRECV 0|3"],
			["AT+QMTRECV=0,3\r", "echo AT AT+QMTRECV=0,3"],
			"\r\n",
			['+QMTRECV: 0,17,"t",5,"', 'header +QMTRECV 0|17|"t"|5 of 5'],
			['a\r\nb"', 'payload a\r\nb"'],
			['"\r\n', "whole"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "which messages are stored",
		said: [
			["AT+QMTRECV?\r", "echo AT AT+QMTRECV?"],
			"\r\n",
			["+QMTRECV: 0,0,1,0,0,1\r\n", "line +QMTRECV 0|0|1|0|0|1"],
			["+QMTRECV: 3,0,0,0,0,0\r\n", "line +QMTRECV 3|0|0|0|0|0"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "an empty storage",
		said: [["AT+QMTRECV=0,3\r", "echo AT AT+QMTRECV=0,3"], "\r\n", ["OK\r\n", "final OK"]],
	},
];

describe("Scanner on the note's examples", () => {
	for (const row of [...plain, ...stored]) it(`reads ${row.what}`, () => checkRow(row, lexicon));
});
