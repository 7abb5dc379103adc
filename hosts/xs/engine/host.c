// The global `trace` and the module "host": what the script can do to its process.
#include "host.h"

#include "clock.h"
#include "engine.h"
#include "loop.h"
#include "natives.h"
#include "port.h"
#include "recording.h"
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

static void needsLockstep(xsMachine* the) {
	if (!clockIsLockstep()) xsUnknownError("unsupported: this is no lockstep");
	if (recordingIsOpen()) xsUnknownError("unsupported: nobody is behind a recording");
}

// ask(text): what the other side of the wire answers. No time passes.
static void host_ask(xsMachine* the) {
	needsLockstep(the);
	const char* text = xsmcToString(xsArg(0));
	const size_t length = strlen(text);
	if (length > UINT16_MAX) xsRangeError("text: over %d bytes", UINT16_MAX);
	engineEnter();
	char* answer = loopAsk(the, text, length);
	xsmcSetString(xsResult, answer);
	free(answer);
	engineLeave(the);
}

// pass(ms): lets time pass before it returns, with all that becomes due; what a callback throws is thrown here.
static void host_pass(xsMachine* the) {
	needsLockstep(the);
	if (loopIsPassing()) xsUnknownError("busy");
	const int32_t ms = nativeInteger(the, 0, 0);
	if (ms < 0) xsRangeError("ms: negative");
	engineEnter();
	loopPass(the, ms);
	engineLeave(the);
}

void traceNatives(txMachine* the) {
	nativeFunction(the, "trace", host_trace);
}

void hostNatives(txMachine* the) {
	nativeFunction(the, "exit", host_exit);
	nativeFunction(the, "argument", host_argument);
	nativeFunction(the, "environment", host_environment);
	nativeFunction(the, "ask", host_ask);
	nativeFunction(the, "pass", host_pass);
}
