import { deepEqual, equal, ok } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const MINUTE = 60_000;
const ADDRESS = `\r\n+QIACT: 1,1,1,"10.0.0.1"\r\n${OK}`;
const OTHER_ADDRESS = `\r\n+QIACT: 1,1,1,"10.0.0.2"\r\n${OK}`;
const SERVED = `\r\n+CGACT: 1,1\r\n\r\n+CGACT: 2,0\r\n${OK}`;
const UNSERVED = `\r\n+CGACT: 1,0\r\n\r\n+CGACT: 2,1\r\n${OK}`;
const LOOK = ["AT+CGACT?", "AT+QIACT?"];

describe("ContextWatch", () => {
	let module: ScriptedModule;
	let states: string[];

	function start(options: ConstructorParameters<typeof ScriptedModule>[0] = {}): void {
		states = [];
		module = new ScriptedModule({ onState: (state) => states.push(state), ...options });
		module.ready();
		module.answer("AT+CGACT?", SERVED);
		states.length = 0;
	}
	beforeEach(() => start());

	/** Lets time pass. @returns the questions for the context that were asked */
	const pass = (ms: number): string[] => {
		module.pass(ms);
		return module.lines().filter((line) => LOOK.includes(line));
	};
	const losses = () => module.modem.counters.contextLosses;

	it("asks once in five minutes in which nothing has come from the network, for both that know the context", () => {
		deepEqual(pass(5 * MINUTE - 1), []);
		deepEqual(pass(1), LOOK);
		deepEqual(pass(5 * MINUTE - 1), []);
		deepEqual(pass(1), LOOK);
		deepEqual([losses(), states], [0, []] as never);
	});

	it("asks half as often as twice an hour where the module may sleep then", () => {
		class Line {
			static readonly Output = 1;
			write(): void {}
			close(): void {}
		}
		start({ sleep: 5000, dtr: { io: Line as never, pin: 1 } });
		const asked: string[] = [];
		for (let minute = 0; minute < 30; minute++) asked.push(...pass(MINUTE));
		deepEqual(asked, LOOK.slice(0, asked.length));
	});

	const lost: [what: string, change: () => void, asked: string[]][] = [
		["the module does not have it any more", () => module.answer("AT+QIACT?", OK), LOOK],
		["the network does not know it any more", () => module.answer("AT+CGACT?", UNSERVED), ["AT+CGACT?"]],
		["it has another address", () => module.answer("AT+QIACT?", OTHER_ADDRESS), LOOK],
	];
	for (const [what, change, asked] of lost) {
		it(`brings it up anew when ${what}, by two looks, and tells its users`, () => {
			const NTP = module.modem.NTP as NonNullable<typeof module.modem.NTP>;
			const told: string[] = [];
			change();
			deepEqual(pass(5 * MINUTE), asked);
			// It is asked for the time, and has not answered yet.
			const client = new NTP({ servers: ["time.example"] });
			client.getTime((error) => void told.push(`${(error as { code?: number } | null)?.code}`));
			module.settle();
			deepEqual([losses(), states, told], [0, [], []] as never);
			// By the time that it is brought up, it is as it should be.
			module.watch("AT+CEREG?", () => {
				module.answer("AT+CGACT?", SERVED);
				module.answer("AT+QIACT?", ADDRESS);
			});
			const lines = pass(1000);
			deepEqual(lines.slice(0, asked.length), asked);
			module.ready();
			equal(losses(), 1);
			deepEqual(states, ["registering", "activating", "ready"]);
			deepEqual(told, ["570"]);
			client.close();
		});
	}

	it("takes the context down and up, which is the point of it", () => {
		module.answer("AT+CGACT?", UNSERVED);
		pass(5 * MINUTE);
		module.pass(1000);
		const lines = module.lines();
		ok(lines.includes("AT+QIDEACT=1"), lines.join());
		ok(lines.indexOf("AT+QIACT=1") > lines.indexOf("AT+QIDEACT=1"));
	});

	it("lets it be when the second look says that all is well: noise has taken a line from the answer", () => {
		module.override("AT+QIACT?", `\r\n+QIACT: 1,1,"10.0.0.1"\r\n${OK}`);
		deepEqual(pass(5 * MINUTE), LOOK);
		deepEqual(pass(5 * MINUTE - 1), []);
		module.override("AT+QIACT?", OK);
		deepEqual(pass(1), LOOK);
		deepEqual(pass(1000), LOOK);
		// Doubts of two different times do not add up.
		module.override("AT+CGACT?", UNSERVED);
		deepEqual(pass(5 * MINUTE), ["AT+CGACT?"]);
		deepEqual(pass(1000), LOOK);
		deepEqual([losses(), states], [0, []] as never);
	});

	it("makes nothing of a module that does not say", () => {
		const silent = [`\r\n+CGACT: 2,0\r\n${OK}`, `\r\n+CGACT: 1\r\n${OK}`, OK, ERROR, "\r\n+CME ERROR: 30\r\n"];
		for (const answer of silent) {
			module.answer("AT+CGACT?", answer);
			deepEqual(pass(5 * MINUTE), LOOK);
		}
		module.answer("AT+QIACT?", ERROR);
		deepEqual(pass(5 * MINUTE), LOOK);
		deepEqual(pass(MINUTE), []);
		deepEqual([losses(), states], [0, []] as never);
	});

	it("asks nothing while something comes from the network", () => {
		const Client = module.modem.MQTTClient as NonNullable<typeof module.modem.MQTTClient>;
		const client = new Client({
			host: "h",
			id: "mast",
			keepAlive: 0,
			onReadable() {
				this.read();
			},
		});
		module.settle();
		const asked: string[] = [];
		for (let minute = 0; minute < 20; minute++) {
			module.say('\r\n+QMTRECV: 0,0,"t",1,"x"\r\n');
			module.lines();
			asked.push(...pass(MINUTE));
		}
		deepEqual(asked, []);
		equal(module.modem.counters.payloadBytes, 20);
		deepEqual(pass(9 * MINUTE), LOOK);
		client.close();
	});

	it("leaves it to the watch over registration while there is none", () => {
		pass(5 * MINUTE - 1000);
		module.say("\r\n+CEREG: 2\r\n");
		module.lines();
		deepEqual(pass(59_000), []);
		module.say("\r\n+CEREG: 1\r\n");
		deepEqual([losses(), states], [0, []] as never);
		deepEqual(pass(4 * MINUTE), LOOK);
	});

	it("takes both addresses of a context for both into account", () => {
		const both = (second: string) => `\r\n+QIACT: 1,1,3,"10.0.0.1","${second}"\r\n${OK}`;
		module = new ScriptedModule({ pdpType: "IPV4V6", apn: "a" });
		module.answer("AT+QIACT?", both("2001:db8::1"));
		module.ready();
		module.answer("AT+CGACT?", SERVED);
		deepEqual([...module.modem.addresses], ["10.0.0.1", "2001:db8::1"]);
		pass(5 * MINUTE);
		pass(1000);
		equal(losses(), 0);
		module.answer("AT+QIACT?", both("2001:db8::2"));
		pass(5 * MINUTE - 1000);
		equal(losses(), 0);
		pass(1000);
		equal(losses(), 1);
		module.ready();
		deepEqual([...module.modem.addresses], ["10.0.0.1", "2001:db8::2"]);
	});
});
