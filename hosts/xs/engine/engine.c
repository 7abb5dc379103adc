#include "engine.h"

#include "exits.h"
#include "instruments.h"
#include "modules.h"
#include "port.h"
#include "wire.h"
#include "xs-all.h"

char* engineStackLimit;
static txMachine* machine; // the one that runs scripts, once there is one
static const char* reportPath;

void engineStart(txMachine* the, const char* path) {
	machine = the;
	reportPath = path;
}

void engineExit(int code, const char* format, ...) {
	static bool isExiting;
	char message[1024];
	va_list list;
	va_start(list, format);
	vsnprintf(message, sizeof(message), format, list);
	va_end(list);
	if (*message) {
		portComplain(message, strlen(message));
		portComplain("\n", 1);
	}
	if (isExiting) portExit(code);
	isExiting = true;
	if (machine && reportPath && !instrumentsReport(machine, reportPath, code)) {
		portComplain("the report could not be written\n", 32);
	}
	wireExit(code, message);
	portExit(code);
}

// How XS itself ends a machine

static const struct {
	int code;
	const char* text;
} ends[] = {
	[XS_DEBUGGER_EXIT] = { exitFatal, "debugger" },
	[XS_NOT_ENOUGH_MEMORY_EXIT] = { exitMemoryFull, "out of memory" },
	[XS_STACK_OVERFLOW_EXIT] = { exitStackOverflow, "stack overflow" },
	[XS_FATAL_CHECK_EXIT] = { exitFatal, "fatal check" },
	[XS_DEAD_STRIP_EXIT] = { exitFatal, "dead strip" },
	[XS_UNHANDLED_EXCEPTION_EXIT] = { exitException, "unhandled exception" },
	[XS_NO_MORE_KEYS_EXIT] = { exitKeys, "not enough keys" },
	[XS_TOO_MUCH_COMPUTATION_EXIT] = { exitFatal, "too much computation" },
	[XS_UNHANDLED_REJECTION_EXIT] = { exitRejection, "unhandled rejection" },
};

// The exception as text, with its stack where it has one. Describing it runs script, which may fail in turn.
static void describeException(txMachine* the, char* text, size_t size) {
	mxTry(the) {
		mxPush(mxException);
		mxException = mxUndefined;
		if (the->stack->kind == XS_REFERENCE_KIND) {
			mxDub();
			fxGetID(the, mxID(_stack));
			if (the->stack->kind == XS_UNDEFINED_KIND) mxPop();
		}
		snprintf(text, size, "%s", fxToString(the, the->stack));
		mxPop();
	}
	mxCatch(the) {
		snprintf(text, size, "(an exception that cannot be told)");
	}
}

void fxAbort(txMachine* the, int status) {
	static bool isDescribing;
	if (status < 0 || status >= (int)(sizeof(ends) / sizeof(*ends)) || !ends[status].text) {
		engineExit(exitFatal, "XS ended with status %d", status);
	}
	const bool hasException = status == XS_UNHANDLED_EXCEPTION_EXIT || status == XS_UNHANDLED_REJECTION_EXIT;
	if (!hasException || isDescribing) engineExit(ends[status].code, "%s", ends[status].text);
	isDescribing = true;
	char text[768];
	describeException(the, text, sizeof(text));
	if (moduleMissing() && strstr(text, "not found")) engineExit(exitMissingModule, "%s", moduleMissing());
	engineExit(ends[status].code, "%s: %s", ends[status].text, text);
}

// Calls

static int entered; // calls of the script's within which callbacks are called
static bool hasThrown;
static txSlot thrown; // by a callback, first of them

void engineEnter(void) {
	entered++;
}

void engineLeave(txMachine* the) {
	entered--;
	if (!hasThrown) return;
	hasThrown = false;
	if (thrown.kind == XS_REFERENCE_KIND) fxForget(the, &thrown);
	mxException = thrown;
	fxJump(the);
}

bool engineHasThrown(void) {
	return hasThrown;
}

static void caught(txMachine* the) {
	if (!entered) fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
	if (!hasThrown) {
		thrown = mxException;
		if (thrown.kind == XS_REFERENCE_KIND) fxRemember(the, &thrown);
		hasThrown = true;
	}
	mxException = mxUndefined;
}

void fxQueuePromiseJobs(txMachine* the) {
	the->jobs = 1;
}

static void runJobs(txMachine* the) {
	// Jobs do not nest: those that come up now are run when the present one is done.
	if (entered) return;
	while (the->jobs) {
		the->jobs = 0;
		fxRunPromiseJobs(the);
	}
	// A promise that is still rejected and untaken when all jobs are done ends the engine now, not when it is collected.
	fxCheckUnhandledRejections(the, 1);
	fxEndJob(the);
}

// What a callback throws is caught here, inside the host frame: described from the frame where it was thrown, it could not
// be told any more.
#define CALL(_CALL) \
	do { \
		xsTry { \
			_CALL; \
		} \
		xsCatch { \
			caught(the); \
		} \
	} while (0)

void engineCall(txMachine* machine, const txSlot* function, const txSlot* self, int count, int32_t argument) {
	xsBeginHost(machine);
	xsmcSetInteger(xsResult, argument);
	if (count > 0) CALL(xsCallFunction1(*function, *self, xsResult));
	else CALL(xsCallFunction0(*function, *self));
	xsEndHost(machine);
	runJobs(machine);
}

void engineCallWith(txMachine* machine, const txSlot* function, const txSlot* argument) {
	xsBeginHost(machine);
	CALL(xsCallFunction1(*function, xsUndefined, *argument));
	xsEndHost(machine);
	runJobs(machine);
}

void engineCallError(txMachine* machine, const txSlot* function, const txSlot* self, const char* message) {
	xsBeginHost(machine);
	xsmcVars(1);
	xsmcSetString(xsVar(0), (xsStringValue)message);
	xsResult = xsNew1(xsGlobal, fxID(the, "Error"), xsVar(0));
	CALL(xsCallFunction1(*function, *self, xsResult));
	xsEndHost(machine);
	runJobs(machine);
}

static void onFulfilled(txMachine* the) {
	(void)the;
}

static void onRejected(txMachine* the) {
	mxException = *mxArgv(0); // what the module's body has thrown
	fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
}

void engineImport(txMachine* the, const char* name) {
	fxBeginHost(the);
	txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
	mxPushStringC((txString)name);
	fxRunImport(the, realm, XS_NO_ID);
	mxDub();
	fxGetID(the, mxID(_then));
	mxCall();
	fxNewHostFunction(the, onFulfilled, 1, XS_NO_ID, XS_NO_ID);
	fxNewHostFunction(the, onRejected, 1, XS_NO_ID, XS_NO_ID);
	mxRunCount(2);
	mxPop();
	fxEndHost(the);
	runJobs(the);
}
