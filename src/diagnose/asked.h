/* What the driver itself answered to --ask driver, for the files that judge it.
 *
 * State predicts, outcome decides: the passive steps are judged first and know nothing of this.
 * Then what was told settles what they left open, takes back what it refutes, and names what they
 * could not see; where both differ, both are shown and a report is asked for. */
#ifndef WHYCPU_DIAGNOSE_ASKED_H
#define WHYCPU_DIAGNOSE_ASKED_H

#include "diagnose/case.h"
#include "diagnose/driver_codes.h"

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

bool told_is(const Told *told, const char *outcome);
bool told_death(const Told *told); /* the process of the helper died or ended in a call */

/* Both are shown, and a report is asked for, once. */
void note_difference(Case *c, const char *says);

bool is_of_machine(StepId step);
bool has_cause_at(const Case *c, StepId step);

/* The first cause of the machine strand that follows from no other, or NULL. */
Cause *first_of_machine(Case *c);

/* The cause of that id, new or there already, with what was told as evidence. */
Cause *name_cause(Case *c, CauseId id, Effect effect, const char *says, const Told *told);

/* What NVML told of the first card that it refused; `refused` when it refused none. */
Told refused_card(Case *c);

/* The code of NVML when it failed and names a cause by it; else NULL. */
const DriverCode *better_code(const Told *nvml);

/* ---- asked_failure.c ---- */

void cuda_fails(Case *c, const Told *cuda, const Told *nvml);
void fails_without_a_cause(Case *c, const Told *cuda, const Told *nvml);
void cuda_dies(Case *c, const Told *cuda);
void cuda_is_silent(Case *c, const Told *cuda);

#endif
