import type { FilesClass, FilesSubject } from "../files/subject.js";
import type { ModemSubject } from "../modem/subject.js";
import type { Bench } from "./bench.js";
import { places } from "./far-side.js";

export function makeFiles(bench: Bench): FilesSubject {
	const { far } = bench;
	return {
		Files: bench.ready().Files as unknown as FilesClass,
		options: () => ({}),
		settle: () => bench.pass(20_000),
		content: (name) => far.content(name),
		put: (name, content) => far.put(name, content),
	};
}

/** The modem itself, over a module that nobody has switched on. */
export function makeModem(bench: Bench): ModemSubject {
	const { far } = bench;
	let isFirst = true;
	let made = 0;
	return {
		make() {
			const modem = isFirst ? bench.begin() : bench.remake();
			isFirst = false;
			return modem;
		},
		options: () => ({ host: places.broker, id: `mast-${++made}` }),
		until: (what, isDone) => bench.until(what, isDone),
		settle: () => bench.pass(1000),
		published() {
			bench.pass(1000);
			return far.published();
		},
		restart: () => far.cutPower(3000),
		prefix: "",
	};
}
