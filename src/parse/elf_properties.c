/* The levels of x86 that the code in a file needs: .note.gnu.property, which ld writes for
 * -z x86-64-v3 and the like.
 *
 * Rules: the x86-64 psABI, "GNU property"; and what _dl_process_property_note() of glibc
 * (sysdeps/x86/dl-prop.h) makes of notes that are not as they should be: then nothing is needed. */
#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"

enum {
    NOTE_HEADER_BYTES = 12,
    PROPERTY_NOTE = 5, /* NT_GNU_PROPERTY_TYPE_0 */
    NOTES_CEILING_BYTES = 64 * 1024
};

#define GNU_PROPERTY_SEGMENT 0x6474e553u
#define X86_FEATURES         0xc0000002u
#define X86_LEVELS_NEEDED    0xc0008002u

typedef struct Notes {
    const Elf *elf;
    const unsigned char *bytes;
    size_t length;
} Notes;

static uint32_t number_at(const Notes *notes, size_t at)
{
    return elf_u32(notes->elf, notes->bytes + at);
}

static size_t aligned(size_t length, size_t alignment)
{
    return (length + alignment - 1) / alignment * alignment;
}

/* The properties of one note stand in the order of their types. */
static uint32_t level_in_properties(const Notes *notes, size_t at, size_t end)
{
    uint32_t last_type = 0;
    while (end - at >= 8) {
        uint32_t type = number_at(notes, at), length = number_at(notes, at + 4);
        at += 8;
        bool is_ours = type == X86_FEATURES || type == X86_LEVELS_NEEDED;
        if (type < last_type || length > end - at || (is_ours && length != 4) ||
            type > X86_LEVELS_NEEDED)
            return 0;
        if (type == X86_LEVELS_NEEDED)
            return number_at(notes, at);
        last_type = type;
        at += aligned(length, elf_word_bytes(notes->elf));
        if (at > end)
            return 0;
    }
    return 0;
}

/* A second note of properties, as an older linker leaves them behind, makes all void. */
static uint32_t level_in_notes(const Notes *notes)
{
    size_t word = elf_word_bytes(notes->elf), at = 0;
    uint32_t level = 0;
    bool had_one = false;
    while (notes->length - at > NOTE_HEADER_BYTES + 4) {
        size_t owner = number_at(notes, at), descriptor = number_at(notes, at + 4);
        size_t start = at + aligned(NOTE_HEADER_BYTES + owner, word);
        bool is_property = owner == 4 && number_at(notes, at + 8) == PROPERTY_NOTE &&
                           memcmp(notes->bytes + at + NOTE_HEADER_BYTES, "GNU", 4) == 0;
        if (start > notes->length || descriptor > notes->length - start)
            return level;
        if (is_property && (had_one || descriptor < 8 || descriptor % word != 0))
            return 0;
        if (is_property)
            level = level_in_properties(notes, start, start + descriptor);
        had_one |= is_property;
        at = aligned(start + descriptor, word);
        if (at > notes->length)
            return level;
    }
    return level;
}

static ElfStatus read_notes(Elf *elf, const ElfSegment *segment, uint32_t *level)
{
    if (segment->file_size > NOTES_CEILING_BYTES)
        return elf_fail(elf, ELF_MALFORMED, "its notes are longer than notes are");
    unsigned char *bytes = arena_alloc(elf->inside->arena, segment->file_size + 1);
    ElfStatus status = elf_copy(elf, segment->offset, bytes, segment->file_size);
    if (status == ELF_OK)
        *level = level_in_notes(&(Notes){elf, bytes, segment->file_size});
    return status;
}

/* glibc goes through the segments from the last to the first, and only what is aligned to words
 * can hold properties; the first such segment with a note of them decides. */
ElfStatus elf_x86_level(Elf *elf, uint32_t *level)
{
    *level = 0;
    if (elf->status != ELF_OK)
        return elf->status;
    if (elf->machine != EM_X86_64 && elf->machine != EM_386)
        return ELF_OK;
    for (size_t i = elf->segment_count; i-- > 0;) {
        const ElfSegment *segment = &elf->segments[i];
        bool holds_notes = segment->type == PT_NOTE || segment->type == GNU_PROPERTY_SEGMENT;
        if (holds_notes && segment->alignment == elf_word_bytes(elf) && segment->file_size > 0)
            return read_notes(elf, segment, level);
    }
    return ELF_OK;
}
