/** Module hooks of the Node host: what a Moddable device has built in is found here instead. */

interface Resolved {
	url: string;
	format?: string;
	shortCircuit?: boolean;
}

const builtin: Readonly<Record<string, string>> = {
	"embedded:provider/builtin": new URL("./provider.js", import.meta.url).href,
	timer: new URL("./timer.js", import.meta.url).href,
};

/** See the documentation of Node's customization hooks. */
export function resolve(
	specifier: string,
	context: unknown,
	next: (specifier: string, context: unknown) => Resolved | Promise<Resolved>,
): Resolved | Promise<Resolved> {
	if (specifier === "mc/config") {
		const source = `export default Object.freeze(${process.env.XS_CONFIG ?? "{}"});`;
		return { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true };
	}
	const url = builtin[specifier];
	return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
}
