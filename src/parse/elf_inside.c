#include "parse/elf_inside.h"

#include <elf.h>
#include <string.h>

#include "base/writer.h"

ElfStatus elf_fail(Elf *elf, ElfStatus status, const char *says)
{
    elf->inside->error = says;
    return status;
}

ElfStatus elf_keep_answer(Elf *elf, ElfAnswer *answer, ElfStatus status)
{
    if (status == ELF_OK)
        elf->inside->error = NULL;
    *answer = (ElfAnswer){true, status, elf->inside->error};
    return status;
}

bool elf_kept_answer(Elf *elf, const ElfAnswer *answer, ElfStatus *status)
{
    if (elf->status != ELF_OK) {
        *status = elf_fail(elf, elf->status, elf->says);
        return true;
    }
    if (answer->asked)
        *status = elf_fail(elf, answer->status, answer->says);
    return answer->asked;
}

/* ---- Numbers ---- */

static uint64_t number(const Elf *elf, const unsigned char *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | at[elf->big_endian ? i : bytes - 1 - i];
    return value;
}

uint16_t elf_u16(const Elf *elf, const unsigned char *at)
{
    return (uint16_t)number(elf, at, 2);
}

uint32_t elf_u32(const Elf *elf, const unsigned char *at)
{
    return (uint32_t)number(elf, at, 4);
}

uint64_t elf_u64(const Elf *elf, const unsigned char *at)
{
    return number(elf, at, 8);
}

uint64_t elf_word(const Elf *elf, const unsigned char *at)
{
    return number(elf, at, elf_word_bytes(elf));
}

/* ---- Bytes ---- */

static ElfStatus read_source(Elf *elf, uint64_t offset, void *buffer, size_t length)
{
    ElfInside *inside = elf->inside;
    if (inside->cost.bytes + length > ELF_READ_CEILING_BYTES)
        return elf_fail(elf, ELF_MALFORMED, "its tables are larger than those of any library");
    inside->cost.reads++;
    inside->cost.bytes += length;
    if (inside->source.read(inside->source.context, offset, buffer, length) < length)
        return elf_fail(elf, ELF_UNREADABLE, "the file cannot be read as far as its size says");
    return ELF_OK;
}

static ElfStatus inside_file(Elf *elf, uint64_t offset, uint64_t length)
{
    if (offset > elf->size || length > elf->size - offset)
        return elf_fail(elf, ELF_CUT, "the file ends before what its headers promise");
    return ELF_OK;
}

static const unsigned char *in_kept(const ElfKept *kept, uint64_t offset, size_t length)
{
    if (!kept || offset < kept->offset || offset - kept->offset > kept->length ||
        length > kept->length - (offset - kept->offset))
        return NULL;
    return kept->bytes + (offset - kept->offset);
}

static bool is_near_kept(const Elf *elf, uint64_t offset)
{
    for (size_t i = 0; i < ELF_KEPT_VIEWS; i++) {
        const ElfKept *kept = elf->inside->kept[i];
        if (kept && kept->length && offset < kept->offset + kept->length + ELF_WINDOW_BYTES &&
            kept->offset < offset + ELF_WINDOW_BYTES)
            return true;
    }
    return false;
}

static uint64_t aligned(uint64_t offset, uint64_t bytes)
{
    return offset / bytes * bytes;
}

/* The oldest kept bytes make room, so memory does not grow with what is read. */
static ElfKept *kept_with_room(Elf *elf, size_t room)
{
    ElfInside *inside = elf->inside;
    ElfKept **slot = &inside->kept[inside->kept_next];
    inside->kept_next = (inside->kept_next + 1) % ELF_KEPT_VIEWS;
    if (!*slot)
        *slot = arena_new_of(inside->arena, ElfKept);
    if ((*slot)->room < room)
        **slot = (ElfKept){.room = room, .bytes = arena_alloc(inside->arena, room)};
    (*slot)->length = 0;
    return *slot;
}

static ElfStatus keep_pages(Elf *elf, uint64_t offset, size_t length, const ElfKept **result)
{
    size_t window = is_near_kept(elf, offset) ? ELF_WINDOW_BYTES : ELF_PAGE_BYTES;
    uint64_t from = aligned(offset, window);
    uint64_t to = aligned(offset + length + ELF_PAGE_BYTES - 1, ELF_PAGE_BYTES);
    if (to < from + window)
        to = from + window;
    if (to > elf->size || to < from)
        to = elf->size;
    ElfKept *kept = kept_with_room(elf, window + ELF_PAGE_BYTES);
    ElfStatus status = read_source(elf, from, kept->bytes, (size_t)(to - from));
    if (status != ELF_OK)
        return status;
    kept->offset = from;
    kept->length = (size_t)(to - from);
    *result = kept;
    return ELF_OK;
}

ElfStatus elf_view(Elf *elf, uint64_t offset, size_t length, const unsigned char **view)
{
    ElfStatus status = inside_file(elf, offset, length);
    if (status != ELF_OK)
        return status;
    Text run = elf_run_from(elf, offset);
    if (run.length >= length && run.length > 0) {
        *view = (const unsigned char *)run.at;
        return ELF_OK;
    }
    for (size_t i = 0; i < ELF_KEPT_VIEWS; i++) {
        *view = in_kept(elf->inside->kept[i], offset, length);
        if (*view)
            return ELF_OK;
    }
    const ElfKept *kept = NULL;
    status = keep_pages(elf, offset, length, &kept);
    if (status == ELF_OK)
        *view = in_kept(kept, offset, length);
    return status;
}

ElfStatus elf_table_view(Elf *elf, ElfTable table, uint64_t at, size_t length,
                         const unsigned char **view)
{
    if (at > table.available || length > table.available - at)
        return elf_fail(elf, ELF_MALFORMED, "a table of the dynamic section leaves its segment");
    return elf_view(elf, table.offset + at, length, view);
}

ElfStatus elf_copy(Elf *elf, uint64_t offset, void *buffer, size_t length)
{
    if (length > ELF_VIEW_BYTES) {
        ElfStatus status = inside_file(elf, offset, length);
        return status == ELF_OK ? read_source(elf, offset, buffer, length) : status;
    }
    const unsigned char *view = NULL;
    ElfStatus status = elf_view(elf, offset, length, &view);
    if (status == ELF_OK && length)
        memcpy(buffer, view, length);
    return status;
}

/* ---- Tables and strings ---- */

static const ElfSegment *load_at(const Elf *elf, uint64_t address)
{
    for (size_t i = 0; i < elf->segment_count; i++) {
        const ElfSegment *segment = &elf->segments[i];
        if (segment->type == PT_LOAD && address >= segment->address &&
            address - segment->address < segment->file_size &&
            segment->offset <= UINT64_MAX - segment->file_size)
            return segment;
    }
    return NULL;
}

ElfStatus elf_table(Elf *elf, uint64_t address, const char *what, ElfTable *table)
{
    const ElfSegment *load = load_at(elf, address);
    if (!load)
        return elf_fail(
            elf, ELF_MALFORMED,
            arena_printf(elf->inside->arena, "%s lies in no segment of the file", what));
    uint64_t into = address - load->address;
    *table = (ElfTable){load->offset + into, load->file_size - into};
    return ELF_OK;
}

bool elf_offset_of(const Elf *elf, uint64_t address, uint64_t *offset, uint64_t *available)
{
    const ElfSegment *load = elf->status == ELF_OK ? load_at(elf, address) : NULL;
    if (!load)
        return false;
    uint64_t into = address - load->address;
    *offset = load->offset + into;
    *available = load->file_size - into;
    uint64_t in_file = *offset < elf->size ? elf->size - *offset : 0;
    if (*available > in_file)
        *available = in_file;
    return true;
}

/* As much of a string as is on the page where it begins, or goes on; `*ends` when its NUL is
 * there too. */
static ElfStatus string_part(Elf *elf, ElfTable table, uint64_t at, Text *part, bool *ends)
{
    if (at >= table.available)
        return elf_fail(elf, ELF_MALFORMED, "a name has no end");
    uint64_t offset = table.offset + at;
    uint64_t length = ELF_PAGE_BYTES - offset % ELF_PAGE_BYTES;
    if (length > table.available - at)
        length = table.available - at;
    if (offset < elf->size && length > elf->size - offset)
        length = elf->size - offset;
    const unsigned char *view = NULL;
    ElfStatus status = elf_view(elf, offset, (size_t)length, &view);
    if (status != ELF_OK)
        return status;
    *part = (Text){(const char *)view, (size_t)length};
    part->length = text_find(*part, '\0');
    *ends = part->length < length;
    return ELF_OK;
}

/* One file may name one long string very often: all names together have a ceiling. */
static ElfStatus count_name(Elf *elf, size_t length)
{
    elf->inside->names_bytes += length + 1;
    if (elf->inside->names_bytes > ELF_NAMES_CEILING_BYTES)
        return elf_fail(elf, ELF_MALFORMED, "its names are longer than those of any library");
    return ELF_OK;
}

/* DT_STRSZ is not asked: the loader does not look at it either. */
ElfStatus elf_string(Elf *elf, ElfTable table, uint64_t at, const char **string)
{
    Writer whole = {0};
    for (bool ends = false; !ends;) {
        Text part;
        ElfStatus status = string_part(elf, table, at, &part, &ends);
        if (status == ELF_OK)
            status = count_name(elf, part.length);
        if (status != ELF_OK)
            return status;
        if (ends && !whole.bytes) {
            *string = text_copy(elf->inside->arena, part);
            return ELF_OK;
        }
        if (!whole.bytes)
            whole = writer_new(elf->inside->arena);
        put_text(&whole, part);
        at += part.length;
    }
    *string = whole.bytes;
    return ELF_OK;
}
