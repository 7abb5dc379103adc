/*
	Included ahead of xsDataView.c where doubles cannot be loaded from just anywhere. XS has its own way for that, but takes
	64-bit integers to be of 32 bits then: here a read is as wide as the variable `value` that it is for.
*/
#include "xsAll.h"

#undef c_read32
#define c_read32(POINTER) \
	({ \
		__typeof__(value) read; \
		memcpy(&read, (POINTER), sizeof(read)); \
		read; \
	})
