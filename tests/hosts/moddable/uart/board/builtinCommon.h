/* Names and types of what the SDK knows of pins in use. */
#ifndef BUILTIN_COMMON_H
#define BUILTIN_COMMON_H

#include <stdint.h>

uint8_t builtinIsPinFree(uint32_t pin);
void builtinUsePin(uint32_t pin);
void builtinFreePin(uint32_t pin);

void criticalSection(int isEntered);
#define builtinCriticalSectionBegin() criticalSection(1)
#define builtinCriticalSectionEnd() criticalSection(0)

#endif
