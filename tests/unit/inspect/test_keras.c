/* Keras: its version, the backend that it would take, and what is judged for it. */
#include "harness.h"
#include "inspect/inspect.h"
#include "inspect/keras.h"
#include "inspect/machine_of_lines.h"

#define KERAS "dir " SITE "/keras-3.12.0.dist-info\nfile " SITE "/keras/__init__.py\n"

static Inspection *inspection_of(const char *changes)
{
    const char *error = NULL;
    World *world = changed_machine(healthy_lines(), changes);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    CHECK_TEXT(error, NULL);
    return inspection_begin(world, env, NULL);
}

static Facts *keras_after(const char *changes)
{
    return inspect_framework(inspection_of(arena_printf(test_arena(), KERAS "%s", changes)),
                             FRAMEWORK_KERAS);
}

static const Fact *backend_after(const char *changes)
{
    return fact_get(keras_after(changes), "env", FACT_KERAS_BACKEND);
}

TEST(the_variable_comes_before_the_file)
{
    const char *file = "file /home/me/.keras/keras.json\n  | {\"backend\": \"torch\"}\n";
    CHECK_TEXT(backend_after("env KERAS_BACKEND=jax\n")->text, "jax");
    CHECK_TEXT(backend_after("env KERAS_BACKEND=jax\n")->source, "KERAS_BACKEND");
    CHECK_TEXT(backend_after(file)->text, "torch");
    CHECK_TEXT(backend_after(file)->source, "/home/me/.keras/keras.json");
    CHECK_TEXT(backend_after(arena_printf(test_arena(), "env KERAS_BACKEND=\n%s", file))->text,
               "torch");
    CHECK_TEXT(backend_after("")->text, "tensorflow");
    CHECK_TEXT(backend_after("")->source, "Keras' default");
}

TEST(keras_home_and_home_name_the_file)
{
    CHECK_TEXT(backend_after("env KERAS_HOME=/k\nenv HOME=/h\n"
                             "file /k/keras.json\n  | {\"backend\": \"jax\"}\n")
                   ->text,
               "jax");
    CHECK_TEXT(backend_after("env KERAS_HOME=\nenv HOME=/h\n"
                             "file /h/.keras/keras.json\n  | {\"backend\": \"jax\"}\n"
                             "file /home/me/.keras/keras.json\n  | {\"backend\": \"torch\"}\n")
                   ->text,
               "jax");
}

TEST(a_file_that_names_no_backend_is_the_default)
{
    CHECK_TEXT(backend_after("file /home/me/.keras/keras.json\n  | {\"floatx\": 1}\n")->text,
               "tensorflow");
    CHECK_TEXT(backend_after("file /home/me/.keras/keras.json\n  | no json\n")->text, "tensorflow");
}

TEST(what_may_not_be_read_is_unknown)
{
    const Fact *file = backend_after("unknown /home/me/.keras/keras.json EACCES\n");
    CHECK_NUMBER(file->known, UNKNOWN);
    CHECK_TEXT(file->source, "/home/me/.keras/keras.json");
    const Fact *variable = backend_after("env KERAS_BACKEND\n");
    CHECK_NUMBER(variable->known, UNKNOWN);
    CHECK_TEXT(variable->source, "KERAS_BACKEND");
}

TEST(keras_2_has_no_other_backend)
{
    const Fact *backend = fact_get(
        inspect_framework(inspection_of("dir " SITE "/keras-2.15.0.dist-info\n"
                                        "file " SITE "/keras/__init__.py\nenv KERAS_BACKEND=jax\n"),
                          FRAMEWORK_KERAS),
        "env", FACT_KERAS_BACKEND);
    CHECK_TEXT(backend->text, "tensorflow");
    CHECK_TEXT(backend->source, "Keras 2 has no other");
}

TEST(keras_is_judged_by_tensorflow_when_it_runs_on_it)
{
    Facts *facts = keras_after("");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK, "-"), "keras");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, "-"), "3.12.0");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_PATH, "-"), SITE "/tensorflow");
    CHECK_NUMBER(fact_get(facts, "env", FACT_LIBRARIES_ASKED)->known, PRESENT);
}

TEST(on_another_backend_tensorflow_says_nothing)
{
    Facts *facts = keras_after("env KERAS_BACKEND=jax\n");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, "-"), "3.12.0");
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->known, UNKNOWN);
    CHECK_TEXT(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->source, "KERAS_BACKEND");
    CHECK_NUMBER(fact_get(facts, "env", FACT_LIBRARIES_ASKED)->known, UNKNOWN);
    CHECK_NUMBER(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->known, PRESENT);
}

TEST(keras_that_is_not_there_is_absent)
{
    Facts *facts = inspect_framework(inspection_of(""), FRAMEWORK_KERAS);
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->known, ABSENT);
    CHECK_NUMBER(fact_get(facts, "env", FACT_KERAS_VERSION)->known, ABSENT);
}

/* ---- Frameworks by name ---- */

TEST(frameworks_have_words)
{
    Framework framework = FRAMEWORK_NONE;
    CHECK_TEXT(framework_word(FRAMEWORK_JAX), "jax");
    CHECK(framework_word(FRAMEWORK_NONE) == NULL);
    CHECK(framework_by_word("torch", &framework));
    CHECK_NUMBER(framework, FRAMEWORK_TORCH);
    CHECK(!framework_by_word("caffe", &framework));
    CHECK(framework_is_judged(FRAMEWORK_KERAS));
    CHECK(framework_is_judged(FRAMEWORK_TORCH));
    CHECK(framework_is_judged(FRAMEWORK_JAX));
    CHECK(!framework_is_judged(FRAMEWORK_NONE));
}

TEST(installed_means_importable)
{
    Inspection *inspection =
        inspection_of("file " SITE "/torch/__init__.py\ndir " SITE "/torch-2.9.0.dist-info\n");
    CHECK(framework_is_installed(inspection, FRAMEWORK_TENSORFLOW));
    CHECK(framework_is_installed(inspection, FRAMEWORK_TORCH));
    CHECK(!framework_is_installed(inspection, FRAMEWORK_JAX));
    CHECK(!framework_is_installed(inspection, FRAMEWORK_NONE));
    CHECK_TEXT(framework_version(inspection, FRAMEWORK_TORCH), "2.9.0");
    CHECK(framework_version(inspection, FRAMEWORK_JAX) == NULL);
    CHECK(framework_version(inspection, FRAMEWORK_NONE) == NULL);
}

TEST(a_framework_that_is_not_there_is_absent)
{
    Inspection *inspection = inspection_of("");
    CHECK_NUMBER(
        fact_get(inspect_framework(inspection, FRAMEWORK_JAX), "env", FACT_FRAMEWORK_PATH)->known,
        ABSENT);
}

TEST(without_a_framework_the_machine_is_judged)
{
    Facts *facts = inspect_framework(inspection_of(""), FRAMEWORK_NONE);
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK)->known, ABSENT);
    CHECK_TEXT(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->opening->path,
               "/lib/x86_64-linux-gnu/libcuda.so.1");
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->known, UNKNOWN);
}

#define SHELL                                                                                      \
    "elf /bin/sh mode=0755 machine=x86_64 interpreter=/lib64/ld-linux-x86-64.so.2 "                \
    "needed=libc.so.6\n"

TEST(without_an_interpreter_nothing_is_installed)
{
    World *world = changed_machine(healthy_lines(), SHELL);
    Inspection *inspection = inspection_begin(world, NULL, NULL);
    CHECK(!framework_is_installed(inspection, FRAMEWORK_TENSORFLOW));
    CHECK(framework_version(inspection, FRAMEWORK_TENSORFLOW) == NULL);
    Facts *facts = inspect_framework(inspection, FRAMEWORK_TENSORFLOW);
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->known, UNKNOWN);
    CHECK_TEXT(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->because,
               "no Python interpreter was found");
    CHECK_TEXT(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->opening->by,
               "/bin/sh");
}

TEST(a_program_that_does_not_start_tells_nothing_of_libcuda)
{
    World *world = changed_machine(healthy_lines(), "absent /bin/sh\n");
    Facts *facts = inspect_framework(inspection_begin(world, NULL, NULL), FRAMEWORK_NONE);
    const Fact *opening = fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING);
    CHECK_NUMBER(opening->known, UNKNOWN);
    CHECK_TEXT(opening->source, "/bin/sh");
    CHECK(opening->because != NULL);
}

TEST(a_keras_that_code_may_bring_in_is_unknown)
{
    Inspection *inspection = inspection_of("dir " SITE "/keras-3.12.0.dist-info\n"
                                           "file " SITE "/sitecustomize.py\n");
    const Fact *path =
        fact_get(inspect_framework(inspection, FRAMEWORK_KERAS), "env", FACT_FRAMEWORK_PATH);
    CHECK_NUMBER(path->known, UNKNOWN);
    CHECK_TEXT(path->because, SITE "/sitecustomize.py runs at each start and may change sys.path");
}
