import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { CommandError, Exit } from "../cli/command.js";

/** Tools of the SDK that a build here calls, directly or by its makefiles. */
const tools = Object.freeze(["mcconfig", "xsc", "xsid", "xsl", "mcrez"] as const);

const folders: Readonly<Record<string, string>> = Object.freeze({ linux: "lin", darwin: "mac" });

/** An installed Moddable SDK, with its tools built. */
export interface SDK {
	readonly folder: string;
	readonly version: string;
	/** What its tools want to find in the environment. */
	readonly env: NodeJS.ProcessEnv;
}

/**
 * The SDK that `MODDABLE` names.
 * @throws CommandError (environment) that says what is missing and what to do about it
 */
export function findSDK(env: NodeJS.ProcessEnv, platform: string = process.platform): SDK {
	const { MODDABLE: folder } = env;
	const hint = "npx xs-dev setup installs the Moddable SDK";
	if (folder === undefined || folder === "") throw new CommandError(Exit.environment, `MODDABLE is not set; ${hint}`);
	if (!isAbsolute(folder)) throw new CommandError(Exit.environment, `MODDABLE: ${folder} is not an absolute path`);
	const system = folders[platform];
	if (system === undefined) throw new CommandError(Exit.environment, `no host of the SDK that is tried: ${platform}`);
	const versionFile = join(folder, "tools", "VERSION");
	if (!existsSync(versionFile)) throw new CommandError(Exit.environment, `MODDABLE: no SDK is in ${folder}; ${hint}`);
	const bin = join(folder, "build", "bin", system, "release");
	const missing = tools.filter((name) => !existsSync(join(bin, name)));
	if (missing.length > 0) {
		throw new CommandError(Exit.environment, `MODDABLE: ${missing.join(", ")} not built in ${bin}; ${hint}`);
	}
	return {
		folder,
		version: readFileSync(versionFile, "utf8").trim(),
		env: { ...env, PATH: `${bin}:${env.PATH ?? ""}` },
	};
}
