// The global `trace` and the module "host": what the script can do to its process.
#include "host.h"

#include "engine.h"
#include "natives.h"
#include "port.h"
#include "wire.h"

static int argumentCount;
static char** arguments;

void hostArguments(int count, char** values) {
	argumentCount = count;
	arguments = values;
}

// As in the SDK: the arguments one after the other, with nothing between and no line end of its own.
static void host_trace(xsMachine* the) {
	const int count = xsmcArgc;
	for (int i = 0; i < count; i++) {
		const char* text = xsmcToString(xsArg(i));
		portPrint(text, strlen(text));
		wireTrace(text, strlen(text));
	}
}

static void host_exit(xsMachine* the) {
	engineExit(nativeInteger(the, 0, 0), "%s", "");
}

static void host_argument(xsMachine* the) {
	const int32_t index = nativeInteger(the, 0, 0);
	if (index >= 0 && index < argumentCount) xsmcSetString(xsResult, arguments[index]);
}

static void host_environment(xsMachine* the) {
	const char* value = portSetting(xsmcToString(xsArg(0)));
	if (value) xsmcSetString(xsResult, (xsStringValue)value);
}

void traceNatives(txMachine* the) {
	nativeFunction(the, "trace", host_trace);
}

void hostNatives(txMachine* the) {
	nativeFunction(the, "exit", host_exit);
	nativeFunction(the, "argument", host_argument);
	nativeFunction(the, "environment", host_environment);
}
