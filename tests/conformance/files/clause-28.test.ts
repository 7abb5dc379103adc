import { ScriptedFlash } from "../../support/scripted-flash.js";
import { ScriptedModule } from "../../support/scripted-module.js";
import { directorySuite } from "./directory.js";
import { fileSuite } from "./file.js";
import type { FilesClass, FilesSubject } from "./subject.js";

/** The module's flash, behind a table of answers. */
function make(): FilesSubject {
	const module = new ScriptedModule();
	const flash = new ScriptedFlash(module);
	module.ready();
	return {
		Files: module.modem.Files as unknown as FilesClass,
		options: () => ({}),
		settle: () => module.settle(),
		content: (name) => flash.files.get(name),
		put: (name, content) => void flash.files.set(name, content),
	};
}

describe("ECMA-419, clause 28: Files", () => {
	describe("Directory", () => directorySuite(make));
	describe("File", () => fileSuite(make));
});
