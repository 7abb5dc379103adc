import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, Exit } from "../../../tools/cli/command.js";
import { findSDK } from "../../../tools/sdk/sdk.js";
import { equal, ok } from "../../support/assert.js";

describe("findSDK", () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "sdk-"));
	});

	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	const refusal = (env: NodeJS.ProcessEnv, platform = "linux"): string => {
		try {
			findSDK(env, platform);
		} catch (error) {
			ok(error instanceof CommandError);
			equal((error as CommandError).exit, Exit.environment);
			return (error as CommandError).message;
		}
		throw new Error("was not refused");
	};

	const install = (names: readonly string[]) => {
		mkdirSync(join(folder, "tools"));
		writeFileSync(join(folder, "tools", "VERSION"), "8.2.3\n");
		const bin = join(folder, "build", "bin", "lin", "release");
		mkdirSync(bin, { recursive: true });
		for (const name of names) writeFileSync(join(bin, name), "");
		return bin;
	};

	it("says what to do where there is none", () => {
		ok(refusal({}).includes("npx xs-dev setup"));
		ok(refusal({ MODDABLE: "" }).includes("MODDABLE is not set"));
		ok(refusal({ MODDABLE: "moddable" }).includes("not an absolute path"));
		ok(refusal({ MODDABLE: folder }).includes(`no SDK is in ${folder}`));
		ok(refusal({ MODDABLE: folder }, "plan9").includes("plan9"));
	});

	it("names the tools that are not built", () => {
		install(["mcconfig", "xsc", "xsid"]);
		ok(refusal({ MODDABLE: folder }).includes("xsl, mcrez not built"));
	});

	it("tells version and environment", () => {
		const bin = install(["mcconfig", "xsc", "xsid", "xsl", "mcrez"]);
		const sdk = findSDK({ MODDABLE: folder, PATH: "/bin" }, "linux");
		equal(sdk.version, "8.2.3");
		equal(sdk.env.PATH, `${bin}:/bin`);
		equal(sdk.env.MODDABLE, folder);
	});
});
