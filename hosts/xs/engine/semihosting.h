/* Semihosting: what a debugger or an emulator does for a program without an operating system (ARM, semihosting 2.0). */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

typedef enum { SEMIHOSTING_READ = 1, SEMIHOSTING_WRITE = 5, SEMIHOSTING_APPEND = 8 } SemihostingMode;

/* Opens a file of the computer that runs the emulator; ":tt" is its output, or with append its errors. -1: it cannot be. */
int semihostingOpen(const char* path, SemihostingMode mode);
int semihostingClose(int file);
/* -1: it cannot be told. */
int32_t semihostingLength(int file);
/* How many bytes were read, or written. */
size_t semihostingRead(int file, void* bytes, size_t length);
size_t semihostingWrite(int file, const void* bytes, size_t length);
/* Seconds since 1970. */
uint32_t semihostingTime(void);
/* What the program was started with. Returns 0 when it is longer than that. */
int semihostingCommandLine(char* text, size_t size);
_Noreturn void semihostingExit(int code);

#endif
