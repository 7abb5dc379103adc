// Two machines, as on a device. The root holds what the SDK's linker puts in flash: intrinsics, host functions, bytecode
// and preloaded modules. Its clone has the RAM: an arena of fixed size.
#include "machines.h"

#include "engine.h"
#include "exits.h"
#include "flash.h"
#include "instruments.h"
#include "modules.h"
#include "natives.h"
#include "port.h"

// Takes the place of what xsDefaults.c would use: functions have no `length` and `name`, as after the SDK's strip.
txSlot* fxNoFunctionLength(txMachine* the, txSlot* instance, txNumber length);
txSlot* fxNoFunctionLength(txMachine* the, txSlot* instance, txNumber length) {
	(void)the, (void)instance, (void)length;
	return NULL;
}

txSlot* fxNoFunctionName(txMachine* the, txSlot* instance, txID id, txIndex index, txID former, txString prefix);
txSlot* fxNoFunctionName(txMachine* the, txSlot* instance, txID id, txIndex index, txID former, txString prefix) {
	(void)the, (void)instance, (void)id, (void)index, (void)former, (void)prefix;
	return NULL;
}

static char* load(const char* path, size_t* size) {
	char* text = portLoad(path, size);
	if (!text) engineExit(exitUsage, "cannot read %s", path);
	return text;
}

// The object `natives`, a global of the root until the modules of hosts/xs/builtin have taken from it what is theirs.
static void addNatives(txMachine* root) {
	static const struct {
		const char* name;
		void (*define)(txMachine*);
	} parts[] = {
		{ "host", hostNatives },
		{ "time", clockNatives },
		{ "timer", timerNatives },
		{ "instruments", instrumentNatives },
		{ "serial", serialNatives },
		{ "digital", digitalNatives },
	};
	xsBeginHost(root);
	xsmcVars(3); // 0 and 1 are for natives.c
	xsThis = xsGlobal;
	traceNatives(the);
	xsVar(2) = xsNewObject();
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		xsThis = xsNewObject();
		xsmcDefine(xsVar(2), fxID(the, (txString)parts[i].name), xsThis, xsDefault);
		parts[i].define(the);
	}
	xsmcSet(xsGlobal, fxID(the, "natives"), xsVar(2));
	xsEndHost(root);
}

static void removeNatives(txMachine* root) {
	xsBeginHost(root);
	xsmcDelete(xsGlobal, fxID(the, "natives"));
	xsEndHost(root);
}

typedef struct {
	char kind[16], name[256], path[4096];
} Entry;

// Reads the next line of the list that is not empty. False: there is none.
static bool nextEntry(const char* listPath, const char** list, Entry* entry) {
	while (**list == '\n') ++*list;
	if (!**list) return false;
	const size_t length = strcspn(*list, "\n");
	if (sscanf(*list, "%15s %255s %4095[^\n]", entry->kind, entry->name, entry->path) != 3) {
		engineExit(exitUsage, "%s: not a module: %.*s", listPath, (int)length, *list);
	}
	*list += length;
	return true;
}

static void addModule(txMachine* root, const Entry* entry) {
	size_t size;
	char* source = load(entry->path, &size);
	moduleAdd(root, entry->name, source, size);
	free(source);
}

// Adds all modules of the list, then executes those that are preloaded: they may import one another.
static void addModules(txMachine* root, const char* listPath, const char** mainName) {
	size_t size;
	char* list = load(listPath, &size);
	Entry* entry = malloc(sizeof(Entry));
	if (!entry) engineExit(exitMemoryFull, "no memory for %s", listPath);
	const char* rest = list;
	*mainName = NULL;
	while (nextEntry(listPath, &rest, entry)) {
		const bool isMain = !strcmp(entry->kind, "main");
		if (!isMain && strcmp(entry->kind, "module") && strcmp(entry->kind, "preload")) {
			engineExit(exitUsage, "%s: %s: neither preload, module nor main", listPath, entry->kind);
		}
		addModule(root, entry);
		if (isMain && !(*mainName = strdup(entry->name))) engineExit(exitMemoryFull, "no memory for module %s", entry->name);
	}
	rest = list;
	while (nextEntry(listPath, &rest, entry)) {
		if (!strcmp(entry->kind, "preload")) engineImport(root, entry->name);
	}
	free(entry);
	free(list);
	if (!*mainName) engineExit(exitUsage, "%s: no main module", listPath);
}

txMachine* machinesMake(const Options* options, const char* listPath, const char** mainName) {
	txCreation flash = {
		.initialChunkSize = 1024 * 1024,
		.incrementalChunkSize = 64 * 1024,
		.initialHeapCount = 16384,
		.incrementalHeapCount = 4096,
		.stackCount = 4096,
		.initialKeyCount = 2048,
		.incrementalKeyCount = 256,
		.nameModulo = 127,
		.symbolModulo = 127,
		.parserBufferSize = 64 * 1024,
		.parserTableModulo = 127,
	};
	txMachine* root = fxCreateMachine(&flash, "root", NULL, XS_NO_ID);
	if (!root) engineExit(exitMemoryFull, "no memory for the root machine");
	addNatives(root);
	addModules(root, listPath, mainName);
	removeNatives(root);
	flashFreeze(root);
	fxShareMachine(root);
	flashPetrify(root);
	instrumentsFlash(root);

	txCreation device = flash;
	device.stackCount = options->stackSlots;
	device.initialKeyCount = 64;
	device.incrementalKeyCount = 64;
	device.parserBufferSize = 8 * 1024;
	static Arena arena;
	Arena* context = NULL;
	if (!options->isUnlimited) {
		// Nothing grows: an increment of 0 makes XS end when a pool is used up.
		device.initialChunkSize = options->chunkBytes;
		device.incrementalChunkSize = 0;
		device.initialHeapCount = options->slots;
		device.incrementalHeapCount = 0;
		const size_t slotBytes = (size_t)(options->slots + options->stackSlots) * sizeof(txSlot);
		arena.size = (size_t)options->chunkBytes + slotBytes + 256; // 256: the header of the chunk pool, alignment
		arena.bytes = malloc(arena.size);
		if (!arena.bytes) engineExit(exitMemoryFull, "no memory for an arena of %zu bytes", arena.size);
		context = &arena;
	}
	txMachine* the = fxCloneMachine(&device, root, "device", context);
	if (!the) engineExit(exitMemoryFull, "no memory for the device's machine");
	instrumentsStart(the, arena.size);
	return the;
}
