/* What was seen in one episode, as facts that diagnose/ judges. Each has the source "FILE:LINE". */
#ifndef WHYCPU_LOGS_OUTCOMES_H
#define WHYCPU_LOGS_OUTCOMES_H

#include "facts/facts.h"
#include "logs/episodes.h"
#include "parse/report.h"

/* What a file says besides its log lines. */
typedef struct Surroundings {
    const char *file;
    Text text;           /* the file, or its beginning */
    ReportFacts reports; /* tables and sentences in it */
} Surroundings;

typedef struct LoggedTarget {
    const char *framework; /* "tensorflow", …; NULL: not told */
    const char *version;   /* NULL: not told */
} LoggedTarget;

/* The facts lie in an arena of their own store. */
Facts *outcomes_of(Arena *arena, const Episode *episode, const Surroundings *around);

/* Which framework it is about, as far as the facts tell. */
LoggedTarget logged_target(const Facts *facts);

/* ---- Parts, for each other and for tests ---- */

typedef struct Outcomes {
    Arena *arena;
    Facts *facts;
    const char *file;
    size_t open; /* lines that leave causes open, so far */
} Outcomes;

/* "FILE:LINE". */
const char *source_of(const Outcomes *o, size_t line);

/* "log/WORD" with its value; the first one stays. */
void outcome_seen(Outcomes *o, const char *word, const char *value, const char *line,
                  const char *source);
void outcome_told(Outcomes *o, const char *cause, const char *how, const char *line,
                  const char *source);
void outcome_open(Outcomes *o, Strings causes, const char *line, const char *source);

/* The number of an error of CUDA: "CUDA_ERROR_NO_DEVICE: …", "UNKNOWN ERROR (-1)", "error 803",
 * "no CUDA-capable device is detected". False: it is none that is known. */
bool cuda_error_number(Text error, long long *number);

void outcomes_of_report(Outcomes *o, const ReportFacts *reports);       /* outcomes_report.c */
void outcomes_of_placements(Outcomes *o, const Placements *placements); /* outcomes_placement.c */
void outcomes_of_libraries(Outcomes *o, Text text);
/* Files of other versions of a library that is missing, in lines that say that they are there. */
void outcomes_of_files_there(Outcomes *o, Text text); /* outcomes_libraries.c */
void outcomes_of_code(Outcomes *o, Text text);        /* outcomes_code.c */
void outcomes_of_names(Outcomes *o, Text text);       /* outcomes_named.c */
/* symptoms.c; the lines of an episode that are messages are no sentences. */
void outcomes_of_prose(Outcomes *o, Text text, const Episode *episode);
/* Of one line of prose, which has this number: outcomes_tellings.c. */
void outcomes_of_telling(Outcomes *o, Text line, size_t number);

#endif
