// How many instructions each function of a script took: of the variant `profile`, which asks at each call and return.
#ifndef PROFILE_H
#define PROFILE_H

#include "xs-all.h"

#ifdef PROFILE
// Calls and returns of this machine count from here on.
void profileStart(txMachine* the);
// What follows is counted under this number, 1 to 3; 0: not at all.
void profileSection(int section);
// Writes a list in JSON: for each function and section its module, its name, calls, and instructions of its own.
void profileWrite(txMachine* the, FILE* file);

// XS calls these with the slot of the frame that holds the function (the Makefile says so).
void profileBegin(txMachine* the, txSlot* function);
void profileEnd(txMachine* the, txSlot* function);
// XS calls this in place of fxDefinePrivateProperty, which gives private methods no names.
txBoolean profilePrivate(txMachine* the, txSlot* instance, txSlot* check, txID id, txSlot* slot, txFlag mask);
#endif

#endif
