/* Changes of a healthy machine, and what must follow from each. */
#ifndef WHYCPU_TESTS_DIAGNOSE_ROWS_H
#define WHYCPU_TESTS_DIAGNOSE_ROWS_H

#include "diagnose/healthy.h"

typedef struct Row {
    const char *name;
    void (*change)(Facts *facts);
    const char *root;    /* "" for none */
    const char *finding; /* or NULL */
    Verdict verdict;
    int listed;
} Row;

extern const Row ROWS[];
extern const size_t ROW_COUNT;

#endif
