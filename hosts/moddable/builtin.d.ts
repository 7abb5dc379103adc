/**
 * What `embedded:provider/builtin` is with a host of this package, for editors and compilers that are not run by the SDK:
 * `"types": ["xs-quectel/device"]` in a tsconfig.json. The SDK itself finds the provider of the board that is built for.
 */
declare module "embedded:provider/builtin" {
	const device: import("./device.js").Device;
	export default device;
}
