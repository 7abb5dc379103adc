/* What newlib asks of a system: memory, and somebody who hears what is printed. */
#include <errno.h>
#include <sys/stat.h>

#include "mps2.h"
#include "port.h"

void* _sbrk(ptrdiff_t increment);
int _write(int file, const char* text, int length);
int _read(int file, char* bytes, int length);
int _close(int file);
int _lseek(int file, int offset, int whence);
int _isatty(int file);
int _fstat(int file, struct stat* status);
int _kill(int process, int signal);
int _getpid(void);
_Noreturn void _exit(int code);

void* _sbrk(ptrdiff_t increment) {
	static uint8_t* end = boardHeapStart;
	uint8_t* start = end;
	if (increment > boardHeapEnd - end) {
		errno = ENOMEM;
		return (void*)-1;
	}
	end += increment;
	return start;
}

int _write(int file, const char* text, int length) {
	(void)file;
	portComplain(text, (size_t)length);
	return length;
}

/* There are no files below C's own: the port loads and saves whole ones. */
int _read(int file, char* bytes, int length) {
	(void)file, (void)bytes, (void)length;
	return 0;
}

int _close(int file) {
	(void)file;
	return 0;
}

int _lseek(int file, int offset, int whence) {
	(void)file, (void)offset, (void)whence;
	return 0;
}

int _isatty(int file) {
	(void)file;
	return 1;
}

int _fstat(int file, struct stat* status) {
	(void)file;
	status->st_mode = S_IFCHR;
	return 0;
}

int _kill(int process, int signal) {
	(void)process, (void)signal;
	errno = EINVAL;
	return -1;
}

int _getpid(void) {
	return 1;
}

_Noreturn void _exit(int code) {
	portExit(code);
}
