#include "recording.h"

#include <string.h>

#include "port.h"

static struct {
	const uint8_t *at, *end;
	size_t expected; // bytes that are still to be sent in this turn; they begin at `at`
	bool isOpen;
} recording;

static size_t takeLength(void) {
	if (recording.end - recording.at < 4) return 0;
	const uint8_t* it = recording.at;
	recording.at += 4;
	const size_t length = (size_t)it[0] | (size_t)it[1] << 8 | (size_t)it[2] << 16 | (size_t)it[3] << 24;
	const size_t rest = (size_t)(recording.end - recording.at);
	return length < rest ? length : rest;
}

bool recordingOpen(const char* path) {
	size_t size;
	const char* text = portLoad(path, &size);
	if (!text) return false;
	recording.at = (const uint8_t*)text;
	recording.end = recording.at + size;
	recording.isOpen = true;
	recording.expected = takeLength();
	return true;
}

bool recordingIsOpen(void) {
	return recording.isOpen;
}

bool recordingTakes(const void* bytes, size_t length) {
	if (length > recording.expected || memcmp(recording.at, bytes, length)) return false;
	recording.at += length;
	recording.expected -= length;
	return true;
}

const uint8_t* recordingGives(size_t* length) {
	*length = takeLength();
	const uint8_t* given = recording.at;
	recording.at += *length;
	recording.expected = takeLength();
	return *length > 0 ? given : NULL;
}
