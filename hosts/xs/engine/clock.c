#include "clock.h"

#include <sys/time.h>

#include "port.h"

static struct {
	bool isLockstep;
	uint32_t origin;
	uint32_t start;      // of the platform's clock, when the engine started
	uint32_t elapsed;    // lockstep: ms since then, wrapping
	double wallClock;    // lockstep: ms since 1970
	uint32_t random;
} state;

void clockStart(bool isLockstep, int32_t origin, double epoch, uint32_t seed) {
	state.isLockstep = isLockstep;
	state.origin = (uint32_t)origin;
	state.start = portTicks();
	state.wallClock = epoch;
	// Seeds next to each other would begin with numbers next to each other.
	state.random = seed * 0x9e3779b1u;
	if (!state.random) state.random = 1;
}

bool clockIsLockstep(void) {
	return state.isLockstep;
}

int32_t clockTicks(void) {
	const uint32_t elapsed = state.isLockstep ? state.elapsed : portTicks() - state.start;
	return (int32_t)(state.origin + elapsed);
}

void clockAdvance(int32_t ms) {
	state.elapsed += (uint32_t)ms;
	state.wallClock += ms;
}

void hostTimeOfDay(struct timeval* value);
void hostTimeOfDay(struct timeval* value) {
	const int64_t ms = state.isLockstep ? (int64_t)state.wallClock : portWallClock();
	value->tv_sec = (time_t)(ms / 1000);
	value->tv_usec = (suseconds_t)(ms % 1000 * 1000);
}

// xorshift32: a run repeats with its seed; Math.random is no source of secrets anyway.
int hostRandom(void);
int hostRandom(void) {
	uint32_t it = state.random;
	it ^= it << 13;
	it ^= it >> 17;
	it ^= it << 5;
	state.random = it;
	return (int)(it & 0x7fffffff);
}
