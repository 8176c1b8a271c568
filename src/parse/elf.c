#include "parse/elf.h"

#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"

enum { HEADER_BYTES_32 = 52, HEADER_BYTES_64 = 64, SEGMENT_BYTES_32 = 32, SEGMENT_BYTES_64 = 56 };

/* ---- A source over memory ---- */

static size_t read_memory(void *context, uint64_t offset, void *buffer, size_t length)
{
    const Text *bytes = context;
    if (offset >= bytes->length)
        return 0;
    Text part = text_part(*bytes, (size_t)offset, length);
    if (part.length)
        memcpy(buffer, part.at, part.length);
    return part.length;
}

ElfSource elf_memory(const Text *bytes)
{
    return (ElfSource){(void *)bytes, read_memory, bytes->length};
}

/* ---- File header ---- */

static ElfStatus read_ident(Elf *elf)
{
    if (elf->size >= EI_NIDENT) {
        ElfStatus status = elf_copy(elf, 0, elf->ident, EI_NIDENT);
        if (status != ELF_OK)
            return status;
    }
    if (elf->size < HEADER_BYTES_32)
        return elf_fail(elf, ELF_TOO_SHORT, "the file is too short to be a library");
    if (memcmp(elf->ident, ELFMAG, SELFMAG) != 0)
        return elf_fail(elf, ELF_NOT_ELF, "the file is not an ELF file");
    unsigned char class = elf->ident[EI_CLASS], data = elf->ident[EI_DATA];
    if (class != ELFCLASS32 && class != ELFCLASS64)
        return elf_fail(elf, ELF_UNKNOWN_CLASS, "the ELF file is neither of 32 nor of 64 bit");
    if (class == ELFCLASS64 && elf->size < HEADER_BYTES_64)
        return elf_fail(elf, ELF_TOO_SHORT, "the file is too short to be a library");
    if (data != ELFDATA2LSB && data != ELFDATA2MSB)
        return elf_fail(elf, ELF_UNKNOWN_BYTE_ORDER,
                        "the ELF file is neither little- nor big-endian");
    elf->is_64 = class == ELFCLASS64;
    elf->big_endian = data == ELFDATA2MSB;
    elf->os_abi = elf->ident[EI_OSABI];
    elf->abi_version = elf->ident[EI_ABIVERSION];
    return ELF_OK;
}

static ElfStatus read_file_header(Elf *elf)
{
    unsigned char header[HEADER_BYTES_64];
    size_t length = elf->is_64 ? HEADER_BYTES_64 : HEADER_BYTES_32;
    ElfStatus status = elf_copy(elf, 0, header, length);
    if (status != ELF_OK)
        return status;
    const unsigned char *words = header + 24, *rest = words + 3 * elf_word_bytes(elf);
    elf->type = elf_u16(elf, header + 16);
    elf->machine = elf_u16(elf, header + 18);
    elf->version = elf_u32(elf, header + 20);
    elf->entry = elf_word(elf, words);
    elf->program_headers_at = elf_word(elf, words + elf_word_bytes(elf));
    elf->flags = elf_u32(elf, rest);
    elf->program_header_size = elf_u16(elf, rest + 6);
    elf->program_header_count = elf_u16(elf, rest + 8);
    return ELF_OK;
}

/* ---- Program headers ---- */

static ElfSegment segment_32(const Elf *elf, const unsigned char *at)
{
    return (ElfSegment){.type = elf_u32(elf, at),
                        .offset = elf_u32(elf, at + 4),
                        .address = elf_u32(elf, at + 8),
                        .file_size = elf_u32(elf, at + 16),
                        .memory_size = elf_u32(elf, at + 20),
                        .flags = elf_u32(elf, at + 24),
                        .alignment = elf_u32(elf, at + 28)};
}

static ElfSegment segment_64(const Elf *elf, const unsigned char *at)
{
    return (ElfSegment){.type = elf_u32(elf, at),
                        .flags = elf_u32(elf, at + 4),
                        .offset = elf_u64(elf, at + 8),
                        .address = elf_u64(elf, at + 16),
                        .file_size = elf_u64(elf, at + 32),
                        .memory_size = elf_u64(elf, at + 40),
                        .alignment = elf_u64(elf, at + 48)};
}

static ElfStatus read_segments(Elf *elf)
{
    size_t each = elf->is_64 ? SEGMENT_BYTES_64 : SEGMENT_BYTES_32;
    size_t count = elf->program_header_count, length = count * each;
    if (elf->program_header_size != each)
        return elf_fail(elf, ELF_PROGRAM_HEADER_SIZE,
                        "the program headers of the file have another size than its class");
    if (count == 0)
        return ELF_OK;
    unsigned char *bytes = arena_alloc(elf->inside->arena, length);
    ElfStatus status = elf_copy(elf, elf->program_headers_at, bytes, length);
    if (status == ELF_CUT)
        return elf_fail(elf, ELF_PROGRAM_HEADERS_CUT,
                        "the file ends within, or before, its program headers");
    if (status != ELF_OK)
        return status;
    ElfSegment *segments = arena_alloc(elf->inside->arena, count * sizeof *segments);
    for (size_t i = 0; i < count; i++)
        segments[i] =
            elf->is_64 ? segment_64(elf, bytes + i * each) : segment_32(elf, bytes + i * each);
    elf->segments = segments;
    elf->segment_count = count;
    return ELF_OK;
}

Elf *elf_open(Arena *arena, ElfSource source)
{
    Elf *elf = arena_new_of(arena, Elf);
    elf->inside = arena_new_of(arena, ElfInside);
    elf->inside->arena = arena;
    elf->inside->source = source;
    elf->size = source.size;
    elf->status = read_ident(elf);
    if (elf->status == ELF_OK)
        elf->status = read_file_header(elf);
    if (elf->status == ELF_OK)
        elf->status = read_segments(elf);
    elf->says = elf->status == ELF_OK ? NULL : elf->inside->error;
    return elf;
}

/* ---- Questions to the headers ---- */

const char *elf_error(const Elf *elf)
{
    return elf->inside->error;
}

ElfReads elf_reads(const Elf *elf)
{
    return elf->inside->cost;
}

const ElfSegment *elf_segment(const Elf *elf, uint32_t type)
{
    for (size_t i = 0; i < elf->segment_count; i++)
        if (elf->segments[i].type == type)
            return &elf->segments[i];
    return NULL;
}

uint64_t elf_reach(const Elf *elf)
{
    uint64_t reach = 0;
    for (size_t i = 0; i < elf->segment_count; i++) {
        const ElfSegment *segment = &elf->segments[i];
        if (segment->type != PT_LOAD || segment->file_size == 0)
            continue;
        if (segment->offset > UINT64_MAX - segment->file_size)
            return UINT64_MAX;
        if (segment->offset + segment->file_size > reach)
            reach = segment->offset + segment->file_size;
    }
    return reach;
}

ElfStatus elf_interpreter(Elf *elf, const char **path)
{
    ElfInside *inside = elf->inside;
    ElfStatus status;
    if (!elf_kept_answer(elf, &inside->interpreter_answer, &status)) {
        const ElfSegment *segment = elf_segment(elf, PT_INTERP);
        status = ELF_OK;
        if (segment && segment->offset > UINT64_MAX - segment->file_size)
            status = elf_fail(elf, ELF_MALFORMED, "the interpreter's name lies nowhere");
        else if (segment)
            status = elf_string(elf, (ElfTable){segment->offset, segment->file_size}, 0,
                                &inside->interpreter);
        elf_keep_answer(elf, &inside->interpreter_answer, status);
    }
    *path = status == ELF_OK ? inside->interpreter : NULL;
    return status;
}
