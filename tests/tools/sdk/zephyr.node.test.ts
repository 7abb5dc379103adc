import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZephyrStandIn } from "../../../tools/sdk/zephyr.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

describe("what stands in for Zephyr", () => {
	let folder: string;
	let base: string;
	let standIn: ZephyrStandIn;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "zephyr-"));
		base = join(folder, "base");
		standIn = new ZephyrStandIn({ folder, version: "8.2.3", env: {} }, base);
	});

	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	it("is where the SDK looks for Zephyr, and has both packages that it asks CMake for", () => {
		equal(standIn.env.ZEPHYR_BASE, base);
		for (const name of ["Zephyr", "Zephyr-sdk"]) {
			for (const file of [`${name}Config.cmake`, `${name}ConfigVersion.cmake`]) ok(existsSync(join(base, file)), file);
		}
	});

	it("has a binding for each node of the chip in its tree", () => {
		const made = join(folder, "made");
		standIn.commands(made, 2);
		const tree = readFileSync(join(made, "build", "zephyr", "zephyr.dts"), "utf8");
		const names = Array.from(tree.matchAll(/compatible = "(nordic,[^"]*)"/g), ([, name = ""]) => name);
		for (const kind of ["gpio", "uarte", "twi", "pwm"]) ok(names.includes(`nordic,nrf-${kind}`), kind);
		const kinds = ["gpio", "serial", "i2c", "pwm"];
		for (const name of names) {
			const its = kinds.filter((kind) => existsSync(join(base, "dts", "bindings", kind, `${name}.yaml`)));
			equal(its.length, 1, name);
		}
	});

	it("goes as far as the files that are generated, and compiles nothing", () => {
		const [configure, build] = standIn.commands(join(folder, "made"), 2);
		const app = join(folder, "build", "devices", "zephyr", "app");
		deepEqual(configure?.[1].slice(0, 4), ["-S", app, "-B", join(folder, "made", "build")]);
		for (const it of [`-DMODDABLE_BUILD_DIR=${join(folder, "made")}`, `-DZephyr_DIR=${base}`]) {
			ok(configure?.[1].includes(it), it);
		}
		deepEqual(build?.[1].slice(2), ["--target", "generated_files", "--parallel", "2"]);
	});
});
