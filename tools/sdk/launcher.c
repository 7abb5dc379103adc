/*
 * Runs the mc.so that the Moddable SDK builds for Linux without its simulator: no window, no X server, an exit code.
 *
 * usage: launcher FILE.so
 *
 * Takes the part of the simulator in the SDK's screen.h: it keeps the main loop, calls `idle` as often as the firmware
 * asked for, and has nothing to draw. Exit: what the engine aborted with, 125 when the firmware cannot be loaded.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <glib.h>

#define mxLinux 1
#include "screen.h"

#define UNLOADABLE 125
#define WIDTH 240
#define HEIGHT 320

static GMainLoop* loop;
static guint timer;

static void onAbort(txScreen* screen, int status)
{
	(void)screen;
	fprintf(stderr, "launcher: the engine aborted with status %d\n", status);
	/* The machine is in the middle of something: there is no way back into it. */
	fflush(NULL);
	_Exit(status == 0 ? 1 : status);
}

static void onChange(txScreen* screen)
{
	(void)screen;
}

static void onPost(txScreen* screen, char* buffer, int size)
{
	(void)screen;
	(void)buffer;
	(void)size;
}

static gboolean onTimer(gpointer data)
{
	txScreen* screen = data;
	if (screen->idle)
		screen->idle(screen);
	return G_SOURCE_CONTINUE;
}

static void onStart(txScreen* screen, double interval)
{
	if (timer)
		g_source_remove(timer);
	timer = g_timeout_add(interval < 1 ? 1 : (guint)interval, onTimer, screen);
}

static void onStop(txScreen* screen)
{
	(void)screen;
	if (timer)
		g_source_remove(timer);
	timer = 0;
}

int main(int argc, char* argv[])
{
	if (argc != 2) {
		fprintf(stderr, "usage: launcher FILE.so\n");
		return 2;
	}
	void* firmware = dlopen(argv[1], RTLD_NOW);
	void* launch = firmware ? dlsym(firmware, "fxScreenLaunch") : NULL;
	if (!launch) {
		fprintf(stderr, "launcher: %s\n", dlerror());
		return UNLOADABLE;
	}
	/* What the firmware prints is read line by line while it runs. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	loop = g_main_loop_new(NULL, FALSE);
	txScreen* screen = calloc(1, sizeof(txScreen) + WIDTH * HEIGHT * screenBytesPerPixel);
	if (!screen)
		return UNLOADABLE;
	mxCreateMutex(&screen->workersMutex);
	screen->width = WIDTH;
	screen->height = HEIGHT;
	screen->abort = onAbort;
	screen->bufferChanged = onChange;
	screen->formatChanged = onChange;
	screen->post = onPost;
	screen->start = onStart;
	screen->stop = onStop;
	((txScreenLaunchProc)launch)(screen);
	if (!screen->machine)
		return UNLOADABLE;
	g_main_loop_run(loop);
	return 0;
}
