declare module "xs-quectel/hosts/moddable/uart/native" {
	/** The native half of Serial; where its UART is, is up to the board. */
	const Native: import("./serial.js").NativeUARTClass<(number | string)[]>;
	export default Native;
}
