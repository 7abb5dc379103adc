#ifndef LOOP_H
#define LOOP_H

#include "xs-all.h"

// Lockstep: joins the other side, before any script runs. Ends the process where that cannot be.
void loopStart(void);
// Runs what becomes due until nothing can become due any more.
void loopRun(txMachine* the);

#endif
