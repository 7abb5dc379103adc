#include "options.h"

#include <stdlib.h>

#include "engine.h"
#include "exits.h"
#include "port.h"

static double number(const char* name, double least, double most, double otherwise) {
	const char* text = portSetting(name);
	if (!text || !*text) return otherwise;
	char* end;
	const double value = strtod(text, &end);
	if (*end || !(value >= least && value <= most)) {
		engineExit(exitUsage, "%s=%s: not a number from %.0f to %.0f", name, text, least, most);
	}
	return value;
}

static bool flag(const char* name) {
	return number(name, 0, 1, 0) == 1;
}

void optionsRead(Options* options) {
	options->chunkBytes = (int32_t)number("XS_CHUNK_BYTES", 1024, 1 << 28, 78848);
	options->slots = (int32_t)number("XS_SLOTS", 256, 1 << 24, 4928);
	options->stackSlots = (int32_t)number("XS_STACK_SLOTS", 64, 1 << 20, 512);
	options->isUnlimited = flag("XS_UNLIMITED");
	options->isLockstep = flag("XS_LOCKSTEP");
	options->epoch = number("XS_EPOCH", 0, 8.64e15, 1767225600000.0);
	options->ticks = (int32_t)number("XS_TICKS", INT32_MIN, INT32_MAX, 0);
	options->seed = (uint32_t)number("XS_SEED", 0, UINT32_MAX, options->isLockstep ? 1 : portSeed());
	options->reportPath = portSetting("XS_REPORT");
	if (options->reportPath && !*options->reportPath) options->reportPath = NULL;
}
