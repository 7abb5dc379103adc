/** A line that begins with a name and a colon: `+CSQ: 29,99`. */
export interface NamedLine {
	/** With the `+` or `^` in front. */
	readonly name: string;
	/** As they stand, quotes included. */
	readonly fields: readonly string[];
}

/** Fields of a line: commas inside quotes do not count. */
function fieldsOf(text: string): string[] {
	return text.match(/(?:"[^"]*"|[^,"]|")+|(?<=,)(?=,|$)/g) ?? [];
}

/** Reads a line as name and fields. @returns undefined when it begins with no name */
export function readNamedLine(content: string): NamedLine | undefined {
	const parts = /^([+^][A-Z][A-Z0-9_]*):[ ]?(.*)$/s.exec(content);
	if (parts === null) return undefined;
	return { name: parts[1] as string, fields: fieldsOf(parts[2] as string).map((field) => field.trim()) };
}

export function isInteger(field: string | undefined): boolean {
	return field !== undefined && /^-?\d+$/.test(field);
}

export function isQuoted(field: string | undefined): boolean {
	return field?.startsWith('"') === true;
}
