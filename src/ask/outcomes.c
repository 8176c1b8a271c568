#include "ask/outcomes.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define STARTED_WELL 0

/* The calls that decide, in order: all must succeed before a device is seen. */
typedef struct KindRow {
    const char *word, *subject;
    const char *calls[2];
    const char *version; /* key of the driver's version */
} KindRow;

static const KindRow KINDS[LIBRARY_KINDS] = {
    [LIBRARY_CUDA] = {"cuda", "asked/cuda", {"cuInit", "cuDeviceGetCount"}, "cuda-version"},
    [LIBRARY_NVML] = {"nvml",
                      "asked/nvml",
                      {"nvmlInit_v2", "nvmlDeviceGetCount_v2"},
                      "driver-version"},
};

const char *library_kind_word(LibraryKind kind)
{
    return KINDS[kind].word;
}

static const char *signal_word(Arena *arena, int number)
{
    static const struct {
        int number;
        const char *word;
    } WORDS[] = {{SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},
                 {SIGILL, "SIGILL"},   {SIGFPE, "SIGFPE"},   {SIGTRAP, "SIGTRAP"},
                 {SIGSYS, "SIGSYS"},   {SIGKILL, "SIGKILL"}, {SIGTERM, "SIGTERM"}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (WORDS[i].number == number)
            return WORDS[i].word;
    return arena_printf(arena, "signal %d", number);
}

/* NULL when it is the helper that belongs to this program. */
static const char *doubt_about_helper(Arena *arena, LibraryKind kind, const DriverAnswers *answers,
                                      bool former)
{
    if (!answers->version)
        return "whycpu-helper said nothing";
    if (!former && strcmp(answers->version, WHYCPU_VERSION) != 0)
        return arena_printf(arena, "whycpu-helper is of version %s, and whycpu of " WHYCPU_VERSION,
                            answers->version);
    return strcmp(answers->kind, KINDS[kind].word) == 0 ? NULL
                                                        : "whycpu-helper asked another library";
}

/* The last of the deciding calls that was made and the first that failed are the same one. */
static void read_deciding_call(LibraryKind kind, Outcome *outcome)
{
    for (size_t i = 0; i < 2; i++) {
        const DriverCall *call = driver_call(&outcome->answers, KINDS[kind].calls[i]);
        if (!call)
            return;
        outcome->call = call->name;
        outcome->has_code = call->returned;
        outcome->code = call->code;
        if (call->absent)
            outcome->word = "no-function";
        if (!call->returned || call->code != STARTED_WELL)
            return;
    }
}

static void set_end(Arena *arena, const ChildReport *report, int deadline_ms, Outcome *outcome)
{
    bool too_much = report->said.length >= DRIVER_ANSWERS_CEILING_BYTES;
    switch (report->end) {
    case CHILD_NOT_STARTED: break;
    case CHILD_EXITED:
        outcome->word = "ended";
        outcome->detail = arena_printf(arena, "exit status %d", report->number);
        break;
    case CHILD_SIGNALLED:
        outcome->word = "crashed";
        outcome->detail = signal_word(arena, report->number);
        break;
    case CHILD_LATE:
        outcome->word = "silent";
        outcome->detail = too_much ? "it wrote without end, and was ended"
                                   : arena_printf(arena, "no answer within %d s, and was ended",
                                                  deadline_ms / 1000);
        break;
    case CHILD_STUCK:
        outcome->word = "silent";
        outcome->detail =
            arena_printf(arena, "no answer within %d s, and it cannot be ended: state %s",
                         deadline_ms / 1000, report->state ? report->state : "not known");
        break;
    }
}

/* The file itself was seen to be there: what is missing is the loader that it names. */
static const char *why_not_started(int error)
{
    if (error == ENOENT)
        return "the loader of glibc that it needs is not on this system, which then has another C "
               "library; nor can NVIDIA's driver be opened without it";
    return strerror(error);
}

static Outcome read_outcome(Arena *arena, LibraryKind kind, const ChildReport *report,
                            int deadline_ms, bool former)
{
    Outcome outcome = {.word = "answered"};
    if (report->end == CHILD_NOT_STARTED) {
        outcome.refused = arena_printf(arena, "whycpu-helper cannot be started: %s",
                                       why_not_started(report->number));
        return outcome;
    }
    outcome.answers = driver_answers_read(arena, report->said);
    outcome.refused = doubt_about_helper(arena, kind, &outcome.answers, former);
    read_deciding_call(kind, &outcome);
    if (strcmp(outcome.word, "no-function") == 0)
        return outcome;
    const DriverCall *opening = driver_call(&outcome.answers, "dlopen");
    if (!outcome.refused && outcome.answers.others > 0)
        outcome.refused = "something wrote among the answers of whycpu-helper";
    bool whole = outcome.answers.ended && report->end == CHILD_EXITED && report->number == 0;
    if (!whole) {
        set_end(arena, report, deadline_ms, &outcome);
        if (outcome.answers.in_call)
            outcome.call = outcome.answers.in_call;
    } else if (!opening || !opening->returned || opening->code != 0) {
        outcome.word = "not-opened";
        outcome.call = "dlopen";
        outcome.detail = driver_value(&outcome.answers, -1, "error");
    }
    return outcome;
}

Outcome outcome_of(Arena *arena, LibraryKind kind, const ChildReport *report, int deadline_ms)
{
    return read_outcome(arena, kind, report, deadline_ms, false);
}

Outcome outcome_of_former(Arena *arena, LibraryKind kind, const ChildReport *report,
                          int deadline_ms)
{
    return read_outcome(arena, kind, report, deadline_ms, true);
}

/* ---- asked/… ---- */

/* 12040 → "12.4". */
static const char *version_words(Facts *facts, LibraryKind kind, const char *text)
{
    long long number;
    if (kind != LIBRARY_CUDA || !text || !text_number(text_of(text), &number))
        return text;
    return arena_printf(facts_arena(facts), "%lld.%lld", number / 1000, number % 1000 / 10);
}

static void set_count(Facts *facts, LibraryKind kind, const Outcome *outcome, const char *source)
{
    long long count;
    const char *subject = KINDS[kind].subject;
    if (!driver_number(&outcome->answers, -1, "devices", &count))
        return;
    if (count >= 0 && count <= DEVICES_CEILING)
        fact_set_number(facts, subject, FACT_ASKED_DEVICES, count, source);
    else
        fact_set_unknown(facts, subject, FACT_ASKED_DEVICES,
                         arena_printf(facts_arena(facts), "it says %lld devices", count), source);
}

static const char *source_of(Facts *facts, const char *call)
{
    return arena_printf(facts_arena(facts), "asked: %s", call);
}

void set_outcome(Facts *facts, LibraryKind kind, const Outcome *outcome)
{
    const char *subject = KINDS[kind].subject;
    const char *source = source_of(facts, outcome->call ? outcome->call : "whycpu-helper");
    if (outcome->refused) {
        fact_set_unknown(facts, subject, FACT_ASKED_OUTCOME, outcome->refused, source);
        return;
    }
    const DriverAnswers *answers = &outcome->answers;
    const char *library = driver_value(answers, -1, "library");
    const char *version =
        version_words(facts, kind, driver_value(answers, -1, KINDS[kind].version));
    fact_set_text(facts, subject, FACT_ASKED_OUTCOME, outcome->word, source);
    if (outcome->call)
        fact_set_text(facts, subject, FACT_ASKED_CALL, outcome->call, source);
    if (outcome->has_code)
        fact_set_number(facts, subject, FACT_ASKED_CODE, outcome->code, source);
    if (outcome->detail)
        fact_set_text(facts, subject, FACT_ASKED_DETAIL, outcome->detail, source);
    if (library)
        fact_set_text(facts, subject, FACT_ASKED_LIBRARY, library, "asked: dlopen");
    if (version)
        fact_set_text(facts, subject, FACT_ASKED_VERSION, version, source);
    set_count(facts, kind, outcome, source_of(facts, KINDS[kind].calls[1]));
}
