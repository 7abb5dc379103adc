// The module "embedded:io/digital": ECMA-419, clause 10. A pin is a line of the wire, by name.
#include "digital.h"

#include "engine.h"
#include "natives.h"
#include "wire.h"

enum { isInputUpTo = 3, modeOutput = 8, modeOutputOpenDrain = 9 }; // values of builtin/digital.ts
enum { edgeRising = 1, edgeFalling = 2 };

typedef struct Digital Digital;
struct Digital {
	Digital* next;
	txSlot self;
	txSlot onReadable;
	Pin pin;
	int edges;
	uint32_t owed;        // edges that were seen and not told
	bool isOutput;
	bool isActiveLow;
};

static Digital* digitals;
static txID idPrototype, idPin, idMode, idEdge, idActiveLow, idInitialValue, idTarget, idOnReadable;

static void mark(txMachine* the, void* data, txMarkRoot markRoot) {
	Digital* digital = data;
	if (digital) markRoot(the, &digital->onReadable);
}

static void destroy(void* data) {
	(void)data; // an open instance is remembered, a closed one has no data
}

static const txHostHooks hooks = { destroy, mark, NULL };

static void onPin(Pin pin, int level) {
	for (Digital* it = digitals; it; it = it->next) {
		if (it->pin != pin || it->isOutput) continue;
		const int value = level ^ it->isActiveLow;
		if (it->edges & (value ? edgeRising : edgeFalling)) it->owed++;
	}
}

// Puts the name of the pin in xsVar(0), and opens the wire that it is on.
static Pin openPin(txMachine* the) {
	char name[16];
	if (!nativeOption(the, idPin)) xsTypeError("pin: missing");
	if (xsmcTypeOf(xsVar(0)) != xsStringType) xsTypeError("pin: not the name of a line");
	xsmcToStringBuffer(xsVar(0), name, sizeof(name));
	const Pin pin = pinNamed(name);
	if (pin == PIN_COUNT) xsRangeError("pin: no line %s", name);
	const char* target = portSetting("XS_SERIAL");
	if (!target || strncmp(target, "wire:", 5)) xsUnknownError("unsupported: %s, since XS_SERIAL is not a wire", name);
	const char* why = wireOpen(target);
	if (why) xsUnknownError("%s: %s", target, why);
	wireOnPin = onPin;
	return pin;
}

// new Digital({pin, mode, edge, activeLow, initialValue, target, onReadable})
static void Digital_construct(xsMachine* the) {
	xsmcVars(2);
	nativeOptions(the);
	Digital options = { .isActiveLow = nativeOption(the, idActiveLow) && xsmcTest(xsVar(0)) };
	const int32_t mode = nativeNumber(the, idMode, "mode", 0, modeOutputOpenDrain, -1);
	if (mode == -1) xsTypeError("mode: missing");
	options.isOutput = mode >= modeOutput;
	if (!options.isOutput && mode > isInputUpTo) xsRangeError("mode: none of Digital's");
	// In a variable too: what a getter of the options made is held by nothing else yet.
	xsVar(1) = options.onReadable = nativeCallback(the, idOnReadable, "onReadable");
	if (options.onReadable.kind == XS_REFERENCE_KIND && !options.isOutput) {
		options.edges = nativeNumber(the, idEdge, "edge", edgeRising, edgeRising + edgeFalling, 0);
		if (!options.edges) xsTypeError("edge: missing");
	}
	const int32_t initialValue = nativeNumber(the, idInitialValue, "initialValue", 0, 1, 0);
	options.pin = openPin(the);
	if (pinIsOutput(options.pin) != options.isOutput) {
		xsRangeError("mode: the module %s this line", options.isOutput ? "drives" : "listens to");
	}
	for (const Digital* it = digitals; it; it = it->next) {
		if (it->pin == options.pin) xsUnknownError("busy");
	}

	xsmcGet(xsResult, xsTarget, idPrototype);
	xsThis = xsResult = xsNewHostInstance(xsResult);
	nativeOption(the, idTarget);
	xsmcDefine(xsThis, idTarget, xsVar(0), xsDefault);
	Digital* digital = malloc(sizeof(Digital));
	if (!digital) xsUnknownError("no memory");
	*digital = options;
	digital->self = xsThis;
	xsmcSetHostData(xsThis, digital);
	xsSetHostHooks(xsThis, (txHostHooks*)&hooks);
	xsRemember(digital->self);
	digital->next = digitals;
	digitals = digital;
	if (digital->isOutput) wireSetPin(digital->pin, initialValue ^ digital->isActiveLow);
}

static Digital* self(txMachine* the) {
	Digital* digital = nativeData(the, &xsThis, &hooks);
	if (!digital) xsSyntaxError("closed");
	return digital;
}

// The line keeps its level: there is nothing that would pull it elsewhere.
static void Digital_close(xsMachine* the) {
	Digital* digital = nativeData(the, &xsThis, &hooks);
	if (!digital) return;
	Digital** address = &digitals;
	while (*address != digital) address = &(*address)->next;
	*address = digital->next;
	xsForget(digital->self);
	xsmcSetHostData(xsThis, NULL);
	free(digital);
}

static void Digital_read(xsMachine* the) {
	const Digital* digital = self(the);
	if (digital->isOutput) xsUnknownError("unsupported: read, of an output");
	xsmcSetInteger(xsResult, wireGetPin(digital->pin) ^ digital->isActiveLow);
}

static void Digital_write(xsMachine* the) {
	const Digital* digital = self(the);
	if (!digital->isOutput) xsUnknownError("unsupported: write, of an input");
	wireSetPin(digital->pin, (nativeInteger(the, 0, 0) != 0) ^ digital->isActiveLow);
}

static void Digital_getFormat(xsMachine* the) {
	self(the);
	xsmcSetString(xsResult, "number");
}

bool digitalRun(txMachine* the) {
	for (Digital* it = digitals; it; it = it->next) {
		if (!it->owed) continue;
		it->owed--;
		engineCall(the, &it->onReadable, &it->self, 0, 0);
		return true;
	}
	return false;
}

bool digitalIsAlive(void) {
	for (const Digital* it = digitals; it; it = it->next) {
		if (it->edges) return !wireChannel()->isHungUp;
	}
	return false;
}

void digitalNatives(txMachine* the) {
	idPrototype = fxID(the, "prototype");
	idPin = fxID(the, "pin");
	idMode = fxID(the, "mode");
	idEdge = fxID(the, "edge");
	idActiveLow = fxID(the, "activeLow");
	idInitialValue = fxID(the, "initialValue");
	idTarget = fxID(the, "target");
	idOnReadable = fxID(the, "onReadable");
	nativeClass(the, "Digital", Digital_construct);
	nativeFunction(the, "close", Digital_close);
	nativeFunction(the, "read", Digital_read);
	nativeFunction(the, "write", Digital_write);
	nativeAccessor(the, "format", Digital_getFormat, NULL);
}
