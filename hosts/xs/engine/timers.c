// The module "timer": Moddable's Timer. A timer of Timer.set without a repeat is freed once it has fired; every other
// lives until Timer.clear. Scheduling allocates nothing.
#include "timers.h"

#include "clock.h"
#include "engine.h"
#include "natives.h"

typedef struct Timer Timer;
struct Timer {
	Timer* next;
	txSlot self;
	txSlot callback;
	int32_t due;        // in ticks; only if it is set
	int32_t interval;   // ms until it fires again; 0: it fires once
	uint32_t order;     // of setting
	bool isSet;
	bool isCleared;
	bool isFiring;      // its callback runs
	bool isTouched;     // scheduled or unscheduled by its own callback
};

static Timer* timers;
static uint32_t order;

static void mark(txMachine* the, void* data, txMarkRoot markRoot) {
	Timer* timer = data;
	if (timer) markRoot(the, &timer->callback);
}

static void destroy(void* data) {
	(void)data; // the list owns timers; what is in it cannot be collected
}

static const txHostHooks hooks = { destroy, mark, NULL };

static void arm(Timer* timer, int32_t delay, int32_t interval) {
	timer->due = (int32_t)((uint32_t)clockTicks() + (uint32_t)(delay < 0 ? 0 : delay));
	timer->interval = interval < 0 ? 0 : interval;
	timer->order = order++;
	timer->isSet = true;
}

static void make(txMachine* the, int32_t delay, int32_t interval) {
	if (xsmcArgc < 1 || !xsmcIsCallable(xsArg(0))) xsTypeError("callback: not a function");
	Timer* timer = calloc(1, sizeof(Timer));
	if (!timer) xsUnknownError("no memory");
	timer->callback = xsArg(0);
	xsResult = timer->self = xsNewHostObject(NULL);
	xsmcSetHostData(xsResult, timer);
	xsSetHostHooks(xsResult, (txHostHooks*)&hooks);
	xsRemember(timer->self);
	timer->next = timers;
	timers = timer;
	arm(timer, delay, interval);
}

static void Timer_set(xsMachine* the) {
	make(the, nativeInteger(the, 1, 0), nativeInteger(the, 2, 0));
}

static void Timer_repeat(xsMachine* the) {
	const int32_t interval = nativeInteger(the, 1, 0);
	make(the, interval, interval);
}

static void Timer_schedule(xsMachine* the) {
	if (xsmcArgc < 1) xsSyntaxError("no timer");
	Timer* timer = nativeData(the, &xsArg(0), &hooks);
	if (!timer) xsSyntaxError("invalid timer");
	timer->isTouched = true;
	if (xsmcArgc == 1) {
		timer->isSet = false;
		return;
	}
	arm(timer, nativeInteger(the, 1, 0), nativeInteger(the, 2, 0));
}

// Takes a timer off the list, which held its object. The object knows no timer any more.
static void release(txMachine* the, Timer* timer) {
	Timer** address = &timers;
	while (*address != timer) address = &(*address)->next;
	*address = timer->next;
	xsForget(timer->self);
	free(timer);
}

static void Timer_clear(xsMachine* the) {
	if (xsmcArgc == 0 || xsmcTypeOf(xsArg(0)) == xsUndefinedType || xsmcTypeOf(xsArg(0)) == xsNullType) return;
	Timer* timer = nativeData(the, &xsArg(0), &hooks);
	if (!timer) return;
	xsmcSetHostData(xsArg(0), NULL);
	if (timer->isFiring) {
		timer->isSet = false;
		timer->isCleared = true; // released when its callback is back
	} else {
		release(the, timer);
	}
}

static int32_t until(const Timer* timer) {
	return (int32_t)((uint32_t)timer->due - (uint32_t)clockTicks());
}

// The timer that is to fire next among those that were set before `limit`.
static Timer* nextDue(uint32_t limit) {
	Timer* first = NULL;
	for (Timer* it = timers; it; it = it->next) {
		if (!it->isSet || it->isFiring || until(it) > 0 || (int32_t)(it->order - limit) >= 0) continue;
		const int32_t later = first ? (int32_t)((uint32_t)it->due - (uint32_t)first->due) : -1;
		if (later < 0 || (later == 0 && (int32_t)(it->order - first->order) < 0)) first = it;
	}
	return first;
}

void timersRun(txMachine* the) {
	const uint32_t limit = order;
	for (Timer* timer; !engineHasThrown() && (timer = nextDue(limit));) {
		timer->isSet = false;
		timer->isTouched = false;
		if (timer->interval > 0) {
			// A repeating timer keeps its beat; one that is late by whole intervals does not fire for each of them.
			const int32_t late = -until(timer);
			arm(timer, timer->interval - late % timer->interval, timer->interval);
		}
		timer->isFiring = true;
		engineCallWith(the, &timer->callback, &timer->self);
		timer->isFiring = false;
		if (timer->isCleared) {
			release(the, timer);
		} else if (timer->interval == 0 && !timer->isTouched) {
			the->scratch = timer->self;
			fxSetHostData(the, &the->scratch, NULL);
			release(the, timer);
		}
	}
}

int32_t timersNext(void) {
	int32_t next = -1;
	for (const Timer* it = timers; it; it = it->next) {
		if (!it->isSet || it->isFiring) continue;
		const int32_t ms = until(it) > 0 ? until(it) : 0;
		if (next < 0 || ms < next) next = ms;
	}
	return next;
}

void timerNatives(txMachine* the) {
	nativeFunction(the, "set", Timer_set);
	nativeFunction(the, "repeat", Timer_repeat);
	nativeFunction(the, "schedule", Timer_schedule);
	nativeFunction(the, "clear", Timer_clear);
}
