// The modules that the engine was given, and the names by which they find each other.
#ifndef MODULES_H
#define MODULES_H

#include "xs-all.h"

typedef struct Module Module;
struct Module {
	Module* next;
	char* name;
	txScript* script;
	const void* names;    // of the script, for good: identifiers point into them
	const txByte* code;   // its bytecode
	uint32_t codeBytes;
};

// Parses a module and keeps its bytecode.
void moduleAdd(txMachine* root, const char* name, const char* source, size_t length);
// The first of the table, in the order in which they were added.
const Module* modulesFirst(void);
// What the last import that found nothing asked for, in words; NULL: none.
const char* moduleMissing(void);

#endif
