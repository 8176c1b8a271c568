/* Keras: its version, the backend that it would take, and what is judged for it. */
#include "harness.h"
#include "inspect/inspect.h"
#include "inspect/keras.h"
#include "inspect/machine_of_lines.h"

#define KERAS                                                                                      \
    "dir " SITE "/keras-3.12.0.dist-info\nfile " SITE "/keras/__init__.py\n"                       \
    "dir /home/me uid=1000\ndir /h uid=1000\n"

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

#define JAX_CHOSEN   "\n  | {\"backend\": \"jax\"}\n"
#define TORCH_CHOSEN "\n  | {\"backend\": \"torch\"}\n"

TEST(keras_home_and_home_name_the_file)
{
    const char *others =
        "file /h/.keras/keras.json" TORCH_CHOSEN "file /home/me/.keras/keras.json" TORCH_CHOSEN;
    CHECK_TEXT(backend_after("env KERAS_HOME=/k\nenv HOME=/h\nfile /k/keras.json" JAX_CHOSEN)->text,
               "jax");
    CHECK_TEXT(backend_after("env HOME=/h\nfile /h/.keras/keras.json" JAX_CHOSEN
                             "file /home/me/.keras/keras.json" TORCH_CHOSEN)
                   ->text,
               "jax");
    CHECK_TEXT(
        backend_after("env KERAS_HOME=~/k\nenv HOME=/h\nfile /h/k/keras.json" JAX_CHOSEN)->source,
        "/h/k/keras.json");
    CHECK_TEXT(backend_after("env KERAS_HOME=~\nenv HOME=/h\nfile /h/keras.json" JAX_CHOSEN)->text,
               "jax");
    CHECK_TEXT(
        backend_after("env KERAS_HOME=~k\nenv HOME=/h\nfile /hk/keras.json" JAX_CHOSEN)->text,
        "tensorflow");
    /* Empty, it is the directory in which the program runs. */
    CHECK_TEXT(backend_after(arena_printf(test_arena(),
                                          "env KERAS_HOME=\nenv HOME=/h\ncwd /work\n"
                                          "file /work/keras.json" JAX_CHOSEN "%s",
                                          others))
                   ->text,
               "jax");
}

TEST(a_home_that_may_not_be_written_to_is_passed_over)
{
    const char *both =
        "file /closed/.keras/keras.json" TORCH_CHOSEN "file /tmp/.keras/keras.json" JAX_CHOSEN;
    CHECK_TEXT(
        backend_after(arena_printf(test_arena(), "env HOME=/closed\ndir /closed\n%s", both))->text,
        "jax");
    CHECK_TEXT(backend_after(
                   arena_printf(test_arena(), "env HOME=/closed\ndir /closed uid=1000\n%s", both))
                   ->text,
               "torch");
    CHECK_TEXT(backend_after("env HOME=/none\nfile /tmp/.keras/keras.json" JAX_CHOSEN)->text,
               "jax");
}

TEST(a_file_that_names_no_backend_is_the_default)
{
    CHECK_TEXT(
        backend_after("file /home/me/.keras/keras.json\n  | {\"floatx\": \"float16\"}\n")->text,
        "tensorflow");
    CHECK_TEXT(backend_after("file /home/me/.keras/keras.json\n  | no json\n")->text, "tensorflow");
}

#define BAD_FILE "file /home/me/.keras/keras.json\n  | {\"floatx\": 1, \"backend\": \"torch\"}\n"

static const char *text_after(const char *changes, FactName name)
{
    return fact_text_or(keras_after(changes), "env", name, NULL);
}

TEST(a_bad_file_ends_the_import_whatever_the_variable_says)
{
    const char *changes = "env KERAS_BACKEND=jax\n" BAD_FILE;
    CHECK_TEXT(text_after(changes, FACT_KERAS_SAYS), "Invalid `floatx` configuration.");
    CHECK_TEXT(text_after(changes, FACT_KERAS_BACKEND), "jax");
    /* Which exception it is was seen with 3.15. */
    CHECK_TEXT(text_after(changes, FACT_IMPORT_RAISES), NULL);
    Facts *facts = inspect_framework(inspection_of("dir " SITE "/keras-3.15.1.dist-info\n"
                                                   "file " SITE "/keras/__init__.py\n"
                                                   "dir /home/me uid=1000\n" BAD_FILE),
                                     FRAMEWORK_KERAS);
    CHECK_TEXT(fact_text_or(facts, "env", FACT_IMPORT_RAISES, NULL), "ValueError");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_IMPORT_SAYS, NULL),
               "Invalid `floatx` configuration.");
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

TEST(where_only_tf_keras_is_there_it_is_keras)
{
    const char *files = "dir " SITE "/tf_keras-2.20.1.dist-info\n"
                        "file " SITE "/tf_keras/__init__.py\nenv KERAS_BACKEND=jax\n";
    Inspection *inspection = inspection_of(files);
    CHECK(framework_is_installed(inspection, FRAMEWORK_KERAS));
    Facts *facts = inspect_framework(inspection, FRAMEWORK_KERAS);
    CHECK_TEXT(fact_text_or(facts, "env", FACT_KERAS_PACKAGE, "-"), "tf_keras");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_KERAS_VERSION, "-"), "2.20.1");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_KERAS_BACKEND, "-"), "tensorflow");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, "-"), "2.20.0");
    /* Beside Keras 3 it is not what `import keras` takes. */
    facts = keras_after(files);
    CHECK_TEXT(fact_text_or(facts, "env", FACT_KERAS_PACKAGE, "-"), "keras");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_KERAS_BACKEND, "-"), "jax");
}

TEST(a_backend_that_keras_does_not_have_ends_the_import)
{
    const char *changes = "env KERAS_BACKEND=Torch\n";
    CHECK_TEXT(text_after(changes, FACT_IMPORT_RAISES), "ValueError");
    CHECK_TEXT(text_after(changes, FACT_IMPORT_SAYS), "Unable to import backend : Torch");
}

TEST(of_backends_without_a_chain_their_package_is_asked_for)
{
    CHECK_NUMBER(
        fact_get(keras_after("env KERAS_BACKEND=numpy\n"), "env", FACT_FRAMEWORK_PATH)->known,
        ABSENT);
    CHECK_TEXT(text_after("env KERAS_BACKEND=numpy\nfile " SITE "/scipy/__init__.py\n",
                          FACT_FRAMEWORK_PATH),
               SITE "/scipy");
    CHECK_TEXT(text_after("env KERAS_BACKEND=openvino\nfile " SITE "/openvino/__init__.py\n",
                          FACT_FRAMEWORK_PATH),
               SITE "/openvino");
}

TEST(keras_is_judged_by_what_it_runs_on)
{
    Facts *facts = keras_after("");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK, "-"), "keras");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_KERAS_VERSION, "-"), "3.12.0");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, "-"), "2.20.0");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_PATH, "-"), SITE "/tensorflow");
    CHECK_NUMBER(fact_get(facts, "env", FACT_LIBRARIES_ASKED)->known, PRESENT);
    CHECK_NUMBER(fact_get(facts, "variable/KERAS_TORCH_DEVICE", FACT_VARIABLE_VALUE)->known,
                 ABSENT);
    facts = keras_after("env KERAS_BACKEND=torch\nenv KERAS_TORCH_DEVICE=cpu\n"
                        "file " SITE "/torch/__init__.py\ndir " SITE "/torch-2.9.0.dist-info\n");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_PATH, "-"), SITE "/torch");
    CHECK_TEXT(fact_text_or(facts, "variable/KERAS_TORCH_DEVICE", FACT_VARIABLE_VALUE, "-"), "cpu");
}

TEST(a_backend_that_is_not_there_leaves_the_others_to_choose)
{
    Facts *facts = keras_after("env KERAS_BACKEND=jax\n");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, "-"), "-");
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->known, ABSENT);
    const Fact *others = fact_get(facts, "env", FACT_OTHER_FRAMEWORKS);
    CHECK_NUMBER(others->texts.count, 1);
    CHECK_TEXT(others->texts.items[0], "tensorflow");
    CHECK_NUMBER(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->known, PRESENT);
}

TEST(numpy_needs_scipy_and_openvino_itself)
{
    CHECK_NUMBER(
        fact_get(keras_after("env KERAS_BACKEND=numpy\n"), "env", FACT_FRAMEWORK_PATH)->known,
        ABSENT);
    CHECK_TEXT(text_after("env KERAS_BACKEND=numpy\nfile " SITE "/scipy/__init__.py\n",
                          FACT_FRAMEWORK_PATH),
               SITE "/scipy");
    CHECK_TEXT(text_after("env KERAS_BACKEND=openvino\nfile " SITE "/openvino/__init__.py\n",
                          FACT_FRAMEWORK_PATH),
               SITE "/openvino");
    CHECK_TEXT(text_after("env KERAS_BACKEND=Torch\n", FACT_FRAMEWORK_PATH), SITE "/keras");
}

TEST(keras_without_a_distribution_is_unknown)
{
    Facts *facts =
        inspect_framework(inspection_of("file " SITE "/keras/__init__.py\n"), FRAMEWORK_KERAS);
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_PATH)->known, UNKNOWN);
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
