/* A model of an ESP32's UARTs, and the other side of their wires. */
#ifndef MODEL_H
#define MODEL_H

#include "hal/uart_hal.h"

extern int interruptsInUse;

/* The module sends a byte. Returns false when it waits for RTS; with `isLate` it sends all the same. */
bool wireGive(uart_dev_t* device, uint8_t byte, bool isLate);
/* The line has been silent for some symbols. */
void wireRest(uart_dev_t* device);
/* What has gone out to the module: up to `count` bytes, how many there were. */
uint32_t wireTake(uart_dev_t* device, uint8_t* bytes, uint32_t count);
/* Serves interrupts until none is pending. */
void serveInterrupts(uart_dev_t* device);

#endif
