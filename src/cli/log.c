/* whycpu log: what a program printed, explained. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/answers.h"
#include "cli/log_options.h"
#include "diagnose/judge.h"
#include "fix/propose.h"
#include "logs/episodes.h"
#include "logs/outcomes.h"
#include "report/log.h"
#include "report/printable.h"
#include "world/live.h"
#include "world/world.h"

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
    "cannot be told, 64 wrong usage, 70 a fault of whycpu. See whycpu-log(1).\n";

enum { LOG_CEILING_BYTES = 256 * 1024 * 1024, REPORT_CEILING_BYTES = 1024 * 1024 };

typedef struct Logging {
    const Invocation *invocation;
    Arena *arena;
    LogOptions options;
    Messages messages;
    Writer out;
    View view;
    int fd; /* where the answer goes */
    size_t told;
    Judgements judgements;
    const char *error;
} Logging;

/* ---- One episode ---- */

static const char *title_of(Logging *logging, const Episode *episode, const char *file)
{
    const char *shown = strcmp(file, "-") == 0 ? "standard input" : file;
    if (!episode || episode->first == 0)
        return shown;
    const char *lines =
        arena_printf(logging->arena, "%s, lines %zu to %zu", shown, episode->first, episode->last);
    return episode->whose ? arena_printf(logging->arena, "%s, %s", lines, episode->whose) : lines;
}

static const char *in_few_words(Logging *logging, const Sighting *sighting)
{
    Text matched = text_part(sighting->match.matched, 0, 60);
    const char *dots = sighting->match.matched.length > 60 ? "…" : "";
    const char *text = text_copy(logging->arena, matched);
    return sighting->count > 1
               ? arena_printf(logging->arena, "\"%s%s\" (line %zu and %zu more)", text, dots,
                              sighting->number, sighting->count - 1)
               : arena_printf(logging->arena, "\"%s%s\" (line %zu)", text, dots, sighting->number);
}

static void fold(Logging *logging, const Episode *episode, LoggedAnswer *answer)
{
    for (size_t i = 0; episode && i < episode->sightings.count; i++) {
        const Sighting *sighting = &episode->sightings.items[i];
        if (sighting->match.message->kind == KIND_HARMLESS)
            list_add(logging->arena, answer->harmless, in_few_words(logging, sighting));
        if (sighting->match.message->kind == KIND_CONSEQUENCE)
            list_add(logging->arena, answer->consequences, in_few_words(logging, sighting));
    }
}

static void tell(Logging *logging, const LoggedAnswer *answer)
{
    Writer *out = &logging->out;
    if (logging->options.form == LOG_AS_JSON)
        report_log_json(out, answer);
    else if (logging->options.form == LOG_AS_GITHUB)
        report_log_github(out, answer);
    else if (logging->options.first_line_alone)
        report_first_line(out, answer->judgement, &logging->view);
    else {
        if (logging->told++)
            put_char(out, '\n');
        report_log(out, answer, &logging->view);
    }
}

static void judge_episode(Logging *logging, const Episode *episode, const Surroundings *around)
{
    Facts *facts = outcomes_of(logging->arena, episode, around);
    LoggedTarget about = logged_target(facts);
    Target target = {.kind = "log",
                     .framework = about.framework,
                     .version = about.version,
                     .log = title_of(logging, episode, around->file)};
    Judgement *judgement = judge(facts, &target);
    propose_fixes(facts, judgement);
    LoggedAnswer answer = {.judgement = judgement};
    fold(logging, episode, &answer);
    list_add(logging->arena, logging->judgements, judgement);
    tell(logging, &answer);
}

/* ---- One file ---- */

static bool read_file(Logging *logging, const char *file, Text *text)
{
    LiveOptions here = {.root = "/"};
    bool is_piped = strcmp(file, "-") == 0;
    World *machine = world_live(logging->arena, &here, &logging->error);
    if (!machine)
        return false;
    Answer answer = is_piped ? standard_input_read(logging->arena, LOG_CEILING_BYTES, text)
                             : world_read(machine, file, LOG_CEILING_BYTES, text);
    if (answer.known != PRESENT)
        logging->error = arena_printf(logging->arena, "%s: %s", file,
                                      answer.because ? answer.because : strerror(answer.error));
    return answer.known == PRESENT;
}

static void pass_through(Logging *logging, Text text)
{
    Writer through = writer_new(logging->arena);
    put_text(&through, text);
    if (!writer_flush(&through, STDOUT_FILENO))
        fault("standard input could not be passed on to standard output");
    logging->fd = STDERR_FILENO;
}

static bool explain_file(Logging *logging, const char *file)
{
    Episodes episodes = {.arena = logging->arena, .messages = logging->messages};
    Text text, rest, line;
    if (!read_file(logging, file, &text))
        return false;
    if (strcmp(file, "-") == 0)
        pass_through(logging, text);
    episodes_begin_file(&episodes, file);
    rest = text;
    for (size_t number = 1; text_line(&rest, &line); number++)
        episodes_take(&episodes, line, number);
    Text head = text_part(text, 0, REPORT_CEILING_BYTES);
    Surroundings around = {
        .file = file, .text = head, .reports = report_read(logging->arena, head, 1)};
    for (size_t i = 0; i < episodes.items.count; i++)
        judge_episode(logging, &episodes.items.items[i], &around);
    if (!episodes.items.count)
        judge_episode(logging, NULL, &around);
    return true;
}

int command_log(const Invocation *invocation)
{
    Logging logging = {.invocation = invocation, .arena = invocation->arena, .fd = STDOUT_FILENO};
    if (!log_options_parse(invocation, &logging.options, &logging.error))
        return usage_error(printable_of(invocation->arena, logging.error));
    Terminal terminal = terminal_of_stdout(invocation->environ_);
    logging.view = view_of(&terminal, logging.options.colour);
    logging.messages = messages_read(invocation->arena);
    logging.out = writer_new(invocation->arena);
    for (size_t i = 0; i < logging.options.files.count; i++)
        if (!explain_file(&logging, logging.options.files.items[i]))
            return usage_error(printable_of(invocation->arena, logging.error));
    if (!writer_flush(&logging.out, logging.fd))
        fault("the answer could not be written");
    return exit_status_of(logging.judgements);
}
