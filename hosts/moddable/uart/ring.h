/*
	A byte ring between one producer and one consumer, of which either may be an interrupt or another thread. Its size is a
	power of two; head and tail run freely. The producer alone moves the head, the consumer alone the tail: bytes are in
	their place before the other side sees the index move.
*/
#ifndef RING_H
#define RING_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* XS platforms name their own; some have no other. */
#ifndef c_malloc
	#define c_malloc malloc
	#define c_free free
#endif

typedef struct {
	uint8_t* data;
	uint32_t size;
	uint32_t head; /* the next byte is put here */
	uint32_t tail; /* the next byte is taken here */
} Ring;

/* An interrupt has these in itself, wherever its own code is. */
#define RING_INLINE static inline __attribute__((always_inline))

RING_INLINE uint32_t ringHead(const Ring* ring) {
	return __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);
}

RING_INLINE uint32_t ringTail(const Ring* ring) {
	return __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);
}

RING_INLINE uint32_t ringUsed(const Ring* ring) {
	/* The tail first: read last, it could have passed the head that was read before it. */
	const uint32_t tail = ringTail(ring);
	return ringHead(ring) - tail;
}

RING_INLINE uint32_t ringFree(const Ring* ring) {
	return ring->size - ringUsed(ring);
}

/* Room for at least `least` bytes. Returns 0 when there is no memory. */
static inline int ringCreate(Ring* ring, uint32_t least) {
	uint32_t size = 16;
	while (size < least)
		size <<= 1;
	ring->data = c_malloc(size);
	ring->size = size;
	ring->head = ring->tail = 0;
	return ring->data != NULL;
}

static inline void ringDelete(Ring* ring) {
	c_free(ring->data);
	ring->data = NULL;
}

/* Producer: the longest run of free room that lies in one piece, and its length; ringFill tells how much of it was used. */
RING_INLINE uint8_t* ringRoom(const Ring* ring, uint32_t* length) {
	const uint32_t head = ring->head, at = head & (ring->size - 1), rest = ring->size - at;
	const uint32_t room = ring->size - (head - ringTail(ring));
	*length = room < rest ? room : rest;
	return ring->data + at;
}

RING_INLINE void ringFill(Ring* ring, uint32_t count) {
	__atomic_store_n(&ring->head, ring->head + count, __ATOMIC_RELEASE);
}

/* Consumer: the longest run of bytes that lies in one piece, and its length; ringDrop tells how much of it was used. */
RING_INLINE uint8_t* ringRun(const Ring* ring, uint32_t* length) {
	const uint32_t tail = ring->tail, at = tail & (ring->size - 1), rest = ring->size - at;
	const uint32_t used = ringHead(ring) - tail;
	*length = used < rest ? used : rest;
	return ring->data + at;
}

RING_INLINE void ringDrop(Ring* ring, uint32_t count) {
	__atomic_store_n(&ring->tail, ring->tail + count, __ATOMIC_RELEASE);
}

/* Producer: puts `count` bytes; the caller has made sure of the room. */
static inline void ringPut(Ring* ring, const uint8_t* bytes, uint32_t count) {
	while (count > 0) {
		uint32_t length;
		uint8_t* room = ringRoom(ring, &length);
		if (length > count)
			length = count;
		memcpy(room, bytes, length);
		ringFill(ring, length);
		bytes += length;
		count -= length;
	}
}

/* Consumer: takes up to `count` bytes and returns how many. */
static inline uint32_t ringTake(Ring* ring, uint8_t* bytes, uint32_t count) {
	uint32_t taken = 0;
	while (taken < count) {
		uint32_t length;
		const uint8_t* run = ringRun(ring, &length);
		if (length == 0)
			break;
		if (length > count - taken)
			length = count - taken;
		memcpy(bytes + taken, run, length);
		ringDrop(ring, length);
		taken += length;
	}
	return taken;
}

#endif
