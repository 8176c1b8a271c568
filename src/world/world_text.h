/* The text of a recorded world, read and written: docs/WORLD_FORMAT.md. */
#ifndef WHYCPU_WORLD_WORLD_TEXT_H
#define WHYCPU_WORLD_WORLD_TEXT_H

#include "base/writer.h"
#include "world/tree.h"

typedef struct Variable {
    const char *name;
    Known known;       /* ABSENT: unset; UNKNOWN: its value is not recorded */
    const char *value; /* when PRESENT */
} Variable;

/* What a text says, in the order in which it says it. */
typedef struct WorldText {
    LIST_OF(Entry *) entries;
    LIST_OF(Variable) variables;
    LIST_OF(Testimony) testimonies;
    WorldOrigin origin;
    bool environment_complete; /* other variables are unset */
    const char *cwd, *root;    /* NULL: not said */
    const User *user;
    const Processor *processor;
} WorldText;

/* False with `*error` ("line 7: …") when the text is no recorded world. */
bool world_text_read(Arena *arena, Text text, WorldText *world, const char **error);

/* Writes it as it stands: entries whose `line` is not 0 or that are not implied. */
Text world_text_write(Arena *arena, const WorldText *world);

/* ---- text_elf.c: the attributes of `elf` ---- */

/* One attribute; false with `*problem` set when there is none such, or its value is wrong. */
bool elf_attribute_read(Arena *arena, ElfImageSpec *spec, Text name, Text value,
                        const char **problem);
void elf_attributes_write(Writer *writer, const ElfImageSpec *spec);

/* ---- text_cache.c: a loader's cache, told in words ---- */

/* Whether words can tell all of it. */
bool cache_can_be_told(const LdCache *cache);
void cache_attributes_write(Writer *writer, const LdCache *cache);
void cache_lines_write(Writer *writer, const LdCache *cache);

#endif
