#ifndef INSTRUMENTS_H
#define INSTRUMENTS_H

#include "xs-all.h"

// In the order of hosts/xs/builtin/instruments.ts.
typedef struct {
	uint32_t slots, slotLimit;
	uint32_t chunkBytes, chunkLimit;
	uint32_t cumulativeSlots, cumulativeChunkBytes;
	uint32_t collections;
	uint32_t bytecodes;
	uint32_t stackPeak;
	uint32_t keys;
	uint32_t peakSlots, peakChunkBytes;
	uint32_t instructions;
} Instruments;

// Notes what stands for flash; what the heap takes from here on is the device's RAM.
void instrumentsFlash(const txMachine* root);
// Counting starts here, for a machine with an arena of so many bytes of the heap; 0: without one.
void instrumentsStart(txMachine* the, size_t arenaBytes);
void instrumentsRead(txMachine* the, Instruments* into);
// Writes everything measured as one JSON object. False: the file could not be written.
bool instrumentsReport(txMachine* the, const char* path, int exitCode);

#endif
