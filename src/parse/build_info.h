/* tensorflow/python/platform/build_info.py, read as data: it is generated and holds one
 * assignment, build_info = collections.OrderedDict([('key', value), …]). Nothing is run; a file
 * that holds any other statement is malformed. */
#ifndef WHYCPU_PARSE_BUILD_INFO_H
#define WHYCPU_PARSE_BUILD_INFO_H

#include <stdbool.h>

#include "base/list.h"
#include "parse/python_literal.h"

typedef struct BuildInfo {
    const char **keys;
    const Literal *values;
    size_t count;
} BuildInfo;

/* NULL with `*error` set to a sentence. */
const BuildInfo *build_info_read(Arena *arena, Text text, const char **error);

/* NULL when there is no such key. */
const Literal *build_info_get(const BuildInfo *info, const char *key);

/* The value when it has that type; NULL, an empty list, or false. */
const char *build_info_text(const BuildInfo *info, const char *key);
Strings build_info_texts(Arena *arena, const BuildInfo *info, const char *key);
bool build_info_flag(const BuildInfo *info, const char *key, bool *flag);

#endif
