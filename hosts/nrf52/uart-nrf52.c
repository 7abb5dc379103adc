/*
	The port of the class Serial to nRF52840: UARTE1, by Nordic's driver nrfx_uarte, between its two rings. The hardware sends
	a run of the transmit ring by itself. It receives into memory of a length that is set beforehand and tells when that is
	full, not when the line falls silent: so a byte at a time, and six more wait in its FIFO while the interrupt is late.
	Never run on a board: tests/hosts/nrf52 runs it on a model of the driver.
*/
#include "uart-post.h"

#include "builtinCommon.h"
#include "nrfx_uarte.h"

enum {
	noPin = -1,
	pinCount = 48,
	priority = 5,      /* of the interrupt, as the SDK's own Serial has it */
	longestRun = 4096, /* bytes that the hardware sends by itself */
};

static struct {
	Post post;
	uint8_t byte; /* what is received next */
	bool isHeld; /* the receive ring is full, and flow control holds the module back */
	uint32_t sending; /* bytes that the hardware sends now */
	int pins[4]; /* transmit, receive, RTS, CTS */
} port;

/* UARTE0 is xsbug's in a debug build, and the SDK's Serial's in any other. */
static const nrfx_uarte_t uarte = NRFX_UARTE_INSTANCE(1);

static const struct {
	uint32_t baud;
	nrf_uarte_baudrate_t value;
} bauds[] = {
	{ 9600, NRF_UARTE_BAUDRATE_9600 },     { 19200, NRF_UARTE_BAUDRATE_19200 },   { 38400, NRF_UARTE_BAUDRATE_38400 },
	{ 57600, NRF_UARTE_BAUDRATE_57600 },   { 115200, NRF_UARTE_BAUDRATE_115200 }, { 230400, NRF_UARTE_BAUDRATE_230400 },
	{ 460800, NRF_UARTE_BAUDRATE_460800 }, { 921600, NRF_UARTE_BAUDRATE_921600 }, { 1000000, NRF_UARTE_BAUDRATE_1000000 },
};

/* Interrupt, or with interrupts off. */
static void sendRun(Serial* serial) {
	uint32_t length;
	const uint8_t* run = ringRun(&serial->transmit, &length);
	if (length > longestRun) length = longestRun;
	port.sending = length;
	if (length > 0) nrfx_uarte_tx(&uarte, run, length);
}

static void receiveByte(void) {
	nrfx_uarte_rx(&uarte, &port.byte, 1);
}

/* Interrupt: whether script has to look. */
static bool take(Serial* serial) {
	if (ringFree(&serial->receive) > 0) ringPut(&serial->receive, &port.byte, 1);
	else serialLost(serial, 1);
	if (serial->hasFlowControl && ringFree(&serial->receive) == 0) port.isHeld = true; /* and RTS says stop by itself */
	else receiveByte();
	return true;
}

static void onEvent(const nrfx_uarte_event_t* event, void* context) {
	Serial* serial = port.post.serial;
	bool isDue = false;
	(void)context;
	if (!serial) return;
	switch (event->type) {
	case NRFX_UARTE_EVT_RX_DONE:
		isDue = take(serial);
		break;
	case NRFX_UARTE_EVT_ERROR: /* overrun, framing, break: the driver has stopped receiving */
		serialLost(serial, 1);
		receiveByte();
		isDue = true;
		break;
	case NRFX_UARTE_EVT_TX_DONE:
		ringDrop(&serial->transmit, port.sending);
		sendRun(serial);
		isDue = port.sending == 0;
		break;
	default:
		break;
	}
	if (isDue) postTell(&port.post);
}

/* The platform's arguments: transmit, receive, RTS and CTS pins; checked by serial.ts. */
static int argument(xsMachine* the, int at) {
	return xsmcToInteger(xsArg(serialPlace + at));
}

void uartArguments(xsMachine* the) {
	for (int i = 0; i < 4; i++) {
		if (argument(the, i) < noPin || argument(the, i) >= pinCount) xsRangeError("pin: from 0 to %d", pinCount - 1);
	}
}

static void freePins(int count) {
	for (int i = 0; i < count; i++) {
		if (port.pins[i] != noPin) builtinFreePin((uint32_t)port.pins[i]);
	}
}

static bool usePins(void) {
	for (int i = 0; i < 4; i++) {
		if (port.pins[i] == noPin) continue;
		if (!builtinIsPinFree((uint32_t)port.pins[i])) {
			freePins(i);
			return false;
		}
		builtinUsePin((uint32_t)port.pins[i]);
	}
	return true;
}

static uint32_t selected(int pin) {
	return pin == noPin ? NRF_UARTE_PSEL_DISCONNECTED : (uint32_t)pin;
}

static const char* setUp(const Serial* serial) {
	size_t at = 0;
	while (at < sizeof(bauds) / sizeof(*bauds) && bauds[at].baud != serial->baud) at++;
	if (at == sizeof(bauds) / sizeof(*bauds)) return "this baud rate cannot be set";
	const nrfx_uarte_config_t config = {
		.pseltxd = selected(port.pins[0]),
		.pselrxd = selected(port.pins[1]),
		.pselrts = selected(port.pins[2]),
		.pselcts = selected(port.pins[3]),
		.hwfc = serial->hasFlowControl ? NRF_UARTE_HWFC_ENABLED : NRF_UARTE_HWFC_DISABLED,
		.parity = NRF_UARTE_PARITY_EXCLUDED,
		.baudrate = bauds[at].value,
		.interrupt_priority = priority,
	};
	return nrfx_uarte_init(&uarte, &config, onEvent) == NRFX_SUCCESS ? NULL : "the UART is in use";
}

const char* uartOpen(xsMachine* the, Serial* serial) {
	if (port.post.serial) return "the UART is in use";
	for (int i = 0; i < 4; i++) port.pins[i] = argument(the, i);
	if (!usePins()) return "a pin is in use";
	port.isHeld = false;
	port.sending = 0;
	const char* why = setUp(serial);
	if (!why && !postOpen(&port.post, the, serial)) {
		nrfx_uarte_uninit(&uarte);
		why = "no memory";
	}
	if (why) freePins(4);
	else receiveByte();
	return why;
}

void uartClose(xsMachine* the, Serial* serial) {
	(void)the, (void)serial;
	nrfx_uarte_uninit(&uarte);
	postClose(&port.post);
	freePins(4);
}

void uartSend(Serial* serial) {
	builtinCriticalSectionBegin();
	if (port.sending == 0) sendRun(serial);
	builtinCriticalSectionEnd();
}

void uartTaken(Serial* serial) {
	builtinCriticalSectionBegin();
	if (port.isHeld && ringFree(&serial->receive) > 0) {
		port.isHeld = false;
		receiveByte();
	}
	builtinCriticalSectionEnd();
}

void uartFlush(Serial* serial, bool isInput, bool isOutput) {
	builtinCriticalSectionBegin();
	if (isInput) ringDrop(&serial->receive, ringUsed(&serial->receive));
	/* What the hardware sends now goes out. */
	if (isOutput) serial->transmit.head = serial->transmit.tail + port.sending;
	builtinCriticalSectionEnd();
}
