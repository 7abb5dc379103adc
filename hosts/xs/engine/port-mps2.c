/*
	The port for QEMU's board mps2-an386: a Cortex-M4 without an operating system. UART1 is the one channel; the emulator joins
	it to what XS_SERIAL names. Files, text, settings and the end go by semihosting. Nothing ticks: between events the
	processor waits, so that what is counted is the engine's work.

	The emulator is started with the path of a file of settings: "NAME=VALUE" each with a zero behind, an empty one, then the
	arguments of main in the same way.
*/
#include "port.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "exits.h"
#include "mps2.h"
#include "semihosting.h"

#define LONGEST_WAIT 100000 /* ms: TIMER0 goes round after 171 s, and has to be looked at before */
#define MOST_ARGUMENTS 64
#define PAINT 0x5aa5c33c

int main(int argc, char* argv[]);

static struct {
	Channel* channel; /* the one that UART1 serves */
	uint32_t seenHead, seenTail; /* of its rings, when portWait last came back */
	volatile int hasElapsed; /* TIMER1 has */
	uint32_t lastValue; /* of TIMER0 */
	uint64_t elapsed, idle; /* ticks of TIMER0 */
	uint32_t startTime; /* seconds since 1970 */
	int output, errors; /* files */
	int isCounted;
	char* settings;
} board;

static void lock(void) {
	__asm__ volatile("cpsid i" ::: "memory");
}

static void unlock(void) {
	__asm__ volatile("cpsie i\n\tisb" ::: "memory");
}

/* The channel */

static int canReceive(void) {
	return board.channel && ringFree(board.channel->receive);
}

/* A full ring leaves bytes in the UART, and the emulator holds the sender up: a real UART would lose them. */
static void receive(void) {
	UART1->interrupt = UART_RECEIVED;
	while (UART1->state & UART_RECEIVE_FULL) {
		if (!canReceive()) {
			UART1->control &= ~(uint32_t)UART_RECEIVE_INTERRUPT;
			return;
		}
		const uint8_t byte = (uint8_t)UART1->data;
		ringPut(board.channel->receive, &byte, 1);
	}
}

static void transmit(void) {
	uint8_t byte;
	UART1->interrupt = UART_TRANSMITTED;
	while (board.channel && !(UART1->state & UART_TRANSMIT_FULL) && ringTake(board.channel->transmit, &byte, 1))
		UART1->data = byte;
}

void boardUARTReceived(void) {
	receive();
}

void boardUARTTransmitted(void) {
	transmit();
}

/* What the interrupts left undone for want of room. */
static void serve(void) {
	lock();
	if (canReceive()) {
		UART1->control |= UART_RECEIVE_INTERRUPT;
		receive();
	}
	transmit();
	unlock();
}

const char* portOpen(Channel* channel, const char* target, const ChannelSettings* settings) {
	const char* named = portSetting("XS_SERIAL");
	const char* colon = named ? strchr(named, ':') : NULL;
	channel->file = channel->otherEnd = -1;
	channel->isHungUp = 0;
	/* The emulator has joined the UART to what XS_SERIAL names; "wire:" and "tcp:" differ in what is sent there only. */
	if (!colon || !strchr(target, ':') || strcmp(colon, strchr(target, ':')))
		return "the board has one UART, and this is not what XS_SERIAL names";
	if (board.channel)
		return "busy";
	channel->file = 1;
	lock();
	board.channel = channel;
	board.seenHead = channel->receive->head;
	board.seenTail = channel->transmit->tail;
	/* The emulator keeps to no speed; the divider has a least value. */
	const uint32_t divider = settings->baud ? TIMER_HZ / settings->baud : 0;
	UART1->divider = divider < 16 ? 16 : divider;
	UART1->control = UART_TRANSMIT | UART_RECEIVE | UART_TRANSMIT_INTERRUPT | UART_RECEIVE_INTERRUPT;
	INTERRUPT_SET_ENABLE = 1 << IRQ_UART1_RECEIVE | 1 << IRQ_UART1_TRANSMIT;
	unlock();
	return NULL;
}

void portClose(Channel* channel) {
	lock();
	if (board.channel == channel) {
		UART1->control = 0;
		board.channel = NULL;
	}
	channel->file = -1;
	unlock();
}

void portSend(Channel* channel) {
	if (board.channel == channel)
		serve();
}

void portFlush(Channel* channel, int input, int output) {
	(void)channel, (void)input, (void)output; /* the UART holds one byte */
}

int portSetLine(Channel* channel, ChannelLine line, int isAsserted) {
	(void)channel, (void)line, (void)isAsserted;
	return 0;
}

int portGetLine(Channel* channel, ChannelLine line, int* isAsserted) {
	(void)channel, (void)line, (void)isAsserted;
	return 0;
}

/* Time */

static uint64_t now(void) {
	const uint32_t value = TIMER0->value;
	board.elapsed += (uint32_t)(board.lastValue - value); /* it counts down */
	board.lastValue = value;
	return board.elapsed;
}

void boardTimerElapsed(void) {
	TIMER1->control = 0;
	TIMER1->interrupt = 1;
	board.hasElapsed = 1;
}

static void startTimer(int32_t limit) {
	TIMER1->control = 0;
	board.hasElapsed = limit == 0;
	if (limit < 0 || limit > LONGEST_WAIT)
		limit = LONGEST_WAIT;
	TIMER1->reload = TIMER1->value = (uint32_t)limit * (TIMER_HZ / 1000);
	if (!board.hasElapsed)
		TIMER1->control = TIMER_ENABLE | TIMER_INTERRUPT;
}

static int hasMoved(Channel* const* channels, int count) {
	for (int i = 0; i < count; i++)
		if (channels[i] == board.channel)
			return channels[i]->receive->head != board.seenHead || channels[i]->transmit->tail != board.seenTail;
	return 0;
}

void portWait(Channel* const* channels, int count, int32_t limit) {
	serve();
	startTimer(limit);
	lock();
	while (!board.hasElapsed && !hasMoved(channels, count)) {
		const uint64_t start = now();
		__asm__ volatile("wfi"); /* comes back for an interrupt that is locked out, too */
		board.idle += now() - start;
		unlock();
		lock();
	}
	TIMER1->control = 0;
	if (board.channel) {
		board.seenHead = board.channel->receive->head;
		board.seenTail = board.channel->transmit->tail;
	}
	unlock();
}

uint32_t portTicks(void) {
	return (uint32_t)(now() / (TIMER_HZ / 1000));
}

int64_t portWallClock(void) {
	return (int64_t)board.startTime * 1000 + (int64_t)(now() / (TIMER_HZ / 1000));
}

uint32_t portSeed(void) {
	return board.startTime; /* that is all there is; who starts the emulator sets XS_SEED */
}

/* The emulator counts 64 ns for each instruction (-icount shift=6): 8 ticks of the timer for 5 of them. */
uint32_t portInstructions(void) {
	return board.isCounted ? (uint32_t)(((now() - board.idle) * 5 + 7) / 8) : 0;
}

/* Memory */

size_t portStackRoom(void) {
	return (size_t)(boardStackEnd - boardStackLimit) - 4096; /* main is near the end; interrupts need some, too */
}

void portStackMark(void) {
	volatile uint32_t* end = __builtin_frame_address(0);
	for (volatile uint32_t* it = (uint32_t*)(void*)boardStackLimit; it < end - 16; it++)
		*it = PAINT;
}

int portMemory(PortMemory* memory) {
	const uint32_t* it = (const uint32_t*)(const void*)boardStackLimit;
	while (it < (const uint32_t*)(const void*)boardStackEnd && *it == PAINT)
		it++;
	memory->program = (uint32_t)(boardProgramEnd + (boardDataEnd - boardDataStart));
	memory->statics = (uint32_t)(boardDataEnd - boardDataStart) + (uint32_t)(boardZeroEnd - boardZeroStart);
	memory->stack = (uint32_t)(boardStackEnd - (const uint8_t*)it);
	memory->heap = (uint32_t)mallinfo().uordblks;
	return 1;
}

/* Files, text and settings */

char* portLoad(const char* path, size_t* size) {
	const int file = semihostingOpen(path, SEMIHOSTING_READ);
	if (file < 0)
		return NULL;
	const int32_t length = semihostingLength(file);
	char* text = length < 0 ? NULL : malloc((size_t)length + 1);
	if (text) {
		*size = semihostingRead(file, text, (size_t)length);
		text[*size] = 0;
	}
	semihostingClose(file);
	return text;
}

int portSave(const char* path, const char* text, size_t length) {
	const int file = semihostingOpen(path, SEMIHOSTING_WRITE);
	if (file < 0)
		return 0;
	const size_t written = semihostingWrite(file, text, length);
	return semihostingClose(file) == 0 && written == length;
}

void portPrint(const char* text, size_t length) {
	semihostingWrite(board.output, text, length);
}

void portComplain(const char* text, size_t length) {
	semihostingWrite(board.errors, text, length);
}

const char* portSetting(const char* name) {
	const size_t length = strlen(name);
	for (const char* it = board.settings; it && *it; it += strlen(it) + 1)
		if (!strncmp(it, name, length) && it[length] == '=')
			return it + length + 1;
	return NULL;
}

_Noreturn void portExit(int code) {
	semihostingExit(code);
}

/* The start, and the end by a fault */

void portStart(void) {
	/* boardMain has done it all: settings are read before. */
}

static _Noreturn void refuse(const char* why) {
	portComplain(why, strlen(why));
	portExit(exitUsage);
}

void boardMain(void) {
	static char path[1024];
	static char* arguments[MOST_ARGUMENTS + 1] = {"xs"};
	size_t size;
	int count = 1;
	TIMER0->reload = TIMER0->value = board.lastValue = UINT32_MAX;
	TIMER0->control = TIMER_ENABLE;
	INTERRUPT_SET_ENABLE = 1 << IRQ_TIMER1;
	unlock();
	board.output = semihostingOpen(":tt", SEMIHOSTING_WRITE);
	board.errors = semihostingOpen(":tt", SEMIHOSTING_APPEND);
	board.startTime = semihostingTime();
	if (!semihostingCommandLine(path, sizeof(path)) || !(board.settings = portLoad(path, &size)))
		refuse("the file of settings cannot be read\n");
	char *end = board.settings + size, *it = board.settings;
	while (it < end && *it)
		it += strlen(it) + 1;
	for (it++; it < end && count < MOST_ARGUMENTS; it += strlen(it) + 1)
		arguments[count++] = it;
	board.isCounted = portSetting("XS_COUNTED") != NULL;
	portExit(main(count, arguments));
}

/* What the processor pushes when it takes an exception. */
typedef struct {
	uint32_t r0, r1, r2, r3, r12, lr, pc, psr;
} ExceptionFrame;

static _Noreturn void fault(const ExceptionFrame* frame) __attribute__((used));
static _Noreturn void fault(const ExceptionFrame* frame) {
	char text[64];
	const int length = snprintf(text, sizeof(text), "the processor faulted at 0x%lx\n", (unsigned long)frame->pc);
	portComplain(text, (size_t)length);
	portExit(exitFatal);
}

__attribute__((naked)) void boardFault(void) {
	__asm__ volatile("mrs r0, msp\n\tb fault");
}
