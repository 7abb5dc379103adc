import { readdirSync, readFileSync } from "node:fs";
import { dist, root } from "../../../hosts/xs/places.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";

interface Class {
	readonly name: string;
	readonly base: string | undefined;
	readonly methods: ReadonlySet<string>;
}

interface PrivateMethods {
	classesOf(text: string): Class[];
	namesOf(own: readonly Class[], all: readonly Class[]): Map<string, string>;
	withPrototypeMethods(text: string, names: ReadonlyMap<string, string>): string;
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

describe("What the build makes of private methods", () => {
	let build: PrivateMethods;
	before(async () => {
		build = (await import(new URL("tools/build/private-methods.mjs", `file://${root}/`).href)) as PrivateMethods;
	});
	const convert = (text: string, ...others: string[]) => {
		const own = build.classesOf(text);
		return build.withPrototypeMethods(
			text,
			build.namesOf(own, [...own, ...others.flatMap((other) => build.classesOf(other))]),
		);
	};

	it("is a method of the prototype, with a name as long; fields stay private", () => {
		const converted = convert(first);
		equal(converted, first.replaceAll("#half", "_half").replaceAll("#start", "_start").replaceAll("#turn", "_turn"));
		equal(converted.length, first.length);
		ok(converted.includes("this.#field") && converted.includes("topic/#"));
	});

	it("is another method than that of the same name in a class that it extends", () => {
		equal(convert(second, first), second.replaceAll("#turn", "$turn"));
		equal(convert(second), second.replaceAll("#turn", "_turn"));
		throws(() => convert(third, first, second), Error);
		throws(() => convert(first + second), Error);
	});

	it("is refused where the name is more than a method's", () => {
		throws(() => convert(`class It {\n  #turn() {\n    return #turn in this;\n  }\n}\n`), Error);
		throws(() => convert(`class It {\n  #turn() {\n    return "#turn";\n  }\n}\n`), Error);
	});

	it("is done to each module of the product, and to nothing else of it", () => {
		const names = readdirSync(`${dist}/modules`, { recursive: true }).map(String);
		const texts = names
			.filter((name) => name.endsWith(".js"))
			.map((name) => readFileSync(`${dist}/modules/${name}`, "utf8"));
		ok(texts.length > 50);
		deepEqual(
			texts.flatMap((text) => build.classesOf(text)).filter(({ methods }) => methods.size > 0),
			[],
		);
		ok(texts.some((text) => /^ {2}_\w+\(/m.test(text)));
		ok(texts.some((text) => /^ {2}#\w+ = /m.test(text)));
	});
});
