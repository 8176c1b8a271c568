/* The modules that setuptools writes for editable installations
 * (__editable___NAME_finder.py), read as data: MAPPING names the package directories. */
#ifndef WHYCPU_PARSE_EDITABLE_FINDER_H
#define WHYCPU_PARSE_EDITABLE_FINDER_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

typedef struct EditableMapping {
    const char *name; /* "tensorflow", or dotted */
    const char *path; /* directory of the package, or its path without ".py" */
} EditableMapping;
typedef LIST_OF(EditableMapping) EditableMappings;

/* False when the text has no MAPPING of strings to strings. */
bool editable_finder_read(Arena *arena, Text text, EditableMappings *mappings);

/* The module that a .pth line `import MODULE; MODULE.install()` names; empty when it is none of
 * setuptools' finders. */
Text editable_finder_module(Text import_line);

#endif
