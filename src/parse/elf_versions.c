/* Symbol versions: which ones a library needs from others, and which it defines.
 *
 * Both are chains of records that name the distance to the next. The loader follows a chain to
 * its end and looks neither at DT_VERNEEDNUM nor at DT_VERDEFNUM; so does this. Without strings
 * it looks at neither chain. */
#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"

enum { NEED_BYTES = 16, NEED_VERSION_BYTES = 16, DEFINITION_BYTES = 20, DEFINITION_NAME_BYTES = 8 };
enum { INDEX_MASK = 0x7fff, HIDDEN_BIT = 0x8000 };

typedef struct Chain {
    ElfTable records, strings;
    size_t seen; /* of records, to bound chains that share their tails */
} Chain;

static ElfStatus open_chain(Elf *elf, uint64_t address, const char *what, Chain *chain)
{
    ElfStatus status = elf_table(elf, address, what, &chain->records);
    if (status == ELF_OK)
        status = elf_table(elf, elf->inside->strings_at, "the string table", &chain->strings);
    return status;
}

static ElfStatus next_record(Elf *elf, Chain *chain, uint64_t at, size_t length,
                             const unsigned char **record)
{
    if (++chain->seen > ELF_RECORD_CEILING)
        return elf_fail(elf, ELF_MALFORMED, "it names more versions than any library");
    return elf_table_view(elf, chain->records, at, length, record);
}

static ElfStatus wrong_revision(Elf *elf, unsigned revision, const char *kind)
{
    return elf_fail(
        elf, ELF_REVISION,
        arena_printf(elf->inside->arena, "unsupported version %u of %s record", revision, kind));
}

/* ---- Needs ---- */

static ElfStatus read_needed_versions(Elf *elf, Chain *chain, uint64_t at, ElfVersionNeed *need)
{
    for (;;) {
        const unsigned char *record = NULL;
        ElfStatus status = next_record(elf, chain, at, NEED_VERSION_BYTES, &record);
        if (status != ELF_OK)
            return status;
        uint16_t other = elf_u16(elf, record + 6);
        ElfVersion version = {.hash = elf_u32(elf, record),
                              .weak = (elf_u16(elf, record + 4) & VER_FLG_WEAK) != 0,
                              .index = other & INDEX_MASK,
                              .hidden = (other & HIDDEN_BIT) != 0};
        uint32_t name = elf_u32(elf, record + 8), next = elf_u32(elf, record + 12);
        status = elf_string(elf, chain->strings, name, &version.name);
        if (status != ELF_OK)
            return status;
        list_add(elf->inside->arena, need->versions, version);
        if (next == 0)
            return ELF_OK;
        at += next;
    }
}

static ElfStatus read_needs(Elf *elf)
{
    ElfInside *inside = elf->inside;
    Chain chain = {0};
    ElfStatus status = open_chain(elf, inside->needs_at, "the list of needed versions", &chain);
    for (uint64_t at = 0; status == ELF_OK;) {
        const unsigned char *record = NULL;
        status = next_record(elf, &chain, at, NEED_BYTES, &record);
        if (status != ELF_OK)
            break;
        if (elf_u16(elf, record) != VER_NEED_CURRENT)
            return wrong_revision(elf, elf_u16(elf, record), "Verneed");
        ElfVersionNeed need = {0};
        uint32_t file = elf_u32(elf, record + 4), first = elf_u32(elf, record + 8);
        uint32_t next = elf_u32(elf, record + 12);
        status = elf_string(elf, chain.strings, file, &need.file);
        if (status == ELF_OK)
            status = read_needed_versions(elf, &chain, at + first, &need);
        if (status == ELF_OK)
            list_add(inside->arena, inside->needs, need);
        if (next == 0)
            break;
        at += next;
    }
    return status;
}

ElfStatus elf_version_needs(Elf *elf, const ElfVersionNeeds **needs)
{
    ElfInside *inside = elf->inside;
    ElfStatus status;
    if (!elf_kept_answer(elf, &inside->needs_answer, &status)) {
        const ElfDynamic *dynamic;
        status = elf_dynamic(elf, &dynamic);
        if (status == ELF_OK && dynamic->has_version_needs && dynamic->has_strings)
            status = read_needs(elf);
        elf_keep_answer(elf, &inside->needs_answer, status);
    }
    *needs = status == ELF_OK ? &inside->needs : NULL;
    return status;
}

/* ---- Definitions ---- */

/* The first auxiliary record is the version's name; the others are versions that it continues,
 * which nobody asks for. */
static ElfStatus read_definition(Elf *elf, Chain *chain, uint64_t at, uint32_t *next)
{
    const unsigned char *record = NULL;
    ElfStatus status = next_record(elf, chain, at, DEFINITION_BYTES, &record);
    if (status != ELF_OK)
        return status;
    if (elf_u16(elf, record) != VER_DEF_CURRENT)
        return wrong_revision(elf, elf_u16(elf, record), "Verdef");
    uint16_t flags = elf_u16(elf, record + 2);
    ElfVersionDefinition definition = {.index = elf_u16(elf, record + 4),
                                       .hash = elf_u32(elf, record + 8),
                                       .is_base = (flags & VER_FLG_BASE) != 0,
                                       .weak = (flags & VER_FLG_WEAK) != 0};
    uint32_t first = elf_u32(elf, record + 12);
    *next = elf_u32(elf, record + 16);
    status = next_record(elf, chain, at + first, DEFINITION_NAME_BYTES, &record);
    if (status == ELF_OK)
        status = elf_string(elf, chain->strings, elf_u32(elf, record), &definition.name);
    if (status == ELF_OK)
        list_add(elf->inside->arena, elf->inside->definitions, definition);
    return status;
}

static ElfStatus read_definitions(Elf *elf)
{
    Chain chain = {0};
    ElfStatus status =
        open_chain(elf, elf->inside->definitions_at, "the list of defined versions", &chain);
    uint32_t next = 0;
    for (uint64_t at = 0; status == ELF_OK; at += next) {
        status = read_definition(elf, &chain, at, &next);
        if (next == 0)
            break;
    }
    return status;
}

ElfStatus elf_version_definitions(Elf *elf, const ElfVersionDefinitions **definitions)
{
    ElfInside *inside = elf->inside;
    ElfStatus status;
    if (!elf_kept_answer(elf, &inside->definitions_answer, &status)) {
        const ElfDynamic *dynamic;
        status = elf_dynamic(elf, &dynamic);
        if (status == ELF_OK && dynamic->has_version_definitions && dynamic->has_strings)
            status = read_definitions(elf);
        elf_keep_answer(elf, &inside->definitions_answer, status);
    }
    *definitions = status == ELF_OK ? &inside->definitions : NULL;
    return status;
}

bool elf_defines_version(const ElfVersionDefinitions *definitions, const char *version,
                         uint32_t hash)
{
    for (size_t i = 0; i < definitions->count; i++)
        if (definitions->items[i].hash == hash && strcmp(definitions->items[i].name, version) == 0)
            return true;
    return false;
}
