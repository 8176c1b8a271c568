/* whycpu log: what a program printed, explained. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/answers.h"
#include "cli/explained_log.h"
#include "logs/rotation.h"
#include "report/printable.h"
#include "world/stream.h"

const char log_usage[] =
    "usage: whycpu log [OPTION…] FILE…\n"
    "\n"
    "Explains what a program printed, or a report that somebody wrote: why it ran\n"
    "on the CPU or failed, the line that proves it, what follows from it, what is\n"
    "harmless though it looks bad, and what else one would have to know. Nothing of\n"
    "this machine is looked at.\n"
    "\n"
    "  FILE                 - is standard input: what comes in goes out unchanged,\n"
    "                       and the answer comes at the end on standard error\n"
    "  --format terminal|json|github, --json\n"
    "                       github: annotations, as a workflow prints them\n"
    "  -q, --quiet          the first line alone\n"
    "  --color auto|always|never\n"
    "\n"
    "Exit status: 0 the GPU was used, 1 it was not or the program failed, 2 it\n"
    "cannot be told, 64 wrong usage, 70 whycpu or the machine failed. See\n"
    "whycpu-log(1).\n";

typedef struct Logging {
    Arena *arena;
    LogOptions options;
    LogExplainer explainer;
    LogTelling telling;
    Writer out;
    View view;
    int fd; /* where the answer goes */
    Judgements judgements;
    Refusal refusal;
} Logging;

/* What is read goes on at once: whoever watches the program sees it as before. */
typedef struct Source {
    Stream *stream;
    Writer *through; /* NULL: a file, which is not passed on */
} Source;

static bool read_source(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    Source *source = from;
    if (!stream_read(source->stream, buffer, length, got, because))
        return false;
    if (source->through) {
        put_bytes(source->through, buffer, *got);
        if (!writer_flush(source->through, STDOUT_FILENO))
            fault("standard input could not be passed on to standard output");
    }
    return true;
}

static void tell_trouble(Logging *logging, const char *file, const char *trouble)
{
    Writer said = writer_new(logging->arena);
    put_format(&said, "whycpu: %s: %s\n", file, trouble);
    writer_flush(&said, STDERR_FILENO);
}

static bool explain_file(Logging *logging, const char *file)
{
    Arena *arena = logging->arena;
    bool is_piped = strcmp(file, "-") == 0;
    Writer through = writer_new(arena);
    Source source = {.through = is_piped ? &through : NULL};
    source.stream =
        is_piped ? stream_of_standard_input(arena) : stream_open(arena, file, &logging->refusal);
    if (!source.stream) {
        logging->refusal.sentence = arena_printf(arena, "%s: %s", file, logging->refusal.sentence);
        return false;
    }
    ExplainedLog log = log_explained(&logging->explainer, arena, (LogReader){read_source, &source},
                                     is_piped ? "standard input" : file);
    stream_close(source.stream);
    logging->fd = is_piped ? STDERR_FILENO : logging->fd;
    for (size_t i = 0; i < log.troubles.count; i++)
        tell_trouble(logging, printable_of(arena, log.file), log.troubles.items[i]);
    log_tell(&logging->telling, arena, &logging->out, &log);
    for (size_t i = 0; i < log.counting.count; i++)
        list_add(arena, logging->judgements, log.counting.items[i].judgement);
    return true;
}

int command_log(const Invocation *invocation)
{
    Logging logging = {.arena = invocation->arena, .fd = STDOUT_FILENO};
    if (!log_options_parse(invocation, &logging.options, &logging.refusal.sentence))
        return refused(&logging.refusal);
    bool is_piped = strings_have(logging.options.files, "-");
    Terminal terminal = is_piped ? terminal_of_stderr(invocation->environ_)
                                 : terminal_of_stdout(invocation->environ_);
    logging.view = view_of(&terminal, logging.options.colour);
    logging.telling =
        (LogTelling){logging.options.form, logging.options.first_line_alone, &logging.view, 0};
    logging.explainer = log_explainer_new(invocation->arena);
    logging.out = writer_new(invocation->arena);
    LogFiles files = log_files_in_order(invocation->arena, logging.options.files.items,
                                        logging.options.files.count);
    for (size_t i = 0; i < files.count; i++)
        if (!explain_file(&logging, files.items[i].path))
            return refused(&logging.refusal);
    if (!writer_flush(&logging.out, logging.fd))
        fault("the answer could not be written");
    return exit_status_of_logs(&logging.judgements);
}
