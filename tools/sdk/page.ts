import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import type { Recording } from "./recording.js";

const NEVER = "no day yet";
const count = (value: number) => value.toLocaleString("en-US");

/** A Markdown table as the formatter wants it: cells padded to the width of their column. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, n) =>
		Math.max(3, ...[title, ...rows.map((row) => row[n] ?? "")].map((it) => it.length)),
	);
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, n) => cell.padEnd(widths[n] as number)).join(" | ")} |`;
	return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The page of what the SDK made of this package, from a recorded run. */
export function renderPage({
	isWhole,
	versions,
	dates,
	targets = [],
	smaller,
	mainJob,
	packed = [],
	applications = [],
	moved = [],
	clients = [],
}: Recording): string {
	const perTarget = targets.map(({ name, platform, host, bytecode, slots, keys, empty, warnings }) => [
		name,
		`\`${platform}\``,
		`\`hosts/${host}\``,
		count(bytecode),
		count(bytecode - empty.bytecode),
		count(slots),
		count(slots - empty.slots),
		count(keys),
		count(keys - empty.keys),
		`${warnings.own}`,
		`${warnings.sdk}`,
	]);
	const perSmaller = (smaller ?? []).map(({ manifest, platform, bytecode, slots, keys }) => {
		const whole = targets.find((it) => it.platform === platform);
		const less = (it: number | undefined, than: number) => (it === undefined ? "-" : count(it - than));
		return [
			...[`\`${manifest}\``, `\`${platform}\``, count(bytecode), less(whole?.bytecode, bytecode)],
			...[count(slots), less(whole?.slots, slots), count(keys)],
		];
	});
	const perClient = clients.map(({ name, passed, of, remarks }) => [
		`\`${name}\``,
		`${passed} of ${of}`,
		remarks.length === 0 ? "-" : remarks.join("; "),
	]);
	const perProject = packed.map(({ name, published, arrived, commands }) => [
		name,
		...[published, arrived, commands].map(count),
	]);
	const perApplication = applications.map(({ manifest, platform, bytecode, slots, keys, warnings }) => [
		`\`${manifest}\``,
		`\`${platform}\``,
		...[bytecode, slots, keys, warnings].map(count),
	]);
	const perMove = moved.map(({ manifest, counted, said }) => [`\`${manifest}\``, ...[counted, said].map(count)]);
	return `# On the Moddable SDK

What \`npm run test:sdk -- --record\` found, with SDK ${versions.sdk} and TypeScript ${versions.typescript}. It needs the SDK
(\`npx xs-dev setup\`), \`MODDABLE\`, and nothing of the makers of the chips: for every target the SDK's own TypeScript, compiler and
linker steps run to the end, to the C file that holds all of the JavaScript. Only the Linux simulator's firmware is compiled and run.
For Zephyr, whose CMake package and device tree the SDK wants even for that, a few lines of our own stand in (\`tools/sdk/zephyr.ts\`): a CMake
package that compiles nothing, and a tree with the board's pins, UARTs, I2C and PWM. TypeScript is compiled all at once, with the SDK's
settings (\`tools/sdk/tsc.ts\`): the SDK itself starts the compiler once for each file.
${isWhole ? "All of it is from one run." : "Its parts are from runs of their own, on the days that they name."}

## Targets

The main job (\`hosts/applications/main-job\`) for each, on ${dates.targets ?? NEVER}. Bytecode is in flash, and so are the slots: what the modules made before the
firmware was flashed, 16 bytes each. "Added" is what is there on top of a firmware that does nothing, with the SDK's own modules for
that board. Warnings are the linker's: about modules of this package, which end the run, and about the SDK's own.

${table(
	[
		"target",
		"`mcconfig -p`",
		"manifest",
		"bytecode, bytes",
		"added",
		"slots",
		"added",
		"keys",
		"added",
		"warnings",
		"of the SDK",
	],
	perTarget,
)}

${
	smaller === undefined
		? ""
		: `The main job once more, by the host's manifest and one for a [smaller build](../modules/README.md#which-classes-a-build-has), on ${dates.smaller ?? NEVER}; "less" is
than in the table above.

${table(["manifest", "`mcconfig -p`", "bytecode, bytes", "less", "slots", "less", "keys"], perSmaller)}

`
}## The main job on the SDK's engine

\`hosts/desktop\` without the simulator's window: the SDK's Serial on a PTY, the simulated module at the other end, a broker behind it,
and an ordinary MQTT client that checks every message. On ${dates.mainJob ?? NEVER}.

${table(
	["published", "delivered", "commands", "lost"],
	mainJob === undefined ? [] : [[mainJob.published, mainJob.delivered, mainJob.commands, mainJob.lost].map(count)],
)}

## The package, installed

\`npm pack\`, installed in an empty folder; there the SDK builds what the pages say, and it runs over \`xs-quectel simulate\` of the
installed package. The README's example is built from the package's TypeScript, by a manifest that includes the host from node_modules; the
main job from its JavaScript, with \`device=tcp:...\` on the command line. On ${dates.packed ?? NEVER}.

${table(["project", "published", "arrived", "commands"], perProject)}

## The applications

[hosts/applications](applications/README.md) by their own manifests, from TypeScript, which include the host of the platform by
\`hosts/manifest.json\`. \`wifi.json\` has no module: it is there to be compared. On ${dates.applications ?? NEVER}.

${table(["manifest", "`mcconfig -p`", "bytecode, bytes", "slots", "keys", "warnings"], perApplication)}

The application for Wi-Fi, run on Linux by both of its manifests, between which there is [one include](applications/wifi-to-lte/README.md): first
over the network of this machine with the SDK's MQTT client, then over the simulated module. It counts to 10, and says back what it is
told. On ${dates.moved ?? NEVER}.

${table(["manifest", "counted", "said back"], perMove)}

## The SDK's own protocol clients and tests

The SDK's applications and tests, unchanged, over the modem's TCP, TLS, UDP, Listener and Resolver, with real servers on this machine
behind the simulated module. HTTPS and MQTTS verify the server by an authority whose certificate is a file in the module
(\`config.modem.tls.ca\`); a second run, where the module has another authority's, must not say a word to the server. Built from the packed
JavaScript. On ${dates.clients ?? NEVER}.

${table(["of the SDK", "passed", "not passed, and why"], perClient)}
`;
}

export const page = join(root, "hosts", "SDK.md");

export function writePage(recording: Recording): void {
	writeFileSync(page, renderPage(recording));
}
