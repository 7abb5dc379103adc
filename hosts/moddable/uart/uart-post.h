/*
	For boards of the SDK: how an interrupt reaches script. A Post is in static memory, one for each UART of the board: a
	message that is still on its way when its UART is closed finds nobody at home, and no memory that is gone.
*/
#ifndef UART_POST_H
#define UART_POST_H

#include "uart-serial.h"

#include "modTimer.h"

typedef struct {
	Serial* serial; /* NULL while the UART is closed */
	xsMachine* the;
	modTimer sweep;
	uint32_t isTold; /* a message is on its way */
} Post;

/* From now on what is due is called: `onWritable` at first. Returns false when there is no memory. */
bool postOpen(Post* post, xsMachine* the, Serial* serial);
void postClose(Post* post);
/* Interrupt: something is due. */
void postTell(Post* post);

#endif
