#include "facts/facts.h"
#include "harness.h"

TEST(a_fact_that_nobody_set_is_unknown)
{
    const Fact *fact = fact_get(facts_new(test_arena()), "machine", FACT_CONTAINER);
    CHECK_NUMBER(fact->known, UNKNOWN);
    CHECK_TEXT(fact->because, "not looked at");
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
