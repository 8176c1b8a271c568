#include "diagnose/visible_devices.h"

#include <string.h>

#include "base/text.h"

enum { INDEX_CEILING = 1000000 };

/* As strtoul reads it: leading blanks, digits, and what follows them is ignored ("1gpu2" is 1). */
static bool read_index(Text element, size_t *index)
{
    while (element.length && (element.at[0] == ' ' || element.at[0] == '\t'))
        element = text_part(element, 1, element.length);
    size_t digits = 0, value = 0;
    while (digits < element.length && element.at[digits] >= '0' && element.at[digits] <= '9') {
        if (value < INDEX_CEILING)
            value = value * 10 + (size_t)(element.at[digits] - '0');
        digits++;
    }
    *index = value;
    return digits > 0;
}

static bool names_uuid(Text element)
{
    return text_starts(element, "GPU-") || text_starts(element, "MIG-");
}

static VisibleDevices none(const char *because, const char *stopped_at)
{
    return (VisibleDevices){
        .count_known = true, .count = 0, .because = because, .stopped_at = stopped_at};
}

/* Names by UUID: a prefix that fits one device alone is enough. */
static VisibleDevices by_uuid(Arena *arena, Text value, size_t gpu_count, Strings uuids)
{
    size_t count = 0;
    bool more;
    if (uuids.count == 0 || uuids.count < gpu_count)
        return (VisibleDevices){.because = "it names devices by UUID, and theirs are not known"};
    for (Text element = text_next(&value, ',', &more); more;
         element = text_next(&value, ',', &more)) {
        if (text_starts(element, "MIG-"))
            return (VisibleDevices){.because =
                                        "it names a MIG device, and the driver was not asked"};
        const char *wanted = text_copy(arena, text_trim(element));
        size_t fitting = 0;
        for (size_t i = 0; i < uuids.count; i++)
            fitting += starts_with(uuids.items[i], wanted);
        if (fitting != 1)
            return (VisibleDevices){.count_known = true,
                                    .count = count,
                                    .stopped_at = wanted,
                                    .because = "no device has this UUID"};
        count++;
    }
    return (VisibleDevices){.count_known = true, .count = count};
}

VisibleDevices visible_devices(Arena *arena, const char *value, size_t gpu_count, Strings uuids)
{
    Text rest = text_of(value);
    if (names_uuid(rest))
        return by_uuid(arena, rest, gpu_count, uuids);
    bool taken[64] = {false};
    size_t count = 0;
    bool more;
    for (Text element = text_next(&rest, ',', &more); more;
         element = text_next(&rest, ',', &more)) {
        size_t index;
        const char *words = text_copy(arena, element);
        bool number = read_index(element, &index);
        if (!number && count == 0) {
            VisibleDevices result =
                none(element.length ? "it names no device" : "it is empty", words);
            result.hides_all = true;
            return result;
        }
        bool beyond = gpu_count && index >= gpu_count;
        if (!number || beyond)
            return (VisibleDevices){
                .count_known = gpu_count > 0 || count > 0,
                .count = count,
                .stopped_at = words,
                .because = beyond ? "there is no GPU of this index"
                                  : "the list ends at the first element that is no device"};
        if (index < 64 && taken[index]) {
            VisibleDevices result =
                none("it names one device twice, which empties the list", words);
            result.hides_all = true;
            return result;
        }
        if (index < 64)
            taken[index] = true;
        count++;
    }
    return (VisibleDevices){
        .count_known = gpu_count > 0,
        .count = count,
        .because = gpu_count && count < gpu_count ? "it names fewer than there are" : NULL};
}
