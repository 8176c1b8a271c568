/* Which symbols are looked up while a library is relocated: the relocations, in the order in which
 * the loader goes through them (elf/do-rel.h of glibc). */
#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"
#include "parse/elf_symbol_tables.h"

enum { CHUNK_ENTRIES = 2048 };

typedef struct Walk {
    Elf *elf;
    bool *wanted; /* and not met yet */
    size_t count;
    ElfIndexes *met;
} Walk;

/* `info` holds symbol and type; type 0 (R_…_NONE) does nothing on every machine. */
static void meet(Walk *walk, uint64_t info)
{
    bool is_64 = walk->elf->is_64;
    uint32_t index = is_64 ? (uint32_t)ELF64_R_SYM(info) : (uint32_t)ELF32_R_SYM(info);
    uint32_t type = is_64 ? (uint32_t)ELF64_R_TYPE(info) : (uint32_t)ELF32_R_TYPE(info);
    if (type == 0 || index >= walk->count || !walk->wanted[index])
        return;
    walk->wanted[index] = false;
    list_add(walk->elf->inside->arena, *walk->met, index);
}

static ElfStatus walk_relocations(Walk *walk, ElfRelocations relocations, uint64_t passed_over,
                                  bool with_addend)
{
    Elf *elf = walk->elf;
    size_t word = elf_word_bytes(elf), each = (with_addend ? 3 : 2) * word;
    if (relocations.bytes / each <= passed_over)
        return ELF_OK;
    uint64_t left = relocations.bytes / each - passed_over;
    ElfTable table;
    ElfStatus status =
        elf_table(elf, relocations.at + passed_over * each, "the list of relocations", &table);
    unsigned char *chunk = arena_alloc(elf->inside->arena, CHUNK_ENTRIES * each);
    for (uint64_t at = table.offset; status == ELF_OK && left > 0;) {
        size_t entries = left < CHUNK_ENTRIES ? (size_t)left : CHUNK_ENTRIES;
        status = elf_copy(elf, at, chunk, entries * each);
        for (size_t i = 0; status == ELF_OK && i < entries; i++)
            meet(walk, elf_word(elf, chunk + i * each + word));
        left -= entries;
        at += entries * each;
    }
    return status;
}

ElfStatus elf_relocated(Elf *elf, bool with_plt, const bool *wanted, size_t count, ElfIndexes *met)
{
    const ElfDynamic *dynamic;
    *met = (ElfIndexes){0};
    ElfStatus status = elf_dynamic(elf, &dynamic);
    if (status != ELF_OK || count == 0)
        return status;
    Walk walk = {elf, arena_alloc(elf->inside->arena, count * sizeof *wanted), count, met};
    memcpy(walk.wanted, wanted, count * sizeof *wanted);
    const ElfInside *inside = elf->inside;
    ElfRelocations rel = inside->rel, rela = inside->rela;
    /* Some linkers count those of the procedure linkage table to the others. */
    ElfRelocations *both = inside->plt_kind == DT_RELA ? &rela : &rel;
    if (inside->plt.bytes <= both->bytes &&
        both->at + both->bytes == inside->plt.at + inside->plt.bytes)
        both->bytes -= inside->plt.bytes;
    status = walk_relocations(&walk, rel, inside->relative_rel, false);
    if (status == ELF_OK && with_plt && inside->plt_kind == DT_REL)
        status = walk_relocations(&walk, inside->plt, 0, false);
    if (status == ELF_OK)
        status = walk_relocations(&walk, rela, inside->relative_rela, true);
    if (status == ELF_OK && with_plt && inside->plt_kind == DT_RELA)
        status = walk_relocations(&walk, inside->plt, 0, true);
    return status;
}
