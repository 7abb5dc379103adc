import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathsBelow, root } from "../../../tools/check/tree.js";
import { applicationPlatforms, applications } from "../../../tools/sdk/applications.js";
import { examples } from "../../../tools/sdk/examples.js";
import { page, renderPage } from "../../../tools/sdk/page.js";
import { readRecording } from "../../../tools/sdk/recording.js";
import { targets } from "../../../tools/sdk/target.js";
import { smallerBuilds } from "../../../tools/sdk/targets.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const recording = readRecording();

describe("hosts/SDK.md", () => {
	it("says what was recorded", () => {
		equal(readFileSync(page, "utf8"), renderPage(recording), "npm run test:sdk -- --record");
	});

	it("is of one run", () => {
		equal(recording.isWhole, true, "npm run test:sdk -- --record, without --only");
	});

	it("tells of a package whose projects lost nothing", () => {
		ok((recording.packed?.length ?? 0) >= 2);
		for (const { name, arrived, published, commands } of recording.packed ?? []) {
			ok(published > 0 && commands > 0, name);
			equal(arrived, published, name);
		}
	});

	it("has a row for each target, none of which the linker warned about", () => {
		deepEqual(
			recording.targets?.map(({ name, platform, host }) => ({ name, platform, host })),
			targets,
		);
		for (const { name, warnings, bytecode, slots, keys, empty } of recording.targets ?? []) {
			equal(warnings.own, 0, name);
			for (const key of ["bytecode", "slots", "keys"] as const) {
				ok({ bytecode, slots, keys }[key] > empty[key], `${name}: ${key}`);
			}
		}
	});

	it("has a row for each manifest of a smaller build, where these were recorded", () => {
		deepEqual(
			smallerBuilds.map(({ manifest }) => manifest),
			pathsBelow(".").filter((path) => /^manifest-\w+\.json$/.test(path)),
		);
		const { smaller: _, ...before } = recording;
		ok(!renderPage(before).includes("smaller build"));
		const [{ manifest, platform }] = smallerBuilds;
		const whole = recording.targets?.find((it) => it.platform === platform);
		const [bytecode, slots] = [(whole?.bytecode ?? 0) - 60_000, (whole?.slots ?? 0) - 7000];
		const text = renderPage({ ...before, smaller: [{ manifest, platform, bytecode, slots, keys: 2400 }] });
		const [row = ""] = text.split("\n").filter((line) => line.startsWith(`| \`${manifest}\``));
		deepEqual(
			row.split("|").map((cell) => cell.trim()),
			[
				...["", `\`${manifest}\``, `\`${platform}\``, bytecode.toLocaleString("en-US"), "60,000"],
				...[slots.toLocaleString("en-US"), "7,000", "2,400", ""],
			],
		);
	});

	it("has a target for each manifest of a host", () => {
		const hosts = pathsBelow("hosts").flatMap((path) => /^hosts\/([^/]+)\/manifest\.json$/.exec(path)?.[1] ?? []);
		ok(hosts.length > 0);
		for (const host of hosts)
			ok(
				targets.some((it) => it.host === host),
				`${host} has a target`,
			);
	});

	it("tells a main job that lost nothing", () => {
		equal(recording.mainJob?.lost, 0);
		equal(recording.mainJob?.delivered, recording.mainJob?.published);
		ok((recording.mainJob?.published ?? 0) > 0);
	});

	it("has a row for each application here and each platform, without a warning, and the move to LTE whole", () => {
		const rows = applications.flatMap(({ manifest }) =>
			applicationPlatforms.map((platform) => `${manifest} ${platform}`),
		);
		deepEqual(
			recording.applications?.map(({ manifest, platform }) => `${manifest} ${platform}`),
			rows,
		);
		for (const { manifest, warnings, bytecode } of recording.applications ?? []) {
			ok(warnings === 0 && bytecode > 0, manifest);
		}
		deepEqual(recording.moved, [
			{ manifest: "wifi-to-lte/wifi.json", counted: 10, said: 3 },
			{ manifest: "wifi-to-lte/lte.json", counted: 10, said: 3 },
		]);
	});

	it("has an application for each manifest that is there", () => {
		const manifests = pathsBelow("hosts/applications").filter((path) => path.endsWith(".json"));
		deepEqual(
			manifests.map((path) => path.slice("hosts/applications/".length)).sort(),
			applications.map(({ manifest }) => manifest).sort(),
		);
	});

	it("has a row for each application of the SDK's, and a reason wherever something did not pass", () => {
		const names = recording.clients?.map(({ name }) => name) ?? [];
		for (const { folder } of examples)
			ok(
				names.some((name) => name.includes(folder)),
				folder,
			);
		for (const { name, passed, of, remarks } of recording.clients ?? []) {
			ok(of > 0 && (passed === of || remarks.length > 0), name);
		}
	});

	it("is written by what the package calls so", () => {
		const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
		ok("test:sdk" in scripts);
	});
});
