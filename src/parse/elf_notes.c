/* The note by which a file says for which system it was built, and from which release of the
 * kernel on it runs (.note.ABI-tag, as the start files of a program have it).
 *
 * Rule: open_verify() in elf/dl-load.c of glibc, from 2.0 to 2.35; 2.36 removed it. */
#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"

enum {
    NOTE_HEADER_BYTES = 12,
    ABI_TAG_BYTES = 32, /* header, "GNU", the system, three numbers of its release */
    ABI_TAG_NOTE = 1,   /* NT_GNU_ABI_TAG */
    NOTES_CEILING_BYTES = 64 * 1024
};

static bool may_hold_tag(const ElfSegment *segment, bool any_alignment)
{
    uint64_t alignment = segment->alignment;
    bool is_aligned = any_alignment ? alignment >= 4 : alignment == 4 || alignment == 8;
    return segment->type == PT_NOTE && segment->file_size >= ABI_TAG_BYTES && is_aligned;
}

static bool is_tag(const Elf *elf, const unsigned char *note)
{
    return elf_u32(elf, note) == 4 && elf_u32(elf, note + 4) == 16 &&
           elf_u32(elf, note + 8) == ABI_TAG_NOTE &&
           memcmp(note + NOTE_HEADER_BYTES, "GNU", 4) == 0;
}

static ElfAbiTag tag_at(const Elf *elf, const unsigned char *note)
{
    ElfAbiTag tag = {.is_there = true, .system = elf_u32(elf, note + 16)};
    for (size_t i = 0; i < 3; i++)
        tag.release = tag.release << 8 | (elf_u32(elf, note + 20 + 4 * i) & 0xff);
    return tag;
}

static uint64_t aligned(uint64_t length, uint64_t alignment)
{
    uint64_t over = length % alignment;
    return over ? length + alignment - over : length;
}

/* Where the next note begins. */
static uint64_t note_bytes(const Elf *elf, const unsigned char *note, uint64_t alignment)
{
    uint64_t descriptor_at = aligned(NOTE_HEADER_BYTES + (uint64_t)elf_u32(elf, note), alignment);
    return aligned(descriptor_at + elf_u32(elf, note + 4), alignment);
}

static ElfStatus find_tag(Elf *elf, const ElfSegment *segment, ElfAbiTag *tag)
{
    uint64_t length = segment->file_size;
    if (segment->offset > elf->size || length > elf->size - segment->offset)
        return elf_fail(elf, ELF_CUT, "the file ends before its notes do");
    if (length > NOTES_CEILING_BYTES || segment->alignment > NOTES_CEILING_BYTES)
        return elf_fail(elf, ELF_MALFORMED, "its notes are longer than notes are");
    unsigned char *bytes = arena_alloc(elf->inside->arena, length);
    ElfStatus status = elf_copy(elf, segment->offset, bytes, length);
    uint64_t at = 0;
    while (status == ELF_OK && length - at >= ABI_TAG_BYTES) {
        if (is_tag(elf, bytes + at)) {
            *tag = tag_at(elf, bytes + at);
            break;
        }
        at += note_bytes(elf, bytes + at, segment->alignment);
        if (at > length)
            break;
    }
    return status;
}

ElfStatus elf_abi_tag(Elf *elf, bool any_alignment, ElfAbiTag *tag)
{
    *tag = (ElfAbiTag){0};
    ElfStatus status = elf->status;
    for (size_t i = 0; i < elf->segment_count && status == ELF_OK && !tag->is_there; i++)
        if (may_hold_tag(&elf->segments[i], any_alignment))
            status = find_tag(elf, &elf->segments[i], tag);
    return status;
}

bool elf_abi_tag_matters(const ElfAbiTag *tag)
{
    const uint32_t linux_3_2 = 0x030200;
    return tag->is_there && (tag->system != 0 || tag->release > linux_3_2);
}
