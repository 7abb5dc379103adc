// A private method takes a slot of each instance on XS, 16 bytes of the device's RAM, which all lookups of private names go
// past. So the build makes it one of the prototype: `#name` becomes `_name`, as long as before, so that source maps hold.
// Fields stay private.

const DEFINITION = /^\s+(?:static )?(?:async )?\*?(?:get |set )?#(\w+)\(/gm;
const CLASS = /^(?:export )?(?:default )?(?:const \w+ = )?class (\w+)(?: extends ([\w.]+))? \{$/gm;

/** The classes of a compiled module: their names, what they extend, and their private methods. */
export function classesOf(text) {
	const starts = [...text.matchAll(CLASS)];
	return starts.map((it, index) => {
		const body = text.slice(it.index, starts[index + 1]?.index);
		return { name: it[1], base: it[2], methods: new Set([...body.matchAll(DEFINITION)].map((found) => found[1])) };
	});
}

/**
 * What each private method of a module is called on the prototype, its own name behind a mark: `_`, or `$` where a class
 * that it extends has it, too.
 * @param own classes of the module
 * @param all classes that there are
 * @throws Error when that cannot tell methods apart
 */
export function namesOf(own, all) {
	const named = new Map(all.map((it) => [it.name, it]));
	const names = new Map();
	for (const { name, base, methods } of own) {
		for (const method of methods) {
			let others = 0;
			for (let it = named.get(base); it !== undefined; it = named.get(it.base)) if (it.methods.has(method)) others++;
			const given = `${"_$"[others]}${method}`;
			if (others > 1 || (names.get(method) ?? given) !== given)
				throw new Error(`${name}: more than two classes have a private method ${method}`);
			names.set(method, given);
		}
	}
	return names;
}

/** A module whose private methods are called so. @throws Error where the name would mean something else then */
export function withPrototypeMethods(text, names) {
	return text.replace(/(.?)#(\w+)( in )?/g, (whole, before, name, isIn) => {
		const given = names.get(name);
		if (given === undefined) return whole;
		if (isIn !== undefined || !/^[.\s*]$/.test(before)) throw new Error(`#${name} is more than a method: ${whole}`);
		return before + given;
	});
}
