#include "machine.h"

#include "modTimer.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { longestQueue = 10 };

xsMachine machine;
int queueRoom = longestQueue, usedPins, timers, calls;
int32_t lastCount;

static struct {
	modMessageDeliver callback;
	void* refcon;
} queue[longestQueue];
static int queued;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint8_t pins[64];

struct modTimerRecord {
	modTimerCallback callback;
	uint8_t refcon[16];
	int size;
};
static struct modTimerRecord* timer;

int modMessagePostToMachineFromISR(xsMachine* the, modMessageDeliver callback, void* refcon) {
	int why = -1;
	expect(the == &machine, "a message for this machine");
	pthread_mutex_lock(&mutex);
	if (queued < queueRoom) {
		queue[queued].callback = callback;
		queue[queued++].refcon = refcon;
		why = 0;
	}
	pthread_mutex_unlock(&mutex);
	return why;
}

int deliverAll(void) {
	int count = 0;
	for (;;) {
		pthread_mutex_lock(&mutex);
		if (queued == 0) break;
		modMessageDeliver callback = queue[0].callback;
		void* refcon = queue[0].refcon;
		queued--;
		for (int i = 0; i < queued; i++) queue[i] = queue[i + 1];
		pthread_mutex_unlock(&mutex);
		callback(&machine, refcon, NULL, 0);
		count++;
	}
	pthread_mutex_unlock(&mutex);
	return count;
}

modTimer modTimerAdd(int first, int second, modTimerCallback callback, void* refcon, int size) {
	expect(first > 0 && second > 0 && size <= (int)sizeof(timer->refcon), "a timer that repeats");
	timer = calloc(1, sizeof(*timer));
	timer->callback = callback;
	timer->size = size;
	memcpy(timer->refcon, refcon, (size_t)size);
	timers++;
	return timer;
}

void modTimerRemove(modTimer it) {
	expect(it == timer && it, "a timer that runs");
	free(it);
	timer = NULL;
	timers--;
}

void passSweep(void) {
	if (timer) timer->callback(timer, timer->refcon, timer->size);
}

uint8_t builtinIsPinFree(uint32_t pin) {
	return !pins[pin];
}

void builtinUsePin(uint32_t pin) {
	expect(!pins[pin], "a free pin");
	pins[pin] = 1;
	usedPins++;
}

void builtinFreePin(uint32_t pin) {
	expect(pins[pin], "a pin in use");
	pins[pin] = 0;
	usedPins--;
}

static int isCritical;

void criticalSection(int isEntered) {
	expect(isCritical != isEntered, "one critical section at a time");
	isCritical = isEntered;
}

Serial* newSerial(uint32_t receive, uint32_t transmit, uint32_t baud, bool hasFlowControl) {
	Serial* serial = calloc(1, sizeof(Serial));
	serial->baud = baud;
	serial->hasFlowControl = hasFlowControl;
	serial->owesWritable = true;
	ringCreate(&serial->receive, receive);
	ringCreate(&serial->transmit, transmit);
	return serial;
}

void deleteSerial(Serial* serial) {
	ringDelete(&serial->receive);
	ringDelete(&serial->transmit);
	free(serial);
}

void callFunction(xsMachine* the, const xsSlot* function, const xsSlot* self, const xsSlot* argument) {
	expect(the == &machine && function && self, "a call in this machine");
	lastCount = argument->value;
	calls++;
}

void throwError(xsMachine* the, const char* kind, const char* format, ...) {
	(void)format;
	the->thrown = kind;
}

void expect(bool isTrue, const char* what) {
	if (isTrue) return;
	printf("FAILED: %s\n", what);
	exit(1);
}
