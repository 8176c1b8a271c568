/* What the kernel and the NVIDIA module write below /proc about device nodes. */
#ifndef WHYCPU_PARSE_PROC_DRIVER_H
#define WHYCPU_PARSE_PROC_DRIVER_H

#include <stdbool.h>

#include "base/text.h"

/* The major number of the character devices `name` in /proc/devices; false when it has none. */
bool character_device_major(Text proc_devices, const char *name, unsigned *major);

/* The value behind "NAME:" in a text of such lines (/proc/driver/nvidia/params, the `access` files
 * of capabilities, /proc/self/status), without white space around it. */
bool colon_value(Text lines, const char *name, Text *value);

/* Whether /proc/self/uid_map maps every id to itself: no user namespace is around us. */
bool ids_are_the_hosts(Text uid_map);

#endif
