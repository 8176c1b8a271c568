/* The answer about one episode of a log, told to a person, as JSON, or as annotations of GitHub. */
#ifndef WHYCPU_REPORT_LOG_H
#define WHYCPU_REPORT_LOG_H

#include "logs/episodes.h"
#include "report/terminal.h"

typedef struct LoggedPlacement {
    PlacementRows rows;
    unsigned long long others; /* lines of operations that are in no row */
} LoggedPlacement;

typedef struct LoggedAnswer {
    Judgement *judgement;   /* its target is of the kind "log" */
    const Episode *episode; /* NULL: nothing of the catalogue was seen */
    Strings harmless;       /* lines that look bad and mean nothing, in a few words each */
    Strings consequences;   /* lines that follow from others */
    LoggedPlacement placement;
    const char *who; /* of several ranks, pods or processes; NULL: nobody is named */
} LoggedAnswer;

/* Fills in `harmless` and `consequences`. */
void log_fold(Arena *arena, LoggedAnswer *answer);

void report_log(Writer *out, const LoggedAnswer *answer, const View *view);
/* Before the answers of one file: which ranks say something else. `is_further`: it is not the first
 * that is told. */
void report_log_differ(Writer *out, const char *differ, const View *view, bool is_further);
/* One document, whycpu/1, and a line end. */
void report_log_json(Writer *out, const LoggedAnswer *answer);
/* "::error file=train.log,line=7::…", a line a cause; nothing where nothing is wrong. Source:
 * "Workflow commands for GitHub Actions" of its documentation. */
void report_log_github(Writer *out, const LoggedAnswer *answer);

#endif
