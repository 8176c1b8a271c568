/* What a library refers to, where its tables are too large to be in memory: linkers put undefined
 * symbols first, and the names of C functions mostly near the beginning of the strings. */
#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"
#include "parse/elf_symbol_tables.h"

enum { MOST_SYMBOLS = 32 * 1024, MOST_STRINGS = 512 * 1024 };

static ElfStatus first_hashed(Elf *elf, uint32_t *count)
{
    ElfTable hash;
    const unsigned char *view;
    ElfStatus status = elf_table(elf, elf->inside->gnu_hash_at, "the hash table", &hash);
    if (status == ELF_OK)
        status = elf_table_view(elf, hash, 4, 4, &view);
    if (status == ELF_OK)
        *count = elf_u32(elf, view);
    return status;
}

/* The beginning of a table, at most `most` bytes. */
static ElfStatus beginning_of(Elf *elf, uint64_t address, uint64_t most, Text *text)
{
    ElfTable table;
    ElfStatus status = elf_table(elf, address, "a table of symbols", &table);
    if (status != ELF_OK)
        return status;
    size_t length = (size_t)(table.available < most ? table.available : most);
    char *bytes = arena_alloc(elf->inside->arena, length + 1);
    *text = (Text){bytes, length};
    return elf_copy(elf, table.offset, bytes, length);
}

static bool must_be_found(const unsigned char *symbol)
{
    unsigned binding = ELF64_ST_BIND(symbol[4]), visibility = ELF64_ST_VISIBILITY(symbol[5]);
    return binding == STB_GLOBAL && visibility == STV_DEFAULT;
}

ElfStatus elf_first_undefined(Elf *elf, Strings *names)
{
    const ElfDynamic *dynamic;
    uint32_t count = 0;
    Text symbols = {0}, strings = {0};
    *names = (Strings){0};
    ElfStatus status = elf_dynamic(elf, &dynamic);
    if (status != ELF_OK || !elf->is_64 || !elf->inside->gnu_hash_at)
        return status;
    status = first_hashed(elf, &count);
    if (status != ELF_OK || count > MOST_SYMBOLS)
        return status;
    status =
        beginning_of(elf, elf->inside->symbols_at, (uint64_t)count * sizeof(Elf64_Sym), &symbols);
    if (status == ELF_OK)
        status = beginning_of(elf, elf->inside->strings_at,
                              elf->inside->strings_bytes < MOST_STRINGS ? elf->inside->strings_bytes
                                                                        : MOST_STRINGS,
                              &strings);
    for (size_t at = 0; status == ELF_OK && at + sizeof(Elf64_Sym) <= symbols.length;
         at += sizeof(Elf64_Sym)) {
        const unsigned char *symbol = (const unsigned char *)symbols.at + at;
        uint32_t name = elf_u32(elf, symbol);
        if (elf_u16(elf, symbol + 6) == SHN_UNDEF && must_be_found(symbol) && name &&
            name < strings.length && memchr(strings.at + name, '\0', strings.length - name))
            list_add(elf->inside->arena, *names, strings.at + name);
    }
    return status;
}
