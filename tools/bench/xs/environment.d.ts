declare module "traffic" {
	/** What the module says, one character for each byte. The bench gives it. */
	const text: string;
	export default text;
}
