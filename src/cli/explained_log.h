/* A log from its bytes to the answer, without a machine: what `whycpu log` does between opening a
 * file and writing. */
#ifndef WHYCPU_CLI_EXPLAINED_LOG_H
#define WHYCPU_CLI_EXPLAINED_LOG_H

#include "cli/answers.h"
#include "cli/log_options.h"
#include "logs/read_log.h"
#include "report/log_groups.h"

/* Made once for all logs; everything lives in the arena. */
typedef struct LogExplainer {
    Messages messages;
    const LogFinder *finder;
} LogExplainer;

LogExplainer log_explainer_new(Arena *arena);

typedef struct ExplainedLog {
    const char *file;
    LoggedAnswers answers;  /* one an episode, at least one */
    LoggedAnswers counting; /* those that say something; all where none does */
    Strings troubles;       /* why it was not read whole, in words that follow "FILE: " */
} ExplainedLog;

/* Reads to the end. `file` is what the answers call it; it must live as long as they. */
ExplainedLog log_explained(const LogExplainer *explainer, Arena *arena, LogReader reader,
                           const char *file);

/* Where the answers go, and how; kept from one log to the next. */
typedef struct LogTelling {
    LogForm form;
    bool first_line_alone;
    const View *view;
    size_t told; /* pages so far */
} LogTelling;

void log_tell(LogTelling *telling, Arena *arena, Writer *out, const ExplainedLog *log);

/* Of every program whose log was read, whatever its framework. */
int exit_status_of_logs(const Judgements *judgements);

#endif
