/* A part in words: what changed, from what to what. */
#ifndef WHYCPU_CHANGES_WORDS_H
#define WHYCPU_CHANGES_WORDS_H

#include "changes/parts.h"

/* Sets says, before, after and is_told. */
void put_into_words(Arena *arena, Part *part, const Side *before, const Side *after);

/* One difference as a sentence: "/dev/nvidia0 is gone". */
const char *difference_words(Arena *arena, const Difference *difference);

/* words_of_packages.c, words_of_machine.c */
void put_package_into_words(Arena *arena, Part *part, const Side *before, const Side *after);
void put_driver_into_words(Arena *arena, Part *part, const Side *before, const Side *after);
void put_user_into_words(Arena *arena, Part *part, const Side *before, const Side *after);
void put_answers_into_words(Arena *arena, Part *part, const Side *before, const Side *after);
void put_nodes_into_words(Arena *arena, Part *part);

/* What to say of a fact that is another one, is there now, or is gone. */
typedef struct FactWords {
    const char *subject;
    FactName name;
    const char *other, *there, *gone;
} FactWords;
/* False when the fact is the same on both sides, or not known of both. */
bool put_fact_into_words(Part *part, const Side *before, const Side *after, const FactWords *words);

void put_module_into_words(Arena *arena, Part *part, const Side *before, const Side *after);

/* The differences themselves: the files that came, went or became others. */
void put_files_into_words(Arena *arena, Part *part);

#endif
