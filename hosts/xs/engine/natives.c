#include "natives.h"

static txID identifier(txMachine* the, const char* name) {
	return fxID(the, (txString)name);
}

void nativeFunction(txMachine* the, const char* name, xsCallback callback) {
	xsVar(0) = xsNewHostFunction(callback, 0);
	xsmcDefine(xsThis, identifier(the, name), xsVar(0), xsDontEnum);
}

void nativeAccessor(txMachine* the, const char* name, xsCallback getter, xsCallback setter) {
	xsVar(0) = xsNewHostFunction(getter, 0);
	xsmcDefine(xsThis, identifier(the, name), xsVar(0), xsDontEnum | xsIsGetter);
	if (!setter) return;
	xsVar(0) = xsNewHostFunction(setter, 1);
	xsmcDefine(xsThis, identifier(the, name), xsVar(0), xsDontEnum | xsIsSetter);
}

void nativeClass(txMachine* the, const char* name, xsCallback constructor) {
	xsVar(1) = xsNewHostObject(NULL);
	xsVar(0) = xsNewHostConstructor(constructor, 1, xsVar(1));
	xsmcDefine(xsThis, identifier(the, name), xsVar(0), xsDefault);
	xsThis = xsVar(1);
}

int32_t nativeInteger(txMachine* the, int index, int32_t otherwise) {
	if (xsmcArgc <= index || xsmcTypeOf(xsArg(index)) == xsUndefinedType) return otherwise;
	const double value = xsmcToNumber(xsArg(index));
	if (isnan(value)) return 0;
	if (value >= INT32_MAX) return INT32_MAX;
	if (value <= INT32_MIN) return INT32_MIN;
	return (int32_t)value;
}

void* nativeData(txMachine* the, const txSlot* slot, const txHostHooks* hooks) {
	const txSlot* host = slot->kind == XS_REFERENCE_KIND ? slot->value.reference->next : NULL;
	const bool isOurs = host && (host->flag & XS_INTERNAL_FLAG) && host->kind == XS_HOST_KIND
		&& (host->flag & XS_HOST_HOOKS_FLAG) && host->value.host.variant.hooks == hooks;
	if (!isOurs) xsSyntaxError("wrong receiver");
	return host->value.host.data;
}

void nativeOptions(txMachine* the) {
	if (xsmcArgc < 1 || xsmcTypeOf(xsArg(0)) != xsReferenceType) xsTypeError("options: not an object");
}

bool nativeOption(txMachine* the, txID id) {
	xsmcGet(xsVar(0), xsArg(0), id);
	return xsmcTypeOf(xsVar(0)) != xsUndefinedType;
}

txSlot nativeCallback(txMachine* the, txID id, const char* name) {
	if (nativeOption(the, id) && !xsmcIsCallable(xsVar(0))) xsTypeError("%s: not a function", name);
	return xsVar(0);
}

int32_t nativeNumber(txMachine* the, txID id, const char* name, int32_t least, int32_t most, int32_t otherwise) {
	if (!nativeOption(the, id)) return otherwise;
	const xsType type = xsmcTypeOf(xsVar(0));
	if (type != xsIntegerType && type != xsNumberType) xsTypeError("%s: not a number", name);
	const double value = xsmcToNumber(xsVar(0));
	if (!(value >= least && value <= most) || value != floor(value)) {
		xsRangeError("%s: a whole number from %ld to %ld", name, (long)least, (long)most);
	}
	return (int32_t)value;
}
