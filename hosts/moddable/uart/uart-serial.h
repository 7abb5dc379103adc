/*
	The native half of ECMA-419 Serial (clause 10; serial.ts is the other half), and what a platform gives to it. A UART is
	two rings. Script is at one end of each; at the other end is an interrupt, or whatever a platform has instead.
*/
#ifndef UART_SERIAL_H
#define UART_SERIAL_H

#include "xsPlatform.h" /* before ring.h: it names the platform's memory */

#include "xsmc.h"

#include "ring.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
	/* For uart-serial.c. First, for their alignment is another one where a slot is known by what is in it (hosts/xs). */
	xsSlot self, onReadable, onWritable, onError;

	Ring receive;  /* the interrupt puts, script takes */
	Ring transmit; /* script puts, the interrupt takes */
	uint32_t overruns; /* grows by what was lost at the receiving end; by one where nobody knows how much that was */
	uint32_t baud;
	bool hasFlowControl; /* RTS and CTS are used */

	/* For uart-serial.c. */
	/* For uart-serial.c, too. */
	uint32_t told; /* the head of the receive ring that onReadable was last called for */
	bool isNumber; /* data format */
	bool owesWritable;
	bool hasFailed; /* the hang-up was told */

	void* uart; /* the platform's own */
} Serial;

/* Where uart-serial.c has its last field: what is compiled with another idea of a slot might write beyond the end. */
extern const uint32_t serialUARTOffset;

/* The first argument of the native constructor that is the platform's own: where the UART is. */
enum { serialPlace = 8 };

/* The open instance in xsThis. Throws SyntaxError for another receiver, and once it is closed. */
Serial* serialSelf(xsMachine* the);

/* Interrupt: `count` bytes were lost. */
RING_INLINE void serialLost(Serial* serial, uint32_t count) {
	__atomic_store_n(&serial->overruns, serial->overruns + count, __ATOMIC_RELAXED);
}

/*
	Calls one callback that is due. Returns whether there was one: it may have closed this and any other instance, so
	nothing of a Serial may be touched after it. To be called by whoever runs scripts, when an interrupt has said so.
*/
bool serialRun(xsMachine* the, Serial* serial);

/* What a platform gives. None of it waits, and only uartArguments throws. */

/* Looks at the constructor's arguments from `serialPlace` on, before anything is allocated. */
void uartArguments(xsMachine* the);
/* Opens the UART that these arguments name, at `baud`. Returns NULL, or why not. The rings are there. */
const char* uartOpen(xsMachine* the, Serial* serial);
/* Closes it: no interrupt touches `serial` any more when it returns. `the` is NULL when the machine itself ends. */
void uartClose(xsMachine* the, Serial* serial);
/* There is something to send. */
void uartSend(Serial* serial);
/* Script had its turn to take bytes: what was held up may come. */
void uartTaken(Serial* serial);
/* Drops what has come, or what has not gone out yet; the rings too. */
void uartFlush(Serial* serial, bool isInput, bool isOutput);
/* Whether what is written goes out. An interrupt that waits for CTS by itself says yes. */
bool uartCanSend(const Serial* serial);
/* Whether the UART is gone, and all that came before is read. */
bool uartIsHungUp(const Serial* serial);
/* Calls `function` with `self` as `this`: with a count of bytes, or (error not NULL) with an Error. */
void uartCall(xsMachine* the, const xsSlot* function, const xsSlot* self, int32_t count, const char* error);

#endif
