// node dist/tools/bench/corpus.js > tests/corpus/mqtt.jsonl: what a module says while a station publishes and is told things.

/** Bytes of the corpus, about. */
const SIZE = 24_000;
/** Of these, inside counted payloads. */
const PAYLOAD_SHARE = 0.25;

let state = 20200812;

/** A whole number from 0 to `below` - 1, the same ones in each run (Park and Miller, 1988). */
function draw(below: number): number {
	state = (state * 48271) % 0x7fffffff;
	return state % below;
}

function pick<T>(list: readonly T[]): T {
	return list[draw(list.length)] as T;
}

let msgid = 0;
const line = (text: string) => `\r\n${text}\r\n`;

/** AT+QMTPUBEX at QoS 1, and sometimes a retransmission of it (note, 3.2.8). */
function publish(): string[] {
	msgid = (msgid % 65535) + 1 + draw(60);
	const notices = draw(40) === 0 ? [line(`+QMTPUBEX: 0,${msgid},1,1`)] : [];
	return ["\r\n> ", line("OK"), ...notices, line(`+QMTPUBEX: 0,${msgid},0`)];
}

function signal(): string[] {
	return [line(`+CSQ: ${8 + draw(24)},99`), line("OK")];
}

/** What comes rarely: registration, the state of the client, settings, refusals, and names that nobody knows. */
function rest(): string[] {
	return pick([
		[line("+CEREG: 5")],
		[line(`+CEREG: 1,"D509","80D413D",7`)],
		[line('+CEREG: 2,1,"D509","80D413D",7'), line("OK")],
		[line('+COPS: 0,0,"CHN-UNICOM",7'), line("OK")],
		[line("+QMTPING: 0,1")],
		[line("+QMTSTAT: 0,1")],
		[line("+QMTSUB: 0,33,0,1")],
		[line("+CME ERROR: 16")],
		[line('+QCSQ: "LTE",-65,-95,120,-10'), line("OK")],
	]);
}

/** A message with its length (note, 4.2); commas, quotes and line ends in it mean nothing. */
function message(): string[] {
	const payload = pick([
		() => `{"t":${draw(400) / 10},"h":${draw(100)},"id":${draw(1_000_000)}}`,
		() => `{"command":"valve","open":${pick(["true", "false"])},"for":${draw(3600)},"by":"operator ${draw(9)}"}`,
		() => `OK\r\n+QMTSTAT: 0,${draw(8)}\r\n> `,
		() => Array.from({ length: 16 + draw(64) }, () => String.fromCharCode(draw(256))).join(""),
	])();
	const topic = pick(["site/17/command", "site/17/valve/3/set", "$aws/things/mast-4/shadow/update/delta", "all"]);
	return [line(`+QMTRECV: 0,${draw(65536)},"${topic}",${payload.length},"${payload}"`)];
}

const pieces: string[] = [];
let [size, inside] = [0, 0];
while (size < SIZE) {
	const isMessage = inside < size * PAYLOAD_SHARE;
	const said = isMessage ? message() : pick([publish, publish, publish, signal, signal, rest])();
	for (const it of said) {
		pieces.push(it);
		size += it.length;
		if (isMessage) inside += Number(/",(\d+),"/.exec(it)?.[1]);
	}
}
process.stdout.write(pieces.map((it) => `${JSON.stringify(it)}\n`).join(""));
