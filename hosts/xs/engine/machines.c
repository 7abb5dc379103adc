// Two machines, as on a device. The root holds what the SDK's linker puts in flash: intrinsics, host functions, bytecode
// and preloaded modules. Its clone has the RAM: an arena of fixed size.
#include "machines.h"

#include "engine.h"
#include "exits.h"
#include "flash.h"
#include "modules.h"
#include "natives.h"

enum { longestLine = 4096 };

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

static char* readFile(const char* path, size_t* size) {
	FILE* file = fopen(path, "rb");
	if (!file) engineExit(exitUsage, "cannot read %s: %s", path, strerror(errno));
	fseek(file, 0, SEEK_END);
	const long length = ftell(file);
	rewind(file);
	char* text = length < 0 ? NULL : malloc((size_t)length + 1);
	if (!text || fread(text, 1, (size_t)length, file) != (size_t)length) engineExit(exitUsage, "cannot read %s", path);
	fclose(file);
	text[length] = 0;
	*size = (size_t)length;
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

// Adds all modules of the list, then executes those that are preloaded: they may import one another.
static void addModules(txMachine* root, const char* listPath, const char** mainName) {
	FILE* list = fopen(listPath, "r");
	if (!list) engineExit(exitUsage, "cannot read %s: %s", listPath, strerror(errno));
	char line[longestLine], kind[16], name[256], path[longestLine];
	*mainName = NULL;
	for (int pass = 0; pass < 2; pass++) {
		rewind(list);
		while (fgets(line, sizeof(line), list)) {
			if (*line == '\n') continue;
			if (sscanf(line, "%15s %255s %4095[^\n]", kind, name, path) != 3) {
				engineExit(exitUsage, "%s: not a module: %s", listPath, line);
			}
			const bool isPreload = !strcmp(kind, "preload");
			if (pass == 1) {
				if (isPreload) engineImport(root, name);
				continue;
			}
			if (!isPreload && strcmp(kind, "module") && strcmp(kind, "main")) {
				engineExit(exitUsage, "%s: %s: neither preload, module nor main", listPath, kind);
			}
			size_t size;
			char* source = readFile(path, &size);
			moduleAdd(root, name, source, size);
			free(source);
			if (!strcmp(kind, "main") && !(*mainName = strdup(name))) engineExit(exitMemoryFull, "no memory for module %s", name);
		}
	}
	fclose(list);
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
	return the;
}
