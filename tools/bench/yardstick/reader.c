/*
	The yardstick of the bench: reads lines of a module as drivers in C do, with a line buffer, sscanf and strtok, and tells
	the instructions that took. It does what tools/bench/xs/naive.ts does, on the same bytes, and like it is wrong about
	payloads with line ends in them. reader FILE
*/
#include <stdio.h>
#include <string.h>

#include "port.h"

enum { longestLine = 2048, fields = 2 };

static char line[longestLine];
static unsigned lines;
static int32_t sum;

/* The numbers among the first fields of "+NAME: FIELD,FIELD..." */
static void take(char* text) {
	char name[32];
	int start = 0;
	lines++;
	if (sscanf(text, "+%31[A-Z0-9]: %n", name, &start) != 1 || start == 0) return;
	char* rest = NULL;
	int count = 0;
	for (char* it = strtok_r(text + start, ",", &rest); it; it = strtok_r(NULL, ",", &rest)) {
		int value;
		if (count++ < fields && sscanf(it, "%d", &value) == 1) sum += value;
	}
}

static void onByte(char byte) {
	static size_t length;
	if (byte != '\n') {
		if (length < longestLine - 1) line[length++] = byte;
		return;
	}
	if (length > 0 && line[length - 1] == '\r') length--;
	line[length] = 0;
	if (length > 0) take(line);
	length = 0;
}

int main(int argc, char* argv[]) {
	size_t size = 0;
	char* text = argc > 1 ? portLoad(argv[1], &size) : NULL;
	if (!text) return 2;
	const uint32_t start = portInstructions();
	for (size_t at = 0; at < size; at++) onByte(text[at]);
	const uint32_t count = portInstructions() - start;
	char told[96];
	const int length = snprintf(told, sizeof(told), "{\"instructions\":%lu,\"lines\":%u,\"sum\":%ld}\n",
		(unsigned long)count, lines, (long)sum);
	portPrint(told, (size_t)length);
	return 0;
}
