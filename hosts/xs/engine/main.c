// xs LIST [ARGUMENT]... : runs the main module of a list on the XS engine until nothing is left to do.
// Environment: options.h. Exit codes: exits.h.
#include "clock.h"
#include "engine.h"
#include "exits.h"
#include "host.h"
#include "loop.h"
#include "machines.h"
#include "port.h"

int main(int argc, char* argv[]) {
	portStart();
	if (argc < 2) engineExit(exitUsage, "usage: xs LIST [ARGUMENT]...");
	engineStackLimit = (char*)__builtin_frame_address(0) - portStackRoom();
	Options options;
	optionsRead(&options);
	clockStart(options.isLockstep, options.ticks, options.epoch, options.seed);
	hostArguments(argc - 2, argv + 2);
	loopStart();

	const char* mainName;
	txMachine* the = machinesMake(&options, argv[1], &mainName);
	engineStart(the, options.reportPath);
	engineImport(the, mainName);
	loopRun(the);
	engineExit(exitDone, "%s", "");
}
