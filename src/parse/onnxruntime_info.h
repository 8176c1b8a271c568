/* onnxruntime/capi/build_and_package_info.py, read as data and not run. It is generated, from 1.21
 * on: assignments of literals. */
#ifndef WHYCPU_PARSE_ONNXRUNTIME_INFO_H
#define WHYCPU_PARSE_ONNXRUNTIME_INFO_H

#include <stdbool.h>

#include "base/text.h"

typedef struct OnnxruntimeInfo {
    const char *package; /* "onnxruntime-gpu" */
    const char *version; /* "1.31.1"; NULL: not assigned */
    const char *cuda;    /* "13.0"; NULL: not assigned, as in a build without it */
    const char *rocm;    /* likewise */
} OnnxruntimeInfo;

/* False when it assigns no package_name. */
bool onnxruntime_info_read(Arena *arena, Text text, OnnxruntimeInfo *info);

#endif
