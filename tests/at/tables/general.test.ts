import { checkRow, forms, lexiconWith, type ScanRow } from "../../support/scan-table.js";

const lexicon = lexiconWith(
	...["+QINISTAT", "+QINDCFG", "APP RDY", "+GSN", "+QCCID", "+QPINC", "+QSIMSTAT", "+QCSQ", "+CCLK", "+CTZV", "+CTZE"],
	...["+QLTS", "+CBC", "+QADC", "+IFC", "+QNWINFO", "+QSPN", "+QENG", "+CGATT", "+CGDCONT", "+CGACT", "+CGPADDR"],
	...["+QGDCNT", "+QCFG"],
);

/** Boot, power and the port that URCs go to. */
const boot = forms([
	["RDY", "line RDY"],
	["APP RDY", "line APP RDY"],
	["+CFUN: 1", "line +CFUN 1"],
	["+CFUN: 4", "line +CFUN 4"],
	["+CPIN: READY", "line +CPIN READY"],
	["+CPIN: SIM PIN", "line +CPIN SIM PIN"],
	["+CPIN: SIM PUK", "line +CPIN SIM PUK"],
	["+CPIN: NOT READY", "line +CPIN NOT READY"],
	["+CPIN: NOT INSERTED", "line +CPIN NOT INSERTED"],
	["+QUSIM: 1", "line +QUSIM 1"],
	["+QIND: SMS DONE", "line +QIND SMS DONE"],
	["+QIND: PB DONE", "line +QIND PB DONE"],
	['+QIND: "csq",21,99', 'line +QIND "csq"|21|99'],
	["POWERED DOWN", "line POWERED DOWN"],
	["NORMAL POWER DOWN", "line NORMAL POWER DOWN"],
	["+QINISTAT: 7", "line +QINISTAT 7"],
	['+QURCCFG: "urcport","uart1"', 'line +QURCCFG "urcport"|"uart1"'],
	['+QINDCFG: "all",1', 'line +QINDCFG "all"|1'],
]);

const general = forms([
	["Quectel", "text Quectel"],
	["EC600S", "text EC600S"],
	["Revision: EC600SCNAAR01A01M08", "text Revision: EC600SCNAAR01A01M08"],
	["EC600SCNLAR01A01M08_01.001.01.001", "text EC600SCNLAR01A01M08_01.001.01.001"],
	["867160040000000", "text 867160040000000"],
	["460003625090007", "text 460003625090007"],
	["&C: 1", "text &C: 1"],
	["S12: 50", "text S12: 50"],
	['+GSN: "D1A20B00000000"', 'line +GSN "D1A20B00000000"'],
	["+GSN: 867160040000000", "line +GSN 867160040000000"],
	["+QCCID: 89860000000000000000", "line +QCCID 89860000000000000000"],
	["+CMEE: 2", "line +CMEE 2"],
	['+QPINC: "SC",3,10', 'line +QPINC "SC"|3|10'],
	['+QPINC: "P2",3,10', 'line +QPINC "P2"|3|10'],
	["+QSIMSTAT: 1,1", "line +QSIMSTAT 1|1"],
	["+CSQ: 29,99", "line +CSQ 29|99"],
	["+CSQ: 99,99", "line +CSQ 99|99"],
	['+QCSQ: "LTE",52,-81,195,-10', 'line +QCSQ "LTE"|52|-81|195|-10'],
	['+QCSQ: "NOSERVICE"', 'line +QCSQ "NOSERVICE"'],
	['+CCLK: "26/08/07,13:54:02+32"', 'line +CCLK "26/08/07,13:54:02+32"'],
	["+CTZV: 32", "line +CTZV 32"],
	['+CTZE: "+32",0,"2017/11/04,06:51:13"', 'line +CTZE "+32"|0|"2017/11/04,06:51:13"'],
	['+QLTS: "2017/10/13,03:40:48+32,0"', 'line +QLTS "2017/10/13,03:40:48+32,0"'],
	['+QLTS: ""', 'line +QLTS ""'],
	["+IPR: 115200", "line +IPR 115200"],
	["+IFC: 2,2", "line +IFC 2|2"],
	["+CBC: 0,80,3980", "line +CBC 0|80|3980"],
	["+QADC: 1,1203", "line +QADC 1|1203"],
]);

const network = forms([
	["+CREG: 0,1", "line +CREG 0|1"],
	["+CREG: 1", "line +CREG 1"],
	['+CREG: 2,1,"D509","80D413D",7', 'line +CREG 2|1|"D509"|"80D413D"|7'],
	['+CREG: 1,"D509","80D413D",7', 'line +CREG 1|"D509"|"80D413D"|7'],
	["+CGREG: 0,5", "line +CGREG 0|5"],
	['+CGREG: 2,1,"D509","80D413D",7', 'line +CGREG 2|1|"D509"|"80D413D"|7'],
	["+CEREG: 0,3", "line +CEREG 0|3"],
	['+CEREG: 2,1,"D509","80D413D",7', 'line +CEREG 2|1|"D509"|"80D413D"|7'],
	['+CEREG: 5,"D509","80D413D",7', 'line +CEREG 5|"D509"|"80D413D"|7'],
	["+COPS: 0", "line +COPS 0"],
	['+COPS: 0,0,"CHN-UNICOM",7', 'line +COPS 0|0|"CHN-UNICOM"|7'],
	['+COPS: 1,2,"46001",7', 'line +COPS 1|2|"46001"|7'],
	[
		'+COPS: (2,"A","B","46001",7),(3,"C D","C","50503",7),,(0-4),(0-2)',
		'line +COPS (2|"A"|"B"|"46001"|7)|(3|"C D"|"C"|"50503"|7)||(0-4)|(0-2)',
	],
	['+QNWINFO: "FDD LTE","46011","LTE BAND 3",1650', 'line +QNWINFO "FDD LTE"|"46011"|"LTE BAND 3"|1650'],
	['+QNWINFO: "FDD LTE",46011,"LTE BAND 3",1650', 'line +QNWINFO "FDD LTE"|46011|"LTE BAND 3"|1650'],
	["+QNWINFO: No Service", "line +QNWINFO No Service"],
	['+QSPN: "CHN-UNICOM","UNICOM","",0,"46001"', 'line +QSPN "CHN-UNICOM"|"UNICOM"|""|0|"46001"'],
	[
		'+QENG: "servingcell","NOCONN","LTE","FDD",460,01,80D413D,345,1650,3,5,5,D509,-95,-12,-65,11,34',
		'line +QENG "servingcell"|"NOCONN"|"LTE"|"FDD"|460|01|80D413D|345|1650|3|5|5|D509|-95|-12|-65|11|34',
	],
	['+QENG: "servingcell","SEARCH"', 'line +QENG "servingcell"|"SEARCH"'],
	["+CGATT: 1", "line +CGATT 1"],
	['+CGDCONT: 1,"IP","apn","0.0.0.0",0,0,0,0', 'line +CGDCONT 1|"IP"|"apn"|"0.0.0.0"|0|0|0|0'],
	['+CGDCONT: 24,"IP","","0.0.0.0",0,0,0,0', 'line +CGDCONT 24|"IP"|""|"0.0.0.0"|0|0|0|0'],
	["+CGACT: 1,1", "line +CGACT 1|1"],
	['+CGPADDR: 1,"10.76.51.180"', 'line +CGPADDR 1|"10.76.51.180"'],
	["+QGDCNT: 1024,4096", "line +QGDCNT 1024|4096"],
	['+QCFG: "nwscanmode",3', 'line +QCFG "nwscanmode"|3'],
]);

/** Result codes of V.250 and of TS 27.007, 9.2. */
const results = forms([
	["OK", "final OK"],
	["ERROR", "final ERROR"],
	["NO CARRIER", "final NO CARRIER"],
	["NO ANSWER", "final NO ANSWER"],
	["NO DIALTONE", "final NO DIALTONE"],
	["BUSY", "final BUSY"],
	["RING", "text RING"],
	["CONNECT", "intermediate CONNECT"],
	["CONNECT 150000000", "intermediate CONNECT 150000000"],
	["+CME ERROR: 10", "final +CME ERROR 10"],
	["+CME ERROR: 904", "final +CME ERROR 904"],
	["+CME ERROR: SIM not inserted", "final +CME ERROR SIM not inserted"],
	["+CME ERROR: 421", "final +CME ERROR 421"],
	["+CMS ERROR: 500", "final +CMS ERROR 500"],
]);

const dialogues: ScanRow[] = [
	{
		what: "a boot",
		said: [
			"\r\n",
			["RDY\r\n", "line RDY"],
			"\r\n",
			["+CFUN: 1\r\n", "line +CFUN 1"],
			"\r\n",
			["+CPIN: READY\r\n", "line +CPIN READY"],
			"\r\n",
			["+QUSIM: 1\r\n", "line +QUSIM 1"],
			"\r\n",
			["+QIND: SMS DONE\r\n", "line +QIND SMS DONE"],
			"\r\n",
			["+QIND: PB DONE\r\n", "line +QIND PB DONE"],
		],
	},
	{
		what: "a reset in mid-answer",
		said: [
			["+CSQ: 2\0\0\r\n", "line +CSQ 2\0\0"],
			["RDY\r\n", "line RDY"],
			["AT\r", "echo AT"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a reboot on command",
		said: [
			["AT+CFUN=1,1\r", "echo AT AT+CFUN=1,1"],
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["POWERED DOWN\r\n", "line POWERED DOWN"],
			"\r\n",
			['+QIURC: "pdpdeact",1\r\n', 'line +QIURC "pdpdeact"|1'],
			"\r\n",
			["RDY\r\n", "line RDY"],
		],
	},
	{
		what: "a block of bare lines",
		said: [
			["ATI\r", "echo AT ATI"],
			"\r\n",
			["Quectel\r\n", "text Quectel"],
			["EC600S\r\n", "text EC600S"],
			["Revision: EC600S\r\n", "text Revision: EC600S"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "results as digits (ATV0) as text, because a digit may be anything",
		said: [
			["0\r", "text 0"],
			["4\r", "text 4"],
		],
	},
];

describe("Scanner on boot, general commands and registration", () => {
	for (const row of [...boot, ...general, ...network, ...results, ...dialogues]) {
		it(`reads ${row.what}`, () => checkRow(row, lexicon));
	}
});
