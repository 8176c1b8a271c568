#include "judged.h"

#include <string.h>

#include "base/fault.h"
#include "base/utf8.h"
#include "cli/answers.h"
#include "inspect/python.h"
#include "parse/json.h"
#include "report/json.h"
#include "report/terminal.h"

/* No more than what a terminal may be sent: UTF-8, and of the controls the line end alone. */
void must_be_harmless(Text text)
{
    must(utf8_valid(text));
    while (text.length) {
        unsigned code_point;
        size_t length = utf8_sequence(text, &code_point);
        must(code_point >= 32 || code_point == '\n');
        must(code_point < 127 || code_point >= 160);
        text = text_part(text, length, text.length);
    }
}

static Text written(const Writer *writer)
{
    return (Text){writer->bytes, writer->length};
}

static void must_be_told(Arena *arena, const Judgement *judgement)
{
    enum { CEILING_BYTES = 64 << 20 };
    static const View view = {.columns = 80, .cwd = "/home/eva", .home = "/home/eva"};
    const char *error;
    Writer document = writer_new(arena), page = writer_new(arena);
    report_json(&document, judgement);
    must_be_harmless(written(&document));
    must(json_read(arena, written(&document), CEILING_BYTES, &error) != NULL);
    report_terminal(&page, judgement, &view);
    report_first_line(&page, judgement, &view);
    report_list_line(&page, judgement, &view);
    must_be_harmless(written(&page));
}

void must_agree(const Judgement *judgement)
{
    size_t roots = 0;
    bool breaks = judgement->verdict == VERDICT_CPU || judgement->verdict == VERDICT_FAILS;
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        must(cause->effect == EFFECT_CPU || cause->effect == EFFECT_FAILS);
        must(!cause->root || cause->follows_from == NULL);
        roots += cause->root;
    }
    /* A log may show what happened, and not why. */
    bool is_log = strcmp(judgement->target.kind, "log") == 0;
    must(roots <= 1 && (!breaks || roots == 1 || is_log));
    must(judgement->verdict != VERDICT_GPU || (roots == 0 && judgement->listed != 0));
    must(judgement->verdict != VERDICT_CPU || judgement->listed <= 0);
    for (size_t i = 0; i < judgement->findings.count; i++)
        must(judgement->findings.items[i].effect >= EFFECT_PART);
}

static void judge_one(World *world, const AssumedGpu *assumed, Judgements *judgements)
{
    static const PythonChoice first_on_path = {0};
    const char *error;
    PythonEnvironment *env = python_find(world, &first_on_path, &error);
    judge_environment(world, env, FRAMEWORK_NONE, assumed, judgements);
}

static void must_be_answers(Arena *arena, Judgements judgements)
{
    must(judgements.count > 0);
    for (size_t i = 0; i < judgements.count; i++) {
        must_agree(judgements.items[i]);
        must_be_told(arena, judgements.items[i]);
    }
    int status = exit_status_of(judgements);
    must(status == EXIT_GPU || status == EXIT_CPU || status == EXIT_UNKNOWN);
}

typedef struct CountingListener {
    Listener base;
    size_t heard;
} CountingListener;

static void hear(Listener *listener, Arena *arena, Judgements judgements)
{
    ((CountingListener *)listener)->heard++;
    must_be_answers(arena, judgements);
}

static void must_all_be_judged_well(World *world)
{
    CountingListener listener = {{hear}, 0};
    judge_every_environment(world, FRAMEWORK_NONE, NULL, &listener.base);
    must(listener.heard > 0);
}

void must_be_judged_well(World *world, JudgedWay way)
{
    Judgements judgements = {0};
    AssumedGpu gpu = assumed_gpu_default();
    World *overlay = world_overlay(world_arena(world), world);
    if (way == JUDGED_WITH_A_GPU)
        assume_gpu(overlay, &gpu);
    if (way == JUDGED_ALL) {
        must_all_be_judged_well(overlay);
        return;
    }
    judge_one(overlay, way == JUDGED_WITH_A_GPU ? &gpu : NULL, &judgements);
    must_be_answers(world_arena(world), judgements);
}

/* Without the line that the reader refuses ("line 7: …"): otherwise few changes of a text would
 * leave a machine. */
static Text without_line(Arena *arena, Text text, const char *error)
{
    unsigned long number = strtoul(error + strlen("line "), NULL, 10);
    Writer left = writer_new(arena);
    Text line;
    for (unsigned long i = 1; text_line(&text, &line); i++) {
        if (i == number)
            continue;
        put_text(&left, line);
        put_char(&left, '\n');
    }
    return (Text){left.bytes, left.length};
}

World *world_of_what_is_left(Arena *arena, Text *text)
{
    enum { REFUSED_LINES = 20 };
    const char *error;
    for (int i = 0; i < REFUSED_LINES; i++) {
        World *world = world_recorded(arena, *text, &error);
        if (world || !starts_with(error, "line "))
            return world;
        *text = without_line(arena, *text, error);
    }
    return NULL;
}
