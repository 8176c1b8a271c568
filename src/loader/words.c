/* Words of the JSON schema whycpu.dlopen/1. */
#include <stddef.h>

#include "loader/loader.h"

const char *rule_word(Rule rule)
{
    switch (rule) {
    case RULE_NONE: return NULL;
    case RULE_PRELOAD: return "preload";
    case RULE_LOADED: return "loaded";
    case RULE_RPATH: return "rpath";
    case RULE_LD_LIBRARY_PATH: return "ld-library-path";
    case RULE_RUNPATH: return "runpath";
    case RULE_CACHE: return "cache";
    case RULE_DEFAULT: return "default";
    case RULE_PATH: return "path";
    }
    return NULL;
}

const char *try_outcome_word(TryOutcome outcome)
{
    switch (outcome) {
    case TRY_OPENED: return "opened";
    case TRY_ABSENT: return "absent";
    case TRY_FOREIGN: return "foreign";
    case TRY_UNREADABLE: return "unreadable";
    case TRY_NOT_LOOKED: return "not-looked";
    case TRY_TOO_SHORT: return "too-short";
    case TRY_TRUNCATED: return "truncated";
    case TRY_NOT_ELF: return "not-elf";
    case TRY_DIRECTORY: return "directory";
    }
    return NULL;
}

const char *open_result_word(OpenResult result)
{
    switch (result) {
    case OPEN_FOUND: return "found";
    case OPEN_LOADED: return "loaded";
    case OPEN_FAILED: return "failed";
    case OPEN_CRASHES: return "crashes";
    case OPEN_UNKNOWN: return "unknown";
    }
    return NULL;
}
