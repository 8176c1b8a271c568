#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "facts/facts.h"
#include "harness.h"

TEST(a_fact_that_nobody_set_is_unknown)
{
    const Fact *fact = fact_get(facts_new(test_arena()), "machine", FACT_CONTAINER);
    CHECK_NUMBER(fact->known, UNKNOWN);
    CHECK_TEXT(fact->because, "not looked at");
    CHECK_TEXT(fact->subject, "");
    CHECK_TEXT(fact->source, "");
}

TEST(facts_have_three_values)
{
    Facts *facts = facts_new(test_arena());
    fact_set_text(facts, "machine", FACT_CONTAINER, "docker", "/.dockerenv");
    fact_set_absent(facts, "machine", FACT_NVIDIA_MODULE, "/sys");
    fact_set_unknown(facts, "machine", FACT_WSL, "permission denied", "/proc");
    CHECK(is_yes(fact_is_text(facts, "machine", FACT_CONTAINER, "docker")));
    CHECK(is_no(fact_is_text(facts, "machine", FACT_CONTAINER, "podman")));
    CHECK(is_no(fact_is_text(facts, "machine", FACT_NVIDIA_MODULE, "580")));
    CHECK(is_unknown(fact_is_flag(facts, "machine", FACT_WSL)));
    CHECK_TEXT(fact_is_flag(facts, "machine", FACT_WSL).because, "permission denied");
    CHECK(is_yes(fact_exists(facts, "machine", FACT_CONTAINER)));
    CHECK(is_no(fact_exists(facts, "machine", FACT_NVIDIA_MODULE)));
    CHECK(is_unknown(fact_exists(facts, "machine", FACT_KERNEL_RELEASE)));
}

TEST(setting_again_replaces)
{
    Facts *facts = facts_new(test_arena());
    fact_set_text(facts, "machine", FACT_CONTAINER, "docker", "a");
    fact_mark_assumed(facts, "machine", FACT_CONTAINER);
    CHECK(fact_get(facts, "machine", FACT_CONTAINER)->assumed);
    fact_set_text(facts, "machine", FACT_CONTAINER, "podman", "b");
    CHECK_NUMBER(facts_count(facts), 1);
    CHECK_TEXT(fact_text_or(facts, "machine", FACT_CONTAINER, ""), "podman");
    CHECK(!fact_get(facts, "machine", FACT_CONTAINER)->assumed);
}

TEST(subjects_once_in_their_order)
{
    Facts *facts = facts_new(test_arena());
    fact_set_text(facts, "gpu/b", FACT_GPU_VENDOR, "nvidia", "");
    fact_set_text(facts, "gpu/a", FACT_GPU_VENDOR, "nvidia", "");
    fact_set_text(facts, "gpu/b", FACT_GPU_DRIVER, "nvidia", "");
    fact_set_text(facts, "machine", FACT_CONTAINER, "docker", "");
    Strings subjects = facts_subjects(facts, "gpu/");
    REQUIRE(subjects.count == 2);
    CHECK_TEXT(subjects.items[0], "gpu/b");
    CHECK_TEXT(subjects.items[1], "gpu/a");
}

TEST(a_copy_goes_its_own_way)
{
    Facts *facts = facts_new(test_arena());
    fact_set_text(facts, "machine", FACT_CONTAINER, "docker", "");
    Facts *copy = facts_copy(facts);
    fact_set_text(copy, "machine", FACT_CONTAINER, "podman", "");
    CHECK_TEXT(fact_text_or(facts, "machine", FACT_CONTAINER, ""), "docker");
}

TEST(words_come_from_the_table)
{
    CHECK_TEXT(fact_word(FACT_NVIDIA_MODULE), "nvidia-module");
    CHECK(fact_is_required(FACT_NVIDIA_MODULE));
    CHECK(!fact_is_required(FACT_GPU_NAME));
}

static Facts *one_of_each_type(void)
{
    static const Opening opening = {.name = "libcuda.so.1"};
    Facts *facts = facts_new(test_arena());
    Strings two = {0};
    list_add(test_arena(), two, "a");
    list_add(test_arena(), two, "b");
    fact_set_text(facts, "machine", FACT_CONTAINER, "docker", "s");
    fact_set_number(facts, "gpu/a", FACT_GPU_MULTIPROCESSORS, 132, "s");
    fact_set_flag(facts, "machine", FACT_WSL, true, "s");
    fact_set_texts(facts, "env", FACT_FRAMEWORK_OWNERS, two, "s");
    fact_set_opening(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING, &opening, "s");
    return facts;
}

TEST(each_type_of_value_comes_back)
{
    Facts *facts = one_of_each_type();
    CHECK_NUMBER(facts_count(facts), 5);
    for (size_t i = 0; i < facts_count(facts); i++) {
        CHECK_NUMBER(facts_at(facts, i)->known, PRESENT);
        CHECK_TEXT(facts_at(facts, i)->source, "s");
    }
    CHECK_NUMBER(fact_number_or(facts, "gpu/a", FACT_GPU_MULTIPROCESSORS, -1), 132);
    CHECK_NUMBER(fact_number_or(facts, "gpu/b", FACT_GPU_MULTIPROCESSORS, -1), -1);
    CHECK(is_yes(fact_is_flag(facts, "machine", FACT_WSL)));
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_OWNERS)->texts.count, 2);
    CHECK_TEXT(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->opening->name,
               "libcuda.so.1");
}

TEST(a_copy_has_every_fact)
{
    Facts *copy = facts_copy(one_of_each_type());
    CHECK_NUMBER(facts_count(copy), 5);
    CHECK_TEXT(fact_text_or(copy, "machine", FACT_CONTAINER, "-"), "docker");
    CHECK(fact_get(copy, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->opening != NULL);
}

TEST(a_flag_is_yes_only_when_it_is_set)
{
    Facts *facts = facts_new(test_arena());
    fact_set_flag(facts, "machine", FACT_WSL, false, "");
    CHECK(is_no(fact_is_flag(facts, "machine", FACT_WSL)));
    fact_set_absent(facts, "machine", FACT_WSL, "");
    CHECK(is_no(fact_is_flag(facts, "machine", FACT_WSL)));
}

TEST(nothing_is_told_of_the_text_of_an_unknown_fact)
{
    Facts *facts = facts_new(test_arena());
    Truth truth = fact_is_text(facts, "machine", FACT_CONTAINER, "docker");
    CHECK(is_unknown(truth));
    CHECK_TEXT(truth.because, "not looked at");
    fact_set_unknown(facts, "machine", FACT_CONTAINER, NULL, "");
    CHECK_TEXT(fact_is_text(facts, "machine", FACT_CONTAINER, "docker").because, "not looked at");
}

TEST(marking_a_fact_that_nobody_set_does_nothing)
{
    Facts *facts = facts_new(test_arena());
    fact_mark_assumed(facts, "machine", FACT_CONTAINER);
    CHECK_NUMBER(facts_count(facts), 0);
}

/* ---- A value of another type than facts.def says is a fault of whycpu ---- */

typedef void Setter(Facts *facts);

static void text_for_flag(Facts *facts)
{
    fact_set_text(facts, "machine", FACT_WSL, "yes", "");
}
static void number_for_text(Facts *facts)
{
    fact_set_number(facts, "machine", FACT_CONTAINER, 1, "");
}
static void flag_for_text(Facts *facts)
{
    fact_set_flag(facts, "machine", FACT_CONTAINER, true, "");
}
static void texts_for_text(Facts *facts)
{
    fact_set_texts(facts, "machine", FACT_CONTAINER, (Strings){0}, "");
}
static void opening_for_text(Facts *facts)
{
    fact_set_opening(facts, "machine", FACT_CONTAINER, NULL, "");
}

static int status_of(Setter *set)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        set(facts_new(test_arena()));
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(a_value_of_another_type_is_a_fault)
{
    static Setter *const SETTERS[] = {text_for_flag, number_for_text, flag_for_text, texts_for_text,
                                      opening_for_text};
    for (size_t i = 0; i < sizeof SETTERS / sizeof *SETTERS; i++)
        CHECK_NUMBER(status_of(SETTERS[i]), EXIT_FAULT);
}

/* Strangers' machines may have thousands of cards: each fact is found at once. */
TEST(thousands_of_subjects_keep_their_facts_and_their_order)
{
    enum { COUNT = 20000 };
    Facts *facts = facts_new(test_arena());
    for (int i = 0; i < COUNT; i++)
        fact_set_text(facts, arena_printf(test_arena(), "gpu/%05d", i), FACT_GPU_VENDOR,
                      arena_printf(test_arena(), "v%d", i), "here");
    facts = facts_copy(facts);
    CHECK_NUMBER(facts_count(facts), COUNT);
    for (int i = 0; i < COUNT; i += 777)
        CHECK_TEXT(
            fact_text_or(facts, arena_printf(test_arena(), "gpu/%05d", i), FACT_GPU_VENDOR, NULL),
            arena_printf(test_arena(), "v%d", i));
    CHECK_TEXT(fact_text_or(facts, "gpu/00001", FACT_GPU_NAME, NULL), NULL);
    Strings subjects = facts_subjects(facts, "gpu/");
    REQUIRE(subjects.count == COUNT);
    CHECK_TEXT(subjects.items[0], "gpu/00000");
    CHECK_TEXT(subjects.items[COUNT - 1], "gpu/19999");
}
