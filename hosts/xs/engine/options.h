// What the environment says. Each has a default that suits a device like the ESP32.
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	int32_t chunkBytes;      // XS_CHUNK_BYTES, 78848: strings, arrays, buffers
	int32_t slots;           // XS_SLOTS, 4928: objects, properties, closures
	int32_t stackSlots;      // XS_STACK_SLOTS, 512
	bool isUnlimited;        // XS_UNLIMITED=1: memory comes from malloc and grows; for what is no firmware
	bool isLockstep;         // XS_LOCKSTEP=1: time is told by the other side of the wire
	double epoch;            // XS_EPOCH: Date.now at the start of a lockstep run, 2026-01-01T00:00:00Z
	int32_t ticks;           // XS_TICKS: Time.ticks at the start, 0
	uint32_t seed;           // XS_SEED of Math.random; default: 1 in lockstep, otherwise another one each time
	const char* reportPath;  // XS_REPORT: a file for the instruments at the end
} Options;

void optionsRead(Options* options);

#endif
