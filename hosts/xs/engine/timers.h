#ifndef TIMERS_H
#define TIMERS_H

#include "xs-all.h"

// Runs the timers that are due, in the order of their times and of their setting. A timer that is set for now meanwhile
// waits for the next call.
void timersRun(txMachine* the);
// Milliseconds until the next is due, 0 or more; -1: none is set.
int32_t timersNext(void);

#endif
