import { readdirSync, readFileSync } from "node:fs";
import { dist, root } from "../../../hosts/xs/places.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

interface Class {
	readonly name: string;
	readonly base: string | undefined;
	readonly names: ReadonlySet<string>;
}

interface PrivateNames {
	classesOf(text: string, keepsFields?: boolean): Class[];
	namesOf(own: readonly Class[], all: readonly Class[]): Map<string, string>;
	withPlainNames(text: string, names: ReadonlyMap<string, string>): string;
}

const first = `export class First {
  #field = 1;
  get #half() {
    return this.#field / 2;
  }
  static async #start(it) {
    it.#turn();
  }
  #turn() {
    return \`\${this.#half} of topic/#\`;
  }
}
`;
const second = `class Second extends First {
  #turn() {
  }
  end() {
    this.#turn();
  }
}
`;
const third = "class Third extends Second {\n  #turn() {\n  }\n}\n";

describe("What the build makes of private names", () => {
	let build: PrivateNames;
	before(async () => {
		build = (await import(new URL("tools/build/private-names.mjs", `file://${root}/`).href)) as PrivateNames;
	});
	/** @param keepsFields of the first text */
	const convert = (text: string, others: readonly string[] = [], keepsFields = true) => {
		const own = build.classesOf(text, keepsFields);
		const all = [...own, ...others.flatMap((other) => build.classesOf(other, false))];
		return build.withPlainNames(text, build.namesOf(own, all));
	};

	it("is a method of the prototype, with a name as long; fields stay private where scripts get instances", () => {
		const converted = convert(first);
		equal(converted, first.replaceAll("#half", "_half").replaceAll("#start", "_start").replaceAll("#turn", "_turn"));
		equal(converted.length, first.length);
		ok(converted.includes("this.#field") && converted.includes("topic/#"));
	});

	it("is a field like any other inside the product", () => {
		equal(convert(first, [], false), convert(first).replaceAll("#field", "_field"));
		const without = "class It {\n  /** Behind `#end`, or #end. */\n  #end;\n  static #all = 1;\n}\n";
		equal(convert(without, [], false), without.replace("  #end", "  _end").replace("#all", "_all"));
	});

	it("is another name than the same one of a class that is extended", () => {
		equal(convert(second, [first]), second.replaceAll("#turn", "$turn"));
		equal(convert(second), second.replaceAll("#turn", "_turn"));
		throws(() => convert(third, [first, second]), Error);
		throws(() => convert(first + second), Error);
		const field = "class Other extends First {\n  #turn = 1;\n  #half;\n}\n";
		equal(convert(field, [first], false), field.replaceAll("#turn", "$turn").replaceAll("#half", "$half"));
	});

	it("is refused where it is more than a name", () => {
		throws(() => convert(`class It {\n  #turn() {\n    return #turn in this;\n  }\n}\n`), Error);
		throws(() => convert(`class It {\n  #turn() {\n    return "#turn";\n  }\n}\n`), Error);
	});

	it("is done to each module of the product: only what the package exports, uart and at have private fields", () => {
		const { exports } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
			exports: Record<string, unknown>;
		};
		const exported = Object.values(exports).map((it) => (it as { default?: string }).default);
		let left = 0;
		for (const name of readdirSync(`${dist}/modules`, { recursive: true }).map(String)) {
			if (!name.endsWith(".js")) continue;
			const text = readFileSync(`${dist}/modules/${name}`, "utf8");
			const keepsFields = exported.includes(`./dist/modules/${name}`) || /^(uart|at)[\\/]/.test(name);
			for (const { names } of build.classesOf(text, keepsFields)) deepEqual([...names], [], name);
			if (/^ {2}#\w+/m.test(text)) left++;
			ok(keepsFields || !/^ {2}#\w+/m.test(text), name);
		}
		ok(left > 5, `${left} modules with private fields`);
	});
});
