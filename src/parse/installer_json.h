/* What installers leave in JSON: direct_url.json (PEP 610) and conda-meta/NAME-VERSION-BUILD.json.
 */
#ifndef WHYCPU_PARSE_INSTALLER_JSON_H
#define WHYCPU_PARSE_INSTALLER_JSON_H

#include <stdbool.h>

#include "base/list.h"
#include "parse/json.h"

typedef struct DirectUrl {
    const char *url;  /* as written: it may carry credentials, see direct_url_path() */
    bool editable;    /* dir_info.editable */
    const char *path; /* of a file:// URL without host, percent-decoded; NULL for others */
} DirectUrl;

/* False with `*error` set when the text is no such record. */
bool direct_url_read(Arena *arena, Text text, DirectUrl *direct, const char **error);

/* The path of a file:///… URL, or NULL. */
const char *file_url_path(Arena *arena, Text url);

typedef struct CondaPackage {
    const char *name, *version;
    const char *build;        /* "cuda126py312h1234567_200" */
    long long build_number;   /* -1 when it is not told */
    const char *channel;      /* "https://conda.anaconda.org/conda-forge/linux-64", or NULL */
    const JsonValue *files;   /* list of paths relative to the prefix; walk with json_walk() */
    const JsonValue *depends; /* list of "name version build" */
} CondaPackage;

bool conda_package_read(Arena *arena, Text text, CondaPackage *package, const char **error);

/* Whether the package lists this path (relative to the prefix). */
bool conda_package_owns(const CondaPackage *package, const char *path);

enum { INSTALLER_JSON_CEILING_BYTES = 32 * 1024 * 1024 };

#endif
