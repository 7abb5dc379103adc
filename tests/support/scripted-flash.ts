import type { ScriptedModule } from "./scripted-module.js";

const OK = "\r\nOK\r\n";
const refusal = (code: number) => `\r\n+CME ERROR: ${code}\r\n`;

interface Opened {
	readonly name: string;
	readonly isReadOnly: boolean;
	position: number;
}

/**
 * Answers a scripted module gives to the file commands: names with their content, and handles. Enough to test what the driver
 * makes of an answer, on every engine; whether a module would answer so is the simulator's business.
 */
export class ScriptedFlash {
	/** Content as characters up to U+00FF. */
	readonly files = new Map<string, string>();
	readonly opened = new Map<number, Opened>();
	/** Bytes there are. */
	capacity = 1_000_000;
	/** Called with each command line before it is answered; what it returns is the answer instead. */
	trouble: ((line: string) => string | undefined) | undefined;
	/** The same, for what follows the data of a write. */
	troubleAfter: ((line: string, data: string) => string | undefined) | undefined;
	readonly #module: ScriptedModule;

	constructor(module: ScriptedModule) {
		this.#module = module;
		const answers: Record<string, (line: string) => string> = {
			"AT+QFLST": (line) => this.#list(nameIn(line)),
			"AT+QFLDS": () => `\r\n+QFLDS: ${this.capacity - this.#used},${this.capacity}\r\n${OK}`,
			"AT+QFDEL": (line) => (this.files.delete(nameIn(line)) ? OK : refusal(405)),
			"AT+QFOPEN=": (line) => this.#open(nameIn(line), Number(line.slice(line.lastIndexOf(",") + 1))),
			"AT+QFOPEN?": () => this.#told(),
			"AT+QFSEEK": (line) => this.#seek(line),
			"AT+QFREAD": (line) => this.#read(line),
			"AT+QFWRITE": (line) => this.#invite(line),
			"AT+QFTUCAT": (line) => this.#truncate(line),
			"AT+QFCLOSE": (line) => (this.opened.delete(numbersIn(line)[0] as number) ? OK : refusal(416)),
		};
		for (const [begin, answer] of Object.entries(answers)) {
			module.answer(begin, (line) => this.trouble?.(line) ?? answer(line));
		}
		const { afterPayload } = module;
		module.afterPayload = (line) => {
			if (!line.startsWith("AT+QFWRITE")) return typeof afterPayload === "string" ? afterPayload : afterPayload(line);
			return this.troubleAfter?.(line, module.payload) ?? this.#write(line);
		};
	}

	/** Puts `data` at the position of what was opened as `line` says, as if all of it had come. */
	store(line: string, data: string): void {
		const file = this.#fileOf(line) as Opened;
		const before = this.files.get(file.name) ?? "";
		const end = file.position + data.length;
		this.files.set(file.name, before.slice(0, file.position) + data + before.slice(end));
		file.position = end;
	}

	get #used(): number {
		return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
	}

	#fileOf(line: string): Opened | undefined {
		return this.opened.get(numbersIn(line)[0] as number);
	}

	#list(pattern: string): string {
		const found = [...this.files].filter(([name]) => pattern === "" || name === pattern);
		const lines = found.map(([name, { length }]) => `\r\n+QFLST: "UFS:${name}",${length}`);
		return found.length === 0 ? OK : `${lines.join("")}\r\n${OK}`;
	}

	#open(name: string, mode: number): string {
		const content = this.files.get(name);
		if (mode === 2 && content === undefined) return refusal(405);
		if ([...this.opened.values()].some((it) => it.name === name)) return refusal(426);
		if (mode === 1 || content === undefined) this.files.set(name, "");
		let handle = 3000;
		while (this.opened.has(handle)) handle++;
		this.opened.set(handle, { name, isReadOnly: mode === 2, position: 0 });
		return `\r\n+QFOPEN: ${handle}\r\n${OK}`;
	}

	#told(): string {
		const lines = [...this.opened].map(([handle, { name }]) => `\r\n+QFOPEN: "UFS:${name}",${handle},0`);
		return lines.length === 0 ? OK : `${lines.join("")}\r\n${OK}`;
	}

	#seek(line: string): string {
		const file = this.#fileOf(line);
		const [, position = 0] = numbersIn(line);
		if (file === undefined || position > (this.files.get(file.name) as string).length) return refusal(425);
		file.position = position;
		return OK;
	}

	#read(line: string): string {
		const file = this.#fileOf(line);
		if (file === undefined) return refusal(416);
		const [, count = 0] = numbersIn(line);
		const data = (this.files.get(file.name) as string).slice(file.position, file.position + count);
		if (data === "") return refusal(402);
		file.position += data.length;
		return `\r\nCONNECT ${data.length}\r\n${data}\r\n${OK}`;
	}

	#invite(line: string): string {
		const file = this.#fileOf(line);
		if (file === undefined) return refusal(416);
		return file.isReadOnly ? refusal(414) : "\r\nCONNECT\r\n";
	}

	#write(line: string): string {
		const file = this.#fileOf(line) as Opened;
		const data = this.#module.payload;
		if (this.#used + data.length > this.capacity) return refusal(403);
		this.store(line, data);
		return `\r\n+QFWRITE: ${data.length},${(this.files.get(file.name) as string).length}\r\n${OK}`;
	}

	#truncate(line: string): string {
		const file = this.#fileOf(line);
		if (file === undefined) return refusal(416);
		this.files.set(file.name, (this.files.get(file.name) as string).slice(0, file.position));
		return OK;
	}
}

/** The name between the quotes of a command line, without prefix; empty: none. */
function nameIn(line: string): string {
	return /"(?:UFS:)?([^"]*)"/.exec(line)?.[1] ?? "";
}

/** The numbers behind the equals sign. */
function numbersIn(line: string): number[] {
	return line
		.slice(line.indexOf("=") + 1)
		.split(",")
		.map(Number);
}
