/* whycpu snapshot: records what the machine was asked and answered, for a replay elsewhere. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/commands.h"
#include "cli/planned.h"
#include "cli/run_check.h"
#include "cli/same_answer.h"
#include "cli/snapshot_head.h"
#include "cli/snapshot_options.h"
#include "redact/redact.h"
#include "report/printable.h"
#include "world/kept_file.h"

const char snapshot_usage[] =
    "usage: whycpu snapshot [-o FILE] [OPTION…]\n"
    "\n"
    "Writes down what `whycpu check` with the same options asks this machine and\n"
    "what the machine answers: a text that people can read, and from which\n"
    "`whycpu check --snapshot FILE` gives the same answer anywhere. Names of people\n"
    "and hosts are changed, secrets are left out.\n"
    "\n"
    "  -o, --output FILE    where it is written; - is standard output. Default: a\n"
    "                       name that is free, whycpu-snapshot.world,\n"
    "                       whycpu-snapshot-2.world, …\n"
    "  --force              replace FILE when it is there\n"
    "  --no-redact          leave everything as it is; the replay is then the same\n"
    "                       to the letter\n"
    "\n"
    "What is recorded, as for check\n"
    "  --python PATH, --venv DIR, --framework NAME, --all, --assume-gpu[=SPEC],\n"
    "  --ask driver, --env NAME=VALUE, --env-file FILE, --user NAME, --root DIR,\n"
    "  --snapshot FILE\n"
    "\n"
    "  --color auto|always|never\n"
    "\n"
    "Exit status: 0 it was written, 64 wrong usage, 70 whycpu or the machine failed.\n"
    "See whycpu-snapshot(1).\n";

enum { NAMES_TRIED = 100, HOST_NAME_CEILING_BYTES = 4096 };

/* ---- Where it goes ---- */

/* Standard output gets the text, standard error what is said about it. */
static bool goes_to_stdout(const SnapshotOptions *options)
{
    return options->output && strcmp(options->output, "-") == 0;
}

static const char *what_to_do(int error)
{
    if (error == EEXIST)
        return "; --force replaces it";
    if (error == ENOSPC || error == EDQUOT)
        return "; nothing was written: make room there, or name a file elsewhere with -o";
    return error_is_of_system(error)
               ? "; nothing was written: try again, or name a file elsewhere with -o"
               : "";
}

static bool not_written(Refusal *refusal, Arena *arena, const char *name, int error)
{
    const char *why = error == EEXIST ? "it is there already" : strerror(error);
    return refusal_set(
        refusal, error,
        arena_printf(arena, "-o %s: %s%s", printable_of(arena, name), why, what_to_do(error)));
}

static const char *write_to(Arena *arena, const SnapshotOptions *options, Text text,
                            Refusal *refusal)
{
    int number;
    bool written = options->force ? write_file_anew(arena, options->output, text, &number)
                                  : write_new_file(options->output, text, &number);
    if (!written)
        not_written(refusal, arena, options->output, number);
    return written ? options->output : NULL;
}

/* The name of the file; NULL with `*refusal`. */
static const char *write_somewhere(Arena *arena, Text text, Refusal *refusal)
{
    const char *name = "whycpu-snapshot.world";
    int number = EEXIST;
    for (int i = 2; i <= NAMES_TRIED; i++) {
        if (write_new_file(name, text, &number))
            return name;
        if (number != EEXIST)
            break;
        name = arena_printf(arena, "whycpu-snapshot-%d.world", i);
    }
    not_written(refusal, arena, name, number);
    return NULL;
}

static void print(Arena *arena, Text text)
{
    Writer out = writer_new(arena);
    put_text(&out, text);
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the snapshot could not be written to standard output");
}

/* ---- The command ---- */

/* Names of this machine that files of its own may hold; none of another one. */
static Strings host_names(const Invocation *invocation, const SnapshotOptions *options)
{
    static const char *const FILES[] = {"/proc/sys/kernel/hostname", "/etc/hostname",
                                        "/proc/sys/kernel/domainname"};
    Strings names = {0};
    const char *error; /* then there are no names to look for */
    LiveOptions live = {.root = options->check.root ? options->check.root : "/"};
    World *machine = options->check.snapshot ? NULL : world_live(invocation->arena, &live, &error);
    for (size_t i = 0; machine && i < sizeof FILES / sizeof *FILES; i++) {
        Text text;
        if (world_read(machine, FILES[i], HOST_NAME_CEILING_BYTES, &text).known == PRESENT)
            list_add(invocation->arena, names, text_copy(invocation->arena, text_trim(text)));
    }
    return names;
}

typedef struct Snapshot {
    Text text;
    SnapshotContents contents;
    const char *difference; /* between the answer and that of the replay; NULL: none */
} Snapshot;

/* What was written answers for itself: it is judged again before anybody relies on it. */
static const char *difference_of_replay(const Invocation *invocation, Text text, const Check *check)
{
    Check replay;
    Refusal refusal;
    CheckOptions options = {.framework = FRAMEWORK_NONE,
                            .snapshot = "the new snapshot",
                            .recording = &text,
                            .as_recorded = true};
    if (!run_check(invocation, &options, RECORD_NOTHING, NULL, &replay, &refusal))
        return refusal.sentence;
    return answers_differ(invocation->arena, &check->judgements, &replay.judgements);
}

/* What this program wrote it cannot read, or not keep names out of: nobody named anything wrong. */
static bool is_not_read(Arena *arena, const char *error, Refusal *refusal)
{
    refusal_set(refusal, 0,
                arena_printf(arena,
                             "what was recorded cannot be read again: %s; record it once more, and "
                             "report it if this is said again",
                             printable_of(arena, error)));
    refusal->is_blameless = true;
    return false;
}

static bool make(const Invocation *invocation, const SnapshotOptions *options, Snapshot *snapshot,
                 Refusal *refusal)
{
    Check check;
    Redaction redaction = {0};
    Arena *arena = invocation->arena;
    const char *error = NULL;
    if (!run_check(invocation, &options->check, RECORD_WITH_GPU, NULL, &check, refusal))
        return false;
    if (!options->check.all)
        look_as_for_plans(check.judged.recorder, &check.options);
    Text text = check_text(invocation, &check);
    if (!options->unredacted &&
        !world_redacted(arena, text, host_names(invocation, options), &text, &redaction, &error))
        return is_not_read(arena, error, refusal);
    if (!snapshot_contents(arena, text, &snapshot->contents, &error))
        return is_not_read(arena, error, refusal);
    snapshot->contents.withheld = redaction.withheld;
    snapshot->text = snapshot_with_head(arena, text, &snapshot->contents);
    snapshot->contents.bytes = snapshot->text.length;
    snapshot->difference = difference_of_replay(invocation, snapshot->text, &check);
    return true;
}

/* A look that failed once and was made again is told as one answer: no fault of this program. */
static void put_doubt(Writer *out, const Snapshot *snapshot)
{
    Arena *arena = out->arena;
    put(out, "whycpu: the replay does not give the same answer");
    if (snapshot->contents.failures.count)
        put_format(out, ", as the machine failed to tell %s; record it once more\n",
                   printable_of(arena, snapshot_failures(arena, &snapshot->contents)));
    else
        put_format(out, "; please report this: %s\n", printable_of(arena, snapshot->difference));
}

static void say(const Invocation *invocation, const Snapshot *snapshot, const char *name)
{
    Writer said = writer_new(invocation->arena), doubt = writer_new(invocation->arena);
    snapshot_tell(&said, &snapshot->contents, name);
    if (!writer_flush(&said, name ? STDOUT_FILENO : STDERR_FILENO))
        fault("the snapshot was written, and what it holds could not be said");
    if (!snapshot->difference)
        return;
    put_doubt(&doubt, snapshot);
    writer_flush(&doubt, STDERR_FILENO);
}

int command_snapshot(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    SnapshotOptions options;
    Snapshot snapshot;
    Refusal refusal;
    const char *name = NULL;
    if (!snapshot_options_parse(invocation, &options, &refusal))
        return refused(&refusal);
    if (!make(invocation, &options, &snapshot, &refusal))
        return refused(&refusal);
    if (goes_to_stdout(&options))
        print(arena, snapshot.text);
    else if (!(name = options.output ? write_to(arena, &options, snapshot.text, &refusal)
                                     : write_somewhere(arena, snapshot.text, &refusal)))
        return refused(&refusal);
    say(invocation, &snapshot, name);
    return snapshot.difference ? EXIT_FAULT : 0;
}
