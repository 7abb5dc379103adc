#include "xsPlatform.h"
