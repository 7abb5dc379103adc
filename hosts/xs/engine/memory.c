// The memory of machines. The root machine lives on malloc, as what is in flash costs a device no RAM. The machine that
// runs the script lives in an arena of fixed size: when that is used up, it is out of memory, as on the device.
#include "engine.h"
#include "xs-all.h"

#define LAST_ID ((txID)-1)

void fxCreateMachinePlatform(txMachine* the) {
	Arena* arena = the->context; // set by XS before it allocates
	if (!arena) return;
	the->arena = arena->bytes;
	the->arenaEnd = arena->bytes + arena->size;
}

void fxDeleteMachinePlatform(txMachine* the) {
	(void)the;
}

static void* take(txMachine* the, size_t size) {
	if (!the->arena) return malloc(size);
	size = (size + 15) & ~(size_t)15;
	if (size > (size_t)(the->arenaEnd - the->arena)) return NULL;
	uint8_t* result = the->arena;
	the->arena += size;
	return result;
}

void* fxAllocateChunks(txMachine* the, txSize size) {
	return take(the, (size_t)size);
}

txSlot* fxAllocateSlots(txMachine* the, txSize count) {
	return take(the, (size_t)count * sizeof(txSlot));
}

void fxFreeChunks(txMachine* the, void* it) {
	if (!the->arena) free(it);
}

void fxFreeSlots(txMachine* the, void* it) {
	if (!the->arena) free(it);
}

// Takes the place of the one in xsMemory.c, which does not see that identifiers, of 16 bits, are used up.
void fxGrowKeys(txMachine* the, txID count) {
	const txID delta = count > the->keyDelta ? count : the->keyDelta;
	if (the->keyDelta == 0 || delta > LAST_ID - the->keyCount) fxAbort(the, XS_NO_MORE_KEYS_EXIT);
	const size_t size = (size_t)(the->keyCount + delta - the->keyOffset) * sizeof(txSlot*);
	txSlot** keys = realloc(the->keyArray, size);
	if (!keys) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	the->keyArray = keys;
	the->keyCount += delta;
}

// Takes the place of the one in xsCommon.c, which reads /proc/self/maps each time: once for each regular expression.
char* fxCStackLimit(void) {
	return engineStackLimit;
}
