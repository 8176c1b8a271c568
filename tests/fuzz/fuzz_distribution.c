/* What installers leave behind as text: RECORD, METADATA, names of directories. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/core_metadata.h"
#include "parse/distribution_name.h"
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

static void read_metadata(Arena *arena, Text text)
{
    CoreMetadata metadata = core_metadata_read(arena, text);
    size_t bytes = 0;
    for (size_t i = 0; i < metadata.requires.count; i++) {
        Text requirement = text_of(metadata.requires.items[i]);
        bytes += requirement.length + 1;
        must(requirement_name(requirement).length <= requirement.length);
        must(requirement_extra(requirement).length <= requirement.length);
        requirement_admits(requirement, "12.5.3.2");
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
    requirement_admits(text, "12.5.3.2");
    arena_free(arena);
    return 0;
}
