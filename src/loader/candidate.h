/* One path that the loader may open, and what comes of it. */
#ifndef WHYCPU_LOADER_CANDIDATE_H
#define WHYCPU_LOADER_CANDIDATE_H

#include "loader/process.h"

typedef enum CandidateVerdict {
    CANDIDATE_TAKEN,
    CANDIDATE_PASSED_OVER, /* `error` decides whether the rest of the list is searched */
    CANDIDATE_STOPS,
    CANDIDATE_UNKNOWN
} CandidateVerdict;

typedef struct Candidate {
    const char *path;
    CandidateVerdict verdict;
    TryOutcome outcome;
    int error;        /* errno that the attempt leaves behind */
    bool other_class; /* an ELF file of the other class: that is what the error speaks of */
    const char *says; /* of STOPS: in the words of dlerror(), without errno; of UNKNOWN: why */
    Image *image;     /* of TAKEN */
} Candidate;

/* Each path is looked at once, each file read once. */
const Candidate *candidate_at(Loader *loader, const char *path);

/* The answer that an opening of a path which is known to be absent gives. */
const Candidate *candidate_absent(Loader *loader, const char *path);

/* Whether the answer's errno is what the judged process would get; otherwise nobody knows. */
bool is_answer_of_kernel(Answer answer);

#endif
