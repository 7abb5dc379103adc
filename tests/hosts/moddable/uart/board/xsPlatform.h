/* Names and types of an XS platform, as far as the ports of the boards' UARTs use them. */
#ifndef XS_PLATFORM_H
#define XS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct xsMachineRecord xsMachine;
typedef void (*modMessageDeliver)(void* the, void* refcon, uint8_t* message, uint16_t messageLength);

int modMessagePostToMachineFromISR(xsMachine* the, modMessageDeliver callback, void* refcon);

#endif
