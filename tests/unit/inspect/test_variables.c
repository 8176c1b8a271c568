#include "harness.h"
#include "inspect/machine_of_lines.h"
#include "inspect/variables.h"

static Facts *variables_of(const char *lines)
{
    Facts *facts = facts_new(test_arena());
    inspect_variables(machine_of(lines), NULL, facts);
    return facts;
}

TEST(every_variable_that_decides_has_its_value)
{
    static const char *const NAMES[] = {"CUDA_VISIBLE_DEVICES",
                                        "CUDA_DEVICE_ORDER",
                                        "TF_ENABLED_DEVICE_TYPES",
                                        "TF_MIN_GPU_MULTIPROCESSOR_COUNT",
                                        "NVIDIA_VISIBLE_DEVICES",
                                        "LD_LIBRARY_PATH",
                                        "LD_PRELOAD"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *subject = arena_printf(test_arena(), "variable/%s", NAMES[i]);
        Facts *set = variables_of(arena_printf(test_arena(), "env %s=x\n", NAMES[i]));
        CHECK_TEXT(fact_text_or(set, subject, FACT_VARIABLE_VALUE, "-"), "x");
        CHECK_NUMBER(fact_get(variables_of(""), subject, FACT_VARIABLE_VALUE)->known, ABSENT);
        const Fact *unknown =
            fact_get(variables_of(arena_printf(test_arena(), "env %s\n", NAMES[i])), subject,
                     FACT_VARIABLE_VALUE);
        CHECK_NUMBER(unknown->known, UNKNOWN);
        CHECK(unknown->because != NULL);
    }
}

TEST(who_set_it_is_asked_of_those_that_hide)
{
    static const char *const NAMES[] = {"CUDA_VISIBLE_DEVICES", "TF_ENABLED_DEVICE_TYPES",
                                        "TF_MIN_GPU_MULTIPROCESSOR_COUNT"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Facts *facts = variables_of(arena_printf(
            test_arena(), "env %s=1\nfile /etc/environment\n  | %s=1\n", NAMES[i], NAMES[i]));
        const Fact *by = fact_get(facts, arena_printf(test_arena(), "variable/%s", NAMES[i]),
                                  FACT_VARIABLE_SET_BY);
        REQUIRE(by->known == PRESENT);
        CHECK_NUMBER(by->texts.count, 1);
    }
}
