/* Libraries of CUDA that a line names by their files and says that they were not found or loaded,
 * whoever says it: the loader, ctypes, Windows, any framework, or a person. What a row of the
 * catalogue has taken before stays. */
#include <string.h>
#include <strings.h>

#include "logs/outcomes.h"

enum { LONGEST_LINE = 2000, LONGEST_NAME = 80 };

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

static bool has_any(const char *line, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(line, words[i]))
            return true;
    return false;
}

/* A verb of finding or loading, denied. */
static bool says_failure(const char *line)
{
    static const char *const DENIED[] = {
        "not found",        "no such file",   "not be found",   "not be loaded",
        "not be opened",    "not find",       "n't find",       "not load",
        "n't load",         "not open",       "n't open",       "cannot open",
        "cannot find",      "cannot load",    "cannot locate",  "not locate",
        "n't locate",       "unable to load", "unable to find", "unable to open",
        "unable to locate", "failed to load", "failed to open", "failed to find",
        "fails to load",    "failed loading", "error loading",  "not able to find",
        "not able to load", "missing",        "missing lib",    "are missing",
        "no library",       "not installed",  "not available"};
    static const char *const FINE[] = {"successfully opened", "no longer", "not missing"};
    return has_any(line, DENIED, sizeof DENIED / sizeof *DENIED) &&
           !has_any(line, FINE, sizeof FINE / sizeof *FINE);
}

/* The parts of CUDA without which a framework gives the GPU up. */
static bool is_needed(const char *name)
{
    static const char *const PARTS[] = {"cudart",   "cublas", "cufft",     "curand", "cusolver",
                                        "cusparse", "nvrtc",  "nvJitLink", "cudnn"};
    return has_any(name, PARTS, sizeof PARTS / sizeof *PARTS);
}

/* "libcudnn.so.8" of "(/usr/lib/libcudnn.so.8)"; empty where no such name ends behind `dot`. */
static const char *name_around(Outcomes *o, const char *line, const char *dot)
{
    const char *first = dot, *end = dot;
    while (first > line && is_name_byte(first[-1]))
        first--;
    while (is_name_byte(*end))
        end++;
    while (end > first && end[-1] == '.')
        end--;
    size_t length = (size_t)(end - first);
    return length < LONGEST_NAME ? arena_copy(o->arena, first, length) : "";
}

static void take_names(Outcomes *o, const char *line, const char *mark, size_t number)
{
    for (const char *at = line; (at = strstr(at, mark)); at += strlen(mark)) {
        const char *name = name_around(o, line, at);
        if (is_needed(name) && !strchr(name, '-'))
            outcome_seen(o, arena_printf(o->arena, "library-failed/%s", name), name, line,
                         source_of(o, number));
    }
}

void outcomes_of_libraries(Outcomes *o, Text text)
{
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++) {
        bool named = line.length < LONGEST_LINE && (memmem(line.at, line.length, ".so", 3) ||
                                                    memmem(line.at, line.length, ".dll", 4));
        const char *copy = named ? text_copy(o->arena, line) : "";
        if (!says_failure(copy))
            continue;
        take_names(o, copy, ".so", number);
        take_names(o, copy, ".dll", number);
    }
}
