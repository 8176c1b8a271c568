/* What is written down of steps and causes elsewhere is what steps.def and causes.def say. */
#include <stdio.h>
#include <string.h>

#include "diagnose/judgement.h"
#include "harness.h"
#include "yyjson.h"

enum { LARGEST_DOCUMENT = 256 * 1024 };

static const char *document(const char *name)
{
    static char content[LARGEST_DOCUMENT];
    FILE *file = fopen(arena_printf(test_arena(), "%s/../docs/%s", TESTS_DIRECTORY, name), "r");
    content[0] = '\0';
    if (file) {
        content[fread(content, 1, sizeof content - 1, file)] = '\0';
        fclose(file);
    }
    return content;
}

static void check_words(yyjson_doc *schema, const char *pointer, const char *(*word)(int),
                        int count)
{
    yyjson_val *words = yyjson_doc_ptr_get(schema, pointer);
    CHECK_NUMBER(yyjson_arr_size(words), count);
    for (int i = 0; i < count; i++)
        CHECK_TEXT(yyjson_get_str(yyjson_arr_get(words, (size_t)i)), word(i));
}

static const char *word_of_step(int id)
{
    return step_word((StepId)id);
}

static const char *word_of_cause(int id)
{
    return cause_word((CauseId)id);
}

TEST(the_schema_lists_steps_and_causes)
{
    const char *text = document("schema/whycpu-1.json");
    yyjson_doc *schema = yyjson_read(text, strlen(text), 0);
    REQUIRE(schema);
    check_words(schema, "/$defs/step_id/enum", word_of_step, STEP_COUNT);
    check_words(schema, "/$defs/cause_id/enum", word_of_cause, CAUSE_COUNT);
    yyjson_doc_free(schema);
}

/* mdoc wants a backslash spelled \e; no title has one. */
TEST(the_manual_lists_steps_and_causes_in_order)
{
    const char *rest = strstr(document("man/whycpu.1"), "\n.Sh CAUSES\n");
    REQUIRE(rest);
    StepId step = STEP_COUNT;
    for (int id = 0; id < CAUSE_COUNT; id++) {
        if (cause_step((CauseId)id) != step) {
            step = cause_step((CauseId)id);
            const char *heading = arena_printf(test_arena(), "\n.It Cm %s\n", step_word(step));
            const char *found = strstr(rest, heading);
            if (!CHECK(found != NULL))
                printf("# lacks the step %s\n", step_word(step));
            rest = found ? found : rest;
        }
        const char *entry = arena_printf(test_arena(), "\n.It Cm %s\n%s\n", cause_word((CauseId)id),
                                         cause_page((CauseId)id)->title);
        const char *found = strstr(rest, entry);
        if (!CHECK(found != NULL))
            printf("# lacks, or has in another place:%s", entry);
        rest = found ? found : rest;
    }
}

TEST(the_manual_lists_nothing_else)
{
    int entries = 0;
    const char *rest = strstr(document("man/whycpu.1"), "\n.Sh CAUSES\n");
    const char *end = rest ? strstr(rest + 1, "\n.Sh ") : NULL;
    REQUIRE(end);
    int steps = 0;
    bool used[STEP_COUNT] = {false};
    for (int id = 0; id < CAUSE_COUNT; id++) {
        steps += !used[cause_step((CauseId)id)];
        used[cause_step((CauseId)id)] = true;
    }
    for (rest = strstr(rest, "\n.It Cm "); rest && rest < end; rest = strstr(rest + 1, "\n.It Cm "))
        entries++;
    CHECK_NUMBER(entries, CAUSE_COUNT + steps);
}

TEST(causes_stand_in_chain_order)
{
    for (int id = 1; id < CAUSE_COUNT; id++)
        CHECK(cause_step((CauseId)id) >= cause_step((CauseId)(id - 1)));
}

/* A page that leaves something out helps nobody; one that repeats its id says nothing. */
TEST(each_cause_has_a_whole_page)
{
    for (int id = 0; id < CAUSE_COUNT; id++) {
        const CausePage *page = cause_page((CauseId)id);
        const char *parts[] = {page->title,   page->means,  page->recognised,
                               page->refuted, page->mended, page->mistaken};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (!CHECK(parts[i] && strlen(parts[i]) > 20))
                printf("# %s, part %zu\n", cause_word((CauseId)id), i);
        CHECK(strstr(page->refuted, "\n$ ") || starts_with(page->refuted, "$ "));
        CHECK(strlen(page->title) < 80);
    }
}
