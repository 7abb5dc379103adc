import { codeOf } from "./code.js";
import { lineAt, type Problem, type Source } from "./source.js";

/** Problems for every place in the code of the sources where `pattern` (global) is found. */
function found(sources: readonly Source[], pattern: RegExp, message: (match: RegExpMatchArray) => string): Problem[] {
	return sources.flatMap(({ path, text }) =>
		Array.from(codeOf(text).matchAll(pattern), (match) => ({
			path,
			line: lineAt(text, match.index),
			message: message(match),
		})),
	);
}

/** What the SDK executes before a device is flashed: the modules, and the hosts on the SDK. */
const isInFlash = ({ path }: Source) =>
	/^(?:modules|hosts\/(?!applications\/|node\/|xs\/)[^/]+)\/.*(?<!\.d)\.ts$/.test(path);
const isTypeScript = ({ path }: Source) => path.endsWith(".ts");

const foreign = [
	"TextDecoder TextEncoder console structuredClone queueMicrotask setTimeout setInterval setImmediate clearTimeout",
	"clearInterval clearImmediate Buffer process global window self require performance fetch URL URLSearchParams",
	"AbortController AbortSignal EventTarget Event WebSocket crypto navigator Intl __dirname __filename trace",
]
	.join(" ")
	.split(" ");

/**
 * No file of modules/ uses a global that one of the engines lacks: XS has none of Node's, Node none of Moddable's. What runs
 * on the SDK only, hosts and applications, may `trace`.
 */
export function checkGlobals(sources: readonly Source[]): Problem[] {
	// A name behind a dot is a property, one in front of a colon a key; `globalThis.name` is looked at with care by its user.
	const pattern = new RegExp(`(?<![.\\w$#])(${foreign.join("|")})\\b(?!\\s*\\??:)(?!\\$)`, "g");
	const onXS = sources.filter((it) => isInFlash(it) || /^hosts\/applications\/.*(?<!\.d)\.ts$/.test(it.path));
	return found(onXS, pattern, ([, name]) => `uses ${name}, which not every engine has`).filter(
		({ path, message }) => path.startsWith("modules/") || !message.startsWith("uses trace,"),
	);
}

/** No enum and no namespace: constants are frozen objects. */
export function checkConstants(sources: readonly Source[]): Problem[] {
	const pattern = /^[ \t]*(?:export\s+)?(?:declare\s+)?(?:const\s+)?(enum|namespace)\s+\w+\s*\{/gm;
	return found(sources.filter(isTypeScript), pattern, ([, word]) => `declares an ${word}`);
}

/**
 * Neither modules/ nor a host on the SDK holds changing state at module level: on a device they are executed before they are
 * flashed, and what they made is read-only there. Object.freeze says that nobody wants to change it.
 */
export function checkModuleState(sources: readonly Source[]): Problem[] {
	const variable = /^(?:export\s+)?(let|var)\s+([\w$]+)/gm;
	const collection = String.raw`new\s+(?:Map|Set|WeakMap|WeakSet|Array|ArrayBuffer|DataView|\w+Array)\b`;
	const changing = String.raw`\[|\{|${collection}|(?:Array|\w+Array)\s*(?:\(|\.(?:of|from)\b)|Object\.assign\b`;
	// An annotation may hold function types and members on lines of their own; it ends at the `=` in front of the value.
	const annotation = String.raw`(?:\s*:(?:[^=;]|=>|;(?=\n[\t}]))+)?`;
	const object = new RegExp(String.raw`^(?:export\s+)?const\s+([\w$]+)${annotation}\s*=\s*(?:${changing})`, "gm");
	const exported = /^export\s+default\s*[[{]/gm;
	// Freezing does not reach what these hold.
	const frozen = new RegExp(String.raw`\bObject\.freeze\s*\(\s*(${collection})`, "g");
	const shared = new RegExp(String.raw`^[ \t]+static\s+readonly\s+(#?[\w$]+)${annotation}\s*=\s*(?:${changing})`, "gm");
	const fixed = /^[ \t]+static\s+(?!readonly\b|#?\w+\s*\(|async\b|get\b|set\b|\{)(#?[\w$]+)/gm;
	const modules = sources.filter(isInFlash);
	return [
		...found(modules, variable, ([, word, name]) => `${word} ${name} at module level cannot change in flash`),
		...found(modules, object, ([, name]) => `${name} at module level is not frozen, and cannot change in flash`),
		...found(modules, exported, () => "what is exported by default is not frozen, and cannot change in flash"),
		...found(modules, frozen, ([, what]) => `Object.freeze does not freeze what a ${what} holds`),
		...found(modules, shared, ([, name]) => `static ${name} is not frozen, and cannot change in flash`),
		...found(modules, fixed, ([, name]) => `static ${name} is not readonly, and cannot change in flash`),
	];
}

/** Nothing names a path that exists on one developer's machine only. */
export function checkPaths(sources: readonly Source[]): Problem[] {
	const pattern =
		/(?:(?<![\w.~/}$-])|(?<=\bfile:\/\/))\/(?:home|Users|root|work|workspace|workspaces|builds)\/[\w.-]+|\b[A-Z]:\\{1,2}Users\\/g;
	return sources.flatMap(({ path, text }) =>
		Array.from(text.matchAll(pattern), (match) => ({
			path,
			line: lineAt(text, match.index),
			message: `names ${match[0]}, a path of one machine`,
		})),
	);
}

/** A test that always runs alone, or never, is a mistake that was committed. */
export function checkTests(sources: readonly Source[]): Problem[] {
	const tests = sources.filter(({ path }) => path.endsWith(".test.ts"));
	return [
		...found(tests, /\b(?:describe|it)\.only\b/g, ([words]) => `${words} leaves the other tests out`),
		...found(tests, /(?<![.\w])(?:x(?:describe|it)|(?:describe|it)\.skip)\b/g, ([words]) => `${words} is never run`),
		...tests
			// Suites that are functions hold the tests of those who call them.
			.filter(({ text }) => !/\bit\s*\(|\b\w+Suite\s*\(/.test(codeOf(text)))
			.map(({ path }) => ({ path, line: 0, message: "holds no test" })),
	];
}
