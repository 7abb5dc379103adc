/** Runs an application of a Moddable device in a Node process: `node run.js APPLICATION.js`. */
import { register } from "node:module";
import { pathToFileURL } from "node:url";

register("./hooks.js", import.meta.url);

Object.assign(globalThis, { trace: (...text: unknown[]) => process.stdout.write(text.join("")) });

const [, , application] = process.argv;
if (application === undefined) throw new Error("usage: run.js APPLICATION.js");
await import(pathToFileURL(application).href);
