// How the engine calls scripts, and the ways in which it ends.
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sxMachine;
struct sxSlot;

// RAM of a device.
typedef struct {
	uint8_t* bytes;
	size_t size;
} Arena;

// Lowest address that the C stack may reach: XS ends with a stack overflow beyond it.
extern char* engineStackLimit;

// Prints why, writes the report, tells the other side of the wire, and ends the process.
_Noreturn void engineExit(int code, const char* format, ...) __attribute__((format(printf, 2, 3)));

// The machine that runs scripts, and where its report goes at the end (NULL: nowhere).
void engineStart(struct sxMachine* the, const char* reportPath);

// Imports a module and runs what becomes due by it. Ends the process when it cannot be imported.
void engineImport(struct sxMachine* the, const char* name);

// Calls a function of the script with one integer (or none: count 0), then runs the promise jobs. Allocates nothing.
void engineCall(struct sxMachine* the, const struct sxSlot* function, const struct sxSlot* self, int count, int32_t argument);
// The same with an object as argument.
void engineCallWith(struct sxMachine* the, const struct sxSlot* function, const struct sxSlot* argument);

// Between these, what a callback throws does not end the process, and promise jobs wait: a call of the script's is under way.
void engineEnter(void);
// Throws on what a callback has thrown.
void engineLeave(struct sxMachine* the);
bool engineHasThrown(void);

// Calls a function with a new Error of this message.
void engineCallError(struct sxMachine* the, const struct sxSlot* function, const struct sxSlot* self, const char* message);

#endif
