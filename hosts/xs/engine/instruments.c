// Exact figures of the machine's memory. XS knows what is in use and the peak; what was allocated in all is known because
// use only grows between collections, and the hook at the end of each collection adds up what it had grown to.
#include "instruments.h"

#include "modules.h"
#include "natives.h"
#include "port.h"
#include "profile.h"
#include "wire.h"

static txMachine* counted; // the one that runs scripts
static uint32_t flashSlots, flashChunkBytes;
static uint32_t otherHeap; // what is in the heap, but is not of the device, or is counted as its arena
static uint32_t otherInstructions; // that were run before the device's machine was made

static uint32_t larger(uint32_t a, uint32_t b) {
	return a > b ? a : b;
}

static void startAfresh(txMachine* the) {
	the->baseSlots = (uint32_t)(the->peakHeapCount = the->currentHeapCount);
	the->baseChunkBytes = (uint32_t)(the->peakChunksSize = the->currentChunksSize);
}

static txSize capacityOf(const void* data) {
	const txByte* chunk = (const txByte*)data - sizeof(txChunk);
	return (txSize)(((const txChunk*)chunk)->temporary - chunk);
}

// XS counts a new chunk with the room it has, and would count that room again while the chunk grows into it: after enough
// growing arrays more would be in use than there is. What counts is the room. The Makefile renames XS's own away.
void* fxRenewChunkOfXS(txMachine* the, void* data, txSize size);
void* fxRenewChunk(txMachine* the, void* data, txSize size) {
	const txSize used = the->currentChunksSize, peak = the->peakChunksSize, capacity = capacityOf(data);
	void* renewed = fxRenewChunkOfXS(the, data, size);
	if (!renewed) return NULL;
	the->currentChunksSize = used + capacityOf(renewed) - capacity;
	the->peakChunksSize = peak < the->currentChunksSize ? the->currentChunksSize : peak;
	return renewed;
}

#ifdef mxInstrument
// XS calls this at the end of each collection (and at the start of each call from outside: nothing to do then).
// The Makefile renames XS's own away.
void fxCheckProfiler(txMachine* the, txSlot* frame) {
	if (frame || the != counted || the->seenCollections == (uint32_t)the->garbageCollectionCount) return;
	the->seenCollections = (uint32_t)the->garbageCollectionCount;
	the->earlierSlots += (uint32_t)the->peakHeapCount - the->baseSlots;
	the->earlierChunkBytes += (uint32_t)the->peakChunksSize - the->baseChunkBytes;
	the->peakSlots = larger(the->peakSlots, (uint32_t)the->peakHeapCount);
	the->peakChunkBytes = larger(the->peakChunkBytes, (uint32_t)the->peakChunksSize);
	startAfresh(the);
}
#endif

void instrumentsFlash(const txMachine* root) {
	flashSlots = (uint32_t)root->currentHeapCount;
	flashChunkBytes = (uint32_t)root->currentChunksSize;
	PortMemory memory;
	if (portMemory(&memory)) otherHeap = memory.heap;
	otherInstructions = portInstructions();
}

void instrumentsStart(txMachine* the, size_t arenaBytes) {
	counted = the;
	otherHeap += (uint32_t)arenaBytes;
	portStackMark();
	startAfresh(the);
#ifdef PROFILE
	profileStart(the);
#endif
}

void instrumentsRead(txMachine* the, Instruments* into) {
	*into = (Instruments){
		.slots = (uint32_t)the->currentHeapCount,
		.slotLimit = (uint32_t)the->maximumHeapCount,
		.chunkBytes = (uint32_t)the->currentChunksSize,
		.chunkLimit = (uint32_t)the->maximumChunksSize,
		.cumulativeSlots = the->earlierSlots + (uint32_t)the->currentHeapCount - the->baseSlots,
		.cumulativeChunkBytes = the->earlierChunkBytes + (uint32_t)the->currentChunksSize - the->baseChunkBytes,
		.collections = the->seenCollections,
		.keys = (uint32_t)(the->keyIndex - the->keyOffset),
		.peakSlots = larger(the->peakSlots, (uint32_t)the->peakHeapCount),
		.peakChunkBytes = larger(the->peakChunkBytes, (uint32_t)the->peakChunksSize),
		.instructions = portInstructions() - otherInstructions,
	};
#ifdef mxInstrument
	into->stackPeak = (uint32_t)(the->stackTop - the->stackPeak);
#endif
#ifdef mxMetering
	into->bytecodes = (uint32_t)the->meterIndex;
#endif
}

// uint32_t is not unsigned int everywhere.
#define NUMBER(VALUE) ((unsigned)(VALUE))

static void writeString(FILE* file, const char* text) {
	fputc('"', file);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') fputc('\\', file);
		if ((unsigned char)*text < ' ') fprintf(file, "\\u%04x", *text);
		else fputc(*text, file);
	}
	fputc('"', file);
}

static void writeReport(FILE* file, txMachine* the, int exitCode) {
	Instruments it;
	instrumentsRead(the, &it);
	const unsigned slotBytes = sizeof(txSlot);
	fprintf(file, "{\"variant\":\"" VARIANT "\",\"bits\":%d,\"exitCode\":%d,", (int)(8 * sizeof(void*)), exitCode);
	fprintf(file, "\"slots\":%u,\"slotLimit\":%u,\"slotBytes\":%u,", NUMBER(it.slots), NUMBER(it.slotLimit), slotBytes);
	fprintf(file, "\"chunkBytes\":%u,\"chunkLimit\":%u,", NUMBER(it.chunkBytes), NUMBER(it.chunkLimit));
	fprintf(file, "\"cumulativeSlots\":%u,", NUMBER(it.cumulativeSlots));
	fprintf(file, "\"cumulativeChunkBytes\":%u,", NUMBER(it.cumulativeChunkBytes));
	fprintf(file, "\"collections\":%u,\"bytecodes\":%u,", NUMBER(it.collections), NUMBER(it.bytecodes));
	fprintf(file, "\"stackPeak\":%u,\"keys\":%u,", NUMBER(it.stackPeak), NUMBER(it.keys));
	fprintf(file, "\"lostBytes\":%u,", NUMBER(wireBytesLost()));
	fprintf(file, "\"peakSlots\":%u,\"peakChunkBytes\":%u,", NUMBER(it.peakSlots), NUMBER(it.peakChunkBytes));
	fprintf(file, "\"flashSlots\":%u,\"flashChunkBytes\":%u,", NUMBER(flashSlots), NUMBER(flashChunkBytes));
	PortMemory memory;
	if (portMemory(&memory)) {
		fprintf(file, "\"instructions\":%u,\"processor\":{", NUMBER(it.instructions));
		fprintf(file, "\"programBytes\":%u,\"staticBytes\":%u,", NUMBER(memory.program), NUMBER(memory.statics));
		fprintf(file, "\"stackBytes\":%u,", NUMBER(memory.stack));
		fprintf(file, "\"heapBytes\":%u},", NUMBER(memory.heap - otherHeap));
	}
	fprintf(file, "\"modules\":[");
	for (const Module* module = modulesFirst(); module; module = module->next) {
		fprintf(file, "%s{\"name\":", module == modulesFirst() ? "" : ",");
		writeString(file, module->name);
		fprintf(file, ",\"codeBytes\":%u}", NUMBER(module->codeBytes));
	}
	fprintf(file, "]");
#ifdef PROFILE
	fprintf(file, ",\"profile\":");
	profileWrite(the, file);
#endif
	fprintf(file, "}\n");
}

bool instrumentsReport(txMachine* the, const char* path, int exitCode) {
	char* text = NULL;
	size_t length = 0;
	FILE* file = open_memstream(&text, &length);
	if (!file) return false;
	writeReport(file, the, exitCode);
	const bool isWritten = fclose(file) == 0 && portSave(path, text, length);
	free(text);
	return isWritten;
}

// fill(buffer): as many of the figures as fit. The buffer may have moved when a figure was made, but none is made here.
static void Instruments_fill(xsMachine* the) {
	void* data;
	xsUnsignedValue size;
	Instruments it;
	xsmcGetBufferWritable(xsArg(0), &data, &size);
	instrumentsRead(the, &it);
	memcpy(data, &it, size < sizeof(it) ? size : sizeof(it));
}

static void Instruments_collect(xsMachine* the) {
	fxCollectGarbage(the);
}

// section(number): what follows is profiled under this number, where the engine does so at all.
static void Instruments_section(xsMachine* the) {
#ifdef PROFILE
	profileSection(nativeInteger(the, 0, 0));
#else
	(void)the;
#endif
}

void instrumentNatives(txMachine* the) {
	nativeFunction(the, "fill", Instruments_fill);
	nativeFunction(the, "collect", Instruments_collect);
	nativeFunction(the, "section", Instruments_section);
}
