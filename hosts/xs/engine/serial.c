// The module "embedded:io/serial": ECMA-419, clause 10. The receive and transmit stores are rings that the port or the wire
// serves. No call and no callback allocates anything, but for reads that ask for a new ArrayBuffer.
#include "serial.h"

#include "clock.h"
#include "engine.h"
#include "natives.h"
#include "wire.h"

enum { mostSerials = 4, defaultStore = 4096, largestStore = 1024 * 1024 };

typedef struct {
	Channel channel;
	txSlot self;
	txSlot onReadable, onWritable, onError;
	uint32_t told;        // the head of the receive store that onReadable was last called for
	bool isNumber;        // data format
	bool isWire;
	bool hasFlowControl;
	bool isRequesting;    // wire with flow control: RTS, as the receive store has it
	bool owesWritable;
	bool hasFailed;       // the hang-up was told
} Serial;

static Serial* serials[mostSerials];
static txID idPrototype, idPort, idBaud, idFlowControl, idFormat, idTarget, idReceiveSize, idTransmitSize;
static txID idOnReadable, idOnWritable, idOnError, idDTR, idRTS, idBreak, idCTS, idDSR;

static void mark(txMachine* the, void* data, txMarkRoot markRoot) {
	Serial* serial = data;
	if (!serial) return;
	markRoot(the, &serial->onReadable);
	markRoot(the, &serial->onWritable);
	markRoot(the, &serial->onError);
}

static void destroy(void* data) {
	(void)data; // an open instance is remembered, a closed one has no data
}

static const txHostHooks hooks = { destroy, mark, NULL };

// Construction

// Whether the option in xsVar(0) is `one`; throws RangeError when it is neither `one` nor `other`.
static bool isFirstOf(txMachine* the, const char* name, const char* one, const char* other) {
	const char* text = xsmcToString(xsVar(0));
	if (!strcmp(text, one)) return true;
	if (strcmp(text, other)) xsRangeError("%s: neither \"%s\" nor \"%s\"", name, one, other);
	return false;
}

static void readOptions(txMachine* the, Serial* serial, ChannelSettings* settings) {
	// Kept in variables too: what a getter of the options made is held by nothing else yet.
	xsVar(1) = serial->onReadable = nativeCallback(the, idOnReadable, "onReadable");
	xsVar(2) = serial->onWritable = nativeCallback(the, idOnWritable, "onWritable");
	xsVar(3) = serial->onError = nativeCallback(the, idOnError, "onError");
	settings->baud = (uint32_t)nativeNumber(the, idBaud, "baud", 1, 20000000, 0);
	if (settings->baud == 0) xsTypeError("baud: missing");
	serial->hasFlowControl = nativeOption(the, idFlowControl) && isFirstOf(the, "flowControl", "hardware", "none");
	settings->hasFlowControl = serial->hasFlowControl;
	serial->isNumber = nativeOption(the, idFormat) && isFirstOf(the, "format", "number", "buffer");
}

static int freePlace(txMachine* the) {
	for (int i = 0; i < mostSerials; i++) {
		if (!serials[i]) return i;
	}
	xsUnknownError("busy");
	return -1;
}

static const char* openTarget(Serial* serial, const char* target, const ChannelSettings* settings) {
	const bool isWire = !strncmp(target, "wire:", 5);
	if (!isWire && clockIsLockstep()) return "in lockstep there is only the wire";
	if (!isWire) return portOpen(&serial->channel, target, settings);
	serial->isWire = true;
	const char* why = wireOpen(target);
	if (!why && !wireAttach(&serial->channel, settings->baud)) why = "busy";
	return why;
}

static void release(Serial* serial) {
	ringDelete(&serial->channel.receive);
	ringDelete(&serial->channel.transmit);
	free(serial);
}

// new Serial({baud, port, flowControl, format, rxSize, txSize, target, onReadable, onWritable, onError})
static void Serial_construct(xsMachine* the) {
	xsmcVars(4);
	nativeOptions(the);
	Serial options = { .channel = { .file = -1, .otherEnd = -1 }, .owesWritable = true, .isRequesting = true };
	ChannelSettings settings;
	readOptions(the, &options, &settings);
	const int32_t receiveSize = nativeNumber(the, idReceiveSize, "rxSize", 1, largestStore, defaultStore);
	const int32_t transmitSize = nativeNumber(the, idTransmitSize, "txSize", 1, largestStore, defaultStore);
	const int place = freePlace(the);
	xsmcGet(xsResult, xsTarget, idPrototype); // of a subclass, where there is one
	xsThis = xsResult = xsNewHostInstance(xsResult);
	nativeOption(the, idTarget);
	xsmcDefine(xsThis, idTarget, xsVar(0), xsDefault);
	char target[256];
	const char* setting = portSetting("XS_SERIAL");
	if (nativeOption(the, idPort)) {
		xsmcToStringBuffer(xsVar(0), target, sizeof(target));
	} else if (setting) {
		snprintf(target, sizeof(target), "%s", setting);
	} else {
		xsTypeError("port: missing, and XS_SERIAL names none");
	}

	Serial* serial = malloc(sizeof(Serial));
	if (!serial) xsUnknownError("no memory");
	*serial = options;
	const bool hasStores = ringCreate(&serial->channel.receive, (uint32_t)receiveSize)
		&& ringCreate(&serial->channel.transmit, (uint32_t)transmitSize);
	const char* why = hasStores ? openTarget(serial, target, &settings) : "no memory";
	if (why) {
		release(serial);
		xsUnknownError("%s: %s", target, why);
	}
	serial->self = xsThis;
	xsmcSetHostData(xsThis, serial);
	xsSetHostHooks(xsThis, (txHostHooks*)&hooks);
	xsRemember(serial->self);
	serials[place] = serial;
}

// Methods

static Serial* self(txMachine* the) {
	Serial* serial = nativeData(the, &xsThis, &hooks);
	if (!serial) xsSyntaxError("closed");
	return serial;
}

// No callback comes any more. What was written and did not go out yet is lost, as with a UART.
static void Serial_close(xsMachine* the) {
	Serial* serial = nativeData(the, &xsThis, &hooks);
	if (!serial) return;
	if (serial->isWire) wireDetach(&serial->channel);
	else portClose(&serial->channel);
	xsForget(serial->self);
	xsmcSetHostData(xsThis, NULL);
	for (int i = 0; i < mostSerials; i++) {
		if (serials[i] == serial) serials[i] = NULL;
	}
	release(serial);
}

// Wire with flow control: RTS follows the receive store. A device's driver does this by itself.
static void updateRequest(Serial* serial) {
	if (!serial->isWire || !serial->hasFlowControl) return;
	const uint32_t used = ringUsed(&serial->channel.receive), size = serial->channel.receive.size;
	if (serial->isRequesting && used > size / 4 * 3) {
		serial->isRequesting = false;
		wireSetPin(PIN_RTS, 1);
	} else if (!serial->isRequesting && used < size / 4) {
		serial->isRequesting = true;
		wireSetPin(PIN_RTS, 0);
	}
}

// read(): a byte, or a new ArrayBuffer with all there is; read(count): with at most so many; read(buffer): fills it and
// gives the count. Undefined when nothing is there.
static void Serial_read(xsMachine* the) {
	Serial* serial = self(the);
	Ring* ring = &serial->channel.receive;
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
		const int32_t most = nativeInteger(the, 0, INT32_MAX);
		if (most < 0) xsRangeError("count: negative");
		if (count == 0) return;
		if (count > (uint32_t)most) count = (uint32_t)most;
		ringTake(ring, xsmcSetArrayBuffer(xsResult, NULL, (int32_t)count), count);
	}
	updateRequest(serial);
}

static bool canSend(const Serial* serial) {
	return !serial->isWire || !serial->hasFlowControl || wireGetPin(PIN_CTS) == 0;
}

static void send(Serial* serial) {
	if (!canSend(serial)) return;
	if (serial->isWire) wireSend();
	else portSend(&serial->channel);
}

// write(byte | buffer): all of it, or Error("would block"). Gives what can be written now.
static void Serial_write(xsMachine* the) {
	Serial* serial = self(the);
	Ring* ring = &serial->channel.transmit;
	uint8_t byte;
	void* bytes = &byte;
	xsUnsignedValue size = 1;
	if (xsmcArgc < 1) xsTypeError("data: missing");
	if (serial->isNumber) {
		const int32_t value = nativeInteger(the, 0, -1);
		if (value < 0 || value > 255) xsRangeError("byte: not from 0 to 255");
		byte = (uint8_t)value;
	} else {
		xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	}
	if (size > ringFree(ring)) xsUnknownError("would block");
	ringPut(ring, bytes, size);
	serial->owesWritable = true;
	send(serial);
	xsmcSetInteger(xsResult, (int32_t)ringFree(ring));
}

// flush([input, output])
static void Serial_flush(xsMachine* the) {
	Serial* serial = self(the);
	const int count = xsmcArgc;
	if (count == 1) xsTypeError("flush: no arguments or two");
	const bool isInput = count == 0 || xsmcTest(xsArg(0));
	const bool isOutput = count == 0 || xsmcTest(xsArg(1));
	if (isInput) {
		serial->told = serial->channel.receive.tail = serial->channel.receive.head;
		updateRequest(serial);
	}
	if (isOutput) {
		serial->channel.transmit.tail = serial->channel.transmit.head;
		serial->owesWritable = true;
	}
	portFlush(&serial->channel, isInput, isOutput);
}

static void setLine(txMachine* the, Serial* serial, txID id, ChannelLine line, Pin pin, const char* name) {
	if (!nativeOption(the, id)) return;
	const bool isAsserted = xsmcTest(xsVar(0));
	if (serial->isWire && pin != PIN_COUNT) wireSetPin(pin, !isAsserted); // asserted is low on the wire
	else if (serial->isWire || !portSetLine(&serial->channel, line, isAsserted)) xsUnknownError("unsupported: %s", name);
}

// set({dataTerminalReady, requestToSend, break})
static void Serial_set(xsMachine* the) {
	xsmcVars(1);
	Serial* serial = self(the);
	nativeOptions(the);
	setLine(the, serial, idDTR, LINE_DTR, PIN_DTR, "dataTerminalReady");
	setLine(the, serial, idRTS, LINE_RTS, PIN_RTS, "requestToSend");
	setLine(the, serial, idBreak, LINE_BREAK, PIN_COUNT, "break");
}

// get([options]): {clearToSend, dataSetReady}. The module behind a wire has no DSR: it is false there.
static void Serial_get(xsMachine* the) {
	xsmcVars(1);
	Serial* serial = self(the);
	int clearToSend = 0, dataSetReady = 0;
	if (serial->isWire) {
		clearToSend = wireGetPin(PIN_CTS) == 0;
	} else {
		const bool hasLines = portGetLine(&serial->channel, LINE_CTS, &clearToSend)
			&& portGetLine(&serial->channel, LINE_DSR, &dataSetReady);
		if (!hasLines) xsUnknownError("unsupported: this port has no lines");
	}
	if (xsmcArgc > 0 && xsmcTypeOf(xsArg(0)) == xsReferenceType) xsResult = xsArg(0);
	else xsResult = xsNewObject();
	xsmcSetBoolean(xsVar(0), clearToSend);
	xsmcSet(xsResult, idCTS, xsVar(0));
	xsmcSetBoolean(xsVar(0), dataSetReady);
	xsmcSet(xsResult, idDSR, xsVar(0));
}

static void Serial_getFormat(xsMachine* the) {
	xsmcSetString(xsResult, self(the)->isNumber ? "number" : "buffer");
}

static void Serial_setFormat(xsMachine* the) {
	xsmcVars(1);
	Serial* serial = self(the);
	xsVar(0) = xsArg(0);
	serial->isNumber = isFirstOf(the, "format", "number", "buffer");
}

// Events

static void callback(txMachine* the, const Serial* serial, const txSlot* function, uint32_t count) {
	if (function->kind == XS_REFERENCE_KIND) engineCall(the, function, &serial->self, 1, (int32_t)count);
}

static bool isHungUp(const Serial* serial) {
	if (!serial->isWire) return serial->channel.isHungUp;
	return wireChannel()->isHungUp && !ringUsed(&wireChannel()->receive);
}

// At most one callback: it may close any instance, so everything is looked at anew after it.
static bool runOne(txMachine* the, Serial* serial) {
	Channel* channel = &serial->channel;
	if (serial->told != channel->receive.head && ringUsed(&channel->receive)) {
		serial->told = channel->receive.head;
		callback(the, serial, &serial->onReadable, ringUsed(&channel->receive));
		return true;
	}
	if (isHungUp(serial)) {
		if (serial->hasFailed) return false;
		serial->hasFailed = true;
		if (serial->onError.kind == XS_REFERENCE_KIND) engineCallError(the, &serial->onError, &serial->self, "hung up");
		return true;
	}
	updateRequest(serial);
	if (ringUsed(&channel->transmit)) send(serial);
	if (serial->owesWritable && !ringUsed(&channel->transmit) && canSend(serial)) {
		serial->owesWritable = false;
		callback(the, serial, &serial->onWritable, ringFree(&channel->transmit));
		return true;
	}
	return false;
}

bool serialRun(txMachine* the) {
	for (int i = 0; i < mostSerials; i++) {
		if (serials[i] && runOne(the, serials[i])) return true;
	}
	return false;
}

bool serialIsAlive(void) {
	for (int i = 0; i < mostSerials; i++) {
		if (serials[i] && !serials[i]->hasFailed) return true;
	}
	return false;
}

int serialChannels(Channel** channels, int most) {
	int count = 0;
	for (int i = 0; i < mostSerials && count < most; i++) {
		if (serials[i] && !serials[i]->isWire) channels[count++] = &serials[i]->channel;
	}
	return count;
}

void serialNatives(txMachine* the) {
	static const struct {
		txID* id;
		const char* name;
	} names[] = {
		{ &idPrototype, "prototype" }, { &idPort, "port" }, { &idBaud, "baud" }, { &idFlowControl, "flowControl" },
		{ &idFormat, "format" }, { &idTarget, "target" }, { &idReceiveSize, "rxSize" }, { &idTransmitSize, "txSize" },
		{ &idOnReadable, "onReadable" }, { &idOnWritable, "onWritable" }, { &idOnError, "onError" },
		{ &idDTR, "dataTerminalReady" }, { &idRTS, "requestToSend" }, { &idBreak, "break" },
		{ &idCTS, "clearToSend" }, { &idDSR, "dataSetReady" },
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) *names[i].id = fxID(the, (txString)names[i].name);
	nativeClass(the, "Serial", Serial_construct);
	nativeFunction(the, "close", Serial_close);
	nativeFunction(the, "read", Serial_read);
	nativeFunction(the, "write", Serial_write);
	nativeFunction(the, "flush", Serial_flush);
	nativeFunction(the, "set", Serial_set);
	nativeFunction(the, "get", Serial_get);
	nativeAccessor(the, "format", Serial_getFormat, Serial_setFormat);
}
