import { type HTTPResponse, requestAll } from "../../support/clients/http-client.js";
import { hash, type SocketClass } from "../../support/clients/inflow.js";
import { talkAll } from "../../support/clients/websocket-client.js";

/** The name that both servers have for the module. */
export const HOST = "web.example";
/** A body that the server sends back, in chunks, and one that it makes itself. */
export const BODY = new Uint8Array(3000);
for (let at = 0; at < BODY.length; at++) BODY[at] = (at * 31) & 255;
export const PAGE = 20_000;

export function pageByte(at: number): number {
	return (at * 7 + (at >> 8)) & 255;
}

/** What is told of an exchange, as text. */
export function told({ status, length, hash: sum }: HTTPResponse): string {
	return `${status} ${length} ${sum}`;
}

/** Both exchanges, one after the other; `tell` gets a line for each thing that was heard, and last `end` or `error ...`. */
export function exchangeAll(
	TCP: SocketClass,
	http: Readonly<Record<string, unknown>>,
	webSocket: Readonly<Record<string, unknown>>,
	tell: (line: string) => void,
): void {
	const requests = [
		{ method: "GET", path: "/page" },
		{ method: "POST", path: "/echo", body: BODY },
		{ method: "GET", path: "/missing" },
	];
	requestAll(TCP, http, HOST, requests, (responses, error) => {
		for (const it of responses) tell(told(it));
		if (error !== undefined) tell(`error ${error}`);
		else {
			talkAll(TCP, webSocket, HOST, ["hello", BODY, "bye"], (heard, failure) => {
				for (const it of heard) tell(it);
				tell(failure === undefined ? "end" : `error ${failure}`);
			});
		}
	});
}

/** What has to be told. */
export const expected = (): string[] => [
	told({ status: 200, length: PAGE, hash: hash(Uint8Array.from({ length: PAGE }, (_, at) => pageByte(at))) }),
	told({ status: 200, length: BODY.length, hash: hash(BODY) }),
	told({ status: 404, length: 0, hash: hash(new Uint8Array(0)) }),
	"ping",
	"text hello",
	`binary ${BODY.length}`,
	"text bye",
	"close 1000",
	"end",
];
