/* What the parts of the ELF writer share. Nobody else includes this. */
#ifndef WHYCPU_PARSE_ELF_IMAGE_INSIDE_H
#define WHYCPU_PARSE_ELF_IMAGE_INSIDE_H

#include "base/writer.h"
#include "parse/elf_image.h"

typedef struct ElfBuild {
    Arena *arena;
    const ElfImageSpec *spec;

    /* The tables of the image, each written apart before its place is known. An empty one is left
     * out. */
    Writer strings, symbols, symbol_versions, sysv_hash, gnu_hash, definitions, needs, note,
        properties, abi_tag;
    size_t definition_count, need_count;
} ElfBuild;

/* Numbers in the byte order of the image; a word has the width of its class. */
void image_number(const ElfBuild *build, Writer *writer, uint64_t value, size_t bytes);
void image_word(const ElfBuild *build, Writer *writer, uint64_t value);
size_t image_word_bytes(const ElfBuild *build);

/* The offset of a name in the string table, where it is put when it is not there yet. */
uint32_t image_name(ElfBuild *build, const char *name);

/* Symbol table, its versions and hashes. */
void image_symbols(ElfBuild *build);
/* Version needs and definitions. */
void image_versions(ElfBuild *build);

/* The index of a defined version, 1 (no version) when there is none of that name. */
uint16_t image_version_index(const ElfBuild *build, const char *version);
bool image_has_versions(const ElfBuild *build);

size_t image_header_bytes(const ElfBuild *build);

#endif
