/* ELF files as the dynamic loader sees them: 32 and 64 bit, either byte order.
 *
 * A library of a framework can be a gigabyte long, so nothing is read but what is asked for, in
 * pages that are kept (elf_reads() tells the cost). Only program headers are used, never section
 * headers: the loader ignores those, and a file without them loads. Tables that the loader finds
 * by address (dynamic section, strings, versions, hashes) are found by address here too.
 *
 * Numbers (types, machines, tags, flags) are those of <elf.h>. Everything returned lies in the
 * arena given to elf_open(). Nothing here judges a file for a certain machine; elf/dl-load.c of
 * glibc looks at a candidate in this order, and a caller that emulates it does the same:
 *
 *   1. size below the size of the loader's own file header (64 bytes; 52 for a 32-bit loader):
 *      "file too short", whatever the bytes are
 *   2. magic: "invalid ELF header"; class: passed over; then, only where anything else in e_ident
 *      is not as expected: e_machine, read in the loader's own byte order, whatever the file's is
 *      (another one: passed over), byte order, version, OS ABI, ABI version, padding of zeroes
 *   3. e_version, e_machine (another one: passed over), e_type, e_phentsize
 *   4. program headers cut off: "cannot read file data"; before 2.36 the same of notes, where the
 *      tag of an ABI is looked for (elf_abi_tag())
 *   5. segments: page alignment, at least one PT_LOAD, PT_DYNAMIC
 *   6. mapping: a file shorter than elf_reach() kills the process when a lost page is touched
 */
#ifndef WHYCPU_PARSE_ELF_H
#define WHYCPU_PARSE_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

/* Where the bytes come from. `read` fills up to `length` bytes and returns how many there were;
 * fewer before `size` is reached mean that the file cannot be read. */
typedef struct ElfSource {
    void *context;
    size_t (*read)(void *context, uint64_t offset, void *buffer, size_t length);
    uint64_t size;
} ElfSource;

/* A source over bytes in memory; `*bytes` must live as long as the Elf. */
ElfSource elf_memory(const Text *bytes);

typedef enum ElfStatus {
    ELF_OK,
    ELF_TOO_SHORT,           /* no room for a file header of its class (52 bytes at least) */
    ELF_NOT_ELF,             /* does not begin with the magic bytes */
    ELF_UNKNOWN_CLASS,       /* neither 32 nor 64 bit */
    ELF_UNKNOWN_BYTE_ORDER,  /* neither little- nor big-endian */
    ELF_PROGRAM_HEADER_SIZE, /* e_phentsize is not that of the class */
    ELF_PROGRAM_HEADERS_CUT, /* they end behind the end of the file */
    ELF_UNREADABLE,          /* the source gave fewer bytes than its size promises */
    ELF_NO_DYNAMIC,          /* no PT_DYNAMIC with bytes in the file */
    ELF_REVISION,            /* version records of an unknown revision; says it as glibc does */
    ELF_CUT,                 /* what is asked for lies behind the end of the file */
    ELF_MALFORMED            /* an address outside of all segments, a string without end, … */
} ElfStatus;

typedef struct ElfSegment {
    uint32_t type, flags;
    uint64_t offset, address, file_size, memory_size, alignment;
} ElfSegment;

typedef struct Elf {
    /* ELF_OK, or at which stage reading the headers ended; `says` is one sentence then. What
     * comes before the stage is valid. */
    ElfStatus status;
    const char *says;

    uint64_t size; /* of the file, from the source */

    unsigned char ident[16]; /* valid when size >= 16 and the file is readable */

    /* Valid unless status is TOO_SHORT, NOT_ELF, UNKNOWN_CLASS, UNKNOWN_BYTE_ORDER. */
    bool is_64, big_endian;
    uint8_t os_abi, abi_version;
    uint16_t type, machine;
    uint32_t version, flags;
    uint64_t entry, program_headers_at;
    uint16_t program_header_size, program_header_count;

    /* All of them, in file order; valid when status is ELF_OK. No limit but that of the field
     * (65 535), as in glibc; the kernel refuses main programs with more than 64 KiB of them. */
    const ElfSegment *segments;
    size_t segment_count;

    struct ElfInside *inside;
} Elf;

/* Reads file header and program headers. Never NULL: look at `status`. */
Elf *elf_open(Arena *arena, ElfSource source);

/* What follows needs status ELF_OK, and answers with that status otherwise. Each answer is read
 * once and kept. After an answer other than ELF_OK, elf_error() is the sentence to it. */

const char *elf_error(const Elf *elf);

/* PT_INTERP; ELF_OK with NULL when there is none. */
ElfStatus elf_interpreter(Elf *elf, const char **path);

typedef struct ElfDynamic {
    Strings needed;      /* DT_NEEDED in order */
    const char *soname;  /* NULL: no such entry; of several the last counts, as in glibc */
    const char *rpath;   /* DT_RPATH, also where DT_RUNPATH switches it off */
    const char *runpath; /* "" is an entry that searches nothing */
    uint64_t flags, flags_1;
    bool has_hash, has_gnu_hash;
    bool has_version_needs, has_version_definitions;
    bool has_symbol_versions; /* DT_VERSYM */
    bool is_filter;           /* DT_FILTER or DT_AUXILIARY: symbols come from another file */
    /* DT_STRTAB. Where it is missing (a file cut short) there are no names above, and these tell
     * which entries would have one: a process that looks at such a name dies. */
    bool has_strings;
    bool nameless_needed, nameless_soname, nameless_path; /* RPATH or RUNPATH */
} ElfDynamic;

ElfStatus elf_dynamic(Elf *elf, const ElfDynamic **dynamic);

/* DT_VERNEED: which versions are needed from which file (by its name in DT_NEEDED). */
typedef struct ElfVersion {
    const char *name;
    uint32_t hash;
    uint16_t index; /* by which symbols refer to it */
    bool weak;      /* may be missing */
    bool hidden;    /* symbols without a version do not do */
} ElfVersion;

typedef struct ElfVersionNeed {
    const char *file;
    LIST_OF(ElfVersion) versions;
} ElfVersionNeed;
typedef LIST_OF(ElfVersionNeed) ElfVersionNeeds;

/* ELF_OK with none when the file has no DT_VERNEED. */
ElfStatus elf_version_needs(Elf *elf, const ElfVersionNeeds **needs);

/* DT_VERDEF. The first is usually the file itself (`is_base`, named like the SONAME). */
typedef struct ElfVersionDefinition {
    const char *name;
    uint32_t hash;
    uint16_t index;
    bool is_base, weak;
} ElfVersionDefinition;
typedef LIST_OF(ElfVersionDefinition) ElfVersionDefinitions;

ElfStatus elf_version_definitions(Elf *elf, const ElfVersionDefinitions **definitions);

/* Whether `version` is among them, compared by hash and name as glibc does. */
bool elf_defines_version(const ElfVersionDefinitions *definitions, const char *version,
                         uint32_t hash);

/* The bits of GNU_PROPERTY_X86_ISA_1_NEEDED: 1 the baseline, 2 x86-64-v2, 4 v3, 8 v4. 0 for a file
 * that says nothing of it, and for other machines. */
ElfStatus elf_x86_level(Elf *elf, uint32_t *level);

/* For which system a file was built, and for which release of its kernel at least. */
typedef struct ElfAbiTag {
    bool is_there;
    uint32_t system;  /* 0 is Linux */
    uint32_t release; /* 3.17.0 is 0x031100 */
} ElfAbiTag;

/* The tag as a glibc before 2.36 finds it: in notes that are aligned to 4 or 8 bytes, before 2.31
 * to any number from 4 on. ELF_CUT: the file ends before the notes that it reads for that. */
ElfStatus elf_abi_tag(Elf *elf, bool any_alignment, ElfAbiTag *tag);
/* Whether there is a system in use that it rules out: not where it names Linux 3.2 or older, which
 * is the oldest one that glibc runs on since 2.26. */
bool elf_abi_tag_matters(const ElfAbiTag *tag);

typedef struct ElfSymbol {
    bool defined; /* false: only needed here */
    uint8_t binding, type, visibility;
    uint16_t section;
    uint16_t version; /* of DT_VERSYM, with its highest bit; 0 where there is none */
    uint64_t value, size;
} ElfSymbol;

/* Looks a name up in DT_GNU_HASH, or in DT_HASH where there is no other. `*found` is false when
 * the table does not hold it (a GNU table holds no undefined symbols), or when there is no table.
 * Of several versions of a name a defined one is given, the first in the table. */
ElfStatus elf_symbol(Elf *elf, const char *name, ElfSymbol *symbol, bool *found);

/* The offset in the file of an address, and how many bytes the file holds from there on for that
 * segment (cut by the end of the file); false when no PT_LOAD has file bytes at the address. */
bool elf_offset_of(const Elf *elf, uint64_t address, uint64_t *offset, uint64_t *available);

/* The first segment of a type (PT_GNU_STACK, PT_DYNAMIC, …), or NULL. */
const ElfSegment *elf_segment(const Elf *elf, uint32_t type);

/* How long the file must be for every PT_LOAD to have all its bytes (UINT64_MAX when offsets
 * wrap); 0 without any. */
uint64_t elf_reach(const Elf *elf);

/* The hashes of symbol names (gABI) and of DT_GNU_HASH; versions use the first. */
uint32_t elf_hash(const char *name);
uint32_t elf_gnu_hash(const char *name);

/* What it cost. */
typedef struct ElfReads {
    size_t reads;
    uint64_t bytes;
} ElfReads;
ElfReads elf_reads(const Elf *elf);

#endif
