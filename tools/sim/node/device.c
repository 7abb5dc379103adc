/*
	A terminal device for a program that cannot open one by itself: what the device says goes to standard output, what comes
	on standard input goes to the device. Proven on Linux.

		device pty          a PTY of our own
		device PATH BAUD    a serial device that is there

	Standard input comes in frames, so that a change of the baud keeps its place among the bytes: four bytes, least first.
	With the highest bit set the rest of it is a baud; otherwise it is how many bytes for the device follow.
	Standard error: `ready PATH` once the device is there, or why it cannot be had. Ends with its standard input.
*/
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#if defined(__APPLE__)
	#include <util.h>
#else
	#include <pty.h>
#endif
#if defined(__linux__)
	#include <sys/inotify.h>
#endif

#define BAUD 0x80000000u
/* ms between two looks for a host, where nothing wakes us. */
#define PATIENCE 20

typedef struct {
	int file;
	/* Where hosts open a PTY of ours; NULL for a serial device. */
	const char* path;
	/* A PTY that no host has open: it has hung up, and what is for it is lost. */
	int isDeserted;
	/* Wakes us when hosts open and close the PTY; -1 where nothing does. */
	int watch;
	uint8_t pending[4096];
	size_t from, to;
} Device;

static int fail(const char* what, const char* why) {
	fprintf(stderr, "%s: %s\n", what, why);
	return 1;
}

static speed_t speedOf(uint32_t baud) {
	static const struct { uint32_t baud; speed_t speed; } speeds[] = {
		{300, B300}, {600, B600}, {1200, B1200}, {2400, B2400}, {4800, B4800}, {9600, B9600}, {19200, B19200},
		{38400, B38400}, {57600, B57600}, {115200, B115200}, {230400, B230400},
#ifdef B460800
		{460800, B460800},
#endif
#ifdef B921600
		{921600, B921600},
#endif
#ifdef B1000000
		{1000000, B1000000}, {1500000, B1500000}, {2000000, B2000000}, {3000000, B3000000}, {4000000, B4000000},
#endif
	};
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud)
			return speeds[i].speed;
	return B0;
}

/* Raw bytes, eight bits, no line states; with a baud of 0 whatever speed it has. Returns why not. */
static const char* setUp(int file, uint32_t baud) {
	struct termios raw;
	speed_t speed = speedOf(baud);
	if (baud && speed == B0)
		return "this baud rate cannot be set";
	if (tcgetattr(file, &raw))
		return "it is no serial device";
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	raw.c_cflag &= ~(tcflag_t)CRTSCTS;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (baud) {
		cfsetispeed(&raw, speed);
		cfsetospeed(&raw, speed);
	}
	/* What is under way still goes out at the old speed. */
	if (tcsetattr(file, TCSADRAIN, &raw))
		return strerror(errno);
	/* That succeeds when any part of it could be done. */
	if (baud && (tcgetattr(file, &raw) || cfgetospeed(&raw) != speed))
		return "this baud rate cannot be set";
	return NULL;
}

static int openPTY(Device* device) {
	int otherEnd;
	const char* why;
	if (openpty(&device->file, &otherEnd, NULL, NULL, NULL))
		return fail("pty", strerror(errno));
	device->path = ttyname(otherEnd);
	why = device->path ? setUp(otherEnd, 0) : strerror(errno);
	if (why)
		return fail("pty", why);
	/* From here on it tells by hanging up that nobody is there. */
	close(otherEnd);
	device->isDeserted = 1;
#if defined(__linux__)
	device->watch = inotify_init1(IN_NONBLOCK);
	if (device->watch < 0 || inotify_add_watch(device->watch, device->path, IN_OPEN | IN_CLOSE) < 0)
		return fail(device->path, strerror(errno));
#endif
	fprintf(stderr, "ready %s\n", device->path);
	return 0;
}

static int openSerial(Device* device, const char* path, uint32_t baud) {
	const char* why;
	device->file = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	why = device->file < 0 ? strerror(errno) : setUp(device->file, baud);
	if (why)
		return fail(path, why);
	fprintf(stderr, "ready %s\n", path);
	return 0;
}

/* Hosts may have come or gone. */
static void lookForHosts(Device* device) {
	struct pollfd poll1 = {device->file, POLLIN, 0};
	char events[1024];
	while (device->watch >= 0 && read(device->watch, events, sizeof(events)) > 0)
		;
	if (poll(&poll1, 1, 0) >= 0 && !(poll1.revents & POLLHUP))
		device->isDeserted = 0;
}

/* The last host has gone. What it has not read is not for the next one. */
static void desert(Device* device) {
	int otherEnd = open(device->path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (otherEnd >= 0) {
		tcflush(otherEnd, TCIFLUSH);
		close(otherEnd);
	}
	device->isDeserted = 1;
	device->from = device->to = 0;
	lookForHosts(device);
}

/* All of them, however long it takes; 0 when there is nobody. */
static int writeAll(int file, const uint8_t* bytes, size_t length) {
	while (length > 0) {
		ssize_t count = write(file, bytes, length);
		if (count < 0 && errno != EINTR)
			return 0;
		if (count > 0) {
			bytes += count;
			length -= (size_t)count;
		}
	}
	return 1;
}

/* Exactly so many; 0 at the end of the input. */
static int readAll(int file, uint8_t* bytes, size_t length) {
	while (length > 0) {
		ssize_t count = read(file, bytes, length);
		if (count == 0 || (count < 0 && errno != EINTR))
			return 0;
		if (count > 0) {
			bytes += count;
			length -= (size_t)count;
		}
	}
	return 1;
}

/* Takes the next frame, or the next part of one; `remaining` is what is left of it. 0 at the end of the input. */
static int takeInput(Device* device, uint32_t* remaining) {
	ssize_t count;
	if (*remaining == 0) {
		uint8_t h[4];
		uint32_t header;
		if (!readAll(STDIN_FILENO, h, sizeof(h)))
			return 0;
		header = h[0] | (uint32_t)h[1] << 8 | (uint32_t)h[2] << 16 | (uint32_t)h[3] << 24;
		if (header & BAUD) {
			const char* why = device->path ? NULL : setUp(device->file, header & ~BAUD);
			if (why)
				fprintf(stderr, "%u baud: %s\n", header & ~BAUD, why);
			return 1;
		}
		*remaining = header;
		return 1;
	}
	count = read(STDIN_FILENO, device->pending, *remaining < sizeof(device->pending) ? *remaining : sizeof(device->pending));
	if (count <= 0)
		return count < 0 && errno == EINTR;
	*remaining -= (uint32_t)count;
	device->from = 0;
	device->to = device->isDeserted ? 0 : (size_t)count;
	return 1;
}

static int relay(Device* device) {
	uint8_t heard[4096];
	uint32_t remaining = 0;
	for (;;) {
		int isWaiting = device->from < device->to;
		struct pollfd polls[] = {
			{device->watch, POLLIN, 0},
			{device->isDeserted ? -1 : device->file, (short)(isWaiting ? POLLIN | POLLOUT : POLLIN), 0},
			{isWaiting ? -1 : STDIN_FILENO, POLLIN, 0},
			/* Asked for nothing, it still tells that nobody listens any more. */
			{STDOUT_FILENO, 0, 0},
		};
		if (poll(polls, 4, device->isDeserted && device->watch < 0 ? PATIENCE : -1) < 0) {
			if (errno == EINTR)
				continue;
			return fail("poll", strerror(errno));
		}
		if (polls[3].revents)
			return 0;
		if (device->isDeserted)
			lookForHosts(device);
		if (polls[1].revents & ~POLLOUT) {
			ssize_t count = read(device->file, heard, sizeof(heard));
			if (count > 0 && !writeAll(STDOUT_FILENO, heard, (size_t)count))
				return 0;
			if (device->path && count < 0 && errno == EIO) {
				desert(device);
				continue;
			}
			if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
				return fail("device", count == 0 ? "it has hung up" : strerror(errno));
		}
		if (polls[1].revents & POLLOUT && device->from < device->to) {
			ssize_t count = write(device->file, device->pending + device->from, device->to - device->from);
			if (count < 0 && errno != EINTR && errno != EAGAIN)
				return fail("device", strerror(errno));
			if (count > 0)
				device->from += (size_t)count;
		}
		if (polls[2].revents && !takeInput(device, &remaining))
			return 0;
	}
}

int main(int count, char** arguments) {
	static Device device = {.file = -1, .watch = -1};
	/* Ctrl-C is for the whole group of processes; this one goes on until its owner has ended in good order. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stderr, NULL, _IOLBF, 0);
	if (count == 2 && !strcmp(arguments[1], "pty")) {
		if (openPTY(&device))
			return 1;
	} else if (count == 3) {
		if (openSerial(&device, arguments[1], (uint32_t)strtoul(arguments[2], NULL, 10)))
			return 1;
	} else
		return fail("usage", "device pty | PATH BAUD");
	fcntl(device.file, F_SETFL, fcntl(device.file, F_GETFL) | O_NONBLOCK);
	return relay(&device);
}
