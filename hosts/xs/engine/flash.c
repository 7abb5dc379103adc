#include "flash.h"

/* Makes the ids that the code uses, from its own table of names. The names stay where they are. */
static txID* resolveNames(txMachine* root, txScript* script) {
	txByte* p = script->symbolsBuffer;
	txID count, *ids;
	mxDecodeID(p, count);
	ids = malloc(count * sizeof(txID));
	if (!ids)
		fxAbort(root, XS_NOT_ENOUGH_MEMORY_EXIT);
	ids[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		ids[i] = fxNewNameX(root, (txString)p);
		p += mxStringLength((char*)p) + 1;
	}
	return ids;
}

/* Without this each evaluation of a string literal, and each function made, would allocate a chunk in RAM. */
void flashScript(txMachine* root, txScript* script) {
	txID* ids = resolveNames(root, script);
	txByte *p = script->codeBuffer, *end = p + script->codeSize;
	while (p < end) {
		txU1 code = *(txU1*)p;
		txS1 size = gxCodeSizes[code];
		if (code >= XS_CODE_CODE_1 && code <= XS_CODE_CODE_4)
			*p = (txByte)(code + XS_CODE_CODE_ARCHIVE_1 - XS_CODE_CODE_1);
		else if (code >= XS_CODE_STRING_1 && code <= XS_CODE_STRING_4)
			*p = (txByte)(code + XS_CODE_STRING_ARCHIVE_1 - XS_CODE_STRING_1);
		if (size > 0)
			p += size;
		else if (size == 0) {
			txID id;
			p++;
			mxDecodeID(p, id);
			p -= sizeof(txID);
			id = ids[id];
			mxEncodeID(p, id);
		}
		else if (size == -1) {
			txU1 count = *(txU1*)(p + 1);
			p += 2 + count;
		}
		else if (size == -2) {
			txU2 count;
			p++;
			mxDecode2(p, count);
			p += count;
		}
		else {
			txS4 count;
			p++;
			mxDecode4(p, count);
			p += count;
		}
	}
	free(ids);
	script->symbolsBuffer = NULL; /* not freed: keys point into it. Without it XS takes the code as resolved */
}

static void freezeInstance(txSlot* instance) {
	for (txSlot* property = instance->next; property; property = property->next) {
		if (property->kind != XS_ACCESSOR_KIND)
			property->flag |= XS_DONT_SET_FLAG;
		property->flag |= XS_DONT_DELETE_FLAG;
	}
	instance->flag |= XS_DONT_PATCH_FLAG;
}

/* Functions with their prototypes, and what cannot be copied to RAM when it is first written to. */
static void freezeIfNeeded(txSlot* instance) {
	txSlot* property = instance->next;
	if (!property || !(property->flag & XS_INTERNAL_FLAG))
		return;
	switch (property->kind) {
	case XS_CALLBACK_KIND:
	case XS_CALLBACK_X_KIND:
	case XS_CODE_KIND:
	case XS_CODE_X_KIND:
		freezeInstance(instance);
		if (instance->flag & XS_CAN_CONSTRUCT_FLAG)
			for (property = property->next; property; property = property->next)
				if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND)
					freezeInstance(property->value.reference);
		break;
	case XS_MAP_KIND:
	case XS_SET_KIND:
	case XS_WEAK_MAP_KIND:
	case XS_WEAK_SET_KIND:
	case XS_WEAK_REF_KIND:
	case XS_ARRAY_BUFFER_KIND:
	case XS_DATA_VIEW_KIND:
	case XS_TYPED_ARRAY_KIND:
	case XS_PROXY_KIND:
	case XS_REGEXP_KIND:
		freezeInstance(instance);
		break;
	case XS_PROMISE_KIND:
		freezeInstance(instance);
		freezeInstance(property->next->value.reference);
		break;
	default:
		if (property->ID == XS_ENVIRONMENT_BEHAVIOR)
			freezeInstance(instance);
	}
}

void flashFreeze(txMachine* root) {
	fxCollectGarbage(root);
	for (txSlot* heap = root->firstHeap; heap; heap = heap->next)
		for (txSlot* slot = heap + 1; slot < heap->value.reference; slot++)
			if (slot->kind == XS_INSTANCE_KIND)
				freezeIfNeeded(slot);
}

/* Kinds that point to chunks have twins that point to flash, which the collector leaves alone. */
static void petrifySlot(txSlot* slot) {
	if (slot->kind == XS_STRING_KIND || slot->kind == XS_BIGINT_KIND || slot->kind == XS_CODE_KIND || slot->kind == XS_KEY_KIND)
		slot->kind++;
}

void flashPetrify(txMachine* root) {
	for (txSlot* heap = root->firstHeap; heap; heap = heap->next)
		for (txSlot* slot = heap + 1; slot < heap->value.reference; slot++) {
			petrifySlot(slot);
			if (slot->kind == XS_ARRAY_KIND && slot->value.array.address) {
				txIndex count = fxGetIndexSize(root, slot);
				for (txIndex i = 0; i < count; i++)
					petrifySlot(slot->value.array.address + i);
			}
		}
}
