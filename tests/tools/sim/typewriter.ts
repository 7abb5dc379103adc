import { SeededRandom } from "../../../modules/random.js";
import type { Rig } from "./rig.js";

const NAMES = [
	..."EVQXZIS",
	"&F",
	"&W",
	"S3",
	"S5",
	...["+CMEE", "+CGMI", "+CGSN", "+CIMI", "+QCCID", "+CPIN", "+CSQ", "+CREG", "+CEREG", "+COPS", "+CGATT", "+CGDCONT"],
	...["+CGPADDR", "+QICSGP", "+QIACT", "+QIDEACT", "+QPOWD", "+CFUN", "+IPR", "+IFC", "+QURCCFG", "+CCLK", "+NONE"],
	...["+QFUPL", "+QFDWL", "+QFLST", "+QFLDS", "+QFDEL", "+QFOPEN", "+QFREAD", "+QFWRITE", "+QFSEEK", "+QFPOSITION"],
	...["+QFTUCAT", "+QFCLOSE", "+QSSLCFG", "+QMTPUB"],
	...[
		"O",
		"&C",
		"&D",
		"&V",
		"+CGACT",
		"+CTZU",
		"+CTZR",
		"+QLTS",
		"+QCFG",
		"+QINDCFG",
		"+QSIMSTAT",
		"+QSIMDET",
		"+QENG",
	],
	...[
		"+QIOPEN",
		"+QICLOSE",
		"+QISTATE",
		"+QISWTMD",
		"+QISEND",
		"+QISENDEX",
		"+QIRD",
		"+QISDE",
		"+QICFG",
		"+QIGETERROR",
	],
	...["+QIDNSCFG", "+QIDNSGIP", "+QPING", "+QNTP", "+QSSLOPEN", "+QSSLCLOSE", "+QSSLSEND", "+QSSLRECV", "+QSSLSTATE"],
	...["+QMTCFG", "+QMTOPEN", "+QMTCLOSE", "+QMTCONN", "+QMTDISC", "+QMTSUB", "+QMTUNS", "+QMTPUBEX", "+QMTRECV"],
];
const VALUES = [
	...[
		"0",
		"1",
		"2",
		"5",
		"6",
		"65535",
		"65536",
		"-1",
		"99999999999",
		"",
		" ",
		"x",
		"?",
		'"',
		'""',
		'"a/b"',
		'"\xff\xc3"',
		'"\xc3\xa9"',
	],
	...[
		'"broker"',
		"1883",
		'"keepalive"',
		'"willex"',
		'"will"',
		'"timeout"',
		'"recv/mode"',
		'"version"',
		'"urcport"',
		'"uart1"',
		'"IP"',
	],
	...[
		'"UFS:a"',
		'"RAM:b"',
		'"../a"',
		'"*"',
		'"ssl"',
		'"sslversion"',
		'"cacert"',
		'"ciphersuite"',
		"0XFFFF",
		'"dataformat"',
	],
	...['"TCP"', '"UDP"', '"TCP LISTENER"', '"UDP SERVICE"', "2020", "7", '"3031"', '"nwscanmode"', '"transpktsize"'],
	...['"servingcell"', '"192.0.2.9"', '"viewmode"', '"csq"', '"SC"', "12", "1460"],
	...['"aliauth"', '"onenet"', '"hwauth"', '"hwprodid"', '"c2VjcmV0"', '"send/mode"', '"seclevel"'],
	...['"+"', '"#"', '"a,b;c"', "\0", "\x7f", '"26/01/01,00:00:00+32"', "115200", "9600", "1500", "1501", "3", "10"],
];

/** Commands that are right, so that the module gets somewhere. */
const GOOD = [
	'+QMTOPEN=0,"broker",1883',
	'+QMTCONN=0,"me"',
	'+QMTSUB=0,1,"a/b",2',
	'+QMTPUBEX=0,1,1,0,"a/b",3',
	'+QMTPUBEX=0,0,0,0,"a/b",1500',
	'+QMTCFG="willex",0,1,0,0,"a",0',
	"+QMTRECV=0",
	"+QMTDISC=0",
	"+QIACT=1",
	"+COPS=?",
	'+QFUPL="a",3',
	'+QFUPL="b",10,1,1',
	'+QFDEL="*"',
	'+QFOPEN="a"',
	"+QFREAD=1,2",
	"+QFWRITE=1,4,1",
	"+CGACT=1,1",
	'+QIOPEN=1,0,"TCP","broker",7',
	'+QIOPEN=1,1,"TCP","broker",7,0,1',
	'+QIOPEN=1,2,"UDP SERVICE","127.0.0.1",0,3030',
	'+QIOPEN=1,3,"TCP LISTENER","127.0.0.1",0,2020',
	'+QIOPEN=1,4,"UDP","192.0.2.9",9000',
	"+QISEND=0,5",
	"+QISEND=1",
	'+QISEND=2,4,"192.0.2.9",5000',
	'+QISENDEX=0,"3130"',
	"+QIRD=0",
	"+QICLOSE=0",
	'+QPING=1,"8.8.8.8",1,2',
	'+QNTP=1,"pool"',
	'+QIDNSGIP=1,"broker"',
	'+QSSLOPEN=1,2,0,"broker",7',
	"+QSSLSEND=0,3",
	"+QSSLRECV=0,100",
	"+QSSLCLOSE=0",
	'+QMTCFG="ssl",0,1,2',
	'+QMTCFG="ssl",0,0,0',
	'+QMTCFG="aliauth",0,"p","d","s"',
	'+QMTCFG="onenet",0,"p","c2VjcmV0"',
	'+QMTCFG="dataformat",0,1,1',
	'+QSSLCFG="seclevel",2,2',
	'+QSSLCFG="cacert",2,"UFS:a"',
];

/** Lines that look like commands, some of them right. */
export class Typewriter {
	readonly #random: SeededRandom;

	constructor(seed: number) {
		this.#random = new SeededRandom(seed * 7919 + 1);
	}

	draw(most: number): number {
		// The low bits of a small generator are its worst.
		return (this.#random.next() >>> 8) % most;
	}

	pick<T>(things: readonly T[]): T {
		return things[this.draw(things.length)]!;
	}

	command(names: readonly string[] = NAMES): string {
		if (this.draw(4) === 0) {
			return this.pick(GOOD);
		}
		const form = this.pick(["", "?", "=?", "=", "=", "=", "=", "1", "=="]);
		const values = form === "=" ? Array.from({ length: this.draw(8) }, () => this.pick(VALUES)).join(",") : "";
		return `${this.pick(names)}${form}${values}`;
	}

	bytes(): string {
		return Array.from({ length: this.draw(60) }, () => String.fromCharCode(this.draw(256))).join("");
	}
}

/** Names of commands that neither change how answers look nor end the module: those have tests of their own. */
export const PLAIN_NAMES: readonly string[] = NAMES.filter(
	(name) => !/^(E|V|Q|Z|&F|&W|S\d?|\+QPOWD|\+CFUN|\+IPR|\+IFC|\+QURCCFG)$/.test(name),
);

/** Types a line of one to three commands, with the data that it asks for, and waits until it must have ended. */
export function typeLine(rig: Rig, typewriter: Typewriter, names: readonly string[]): { line: string; answer: string } {
	const line = `AT${Array.from({ length: 1 + typewriter.draw(3) }, () => typewriter.command(names)).join(";")}`;
	let answer = rig.ask(line);
	const connected = answer.endsWith("\r\nCONNECT\r\n");
	for (let asked = 0; /\r\n(> |CONNECT\r\n)$/.test(answer) && asked < 4; asked++) {
		answer = answer.replace(/\r\n(> |CONNECT\r\n)$/, "") + rig.type("\x1a".repeat(1500)).run().take();
	}
	// The port may belong to a connection, which is left with plus signs between silences.
	if (connected && finalsOf(answer) === 0) {
		answer += rig.run(1100).type("+++").run(1100).take();
	}
	// A transfer that was to be longer than that ends by silence.
	return {
		line,
		answer: finalsOf(answer) > 0 ? answer : answer + rig.type("\x1a".repeat(1500)).run(70_000_000).take(),
	};
}

/** How many final results stand in an answer. */
export function finalsOf(answer: string): number {
	return answer.match(/\r\n(OK|ERROR|SEND OK|SEND FAIL|NO CARRIER|\+CME ERROR: [^\r\n]+)\r\n/g)?.length ?? 0;
}
