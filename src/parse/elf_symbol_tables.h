/* All symbols of a library at once, where its tables are small enough to be in memory: what it
 * refers to, and what it defines by each name. Nothing here reads.
 */
#ifndef WHYCPU_PARSE_ELF_SYMBOL_TABLES_H
#define WHYCPU_PARSE_ELF_SYMBOL_TABLES_H

#include "parse/elf.h"

typedef struct ElfSymbolTables ElfSymbolTables;

/* NULL when they are too large to be read at once, or not readable: nothing can be told then. A
 * library without symbols or without a hash table has empty ones. Lives as long as `elf`. */
ElfSymbolTables *elf_symbol_tables(Elf *elf);

typedef struct ElfEntry {
    const char *name;
    uint32_t index;
    uint8_t binding, type, visibility; /* STB_…, STT_…, STV_… of <elf.h> */
    uint16_t section;
    uint64_t value;
    uint16_t version; /* of DT_VERSYM, with its highest bit ("hidden"); 0 where there is none */
} ElfEntry;

/* Symbols that the hash table does not hold: with DT_GNU_HASH the undefined ones, with DT_HASH
 * alone all of them. `*index` starts at 0; false at the end. */
bool elf_next_unhashed(ElfSymbolTables *tables, uint32_t *index, ElfEntry *entry);

/* Names of symbols that a library refers to and has to find elsewhere, as far as they stand in the
 * first half megabyte of its strings; where its tables are too large to be in memory, that is what
 * can be had. None for a library of 32 bit or without DT_GNU_HASH. */
ElfStatus elf_first_undefined(Elf *elf, Strings *names);

/* A name with its hash, for look-ups in several libraries. */
typedef struct ElfName {
    const char *name;
    uint32_t gnu_hash;
} ElfName;
ElfName elf_name(const char *name);

/* The symbols of that name in a library, one after the other, through its hash table. */
typedef struct ElfNamed {
    ElfSymbolTables *tables;
    ElfName name;
    uint32_t next; /* index of the symbol to look at; 0: at the end */
    uint32_t steps;
} ElfNamed;
ElfNamed elf_named(ElfSymbolTables *tables, ElfName name);
bool elf_next_named(ElfNamed *named, ElfEntry *entry);

/* Whether some look-up left what is in memory: then "there is none" is not certain. */
bool elf_symbols_are_torn(const ElfSymbolTables *tables);

/* Those symbols of `wanted` (an array of `count`, by index) that are looked up while the library is
 * relocated, each once, in the order of the relocations; those of the procedure linkage table last,
 * and only `with_plt`. Reads the relocations. */
typedef LIST_OF(uint32_t) ElfIndexes;
ElfStatus elf_relocated(Elf *elf, bool with_plt, const bool *wanted, size_t count, ElfIndexes *met);

#endif
