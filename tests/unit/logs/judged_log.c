#include "judged_log.h"

/* Where nothing names a GPU, nothing is about one: near_gpu.h. */
static Text with_its_subject(Arena *arena, const char *text)
{
    return text_of(arena_printf(arena, "%s\nopencl\n", text));
}

Judgement *judged(const char *text)
{
    Arena *arena = test_arena();
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    Text rest = text_of(text), line;
    episodes_begin_file(&episodes, "a.log");
    for (size_t number = 1; text_line(&rest, &line); number++)
        episodes_take(&episodes, line, number);
    Surroundings around = {.file = "a.log",
                           .text = with_its_subject(arena, text),
                           .reports = report_read(arena, text_of(text), 1)};
    Facts *facts =
        outcomes_of(arena, episodes.items.count ? &episodes.items.items[0] : NULL, &around);
    LoggedTarget about = logged_target(facts);
    Target target = {.kind = "log", .framework = about.framework, .version = about.version};
    return judge(facts, &target);
}

const char *root_of(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return cause_word(judgement->causes.items[i].id);
    return judgement->findings.count ? cause_word(judgement->findings.items[0].id) : "";
}

void check_roots(const Told *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_TEXT(root_of(judged(rows[i].text)), rows[i].root);
}
