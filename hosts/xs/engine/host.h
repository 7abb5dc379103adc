#ifndef HOST_H
#define HOST_H

// What `host.argument` tells.
void hostArguments(int count, char** values);

#endif
