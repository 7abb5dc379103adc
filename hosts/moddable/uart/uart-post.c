#include "uart-post.h"

/* The machine's queue of messages may be full when an interrupt has something to tell; this looks after that. ms */
enum { sweepInterval = 250 };

static void run(Post* post, xsMachine* the) {
	/* What comes from now on is told by a message of its own. Each of the three callbacks has its turn, and no more: a wire
	   that never rests leaves time to the rest of the machine. */
	__atomic_store_n(&post->isTold, 0, __ATOMIC_SEQ_CST);
	for (int turn = 0; turn < 3 && post->serial && serialRun(the, post->serial); turn++) continue;
}

static void deliver(void* the, void* refcon, uint8_t* message, uint16_t length) {
	(void)message, (void)length;
	run(refcon, the);
}

static void sweep(modTimer timer, void* refcon, int size) {
	(void)timer, (void)size;
	Post* post = *(Post**)refcon;
	run(post, post->the);
}

bool postOpen(Post* post, xsMachine* the, Serial* serial) {
	/* Its first round, soon, is what tells that the UART can be written. */
	post->sweep = modTimerAdd(1, sweepInterval, sweep, &post, sizeof(post));
	if (!post->sweep) return false;
	post->the = the;
	post->serial = serial;
	return true;
}

void postClose(Post* post) {
	modTimerRemove(post->sweep);
	post->serial = NULL;
	post->sweep = NULL;
}

void postTell(Post* post) {
	if (__atomic_exchange_n(&post->isTold, 1, __ATOMIC_SEQ_CST)) return;
	if (modMessagePostToMachineFromISR(post->the, deliver, post)) __atomic_store_n(&post->isTold, 0, __ATOMIC_SEQ_CST);
}

/* Nothing takes a UART of a board away. */
bool uartIsHungUp(const Serial* serial) {
	(void)serial;
	return false;
}

/* The UART waits for CTS by itself. */
bool uartCanSend(const Serial* serial) {
	(void)serial;
	return true;
}

void uartCall(xsMachine* the, const xsSlot* function, const xsSlot* self, int32_t count, const char* error) {
	(void)error; /* see uartIsHungUp */
	xsBeginHost(the);
	xsmcSetInteger(xsResult, count);
	xsCallFunction1(*function, *self, xsResult);
	xsEndHost(the);
}
