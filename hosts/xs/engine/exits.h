// Exit codes of the engine process. Up to 99 they are the script's own (host.exit); hosts/xs/exits.ts names the same.
#ifndef EXITS_H
#define EXITS_H

enum {
	exitDone = 0,             // nothing is left to do
	exitUsage = 2,            // a bad option, an unreadable list of modules
	exitMemoryFull = 101,     // chunks or slots of the arena are used up
	exitStackOverflow = 102,  // stack slots are used up
	exitFatal = 103,          // XS found itself inconsistent
	exitException = 105,      // an exception that nobody caught
	exitKeys = 106,           // no more room for property names
	exitRejection = 108,      // a rejected promise that nobody took
	exitMissingModule = 110,  // an import that names no module
	exitSyntax = 111,         // a module that does not parse
	exitWireLost = 112        // lockstep: the other side has gone
};

#endif
