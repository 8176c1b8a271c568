/* Images that several tests of the ELF reader and writer use. */
#ifndef WHYCPU_TESTS_ELF_SAMPLES_H
#define WHYCPU_TESTS_ELF_SAMPLES_H

#include "parse/elf_image.h"

/* Both classes and byte orders: 0 … 3. */
enum { SAMPLE_SHAPES = 4 };

/* A library with everything: names, paths, flags, versions and symbols. */
ElfImageSpec sample_spec(Arena *arena, int shape);

/* The image, opened; the bytes stay in `*bytes`. */
Elf *sample_elf(Arena *arena, const ElfImageSpec *spec, Text *bytes);

void sample_add_need(Arena *arena, ElfImageSpec *spec, const char *file, const char *version,
                     bool weak);
void sample_add_definition(Arena *arena, ElfImageSpec *spec, const char *name, bool is_base);
void sample_add_symbol(Arena *arena, ElfImageSpec *spec, const char *name, const char *version);

#endif
