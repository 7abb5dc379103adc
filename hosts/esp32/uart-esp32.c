/*
	The port of the class Serial to ESP-IDF: an interrupt between the FIFOs of a UART, 128 bytes each way, and its two rings.
	Uses the calls of IDF's driver that need no driver installed, and the register functions under it that IDF's own
	interrupt uses. Never run on a board: tests/hosts/esp32 runs it on a model of the hardware.
*/
#include "uart-post.h"

#include "builtinCommon.h"
#include "driver/gpio.h"
#include "driver/uart.h"
#include "esp_intr_alloc.h"
#include "hal/uart_hal.h"
#include "soc/interrupts.h"
#include "soc/soc_caps.h"

/* Older releases of IDF count all UARTs as one kind. The chips of the SDK have two or three. */
#ifndef SOC_UART_HP_NUM
	#define SOC_UART_HP_NUM SOC_UART_NUM
#endif
#if SOC_UART_HP_NUM > 2
	#define PORTS 3
#else
	#define PORTS 2
#endif

enum {
	receiveAt = 64,   /* bytes in the FIFO that interrupt; the other half is the time until the interrupt must be served */
	holdAt = 100,     /* bytes in the FIFO at which RTS says stop; the module may send 28 more */
	idleSymbols = 4,  /* of silence, after which fewer bytes interrupt too */
	transmitAt = 16,  /* bytes left in the FIFO that interrupt while there is more to send */
	noPin = -1,
};

static const uint32_t receiving = UART_INTR_RXFIFO_FULL | UART_INTR_RXFIFO_TOUT;
static const uint32_t always = UART_INTR_RXFIFO_OVF;

typedef struct {
	Post post;
	uart_dev_t* device;
	intr_handle_t interrupt;
	portMUX_TYPE lock; /* around the registers that both sides change */
	bool isHeld; /* the receive ring is full, and flow control holds the module back */
	int pins[4];
} Port;

static Port ports[PORTS] = { [0 ... PORTS - 1] = { .lock = portMUX_INITIALIZER_UNLOCKED } };
static const int sources[PORTS] = {
	ETS_UART0_INTR_SOURCE, ETS_UART1_INTR_SOURCE,
#if PORTS > 2
	ETS_UART2_INTR_SOURCE,
#endif
};

/* Interrupt: the FIFO into the ring. Whether something came or was lost. */
static bool IRAM_ATTR take(Port* port, Serial* serial) {
	bool hasTaken = false;
	for (;;) {
		uint32_t room, count = uart_ll_get_rxfifo_len(port->device);
		uint8_t dropped[16];
		uint8_t* bytes = ringRoom(&serial->receive, &room);
		if (count == 0) break;
		if (room == 0 && serial->hasFlowControl) {
			/* Left in the FIFO, which fills until RTS rises. The interrupt stays pending, and comes when it is enabled. */
			uart_ll_disable_intr_mask(port->device, receiving);
			port->isHeld = true;
			return true;
		}
		hasTaken = true;
		if (room == 0) {
			if (count > sizeof(dropped)) count = sizeof(dropped);
			uart_ll_read_rxfifo(port->device, dropped, count);
			serialLost(serial, count);
		} else {
			if (count > room) count = room;
			uart_ll_read_rxfifo(port->device, bytes, count);
			ringFill(&serial->receive, count);
		}
	}
	uart_ll_clr_intsts_mask(port->device, receiving);
	return hasTaken;
}

/* Interrupt: the ring into the FIFO. Whether the ring is empty now. */
static bool IRAM_ATTR give(Port* port, Serial* serial) {
	uint32_t room = uart_ll_get_txfifo_len(port->device);
	for (;;) {
		uint32_t count;
		const uint8_t* bytes = ringRun(&serial->transmit, &count);
		if (count == 0) {
			uart_ll_disable_intr_mask(port->device, UART_INTR_TXFIFO_EMPTY);
			return true;
		}
		if (room == 0) break;
		if (count > room) count = room;
		uart_ll_write_txfifo(port->device, bytes, count);
		ringDrop(&serial->transmit, count);
		room -= count;
	}
	uart_ll_clr_intsts_mask(port->device, UART_INTR_TXFIFO_EMPTY);
	return false;
}

static void IRAM_ATTR onInterrupt(void* it) {
	Port* port = it;
	bool isDue = false;
	portENTER_CRITICAL_ISR(&port->lock);
	Serial* serial = port->post.serial;
	const uint32_t status = uart_ll_get_intsts_mask(port->device);
	if (serial && (status & UART_INTR_RXFIFO_OVF)) {
		/* What is in the FIFO cannot be told from what was written over it. */
		serialLost(serial, uart_ll_get_rxfifo_len(port->device) + 1);
		uart_ll_rxfifo_rst(port->device);
		uart_ll_clr_intsts_mask(port->device, UART_INTR_RXFIFO_OVF);
		isDue = true;
	}
	if (serial && (status & receiving)) isDue |= take(port, serial);
	if (serial && (status & UART_INTR_TXFIFO_EMPTY)) isDue |= give(port, serial);
	portEXIT_CRITICAL_ISR(&port->lock);
	if (isDue) postTell(&port->post);
}

/* The platform's arguments: port, transmit, receive, RTS and CTS pins; checked by ../serial.ts. */
static int argument(xsMachine* the, int at) {
	return xsmcToInteger(xsArg(serialPlace + at));
}

void uartArguments(xsMachine* the) {
	const int number = argument(the, 0);
	if (number < 0 || number >= PORTS) xsRangeError("port: from 0 to %d on this chip", PORTS - 1);
	for (int i = 1; i <= 4; i++) {
		const int pin = argument(the, i);
		if (pin != noPin && !GPIO_IS_VALID_GPIO(pin)) xsRangeError("pin %d: not on this chip", pin);
	}
}

static void freePins(Port* port, int count) {
	for (int i = 0; i < count; i++) {
		if (port->pins[i] != noPin) builtinFreePin((uint32_t)port->pins[i]);
	}
}

static bool usePins(Port* port) {
	for (int i = 0; i < 4; i++) {
		if (port->pins[i] == noPin) continue;
		if (!builtinIsPinFree((uint32_t)port->pins[i])) {
			freePins(port, i);
			return false;
		}
		builtinUsePin((uint32_t)port->pins[i]);
	}
	return true;
}

static const char* setUp(Port* port, uart_port_t number, const Serial* serial) {
	const uart_config_t config = {
		.baud_rate = (int)serial->baud,
		.data_bits = UART_DATA_8_BITS,
		.parity = UART_PARITY_DISABLE,
		.stop_bits = UART_STOP_BITS_1,
		.flow_ctrl = serial->hasFlowControl ? UART_HW_FLOWCTRL_CTS_RTS : UART_HW_FLOWCTRL_DISABLE,
		.rx_flow_ctrl_thresh = holdAt,
	};
	if (uart_param_config(number, &config)) return "this baud rate cannot be set";
	if (uart_set_pin(number, port->pins[0], port->pins[1], port->pins[2], port->pins[3])) return "these pins cannot be used";
	port->device = UART_LL_GET_HW(number);
	uart_ll_disable_intr_mask(port->device, UART_LL_INTR_MASK);
	uart_ll_rxfifo_rst(port->device);
	uart_ll_clr_intsts_mask(port->device, UART_LL_INTR_MASK);
	uart_ll_set_rxfifo_full_thr(port->device, receiveAt);
	uart_ll_set_txfifo_empty_thr(port->device, transmitAt);
	uart_set_rx_timeout(number, idleSymbols);
	if (esp_intr_alloc(sources[number], 0, onInterrupt, port, &port->interrupt)) return "no interrupt is free";
	return NULL;
}

const char* uartOpen(xsMachine* the, Serial* serial) {
	const int number = argument(the, 0);
	Port* port = &ports[number];
	if (port->post.serial || uart_is_driver_installed((uart_port_t)number)) return "port: in use";
	for (int i = 0; i < 4; i++) port->pins[i] = argument(the, i + 1);
	if (!usePins(port)) return "a pin is in use";
	port->isHeld = false;
	serial->uart = port;
	const char* why = setUp(port, (uart_port_t)number, serial);
	if (!why && !postOpen(&port->post, the, serial)) {
		esp_intr_free(port->interrupt);
		why = "no memory";
	}
	if (why) {
		freePins(port, 4);
		return why;
	}
	portENTER_CRITICAL(&port->lock);
	uart_ll_ena_intr_mask(port->device, receiving | always);
	portEXIT_CRITICAL(&port->lock);
	return NULL;
}

void uartClose(xsMachine* the, Serial* serial) {
	(void)the;
	Port* port = serial->uart;
	portENTER_CRITICAL(&port->lock);
	uart_ll_disable_intr_mask(port->device, UART_LL_INTR_MASK);
	port->post.serial = NULL; /* an interrupt that waits for the lock finds nobody */
	portEXIT_CRITICAL(&port->lock);
	postClose(&port->post);
	esp_intr_free(port->interrupt);
	freePins(port, 4);
}

void uartSend(Serial* serial) {
	Port* port = serial->uart;
	portENTER_CRITICAL(&port->lock);
	uart_ll_ena_intr_mask(port->device, UART_INTR_TXFIFO_EMPTY);
	portEXIT_CRITICAL(&port->lock);
}

void uartTaken(Serial* serial) {
	Port* port = serial->uart;
	if (!serial->hasFlowControl) return;
	/* Looked at with the lock: an interrupt that found the ring full, and has not said so yet, would be missed for ever. */
	portENTER_CRITICAL(&port->lock);
	if (port->isHeld && ringFree(&serial->receive) > 0) {
		port->isHeld = false;
		uart_ll_ena_intr_mask(port->device, receiving);
	}
	portEXIT_CRITICAL(&port->lock);
}

void uartFlush(Serial* serial, bool isInput, bool isOutput) {
	Port* port = serial->uart;
	portENTER_CRITICAL(&port->lock);
	if (isInput) {
		uart_ll_rxfifo_rst(port->device);
		ringDrop(&serial->receive, ringUsed(&serial->receive));
	}
	if (isOutput) ringDrop(&serial->transmit, ringUsed(&serial->transmit));
	portEXIT_CRITICAL(&port->lock);
}
