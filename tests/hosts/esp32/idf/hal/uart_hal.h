/* Names and types of ESP-IDF's UART registers: functions of a model of the hardware (model.c). */
#ifndef HAL_UART_HAL_H
#define HAL_UART_HAL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	uint8_t received[128], sent[128]; /* the FIFOs */
	uint32_t receivedCount, sentCount;
	uint32_t raw, enabled; /* interrupts */
	uint32_t fullAt, emptyAt;
	uint32_t holdAt; /* bytes at which RTS says stop; 0: no flow control */
	bool isHeld; /* CTS says stop */
	int baud;
	void (*handler)(void* argument);
	void* argument;
} uart_dev_t;

enum {
	UART_INTR_RXFIFO_FULL = 1 << 0,
	UART_INTR_TXFIFO_EMPTY = 1 << 1,
	UART_INTR_RXFIFO_OVF = 1 << 4,
	UART_INTR_RXFIFO_TOUT = 1 << 8,
};
#define UART_LL_INTR_MASK 0x7ffff

extern uart_dev_t uartModels[3];
#define UART_LL_GET_HW(_NUMBER) (&uartModels[_NUMBER])

uint32_t uart_ll_get_intsts_mask(uart_dev_t* device);
void uart_ll_clr_intsts_mask(uart_dev_t* device, uint32_t mask);
void uart_ll_ena_intr_mask(uart_dev_t* device, uint32_t mask);
void uart_ll_disable_intr_mask(uart_dev_t* device, uint32_t mask);
uint32_t uart_ll_get_rxfifo_len(uart_dev_t* device);
void uart_ll_read_rxfifo(uart_dev_t* device, uint8_t* bytes, uint32_t count);
void uart_ll_rxfifo_rst(uart_dev_t* device);
uint32_t uart_ll_get_txfifo_len(uart_dev_t* device);
void uart_ll_write_txfifo(uart_dev_t* device, const uint8_t* bytes, uint32_t count);
void uart_ll_set_rxfifo_full_thr(uart_dev_t* device, uint16_t count);
void uart_ll_set_txfifo_empty_thr(uart_dev_t* device, uint16_t count);

#endif
