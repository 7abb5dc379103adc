/* A byte ring between an interrupt or a poll loop and script. Its size is a power of two; head and tail run freely. */
#ifndef RING_H
#define RING_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
	uint8_t* data;
	uint32_t size;
	volatile uint32_t head; /* the next byte is put here */
	volatile uint32_t tail; /* the next byte is taken here */
} Ring;

static inline uint32_t ringUsed(const Ring* ring) {
	return ring->head - ring->tail;
}

static inline uint32_t ringFree(const Ring* ring) {
	return ring->size - ringUsed(ring);
}

/* Room for at least `least` bytes. Returns 0 when there is no memory. */
static inline int ringCreate(Ring* ring, uint32_t least) {
	uint32_t size = 16;
	while (size < least)
		size <<= 1;
	ring->data = malloc(size);
	ring->size = size;
	ring->head = ring->tail = 0;
	return ring->data != NULL;
}

static inline void ringDelete(Ring* ring) {
	free(ring->data);
	ring->data = NULL;
}

/* Puts `count` bytes; the caller has made sure of the room. */
static inline void ringPut(Ring* ring, const uint8_t* bytes, uint32_t count) {
	uint32_t head = ring->head;
	for (uint32_t i = 0; i < count; i++)
		ring->data[(head + i) & (ring->size - 1)] = bytes[i];
	ring->head = head + count;
}

/* Takes up to `count` bytes and returns how many. */
static inline uint32_t ringTake(Ring* ring, uint8_t* bytes, uint32_t count) {
	uint32_t tail = ring->tail, used = ringUsed(ring);
	if (count > used)
		count = used;
	for (uint32_t i = 0; i < count; i++)
		bytes[i] = ring->data[(tail + i) & (ring->size - 1)];
	ring->tail = tail + count;
	return count;
}

/* The longest run of bytes that lies in one piece, and its length. */
static inline uint8_t* ringRun(const Ring* ring, uint32_t* length) {
	uint32_t at = ring->tail & (ring->size - 1), used = ringUsed(ring), rest = ring->size - at;
	*length = used < rest ? used : rest;
	return ring->data + at;
}

/* The longest run of free room that lies in one piece, and its length. */
static inline uint8_t* ringRoom(const Ring* ring, uint32_t* length) {
	uint32_t at = ring->head & (ring->size - 1), room = ringFree(ring), rest = ring->size - at;
	*length = room < rest ? room : rest;
	return ring->data + at;
}

#endif
