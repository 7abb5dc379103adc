// The XS headers in the one order in which they go together.
#ifndef XS_ALL_H
#define XS_ALL_H

#include "xsAll.h"
#include "xsScript.h"
#include "xs.h"
#include "xsmc.h"

#endif
