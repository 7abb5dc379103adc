#include "modules.h"

#include "engine.h"
#include "exits.h"
#include "flash.h"

enum { longestName = 256 };

static Module* modules;
static char missing[3 * longestName];

static Module* find(const char* name) {
	for (Module* it = modules; it; it = it->next) {
		if (!strcmp(it->name, name)) return it;
	}
	return NULL;
}

const Module* modulesFirst(void) {
	return modules;
}

const char* moduleMissing(void) {
	return *missing ? missing : NULL;
}

// Parsing

static char parserMessage[512];

static void reportParserError(void* console, txString path, txInteger line, txString format, va_list list) {
	(void)console;
	const int length = snprintf(parserMessage, sizeof(parserMessage), "%.256s:%d: ", path ? path : "?", (int)line);
	vsnprintf(parserMessage + length, sizeof(parserMessage) - (size_t)length, format, list);
}

static txScript* parse(txMachine* root, const char* name, const char* source, size_t length) {
	txParser parserRecord;
	txParser* parser = &parserRecord;
	txParserJump jump;
	txStringCStream stream = { (txString)source, 0, (txSize)length };
	txScript* volatile script = NULL;
	fxInitializeParser(parser, root, root->parserBufferSize, root->parserTableModulo);
	parser->firstJump = &jump;
	parser->reportError = reportParserError;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser->path = fxNewParserSymbol(parser, (txString)name);
		fxParserTree(parser, &stream, fxStringCGetter, 0, NULL);
		fxParserHoist(parser);
		fxParserBind(parser);
		script = fxParserCode(parser);
	}
	if (!script || parser->errorCount) engineExit(exitSyntax, "syntax error: %s", parserMessage);
	fxTerminateParser(parser);
	return script;
}

void moduleAdd(txMachine* root, const char* name, const char* source, size_t length) {
	if (find(name)) engineExit(exitUsage, "module %s is listed twice", name);
	Module* module = calloc(1, sizeof(Module));
	if (!module || !(module->name = strdup(name))) engineExit(exitMemoryFull, "no memory for module %s", name);
	module->script = parse(root, name, source, length);
	module->names = module->script->symbolsBuffer;
	module->code = module->script->codeBuffer;
	module->codeBytes = (uint32_t)module->script->codeSize;
	Module** last = &modules;
	while (*last) last = &(*last)->next;
	*last = module;
	flashScript(root, module->script);
	fxNewNameX(root, module->name); // XS knows modules by identifiers
}

// Finding

// The folder of `name`: where it ends. 0 for a name without a folder.
static size_t folder(const char* name, size_t length) {
	while (length > 0 && name[length - 1] != '/') length--;
	return length > 0 ? length - 1 : 0;
}

// Resolves "./x.js" and "../x.js" against the importer's name as the SDK does. Other specifiers are names already.
static bool resolve(const char* importer, const char* specifier, char* name) {
	size_t length = 0;
	if (*specifier == '.') {
		length = folder(importer, strlen(importer));
		for (;;) {
			if (!strncmp(specifier, "./", 2)) {
				specifier += 2;
			} else if (!strncmp(specifier, "../", 3)) {
				if (length == 0) return false;
				length = folder(importer, length);
				specifier += 3;
			} else {
				break;
			}
		}
		memcpy(name, importer, length);
		if (length > 0) name[length++] = '/';
	}
	size_t rest = strlen(specifier);
	if (rest > 3 && !strcmp(specifier + rest - 3, ".js")) rest -= 3;
	if (length + rest >= longestName) return false;
	memcpy(name + length, specifier, rest);
	name[length + rest] = 0;
	return true;
}

txID fxFindModule(txMachine* the, txSlot* realm, txID importerID, txSlot* slot) {
	(void)realm;
	const char* specifier = fxToString(the, slot);
	const char* importer = importerID == XS_NO_ID ? "" : fxGetKeyName(the, importerID);
	char name[longestName];
	if (resolve(importer, specifier, name) && find(name)) return fxFindName(the, name);
	snprintf(missing, sizeof(missing), "module \"%.200s\" not found, imported by \"%.200s\"", specifier, importer);
	return XS_NO_ID;
}

void fxLoadModule(txMachine* the, txSlot* module, txID moduleID) {
	const Module* it = find(fxGetKeyName(the, moduleID));
	if (it) fxResolveModule(the, module, moduleID, it->script, NULL, NULL);
}
