/*
	The class that scripts see of a UART: reads and writes move bytes between a ring and a buffer, and allocate nothing
	but what a read without a buffer asks for. It knows XS and the two rings, and no platform: hosts/xs compiles this file
	with a port of its own, and runs it in every test of the engine.
*/
#include "uart-serial.h"

/* Arguments of the constructor, checked by serial.ts; what is behind them is the platform's. */
enum { argBaud, argFlowControl, argNumber, argReceiveSize, argTransmitSize, argOnReadable, argOnWritable, argOnError };

const uint32_t serialUARTOffset = offsetof(Serial, uart);

void xs_quectel_serial_destructor(void* data);

static void mark(xsMachine* the, void* data, xsMarkRoot markRoot) {
	Serial* serial = data;
	if (!serial) return;
	(*markRoot)(the, &serial->onReadable);
	(*markRoot)(the, &serial->onWritable);
	(*markRoot)(the, &serial->onError);
}

static const xsHostHooks hooks = { xs_quectel_serial_destructor, mark, NULL };

static void release(Serial* serial) {
	ringDelete(&serial->receive);
	ringDelete(&serial->transmit);
	c_free(serial);
}

/* An open instance is remembered: this is for the end of its machine, and for a closed one, which has no data. */
void xs_quectel_serial_destructor(void* data) {
	Serial* serial = data;
	if (!serial) return;
	uartClose(NULL, serial);
	release(serial);
}

void xs_quectel_serial_constructor(xsMachine* the) {
	uartArguments(the);
	const uint32_t receiveSize = (uint32_t)xsmcToInteger(xsArg(argReceiveSize));
	const uint32_t transmitSize = (uint32_t)xsmcToInteger(xsArg(argTransmitSize));
	Serial settings = { .owesWritable = true };
	settings.baud = (uint32_t)xsmcToInteger(xsArg(argBaud));
	settings.hasFlowControl = xsmcTest(xsArg(argFlowControl));
	settings.isNumber = xsmcTest(xsArg(argNumber));
	settings.onReadable = xsArg(argOnReadable);
	settings.onWritable = xsArg(argOnWritable);
	settings.onError = xsArg(argOnError);
	settings.self = xsThis;

	Serial* serial = c_malloc(sizeof(Serial));
	if (!serial) xsUnknownError("no memory");
	*serial = settings;
	const bool hasRings = ringCreate(&serial->receive, receiveSize) && ringCreate(&serial->transmit, transmitSize);
	const char* why = hasRings ? uartOpen(the, serial) : "no memory";
	if (why) {
		release(serial);
		xsUnknownError("%s", why);
	}
	xsmcSetHostData(xsThis, serial);
	xsSetHostHooks(xsThis, (xsHostHooks*)&hooks);
	xsRemember(serial->self);
}

/* Throws SyntaxError for a wrong receiver; NULL once it is closed. */
static Serial* data(xsMachine* the) {
	return xsmcGetHostDataValidate(xsThis, (void*)&hooks);
}

Serial* serialSelf(xsMachine* the) {
	Serial* serial = data(the);
	if (!serial) xsSyntaxError("closed");
	return serial;
}

/* No callback comes any more. What was written and did not go out yet is lost, as with a UART. */
void xs_quectel_serial_close(xsMachine* the) {
	Serial* serial = data(the);
	if (!serial) return;
	uartClose(the, serial);
	xsForget(serial->self);
	xsmcSetHostData(xsThis, NULL);
	release(serial);
}

/*
	read(): a byte, or a new ArrayBuffer with all there is; read(count): with at most so many; read(buffer): fills it and
	gives the count. Undefined when nothing is there.
*/
void xs_quectel_serial_read(xsMachine* the) {
	Serial* serial = serialSelf(the);
	Ring* ring = &serial->receive;
	uint32_t count = ringUsed(ring);
	if (serial->isNumber) {
		uint8_t byte;
		if (ringTake(ring, &byte, 1)) xsmcSetInteger(xsResult, byte);
	} else if (xsmcArgc > 0 && xsmcTypeOf(xsArg(0)) == xsReferenceType) {
		void* bytes;
		xsUnsignedValue size;
		xsmcGetBufferWritable(xsArg(0), &bytes, &size);
		if (count > 0) xsmcSetInteger(xsResult, (int32_t)ringTake(ring, bytes, size));
	} else {
		if (xsmcArgc > 0 && xsmcTypeOf(xsArg(0)) != xsUndefinedType) {
			const xsNumberValue most = xsmcToNumber(xsArg(0));
			if (most < 0) xsRangeError("count: negative");
			if (!(most >= count)) count = most > 0 ? (uint32_t)most : 0;
		}
		if (ringUsed(ring) == 0) return;
		ringTake(ring, xsmcSetArrayBuffer(xsResult, NULL, (int32_t)count), count);
	}
	uartTaken(serial);
}

/* write(byte | buffer): all of it, or Error("would block"). Gives what can be written now. */
void xs_quectel_serial_write(xsMachine* the) {
	Serial* serial = serialSelf(the);
	Ring* ring = &serial->transmit;
	uint8_t byte;
	void* bytes = &byte;
	xsUnsignedValue size = 1;
	if (xsmcArgc < 1) xsTypeError("data: missing");
	if (serial->isNumber) {
		const xsNumberValue value = xsmcToNumber(xsArg(0));
		if (!(value >= 0 && value <= 255)) xsRangeError("byte: not from 0 to 255");
		byte = (uint8_t)value;
	} else {
		xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	}
	if (size > ringFree(ring)) xsUnknownError("would block");
	ringPut(ring, bytes, size);
	serial->owesWritable = true;
	uartSend(serial);
	xsmcSetInteger(xsResult, (int32_t)ringFree(ring));
}

/* flush([input, output]) */
void xs_quectel_serial_flush(xsMachine* the) {
	Serial* serial = serialSelf(the);
	const int count = xsmcArgc;
	if (count == 1) xsTypeError("flush: no arguments or two");
	const bool isInput = count == 0 || xsmcTest(xsArg(0));
	const bool isOutput = count == 0 || xsmcTest(xsArg(1));
	uartFlush(serial, isInput, isOutput);
	if (isOutput) serial->owesWritable = true;
	if (isInput) {
		serial->told = serial->receive.tail;
		uartTaken(serial);
	}
}

/* Bytes lost at the receiving end since it was opened; 32 bits that wrap. */
void xs_quectel_serial_get_overruns(xsMachine* the) {
	xsmcSetInteger(xsResult, (int32_t)__atomic_load_n(&serialSelf(the)->overruns, __ATOMIC_RELAXED));
}

void xs_quectel_serial_get_format(xsMachine* the) {
	xsmcSetString(xsResult, serialSelf(the)->isNumber ? "number" : "buffer");
}

void xs_quectel_serial_set_format(xsMachine* the) {
	Serial* serial = serialSelf(the);
	const char* format = xsmcToString(xsArg(0));
	const bool isNumber = !strcmp(format, "number");
	if (!isNumber && strcmp(format, "buffer")) xsRangeError("format: neither \"number\" nor \"buffer\"");
	serial->isNumber = isNumber;
}

static bool isCallback(xsMachine* the, xsSlot* slot) {
	return xsmcTypeOf(*slot) == xsReferenceType;
}

bool serialRun(xsMachine* the, Serial* serial) {
	const uint32_t head = ringHead(&serial->receive);
	if (serial->told != head && ringUsed(&serial->receive)) {
		serial->told = head;
		if (isCallback(the, &serial->onReadable)) {
			uartCall(the, &serial->onReadable, &serial->self, (int32_t)ringUsed(&serial->receive), NULL);
		}
		return true;
	}
	if (uartIsHungUp(serial)) {
		if (serial->hasFailed) return false;
		serial->hasFailed = true;
		if (isCallback(the, &serial->onError)) uartCall(the, &serial->onError, &serial->self, 0, "hung up");
		return true;
	}
	uartTaken(serial);
	if (ringUsed(&serial->transmit)) uartSend(serial);
	if (serial->owesWritable && !ringUsed(&serial->transmit) && uartCanSend(serial)) {
		serial->owesWritable = false;
		if (isCallback(the, &serial->onWritable)) {
			uartCall(the, &serial->onWritable, &serial->self, (int32_t)ringFree(&serial->transmit), NULL);
		}
		return true;
	}
	return false;
}
