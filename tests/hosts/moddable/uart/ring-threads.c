/*
	Two threads at the two ends of one ring: the producer as an interrupt that takes what is there in pieces of any length,
	the consumer as script that reads in others. Prints how many bytes came through, and how many were wrong or in the wrong
	place. Built with the thread sanitizer, which ends it at the first access that is not ordered.
*/
#include "ring.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

enum { total = 400000, size = 64 };

static Ring ring;
static uint32_t highest;

static uint8_t byteAt(uint32_t at) {
	return (uint8_t)(at * 31 + (at >> 8) * 7);
}

static uint32_t next(uint32_t* seed) {
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static void* produce(void* unused) {
	uint32_t sent = 0, seed = 1;
	while (sent < total) {
		uint8_t piece[40];
		uint32_t length, wanted = 1 + next(&seed) % sizeof(piece);
		if (wanted > total - sent) wanted = total - sent;
		if (next(&seed) & 1) {
			/* In one piece, where the room is. */
			uint8_t* room = ringRoom(&ring, &length);
			if (length > wanted) length = wanted;
			for (uint32_t at = 0; at < length; at++) room[at] = byteAt(sent + at);
			ringFill(&ring, length);
		} else {
			length = ringFree(&ring) < wanted ? 0 : wanted;
			for (uint32_t at = 0; at < length; at++) piece[at] = byteAt(sent + at);
			ringPut(&ring, piece, length);
		}
		sent += length;
		if (length == 0) sched_yield();
	}
	return unused;
}

int main(void) {
	pthread_t thread;
	uint32_t taken = 0, wrong = 0, seed = 2;
	if (!ringCreate(&ring, size) || pthread_create(&thread, NULL, produce, NULL)) return 1;
	while (taken < total) {
		uint8_t piece[40];
		uint32_t length, wanted = 1 + next(&seed) % sizeof(piece);
		const uint32_t used = ringUsed(&ring);
		if (used > highest) highest = used;
		if (next(&seed) & 1) {
			const uint8_t* run = ringRun(&ring, &length);
			if (length > wanted) length = wanted;
			for (uint32_t at = 0; at < length; at++) wrong += run[at] != byteAt(taken + at);
			ringDrop(&ring, length);
		} else {
			length = ringTake(&ring, piece, wanted);
			for (uint32_t at = 0; at < length; at++) wrong += piece[at] != byteAt(taken + at);
		}
		taken += length;
		if (length == 0) sched_yield();
	}
	pthread_join(thread, NULL);
	printf("%u bytes, %u wrong, %u left, never more than %d: %d\n", taken, wrong, ringUsed(&ring), size, highest <= size);
	ringDelete(&ring);
	return 0;
}
