/* The board MPS2 with the FPGA image AN386: a Cortex-M4F, as QEMU's mps2-an386 has it (ARM DAI 0386). */
#ifndef MPS2_H
#define MPS2_H

#include <stdint.h>

typedef struct {
	volatile uint32_t data, state, control, interrupt, divider;
} UART;
#define UART1 ((UART*)0x40005000)
enum { UART_TRANSMIT_FULL = 1, UART_RECEIVE_FULL = 2 }; /* state */
enum { UART_TRANSMIT = 1, UART_RECEIVE = 2, UART_TRANSMIT_INTERRUPT = 4, UART_RECEIVE_INTERRUPT = 8 }; /* control */
enum { UART_TRANSMITTED = 1, UART_RECEIVED = 2 }; /* interrupt */

typedef struct {
	volatile uint32_t control, value, reload, interrupt;
} Timer;
#define TIMER0 ((Timer*)0x40000000)
#define TIMER1 ((Timer*)0x40001000)
enum { TIMER_ENABLE = 1, TIMER_INTERRUPT = 8 }; /* control */
#define TIMER_HZ 25000000

enum { IRQ_UART1_RECEIVE = 2, IRQ_UART1_TRANSMIT = 3, IRQ_TIMER1 = 9 };
#define INTERRUPT_SET_ENABLE (*(volatile uint32_t*)0xe000e100)
#define COPROCESSOR_ACCESS (*(volatile uint32_t*)0xe000ed88)

/* Of mps2.ld. */
extern uint8_t boardProgramEnd[], boardDataStart[], boardDataEnd[], boardZeroStart[], boardZeroEnd[];
extern uint8_t boardStackLimit[], boardStackEnd[], boardHeapStart[], boardHeapEnd[];

/* Interrupts, and what the program begins with: port-mps2.c. */
void boardUARTReceived(void);
void boardUARTTransmitted(void);
void boardTimerElapsed(void);
_Noreturn void boardMain(void);
void boardFault(void);

#endif
