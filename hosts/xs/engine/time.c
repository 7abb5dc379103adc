// The module "time": Moddable's Time, as far as a clock needs it.
#include "clock.h"
#include "natives.h"

static void Time_ticks(xsMachine* the) {
	xsmcSetInteger(xsResult, clockTicks());
}

static void Time_delta(xsMachine* the) {
	const int32_t start = nativeInteger(the, 0, 0);
	const int32_t end = nativeInteger(the, 1, clockTicks());
	xsmcSetInteger(xsResult, (int32_t)((uint32_t)end - (uint32_t)start));
}

void clockNatives(txMachine* the) {
	nativeFunction(the, "ticks", Time_ticks);
	nativeFunction(the, "delta", Time_delta);
}
