#include "parse/compat_note.h"

#include <elf.h>
#include <stdint.h>

#include "parse/elf_inside.h"
#include "parse/json.h"

#define OWNER "NVIDIA Corporation"

enum { HEADER_BYTES = 12, LIST_CEILING = 256, SECTION_CEILING = 256 };

static uint32_t number_at(Text bytes, size_t at, bool big_endian)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        uint32_t byte = (unsigned char)bytes.at[at + (big_endian ? i : 3 - i)];
        value = value << 8 | byte;
    }
    return value;
}

static size_t aligned(size_t length, size_t alignment)
{
    return (length + alignment - 1) / alignment * alignment;
}

/* The owner and the descriptor are padded with zeroes, some of them counted in. */
static Text without_zeroes(Text text)
{
    size_t from = 0;
    while (from < text.length && text.at[from] == '\0')
        from++;
    while (text.length > from && text.at[text.length - 1] == '\0')
        text.length--;
    return text_part(text, from, text.length - from);
}

static Strings numbers_of(Arena *arena, const JsonValue *list)
{
    Strings numbers = {0};
    JsonWalk walk = json_walk(json_is_list(list) ? list : NULL);
    long long number;
    for (const JsonValue *item; numbers.count < LIST_CEILING && (item = json_next(&walk, NULL));)
        if (json_number_of(item, &number))
            list_add(arena, numbers, arena_printf(arena, "%lld", number));
    return numbers;
}

static bool read_descriptor(Arena *arena, Text descriptor, CompatNote *note)
{
    const char *error = NULL;
    const JsonValue *object = json_read(arena, descriptor, COMPAT_NOTE_CEILING_BYTES, &error);
    if (!json_is_object(object))
        return false;
    note->json = descriptor;
    note->cuda = json_string_of(json_get(object, "CUDA Version"));
    note->branches = numbers_of(arena, json_get(object, "Driver"));
    note->devices = numbers_of(arena, json_get(object, "Device"));
    return true;
}

bool compat_note_find(Arena *arena, Text notes, bool big_endian, size_t alignment, CompatNote *note)
{
    *note = (CompatNote){0};
    if (alignment != 8)
        alignment = 4; /* whatever a header says: notes are made of words of 4 bytes */
    while (notes.length >= HEADER_BYTES) {
        size_t owner_bytes = number_at(notes, 0, big_endian);
        size_t descriptor_bytes = number_at(notes, 4, big_endian);
        size_t at = HEADER_BYTES + aligned(owner_bytes, alignment);
        Text owner = without_zeroes(text_part(notes, HEADER_BYTES, owner_bytes));
        Text descriptor = without_zeroes(text_part(notes, at, descriptor_bytes));
        if (text_is(owner, OWNER) && read_descriptor(arena, descriptor, note))
            return true;
        notes = text_part(notes, at + aligned(descriptor_bytes, alignment), notes.length);
    }
    return false;
}

/* ---- In a file ---- */

static bool read_notes(Elf *elf, uint64_t offset, uint64_t length, uint64_t alignment,
                       CompatNote *note)
{
    Arena *arena = elf->inside->arena;
    if (length == 0 || length > COMPAT_NOTE_CEILING_BYTES)
        return false;
    char *bytes = arena_alloc(arena, length);
    return elf_copy(elf, offset, bytes, length) == ELF_OK &&
           compat_note_find(arena, (Text){bytes, length}, elf->big_endian, alignment, note);
}

static bool in_segments(Elf *elf, CompatNote *note)
{
    for (size_t i = 0; i < elf->segment_count; i++) {
        const ElfSegment *segment = &elf->segments[i];
        if (segment->type == PT_NOTE &&
            read_notes(elf, segment->offset, segment->file_size, segment->alignment, note))
            return true;
    }
    return false;
}

/* Drivers are made for 64-bit little-endian machines alone. */
static bool in_sections(Elf *elf, CompatNote *note)
{
    Elf64_Ehdr header;
    if (!elf->is_64 || elf->big_endian || elf_copy(elf, 0, &header, sizeof header) != ELF_OK ||
        header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum > SECTION_CEILING)
        return false;
    for (size_t i = 0; i < header.e_shnum; i++) {
        Elf64_Shdr section;
        if (elf_copy(elf, header.e_shoff + i * sizeof section, &section, sizeof section) != ELF_OK)
            return false;
        if (section.sh_type == SHT_NOTE &&
            read_notes(elf, section.sh_offset, section.sh_size, section.sh_addralign, note))
            return true;
    }
    return false;
}

bool compat_note_read(Elf *elf, CompatNote *note)
{
    *note = (CompatNote){0};
    return elf->status == ELF_OK && (in_segments(elf, note) || in_sections(elf, note));
}
