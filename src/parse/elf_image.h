/* Writes small shared objects: what a recorded world, an assumed driver and a test need of one.
 *
 * An image holds what the loader looks at and nothing else: no code and no section headers. The
 * real loader opens an image of its own machine (its symbols are addresses of its headers, which
 * nobody may call), and elf_open() reads back exactly what the specification says.
 */
#ifndef WHYCPU_PARSE_ELF_IMAGE_H
#define WHYCPU_PARSE_ELF_IMAGE_H

#include "parse/elf.h"

typedef struct ElfImageSymbol {
    const char *name;
    const char *version; /* one of version_definitions, of a needed one one of version_needs; NULL:
                          * unversioned */
    uint64_t value;      /* 0: an address inside the image */
    bool undefined;      /* it is not defined here (a weak reference, which may stay open) … */
    bool needed;         /* … and is needed (a reference that somebody must meet) */
} ElfImageSymbol;

/* A specification of zeroes is a 64-bit little-endian ET_DYN for machine 0 with an empty dynamic
 * section. Strings that are NULL are left out. */
typedef struct ElfImageSpec {
    bool is_32, big_endian;
    uint8_t os_abi, abi_version;
    uint16_t type;    /* 0: ET_DYN */
    uint16_t machine; /* EM_X86_64, … */
    uint32_t header_flags;

    const char *interpreter; /* PT_INTERP */
    const char
        *compat_note; /* JSON of the note of a cuda-compat library (compat_note.h): PT_NOTE */

    const char *kernels; /* words of kernel_words.h that stand in its data; not in the image */

    uint32_t x86_level; /* bits as elf_x86_level() tells them; 0: no such note */
    ElfAbiTag abi_tag;

    bool no_dynamic; /* leaves PT_DYNAMIC out, with everything below */
    Strings needed;
    const char *soname, *rpath, *runpath;
    uint64_t flags, flags_1;                   /* DT_FLAGS, DT_FLAGS_1; 0: left out */
    ElfVersionNeeds version_needs;             /* a hash of 0 is computed from the name */
    ElfVersionDefinitions version_definitions; /* likewise; an index of 0 is given in order */
    LIST_OF(ElfImageSymbol) symbols;
    bool sysv_hash;   /* DT_HASH beside DT_GNU_HASH */
    bool no_gnu_hash; /* no DT_GNU_HASH; with sysv_hash, DT_HASH alone */

    /* The PT_LOAD claims that the file reaches this far; when the image is shorter, it reads as a
     * library that was cut short. 0: as long as it is. */
    uint64_t reach;
} ElfImageSpec;

/* The bytes, in the arena. */
Text elf_image(Arena *arena, const ElfImageSpec *spec);

/* The specification of a file that is read, without symbols: elf_image() of it looks to a loader
 * as the file does (but for its size). The status is the first that is not ELF_OK; what was read
 * before it is filled in (of a file that was cut short: the headers). */
ElfStatus elf_image_spec_of(Elf *elf, ElfImageSpec *spec);

#endif
