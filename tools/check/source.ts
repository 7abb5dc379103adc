/** A file of the project. */
export interface Source {
	/** Path from the package's root, with `/` between folders. */
	readonly path: string;
	readonly text: string;
}

/** Something that a check found. */
export interface Problem {
	readonly path: string;
	/** Line number from 1; 0 where the whole file is meant. */
	readonly line: number;
	readonly message: string;
}

/** Line number, from 1, of the character at `index`. */
export function lineAt(text: string, index: number): number {
	let line = 1;
	for (let at = text.indexOf("\n"); at >= 0 && at < index; at = text.indexOf("\n", at + 1)) line++;
	return line;
}

/** A problem as editors and terminals like to read it. */
export function describeProblem({ path, line, message }: Problem): string {
	return line === 0 ? `${path}: ${message}` : `${path}:${line}: ${message}`;
}
