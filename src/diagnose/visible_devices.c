#include "diagnose/visible_devices.h"

#include <string.h>

#include "base/text.h"

enum { INDEX_CEILING = 1000000 };

typedef enum ElementKind {
    ELEMENT_NOTHING, /* names no device */
    ELEMENT_INDEX,
    ELEMENT_UUID,     /* GPU-… */
    ELEMENT_OLD_MIG,  /* MIG-GPU-UUID/instance/instance, before driver 470 */
    ELEMENT_MIG,      /* MIG-UUID */
    ELEMENT_UNCERTAIN /* whether the driver takes it is written nowhere: gpu-… in lower case */
} ElementKind;

typedef struct Element {
    ElementKind kind;
    const char *text; /* without blanks around it */
    size_t index;
} Element;

typedef struct Reading {
    Arena *arena;
    size_t gpu_count;
    Strings uuids;
    VisibleDevices result;
} Reading;

/* As strtoul reads it: leading blanks, a sign, digits; what follows them is ignored ("1gpu2" is
 * 1). A number below zero is no device. */
static bool read_index(Text text, size_t *index)
{
    bool negative = text_starts(text, "-");
    if (negative || text_starts(text, "+"))
        text = text_part(text, 1, text.length);
    size_t digits = 0, value = 0;
    while (digits < text.length && text.at[digits] >= '0' && text.at[digits] <= '9') {
        if (value < INDEX_CEILING)
            value = value * 10 + (size_t)(text.at[digits] - '0');
        digits++;
    }
    *index = value;
    return digits > 0 && (!negative || value == 0);
}

static Element read_element(Arena *arena, Text text)
{
    text = text_trim(text);
    Element element = {.text = text_copy(arena, text)};
    if (text_starts(text, "MIG-GPU-"))
        element.kind = ELEMENT_OLD_MIG;
    else if (text_starts(text, "MIG-"))
        element.kind = ELEMENT_MIG;
    else if (text_starts(text, "GPU-"))
        element.kind = ELEMENT_UUID;
    else if (text.length >= 4 &&
             (strncasecmp(text.at, "gpu-", 4) == 0 || strncasecmp(text.at, "mig-", 4) == 0))
        element.kind = ELEMENT_UNCERTAIN;
    else if (read_index(text, &element.index))
        element.kind = ELEMENT_INDEX;
    return element;
}

/* Position of the one device whose UUID begins so; false when there is none, or more than one. */
static bool find_uuid(const Reading *reading, const char *beginning, size_t *position)
{
    size_t fitting = 0;
    for (size_t i = 0; i < reading->uuids.count; i++) {
        if (!starts_with(reading->uuids.items[i], beginning))
            continue;
        *position = i;
        fitting++;
    }
    return fitting == 1;
}

static bool is_picked(const Reading *reading, size_t pick)
{
    for (size_t i = 0; i < reading->result.picks.count; i++)
        if (reading->result.picks.items[i] == pick)
            return true;
    return false;
}

static bool uuids_are_known(const Reading *reading)
{
    return reading->uuids.count > 0 && reading->uuids.count >= reading->gpu_count;
}

/* ---- How the reading ends: each returns false, "read no further" ---- */

static bool ends(Reading *reading, const Element *at, const char *because)
{
    VisibleDevices *result = &reading->result;
    result->count = result->picks.count;
    result->count_known = reading->gpu_count > 0;
    result->because = because;
    result->stopped_at = at->text;
    return false;
}

static bool leaves_none(Reading *reading, const Element *at, const char *because)
{
    reading->result.picks.count = 0;
    ends(reading, at, because);
    reading->result.count_known = true;
    reading->result.hides_all = true;
    return false;
}

static bool cannot_be_told(Reading *reading, const char *because)
{
    reading->result.picks.count = 0;
    reading->result.count_known = false;
    reading->result.because = because;
    return false;
}

/* ---- One element ---- */

static bool take_device(Reading *reading, const Element *element, size_t pick)
{
    if (is_picked(reading, pick))
        return leaves_none(reading, element, "it names one device twice, which empties the list");
    list_add(reading->arena, reading->result.picks, pick);
    return true;
}

static bool take_index(Reading *reading, const Element *element)
{
    if (reading->gpu_count && element->index >= reading->gpu_count)
        return ends(reading, element, "there is no GPU of this index");
    return take_device(reading, element, element->index);
}

static bool take_uuid(Reading *reading, const Element *element)
{
    size_t position;
    if (!uuids_are_known(reading))
        return cannot_be_told(reading, "it names devices by UUID, and theirs are not known");
    if (!find_uuid(reading, element->text, &position))
        return ends(reading, element, "no device has this UUID");
    return take_device(reading, element, position);
}

/* The GPU to which the instance belongs can be looked for, the instance not. */
static bool take_mig(Reading *reading, const Element *element)
{
    const char *slash = strchr(element->text, '/');
    if (element->kind == ELEMENT_OLD_MIG && slash && uuids_are_known(reading)) {
        const char *gpu = element->text + strlen("MIG-");
        size_t position;
        if (!find_uuid(reading, arena_copy(reading->arena, gpu, (size_t)(slash - gpu)), &position))
            return ends(reading, element, "no device has this UUID");
    }
    reading->result.starts_with_mig = reading->result.picks.count == 0;
    return cannot_be_told(reading, "it names a MIG device, and the driver was not asked");
}

/* `first` decides of which kind the list is; one of another kind ends it. */
static bool take(Reading *reading, const Element *element, bool is_first)
{
    reading->result.by_uuid = is_first ? element->kind != ELEMENT_INDEX : reading->result.by_uuid;
    bool same_kind = (element->kind == ELEMENT_INDEX) == !reading->result.by_uuid;
    switch (element->kind) {
    case ELEMENT_INDEX:
        if (same_kind)
            return take_index(reading, element);
        break;
    case ELEMENT_UUID:
        if (same_kind)
            return take_uuid(reading, element);
        break;
    case ELEMENT_OLD_MIG:
    case ELEMENT_MIG:
        if (same_kind)
            return take_mig(reading, element);
        break;
    case ELEMENT_UNCERTAIN:
        if (same_kind)
            return cannot_be_told(reading, "it names devices in a way that is written nowhere");
        break;
    case ELEMENT_NOTHING: break;
    }
    if (is_first)
        return leaves_none(reading, element, *element->text ? "it names no device" : "it is empty");
    return ends(reading, element, "the list ends at the first element that is no device");
}

VisibleDevices visible_devices(Arena *arena, const char *value, size_t gpu_count, Strings uuids)
{
    Reading reading = {.arena = arena, .gpu_count = gpu_count, .uuids = uuids};
    Text rest = text_of(value);
    bool more, is_first = true;
    for (Text part = text_next(&rest, ',', &more); more; part = text_next(&rest, ',', &more)) {
        Element element = read_element(arena, part);
        if (!take(&reading, &element, is_first))
            return reading.result;
        is_first = false;
    }
    VisibleDevices *result = &reading.result;
    result->count = result->picks.count;
    result->count_known = gpu_count > 0;
    result->because =
        gpu_count && result->count < gpu_count ? "it names fewer than there are" : NULL;
    return *result;
}
