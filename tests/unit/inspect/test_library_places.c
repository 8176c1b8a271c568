/* Where else on a machine a library is. */
#include "inspect/library_places.h"

#include <string.h>

#include "inspect/machine_of_lines.h"
#include "inspect/toolkit_release.h"

#define NAME    "libcusolver.so.11"
#define SUBJECT "library/" NAME

static Listings *listings(void)
{
    return arena_new_of(test_arena(), Listings);
}

/* The search failed without meeting any file. */
static Facts *places_of(const char *lines, const PythonEnvironment *env)
{
    Facts *facts = facts_new(test_arena());
    Opening opening = {.name = NAME, .result = OPEN_FAILED};
    inspect_library_places(library_places(machine_of(lines), env, listings()), facts, NAME,
                           &opening);
    return facts;
}

static const char *found(const char *lines, FactName name)
{
    const Fact *fact = fact_get(places_of(lines, NULL), SUBJECT, name);
    return fact->texts.count == 1 ? fact->texts.items[0] : fact->texts.count ? "many" : "none";
}

static const char *const DIRECTORIES[] = {
    "/usr/local/cuda/lib64",
    "/usr/local/cuda-12.5/targets/x86_64-linux/lib",
    "/usr/local/cuda-12.5/targets/sbsa-linux/lib",
    "/opt/cuda/lib64",
    "/opt/cuda/targets/x86_64-linux/lib",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib/cuda/lib64",
};

static const char *on_machine(const char *machine, const char *path)
{
    return arena_printf(test_arena(), "processor %s platform=%s\nfile %s\n", machine, machine,
                        path);
}

TEST(every_directory_of_the_system)
{
    for (size_t i = 0; i < sizeof DIRECTORIES / sizeof *DIRECTORIES; i++) {
        const char *directory = DIRECTORIES[i];
        const char *machine =
            strstr(directory, "sbsa") || strstr(directory, "aarch64") ? "aarch64" : "x86_64";
        const char *path = arena_printf(test_arena(), "%s/" NAME, directory);
        CHECK_TEXT(found(on_machine(machine, path), FACT_LIBRARY_INSTALLED_AT), path);
        const char *other = arena_printf(test_arena(), "%s/libcusolver.so.12", directory);
        CHECK_TEXT(found(on_machine(machine, other), FACT_LIBRARY_OTHER_VERSIONS), other);
    }
}

TEST(what_is_for_another_kind_of_machine_helps_nobody)
{
    CHECK_TEXT(
        found(on_machine("x86_64", "/usr/lib/aarch64-linux-gnu/" NAME), FACT_LIBRARY_INSTALLED_AT),
        "none");
    CHECK_TEXT(found(on_machine("aarch64", "/opt/cuda/targets/x86_64-linux/lib/" NAME),
                     FACT_LIBRARY_INSTALLED_AT),
               "none");
}

TEST(only_toolkits_are_looked_into)
{
    CHECK_TEXT(found("file /usr/local/other/lib64/" NAME "\n", FACT_LIBRARY_INSTALLED_AT), "none");
    CHECK_TEXT(found("file /home/me/" NAME "\n", FACT_LIBRARY_INSTALLED_AT), "none");
}

TEST(links_to_one_toolkit_count_once)
{
    const char *lines = "file /usr/local/cuda-13.0/lib64/" NAME "\n"
                        "link /usr/local/cuda -> cuda-13.0\n"
                        "link /usr/local/cuda-13 -> cuda-13.0\n";
    CHECK_TEXT(found(lines, FACT_LIBRARY_INSTALLED_AT), "/usr/local/cuda-13.0/lib64/" NAME);
}

static PythonEnvironment environment(Known known)
{
    PythonEnvironment env = {.prefix = "/env"};
    SiteDirectory site = {.path = "/site", .known = known, .because = "EIO"};
    list_add(test_arena(), site.names, "nvidia");
    list_add(test_arena(), env.site_directories, site);
    return env;
}

static const char *own(const char *lines, Known known)
{
    PythonEnvironment env = environment(known);
    const Fact *fact = fact_get(places_of(lines, &env), SUBJECT, FACT_LIBRARY_INSTALLED_AT);
    return fact->texts.count == 1 ? fact->texts.items[0] : fact->texts.count ? "many" : "none";
}

TEST(packages_of_the_environment)
{
    CHECK_TEXT(own("file /site/nvidia/cusolver/lib/" NAME "\n", PRESENT),
               "/site/nvidia/cusolver/lib/" NAME);
    CHECK_TEXT(own("file /site/nvidia/cu13/lib/" NAME "\n", PRESENT),
               "/site/nvidia/cu13/lib/" NAME);
    CHECK_TEXT(own("file /env/lib/" NAME "\n", PRESENT), "/env/lib/" NAME);
    CHECK_TEXT(own("file /site/nvidia/cusolver/lib/" NAME "\n", UNKNOWN), "none");
    CHECK_TEXT(own("file /site/nvidia/__pycache__/lib/" NAME "\n", PRESENT), "none");
    CHECK_TEXT(own("file /site/nvidia/a.dist-info/lib/" NAME "\n", PRESENT), "none");
}

TEST(what_the_environment_has_is_enough)
{
    CHECK_TEXT(own("file /site/nvidia/cusolver/lib/" NAME "\nfile /usr/lib64/" NAME "\n", PRESENT),
               "/site/nvidia/cusolver/lib/" NAME);
    PythonEnvironment env = environment(PRESENT);
    Facts *facts = places_of(
        "file /site/nvidia/cusolver/lib/" NAME "\nfile /usr/lib64/libcusolver.so.12\n", &env);
    CHECK_NUMBER(fact_get(facts, SUBJECT, FACT_LIBRARY_OTHER_VERSIONS)->texts.count, 0);
    facts = places_of("file /usr/lib64/" NAME "\nfile /env/lib/libcusolver.so.12\n", &env);
    CHECK_NUMBER(fact_get(facts, SUBJECT, FACT_LIBRARY_OTHER_VERSIONS)->texts.count, 0);
}

TEST(a_name_without_a_version_has_no_others)
{
    Facts *facts = facts_new(test_arena());
    Opening opening = {.name = "libfoo.so", .result = OPEN_FAILED};
    World *world = machine_of("file /usr/lib64/libfoo.so.1\nfile /usr/lib64/libbar.so.1\n");
    inspect_library_places(library_places(world, NULL, listings()), facts, "libfoo.so", &opening);
    CHECK_NUMBER(fact_get(facts, "library/libfoo.so", FACT_LIBRARY_OTHER_VERSIONS)->texts.count, 0);
}

TEST(a_site_directory_that_lists_no_nvidia_is_not_looked_into)
{
    PythonEnvironment env = environment(PRESENT);
    env.site_directories.items[0].names.items[0] = "numpy";
    Facts *facts = places_of("file /site/nvidia/cusolver/lib/" NAME "\n", &env);
    CHECK_NUMBER(fact_get(facts, SUBJECT, FACT_LIBRARY_INSTALLED_AT)->texts.count, 0);
}

TEST(every_toolkit_counts)
{
    CHECK_TEXT(found("file /usr/local/cuda-12.5/lib64/libcudart.so.12\n"
                     "file /usr/local/cuda-13.0/lib64/" NAME "\n",
                     FACT_LIBRARY_INSTALLED_AT),
               "/usr/local/cuda-13.0/lib64/" NAME);
}

TEST(another_version_in_a_package)
{
    static const char *const VERSIONS[] = {"9", "10", "12"};
    for (size_t i = 0; i < sizeof VERSIONS / sizeof *VERSIONS; i++) {
        PythonEnvironment env = environment(PRESENT);
        const char *path =
            arena_printf(test_arena(), "/site/nvidia/cusolver/lib/libcusolver.so.%s", VERSIONS[i]);
        Facts *facts = places_of(arena_printf(test_arena(), "file %s\n", path), &env);
        const Fact *others = fact_get(facts, SUBJECT, FACT_LIBRARY_OTHER_VERSIONS);
        if (CHECK(others->texts.count == 1))
            CHECK_TEXT(others->texts.items[0], path);
    }
}

/* ---- A file that the search met ---- */

static size_t count_after(TryOutcome outcome, const char *for_name, const char *path)
{
    Facts *facts = facts_new(test_arena());
    Opening opening = {.name = NAME, .result = OPEN_FAILED};
    Try met = {.for_name = for_name, .path = path, .outcome = outcome};
    list_add(test_arena(), opening.tried, met);
    World *world = machine_of("file /usr/lib64/" NAME "\nlink /there/" NAME " -> /usr/lib64/" NAME
                              "\nfile /other/" NAME "\n");
    inspect_library_places(library_places(world, NULL, listings()), facts, NAME, &opening);
    return fact_get(facts, SUBJECT, FACT_LIBRARY_INSTALLED_AT)->texts.count;
}

TEST(a_file_that_was_met_and_not_used_does_not_count)
{
    CHECK_NUMBER(count_after(TRY_FOREIGN, NAME, "/usr/lib64/" NAME), 0);
    CHECK_NUMBER(count_after(TRY_NOT_ELF, NAME, "/there/" NAME), 0);
    CHECK_NUMBER(count_after(TRY_FOREIGN, NAME, "/other/" NAME), 1);
    CHECK_NUMBER(count_after(TRY_FOREIGN, "libelse.so.1", "/usr/lib64/" NAME), 1);
    CHECK_NUMBER(count_after(TRY_ABSENT, NAME, "/usr/lib64/" NAME), 1);
    CHECK_NUMBER(count_after(TRY_NOT_LOOKED, NAME, "/usr/lib64/" NAME), 1);
    CHECK_NUMBER(count_after(TRY_FOREIGN, NAME, "/nowhere/" NAME), 1);
}

/* ---- A place that could not be looked at ---- */

static void check_known(const char *lines, const PythonEnvironment *env, Known here, Known others)
{
    Facts *facts = places_of(lines, env);
    CHECK_NUMBER(fact_get(facts, SUBJECT, FACT_LIBRARY_INSTALLED_AT)->known, here);
    CHECK_NUMBER(fact_get(facts, SUBJECT, FACT_LIBRARY_OTHER_VERSIONS)->known, others);
}

TEST(what_is_not_found_may_be_where_a_look_failed)
{
    check_known("file /usr/lib64/libelse.so.1\n", NULL, PRESENT, PRESENT);
    check_known("dir /usr/local open=EIO\n", NULL, UNKNOWN, UNKNOWN);
    check_known("unknown /usr/lib64 EIO\n", NULL, UNKNOWN, UNKNOWN);
    check_known("unknown /usr/local/cuda/lib64 EIO\n", NULL, UNKNOWN, UNKNOWN);
    check_known("unknown /usr/lib64/" NAME " EIO\n", NULL, UNKNOWN, UNKNOWN);
    check_known("dir /usr/lib64 open=EIO\n", NULL, UNKNOWN, UNKNOWN);
    check_known("unknown /usr/lib64/libcusolver.so.12 EIO\n", NULL, UNKNOWN, UNKNOWN);
    check_known("unknown /usr/lib64/" NAME " EIO\nfile /opt/cuda/lib64/libcusolver.so.12\n", NULL,
                UNKNOWN, PRESENT);
    check_known("unknown /usr/lib64 EIO\nfile /opt/cuda/lib64/" NAME "\n", NULL, PRESENT, PRESENT);
}

TEST(what_is_not_found_may_be_in_a_site_directory_that_is_not_known)
{
    PythonEnvironment env = environment(UNKNOWN);
    check_known("dir /site\n", &env, UNKNOWN, UNKNOWN);
    env.site_directories.items[0].origin = SITE_STANDARD_LIBRARY; /* never listed */
    check_known("dir /site\n", &env, PRESENT, PRESENT);
    env = environment(PRESENT);
    check_known("dir /site/nvidia open=EIO\n", &env, UNKNOWN, UNKNOWN);
}

/* ---- A second library, when the names of a directory were asked for ---- */

static size_t count_of_second(const char *lines)
{
    static const char second[] = "libcublas.so.12";
    Facts *facts = facts_new(test_arena());
    LibraryPlaces *places = library_places(machine_of(lines), NULL, listings());
    Opening first = {.name = NAME, .result = OPEN_FAILED};
    inspect_library_places(places, facts, NAME, &first);
    Opening opening = {.name = second, .result = OPEN_FAILED};
    inspect_library_places(places, facts, second, &opening);
    return fact_get(facts, "library/libcublas.so.12", FACT_LIBRARY_INSTALLED_AT)->texts.count;
}

TEST(names_that_are_known_and_names_that_are_not)
{
    CHECK_NUMBER(count_of_second("file /usr/lib64/libcublas.so.12\n"), 1);
    CHECK_NUMBER(count_of_second("file /usr/lib64/libcublas.so.13\n"), 0);
    CHECK_NUMBER(count_of_second("dir /usr/lib64 open=EACCES\nfile /usr/lib64/libcublas.so.12\n"),
                 1);
}

/* ---- Of which CUDA a toolkit is ---- */

static const char *told_with(const char *cuda, const char *lines)
{
    Facts *facts = facts_new(test_arena());
    Opening opening = {.name = NAME, .result = OPEN_FAILED};
    fact_set_text(facts, "env", FACT_BUILD_CUDA, cuda, "");
    inspect_library_places(library_places(machine_of(lines), NULL, listings()), facts, NAME,
                           &opening);
    Truth in_toolkit = fact_is_flag(facts, SUBJECT, FACT_LIBRARY_IN_TOOLKIT);
    Truth fits = fact_is_flag(facts, SUBJECT, FACT_LIBRARY_TOOLKIT_FITS);
    const Fact *here = fact_get(facts, SUBJECT, FACT_LIBRARY_INSTALLED_AT);
    return arena_printf(test_arena(), "%s, %s, %zu others",
                        !is_yes(in_toolkit) ? "none"
                        : is_yes(fits)      ? "fits"
                        : is_unknown(fits)  ? fits.because
                                            : "fits not",
                        here->texts.count ? here->texts.items[0] : "",
                        fact_get(facts, SUBJECT, FACT_LIBRARY_OTHER_VERSIONS)->texts.count);
}

#define OF_11 "file /usr/local/cuda-11.8/lib64/" NAME "\n"
#define OF_12 "file /usr/local/cuda-12.5/lib64/" NAME "\n"
#define PLAIN "file /opt/cuda/lib64/" NAME "\n"

TEST(a_toolkit_of_another_cuda_has_another_version)
{
    CHECK_TEXT(told_with("12.5.1", OF_11), "none, , 1 others");
    CHECK_TEXT(told_with("12.5.1", OF_12), "fits, /usr/local/cuda-12.5/lib64/" NAME ", 0 others");
    CHECK_TEXT(told_with("11.8", OF_12 OF_11),
               "fits, /usr/local/cuda-11.8/lib64/" NAME ", 0 others");
}

TEST(the_runtime_beside_it_tells_before_the_name_of_the_toolkit)
{
    CHECK_TEXT(told_with("12.5.1", PLAIN "file /opt/cuda/lib64/libcudart.so.11.0\n"),
               "none, , 1 others");
    CHECK_TEXT(told_with("12.5.1", PLAIN "file /opt/cuda/lib64/libcudart.so.12\n"),
               "fits, /opt/cuda/lib64/" NAME ", 0 others");
    CHECK_TEXT(told_with("12.5.1", OF_11 "file /usr/local/cuda-11.8/lib64/libcudart.so.12\n"),
               "fits, /usr/local/cuda-11.8/lib64/" NAME ", 0 others");
}

TEST(where_nothing_tells_it_is_a_doubt)
{
    static const char in_doubt[] =
        "nothing beside it tells of which CUDA it is, /opt/cuda/lib64/" NAME ", 0 others";
    CHECK_TEXT(told_with("12.5.1", PLAIN), in_doubt);
    CHECK_TEXT(told_with("12.5.1", PLAIN "file /opt/cuda/lib64/libcudart.so.12\n"
                                         "file /opt/cuda/lib64/libcudart.so.11.0\n"),
               in_doubt);
    CHECK_TEXT(told_with("12.5.1", PLAIN OF_12),
               "fits, /usr/local/cuda-12.5/lib64/" NAME ", 0 others");
}

TEST(names_of_one_cuda_alone_need_no_other_sign)
{
    static const Strings nothing;
    CHECK(is_yes(toolkit_fits("/usr/lib64", nothing, "libcublas.so.12", 12)));
    CHECK(is_unknown(toolkit_fits("/usr/lib64", nothing, "libcusparse.so.12", 12)));
    CHECK(is_yes(toolkit_fits("/usr/lib64", nothing, "libstdc++.so.6", 12)));
}

/* NVIDIA's cuDNN for one CUDA and the distribution's runtime of another lie there side by side. */
TEST(a_cudnn_among_the_libraries_of_the_system_is_a_doubt)
{
    Strings runtime = {0};
    list_add(test_arena(), runtime, "libcudart.so.12");
    CHECK(is_unknown(toolkit_fits("/usr/lib/x86_64-linux-gnu", runtime, "libcudnn.so.9", 12)));
    CHECK(is_yes(toolkit_fits("/usr/local/cuda/lib64", runtime, "libcudnn.so.9", 12)));
    CHECK(is_no(toolkit_fits("/usr/local/cuda/lib64", runtime, "libcudnn.so.9", 13)));
}
