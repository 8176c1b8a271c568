/* What the driver itself answered to --ask driver, for the files that judge it.
 *
 * State predicts, outcome decides: the passive steps are judged first and know nothing of this.
 * Then what was told settles what they left open, takes back what it refutes, and names what they
 * could not see; where both differ, both are shown and a report is asked for. */
#ifndef WHYCPU_DIAGNOSE_ASKED_H
#define WHYCPU_DIAGNOSE_ASKED_H

#include "diagnose/case.h"

/* What one library told. */
typedef struct Told {
    const char *name;    /* "libcuda.so.1" */
    bool wanted;         /* --ask driver was given */
    const char *refused; /* why it was not asked; the rest holds when it is NULL */
    const char *outcome; /* word of FACT_ASKED_OUTCOME */
    const char *call;    /* that decided */
    const char *detail;  /* or NULL */
    bool has_code;
    long long code;
    bool has_devices;
    size_t devices;
    const char *source; /* "asked: cuInit" */
} Told;

Told cuda_told(Case *c);
Told nvml_told(Case *c);

/* It answered, and its deciding calls succeeded. */
bool told_well(const Told *told);
/* It answered, and one of them failed or it has no such function. */
bool told_failure(const Told *told);
bool told_nothing(const Told *told); /* it was asked and did not come to an answer */

/* "cuInit returned 100 (no device)", "cuInit gave no answer: …" */
const char *told_words(Case *c, const Told *told);

/* The id by its word; `otherwise` when no row of causes.def has it. */
CauseId cause_named(const char *word, CauseId otherwise);

/* The cause of that id, if it is there already. */
Cause *cause_of(Case *c, CauseId id);

/* What was told as evidence. */
void told_evidence(Case *c, Cause *cause, const Told *told);

#endif
