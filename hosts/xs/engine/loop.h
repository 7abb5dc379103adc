#ifndef LOOP_H
#define LOOP_H

#include "xs-all.h"

// Lockstep: joins the other side, before any script runs. Ends the process where that cannot be.
void loopStart(void);
// Lockstep: asks the other side of the wire, and waits for its answer, which the caller frees; no time passes.
char* loopAsk(txMachine* the, const char* text, size_t length);
// Lockstep: lets so many ms pass, with all that becomes due in them, inside a call of the script's. Not within itself.
void loopPass(txMachine* the, int32_t ms);
bool loopIsPassing(void);
// Runs what becomes due until nothing can become due any more.
void loopRun(txMachine* the);

#endif
