#ifndef SERIAL_H
#define SERIAL_H

#include "port.h"
#include "xs-all.h"

// Calls one callback that is due, if any, and moves bytes. Whether there was one.
bool serialRun(txMachine* the);
// Whether an open instance can still call back.
bool serialIsAlive(void);
// Puts the channels that portWait has to serve into `channels`; how many there are.
int serialChannels(Channel** channels, int most);

#endif
