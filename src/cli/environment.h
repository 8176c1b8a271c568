/* Lists of NAME=VALUE, NULL-terminated, as a process is given them. */
#ifndef WHYCPU_CLI_ENVIRONMENT_H
#define WHYCPU_CLI_ENVIRONMENT_H

/* The value of the first entry of that name; NULL when there is none. */
const char *environment_value(const char *const *environ_, const char *name);

#endif
