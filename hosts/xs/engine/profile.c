#include "profile.h"

#ifdef PROFILE
#include "exits.h"
#include "engine.h"
#include "modules.h"
#include "port.h"

enum { sections = 3, mostFunctions = 2048, deepest = 512 }; // a power of two

typedef struct {
	const void* code; // where it begins; of a function in C, that function
	txID id;          // of its name
	uint32_t calls[sections], instructions[sections];
} Function;

static struct {
	txMachine* machine;
	int section;
	uint32_t last; // when the function at work was last known to be
	uint32_t look; // what looking at the count takes
	Function functions[mostFunctions];
	Function host; // what runs outside of any function
	struct {
		const txSlot* slot;
		Function* function;
	} stack[deepest];
	int depth;
} profile;

// Ends the time of the function at work.
static void charge(void) {
	const uint32_t passed = portInstructions() - profile.last;
	if (!profile.section || passed <= profile.look) return;
	Function* it = profile.depth > 0 ? profile.stack[profile.depth - 1].function : &profile.host;
	it->instructions[profile.section - 1] += passed - profile.look;
}

static void resume(void) {
	profile.last = portInstructions();
}

static Function* find(const void* code, txID id) {
	uint32_t at = (uint32_t)((uintptr_t)code >> 1) * 2654435761u;
	for (int tried = 0; tried < mostFunctions; tried++, at++) {
		Function* it = &profile.functions[at % mostFunctions];
		if (!it->code) {
			it->code = code;
			it->id = id;
		}
		if (it->code == code && it->id == id) return it;
	}
	engineExit(exitFatal, "profile: more than %d functions", mostFunctions);
}

static Function* functionOf(const txSlot* slot) {
	if (slot->kind == XS_HOST_FUNCTION_KIND) {
		const txHostFunctionBuilder* builder = slot->value.hostFunction.builder;
		return find((const void*)builder->callback, builder->id);
	}
	const txSlot* code = slot->value.reference->next;
	const bool isScript = code->kind == XS_CODE_KIND || code->kind == XS_CODE_X_KIND;
	return find(isScript ? (const void*)code->value.code.address : (const void*)code->value.callback.address, code->ID);
}

void profileStart(txMachine* the) {
	profile.machine = the;
	resume();
	profile.look = portInstructions() - profile.last;
}

void profileSection(int section) {
	charge();
	profile.section = section < 0 || section > sections ? 0 : section;
	resume();
}

void profileBegin(txMachine* the, txSlot* function) {
	if (the != profile.machine) return;
	charge();
	// An exception goes past the returns of the functions that it leaves; the stack grows downward.
	while (profile.depth > 0 && profile.stack[profile.depth - 1].slot <= function) profile.depth--;
	if (profile.depth == deepest) engineExit(exitFatal, "profile: more than %d calls deep", deepest);
	Function* it = functionOf(function);
	profile.stack[profile.depth].slot = function;
	profile.stack[profile.depth++].function = it;
	if (profile.section) it->calls[profile.section - 1]++;
	resume();
}

void profileEnd(txMachine* the, txSlot* function) {
	if (the != profile.machine) return;
	charge();
	while (profile.depth > 0 && profile.stack[profile.depth - 1].slot <= function) profile.depth--;
	resume();
}

txBoolean profilePrivate(txMachine* the, txSlot* instance, txSlot* check, txID id, txSlot* slot, txFlag mask) {
	const bool isMethod = slot->kind == XS_REFERENCE_KIND && mask & XS_METHOD_FLAG;
	txSlot* code = isMethod ? slot->value.reference->next : NULL;
	if (code && (code->kind == XS_CODE_KIND || code->kind == XS_CODE_X_KIND) && code->ID == XS_NO_ID) code->ID = id;
	return fxDefinePrivateProperty(the, instance, check, id, slot, mask);
}

// Where bytecode is from; NULL: it is C.
static const char* moduleOf(const void* code) {
	for (const Module* it = modulesFirst(); it; it = it->next) {
		if ((const txByte*)code >= it->code && (const txByte*)code < it->code + it->codeBytes) return it->name;
	}
	return NULL;
}

static void writeFunction(txMachine* the, FILE* file, const Function* it, const char* between) {
	const char* module = it->code ? moduleOf(it->code) : NULL;
	const char* name = it->code ? (it->id == XS_NO_ID ? "" : fxGetKeyName(the, it->id)) : "";
	for (int section = 0; section < sections; section++) {
		if (!it->instructions[section]) continue;
		fprintf(file, "%s{\"module\":\"%s\",\"name\":\"%s\",", between, module ? module : "", name ? name : "");
		fprintf(file, "\"section\":%d,\"calls\":%u,", section + 1, (unsigned)it->calls[section]);
		fprintf(file, "\"instructions\":%u}", (unsigned)it->instructions[section]);
		between = ",";
	}
}

void profileWrite(txMachine* the, FILE* file) {
	profile.section = 0;
	fprintf(file, "[{\"module\":\"\",\"name\":\"\",\"section\":0,\"calls\":0,\"instructions\":0}");
	writeFunction(the, file, &profile.host, ",");
	for (int at = 0; at < mostFunctions; at++) {
		if (profile.functions[at].code) writeFunction(the, file, &profile.functions[at], ",");
	}
	fprintf(file, "]");
}
#endif
