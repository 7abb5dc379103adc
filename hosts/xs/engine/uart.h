#ifndef UART_H
#define UART_H

#include "port.h"
#include "xs-all.h"

// Calls one callback that is due, if any, and moves bytes. Whether there was one.
bool uartRun(txMachine* the);
// Whether an open instance can still call back.
bool uartIsAlive(void);
// Puts the channels that portWait has to serve into `channels`; how many there are.
int uartChannels(Channel** channels, int most);

#endif
