// Runs main.ts where no SDK does: on its boards `device` is global, as its module "system" makes it.
import device from "embedded:provider/builtin";

Object.assign(globalThis, { device });
await import("./main.js");
