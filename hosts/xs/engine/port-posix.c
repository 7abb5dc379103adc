/*
	The port for POSIX: one poll loop. Proven on Linux x86-64, built with 32 and with 64 bits; macOS has what it needs
	here but has not been tried.
*/
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#if defined(__APPLE__)
	#include <IOKit/serial/ioss.h>
	#include <util.h>
#else
	#include <pty.h>
#endif

#define MOST_CHANNELS 8
#define STACK_ROOM (1024 * 1024) /* far below what a process has */

void portStart(void) {
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
}

static const char* openTCP(Channel* channel, const char* target) {
	char host[128], service[16];
	struct addrinfo hints, *info, *it;
	int one = 1;
	const char* why = "nobody answers there";
	if (sscanf(target, "tcp:%127[^:]:%15s", host, service) != 2)
		return "it is not tcp:HOST:PORT";
	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	if (getaddrinfo(host, service, &hints, &info))
		return "the host is not known";
	for (it = info; it; it = it->ai_next) {
		channel->file = socket(it->ai_family, it->ai_socktype, it->ai_protocol);
		if (channel->file < 0)
			continue;
		if (connect(channel->file, it->ai_addr, it->ai_addrlen) == 0) {
			setsockopt(channel->file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
			why = NULL;
			break;
		}
		close(channel->file);
		channel->file = -1;
	}
	freeaddrinfo(info);
	return why;
}

/* A PTY of our own: its name is printed, so that somebody can open the other end. */
static const char* openPTY(Channel* channel) {
	struct termios raw;
	char text[160];
	int length;
	if (openpty(&channel->file, &channel->otherEnd, NULL, NULL, NULL))
		return strerror(errno);
	/* The other end stays open: without it this one would hang up until somebody comes. */
	tcgetattr(channel->otherEnd, &raw);
	cfmakeraw(&raw);
	tcsetattr(channel->otherEnd, TCSANOW, &raw);
	length = snprintf(text, sizeof(text), "pty %s\n", ttyname(channel->otherEnd));
	portPrint(text, (size_t)length);
	return NULL;
}

static speed_t standardSpeed(uint32_t baud) {
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
		{1000000, B1000000}, {2000000, B2000000}, {3000000, B3000000},
#endif
	};
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud)
			return speeds[i].speed;
	return B0;
}

static const char* openDevice(Channel* channel, const char* target, const ChannelSettings* settings) {
	struct termios raw;
	speed_t speed = standardSpeed(settings->baud);
#if !defined(__APPLE__)
	if (speed == B0)
		return "this baud rate cannot be set";
#endif
	channel->file = open(target, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (channel->file < 0)
		return strerror(errno);
	if (tcgetattr(channel->file, &raw)) {
		close(channel->file);
		channel->file = -1;
		return "it is no serial device";
	}
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	if (settings->hasFlowControl)
		raw.c_cflag |= CRTSCTS;
	else
		raw.c_cflag &= ~(tcflag_t)CRTSCTS;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	cfsetispeed(&raw, speed == B0 ? B9600 : speed);
	cfsetospeed(&raw, speed == B0 ? B9600 : speed);
	if (tcsetattr(channel->file, TCSANOW, &raw)) {
		const char* why = strerror(errno);
		close(channel->file);
		channel->file = -1;
		return why;
	}
	/* It succeeds when any part of what it was asked for could be done: a driver that lacks the rate keeps the old one. */
	if (speed != B0 && (tcgetattr(channel->file, &raw) || cfgetospeed(&raw) != speed)) {
		close(channel->file);
		channel->file = -1;
		return "this baud rate cannot be set";
	}
#if defined(__APPLE__)
	if (speed == B0) {
		speed_t any = settings->baud;
		if (ioctl(channel->file, IOSSIOSPEED, &any)) {
			close(channel->file);
			channel->file = -1;
			return "this baud rate cannot be set";
		}
	}
#endif
	return NULL;
}

const char* portOpen(Channel* channel, const char* target, const ChannelSettings* settings) {
	const char* why;
	channel->file = channel->otherEnd = -1;
	channel->isHungUp = 0;
	if (!strncmp(target, "tcp:", 4))
		why = openTCP(channel, target);
	else if (!strcmp(target, "pty"))
		why = openPTY(channel);
	else if (target[0] == '/')
		why = openDevice(channel, target, settings);
	else
		why = "it is none of tcp:HOST:PORT, wire:HOST:PORT, pty, /dev/...";
	if (!why)
		fcntl(channel->file, F_SETFL, fcntl(channel->file, F_GETFL) | O_NONBLOCK);
	return why;
}

void portClose(Channel* channel) {
	if (channel->file >= 0)
		close(channel->file);
	if (channel->otherEnd >= 0)
		close(channel->otherEnd);
	channel->file = channel->otherEnd = -1;
}

void portSend(Channel* channel) {
	uint32_t length;
	uint8_t* run;
	while (channel->file >= 0 && !channel->isHungUp && (run = ringRun(channel->transmit, &length), length)) {
		ssize_t count = write(channel->file, run, length);
		if (count < 0 && errno == EINTR)
			continue;
		/* Nobody takes these bytes any more. The hang-up itself is told by reading, behind what can still be read. */
		if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
			ringDrop(channel->transmit, ringUsed(channel->transmit));
		if (count <= 0)
			break;
		ringDrop(channel->transmit, (uint32_t)count);
	}
}

void portFlush(Channel* channel, int input, int output) {
	if (channel->file >= 0 && isatty(channel->file))
		tcflush(channel->file, input && output ? TCIOFLUSH : input ? TCIFLUSH : TCOFLUSH);
}

int portSetLine(Channel* channel, ChannelLine line, int isAsserted) {
	int bit = line == LINE_DTR ? TIOCM_DTR : line == LINE_RTS ? TIOCM_RTS : 0;
	if (channel->file < 0)
		return 0;
	if (line == LINE_BREAK)
		return ioctl(channel->file, isAsserted ? TIOCSBRK : TIOCCBRK) == 0;
	return bit && ioctl(channel->file, isAsserted ? TIOCMBIS : TIOCMBIC, &bit) == 0;
}

int portGetLine(Channel* channel, ChannelLine line, int* isAsserted) {
	int bits, bit = line == LINE_CTS ? TIOCM_CTS : line == LINE_DSR ? TIOCM_DSR : 0;
	if (channel->file < 0 || !bit || ioctl(channel->file, TIOCMGET, &bits))
		return 0;
	*isAsserted = (bits & bit) != 0;
	return 1;
}

static void receive(Channel* channel) {
	uint32_t length;
	uint8_t* room = ringRoom(channel->receive, &length);
	ssize_t count = read(channel->file, room, length);
	if (count > 0)
		ringFill(channel->receive, (uint32_t)count);
	else if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
		channel->isHungUp = 1;
}

void portWait(Channel* const* channels, int count, int32_t limit) {
	struct pollfd polls[MOST_CHANNELS];
	int i, n;
	for (i = 0; i < count && i < MOST_CHANNELS; i++) {
		Channel* it = channels[i];
		short events = (short)((ringFree(it->receive) ? POLLIN : 0) | (ringUsed(it->transmit) ? POLLOUT : 0));
		/* A channel that waits for nothing is left out: its hang-up would make poll return at once, for ever. */
		polls[i].fd = it->isHungUp || !events ? -1 : it->file;
		polls[i].events = events;
		polls[i].revents = 0;
	}
	n = i;
	if (poll(polls, (nfds_t)n, limit) <= 0)
		return;
	for (i = 0; i < n; i++) {
		if (polls[i].revents)
			portSend(channels[i]);
		if (polls[i].revents & (POLLIN | POLLHUP | POLLERR) && ringFree(channels[i]->receive))
			receive(channels[i]);
	}
}

uint32_t portTicks(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

int64_t portWallClock(void) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

size_t portStackRoom(void) {
	return STACK_ROOM;
}

uint32_t portSeed(void) {
	return (uint32_t)time(NULL) ^ (uint32_t)getpid() << 16;
}

uint32_t portInstructions(void) {
	return 0;
}

void portStackMark(void) {}

int portMemory(PortMemory* memory) {
	(void)memory;
	return 0;
}

const char* portSetting(const char* name) {
	return getenv(name);
}

char* portLoad(const char* path, size_t* size) {
	FILE* file = fopen(path, "rb");
	struct stat info;
	char* text = NULL;
	if (!file)
		return NULL;
	if (fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode) && (text = malloc((size_t)info.st_size + 1))) {
		*size = fread(text, 1, (size_t)info.st_size, file);
		text[*size] = 0;
	}
	fclose(file);
	return text;
}

int portSave(const char* path, const char* text, size_t length) {
	FILE* file = fopen(path, "wb");
	size_t written;
	if (!file)
		return 0;
	written = fwrite(text, 1, length, file);
	return fclose(file) == 0 && written == length;
}

void portPrint(const char* text, size_t length) {
	fwrite(text, 1, length, stdout);
	if (length && text[length - 1] == '\n')
		fflush(stdout);
}

void portComplain(const char* text, size_t length) {
	fflush(stdout);
	fwrite(text, 1, length, stderr);
}

_Noreturn void portExit(int code) {
	fflush(stdout);
	exit(code);
}
