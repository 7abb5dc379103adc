/* One machine with its queue, its timer and its pins, for tests of the ports: the test itself is the script. */
#ifndef MACHINE_H
#define MACHINE_H

#include "uart-serial.h"

extern xsMachine machine;
extern int queueRoom;      /* messages that the queue still takes */
extern int usedPins;       /* pins in use */
extern int timers;         /* timers that run */
extern int32_t lastCount;  /* what the last callback was called with */
extern int calls;          /* callbacks */

/* Messages that wait are delivered, and the timer comes when it is asked for. Returns how many messages there were. */
int deliverAll(void);
void passSweep(void);
/* A Serial with rings of these sizes, not yet open. Its callbacks are the integers 1, 2 and 3. */
Serial* newSerial(uint32_t receive, uint32_t transmit, uint32_t baud, bool hasFlowControl);
void deleteSerial(Serial* serial);
/* Tells where the test stands and ends it, when `isTrue` is false. */
void expect(bool isTrue, const char* what);

#endif
