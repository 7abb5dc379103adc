#ifndef MACHINES_H
#define MACHINES_H

#include "options.h"
#include "xs-all.h"

// Makes both machines from a list of modules and gives the one that runs scripts. Each line of the list is one of
//   preload NAME PATH   parsed and executed before the machine is cloned: its classes and functions cost no RAM
//   module NAME PATH    parsed; executed when it is imported
//   main NAME PATH      the same, and the one that is to be imported first: `mainName`
txMachine* machinesMake(const Options* options, const char* listPath, const char** mainName);

#endif
