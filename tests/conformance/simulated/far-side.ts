/** Where things are in the world around a simulated module. */
export const places = Object.freeze({
	broker: "broker.test",
	/** Who takes connections, and who takes them with TLS under which names. */
	peer: Object.freeze({ address: "198.51.100.9", port: 80 }),
	secure: Object.freeze({
		port: 443,
		names: Object.freeze(["server.example", "name.example", "own.example"] as const),
		/** Leads there too, but the certificate is not for it. */
		stranger: "stranger.example",
	}),
	/** Who takes datagrams. */
	services: Object.freeze([
		["192.0.2.9", 53],
		["192.0.2.10", 54],
	] as const),
	/** Names that have an address and nothing else. */
	hosts: Object.freeze(["a.example", "b.example"] as const),
	/** Who tells the time, and which. */
	timeServer: "time.example",
	time: Date.UTC(2026, 7, 6, 12, 40, 4),
	/** Whom visitors of the module's own ports come from. */
	visitor: "198.51.100.7",
});

/**
 * What is at the other end of a simulated module: servers, a broker, the network, the module's own flash. A suite's subject asks for it;
 * no time passes in any of it. Everything here is plain data, so that it can be asked across a wire: text is of U+0000 to
 * U+00FF, one character a byte. A connection has the number of its arrival, from 0, the module's own ports included.
 */
export interface FarSide {
	/** Begins anew: with a module that was never switched on, in a network in which nobody has been. Needs a closed modem. */
	begin(): void;

	/** What the peer of a connection sends, or that it ends it. */
	send(connection: number, data: string): void;
	end(connection: number): void;
	/** What has come since the last call, and whether the other end has ended it. */
	received(connection: number): string;
	isEnded(connection: number): boolean;
	/** Somebody connects to a port of the module's. @returns the connection @throws Error when nobody listens */
	arrive(port: number): number;
	/** Names that TLS servers were asked for (SNI), of each connection so far. */
	serverNames(): string[];
	/** The certificate of the authority that answers for them, PEM. */
	authority(): string;

	/** A datagram for the UDP socket with this number, in the order of opening. */
	sendDatagram(socket: number, data: string, host: string, port: number): void;
	/** Datagrams that have come since the last call: `address port data`. */
	datagrams(): string[];
	/** Whether the port of a UDP socket is in use. */
	hasPort(socket: number): boolean;

	/** A message for a client of the broker, whether it has subscribed or not; for nobody when it is not there. */
	deliver(client: string, topic: string, payload: string, QoS: 0 | 1 | 2): void;
	/** The broker ends the connection of a client, if it is there. */
	drop(client: string): void;
	/** What has come at the broker since the last call. */
	published(): { topic: string; payload: string }[];
	/** Whether the broker leaves what is published without an answer. */
	holdAnswers(isHeld: boolean): void;

	/** Nothing passes the air for so long, ms. */
	stallAir(ms: number): void;
	/** One way through the network, ms. */
	delay(ms: number): void;
	/** Addresses of {@link places.hosts}. */
	addresses(): Record<string, string>;

	/** What a file in the module's flash holds. */
	content(name: string): string | undefined;
	put(name: string, content: string): void;
	/** The module has no supply for so long, ms. */
	cutPower(ms: number): void;
	/** The time that the module's clock should show, ms since 1970. */
	now(): number;
	/** First text parameter of each command of this name that the module has got since the last call. */
	asked(command: string): string[];
	/** The last line of the module's that begins so. */
	lastLine(beginning: string): string;
}

/** What can be asked of a {@link FarSide}. */
export const questions = Object.freeze([
	...(["begin", "send", "end", "received", "isEnded", "arrive", "serverNames", "authority"] as const),
	...(["sendDatagram", "datagrams", "hasPort", "deliver", "drop", "published", "holdAnswers"] as const),
	...(["stallAir", "delay", "addresses", "content", "put", "cutPower", "now", "asked", "lastLine"] as const),
] as const) satisfies readonly (keyof FarSide)[];

/** A far side that is asked across a wire. @param ask gives what {@link answerOf} has made of a question */
export function farSideBehind(ask: (question: string) => string): FarSide {
	const all: Partial<Record<keyof FarSide, (...parameters: unknown[]) => unknown>> = {};
	for (const name of questions) {
		all[name] = (...parameters) => {
			const { value, error } = JSON.parse(ask(JSON.stringify([name, ...parameters]))) as Answer;
			if (error !== undefined) throw new Error(error);
			return value;
		};
	}
	return all as unknown as FarSide;
}

interface Answer {
	readonly value?: unknown;
	readonly error?: string;
}

/** What the far side says to a question of {@link farSideBehind}; an error of its own goes back as one. */
export function answerOf(far: FarSide, question: string): string {
	const [name, ...parameters] = JSON.parse(question) as [keyof FarSide, ...unknown[]];
	let answer: Answer;
	try {
		if (!questions.includes(name)) throw new Error(`no such question: ${name}`);
		answer = { value: (far[name] as (...all: unknown[]) => unknown)(...parameters) };
	} catch (error) {
		answer = { error: (error as Error).message };
	}
	return JSON.stringify(answer);
}
