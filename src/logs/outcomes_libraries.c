/* Libraries of CUDA that a line names by their files and says that they were not found or loaded,
 * whoever says it: the loader, ctypes, Windows, any framework, or a person. What a row of the
 * catalogue has taken before stays. */
#include <string.h>
#include <strings.h>

#include "logs/outcomes.h"
#include "parse/report_words.h"

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

/* ---- Files that are there ---- */

static bool says_presence(const char *line)
{
    static const char *const WORDS[] = {
        "there is a file", "there is",   "i have",   "exists",       "is in the",    "is present",
        "is there",        "are there",  "only has", "i can see",    "i find",       "i found",
        "only found",      "only finds", "contains", "is installed", "files called", "file called",
        "is named",        "named",      "rename",   "renamed"};
    return has_any(line, WORDS, sizeof WORDS / sizeof *WORDS);
}

/* "cudart64_" of cudart64_92.dll and "libcudart.so" of libcudart.so.10.2: where the version begins.
 */
static size_t family_length(const char *name)
{
    const char *dll = strstr(name, "64_"), *so = strstr(name, ".so");
    return dll ? (size_t)(dll + 3 - name) : so ? (size_t)(so + 3 - name) : 0;
}

/* Another file of a library that is missing. */
static void take_file_there(Outcomes *o, const char *name, size_t number)
{
    static const char FAILED[] = "log/library-failed/";
    Strings failed = facts_subjects(o->facts, FAILED);
    size_t length = family_length(name);
    for (size_t i = 0; length && i < failed.count; i++) {
        const char *missing = failed.items[i] + strlen(FAILED);
        const char *subject = arena_printf(o->arena, "library/%s", missing);
        Strings list = {0};
        list_add(o->arena, list, name);
        if (strcmp(missing, name) != 0 && family_length(missing) == length &&
            strncmp(missing, name, length) == 0 && name[length] &&
            fact_get(o->facts, subject, FACT_LIBRARY_OTHER_VERSIONS)->known != PRESENT)
            fact_set_texts(o->facts, subject, FACT_LIBRARY_OTHER_VERSIONS, list,
                           source_of(o, number));
    }
}

static void take_files_there(Outcomes *o, const char *line, const char *mark, size_t number)
{
    for (const char *at = line; (at = strstr(at, mark)); at += strlen(mark)) {
        const char *name = name_around(o, line, at);
        if (is_needed(name))
            take_file_there(o, name, number);
    }
}

static bool names_a_library(Text line)
{
    return line.length < LONGEST_LINE && (text_has(line, ".so") || text_has(line, ".dll"));
}

void outcomes_of_files_there(Outcomes *o, Text text)
{
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++) {
        const char *copy = names_a_library(line) ? text_copy(o->arena, line) : "";
        if (!says_presence(copy))
            continue;
        take_files_there(o, copy, ".so", number);
        take_files_there(o, copy, ".dll", number);
    }
}

void outcomes_of_libraries(Outcomes *o, Text text)
{
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++) {
        const char *copy = names_a_library(line) ? text_copy(o->arena, line) : "";
        if (!says_failure(copy))
            continue;
        take_names(o, copy, ".so", number);
        take_names(o, copy, ".dll", number);
    }
}
