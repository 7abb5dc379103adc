/* The port of the class Serial to ESP-IDF on a model of the hardware. Prints what it has proven. */
#include "machine.h"
#include "model.h"

#include <stdio.h>
#include <string.h>

enum { onReadable = 1, onWritable = 2 };

static uart_dev_t* const device = &uartModels[2];
static Serial* serial;
static int readables, writables;
static bool readsAll;
static uint8_t got[4096];
static uint32_t gotCount;

static void readSome(uint32_t most) {
	gotCount += ringTake(&serial->receive, got + gotCount, most);
	uartTaken(serial);
}

/* What uart-serial.c does with callbacks, as short as it can be. */
bool serialRun(xsMachine* the, Serial* it) {
	const uint32_t head = ringHead(&it->receive);
	static const xsSlot functions[] = { { 0, NULL }, { onReadable, NULL }, { onWritable, NULL } };
	expect(it == serial, "the Serial that is open");
	if (it->told != head && ringUsed(&it->receive)) {
		it->told = head;
		readables++;
		uartCall(the, &functions[onReadable], &it->self, (int32_t)ringUsed(&it->receive), NULL);
		if (readsAll) readSome(sizeof(got));
		return true;
	}
	if (it->owesWritable && !ringUsed(&it->transmit) && uartCanSend(it) && !uartIsHungUp(it)) {
		it->owesWritable = false;
		writables++;
		return true;
	}
	return false;
}

static void place(int port, int transmit, int receive, int rts, int cts) {
	const int values[] = { port, transmit, receive, rts, cts };
	memset(&machine, 0, sizeof(machine));
	for (int i = 0; i < 5; i++) machine.arguments[serialPlace + i].value = values[i];
	uartArguments(&machine);
}

static const char* open(uint32_t receive, uint32_t transmit, bool hasFlowControl) {
	place(2, 17, 16, hasFlowControl ? 18 : -1, hasFlowControl ? 19 : -1);
	memset(&uartModels, 0, sizeof(uartModels));
	serial = newSerial(receive, transmit, 115200, hasFlowControl);
	readables = writables = calls = 0;
	gotCount = 0;
	readsAll = true;
	const char* why = uartOpen(&machine, serial);
	if (why) {
		deleteSerial(serial);
		serial = NULL;
	}
	return why;
}

static void close(void) {
	uartClose(&machine, serial);
	deleteSerial(serial);
	serial = NULL;
	expect(usedPins == 0 && timers == 0 && interruptsInUse == 0, "closing leaves nothing in use");
	expect(device->enabled == 0, "closing leaves no interrupt enabled");
}

static void give(uint32_t first, uint32_t count) {
	for (uint32_t at = 0; at < count; at++) {
		wireGive(device, (uint8_t)(first + at), false);
		serveInterrupts(device);
	}
}

static bool hasRun(uint32_t from, uint32_t first, uint32_t count) {
	for (uint32_t at = 0; at < count; at++) {
		if (got[from + at] != (uint8_t)(first + at)) return false;
	}
	return true;
}

static void testPlaces(void) {
	place(3, 17, 16, -1, -1);
	expect(machine.thrown && !strcmp(machine.thrown, "RangeError"), "refuses a port that the chip lacks");
	place(2, 17, 30, -1, -1);
	expect(machine.thrown, "refuses a pin that the chip lacks");
	place(2, 17, 16, -1, 48);
	expect(machine.thrown, "refuses a pin beyond the last");
	place(0, 1, 3, -1, -1);
	expect(!machine.thrown, "-1 is no pin");
	serial = newSerial(16, 16, 115200, false);
	expect(uartOpen(&machine, serial) != NULL, "refuses a port that a driver has");
	place(2, 34, 16, -1, -1);
	expect(uartOpen(&machine, serial) != NULL && usedPins == 0, "refuses pins that cannot be used, and gives all back");
	serial->baud = 6000000;
	place(2, 17, 16, -1, -1);
	expect(uartOpen(&machine, serial) != NULL && usedPins == 0, "refuses a baud that there is not");
	deleteSerial(serial);
	expect(!open(16, 16, true), "opens");
	expect(usedPins == 4 && timers == 1, "four pins with flow control");
	Serial* other = newSerial(16, 16, 9600, false);
	expect(uartOpen(&machine, other) != NULL, "refuses a port that is open");
	place(1, 17, 5, -1, -1);
	expect(uartOpen(&machine, other) != NULL && usedPins == 4, "refuses a pin that is in use, and leaves it in use");
	deleteSerial(other);
	close();
	puts("places");
}

static void testReceiving(void) {
	expect(!open(1024, 64, false), "opens");
	give(0, 63);
	expect(deliverAll() == 0, "a few bytes wait for more, or for silence");
	wireRest(device);
	serveInterrupts(device);
	expect(deliverAll() == 1 && readables == 1 && lastCount == 63 && gotCount == 63, "silence tells");
	give(63, 64);
	expect(deliverAll() == 1 && gotCount == 127, "half a FIFO tells at once");
	give(127, 640);
	expect(deliverAll() == 1 && readables == 3, "ten interrupts are one message");
	wireRest(device);
	serveInterrupts(device);
	deliverAll();
	expect(gotCount == 767 && hasRun(0, 0, 767) && serial->overruns == 0, "all in order");
	close();
	puts("receiving");
}

static void testFullQueue(void) {
	expect(!open(1024, 64, false), "opens");
	queueRoom = 0;
	give(0, 100);
	wireRest(device);
	serveInterrupts(device);
	expect(deliverAll() == 0 && readables == 0, "no message found room");
	queueRoom = 10;
	passSweep();
	expect(gotCount == 100, "the sweep finds what a full queue has kept");
	close();
	puts("full queue");
}

static void testLosses(void) {
	expect(!open(64, 64, false), "opens");
	readsAll = false;
	give(0, 200);
	wireRest(device);
	serveInterrupts(device);
	deliverAll();
	readSome(1000);
	expect(gotCount == 64 && hasRun(0, 0, 64) && serial->overruns == 136, "a full ring keeps the oldest, and counts the rest");
	for (int i = 0; i < 130; i++) wireGive(device, (uint8_t)i, false);
	serveInterrupts(device);
	expect(serial->overruns == 136 + 129, "a FIFO that ran over is counted, and one more for what nobody saw");
	give(7, 64);
	deliverAll();
	readSome(1000);
	expect(gotCount == 128 && hasRun(64, 7, 64), "what comes behind the gap is whole");
	close();
	puts("losses");
}

static void testFlowControl(void) {
	uint32_t sent = 0, late = 0;
	expect(!open(64, 64, true), "opens");
	expect(device->holdAt == 100, "RTS with 28 bytes to spare");
	readsAll = false;
	while (wireGive(device, (uint8_t)sent, false)) {
		sent++;
		serveInterrupts(device);
		expect(sent < 1000, "RTS says stop");
	}
	for (; late < 27; late++) wireGive(device, (uint8_t)(sent + late), true);
	wireRest(device);
	serveInterrupts(device);
	deliverAll();
	expect(serial->overruns == 0, "a module that stops late loses nothing");
	while (gotCount < sent + late) {
		const uint32_t before = gotCount;
		readSome(5);
		serveInterrupts(device);
		expect(gotCount > before, "what was held comes, however little is read at a time");
	}
	expect(hasRun(0, 0, sent + late), "in order");
	give((uint8_t)(sent + late), 64);
	deliverAll();
	readSome(1000);
	expect(gotCount == sent + late + 64 && serial->overruns == 0, "and all goes on");
	close();
	puts("flow control");
}

static void testSending(void) {
	uint8_t out[600], bytes[600];
	uint32_t count = 0;
	expect(!open(64, 1024, true), "opens");
	passSweep();
	expect(writables == 1, "it can be written at first");
	for (uint32_t i = 0; i < sizeof(bytes); i++) bytes[i] = (uint8_t)(i * 7);
	ringPut(&serial->transmit, bytes, sizeof(bytes));
	serial->owesWritable = true;
	uartSend(serial);
	serveInterrupts(device);
	device->isHeld = true;
	expect(wireTake(device, out, 1) == 0 && ringUsed(&serial->transmit) == sizeof(bytes) - 128, "CTS holds it back");
	deliverAll();
	expect(writables == 1, "nothing is told while it waits");
	device->isHeld = false;
	for (int round = 0; round < 1000 && count < sizeof(bytes); round++) {
		count += wireTake(device, out + count, 11);
		serveInterrupts(device);
	}
	expect(count == sizeof(bytes) && !memcmp(out, bytes, count), "all goes out in order");
	expect(deliverAll() == 1 && writables == 2, "which is told once");
	ringPut(&serial->transmit, bytes, 300);
	uartSend(serial);
	serveInterrupts(device);
	uartFlush(serial, true, true);
	while ((count = wireTake(device, out, sizeof(out)))) serveInterrupts(device);
	expect(ringUsed(&serial->transmit) == 0, "what was not sent can be dropped");
	close();
	puts("sending");
}

static void testClosing(void) {
	expect(!open(64, 64, false), "opens");
	give(0, 64);
	void (*handler)(void*) = device->handler;
	void* argument = device->argument;
	close();
	handler(argument);
	expect(deliverAll() == 1, "a message was on its way, and finds nobody");
	expect(!open(64, 64, false), "opens again");
	deliverAll();
	passSweep();
	expect(readables == 0 && writables == 1, "as if nothing had been");
	close();
	puts("closing");
}

int main(void) {
	testPlaces();
	testReceiving();
	testFullQueue();
	testLosses();
	testFlowControl();
	testSending();
	testClosing();
	return 0;
}
