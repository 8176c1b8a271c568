/* Answers about one log that say the same, told once: of ranks, pods, processes, and of a program
 * that was started again and again. */
#ifndef WHYCPU_REPORT_LOG_GROUPS_H
#define WHYCPU_REPORT_LOG_GROUPS_H

#include "report/log.h"

typedef LIST_OF(LoggedAnswer) LoggedAnswers;

typedef struct LogGroup {
    LoggedAnswer told; /* of the first, with the title of all */
    Strings names;     /* of ranks, pods, processes, each once */
    size_t starts;
} LogGroup;
typedef LIST_OF(LogGroup) LogGroups;

/* Those of one file. Of ranks and pods, what is broken comes first, then what most of them say;
 * starts stay in their order. */
LogGroups log_groups(Arena *arena, const LoggedAnswers *answers, const char *file);

/* "6 of 8 ranks say the same; ranks 3 and 7 differ: gpu-memory-exhausted". NULL: all that are named
 * say the same, or nobody is. */
const char *log_groups_differ(Arena *arena, const LogGroups *groups);

/* Nothing was wrong, nothing was right: where another part of the log has an answer, not worth a
 * line. */
bool says_nothing(const LoggedAnswer *answer);

#endif
