#include "model.h"

#include "driver/uart.h"
#include "esp_intr_alloc.h"
#include "machine.h"

#include <string.h>

enum { fifo = 128, mostRounds = 1000 };

uart_dev_t uartModels[3];
int interruptsInUse;

static pthread_mutex_t registers = PTHREAD_MUTEX_INITIALIZER;

/* What is true of the FIFOs is pending again as soon as it was cleared. */
static void raise(uart_dev_t* it) {
	if (it->fullAt && it->receivedCount >= it->fullAt) it->raw |= UART_INTR_RXFIFO_FULL;
	if (it->sentCount < it->emptyAt) it->raw |= UART_INTR_TXFIFO_EMPTY;
}

static void drop(uint8_t* bytes, uint32_t* count, uint32_t dropped) {
	memmove(bytes, bytes + dropped, *count - dropped);
	*count -= dropped;
}

#define LOCKED(_STATEMENTS) \
	do { \
		pthread_mutex_lock(&registers); \
		_STATEMENTS; \
		raise(it); \
		pthread_mutex_unlock(&registers); \
	} while (0)

uint32_t uart_ll_get_intsts_mask(uart_dev_t* it) {
	uint32_t status;
	LOCKED(status = it->raw & it->enabled);
	return status;
}

void uart_ll_clr_intsts_mask(uart_dev_t* it, uint32_t mask) {
	LOCKED(it->raw &= ~mask);
}

void uart_ll_ena_intr_mask(uart_dev_t* it, uint32_t mask) {
	LOCKED(it->enabled |= mask);
}

void uart_ll_disable_intr_mask(uart_dev_t* it, uint32_t mask) {
	LOCKED(it->enabled &= ~mask);
}

uint32_t uart_ll_get_rxfifo_len(uart_dev_t* it) {
	uint32_t count;
	LOCKED(count = it->receivedCount);
	return count;
}

void uart_ll_read_rxfifo(uart_dev_t* it, uint8_t* bytes, uint32_t count) {
	LOCKED({
		expect(count <= it->receivedCount, "no more is read than the FIFO holds");
		memcpy(bytes, it->received, count);
		drop(it->received, &it->receivedCount, count);
	});
}

void uart_ll_rxfifo_rst(uart_dev_t* it) {
	LOCKED(it->receivedCount = 0);
}

uint32_t uart_ll_get_txfifo_len(uart_dev_t* it) {
	uint32_t room;
	LOCKED(room = fifo - it->sentCount);
	return room;
}

void uart_ll_write_txfifo(uart_dev_t* it, const uint8_t* bytes, uint32_t count) {
	LOCKED({
		expect(it->sentCount + count <= fifo, "no more is written than the FIFO takes");
		memcpy(it->sent + it->sentCount, bytes, count);
		it->sentCount += count;
	});
}

void uart_ll_set_rxfifo_full_thr(uart_dev_t* it, uint16_t count) {
	LOCKED(it->fullAt = count);
}

void uart_ll_set_txfifo_empty_thr(uart_dev_t* it, uint16_t count) {
	LOCKED(it->emptyAt = count);
}

esp_err_t uart_param_config(uart_port_t port, const uart_config_t* config) {
	uart_dev_t* it = &uartModels[port];
	if (config->baud_rate > 5000000) return -1;
	LOCKED({
		it->baud = config->baud_rate;
		it->holdAt = config->flow_ctrl == UART_HW_FLOWCTRL_CTS_RTS ? config->rx_flow_ctrl_thresh : 0;
	});
	return 0;
}

esp_err_t uart_set_pin(uart_port_t port, int transmit, int receive, int rts, int cts) {
	(void)port, (void)rts, (void)cts;
	return transmit == 34 || receive == 34 ? -1 : 0; /* an input only, say */
}

esp_err_t uart_set_rx_timeout(uart_port_t port, uint8_t symbols) {
	(void)port;
	return symbols > 0 ? 0 : -1;
}

bool uart_is_driver_installed(uart_port_t port) {
	return port == UART_NUM_0; /* a console */
}

int esp_intr_alloc(int source, int flags, intr_handler_t handler, void* argument, intr_handle_t* handle) {
	uart_dev_t* it = &uartModels[source - 34];
	expect(flags == 0, "no flags: its code may be in flash");
	LOCKED({
		it->handler = handler;
		it->argument = argument;
	});
	*handle = (intr_handle_t)it;
	interruptsInUse++;
	return 0;
}

int esp_intr_free(intr_handle_t handle) {
	uart_dev_t* it = (uart_dev_t*)handle;
	LOCKED(it->handler = NULL);
	interruptsInUse--;
	return 0;
}

bool wireGive(uart_dev_t* it, uint8_t byte, bool isLate) {
	bool isGiven = true;
	LOCKED({
		if (it->holdAt && it->receivedCount > it->holdAt && !isLate) isGiven = false;
		else if (it->receivedCount < fifo) it->received[it->receivedCount++] = byte;
		else it->raw |= UART_INTR_RXFIFO_OVF;
	});
	return isGiven;
}

void wireRest(uart_dev_t* it) {
	LOCKED(if (it->receivedCount > 0) it->raw |= UART_INTR_RXFIFO_TOUT);
}

uint32_t wireTake(uart_dev_t* it, uint8_t* bytes, uint32_t count) {
	LOCKED({
		if (it->isHeld) count = 0;
		if (count > it->sentCount) count = it->sentCount;
		memcpy(bytes, it->sent, count);
		drop(it->sent, &it->sentCount, count);
	});
	return count;
}

void serveInterrupts(uart_dev_t* it) {
	for (int round = 0; round < mostRounds; round++) {
		void (*handler)(void*) = NULL;
		void* argument = NULL;
		LOCKED(if (it->raw & it->enabled) { handler = it->handler; argument = it->argument; });
		if (!handler) return;
		handler(argument);
	}
	expect(false, "an interrupt ends what it came for");
}
