// A private method takes a slot of each instance on XS, 16 bytes of the device's RAM, which all lookups of private names go past.
// Private fields take one for all of a class's, and in flash one for each method and field that it uses. So the build makes
// plain names of them: `#name` becomes `_name`, as long as before, so that source maps hold. Fields stay private in the modules
// that the package exports, where a script can get hold of an instance, and where each byte goes past: see build.mjs.

const METHOD = /^\s+(?:static )?(?:async )?\*?(?:get |set )?#(\w+)\(/gm;
const FIELD = /^\s+(?:static )?#(\w+)(?: = |;)/gm;
const CLASS = /^(?:export )?(?:default )?(?:const \w+ = )?class (\w+)(?: extends ([\w.]+))? \{$/gm;

/**
 * The classes of a compiled module: their names, what they extend, and their private names that become plain.
 * @param keepsFields whether fields stay private
 */
export function classesOf(text, keepsFields = true) {
	const starts = [...text.matchAll(CLASS)];
	const forms = keepsFields ? [METHOD] : [METHOD, FIELD];
	return starts.map((it, index) => {
		const body = text.slice(it.index, starts[index + 1]?.index);
		const names = forms.flatMap((form) => [...body.matchAll(form)].map((found) => found[1]));
		return { name: it[1], base: it[2], names: new Set(names) };
	});
}

/**
 * What each private name of a module becomes, itself behind a mark: `_`, or `$` where a class that it extends has it, too.
 * @param own classes of the module
 * @param all classes that there are
 * @throws Error when that cannot tell names apart
 */
export function namesOf(own, all) {
	const named = new Map(all.map((it) => [it.name, it]));
	const plain = new Map();
	for (const { name, base, names } of own) {
		for (const it of names) {
			let others = 0;
			for (let other = named.get(base); other !== undefined; other = named.get(other.base)) {
				if (other.names.has(it)) others++;
			}
			const given = `${"_$"[others]}${it}`;
			if (others > 1 || (plain.get(it) ?? given) !== given)
				throw new Error(`${name}: more than two classes have a private name ${it}`);
			plain.set(it, given);
		}
	}
	return plain;
}

/** A module whose private names are called so; comments are left alone. @throws Error where a name would mean something else then */
export function withPlainNames(text, plain) {
	return text.replace(/\/\*\*[\s\S]*?\*\/|(.?)#(\w+)( in )?/g, (whole, before, name, isIn) => {
		const given = plain.get(name);
		if (given === undefined) return whole;
		if (isIn !== undefined || !/^[.\s*]$/.test(before)) throw new Error(`#${name} is more than a name: ${whole}`);
		return before + given;
	});
}
