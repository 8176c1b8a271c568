#include "cli/gpu_spec.h"

#include <string.h>

#include "base/text.h"

enum { MOST_MULTIPROCESSORS = 1000, MOST_MEMORY_UNITS = 1000 * 1000 };

typedef struct Reader {
    Arena *arena;
    AssumedGpu *gpu;
    const char **error;
    /* What was given, since each item may come once. */
    bool architecture, count, multiprocessors, memory, driver;
} Reader;

/* "'ITEM'SENTENCE" */
static bool fail(Reader *reader, const char *sentence, Text item)
{
    *reader->error =
        arena_printf(reader->arena, "'%s'%s", text_copy(reader->arena, item), sentence);
    return false;
}

/* Marks an item as given; false when it was given before. */
static bool first_time(Reader *reader, bool *given, Text item)
{
    if (*given)
        return fail(reader, ": this was given before", item);
    *given = true;
    return true;
}

/* "sm_80", "sm_100", "sm_90a": the last digit is the minor number. */
static bool read_architecture(Reader *reader, Text item)
{
    Text digits = text_part(item, strlen("sm_"), item.length);
    if (text_ends(digits, "a") || text_ends(digits, "f"))
        digits.length--;
    long long number;
    if (digits.length < 2 || digits.length > 3 || !text_number(digits, &number) || number < 10)
        return fail(reader, " is no architecture; write sm_80 for compute capability 8.0", item);
    reader->gpu->compute_capability =
        arena_printf(reader->arena, "%lld.%lld", number / 10, number % 10);
    return first_time(reader, &reader->architecture, item);
}

static bool read_number(Reader *reader, Text item, Text value, long long most, long long *number)
{
    if (text_number(value, number) && *number >= 1 && *number <= most)
        return true;
    return fail(reader, arena_printf(reader->arena, ": a number from 1 to %lld is needed", most),
                item);
}

static bool read_count(Reader *reader, Text item, Text value)
{
    long long number;
    if (!read_number(reader, item, value, ASSUMED_GPU_CEILING, &number))
        return false;
    reader->gpu->count = (size_t)number;
    return first_time(reader, &reader->count, item);
}

static bool read_multiprocessors(Reader *reader, Text item, Text value)
{
    return read_number(reader, item, value, MOST_MULTIPROCESSORS,
                       &reader->gpu->multiprocessor_count) &&
           first_time(reader, &reader->multiprocessors, item);
}

static bool read_memory(Reader *reader, Text item, Text value)
{
    static const struct {
        const char *unit;
        long long bytes;
    } UNITS[] = {
        {"MB", 1000ll * 1000},
        {"GB", 1000ll * 1000 * 1000},
        {"MiB", 1024ll * 1024},
        {"GiB", 1024ll * 1024 * 1024},
    };
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        long long number;
        if (!text_ends(value, UNITS[i].unit))
            continue;
        Text digits = text_part(value, 0, value.length - strlen(UNITS[i].unit));
        if (!text_number(digits, &number) || number < 1 || number > MOST_MEMORY_UNITS)
            break;
        reader->gpu->memory_bytes = number * UNITS[i].bytes;
        return first_time(reader, &reader->memory, item);
    }
    return fail(reader, ": a size such as 80GB is needed (MB, GB, MiB, GiB)", item);
}

/* "580.65.06", "470.42": two or three numbers. */
static bool read_driver(Reader *reader, Text item, Text value)
{
    size_t numbers = 0;
    bool more, well_formed = true;
    reader->gpu->driver = text_copy(reader->arena, value);
    for (Text part = text_next(&value, '.', &more); more; part = text_next(&value, '.', &more)) {
        long long number;
        well_formed = well_formed && part.length <= 4 && text_number(part, &number);
        numbers++;
    }
    if (!well_formed || numbers < 2 || numbers > 3)
        return fail(reader, ": a driver version such as 580.65.06 is needed", item);
    return first_time(reader, &reader->driver, item);
}

static bool read_item(Reader *reader, Text item)
{
    size_t equals = text_find(item, '=');
    Text name = text_part(item, 0, equals), value = text_part(item, equals + 1, item.length);
    if (text_starts(item, "sm_"))
        return read_architecture(reader, item);
    if (text_is(item, "no-nvml")) {
        reader->gpu->no_nvml = true;
        return true;
    }
    if (text_is(name, "count"))
        return read_count(reader, item, value);
    if (text_is(name, "sms"))
        return read_multiprocessors(reader, item, value);
    if (text_is(name, "memory"))
        return read_memory(reader, item, value);
    if (text_is(name, "driver"))
        return read_driver(reader, item, value);
    return fail(reader,
                " is not known; write sm_80, count=1, sms=108, memory=80GB, driver=VERSION or "
                "no-nvml, with commas between",
                item);
}

bool gpu_spec_parse(Arena *arena, const char *text, AssumedGpu *gpu, const char **error)
{
    *gpu = assumed_gpu_default();
    *error = NULL;
    if (!text || !*text)
        return true;
    Reader reader = {.arena = arena, .gpu = gpu, .error = error};
    Text rest = text_of(text);
    bool more;
    for (Text item = text_next(&rest, ',', &more); more; item = text_next(&rest, ',', &more))
        if (!read_item(&reader, item))
            return false;
    return true;
}
