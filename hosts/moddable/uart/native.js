// The native half of Serial on boards: uart-serial.c, in the syntax of the SDK's compiler. See native.d.ts.
class Native @ "xs_quectel_serial_destructor" {
	constructor(options) @ "xs_quectel_serial_constructor";
	close() @ "xs_quectel_serial_close";
	read(data) @ "xs_quectel_serial_read";
	write(data) @ "xs_quectel_serial_write";
	flush(input, output) @ "xs_quectel_serial_flush";
	get overruns() @ "xs_quectel_serial_get_overruns";
	get format() @ "xs_quectel_serial_get_format";
	set format(format) @ "xs_quectel_serial_set_format";
}

export default Native;
