/* What the SDK's linker does so that code and objects can stay in flash, done here to the machine that stands for it. */
#ifndef FLASH_H
#define FLASH_H

#include "xs-all.h"

/* Makes compiled code usable in place: identifiers resolved, strings and functions taken from the code itself. */
void flashScript(txMachine* root, txScript* script);

/* Freezes what the SDK's linker freezes in preloaded modules. To be called before the machine is shared. */
void flashFreeze(txMachine* root);

/* Marks what clones copy out of a shared machine as not theirs to collect. To be called when it is shared. */
void flashPetrify(txMachine* root);

#endif
