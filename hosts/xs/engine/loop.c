#include "loop.h"

#include "clock.h"
#include "digital.h"
#include "engine.h"
#include "exits.h"
#include "port.h"
#include "timers.h"
#include "uart.h"
#include "wire.h"

enum { mostChannels = 8 };
// Lockstep: more rounds than any sane script needs at one point of time. After them the other side is told that something
// is due now, and may give up.
enum { mostRounds = 1000 };

// Lockstep: the script waits inside a call until this time.
static bool isPassing;
static int32_t deadline;

static int32_t leftToPass(void) {
	return (int32_t)((uint32_t)deadline - (uint32_t)clockTicks());
}

static bool hasPassed(void) {
	return isPassing && (engineHasThrown() || leftToPass() <= 0);
}

// Milliseconds until something is due by itself, -1: nothing will be.
static int32_t nextDue(void) {
	const int32_t next = timersNext();
	if (!isPassing) return next;
	const int32_t left = leftToPass() > 0 ? leftToPass() : 0;
	return next >= 0 && next < left ? next : left;
}

static bool isAlive(void) {
	return isPassing || timersNext() >= 0 || uartIsAlive() || digitalIsAlive();
}

// Everything that input has made due.
static void runInput(txMachine* the) {
	while (!engineHasThrown() && (digitalRun(the) || uartRun(the))) continue;
}

static void wait(int32_t ms) {
	Channel* channels[mostChannels];
	int count = uartChannels(channels, mostChannels - 1);
	if (wireIsOpen()) channels[count++] = wireChannel();
	portWait(channels, count, ms);
}

// Takes what the wire has brought. A full receive store holds the wire up: nothing is lost in real time.
static void runWire(txMachine* the) {
	while (wireIsOpen()) {
		const WireStep step = wireStep();
		runInput(the);
		if (step == WIRE_IDLE) return;
		if (step == WIRE_FULL && wireStep() == WIRE_FULL) return;
	}
}

static void runRealTime(txMachine* the) {
	for (;;) {
		runWire(the);
		runInput(the);
		timersRun(the);
		runInput(the);
		if (!isAlive()) return;
		wait(timersNext());
	}
}

// Lockstep: everything that is due at the present time.
static void settle(txMachine* the) {
	for (int round = 0; round < mostRounds; round++) {
		runInput(the);
		if (engineHasThrown() || timersNext() != 0) return;
		timersRun(the);
	}
}

// Lets the time pass that the other side has told, from timer to timer.
static void passTime(txMachine* the) {
	for (;;) {
		const int32_t next = nextDue();
		const uint32_t step = wireTakeTime(next < 0 ? INT32_MAX : (uint32_t)next);
		clockAdvance((int32_t)step);
		settle(the);
		if (step == 0 || hasPassed()) return;
	}
}

void loopStart(void) {
	if (!clockIsLockstep()) return;
	const char* target = portSetting("XS_SERIAL");
	const char* why = target && !strncmp(target, "wire:", 5) ? wireOpen(target) : "not a wire";
	if (why) engineExit(exitUsage, "lockstep: XS_SERIAL %s: %s", target ? target : "is not set", why);
}

static void runLockstep(txMachine* the) {
	settle(the);
	for (;;) {
		while (wireOwesIdle()) {
			passTime(the);
			if (hasPassed() || !isAlive()) return;
			wireIdle(nextDue());
		}
		switch (wireStep()) {
		case WIRE_BUSY:
			settle(the);
			break;
		case WIRE_FULL:
			// The script had its chance to read: a UART loses what comes now.
			wireOverrun();
			break;
		case WIRE_IDLE:
			if (wireChannel()->isHungUp) engineExit(exitWireLost, "the other side of the wire has gone");
			wait(-1);
			break;
		}
	}
}

char* loopAsk(txMachine* the, const char* text, size_t length) {
	wireAsk(text, length);
	for (;;) {
		char* answer = wireAnswer();
		if (answer) return answer;
		switch (wireStep()) {
		case WIRE_BUSY:
			break;
		case WIRE_FULL:
			// What stands before the answer: the script reads it now.
			settle(the);
			if (wireStep() == WIRE_FULL) wireOverrun();
			break;
		case WIRE_IDLE:
			if (wireChannel()->isHungUp) engineExit(exitWireLost, "the other side of the wire has gone");
			wait(-1);
			break;
		}
	}
}

void loopPass(txMachine* the, int32_t ms) {
	deadline = (int32_t)((uint32_t)clockTicks() + (uint32_t)ms);
	isPassing = true;
	runLockstep(the);
	isPassing = false;
}

bool loopIsPassing(void) {
	return isPassing;
}

void loopRun(txMachine* the) {
	if (clockIsLockstep()) runLockstep(the);
	else runRealTime(the);
}
