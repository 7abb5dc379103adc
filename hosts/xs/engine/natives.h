// Shorthands for the parts of the engine that give functions to scripts.
#ifndef NATIVES_H
#define NATIVES_H

#include "xs-all.h"

// These define something on the object in xsThis, within the frame that machines.c makes.
void nativeFunction(txMachine* the, const char* name, xsCallback callback);
void nativeAccessor(txMachine* the, const char* name, xsCallback getter, xsCallback setter);
// Defines a class; from then on xsThis is its prototype.
void nativeClass(txMachine* the, const char* name, xsCallback constructor);

// Argument `index`, or `otherwise` where it is absent or undefined. Saturates at the limits of 32 bits.
int32_t nativeInteger(txMachine* the, int index, int32_t otherwise);
// The data behind `slot`, NULL once it is closed. Throws SyntaxError when it is not an object with `hooks`.
void* nativeData(txMachine* the, const txSlot* slot, const txHostHooks* hooks);

// For constructors with an options object in xsArg(0), which use xsVar(0) for the option at hand.
// Throws TypeError when there are no options.
void nativeOptions(txMachine* the);
// Whether the option is there; its value is in xsVar(0).
bool nativeOption(txMachine* the, txID id);
// An option that is a function; undefined when it is absent. Throws TypeError for anything else.
txSlot nativeCallback(txMachine* the, txID id, const char* name);
// An option that is a whole number; throws TypeError when it is none, RangeError when it is out of range.
int32_t nativeNumber(txMachine* the, txID id, const char* name, int32_t least, int32_t most, int32_t otherwise);

// What each part adds to the object that the modules of hosts/xs/builtin see as `natives`. xsThis is its own object there.
void traceNatives(txMachine* the);
void hostNatives(txMachine* the);
void clockNatives(txMachine* the);
void timerNatives(txMachine* the);
void instrumentNatives(txMachine* the);
void serialNatives(txMachine* the);
void digitalNatives(txMachine* the);

#endif
