#ifndef LOOP_H
#define LOOP_H

#include "xs-all.h"

// Runs what becomes due until nothing can become due any more.
void loopRun(txMachine* the);

#endif
