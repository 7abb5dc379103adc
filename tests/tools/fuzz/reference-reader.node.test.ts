import { lexicon } from "../../../modules/modem/names.js";
import type { Act, Conversation } from "../../../tools/fuzz/conversation.js";
import type { Reading } from "../../../tools/fuzz/reading.js";
import { ReferenceReader } from "../../../tools/fuzz/reference-reader.js";
import { deepEqual } from "../../support/assert.js";

interface Row {
	readonly what: string;
	readonly text: string;
	readonly acts?: readonly Act[];
	readonly capacity?: number;
	/** What the reading is; what is left out is as after whole lines. */
	readonly reading: Pick<Reading, "tokens"> & Partial<Reading>;
}

const rows: Row[] = [
	{ what: "a result", text: "\r\nOK\r\n", reading: { tokens: ["2 final OK"] } },
	{
		what: "fields, and which of them are numbers",
		text: '+COPS: 0,-7, "A,"B",x,\r\n',
		reading: { tokens: ['0 line +COPS(0)=0,(-7)=-7,[A,"B],(x),()'] },
	},
	{
		what: "an echo and a text",
		text: "AT+CSQ\r\r\nQuectel\r\n",
		reading: { tokens: ["0 echo AT(AT+CSQ)", "9 text (Quectel)"] },
	},
	{
		what: "a quote that never closes",
		text: '+CSQ: "1\r\n',
		reading: { tokens: ['0 text (+CSQ: "1)'] },
	},
	{
		what: "a topic that holds a length without a quote behind it",
		text: '+QMTRECV: 0,1,"a",5,b",1,"p"\r\n',
		reading: { tokens: ['0 line +QMTRECV(0)=0,(1)=1,[a",5,b],(1)=1 announces 1', "26 payload p", "27 whole"] },
	},
	{
		what: "a payload that does not end where it should",
		text: '+QMTRECV: 0,1,"t",1,"ab"\r\nOK\r\n',
		reading: {
			tokens: [
				"0 line +QMTRECV(0)=0,(1)=1,[t],(1)=1 announces 1",
				"21 payload a",
				"22 broken",
				'22 text (b")',
				"26 final OK",
			],
			framingErrors: 1,
		},
	},
	{
		what: "a payload of which something is missing",
		text: '+QMTRECV: 0,1,"t",9,"abc',
		reading: {
			tokens: ["0 line +QMTRECV(0)=0,(1)=1,[t],(9)=9 announces 9", "21 payload abc"],
			isInside: true,
			remaining: 6,
		},
	},
	{
		what: "a line that has not ended",
		text: "\r\n+CSQ: 1",
		reading: { tokens: [], swallowed: [2], isInside: true },
	},
	{
		what: "a line that is longer than the ring",
		text: `${"x".repeat(300)}\r\nOK\r\n`,
		capacity: 256,
		reading: { tokens: ["0 garbage", "302 final OK"], longLines: 1 },
	},
	{
		what: "a prompt that is awaited, and one that is not",
		text: "> > x\r\n",
		acts: [{ at: 0, kind: "await" }],
		reading: { tokens: ["0 prompt", "2 text (> x)"] },
	},
	{
		what: "a prompt that is awaited no more",
		text: "OK\r> \r",
		acts: [
			{ at: 0, kind: "await" },
			{ at: 2, kind: "withdraw" },
		],
		reading: { tokens: ["0 final OK", "3 text (> )"] },
	},
	{
		what: "a prompt that is still awaited",
		text: "OK\r",
		acts: [{ at: 1, kind: "await" }],
		reading: { tokens: ["0 final OK"], awaitsPrompt: true },
	},
	{
		what: "a prompt behind a byte that is not the end of a payload, as soon as it comes",
		text: '+QMTRECV: 0,1,"t",0,"\n>\n',
		acts: [
			{ at: 22, kind: "await" },
			{ at: 23, kind: "withdraw" },
		],
		reading: {
			tokens: ["0 line +QMTRECV(0)=0,(1)=1,[t],(0)=0 announces 0", "21 broken", "21 text ()", "22 prompt"],
			framingErrors: 1,
		},
	},
	{
		what: "a reset in the middle of a line",
		text: "+CSQ: 1,2\r\n",
		acts: [
			{ at: 0, kind: "await" },
			{ at: 6, kind: "reset" },
		],
		reading: { tokens: ["6 text (1,2)"], swallowed: [0, 11] },
	},
];

describe("ReferenceReader", () => {
	for (const { what, text, acts = [], capacity = 512, reading } of rows) {
		it(`reads ${what}`, () => {
			const conversation: Conversation = { text, acts, capacity, pieces: [], longest: 2000 };
			deepEqual(new ReferenceReader(lexicon.names).read(conversation), {
				swallowed: [text.length],
				isInside: false,
				remaining: 0,
				awaitsPrompt: false,
				longLines: 0,
				framingErrors: 0,
				...reading,
			});
		});
	}
});
