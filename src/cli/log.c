/* whycpu log: what a program printed, explained. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/answers.h"
#include "cli/log_options.h"
#include "diagnose/judge.h"
#include "fix/propose.h"
#include "logs/outcomes.h"
#include "logs/read_log.h"
#include "logs/rotation.h"
#include "report/log_groups.h"
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
    const Invocation *invocation;
    Arena *arena;
    LogOptions options;
    Messages messages;
    const LogFinder *finder;
    Writer out;
    View view;
    int fd; /* where the answer goes */
    size_t told;
    Judgements judgements;
    Refusal refusal;
} Logging;

/* ---- One episode ---- */

static const char *title_of(Logging *logging, const Episode *episode, const char *file)
{
    if (!episode || episode->first == 0)
        return file;
    const char *lines = episode->first == episode->last
                            ? arena_printf(logging->arena, "%s, line %zu", file, episode->first)
                            : arena_printf(logging->arena, "%s, lines %zu to %zu", file,
                                           episode->first, episode->last);
    return episode->whose ? arena_printf(logging->arena, "%s, %s%s", lines,
                                         episode->is_rank ? "rank " : "", episode->whose)
                          : lines;
}

static bool is_of_tensorflow(const Fix *fix)
{
    for (size_t i = 0; i < fix->command.count; i++)
        if (strstr(fix->command.items[i], "tensorflow") ||
            starts_with(fix->command.items[i], "TF_"))
            return true;
    return false;
}

/* What is proposed for TensorFlow mends no other framework. */
static void drop_what_is_of_tensorflow(Judgement *judgement)
{
    const char *framework = judgement->target.framework;
    if (!framework || strcmp(framework, "tensorflow") == 0 || strcmp(framework, "keras") == 0)
        return;
    for (size_t i = 0; i < judgement->causes.count; i++) {
        Cause *cause = &judgement->causes.items[i];
        size_t kept = 0;
        for (size_t j = 0; j < cause->fixes.count; j++)
            if (!is_of_tensorflow(&cause->fixes.items[j]))
                cause->fixes.items[kept++] = cause->fixes.items[j];
        cause->fixes.count = kept;
    }
}

static LoggedAnswer answer_about(Logging *logging, const Episode *episode,
                                 const Surroundings *around)
{
    Facts *facts = outcomes_of(logging->arena, episode, around);
    LoggedTarget about = logged_target(facts);
    Target target = {.kind = "log",
                     .framework = about.framework,
                     .version = about.version,
                     .log = title_of(logging, episode, around->file)};
    Judgement *judgement = judge(facts, &target);
    propose_fixes(facts, judgement);
    drop_what_is_of_tensorflow(judgement);
    LoggedAnswer answer = {.judgement = judgement, .episode = episode};
    if (episode)
        answer.placement = (LoggedPlacement){placements_told(logging->arena, &episode->placements),
                                             episode->placements.others};
    log_fold(logging->arena, &answer);
    return answer;
}

/* ---- The episodes of a file ---- */

/* What says nothing counts where nothing else was said. */
static LoggedAnswers those_that_count(Logging *logging, const LoggedAnswers *answers)
{
    LoggedAnswers counting = {0};
    for (size_t i = 0; i < answers->count; i++)
        if (!says_nothing(&answers->items[i]))
            list_add(logging->arena, counting, answers->items[i]);
    return counting.count ? counting : *answers;
}

static void tell_group(Logging *logging, const LogGroup *group)
{
    Writer *out = &logging->out;
    if (logging->options.form == LOG_AS_GITHUB) {
        report_log_github(out, &group->told);
    } else if (logging->options.first_line_alone) {
        report_first_line(out, group->told.judgement, &logging->view);
    } else {
        if (logging->told++)
            put_char(out, '\n');
        report_log(out, &group->told, &logging->view);
    }
}

static void tell(Logging *logging, const LoggedAnswers *answers, const char *file)
{
    bool as_json = logging->options.form == LOG_AS_JSON;
    for (size_t i = 0; as_json && i < answers->count; i++)
        report_log_json(&logging->out, &answers->items[i]);
    LoggedAnswers counting = those_that_count(logging, answers);
    for (size_t i = 0; i < counting.count; i++)
        list_add(logging->arena, logging->judgements, counting.items[i].judgement);
    if (as_json)
        return;
    LogGroups groups = log_groups(logging->arena, &counting, file);
    const char *differ = log_groups_differ(logging->arena, &groups);
    bool is_whole = logging->options.form == LOG_AS_TERMINAL && !logging->options.first_line_alone;
    if (differ && is_whole)
        report_log_differ(&logging->out, differ, &logging->view, logging->told++ > 0);
    for (size_t i = 0; i < groups.count; i++)
        tell_group(logging, &groups.items[i]);
}

/* ---- One file ---- */

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

/* What stands in tables, at the beginning and far behind it. */
static ReportFacts reports_of(Logging *logging, const LogRead *read)
{
    ReportFacts facts = report_read(logging->arena, read->head, 1);
    for (size_t i = 0; i < read->tables.items.count; i++) {
        const LogTable *table = &read->tables.items.items[i];
        ReportFacts more = report_read(
            logging->arena, (Text){table->text.bytes, table->text.length}, (size_t)table->first);
        for (size_t k = 0; k < more.count; k++)
            list_add(logging->arena, facts, more.items[k]);
    }
    return facts;
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
    file = is_piped ? "standard input" : file;
    Episodes episodes = {.arena = arena, .messages = logging->messages};
    episodes_begin_file(&episodes, file);
    LogRead read = log_read(logging->finder, (LogReader){read_source, &source}, &episodes);
    stream_close(source.stream);
    if (read.trouble)
        tell_trouble(logging, printable_of(arena, file),
                     arena_printf(arena, "%s; what stands before is explained", read.trouble));
    logging->fd = is_piped ? STDERR_FILENO : logging->fd;
    Surroundings around = {.file = file, .text = read.head, .reports = reports_of(logging, &read)};
    if (read.tables.left_at)
        tell_trouble(logging, printable_of(arena, file),
                     arena_printf(arena, "tables from line %llu on are too many to be read",
                                  (unsigned long long)read.tables.left_at));
    LoggedAnswers answers = {0};
    for (size_t i = 0; i < episodes.items.count; i++)
        list_add(arena, answers, answer_about(logging, &episodes.items.items[i], &around));
    if (!episodes.items.count)
        list_add(arena, answers, answer_about(logging, NULL, &around));
    tell(logging, &answers, file);
    return true;
}

/* Of every program whose log was read, whatever its framework. */
static int exit_status_of_logs(const Judgements *judgements)
{
    int status = EXIT_GPU;
    for (size_t i = 0; i < judgements->count; i++) {
        Verdict verdict = judgements->items[i]->verdict;
        if (verdict == VERDICT_CPU || verdict == VERDICT_FAILS)
            return EXIT_CPU;
        if (verdict == VERDICT_UNKNOWN)
            status = EXIT_UNKNOWN;
    }
    return status;
}

int command_log(const Invocation *invocation)
{
    Logging logging = {.invocation = invocation, .arena = invocation->arena, .fd = STDOUT_FILENO};
    if (!log_options_parse(invocation, &logging.options, &logging.refusal.sentence))
        return refused(&logging.refusal);
    bool is_piped = strings_have(logging.options.files, "-");
    Terminal terminal = is_piped ? terminal_of_stderr(invocation->environ_)
                                 : terminal_of_stdout(invocation->environ_);
    logging.view = view_of(&terminal, logging.options.colour);
    logging.messages = messages_read(invocation->arena);
    logging.finder = log_finder_new(invocation->arena, logging.messages);
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
