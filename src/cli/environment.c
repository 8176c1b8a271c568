#include "cli/environment.h"

#include <string.h>

const char *environment_value(const char *const *environ_, const char *name)
{
    size_t length = strlen(name);
    for (; environ_ && *environ_; environ_++)
        if (strncmp(*environ_, name, length) == 0 && (*environ_)[length] == '=')
            return *environ_ + length + 1;
    return NULL;
}
