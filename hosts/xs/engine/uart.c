// What this host gives to the class Serial (hosts/moddable/uart): UARTs that are the wire, a TCP connection, a PTY or a
// device. The poll loop has the part of the interrupt.
#include "uart.h"

#include "clock.h"
#include "engine.h"
#include "natives.h"
#include "uart-serial.h"
#include "wire.h"

enum { mostSerials = 4, longestTarget = 256 };

typedef struct {
	Channel channel;
	bool isWire;
	bool isRequesting; // wire with flow control: RTS, as the receive ring has it
} UART;

static Serial* serials[mostSerials];

static UART* uartOf(const Serial* serial) {
	return serial->uart;
}

void uartArguments(xsMachine* the) {
	const char* target = xsmcToString(xsArg(serialPlace));
	if (strlen(target) >= longestTarget) xsRangeError("port: over %d bytes", longestTarget - 1);
}

static const char* openTarget(Serial* serial, const char* target) {
	UART* uart = serial->uart;
	const ChannelSettings settings = { .baud = serial->baud, .hasFlowControl = serial->hasFlowControl };
	uart->isWire = !strncmp(target, "wire:", 5);
	if (!uart->isWire && clockIsLockstep()) return "in lockstep there is only the wire";
	if (!uart->isWire) return portOpen(&uart->channel, target, &settings);
	const char* why = wireOpen(target);
	if (!why && !wireAttach(&uart->channel, serial->baud)) why = "busy";
	return why;
}

const char* uartOpen(xsMachine* the, Serial* serial) {
	static char message[longestTarget + 100];
	if (serialUARTOffset != offsetof(Serial, uart)) return "this engine is made of parts that do not fit";
	int place = 0;
	while (place < mostSerials && serials[place]) place++;
	if (place == mostSerials) return "busy";
	char target[longestTarget];
	xsmcToStringBuffer(xsArg(serialPlace), target, sizeof(target));
	UART* uart = calloc(1, sizeof(UART));
	if (!uart) return "no memory";
	uart->isRequesting = true;
	uart->channel = (Channel){
		.receive = &serial->receive, .transmit = &serial->transmit, .overruns = &serial->overruns, .file = -1, .otherEnd = -1,
	};
	serial->uart = uart;
	const char* why = openTarget(serial, target);
	if (why) {
		free(uart);
		snprintf(message, sizeof(message), "%s: %s", target, why);
		return message;
	}
	serials[place] = serial;
	return NULL;
}

void uartClose(xsMachine* the, Serial* serial) {
	(void)the;
	UART* uart = serial->uart;
	if (uart->isWire) wireDetach(&uart->channel);
	else portClose(&uart->channel);
	for (int i = 0; i < mostSerials; i++) {
		if (serials[i] == serial) serials[i] = NULL;
	}
	free(uart);
}

// Wire with flow control: RTS follows the receive ring. A device's driver does this by itself.
void uartTaken(Serial* serial) {
	UART* uart = serial->uart;
	if (!uart->isWire || !serial->hasFlowControl) return;
	const uint32_t used = ringUsed(&serial->receive), size = serial->receive.size;
	if (uart->isRequesting && used > size / 4 * 3) {
		uart->isRequesting = false;
		wireSetPin(PIN_RTS, 1);
	} else if (!uart->isRequesting && used < size / 4) {
		uart->isRequesting = true;
		wireSetPin(PIN_RTS, 0);
	}
}

bool uartCanSend(const Serial* serial) {
	return !uartOf(serial)->isWire || !serial->hasFlowControl || wireGetPin(PIN_CTS) == 0;
}

void uartSend(Serial* serial) {
	if (!uartCanSend(serial)) return;
	if (uartOf(serial)->isWire) wireSend();
	else portSend(&uartOf(serial)->channel);
}

void uartFlush(Serial* serial, bool isInput, bool isOutput) {
	if (isInput) ringDrop(&serial->receive, ringUsed(&serial->receive));
	if (isOutput) ringDrop(&serial->transmit, ringUsed(&serial->transmit));
	portFlush(&uartOf(serial)->channel, isInput, isOutput);
}

bool uartIsHungUp(const Serial* serial) {
	const UART* uart = serial->uart;
	if (!uart->isWire) return uart->channel.isHungUp;
	return wireChannel()->isHungUp && !ringUsed(wireChannel()->receive);
}

void uartCall(xsMachine* the, const xsSlot* function, const xsSlot* self, int32_t count, const char* error) {
	if (error) engineCallError(the, function, self, error);
	else engineCall(the, function, self, 1, count);
}

// The loop

bool uartRun(txMachine* the) {
	for (int i = 0; i < mostSerials; i++) {
		if (serials[i] && serialRun(the, serials[i])) return true;
	}
	return false;
}

bool uartIsAlive(void) {
	for (int i = 0; i < mostSerials; i++) {
		if (serials[i] && !serials[i]->hasFailed) return true;
	}
	return false;
}

int uartChannels(Channel** channels, int most) {
	int count = 0;
	for (int i = 0; i < mostSerials && count < most; i++) {
		if (serials[i] && !uartOf(serials[i])->isWire) channels[count++] = &uartOf(serials[i])->channel;
	}
	return count;
}

// Natives

void xs_quectel_serial_constructor(xsMachine* the);
void xs_quectel_serial_close(xsMachine* the);
void xs_quectel_serial_read(xsMachine* the);
void xs_quectel_serial_write(xsMachine* the);
void xs_quectel_serial_flush(xsMachine* the);
void xs_quectel_serial_get_overruns(xsMachine* the);
void xs_quectel_serial_get_format(xsMachine* the);
void xs_quectel_serial_set_format(xsMachine* the);

static txID idPrototype;

// The SDK makes the instance of a native class before its constructor is called.
static void construct(xsMachine* the) {
	xsmcGet(xsResult, xsTarget, idPrototype); // of a subclass, where there is one
	xsThis = xsResult = xsNewHostInstance(xsResult);
	xs_quectel_serial_constructor(the);
}

static const struct {
	ChannelLine line;
	Pin pin; // of the wire; PIN_COUNT: none
} lines[] = {
	{ LINE_DTR, PIN_DTR }, { LINE_RTS, PIN_RTS }, { LINE_BREAK, PIN_COUNT }, { LINE_CTS, PIN_CTS }, { LINE_DSR, PIN_COUNT },
};

static int lineAt(xsMachine* the, int count) {
	const int index = nativeInteger(the, 0, -1);
	if (index < 0 || index >= count) xsRangeError("line: not from 0 to %d", count - 1);
	return index;
}

// setLine(index, isAsserted): false where there is no such line.
static void setLine(xsMachine* the) {
	UART* uart = uartOf(serialSelf(the));
	const int index = lineAt(the, 3);
	const bool isAsserted = xsmcTest(xsArg(1));
	bool isSet = !uart->isWire && portSetLine(&uart->channel, lines[index].line, isAsserted);
	if (uart->isWire && lines[index].pin != PIN_COUNT) {
		wireSetPin(lines[index].pin, !isAsserted); // asserted is low on the wire
		isSet = true;
	}
	xsmcSetBoolean(xsResult, isSet);
}

// getLine(index): whether it is asserted; undefined where there are no lines. The module behind a wire has no DSR: it is
// false there.
static void getLine(xsMachine* the) {
	UART* uart = uartOf(serialSelf(the));
	const int index = lineAt(the, 5);
	int isAsserted = 0;
	bool isThere = uart->isWire || portGetLine(&uart->channel, lines[index].line, &isAsserted);
	if (uart->isWire && lines[index].pin != PIN_COUNT) isAsserted = wireGetPin(lines[index].pin) == 0;
	if (isThere) xsmcSetBoolean(xsResult, isAsserted);
	else xsmcSetUndefined(xsResult);
}

void serialNatives(txMachine* the) {
	idPrototype = fxID(the, (txString)"prototype");
	nativeClass(the, "Serial", construct);
	nativeFunction(the, "close", xs_quectel_serial_close);
	nativeFunction(the, "read", xs_quectel_serial_read);
	nativeFunction(the, "write", xs_quectel_serial_write);
	nativeFunction(the, "flush", xs_quectel_serial_flush);
	nativeFunction(the, "setLine", setLine);
	nativeFunction(the, "getLine", getLine);
	nativeAccessor(the, "format", xs_quectel_serial_get_format, xs_quectel_serial_set_format);
	nativeAccessor(the, "overruns", xs_quectel_serial_get_overruns, NULL);
}
