/* What keeps a kernel module from being loaded: files of modprobe.d(5), the kernel's command line.
 * In names of modules - and _ are the same. */
#ifndef WHYCPU_PARSE_MODPROBE_CONFIG_H
#define WHYCPU_PARSE_MODPROBE_CONFIG_H

#include <stdbool.h>

#include "base/text.h"

/* "blacklist NAME": no longer loaded for its hardware, still loaded when it is asked for by name.
 * "install NAME /bin/false": not loaded at all. An "install" line that runs modprobe does not
 * forbid: Debian has its module under another file name and loads it so. */
bool modprobe_line_forbids(Text line, const char *module);

/* The word "modprobe.blacklist=a,NAME" or "module_blacklist=NAME" of the command line; empty when
 * none forbids it. */
Text command_line_forbids(Text command_line, const char *module);

#endif
