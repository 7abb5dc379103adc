import type { Line } from "../../modules/at/line.js";
import { Scanner, Token } from "../../modules/at/scanner.js";
import { lexicon } from "../../modules/modem/names.js";
import { URCKinds } from "../../modules/modem/urc-kinds.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { deepEqual, equal } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

function say(kinds: URCKinds, text: string): void {
	const counters = new Counters();
	const ring = new Ring(1024, counters);
	const scanner = new Scanner(ring, lexicon, counters, 2000);
	ring.put(bytesOf(text));
	equal(scanner.next(), Token.line);
	kinds.onURC(scanner.line);
}

describe("URCKinds", () => {
	it("gives each line to who listens to its kind, and counts what nobody wants", () => {
		const counters = new Counters();
		const kinds = new URCKinds(counters);
		const heard: string[] = [];
		const listener = (name: string) => ({ onURC: (line: Line) => heard.push(`${name} ${line.integer(1)}`) });
		kinds.listen("recv", listener("other"));
		kinds.listen("closed", listener("closed"));
		kinds.listen("recv", listener("recv"));
		say(kinds, '+QIURC: "closed",3\r');
		say(kinds, '+QIURC: "recv",11\r');
		say(kinds, '+QIURC: "rec",1\r');
		say(kinds, '+QIURC: "recvx",1\r');
		say(kinds, "+QIURC: \r");
		deepEqual(heard, ["closed 3", "recv 11"]);
		equal(counters.unknownLines, 3);
	});
});
