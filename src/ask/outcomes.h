/* From what a helper said and how it ended to facts. */
#ifndef WHYCPU_ASK_OUTCOMES_H
#define WHYCPU_ASK_OUTCOMES_H

#include "ask/child.h"
#include "facts/facts.h"
#include "parse/driver_answers.h"

typedef enum LibraryKind { LIBRARY_CUDA, LIBRARY_NVML, LIBRARY_KINDS } LibraryKind;

/* No machine has more: such a number is none. */
enum { DEVICES_CEILING = 1024 };

const char *library_kind_word(LibraryKind kind); /* "cuda", "nvml" */

typedef struct Outcome {
    const char *refused; /* why nothing is known; the rest holds when it is NULL */
    const char *word;    /* of FACT_ASKED_OUTCOME */
    const char *call;    /* the call that decided; NULL: none was made */
    bool has_code;
    long long code;     /* what it returned */
    const char *detail; /* more words on how it ended, or NULL */
    DriverAnswers answers;
} Outcome;

Outcome outcome_of(Arena *arena, LibraryKind kind, const ChildReport *report, int deadline_ms);

/* Likewise of a helper that was asked once upon a time, maybe of another version. */
Outcome outcome_of_former(Arena *arena, LibraryKind kind, const ChildReport *report,
                          int deadline_ms);

/* The facts of asked/cuda or asked/nvml. */
void set_outcome(Facts *facts, LibraryKind kind, const Outcome *outcome);

/* What both told of single devices, as facts of gpu/…. */
void set_devices(Facts *facts, const Outcome *cuda, const Outcome *nvml);

#endif
