// Gives an engine without mocha the words that test files use. Imported before the first test file.

import { Suite } from "./suite.js";

/** What the test files that are imported after this one describe. */
export const suite = new Suite();

Object.assign(globalThis, suite.words());
