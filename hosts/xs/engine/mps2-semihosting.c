#include "semihosting.h"

#include <string.h>

enum {
	SYS_OPEN = 0x01, SYS_CLOSE = 0x02, SYS_WRITE = 0x05, SYS_READ = 0x06, SYS_FLEN = 0x0c, SYS_TIME = 0x11,
	SYS_GET_CMDLINE = 0x15, SYS_EXIT_EXTENDED = 0x20
};
#define STOPPED_APPLICATION_EXIT 0x20026

static int32_t call(uint32_t operation, const void* block) {
	register uint32_t r0 __asm__("r0") = operation;
	register const void* r1 __asm__("r1") = block;
	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return (int32_t)r0;
}

int semihostingOpen(const char* path, SemihostingMode mode) {
	const uint32_t block[3] = {(uint32_t)path, mode, strlen(path)};
	return call(SYS_OPEN, block);
}

int semihostingClose(int file) {
	return call(SYS_CLOSE, &file);
}

int32_t semihostingLength(int file) {
	return call(SYS_FLEN, &file);
}

/* Both calls answer how many bytes are left over. */
static size_t move(uint32_t operation, int file, uint32_t bytes, size_t length) {
	const uint32_t block[3] = {(uint32_t)file, bytes, length};
	const uint32_t left = (uint32_t)call(operation, block);
	return left > length ? 0 : length - left;
}

size_t semihostingRead(int file, void* bytes, size_t length) {
	return move(SYS_READ, file, (uint32_t)bytes, length);
}

size_t semihostingWrite(int file, const void* bytes, size_t length) {
	return move(SYS_WRITE, file, (uint32_t)bytes, length);
}

uint32_t semihostingTime(void) {
	return (uint32_t)call(SYS_TIME, NULL);
}

int semihostingCommandLine(char* text, size_t size) {
	const uint32_t block[2] = {(uint32_t)text, size};
	return call(SYS_GET_CMDLINE, block) == 0;
}

_Noreturn void semihostingExit(int code) {
	const uint32_t block[2] = {STOPPED_APPLICATION_EXIT, (uint32_t)code};
	call(SYS_EXIT_EXTENDED, block);
	for (;;)
		continue;
}
