/**
 * Hides secrets in the traffic of one wire, length kept: passwords, keys, PINs, log-ins, and the numbers of SIM and
 * subscriber. By command and field, as ../../modules never does it: a device's own trace is its owner's.
 */
export class Masking {
	/** The bare answer to one of these commands is a secret: IMSI and ICCID. */
	#hidesAnswer = false;

	/** A line of what the host sent. */
	sent(line: string): string {
		this.#hidesAnswer = /^AT\+CIMI\s*$/i.test(line);
		const command = /^(AT\+(\w+)=)(.*)$/is.exec(line);
		if (command === null) return line;
		const [, front = "", name = "", rest = ""] = command;
		return front + maskFields(name.toUpperCase(), rest);
	}

	/** A line of what the module sent. */
	received(line: string): string {
		if (this.#hidesAnswer && /^\d{10,}$/.test(line)) return "*".repeat(line.length);
		if (/^AT/i.test(line)) return this.sent(line);
		const answer = /^(\+(QCCID|QMTCFG|QICSGP): )(.*)$/.exec(line);
		if (answer === null) return line;
		const [, front = "", name = "", rest = ""] = answer;
		return front + (name === "QCCID" ? rest.replace(/\w/g, "*") : maskFields(name, rest));
	}
}

/** Splits at commas outside quotes. */
function fieldsOf(rest: string): string[] {
	return rest.match(/("[^"]*"|[^,])+|(?<=,)(?=,|$)/g) ?? [];
}

function hide(field: string): string {
	return field.replace(/[^"]/g, "*");
}

function maskFields(name: string, rest: string): string {
	const fields = fieldsOf(rest);
	const option = (fields[0] ?? "").replaceAll('"', "").toLowerCase();
	const from =
		name === "CPIN"
			? 0
			: name === "QMTCONN"
				? 2
				: name === "QICSGP"
					? 3
					: name === "QMTCFG" && ["aliauth", "onenet", "hwauth", "hwprodid"].includes(option)
						? 2
						: Number.POSITIVE_INFINITY;
	return fields.map((field, at) => (at >= from ? hide(field) : field)).join(",");
}
