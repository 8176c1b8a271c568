/* To which part a difference belongs, by where it lies. */
#ifndef WHYCPU_CHANGES_PLACES_H
#define WHYCPU_CHANGES_PLACES_H

#include "changes/parts.h"

typedef struct PartName {
    PartKind kind;
    const char *key;
} PartName;

typedef struct Sorter {
    Arena *arena;
    const Side *before, *after;
    Table other_cards; /* addresses on the PCI bus at which another card is now */
} Sorter;

/* `path` is canonical. */
PartName part_name_of_file(const Sorter *sorter, const char *path);

#endif
