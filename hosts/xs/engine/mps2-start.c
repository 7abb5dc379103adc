/* The vector table, and what has to be done before C can run. */
#include "mps2.h"

#include <string.h>

static _Noreturn void reset(void) {
	COPROCESSOR_ACCESS |= 0xf << 20; /* the floating point unit */
	__asm__ volatile("dsb\n\tisb");
	memcpy(boardDataStart, boardProgramEnd, (size_t)(boardDataEnd - boardDataStart));
	memset(boardZeroStart, 0, (size_t)(boardZeroEnd - boardZeroStart));
	boardMain();
}

typedef void (*Vector)(void);
enum { EXCEPTIONS = 16, VECTORS = EXCEPTIONS + 32 };

__attribute__((section(".vectors"), used)) static const Vector vectors[VECTORS] = {
	[0] = (Vector)boardStackEnd,
	[1] = reset,
	[2 ... EXCEPTIONS - 1] = boardFault, /* of interrupts only those are enabled that are named here */
	[EXCEPTIONS + IRQ_UART1_RECEIVE] = boardUARTReceived,
	[EXCEPTIONS + IRQ_UART1_TRANSMIT] = boardUARTTransmitted,
	[EXCEPTIONS + IRQ_TIMER1] = boardTimerElapsed,
};
