/* Differences sorted into parts: what a person would call one change. A package, a variable, the
 * driver's files, the kernel. */
#ifndef WHYCPU_CHANGES_PARTS_H
#define WHYCPU_CHANGES_PARTS_H

#include "base/table.h"
#include "changes/side.h"
#include "world/differences.h"

typedef enum PartKind {
#define PART(NAME, word, title) PART_##NAME,
#include "changes/parts.def"
#undef PART
    PART_KIND_COUNT
} PartKind;

typedef struct Part {
    PartKind kind;
    const char *key; /* variable, package, directory; "" where there is one of the kind */
    DifferenceList differences;
    /* words.c: */
    const char *says;           /* what changed, as a sentence without its full stop */
    const char *before, *after; /* values; NULL: the sentence says it all */
    bool is_told;               /* worth a line of its own; false: it only goes with others */
} Part;
typedef LIST_OF(Part *) PartList;

typedef struct Parts {
    PartList all; /* in the order of their kinds, then of their keys */
    Table by_path, by_variable;
    Part *user, *processor, *answers; /* NULL: they are the same */
    size_t not_recorded;              /* files and variables that only one side tells */
} Parts;

/* Two recordings alike in what was changed when they were made: a redacted text has other lines
 * than one that was left as it is. NULL: the sides themselves are alike. */
typedef struct Likeness {
    World *before, *after;
} Likeness;

/* Everything that differs between two sides whose worlds are recordings. What is there in both and
 * differs for want of likeness alone is left out. */
Parts parts_of(Arena *arena, const Side *before, const Side *after, const Likeness *likeness);

/* The part to which a file (by canonical path) or variable belongs; NULL: it did not change. */
Part *part_of_file(const Parts *parts, const char *path);
Part *part_of_variable(const Parts *parts, const char *name);

const char *part_kind_word(PartKind kind);  /* "variable" */
const char *part_kind_title(PartKind kind); /* "variables" */

/* The package to which a name in a site directory belongs, or a distribution of that name: those
 * that fill one directory, as tensorflow and tensorflow-cpu do, are one. */
const char *package_of_name(Arena *arena, Text name);

#endif
