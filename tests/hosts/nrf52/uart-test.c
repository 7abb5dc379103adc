/* The port of the class Serial to nRF52 on a model of Nordic's driver. Prints what it has proven. */
#include "machine.h"
#include "nrfx_uarte.h"

#include <stdio.h>
#include <string.h>

/* The driver, and the module at the other end */

static struct {
	nrfx_uarte_event_handler_t handler;
	nrfx_uarte_config_t config;
	uint8_t* target; /* of what is received next; NULL: nothing is asked for */
	uint8_t fifo[6];
	uint32_t fifoCount;
	const uint8_t* source;
	size_t sourceCount;
} driver;

nrfx_err_t nrfx_uarte_init(const nrfx_uarte_t* it, const nrfx_uarte_config_t* config, nrfx_uarte_event_handler_t handler) {
	expect(it->instance == 1, "UARTE1");
	if (driver.handler) return NRFX_ERROR_INVALID_STATE;
	memset(&driver, 0, sizeof(driver));
	driver.config = *config;
	driver.handler = handler;
	return NRFX_SUCCESS;
}

void nrfx_uarte_uninit(const nrfx_uarte_t* it) {
	expect(it->instance == 1 && driver.handler, "what was set up is taken down");
	driver.handler = NULL;
}

nrfx_err_t nrfx_uarte_tx(const nrfx_uarte_t* it, const uint8_t* bytes, size_t count) {
	expect(it->instance == 1 && !driver.source && count > 0, "one transfer at a time");
	driver.source = bytes;
	driver.sourceCount = count;
	return NRFX_SUCCESS;
}

nrfx_err_t nrfx_uarte_rx(const nrfx_uarte_t* it, uint8_t* bytes, size_t count) {
	expect(it->instance == 1 && !driver.target && count == 1, "one byte is asked for at a time");
	driver.target = bytes;
	return NRFX_SUCCESS;
}

static void tell(nrfx_uarte_evt_type_t type) {
	const nrfx_uarte_event_t event = { .type = type, .data = { .rxtx = { NULL, 1 } } };
	driver.handler(&event, driver.config.p_context);
}

static void fill(void) {
	while (driver.target && driver.fifoCount > 0) {
		*driver.target = driver.fifo[0];
		driver.target = NULL;
		memmove(driver.fifo, driver.fifo + 1, --driver.fifoCount);
		tell(NRFX_UARTE_EVT_RX_DONE);
	}
}

/* The module sends a byte. False: RTS says stop. */
static bool give(uint8_t byte) {
	if (driver.config.hwfc == NRF_UARTE_HWFC_ENABLED && !driver.target && driver.fifoCount >= 2) return false;
	if (driver.fifoCount == sizeof(driver.fifo)) {
		driver.target = NULL;
		tell(NRFX_UARTE_EVT_ERROR);
	} else {
		driver.fifo[driver.fifoCount++] = byte;
	}
	fill();
	return true;
}

static uint32_t takeSent(uint8_t* bytes) {
	const uint32_t count = (uint32_t)driver.sourceCount;
	if (!driver.source) return 0;
	memcpy(bytes, driver.source, count);
	driver.source = NULL;
	tell(NRFX_UARTE_EVT_TX_DONE);
	return count;
}

/* Script */

static Serial* serial;
static int readables, writables;
static bool readsAll;
static uint8_t got[1000];
static uint32_t gotCount;

static void readSome(uint32_t most) {
	gotCount += ringTake(&serial->receive, got + gotCount, most);
	uartTaken(serial);
	fill();
}

bool serialRun(xsMachine* the, Serial* it) {
	const uint32_t head = ringHead(&it->receive);
	(void)the;
	if (it->told != head && ringUsed(&it->receive)) {
		it->told = head;
		readables++;
		if (readsAll) readSome(sizeof(got));
		return true;
	}
	if (it->owesWritable && !ringUsed(&it->transmit)) {
		it->owesWritable = false;
		writables++;
		return true;
	}
	return false;
}

static const char* open(uint32_t receive, uint32_t baud, bool hasFlowControl) {
	const int values[] = { 6, 8, hasFlowControl ? 5 : -1, hasFlowControl ? 7 : -1 };
	memset(&machine, 0, sizeof(machine));
	for (int i = 0; i < 4; i++) machine.arguments[serialPlace + i].value = values[i];
	uartArguments(&machine);
	serial = newSerial(receive, 64, baud, hasFlowControl);
	readables = writables = 0;
	gotCount = 0;
	readsAll = true;
	const char* why = uartOpen(&machine, serial);
	if (why) deleteSerial(serial);
	return why;
}

static void close(void) {
	uartClose(&machine, serial);
	deleteSerial(serial);
	expect(usedPins == 0 && timers == 0 && !driver.handler, "closing leaves nothing in use");
}

static void testPlaces(void) {
	machine.arguments[serialPlace].value = 48;
	uartArguments(&machine);
	expect(machine.thrown != NULL, "refuses a pin that there is not");
	expect(open(64, 12345, false) != NULL && usedPins == 0, "refuses a baud that there is not");
	expect(!open(64, 115200, true), "opens");
	expect(usedPins == 4 && driver.config.pselrts == 5 && driver.config.pselcts == 7, "four pins with flow control");
	expect(driver.config.baudrate == NRF_UARTE_BAUDRATE_115200, "its baud");
	expect(uartOpen(&machine, serial) != NULL, "there is one UART");
	close();
	expect(!open(64, 115200, false) && usedPins == 2, "two without");
	expect(driver.config.pselrts == NRF_UARTE_PSEL_DISCONNECTED, "the others are left alone");
	close();
	puts("places");
}

static void testReceiving(void) {
	expect(!open(64, 115200, false), "opens");
	for (int i = 0; i < 300; i++) {
		give((uint8_t)i);
		if (i % 50 == 49) expect(deliverAll() == 1, "bytes that came together are one message");
	}
	expect(gotCount == 300 && readables == 6 && serial->overruns == 0, "all has come");
	for (int i = 0; i < 300; i++) expect(got[i] == (uint8_t)i, "in order");
	close();
	puts("receiving");
}

static void testLosses(void) {
	expect(!open(16, 115200, false), "opens");
	readsAll = false;
	for (int i = 0; i < 20; i++) give((uint8_t)i);
	expect(serial->overruns == 4, "a full ring keeps the oldest, and counts the rest");
	driver.target = NULL;
	tell(NRFX_UARTE_EVT_ERROR);
	expect(serial->overruns == 5, "an error of the line is counted");
	readSome(100);
	give(99);
	readSome(1);
	expect(gotCount == 17 && got[16] == 99, "and receiving goes on");
	close();
	puts("losses");
}

static void testFlowControl(void) {
	uint32_t sent = 0;
	expect(!open(16, 921600, true), "opens");
	readsAll = false;
	while (give((uint8_t)sent)) expect(++sent < 100, "RTS says stop");
	while (gotCount < sent) {
		const uint32_t before = gotCount;
		readSome(3);
		expect(gotCount > before, "what was held comes");
	}
	expect(give((uint8_t)sent) && serial->overruns == 0, "nothing is lost, and all goes on");
	for (uint32_t i = 0; i < sent; i++) expect(got[i] == (uint8_t)i, "in order");
	close();
	puts("flow control");
}

static void testSending(void) {
	uint8_t out[200], bytes[60];
	uint32_t count = 0;
	for (uint32_t i = 0; i < sizeof(bytes); i++) bytes[i] = (uint8_t)(i * 3);
	expect(!open(16, 115200, false), "opens");
	passSweep();
	expect(writables == 1, "it can be written at first");
	ringPut(&serial->transmit, bytes, 60);
	uartSend(serial);
	uartSend(serial);
	count = takeSent(out);
	serial->owesWritable = true;
	ringPut(&serial->transmit, bytes, 60); /* goes round the ring's end: two runs */
	uartSend(serial);
	for (uint32_t more; (more = takeSent(out + count)) > 0;) count += more;
	expect(count == 120 && !memcmp(out, bytes, 60) && !memcmp(out + 60, bytes, 60), "all goes out in order");
	deliverAll();
	expect(writables == 2, "which is told once");
	ringPut(&serial->transmit, bytes, 10);
	uartSend(serial);
	ringPut(&serial->transmit, bytes, 20);
	uartFlush(serial, true, true);
	count = takeSent(out);
	expect(takeSent(out) == 0 && ringUsed(&serial->transmit) == 0 && count <= 10, "what was not begun can be dropped");
	close();
	puts("sending");
}

int main(void) {
	testPlaces();
	testReceiving();
	testLosses();
	testFlowControl();
	testSending();
	return 0;
}
