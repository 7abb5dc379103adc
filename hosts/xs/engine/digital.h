#ifndef DIGITAL_H
#define DIGITAL_H

#include "xs-all.h"

// Calls one callback that is due, if any. Whether there was one.
bool digitalRun(txMachine* the);
// Whether an open input can still call back.
bool digitalIsAlive(void);

#endif
