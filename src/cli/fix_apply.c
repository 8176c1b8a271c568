/* whycpu fix --apply, --resume: the person is told, asked, and may interrupt. */
#include "cli/fix_apply.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/judged_world.h"
#include "cli/question.h"
#include "repair/apply.h"
#include "report/plan.h"
#include "report/printable.h"
#include "report/quote.h"

typedef struct Conversation {
    const Invocation *invocation;
    const FixOptions *options;
    bool all; /* nothing is asked any more */
    size_t asked;
    World *machine; /* as it was looked at last */
} Conversation;

/* ---- Ctrl-C ---- */

static volatile sig_atomic_t interrupt_came;

static void note_interrupt(int number)
{
    (void)number;
    interrupt_came = 1;
}

static void pass_over(int number)
{
    (void)number;
}

static void hear_with(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

/* What is being done is done to its end; then it is asked whether somebody wants it to stop. Nobody
 * who listens any more is no reason to leave a step half done. */
static void hear_interrupts(void)
{
    hear_with(SIGINT, note_interrupt);
    hear_with(SIGPIPE, pass_over);
}

static bool interrupt_was_heard(void)
{
    return interrupt_came != 0;
}

static bool was_interrupted(void *context)
{
    (void)context;
    return interrupt_was_heard();
}

/* ---- Telling ---- */

void tell(Arena *arena, const char *sentence)
{
    Writer out = writer_new(arena);
    put_format(&out, "%s\n", printable_of(arena, sentence));
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("nothing could be written to standard output");
}

void tell_problem(Arena *arena, const char *sentence)
{
    Writer out = writer_new(arena);
    put_format(&out, "whycpu: %s\n", printable_of(arena, sentence));
    writer_flush(&out, STDERR_FILENO);
}

/* That it cannot be told ends nothing that is being done. */
static void say(void *context, const char *sentence)
{
    const Conversation *conversation = context;
    Arena *arena = conversation->invocation->arena;
    Writer out = writer_new(arena);
    put_format(&out, "     %s\n", printable_of(arena, sentence));
    writer_flush(&out, STDOUT_FILENO);
}

static View view_of_talk(const Conversation *conversation)
{
    return view_for(conversation->invocation->environ_, conversation->options->check.colour,
                    conversation->machine);
}

/* Exactly what is about to happen. */
static const char *deed_says(Arena *arena, const Deed *deed)
{
    switch (deed->kind) {
    case DEED_DIRECTORY: return arena_printf(arena, "make the directory %s", deed->path);
    case DEED_LINK: return arena_printf(arena, "lay the link %s, to %s", deed->path, deed->text);
    case DEED_AWAY: return arena_printf(arena, "take %s away, and keep it", deed->path);
    case DEED_WRITE:
        return arena_printf(
            arena, deed->kept ? "write %s anew, and keep what was there" : "write the new file %s",
            deed->path);
    case DEED_KEEP: return arena_printf(arena, "keep all packages of %s as they are", deed->path);
    case DEED_RUN: return arena_printf(arena, "run %s", shell_line(arena, deed->words));
    }
    return "";
}

static void put_deeds(Writer *out, Arena *arena, const JournalStep *step)
{
    for (size_t i = 0; i < step->deeds.count; i++)
        put_format(out, "     %-9s %s\n", i ? "" : "now",
                   printable_of(arena, deed_says(arena, &step->deeds.items[i])));
}

/* ---- Asking ---- */

/* False when it is no answer. */
static bool answer_of_line(Text line, Answered *answered)
{
    static const struct {
        const char *letter, *word;
        Answered answered;
    } answers[] = {{"y", "yes", ANSWER_YES},
                   {"n", "no", ANSWER_NO},
                   {"", "", ANSWER_NO},
                   {"a", "all", ANSWER_ALL},
                   {"q", "quit", ANSWER_STOP}};
    Text word = text_trim(line);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (text_is(word, answers[i].letter) || text_is(word, answers[i].word)) {
            *answered = answers[i].answered;
            return true;
        }
    return false;
}

/* No answer, be it the end of the input, Ctrl-C or a terminal that is gone, is one to stop. */
static Answered ask_at_terminal(Conversation *conversation)
{
    Arena *arena = conversation->invocation->arena;
    Answered answered = ANSWER_STOP;
    Text line;
    do {
        Writer out = writer_new(arena);
        put(&out, "     Do it? y: yes, n: not this way, a: yes, and all that follows, q: stop: ");
        writer_flush(&out, STDOUT_FILENO);
        if (standard_input_line(arena, interrupt_was_heard, &line).known != PRESENT) {
            say(conversation, "");
            answered = ANSWER_STOP;
            break;
        }
    } while (!answer_of_line(line, &answered));
    if (answered == ANSWER_STOP)
        say(conversation, "Nothing more is done; whycpu fix --apply goes on from here.");
    return answered;
}

static Answered ask(void *context, const Plan *plan, const PlanStep *step, const Way *way,
                    const JournalStep *deeds)
{
    Conversation *conversation = context;
    Writer out = writer_new(conversation->invocation->arena);
    View view = view_of_talk(conversation);
    put_char(&out, '\n');
    report_way(&out, plan->before, step->cause, way, ++conversation->asked, &view);
    put_deeds(&out, conversation->invocation->arena, deeds);
    writer_flush(&out, STDOUT_FILENO);
    if (conversation->all)
        return ANSWER_YES;
    Answered answered = ask_at_terminal(conversation);
    conversation->all = answered == ANSWER_ALL;
    return answered;
}

/* ---- Looking ---- */

static bool look(void *context, World **machine, Question *question, const char **because)
{
    Conversation *conversation = context;
    CheckOptions options = conversation->options->check;
    JudgedWorld judged;
    Refusal refusal;
    if (!judged_world(conversation->invocation, &options, false, &judged, &refusal)) {
        *because = refusal.sentence;
        return false;
    }
    *machine = conversation->machine = judged.machine;
    *question = question_of(conversation->invocation->arena, &options);
    if (question->framework == FRAMEWORK_NONE)
        question->framework = side_framework(*machine, &question->choice);
    return true;
}

/* ---- Beginning and end ---- */

static int status_of(Arena *arena, const Conversation *conversation, const Applied *applied)
{
    if (!applied->judgement)
        return EXIT_UNKNOWN;
    Writer out = writer_new(arena);
    View view = view_of_talk(conversation);
    put_char(&out, '\n');
    report_first_line(&out, applied->judgement, &view);
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("nothing could be written to standard output");
    Verdict verdict = applied->judgement->verdict;
    if (applied->open)
        return EXIT_CPU;
    return verdict == VERDICT_GPU ? EXIT_GPU : verdict == VERDICT_UNKNOWN ? EXIT_UNKNOWN : EXIT_CPU;
}

static bool can_ask(const FixOptions *options)
{
    return options->yes || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

static int cannot_ask(const FixOptions *options)
{
    return usage_error(options->action == FIX_RESUME
                           ? "--resume asks before each step, and nobody can answer here; with "
                             "--yes it does not ask"
                           : "--apply asks before each step, and nobody can answer here; with "
                             "--yes it does not ask");
}

static Applier applier_for(const Invocation *invocation, const FixOptions *options,
                           const Repairs *repairs, const Strings *question,
                           Conversation *conversation)
{
    *conversation = (Conversation){invocation, options, options->yes, 0, NULL};
    hear_interrupts();
    return (Applier){.arena = invocation->arena,
                     .repairs = repairs,
                     .environ_ = invocation->environ_,
                     .question = question,
                     .system = options->system,
                     .unattended = options->yes,
                     .talk = {conversation, look, ask, say, was_interrupted}};
}

/* The options by which the same environment is found again, wherever it is resumed from. */
static bool question_to_keep(const Invocation *invocation, CheckOptions *options, Strings *question,
                             const char **prefix, Refusal *refusal)
{
    Arena *arena = invocation->arena;
    JudgedWorld judged;
    if (!judged_world(invocation, options, false, &judged, refusal))
        return false;
    PythonChoice choice = {options->python, options->venv};
    const PythonEnvironment *env = python_find_or_why(judged.machine, &choice, refusal);
    if (!env && (options->python || options->venv))
        return false;
    CheckOptions kept = *options;
    *prefix = env ? world_real_path_or_itself(judged.machine, env->prefix) : NULL;
    kept.python = env ? env->python : NULL;
    kept.venv = NULL;
    *question = check_question(arena, &kept);
    for (size_t i = 0; i < options->variables.count; i++) {
        list_add(arena, *question, "--env");
        list_add(arena, *question, options->variables.items[i]);
    }
    return true;
}

/* What was interrupted comes first. */
static bool nothing_is_open(const Repairs *repairs, const char *prefix, Refusal *refusal)
{
    *refusal = (Refusal){0};
    Repair *open = prefix ? repairs_open_one(repairs, prefix, refusal) : NULL;
    if (!open)
        return !refusal->sentence;
    return refusal_set(
        refusal, 0,
        arena_printf(repairs->arena,
                     "repair %s of %s was interrupted: first whycpu fix --resume %s, or --undo %s",
                     open->id, prefix, open->id, open->id));
}

int fix_apply(const Invocation *invocation, const FixOptions *options)
{
    Arena *arena = invocation->arena;
    FixOptions asked = *options;
    Conversation conversation;
    Repairs repairs;
    Strings question;
    const char *prefix = NULL;
    Refusal refusal = {0};
    if (!can_ask(options))
        return cannot_ask(options);
    if (!question_to_keep(invocation, &asked.check, &question, &prefix, &refusal) ||
        !repairs_of(invocation, &repairs, &refusal) || !nothing_is_open(&repairs, prefix, &refusal))
        return refused(&refusal);
    Applier applier = applier_for(invocation, &asked, &repairs, &question, &conversation);
    Applied applied = repair_apply(&applier);
    return status_of(arena, &conversation, &applied);
}

/* The options that the repair was begun with. */
static bool question_of_repair(const Invocation *invocation, const Repair *repair,
                               FixOptions *options, Refusal *refusal)
{
    Strings words = {0};
    for (size_t i = 0; i < repair->journal->question.count; i++)
        list_add(invocation->arena, words, repair->journal->question.items[i]);
    list_add(invocation->arena, words, NULL);
    Invocation asked = {invocation->arena, words.items, invocation->environ_};
    ColourChoice colour = options->check.colour;
    bool read = check_options_parse(&asked, &options->check, refusal);
    options->check.colour = colour;
    return read;
}

int fix_resume(const Invocation *invocation, const FixOptions *options)
{
    Arena *arena = invocation->arena;
    FixOptions asked = *options;
    Conversation conversation;
    Repairs repairs;
    Refusal refusal = {0};
    if (!can_ask(options))
        return cannot_ask(options);
    if (!repairs_of(invocation, &repairs, &refusal))
        return refused(&refusal);
    Repair *repair = options->repair ? repair_read(&repairs, options->repair, &refusal)
                                     : repairs_open_one(&repairs, NULL, &refusal);
    if (!repair)
        return refusal.sentence ? refused(&refusal)
                                : usage_error("there is no repair that was interrupted");
    if (repair->journal->undoing && repair->journal->end != REPAIR_UNDONE)
        return usage_error(arena_printf(
            arena, "it is being undone: whycpu fix --undo %s puts the rest back", repair->id));
    if (repair->journal->end != REPAIR_OPEN)
        return usage_error(arena_printf(arena, "repair %s was not interrupted", repair->id));
    if (!question_of_repair(invocation, repair, &asked, &refusal))
        return refused(&refusal);
    Applier applier =
        applier_for(invocation, &asked, &repairs, &repair->journal->question, &conversation);
    Applied applied = repair_resume(&applier, repair);
    return status_of(arena, &conversation, &applied);
}
