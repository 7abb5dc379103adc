/*
	The other side of the wire, played from a file in place of a connection: "wire:@FILE" in lockstep. For each turn of the
	engine's the file holds the frames that it has sent by its end, and those that it is given then; each with its length in 4
	bytes (little endian) ahead. Frames T and X are left out: they are for people.
*/
#ifndef RECORDING_H
#define RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Returns false when the file cannot be read.
bool recordingOpen(const char* path);
bool recordingIsOpen(void);
// The next bytes that the engine sends. False: other ones were sent when it was recorded.
bool recordingTakes(const void* bytes, size_t length);
// The end of a turn: what the engine is given next. NULL: there is no more.
const uint8_t* recordingGives(size_t* length);

#endif
