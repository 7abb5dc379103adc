// What the XS sources ask of a platform (see xsPlatform.h there); compiled into every file of the engine.
#ifndef XSPORT_H
#define XSPORT_H

// Proven: Linux x86-64, 32 and 64 bit, and a Cortex-M4 without an operating system. macOS has the calls of Linux but nobody
// has run it there.
#if defined(__linux__)
	#undef mxLinux
	#define mxLinux 1
#elif defined(__APPLE__)
	#undef mxMacOSX
	#define mxMacOSX 1
#endif
#undef mxLittleEndian
#define mxLittleEndian 1

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#if defined(__linux__) || defined(__APPLE__)
	#include <pthread.h>
	#include <unistd.h>
#endif

// Added to each machine: the arena, and what the instruments need to count across collections.
#define mxMachinePlatform \
	uint8_t* arena;                /* of a device's machine; NULL: memory comes from malloc */ \
	uint8_t* arenaEnd; \
	uint32_t jobs;                 /* promise jobs are waiting */ \
	uint32_t seenCollections;      /* collections that are counted in the fields below */ \
	uint32_t baseSlots;            /* in use after the last collection */ \
	uint32_t baseChunkBytes; \
	uint32_t earlierSlots;         /* allocated before the last collection */ \
	uint32_t earlierChunkBytes; \
	uint32_t peakSlots;            /* most ever in use, before the last collection */ \
	uint32_t peakChunkBytes;

#ifndef mxFallThrough
	#define mxFallThrough __attribute__((fallthrough))
#endif

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultSharedChunks 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultDebug 1

// Date and Math.random run on the host's time and seed, so that a run can be repeated.
typedef struct timeval c_timeval;
#define c_timezone timezone
#define c_gettimeofday(value, zone) hostTimeOfDay(value)
#define c_rand hostRandom
#define C_RAND_MAX 0x7fffffff
// Standard output is the script's: what XS has to say goes to standard error.
#define c_printf(...) fprintf(stderr, __VA_ARGS__)
#define c_vprintf(format, list) vfprintf(stderr, format, list)

void hostTimeOfDay(struct timeval* value);
int hostRandom(void);

#endif
