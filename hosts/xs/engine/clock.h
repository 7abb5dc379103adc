// The engine's one idea of time: that of the platform, or in lockstep the sum of what the other side has told.
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

// `origin`: the first tick; `epoch`: the first wall clock time in lockstep, ms since 1970; `seed` of Math.random.
void clockStart(bool isLockstep, int32_t origin, double epoch, uint32_t seed);
bool clockIsLockstep(void);
// Milliseconds, wrapping.
int32_t clockTicks(void);
// Lockstep only.
void clockAdvance(int32_t ms);

#endif
