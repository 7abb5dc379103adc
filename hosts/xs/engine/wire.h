/*
	The framed connection to another process that plays the module: bytes and line states of one UART and, in lockstep,
	time. Frames are a type, a length of 2 bytes (little endian), and a payload:

	B  bytes of the UART, both ways
	L  a line state, "NAME=LEVEL", both ways. From here: PWRKEY, RESET_N, DTR, RTS, VBAT, LAMP, and BAUD; from there: STATUS, CTS,
   RI, DCD, BUTTON
	A  from there, lockstep: time moves on by so many ms (uint32)
	I  from here, lockstep: all that is due is done; ms until the next timer (int32, -1 none). One for each A and one at first
	T  from here, lockstep: what the script traces (UTF-8)
	Q  from here, lockstep: what the script asks (UTF-8); no time passes before the answer
	R  from there, lockstep: the answer (UTF-8)
	X  from here: the engine ends; exit code (int32) and why (UTF-8)
*/
#ifndef WIRE_H
#define WIRE_H

#include "port.h"

typedef enum {
	PIN_PWRKEY, PIN_RESET_N, PIN_DTR, PIN_RTS, PIN_VBAT, PIN_STATUS, PIN_CTS, PIN_RI, PIN_DCD,
	PIN_LAMP, PIN_BUTTON, /* of the board, and none of the module's business */
	PIN_COUNT
} Pin;

/* The pin of that name, PIN_COUNT when there is none. */
Pin pinNamed(const char* name);
/* Whether the host drives it. */
int pinIsOutput(Pin pin);

/* Opens the connection to "wire:HOST:PORT", or the recording "wire:@FILE" (recording.h), or does nothing when it is open. Returns NULL, or why not. */
const char* wireOpen(const char* target);
int wireIsOpen(void);
/* What portWait has to serve. */
Channel* wireChannel(void);

/* Joins a UART's rings to the wire; there is one UART. Returns 0 when one is joined already. */
int wireAttach(Channel* uart, uint32_t baud);
void wireDetach(Channel* uart);
/* Moves what is in the UART's transmit ring to the wire. */
void wireSend(void);

void wireSetPin(Pin pin, int level);
int wireGetPin(Pin pin);
/* Told when a pin of the module changes. */
extern void (*wireOnPin)(Pin pin, int level);

typedef enum {
	WIRE_IDLE, /* nothing is there */
	WIRE_BUSY, /* a frame, or a part of one, was taken */
	WIRE_FULL, /* bytes are there, and the UART's receive ring is full */
} WireStep;
/* Takes one frame. */
WireStep wireStep(void);
/* Drops the bytes that do not fit, as a UART does. */
void wireOverrun(void);
/* How many were dropped so far. */
uint32_t wireBytesLost(void);

/* Lockstep: takes up to `most` ms of the time that the other side has told. */
uint32_t wireTakeTime(uint32_t most);
/* How many I frames are owed; wireIdle sends one. */
int wireOwesIdle(void);
void wireIdle(int32_t next);
/* Lockstep: what the script traces goes the same way as its bytes, so that the other side knows when it was. */
void wireTrace(const char* text, size_t length);
/* Lockstep: asks the other side. The answer is wireAnswer's once it is not NULL; the caller frees it. */
void wireAsk(const char* text, size_t length);
char* wireAnswer(void);
/* Says that the engine ends. */
void wireExit(int code, const char* why);

#endif
