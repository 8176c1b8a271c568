/* Notes of ELF files: any bytes, in either byte order. */
#include <stdint.h>
#include <stdlib.h>

#include "parse/compat_note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as(Text notes, bool big_endian, size_t alignment)
{
    Arena *arena = arena_new();
    CompatNote note;
    bool found = compat_note_find(arena, notes, big_endian, alignment, &note);
    if (!found && (note.cuda || note.branches.count || note.devices.count))
        abort();
    for (size_t i = 0; i < note.branches.count; i++)
        if (!note.branches.items[i][0])
            abort();
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text notes = {(const char *)data, size};
    for (int big_endian = 0; big_endian < 2; big_endian++)
        for (size_t alignment = 4; alignment <= 8; alignment += 4)
            read_as(notes, big_endian, alignment);
    return 0;
}
