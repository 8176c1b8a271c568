/* What the parts of the ELF reader share. Nobody else includes this. */
#ifndef WHYCPU_PARSE_ELF_INSIDE_H
#define WHYCPU_PARSE_ELF_INSIDE_H

#include "parse/elf.h"

enum {
    /* Reads are aligned to this and at least this long. */
    ELF_PAGE_BYTES = 4096,
    /* A view is at most this long, so that two pages hold it. */
    ELF_VIEW_BYTES = ELF_PAGE_BYTES,
    ELF_KEPT_VIEWS = 16,
    /* Who looks so close to what was read before goes on there: as much is read at once. */
    ELF_WINDOW_BYTES = 8 * ELF_PAGE_BYTES,

    /* Ceilings that no library comes near; they bound what a hostile file can cost. */
    ELF_READ_CEILING_BYTES = 32 * 1024 * 1024,
    ELF_NAMES_CEILING_BYTES = 4 * 1024 * 1024,
    ELF_RECORD_CEILING = 65535
};

/* Bytes of the file that were read and are kept. */
typedef struct ElfKept {
    uint64_t offset;
    size_t length, room;
    unsigned char *bytes;
} ElfKept;

/* A longer stretch of the file that was read at once: elf_tables.c. */
typedef struct ElfRun {
    uint64_t offset;
    size_t length;
    const unsigned char *bytes;
} ElfRun;

/* Relocations: where they are, how many bytes of them. */
typedef struct ElfRelocations {
    uint64_t at, bytes;
} ElfRelocations;

/* Something that is found by address: where it is in the file, and how far its segment goes. */
typedef struct ElfTable {
    uint64_t offset, available;
} ElfTable;

/* An answer that is given again without reading. */
typedef struct ElfAnswer {
    bool asked;
    ElfStatus status;
    const char *says;
} ElfAnswer;

typedef struct ElfInside {
    Arena *arena;
    ElfSource source;
    ElfReads cost;
    const char *error;
    size_t names_bytes;

    ElfKept *kept[ELF_KEPT_VIEWS];
    size_t kept_next;

    ElfAnswer interpreter_answer, dynamic_answer, needs_answer, definitions_answer;
    const char *interpreter;
    ElfDynamic dynamic;
    ElfVersionNeeds needs;
    ElfVersionDefinitions definitions;

    /* Addresses of the dynamic section; 0 where there is no such entry. */
    uint64_t strings_at, symbols_at, hash_at, gnu_hash_at, needs_at, definitions_at, versions_at;
    uint64_t strings_bytes;
    ElfRelocations rel, rela, plt;
    uint64_t plt_kind;                    /* DT_REL or DT_RELA: which of the two `plt` are */
    uint64_t relative_rel, relative_rela; /* how many of them, at the start, name no symbol */

    LIST_OF(ElfRun) runs;
} ElfInside;

/* Sets the sentence and gives the status back. */
ElfStatus elf_fail(Elf *elf, ElfStatus status, const char *says);

/* A view of `length` <= ELF_VIEW_BYTES bytes of the file, valid until the next view. */
ElfStatus elf_view(Elf *elf, uint64_t offset, size_t length, const unsigned char **view);

/* The same of a table: ELF_MALFORMED when it leaves the segment. */
ElfStatus elf_table_view(Elf *elf, ElfTable table, uint64_t at, size_t length,
                         const unsigned char **view);

/* Reads the tables of symbols into memory where they are small, once the dynamic section is read:
 * later views of them cost nothing. ELF_UNREADABLE when a read fails: whoever looks later would
 * take the file for one without symbols. Whatever else is wrong is left to those views. */
ElfStatus elf_read_tables(Elf *elf);
/* What is in memory from an offset on; empty where it is not. */
Text elf_run_from(const Elf *elf, uint64_t offset);

/* Copies any number of bytes of the file. */
ElfStatus elf_copy(Elf *elf, uint64_t offset, void *buffer, size_t length);

/* The table at an address; `what` names it in the sentence of the error. */
ElfStatus elf_table(Elf *elf, uint64_t address, const char *what, ElfTable *table);

/* A NUL-terminated string of a table, copied into the arena. */
ElfStatus elf_string(Elf *elf, ElfTable table, uint64_t at, const char **string);

/* Numbers in the byte order of the file. A word is 4 bytes in a 32-bit file, 8 in a 64-bit one. */
uint16_t elf_u16(const Elf *elf, const unsigned char *at);
uint32_t elf_u32(const Elf *elf, const unsigned char *at);
uint64_t elf_u64(const Elf *elf, const unsigned char *at);
uint64_t elf_word(const Elf *elf, const unsigned char *at);
static inline size_t elf_word_bytes(const Elf *elf)
{
    return elf->is_64 ? 8 : 4;
}

/* Keeps what came of a question. */
ElfStatus elf_keep_answer(Elf *elf, ElfAnswer *answer, ElfStatus status);
/* Whether it was asked before; then `*status` is the answer, and elf_error() its sentence. */
bool elf_kept_answer(Elf *elf, const ElfAnswer *answer, ElfStatus *status);

#endif
