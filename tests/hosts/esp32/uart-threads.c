/*
	The port of the class Serial to ESP-IDF with the module and the interrupt in a thread of their own, as on a chip with two
	cores: bytes both ways, with flow control and without, while script reads and writes in pieces. For the thread sanitizer.
*/
#include "machine.h"
#include "model.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

enum { total = 60000 };

static uart_dev_t* const device = &uartModels[1];
static Serial* serial;
static uint32_t isOver;
static uint32_t echoed, wrongAtModule;

static uint8_t byteAt(uint32_t at) {
	return (uint8_t)(at * 13 + (at >> 8));
}

bool serialRun(xsMachine* the, Serial* it) {
	(void)the, (void)it;
	return false;
}

static void* module(void* unused) {
	uint32_t sent = 0;
	while (!__atomic_load_n(&isOver, __ATOMIC_ACQUIRE)) {
		uint8_t out[32];
		for (int i = 0; i < 20 && sent < total; i++) {
			if (!wireGive(device, byteAt(sent), false)) break;
			sent++;
			serveInterrupts(device);
		}
		wireRest(device);
		serveInterrupts(device);
		const uint32_t count = wireTake(device, out, sizeof(out));
		for (uint32_t i = 0; i < count; i++) wrongAtModule += out[i] != byteAt(echoed++);
		serveInterrupts(device);
		if (count == 0) sched_yield();
	}
	return unused;
}

int main(int count, char** arguments) {
	const bool hasFlowControl = count > 1 && arguments[1][0] == 'f';
	const int values[] = { 1, 4, 5, hasFlowControl ? 6 : -1, hasFlowControl ? 7 : -1 };
	uint32_t taken = 0, written = 0, wrong = 0;
	pthread_t thread;
	for (int i = 0; i < 5; i++) machine.arguments[serialPlace + i].value = values[i];
	serial = newSerial(hasFlowControl ? 256 : 16, 64, 921600, hasFlowControl);
	expect(!uartOpen(&machine, serial), "opens");
	pthread_create(&thread, NULL, module, NULL);
	for (;;) {
		uint8_t bytes[50];
		const uint32_t lost = __atomic_load_n(&serial->overruns, __ATOMIC_RELAXED);
		const uint32_t got = ringTake(&serial->receive, bytes, 1 + taken % sizeof(bytes));
		if (hasFlowControl) {
			for (uint32_t i = 0; i < got; i++) wrong += bytes[i] != byteAt(taken + i);
		}
		taken += got;
		uartTaken(serial);
		const uint32_t room = ringFree(&serial->transmit);
		for (uint32_t i = 0; i < room && written < total; i++) {
			const uint8_t byte = byteAt(written++);
			ringPut(&serial->transmit, &byte, 1);
		}
		if (room > 0) uartSend(serial);
		deliverAll();
		if (written == total && ringUsed(&serial->transmit) == 0 && taken + lost >= total) break;
		if (got == 0) sched_yield();
	}
	while (uart_ll_get_txfifo_len(device) < 128) sched_yield();
	__atomic_store_n(&isOver, 1, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	uartClose(&machine, serial);
	deliverAll();
	expect(taken + serial->overruns == total, "every byte was read, or counted as lost");
	expect(!hasFlowControl || serial->overruns == 0, "with flow control none was lost");
	printf("%u bytes in, %u wrong; %u bytes out, %u wrong\n", total, wrong, echoed, wrongAtModule);
	deleteSerial(serial);
	return 0;
}
