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

typedef struct RowGroup {
    const Row *rows;
    size_t count;
} RowGroup;

extern const RowGroup rows_of_machine, rows_of_access, rows_of_containers, rows_of_build,
    rows_of_libraries, rows_of_devices, rows_of_driver_library;

extern const RowGroup rows_of_asked, rows_of_untold, rows_of_logged;

/* All of them; the first changes nothing. */
size_t row_count(void);
const Row *row_at(size_t index);

#define SOLVER "libcusolver.so.11"

/* Changes that rows of other files build on. */
void amd_beside(Facts *f);
void list_in_doubt(Facts *f);
void module_unknown(Facts *f);
void no_gpu(Facts *f);
void no_module(Facts *f);
void not_installed(Facts *f);
void nouveau(Facts *f);
void nouveau_beside_good(Facts *f);
Strings one(Facts *f, const char *text);
void plugin(Facts *f);
void second_gpu(Facts *f);
void set_node(Facts *f, const char *subject, const char *access);
void solver_foreign(Facts *f);
void two_owners(Facts *f);
void unbound(Facts *f);

#endif
