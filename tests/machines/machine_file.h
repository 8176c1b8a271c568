/* A machine of this directory: one readable text that is laid over others, with what the answer
 * about it must be in the comments at its head. tests/machines/README.md tells the keys. */
#ifndef WHYCPU_TESTS_MACHINE_FILE_H
#define WHYCPU_TESTS_MACHINE_FILE_H

#include "base/list.h"
#include "base/text.h"
#include "world/world.h"

typedef struct Machine {
    const char *name; /* 2A/nouveau-bound */
    const char *says; /* what it is, one sentence */
    Text text;
    /* How it is made. */
    Strings over;            /* layers below it, the first lowest */
    const char *environment; /* the recorded environment at the bottom */
    const char *framework;   /* as --framework; NULL: the first that is installed */
    const char *cache;       /* files that /etc/ld.so.cache holds; NULL: as it lies below */
    Strings cuda, nvml;      /* lines in which whycpu-helper told what the driver answered */
    /* What the answer must be. */
    const char *verdict, *listed; /* listed: a number or "unknown" */
    const char *root, *effect;    /* root: an id or "none" */
    bool certain;
    Strings also;         /* causes that follow from no other, beside the root */
    Strings consequences; /* ids that must be there and follow from the root, or "id<from" */
    Strings findings;
    Strings may; /* causes and findings that may be told besides */
    Strings neighbours;
    const char *row;  /* of the fault tables, or where else the machine is from */
    const char *todo; /* why the program does not answer so yet; NULL: it does */
} Machine;

/* Reads DIRECTORY/faults/NAME.machine. NULL with `*error` set when it cannot be understood. */
Machine *machine_read(Arena *arena, const char *directory, const char *name, const char **error);

/* Names of all machines below DIRECTORY/faults, sorted. */
Strings machine_names(Arena *arena, const char *directory);

/* The world that the machine describes. */
World *machine_world(Arena *arena, const char *directory, const Machine *machine,
                     const char **error);

/* Paths that its own text and its layers name, each once. */
Strings machine_paths(Arena *arena, const char *directory, const Machine *machine);

#endif
