/* Who holds the memory of the GPU: PyTorch says how much it has itself and how much is free; what
 * is missing between them, another process has. */
#include <stdlib.h>
#include <string.h>

#include "diagnose/logged.h"

/* A context of CUDA takes several hundred MiB that PyTorch does not count. */
#define CONTEXT_GIB 1.5

/* The size before ` words`: "2.81 GiB already allocated" → 2.81; negative where there is none. */
static double gib_before(const char *line, const char *words)
{
    const char *at = strstr(line, words);
    if (!at || at - line < 4)
        return -1;
    double unit = strncmp(at - 3, "GiB", 3) == 0   ? 1
                  : strncmp(at - 3, "MiB", 3) == 0 ? 1.0 / 1024
                                                   : 0;
    const char *from = at - 4;
    while (from > line && ((from[-1] >= '0' && from[-1] <= '9') || from[-1] == '.'))
        from--;
    return unit ? strtod(from, NULL) * unit : -1;
}

/* Up to 2.0: "7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; 3.06 GiB
 * reserved". Since then it counts the others itself: "Process 71 has 12.00 GiB memory in use". */
static bool others_hold_memory(const char *line)
{
    double total = gib_before(line, " total capacity"), free = gib_before(line, " free");
    double own = gib_before(line, " reserved");
    if (own < 0)
        own = gib_before(line, " cached");
    if (own < 0)
        own = gib_before(line, " already allocated");
    return total > 0 && free >= 0 && own >= 0 && total - free - own > CONTEXT_GIB;
}

static double or_none(double gib)
{
    return gib < 0 ? 0 : gib;
}

/* Of all that are named: "Process 71 has 12.00 GiB memory in use". */
static double gib_of_processes(const char *line)
{
    double sum = 0;
    for (const char *at = line; (at = strstr(at, "Process ")); at++)
        sum += or_none(gib_before(at, " memory in use"));
    return sum;
}

/* PyTorch asks the driver who holds memory, and knows itself by its number. In a container the
 * driver answers with the numbers of the host, and PyTorch counts itself among the others: then
 * what it has allocated is not theirs. */
static bool others_are_named(const char *line)
{
    double others = gib_of_processes(line);
    const char *itself = strstr(line, "this process has ");
    if (itself)
        return others > gib_before(itself, " memory in use") / 4;
    double own = gib_before(line, " is allocated by PyTorch");
    return own >= 0 &&
           others - own - or_none(gib_before(line, " is reserved by PyTorch")) > CONTEXT_GIB;
}

/* "190.31MiB", and in a line that which stands behind `label`; negative where there is none. */
static double gib_after(const char *line, const char *label)
{
    const char *at = strstr(line, label);
    char *end;
    if (!at)
        return -1;
    double size = strtod(at + strlen(label), &end);
    return strncmp(end, "GiB", 3) == 0 ? size : strncmp(end, "MiB", 3) == 0 ? size / 1024 : -1;
}

/* TensorFlow 1 says how much is free before it takes any itself. A screen takes little of it. */
static bool was_taken_before(const Case *c)
{
    const Fact *both = seen(c, "memory-at-start");
    double total = gib_after(seen_text(c, "memory-total"), "");
    double free = gib_after(seen_text(c, "memory-free"), "");
    if (both) {
        const char *line = fact_text_or(c->facts, both->subject, FACT_TOLD_LINE, "");
        total = gib_after(line, "totalMemory: ");
        free = gib_after(line, "freeMemory: ");
    }
    return total > 0 && free >= 0 && free < total / 2;
}

static const char *line_of(const Case *c, const Fact *fact)
{
    return fact_text_or(c->facts, fact->subject, FACT_TOLD_LINE, "");
}

void conclude_memory(Case *c)
{
    const Fact *full = seen(c, "out-of-memory"), *held = seen(c, "held-by-others");
    const char *says = "other processes seem to hold the GPU's memory";
    if (!full && held && was_seen(c, "memory-told"))
        suspect(c, CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, held, says);
    if (!full)
        return;
    const Fact *numbers = seen(c, "memory-numbers");
    const char *line = line_of(c, numbers ? numbers : full);
    size_t processes = facts_subjects(c->facts, "log/compute-process/").count;
    if (others_hold_memory(line) || others_are_named(line) || was_taken_before(c))
        conclude(c, CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, full,
                 "another process holds a large part of the GPU's memory");
    else if (held || processes > 1)
        suspect(c, CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, held ? held : full, says);
}
