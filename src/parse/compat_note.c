#include "parse/compat_note.h"

#include <stdint.h>

#include "parse/json.h"

#define OWNER "NVIDIA Corporation"

enum { HEADER_BYTES = 12, LIST_CEILING = 256 };

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
