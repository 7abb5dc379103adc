import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Decoder } from "../../../tools/decode/decoder.js";
import type { Token } from "../../../tools/decode/token.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, ok } from "../../support/assert.js";

const folder = fileURLToPath(new URL("../../../../tests/tools/sim/golden/", import.meta.url));

/** Exchanges in which the module does not write lines: ATV0. */
const odd: ReadonlySet<string> = new Set(["results as digits"]);

describe("decoding what the simulator has to send, exchange by exchange", () => {
	for (const file of readdirSync(folder).filter((name) => name.endsWith(".txt"))) {
		it(file, () => {
			for (const { title, entries } of readExchanges(readFileSync(`${folder}${file}`, "utf8"))) {
				const tokens: Token[] = [];
				const decoder = new Decoder("host", (token) => tokens.push(token));
				let line = "";
				/** The module waits for data; what the host sends then is no line. */
				let isData = false;
				for (const entry of entries) {
					if (entry.kind !== "bytes") continue;
					if (entry.sender === "module") {
						decoder.take(Buffer.from(entry.bytes, "latin1"));
						isData = entry.bytes.endsWith("> ");
						continue;
					}
					if (isData) {
						isData = false;
						continue;
					}
					line += entry.bytes;
					if (!line.endsWith("\r")) continue;
					if (/^at/i.test(line)) decoder.sent(line.trim());
					line = "";
				}
				decoder.end();
				const garbage = tokens.filter(({ kind }) => kind === "garbage").map(({ content }) => content);
				if (!odd.has(title)) deepEqual(garbage, [], title);
				ok(
					!tokens.some(({ content, kind }) => content.startsWith("+QMTSTAT") && kind !== "urc"),
					`${title}: +QMTSTAT is never an answer`,
				);
			}
		});
	}
});
