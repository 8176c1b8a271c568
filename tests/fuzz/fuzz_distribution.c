/* What installers leave behind as text: RECORD, METADATA, names of directories. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/core_metadata.h"
#include "parse/distribution_name.h"
#include "parse/marker.h"
#include "parse/record.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every path that is read is also found. */
static void read_record(Arena *arena, Text text)
{
    Text rest = text;
    RecordLine line;
    size_t lines = 0;
    while (record_next(arena, &rest, &line)) {
        must(line.path.length > 0 && line.size_bytes >= -1);
        if (lines < 16)
            must(record_lists(arena, text, line.path));
        lines++;
    }
    must(lines <= text.length && !record_lists(arena, text, TEXT("")));
}

/* What the one admits and the other does too, both admit. */
static void weigh_requirement(Text requirement)
{
    MarkerPlace place = {"x86_64", "3.11", requirement_extra(requirement)};
    Text pin = TEXT("nvidia-cusolver-cu12==12.5.3.2");
    must(requirement_versions(requirement).length <= requirement.length);
    requirement_applies(requirement, &place);
    if (is_yes(requirement_admits(requirement, "12.5.3.2")))
        must(is_yes(requirements_agree(requirement, pin)));
    if (is_no(requirement_admits(requirement, "12.5.3.2")))
        must(is_no(requirements_agree(requirement, pin)));
    requirements_agree(requirement, requirement);
}

static void read_metadata(Arena *arena, Text text)
{
    CoreMetadata metadata = core_metadata_read(arena, text);
    size_t bytes = 0;
    for (size_t i = 0; i < metadata.requires.count; i++) {
        Text requirement = text_of(metadata.requires.items[i]);
        bytes += requirement.length + 1;
        must(requirement_name(requirement).length <= requirement.length);
        must(requirement_extra(requirement).length <= requirement.length);
        if (i < 64)
            weigh_requirement(requirement);
    }
    must(bytes <= text.length);
}

static void read_name(Arena *arena, Text text)
{
    DistributionName name;
    if (distribution_name_of(text, &name))
        must(name.name.length && name.name.length + name.version.length < text.length);
    if (conda_name_of(text, &name))
        must(name.name.length + name.version.length + name.build.length + 7 == text.length);
    char *normal = normal_name(arena, text);
    must(strcmp(normal, normal_name(arena, text_of(normal))) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size};
    read_record(arena, text);
    read_metadata(arena, text);
    read_name(arena, text);
    requirement_extra(text);
    if (text.length < 4096)
        weigh_requirement(text);
    arena_free(arena);
    return 0;
}
