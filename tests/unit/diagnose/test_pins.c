/* Packages of which two frameworks ask for versions that exclude each other. */
#include "diagnose/healthy.h"
#include "harness.h"

#define SUBJECT "pins/tensorflow+torch"

static void add(Facts *facts, FactName name, const char *text)
{
    const Fact *before = fact_get(facts, SUBJECT, name);
    Strings all = {0};
    for (size_t i = 0; before->known == PRESENT && i < before->texts.count; i++)
        list_add(test_arena(), all, before->texts.items[i]);
    list_add(test_arena(), all, text);
    fact_set_texts(facts, SUBJECT, name, all, "test");
}

/* What is said of `count` packages. */
static const char *note_of(size_t count)
{
    Facts *facts = healthy(test_arena());
    for (size_t i = 0; i < count; i++) {
        const char *name = arena_printf(test_arena(), "nvidia-p%zu-cu12", i);
        add(facts, FACT_PULLED_PACKAGES, arena_printf(test_arena(), "%s 2.26.2", name));
        add(facts, FACT_PULLED_BY_ONE,
            arena_printf(test_arena(), "tensorflow[and-cuda] 2.19.1: %s==2.23.4", name));
        add(facts, FACT_PULLED_BY_OTHER,
            arena_printf(test_arena(), "torch 2.7.1: %s==2.26.2", name));
    }
    const Judgement *judgement = judged(facts);
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
    CHECK_NUMBER(judgement->notes.count, count > 0);
    return judgement->notes.count ? judgement->notes.items[0] : "";
}

#define FIRST                                                                                      \
    "tensorflow[and-cuda] 2.19.1 asks for nvidia-p0-cu12==2.23.4 and torch 2.7.1 for "             \
    "nvidia-p0-cu12==2.26.2: no version is both; 2.26.2 is installed"

TEST(pins_that_pull_apart_are_a_note)
{
    CHECK_TEXT(note_of(0), "");
    CHECK_TEXT(note_of(1), FIRST);
}

TEST(many_of_them_are_one_note)
{
    CHECK_TEXT(note_of(2), FIRST "; likewise nvidia-p1-cu12");
    CHECK_TEXT(note_of(5), FIRST "; likewise nvidia-p1-cu12, nvidia-p2-cu12, nvidia-p3-cu12 and "
                                 "nvidia-p4-cu12");
    CHECK_TEXT(note_of(6), FIRST "; likewise nvidia-p1-cu12, nvidia-p2-cu12, nvidia-p3-cu12 and 2 "
                                 "more");
}
