/** The first secret among the fields of what a command sets or a line tells; all behind it are hidden too. */
const secrets: Readonly<Record<string, number>> = Object.freeze({
	// SIM: PIN and PUK, facility locks, passwords of them.
	CPIN: 0,
	CLCK: 2,
	CPWD: 1,
	// Log-ins.
	QMTCONN: 2,
	QICSGP: 3,
	CGAUTH: 2,
	// Numbers of subscriber and SIM.
	CIMI: 0,
	QCCID: 0,
	ICCID: 0,
	CCID: 0,
});

/** Options of AT+QMTCFG that hold keys or log-ins. */
const keyOptions: readonly string[] = Object.freeze(["aliauth", "onenet", "hwauth", "hwprodid"]);

/** Options of AT+QSSLCFG with a secret, and which field of the command it is: what unlocks a key, a key of both sides. */
const secureOptions: Readonly<Record<string, number>> = Object.freeze({ clientkey: 3, psk: 2 });

/** Commands whose answer is a bare number that is a secret. */
const numbers = /^(?:CIMI|QCCID|ICCID|CCID)$/;

/**
 * Hides secrets in the traffic of one wire, length kept: passwords, keys, PINs, log-ins, and the numbers of SIM and
 * subscriber. By command and field, as ../../modules never does it: a device's own trace is its owner's.
 */
export class Masking {
	/** The bare answer to the command line in flight is a secret: IMSI and ICCID. */
	#hidesAnswer = false;

	/** A line of what the host sent. */
	sent(line: string): string {
		this.#hidesAnswer = false;
		if (!/^AT/i.test(line)) return line;
		return partsOf(line)
			.map((part, at) => this.#command(part, at === 0))
			.join(";");
	}

	/** A line of what the module sent. */
	received(line: string): string {
		if (this.#hidesAnswer && /^"?\d{10,}[0-9A-F]*"?$/i.test(line)) return hide(line);
		if (/^AT/i.test(line)) return this.sent(line);
		const answer = /^(\+(\w+): ?)(.*)$/s.exec(line);
		if (answer === null) return line;
		const [, front = "", name = "", rest = ""] = answer;
		// What these tell is a state, a result, or what a test command lists.
		if (name === "CPIN" || name === "CLCK" || name === "QMTCONN" || rest.startsWith("(")) return line;
		return front + maskFields(name, rest, true);
	}

	/** One command of a command line (ITU-T V.250, 5.2.1). */
	#command(part: string, isFirst: boolean): string {
		const command = (isFirst ? /^(AT.*?\+(\w+)(=?))(.*)$/is : /^(\s*\+(\w+)(=?))(.*)$/is).exec(part);
		if (command === null) return part;
		const [, front = "", name = "", equals = "", rest = ""] = command;
		if (numbers.test(name.toUpperCase()) && !rest.startsWith("?")) this.#hidesAnswer = true;
		return equals === "" || rest === "?" ? part : front + maskFields(name.toUpperCase(), rest, false);
	}
}

/** Splits at semicolons outside quotes. */
function partsOf(line: string): string[] {
	return line.match(/(?:"[^"]*(?:"|$)|[^;"])+|(?<=;)(?=;|$)/g) ?? [line];
}

/** Splits at commas outside quotes. */
function fieldsOf(rest: string): string[] {
	return rest.match(/(?:"[^"]*(?:"|$)|[^,"])+|(?<=,)(?=,|$)|^(?=,)/g) ?? [];
}

function hide(field: string): string {
	return field.replace(/[^"]/g, "*");
}

/** @param isAnswer of QMTCFG and QICSGP: client index and context stand in the command only */
function maskFields(name: string, rest: string, isAnswer: boolean): string {
	const fields = fieldsOf(rest);
	const option = (fields[0] ?? "").replaceAll('"', "").trim().toLowerCase();
	const isKey = name === "QMTCFG" && keyOptions.includes(option);
	const secure = name === "QSSLCFG" ? secureOptions[option] : undefined;
	const first = isKey ? 2 : (secure ?? secrets[name] ?? Number.POSITIVE_INFINITY);
	const from = isAnswer && (isKey || name === "QICSGP") ? first - 1 : first;
	return fields.map((field, at) => (at >= from ? hide(field) : field)).join(",");
}
