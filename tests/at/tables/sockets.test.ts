import { LineKind } from "../../../modules/at/lexicon.js";
import { checkRow, forms, lexiconWith, type ScanRow } from "../../support/scan-table.js";

const lexicon = lexiconWith(
	...["+QICSGP", "+QIACTEX", "+QIDEACTEX", "+QIOPEN", "+QISTATE", "+QISEND", "+QIRD", "+QIDNSCFG", "+QPING", "+QNTP"],
	...["+QIGETERROR", "+QSSLCFG", "+QSSLOPEN", "+QSSLRECV", "+QSSLSTATE", "+QSSLURC", "+QMTPUB"],
	...["+QFUPL", "+QFDWL", "+QFLST", "+QFLDS", "+QFOPEN", "+QFWRITE", "+QHTTPGET", "+QHTTPREAD", "+QHTTPPOST"],
	{ text: "SEND OK", kind: LineKind.final },
	{ text: "SEND FAIL", kind: LineKind.final },
);

const contexts = forms([
	['+QICSGP: 1,"CMNET","","",1', 'line +QICSGP 1|"CMNET"|""|""|1'],
	['+QIACT: 1,1,1,"10.152.49.227"', 'line +QIACT 1|1|1|"10.152.49.227"'],
	['+QIACT: 1,1,1,"10.2.198.114","240E:404::1849"', 'line +QIACT 1|1|1|"10.2.198.114"|"240E:404::1849"'],
	["+QIACTEX: 1,0", "line +QIACTEX 1|0"],
	["+QIDEACTEX: 1,0", "line +QIDEACTEX 1|0"],
	['+QIURC: "pdpdeact",1', 'line +QIURC "pdpdeact"|1'],
	['+QIDNSCFG: 1,"8.8.8.8","8.8.4.4"', 'line +QIDNSCFG 1|"8.8.8.8"|"8.8.4.4"'],
	['+QIURC: "dnsgip",0,2,300', 'line +QIURC "dnsgip"|0|2|300'],
	['+QIURC: "dnsgip","1.2.3.4"', 'line +QIURC "dnsgip"|"1.2.3.4"'],
	['+QIURC: "dnsgip",565', 'line +QIURC "dnsgip"|565'],
	['+QPING: 0,"8.8.8.8",32,59,255', 'line +QPING 0|"8.8.8.8"|32|59|255'],
	["+QPING: 0,4,4,0,39,63,52", "line +QPING 0|4|4|0|39|63|52"],
	["+QPING: 569", "line +QPING 569"],
	['+QNTP: 0,"2026/08/06,12:40:04+32"', 'line +QNTP 0|"2026/08/06,12:40:04+32"'],
	["+QNTP: 569", "line +QNTP 569"],
	["+QIGETERROR: 552,invalid parameters", "line +QIGETERROR 552|invalid parameters"],
	["+QIGETERROR: 0,operate successfully", "line +QIGETERROR 0|operate successfully"],
]);

const sockets = forms([
	["+QIOPEN: 0,0", "line +QIOPEN 0|0"],
	["+QIOPEN: 11,566", "line +QIOPEN 11|566"],
	[
		'+QISTATE: 0,"TCP","103.46.128.21",12931,4097,2,1,0,0,"uart1"',
		'line +QISTATE 0|"TCP"|"103.46.128.21"|12931|4097|2|1|0|0|"uart1"',
	],
	["SEND OK", "final SEND OK"],
	["SEND FAIL", "final SEND FAIL"],
	["+QISEND: 8,8,0", "line +QISEND 8|8|0"],
	["+QIRD: 0", "line +QIRD 0"],
	["+QIRD: 13,11,2", "line +QIRD 13|11|2"],
	['+QIRD: 4,"10.7.74.34",7687', 'line +QIRD 4|"10.7.74.34"|7687'],
	['+QIURC: "recv",0', 'line +QIURC "recv"|0'],
	['+QIURC: "recv",0,4', 'line +QIURC "recv"|0|4'],
	['+QIURC: "closed",0', 'line +QIURC "closed"|0'],
	['+QIURC: "incoming",11,1,"172.31.242.222",54091', 'line +QIURC "incoming"|11|1|"172.31.242.222"|54091'],
	['+QIURC: "incoming full"', 'line +QIURC "incoming full"'],
	["+QSSLOPEN: 4,0", "line +QSSLOPEN 4|0"],
	["+QSSLOPEN: 4,566", "line +QSSLOPEN 4|566"],
	["+QSSLRECV: 0", "line +QSSLRECV 0"],
	[
		'+QSSLSTATE: 4,"SSLClient","45.79.112.203",4243,0,2,1,4,0,"uart1",1',
		'line +QSSLSTATE 4|"SSLClient"|"45.79.112.203"|4243|0|2|1|4|0|"uart1"|1',
	],
	['+QSSLURC: "recv",4', 'line +QSSLURC "recv"|4'],
	['+QSSLURC: "closed",4', 'line +QSSLURC "closed"|4'],
	['+QSSLCFG: "sslversion",2,4', 'line +QSSLCFG "sslversion"|2|4'],
	['+QSSLCFG: "ciphersuite",2,0XFFFF', 'line +QSSLCFG "ciphersuite"|2|0XFFFF'],
	['+QSSLCFG: "cacert",2,"UFS:cacert.pem"', 'line +QSSLCFG "cacert"|2|"UFS:cacert.pem"'],
	["+QMTPUB: 0,1,0", "line +QMTPUB 0|1|0"],
]);

const files = forms([
	["CONNECT", "intermediate CONNECT"],
	["CONNECT 1500", "intermediate CONNECT 1500"],
	["+QFUPL: 1758,384a", "line +QFUPL 1758|384a"],
	["+QFDWL: 1188,2d13", "line +QFDWL 1188|2d13"],
	['+QFLST: "UFS:a.pem",1939', 'line +QFLST "UFS:a.pem"|1939'],
	["+QFLDS: 253952,262144", "line +QFLDS 253952|262144"],
	["+QFOPEN: 1027", "line +QFOPEN 1027"],
	["+QFWRITE: 10,30", "line +QFWRITE 10|30"],
	["+CME ERROR: file already exist", "final +CME ERROR file already exist"],
	["+QHTTPGET: 0,200", "line +QHTTPGET 0|200"],
	["+QHTTPGET: 0,200,601710", "line +QHTTPGET 0|200|601710"],
	["+QHTTPREAD: 0", "line +QHTTPREAD 0"],
	["+QHTTPPOST: 0,200,440", "line +QHTTPPOST 0|200|440"],
]);

const dialogues: ScanRow[] = [
	{
		what: "data of a socket as text, as long as nobody takes it by its length",
		said: ["\r\n", ["+QIRD: 3\r\n", "line +QIRD 3"], ["Hi!\r\n", "text Hi!"], "\r\n", ["OK\r\n", "final OK"]],
	},
	{
		what: "a send with its prompt",
		awaits: true,
		said: [
			["AT+QISEND=0,2\r", "echo AT AT+QISEND=0,2"],
			"\r\n",
			["> ", "prompt"],
			"\r\n",
			["SEND OK\r\n", "final SEND OK"],
		],
	},
	{
		what: "an upload",
		said: [
			['AT+QFUPL="UFS:cacert.pem",1758,100\r', 'echo AT AT+QFUPL="UFS:cacert.pem",1758,100'],
			"\r\n",
			["CONNECT\r\n", "intermediate CONNECT"],
			["+QFUPL: 1758,384a\r\n", "line +QFUPL 1758|384a"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
];

describe("Scanner on sockets, TLS and files", () => {
	for (const row of [...contexts, ...sockets, ...files, ...dialogues]) {
		it(`reads ${row.what}`, () => checkRow(row, lexicon));
	}
});
