/* Which toolkit a library comes with, against the toolkit that a report names. */
#include <string.h>

#include "base/version.h"
#include "diagnose/asked.h"
#include "diagnose/logged.h"

static bool is_within(const char *version, const char *first, const char *end)
{
    return !version_is_before(version, first) && version_is_before(version, end);
}

/* The names of Windows have the minor version too, until one file served a whole major version. */
const char *version_of_library(Case *c, const char *name)
{
    enum { WITH_MINOR = 30 };
    const char *so = strstr(name, ".so."), *dll = strstr(name, ".dll"), *line = strstr(name, "64_");
    int number;
    if (so && version_read(so + 4, &number, 1) == 1)
        return so + 4;
    if (!dll || !line || version_read(line + 3, &number, 1) != 1)
        return NULL;
    return number < WITH_MINOR ? say(c, "%d", number) : say(c, "%d.%d", number / 10, number % 10);
}

/* Up to 10.0 all libraries of CUDA have its version. From 10.1 on each counts for itself (the
 * SONAMEs of the toolkits). */
static const struct {
    const char *part;
    int version;
    const char *first, *end;
} CARRIED[] = {
    {"cublas", 10, "10.1", "11.0"},   {"cublas", 11, "11.0", "12.0"},
    {"cublas", 12, "12.0", "13.0"},   {"cufft", 10, "10.1", "12.0"},
    {"cufft", 11, "12.0", "13.0"},    {"cusolver", 10, "10.1", "11.1"},
    {"cusolver", 11, "11.1", "13.0"}, {"cusparse", 10, "10.1", "11.0"},
    {"cusparse", 11, "11.0", "12.0"}, {"cusparse", 12, "12.0", "14.0"},
};

bool toolkit_differs(const char *wanted, const char *toolkit)
{
    int a[2] = {0, 0}, b[2] = {0, 0};
    if (version_read(wanted, a, 2) < 1 || version_read(toolkit, b, 2) < 1)
        return false;
    return a[0] != b[0] || (a[0] < 11 && a[1] != b[1]);
}

Truth comes_with_another_toolkit(const char *name, const char *wanted, const char *toolkit)
{
    int number[2];
    if (strstr(name, "cudart"))
        return truth_of(toolkit_differs(wanted, toolkit));
    if (version_read(toolkit, number, 2) < 2)
        return truth_unknown("only the generation of the toolkit is told");
    if (version_read(wanted, number, 2) == 2 && version_is_before(wanted, "10.1"))
        return truth_of(toolkit_differs(wanted, toolkit));
    for (size_t i = 0; i < sizeof CARRIED / sizeof *CARRIED; i++)
        if (strstr(name, CARRIED[i].part) && number[0] == CARRIED[i].version)
            return truth_of(!is_within(toolkit, CARRIED[i].first, CARRIED[i].end));
    return truth_unknown("the name does not tell which toolkit has it");
}
