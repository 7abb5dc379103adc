/* Of XS, what the ports of the boards' UARTs use: a machine here is its arguments. */
#ifndef XSMC_H
#define XSMC_H

#include "xsPlatform.h"

typedef struct {
	int32_t value;
	const char* text;
} xsSlot;

struct xsMachineRecord {
	xsSlot arguments[16];
	xsSlot result;
	const char* thrown; /* the kind of error */
};

#define xsArg(_INDEX) (the->arguments[_INDEX])
#define xsResult (the->result)
#define xsmcToInteger(_SLOT) ((_SLOT).value)
#define xsmcToString(_SLOT) ((_SLOT).text)
#define xsmcSetInteger(_SLOT, _VALUE) ((_SLOT).value = (_VALUE))
#define xsRangeError(...) throwError(the, "RangeError", __VA_ARGS__)
void throwError(xsMachine* the, const char* kind, const char* format, ...) __attribute__((format(printf, 3, 4)));
#define xsBeginHost(_THE) \
	do { \
		xsMachine* host = (_THE); \
		xsMachine* the = host
#define xsEndHost(_THE) \
	(void)the; \
	} while (0)
void callFunction(xsMachine* the, const xsSlot* function, const xsSlot* self, const xsSlot* argument);
#define xsCallFunction1(_FUNCTION, _SELF, _ARGUMENT) callFunction(the, &(_FUNCTION), &(_SELF), &(_ARGUMENT))

#endif
