/*
	What a port gives to the host: byte channels, time, text, settings, an end. Everything above this file knows no
	operating system. There is a port for POSIX (port-posix.c) and one for a board without an operating system (port-mps2.c).
*/
#ifndef PORT_H
#define PORT_H

#include "ring.h"

/* A stream of bytes in both directions. The port moves bytes between the rings and the world. */
typedef struct {
	Ring *receive, *transmit;
	uint32_t* overruns; /* bytes lost on the way into the receive ring */
	int file;     /* the port's own; -1: nothing below, somebody else serves the rings */
	int otherEnd; /* the port's own; of a PTY, kept open */
	int isHungUp; /* the other side has gone; what was received before can still be read */
} Channel;

typedef struct {
	uint32_t baud;
	int hasFlowControl; /* RTS and CTS are used */
} ChannelSettings;

typedef enum { LINE_DTR, LINE_RTS, LINE_BREAK, LINE_CTS, LINE_DSR } ChannelLine;

/* Bytes of what a microcontroller has to have beside what machines take from the heap. */
typedef struct {
	uint32_t program; /* code and constants, in flash */
	uint32_t statics; /* variables, in RAM */
	uint32_t stack;   /* most of the C stack that was ever in use */
	uint32_t heap;    /* in use now */
} PortMemory;

/* To be called once, first. */
void portStart(void);
/* Opens what `target` names ("tcp:HOST:PORT", "pty", a device). Returns NULL, or why not. The rings are the caller's. */
const char* portOpen(Channel* channel, const char* target, const ChannelSettings* settings);
void portClose(Channel* channel);
/* Moves bytes out of the transmit ring, as many as go without waiting. */
void portSend(Channel* channel);
/* Drops what the world below the rings still holds of input or output. */
void portFlush(Channel* channel, int input, int output);
/* Line states of a device, asserted or not. Returns 0 where the channel has no such line. */
int portSetLine(Channel* channel, ChannelLine line, int isAsserted);
int portGetLine(Channel* channel, ChannelLine line, int* isAsserted);
/* Waits until a channel can move bytes, and moves them; at most `limit` ms, for ever when negative. */
void portWait(Channel* const* channels, int count, int32_t limit);

/* Bytes of the C stack, from main on, that the engine may use. */
size_t portStackRoom(void);
/* Monotonic milliseconds. */
uint32_t portTicks(void);
/* Milliseconds since 1970-01-01T00:00:00Z. */
int64_t portWallClock(void);
/* Another number at each start. */
uint32_t portSeed(void);
/* Machine instructions run so far, without waiting; wraps. 0: the port cannot count them. */
uint32_t portInstructions(void);
/* From here on the peak of the C stack counts. */
void portStackMark(void);
/* What the processor's RAM holds beside the heap. Returns 0 where the port cannot tell. */
int portMemory(PortMemory* memory);
/* A setting (an environment variable), NULL when absent. */
const char* portSetting(const char* name);
/* The contents of a file with a zero behind, to be freed; NULL when it cannot be read. */
char* portLoad(const char* path, size_t* size);
/* Replaces a file. Returns 0 when that cannot be done. */
int portSave(const char* path, const char* text, size_t length);
/* Standard output. */
void portPrint(const char* text, size_t length);
/* Standard error. */
void portComplain(const char* text, size_t length);
_Noreturn void portExit(int code);

#endif
