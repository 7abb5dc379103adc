#include "wire.h"
#include "clock.h"
#include "engine.h"
#include "exits.h"
#include "recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RING_BYTES (256 * 1024) /* of the connection, each way: more than the longest frame */
#define LONGEST_LINE 32
#define LONGEST_PIECE 4096 /* of bytes or text in one frame from here */

static const struct {
	const char* name;
	int isOutput;
} pins[PIN_COUNT] = {
	[PIN_PWRKEY] = {"PWRKEY", 1}, [PIN_RESET_N] = {"RESET_N", 1}, [PIN_DTR] = {"DTR", 1},
	[PIN_RTS] = {"RTS", 1},       [PIN_VBAT] = {"VBAT", 1},       [PIN_STATUS] = {"STATUS", 0},
	[PIN_CTS] = {"CTS", 0},       [PIN_RI] = {"RI", 0},           [PIN_DCD] = {"DCD", 0},
	[PIN_LAMP] = {"LAMP", 1},     [PIN_BUTTON] = {"BUTTON", 0},
};

/* Resting levels. Of the host's lines PWRKEY and RESET_N are active low; of the module's RI and DCD. */
static uint8_t levels[PIN_COUNT] = {[PIN_PWRKEY] = 1, [PIN_RESET_N] = 1, [PIN_VBAT] = 1, [PIN_RI] = 1, [PIN_DCD] = 1};

static Ring received, sent;
static Channel connection = {.receive = &received, .transmit = &sent, .file = -1, .otherEnd = -1};
static Channel* uart;
static uint32_t bytesLeft; /* of a B frame whose beginning was taken */
static uint32_t timeLeft; /* told by the other side, and not yet passed here */
static int idlesOwed;
static uint32_t bytesLost;
static int isAsking;
static char* answer; /* to the question at hand, once it has come */

void (*wireOnPin)(Pin pin, int level);

Pin pinNamed(const char* name) {
	int i = 0;
	while (i < PIN_COUNT && strcmp(pins[i].name, name))
		i++;
	return (Pin)i;
}

int pinIsOutput(Pin pin) {
	return pins[pin].isOutput;
}

const char* wireOpen(const char* target) {
	static const ChannelSettings settings = {0, 0};
	char tcp[160];
	const char* why;
	if (connection.file >= 0)
		return connection.isHungUp ? "the other side has gone" : NULL;
	snprintf(tcp, sizeof(tcp), "tcp:%s", target + strlen("wire:"));
	if (!received.data && !(ringCreate(&received, RING_BYTES) && ringCreate(&sent, RING_BYTES)))
		return "no memory";
	if (target[strlen("wire:")] == '@') {
		if (!clockIsLockstep())
			return "a recording can be played in lockstep only";
		if (!recordingOpen(target + strlen("wire:@")))
			return "the recording cannot be read";
		connection.file = 0;
		why = NULL;
	}
	else
		why = portOpen(&connection, tcp, &settings);
	if (!why && clockIsLockstep())
		idlesOwed = 1;
	return why;
}

int wireIsOpen(void) {
	return connection.file >= 0;
}

Channel* wireChannel(void) {
	return &connection;
}

/* Waits for room when the connection is slower than script: a frame is never dropped, nor cut. */
static void makeRoom(uint32_t needed) {
	Channel* channel = &connection;
	while (ringFree(&sent) < needed && !connection.isHungUp) {
		portSend(&connection);
		if (ringFree(&sent) < needed)
			portWait(&channel, 1, -1);
	}
}

static _Noreturn void garbled(const char* what) {
	engineExit(exitWireLost, "the wire is garbled: %s", what);
}

/* Holds a frame against what was recorded. */
static void compare(const uint8_t* header, size_t headerLength, const void* payload, size_t length) {
	if (header[0] == 'T' || header[0] == 'X' || connection.isHungUp)
		return;
	if (recordingTakes(header, headerLength) && recordingTakes(payload, length))
		return;
	connection.isHungUp = 1;
	/* What ends a turn tells when the next timer is due. */
	if (header[0] == 'I')
		engineExit(exitWireLost, "the script sends less than is in the recording, or has another timer set");
	engineExit(exitWireLost, "the script sends what is not in the recording: %.*s", (int)length, (const char*)payload);
}

/* The engine has done its turn: puts what comes next where the connection would. */
static void playOn(void) {
	size_t length;
	const uint8_t* given = recordingGives(&length);
	if (!given)
		connection.isHungUp = 1;
	else if (length > ringFree(&received))
		garbled("a turn too long");
	else
		ringPut(&received, given, (uint32_t)length);
}

static void frame(char type, const void* payload, uint32_t length) {
	uint8_t header[3] = {(uint8_t)type, (uint8_t)length, (uint8_t)(length >> 8)};
	if (!wireIsOpen())
		return;
	if (recordingIsOpen()) {
		compare(header, sizeof(header), payload, length);
		return;
	}
	makeRoom(length + sizeof(header));
	if (connection.isHungUp)
		return;
	ringPut(&sent, header, sizeof(header));
	ringPut(&sent, payload, length);
	/* In lockstep the other side does nothing with them before the engine is idle: one call sends them all. */
	if (!clockIsLockstep() || type == 'I' || type == 'Q' || type == 'X')
		portSend(&connection);
}

static void line(const char* name, uint32_t level) {
	char text[LONGEST_LINE];
	int length = snprintf(text, sizeof(text), "%s=%lu", name, (unsigned long)level);
	frame('L', text, (uint32_t)length);
}

int wireAttach(Channel* it, uint32_t baud) {
	if (uart)
		return 0;
	uart = it;
	line("BAUD", baud);
	return 1;
}

void wireDetach(Channel* it) {
	if (uart == it)
		uart = NULL;
}

void wireSend(void) {
	uint32_t length;
	uint8_t* run;
	while (uart && (run = ringRun(uart->transmit, &length), length)) {
		if (length > LONGEST_PIECE)
			length = LONGEST_PIECE;
		frame('B', run, length);
		ringDrop(uart->transmit, length);
	}
}

void wireSetPin(Pin pin, int level) {
	levels[pin] = (uint8_t)level;
	line(pins[pin].name, (uint32_t)level);
}

int wireGetPin(Pin pin) {
	return levels[pin];
}

static void takeLine(uint32_t length) {
	char text[LONGEST_LINE];
	char* equals;
	Pin pin;
	int level;
	if (length >= sizeof(text))
		garbled("a line state too long");
	ringTake(&received, (uint8_t*)text, length);
	text[length] = 0;
	equals = strchr(text, '=');
	if (!equals || (strcmp(equals, "=0") && strcmp(equals, "=1")))
		garbled("a line state is not NAME=LEVEL");
	*equals = 0;
	level = equals[1] - '0';
	pin = pinNamed(text);
	if (pin == PIN_COUNT || pins[pin].isOutput)
		garbled("a line state of no line of the module");
	if (levels[pin] == level)
		return;
	levels[pin] = (uint8_t)level;
	if (wireOnPin)
		(*wireOnPin)(pin, level);
}

static void takeTime(uint32_t length) {
	uint8_t bytes[4];
	if (length != sizeof(bytes) || !clockIsLockstep())
		garbled("time, and this is no lockstep");
	ringTake(&received, bytes, sizeof(bytes));
	timeLeft += (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
	idlesOwed++;
}

static void takeAnswer(uint32_t length) {
	if (!isAsking || answer)
		garbled("an answer that nobody has asked for");
	if (!(answer = malloc((size_t)length + 1)))
		engineExit(exitMemoryFull, "no memory for an answer of %lu bytes", (unsigned long)length);
	ringTake(&received, (uint8_t*)answer, length);
	answer[length] = 0;
}

/* Moves bytes of the B frame at hand into the UART; without a UART nobody listens, and they are gone. */
static WireStep takeBytes(void) {
	uint8_t piece[256];
	uint32_t count = bytesLeft < sizeof(piece) ? bytesLeft : sizeof(piece);
	if (!ringUsed(&received))
		return WIRE_IDLE;
	if (uart) {
		uint32_t room = ringFree(uart->receive);
		if (!room)
			return WIRE_FULL;
		if (count > room)
			count = room;
	}
	count = ringTake(&received, piece, count);
	if (uart)
		ringPut(uart->receive, piece, count);
	bytesLeft -= count;
	return WIRE_BUSY;
}

WireStep wireStep(void) {
	uint8_t header[3];
	uint32_t length, tail = received.tail;
	if (bytesLeft)
		return takeBytes();
	if (ringTake(&received, header, sizeof(header)) < sizeof(header)) {
		received.tail = tail;
		return WIRE_IDLE;
	}
	length = (uint32_t)header[1] | (uint32_t)header[2] << 8;
	/* In lockstep bytes too are taken in whole frames: how the connection cuts them must not show. */
	if (header[0] == 'B' && !clockIsLockstep()) {
		bytesLeft = length;
		return WIRE_BUSY;
	}
	if (ringUsed(&received) < length) {
		received.tail = tail;
		return WIRE_IDLE;
	}
	if (header[0] == 'B')
		bytesLeft = length;
	else if (header[0] == 'L')
		takeLine(length);
	else if (header[0] == 'A')
		takeTime(length);
	else if (header[0] == 'R')
		takeAnswer(length);
	else
		garbled("an unknown type of frame");
	return WIRE_BUSY;
}

void wireOverrun(void) {
	uint8_t dropped[256];
	uint32_t count;
	while (bytesLeft) {
		count = ringTake(&received, dropped, bytesLeft < sizeof(dropped) ? bytesLeft : sizeof(dropped));
		if (!count)
			break;
		bytesLeft -= count;
		bytesLost += count;
		if (uart)
			*uart->overruns += count;
	}
}

uint32_t wireBytesLost(void) {
	return bytesLost;
}

uint32_t wireTakeTime(uint32_t most) {
	uint32_t taken = timeLeft < most ? timeLeft : most;
	timeLeft -= taken;
	return taken;
}

int wireOwesIdle(void) {
	return idlesOwed;
}

static void put32(uint8_t* bytes, uint32_t value) {
	for (int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

void wireIdle(int32_t next) {
	uint8_t bytes[4];
	put32(bytes, (uint32_t)next);
	idlesOwed--;
	frame('I', bytes, sizeof(bytes));
	/* Of a turn with time and bytes each part has its own idle frame. */
	if (recordingIsOpen() && !ringUsed(&received))
		playOn();
}

void wireTrace(const char* text, size_t length) {
	if (!clockIsLockstep())
		return;
	while (length > 0) {
		const size_t piece = length < LONGEST_PIECE ? length : LONGEST_PIECE;
		frame('T', text, (uint32_t)piece);
		text += piece;
		length -= piece;
	}
}

void wireAsk(const char* text, size_t length) {
	isAsking = 1;
	frame('Q', text, (uint32_t)length);
}

char* wireAnswer(void) {
	char* it = answer;
	if (it)
		isAsking = 0;
	answer = NULL;
	return it;
}

void wireExit(int code, const char* why) {
	uint8_t payload[1024];
	size_t length = strlen(why);
	if (!wireIsOpen())
		return;
	if (length > sizeof(payload) - 4)
		length = sizeof(payload) - 4;
	wireSend();
	put32(payload, (uint32_t)code);
	memcpy(payload + 4, why, length);
	frame('X', payload, (uint32_t)length + 4);
	if (recordingIsOpen())
		return;
	makeRoom(sent.size);
	portClose(&connection);
}
