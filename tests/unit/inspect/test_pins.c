/* Versions that two frameworks ask for, out of their metadata. */
#include "inspect/pins.h"

#include "harness.h"
#include "inspect/machine_of_lines.h"

#define METADATA(name, lines)                                                                      \
    "dir " SITE "/" name ".dist-info\nfile " SITE "/" name ".dist-info/METADATA\n" lines
#define PACKAGE(name) "dir " SITE "/" name ".dist-info\n"

#define TORCH      "torch-2.7.1"
#define TENSORFLOW "tensorflow-2.20.0"
#define JAX        "jax-0.12.0"
#define PLUGIN     "jax_cuda12_plugin-0.12.0"
#define NCCL       PACKAGE("nvidia_nccl_cu12-2.26.2")
#define OTHERS     PACKAGE("numpy-2.1.3")
#define NCCL_2_26  "  | Requires-Dist: nvidia-nccl-cu12==2.26.2; platform_system == \"Linux\"\n"
#define NCCL_2_23  "  | Requires-Dist: nvidia-nccl-cu12 ==2.23.4 ; extra == 'and-cuda'\n"

static const Framework ALL[] = {FRAMEWORK_TENSORFLOW, FRAMEWORK_KERAS, FRAMEWORK_TORCH,
                                FRAMEWORK_JAX};
enum { ALL_COUNT = 4 };
static Facts *facts_of[ALL_COUNT];

static void look_at(const char *changes, const char *const *owners)
{
    const char *error = NULL;
    World *world = changed_machine(healthy_lines(), changes);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    Inspection inspection = {.world = world, .env = env, .inventory = inventory_read(world, env)};
    for (int i = 0; i < ALL_COUNT; i++) {
        Strings names = {0};
        facts_of[i] = facts_new(test_arena());
        if (owners[i])
            list_add(test_arena(), names, owners[i]);
        fact_set_texts(facts_of[i], "env", FACT_FRAMEWORK_OWNERS, names, "test");
    }
    inspect_pins(&inspection, ALL, facts_of, ALL_COUNT);
}

static const char *joined(const Facts *facts, const char *subject, FactName name)
{
    const Fact *fact = fact_get(facts, subject, name);
    const char *all = "";
    for (size_t i = 0; i < fact->texts.count; i++)
        all = arena_printf(test_arena(), "%s%s%s", all, i ? ", " : "", fact->texts.items[i]);
    return all;
}

/* "nvidia-nccl-cu12 2.26.2"; of TensorFlow and PyTorch. */
static const char *pulled(const char *changes)
{
    static const char *const OWNERS[ALL_COUNT] = {"tensorflow 2.20.0", "tensorflow 2.20.0",
                                                  "torch 2.7.1", NULL};
    look_at(changes, OWNERS);
    CHECK_NUMBER(facts_count(facts_of[1]), 1); /* Keras is no asker of its own */
    CHECK_NUMBER(facts_count(facts_of[0]), facts_count(facts_of[2]));
    return joined(facts_of[0], "pins/tensorflow+torch", FACT_PULLED_PACKAGES);
}

TEST(two_pins_exclude_each_other)
{
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26) METADATA(TENSORFLOW, NCCL_2_23) NCCL),
               "nvidia-nccl-cu12 2.26.2");
    for (int i = 0; i <= 2; i += 2) {
        CHECK_TEXT(joined(facts_of[i], "pins/tensorflow+torch", FACT_PULLED_BY_ONE),
                   "tensorflow[and-cuda] 2.20.0: nvidia-nccl-cu12==2.23.4");
        CHECK_TEXT(joined(facts_of[i], "pins/tensorflow+torch", FACT_PULLED_BY_OTHER),
                   "torch 2.7.1: nvidia-nccl-cu12==2.26.2");
    }
}

TEST(each_package_is_told_once)
{
    static const char twice[] = METADATA(TORCH, NCCL_2_26 NCCL_2_26 "  | Requires-Dist: numpy<2\n")
        METADATA(TENSORFLOW, NCCL_2_23 "  | Requires-Dist: numpy>=2.1\n") NCCL OTHERS;
    CHECK_TEXT(pulled(twice), "nvidia-nccl-cu12 2.26.2, numpy 2.1.3");
}

TEST(pins_that_agree_are_nothing)
{
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26) METADATA(TENSORFLOW, NCCL_2_26) NCCL), "");
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26)
                          METADATA(TENSORFLOW, "  | Requires-Dist: nvidia-nccl-cu12\n") NCCL),
               "");
    CHECK_TEXT(pulled(METADATA(TORCH, "  | Requires-Dist: numpy<2\n")
                          METADATA(TENSORFLOW, NCCL_2_23) NCCL OTHERS),
               "");
}

TEST(what_is_not_installed_pulls_nothing)
{
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26) METADATA(TENSORFLOW, NCCL_2_23) "absent " SITE
                                                                                 "/nothing\n"),
               "");
}

TEST(a_marker_that_does_not_hold_pulls_nothing)
{
    static const char elsewhere[] =
        METADATA(TORCH, "  | Requires-Dist: nvidia-nccl-cu12==2.26.2; python_version < '3.11'\n")
            METADATA(TENSORFLOW, NCCL_2_23) NCCL;
    CHECK_TEXT(pulled(elsewhere), "");
    static const char other_machine[] = METADATA(
        TORCH, "  | Requires-Dist: nvidia-nccl-cu12==2.26.2; platform_machine == 'aarch64'\n")
        METADATA(TENSORFLOW, NCCL_2_23) NCCL;
    CHECK_TEXT(pulled(other_machine), "");
    static const char here[] =
        METADATA(TORCH, "  | Requires-Dist: nvidia-nccl-cu12==2.26.2; python_version < '3.12' and "
                        "platform_machine == 'x86_64'\n") METADATA(TENSORFLOW, NCCL_2_23) NCCL;
    CHECK_TEXT(pulled(here), "nvidia-nccl-cu12 2.26.2");
}

TEST(what_cannot_be_told_pulls_nothing)
{
    static const char kernel[] =
        METADATA(TORCH, "  | Requires-Dist: nvidia-nccl-cu12==2.26.2; platform_release == '5'\n")
            METADATA(TENSORFLOW, NCCL_2_23) NCCL;
    CHECK_TEXT(pulled(kernel), "");
    static const char candidate[] = METADATA(TORCH, "  | Requires-Dist: numpy<2.0rc1\n")
        METADATA(TENSORFLOW, "  | Requires-Dist: numpy>=2.1\n") OTHERS;
    CHECK_TEXT(pulled(candidate), "");
    static const char nameless[] = METADATA(TORCH, "  | Requires-Dist: numpy<2\n")
        METADATA(TENSORFLOW, "  | Requires-Dist: numpy>=2.1\n") "dir " SITE "/numpy.egg-info\n";
    CHECK_TEXT(pulled(nameless), "");
}

TEST(other_extras_say_nothing_of_this_one)
{
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26) METADATA(
                   TENSORFLOW, NCCL_2_23 "  | Requires-Dist: nothing; extra == 'x'\n") NCCL),
               "nvidia-nccl-cu12 2.26.2");
}

#define NVSHMEM "  | Requires-Dist: nvidia-nvshmem-cu12; extra == 'and-cuda'"

TEST(an_extra_of_which_a_package_is_missing_was_not_asked_for)
{
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26) METADATA(TENSORFLOW, NCCL_2_23 NVSHMEM "\n") NCCL),
               "");
    CHECK_TEXT(pulled(METADATA(TORCH, NCCL_2_26) METADATA(TENSORFLOW, NCCL_2_23 NVSHMEM "\n")
                          NCCL PACKAGE("nvidia_nvshmem_cu12-3.2.5")),
               "nvidia-nccl-cu12 2.26.2");
    CHECK_TEXT(pulled(METADATA(TENSORFLOW, NCCL_2_23 NVSHMEM " and os_name == 'nt'\n")
                          METADATA(TORCH, NCCL_2_26) NCCL),
               "nvidia-nccl-cu12 2.26.2");
    CHECK_TEXT(pulled(METADATA(TENSORFLOW, NCCL_2_26) METADATA(TORCH, NCCL_2_23 NVSHMEM "\n") NCCL),
               "");
}

TEST(the_plugin_asks_for_jax)
{
    static const char *const OWNERS[ALL_COUNT] = {"tensorflow 2.20.0", NULL, NULL, "jax 0.12.0"};
    look_at(METADATA(TENSORFLOW, NCCL_2_23) METADATA(JAX, "  | Name: jax\n") METADATA(
                PLUGIN, "  | Requires-Dist: nvidia-nccl-cu12>=2.26; extra == 'with-cuda'\n") NCCL,
            OWNERS);
    CHECK_TEXT(joined(facts_of[3], "pins/tensorflow+jax", FACT_PULLED_BY_OTHER),
               "jax-cuda12-plugin[with-cuda] 0.12.0: nvidia-nccl-cu12>=2.26");
}

TEST(one_framework_is_compared_with_nothing)
{
    static const char *const OWNERS[ALL_COUNT] = {"tensorflow 2.20.0", "tensorflow 2.20.0", NULL,
                                                  NULL};
    look_at(METADATA(TORCH, NCCL_2_26) METADATA(TENSORFLOW, NCCL_2_23) NCCL, OWNERS);
    CHECK_NUMBER(facts_count(facts_of[0]), 1);
}
