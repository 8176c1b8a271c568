/* What becomes of Keras by its backend, its file and its device. */
#include <string.h>

#include "diagnose/healthy.h"
#include "harness.h"

/* A healthy machine, on which Keras has this backend. */
static Facts *keras_on(const char *backend)
{
    Facts *facts = healthy(test_arena());
    fact_set_text(facts, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(facts, "env", FACT_KERAS_VERSION, "3.15.1", "test");
    fact_set_text(facts, "env", FACT_KERAS_BACKEND, backend, "KERAS_BACKEND");
    fact_set_absent(facts, "variable/KERAS_TORCH_DEVICE", FACT_VARIABLE_VALUE, "test");
    return facts;
}

/* "VERDICT ROOT: its sentence" */
static const char *answer(const Facts *facts)
{
    const Judgement *judgement = judged(facts);
    const char *says = judgement->causes.count ? judgement->causes.items[0].says : "";
    return arena_printf(test_arena(), "%s %s: %s", verdict_word(judgement->verdict),
                        root_of(judgement), says);
}

TEST(a_backend_with_a_chain_decides)
{
    const Judgement *judgement = judged(keras_on("tensorflow"));
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
    CHECK_TEXT(judgement->says, "Keras 3.15.1 on TensorFlow 2.20.0 will use the GPU");
    CHECK_TEXT(judged(keras_on("torch"))->says, "Keras 3.15.1 on PyTorch 2.20.0 will use the GPU");
}

TEST(numpy_has_no_gpu)
{
    CHECK_TEXT(answer(keras_on("numpy")),
               "cpu keras-backend-not-tf: Keras computes with NumPy here, which has no GPU");
}

TEST(openvino_is_not_judged)
{
    const Judgement *judgement = judged(keras_on("openvino"));
    CHECK_NUMBER(judgement->verdict, VERDICT_UNKNOWN);
    CHECK(strstr(judgement->unknown.items[0].says, "OpenVINO"));
}

TEST(a_backend_that_keras_does_not_have_ends_the_import)
{
    Facts *facts = keras_on("Torch");
    fact_set_text(facts, "env", FACT_IMPORT_RAISES, "ValueError", "test");
    CHECK_TEXT(answer(facts), "fails keras-backend-not-tf: Keras has no backend 'Torch'");
    const Judgement *judgement = judged(facts);
    CHECK_TEXT(judgement->raises.exception, "ValueError");
    CHECK_TEXT(judgement->raises.when, "import keras");
}

static const Judgement *without_backend(const char *backend)
{
    Facts *facts = keras_on(backend);
    fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, "/env/bin/python");
    return judged(facts);
}

TEST(a_backend_that_is_not_there_is_named)
{
    const Judgement *judgement = without_backend("torch");
    CHECK_TEXT(root_of(judgement), "framework-not-installed");
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
    CHECK_TEXT(judgement->raises.exception, "ModuleNotFoundError");
    CHECK_TEXT(judgement->raises.when, "import keras");
    CHECK_TEXT(judgement->raises.text, "No module named 'torch'");
    CHECK_TEXT(without_backend("numpy")->raises.text, "No module named 'scipy'");
    CHECK_TEXT(without_backend("openvino")->raises.text, "No module named 'openvino'");
}

TEST(keras_that_is_not_there_is_named_itself)
{
    Facts *facts = healthy(test_arena());
    fact_set_text(facts, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, "/env/bin/python");
    CHECK_TEXT(judged(facts)->raises.text, "No module named 'keras'");
}

TEST(tf_keras_is_imported_by_its_own_name)
{
    Facts *facts = keras_on("tensorflow");
    fact_set_text(facts, "env", FACT_KERAS_PACKAGE, "tf_keras", "test");
    fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, "/env/bin/python");
    CHECK_TEXT(judged(facts)->raises.when, "import tf_keras");
}

TEST(a_bad_file_is_met_before_the_backend_that_is_missing)
{
    Facts *facts = keras_on("numpy");
    fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, "/env/bin/python");
    fact_set_text(facts, "env", FACT_KERAS_SAYS, "Invalid `epsilon` configuration.",
                  "/h/keras.json");
    fact_set_text(facts, "env", FACT_IMPORT_RAISES, "ValueError", "/h/keras.json");
    CHECK_TEXT(judged(facts)->raises.exception, "ValueError");
}

TEST(a_bad_file_comes_before_the_backend)
{
    Facts *facts = keras_on("numpy");
    fact_set_text(facts, "env", FACT_KERAS_SAYS, "Invalid `epsilon` configuration.",
                  "/h/keras.json");
    CHECK_TEXT(answer(facts), "fails framework-broken: /h/keras.json ends the import of Keras");
}

static Facts *with_device(const char *backend, const char *device)
{
    Facts *facts = keras_on(backend);
    fact_set_text(facts, "variable/KERAS_TORCH_DEVICE", FACT_VARIABLE_VALUE, device, "test");
    return facts;
}

TEST(the_device_counts_for_pytorch_alone)
{
    const char *hidden =
        "cpu visible-devices-hidden: KERAS_TORCH_DEVICE=cpu keeps Keras from every GPU";
    CHECK_TEXT(answer(with_device("torch", "cpu")), hidden);
    CHECK_TEXT(answer(with_device("jax", "cpu")), "gpu : ");
    CHECK_TEXT(answer(with_device("torch", "cuda")), "gpu : ");
    CHECK_NUMBER(judged(with_device("torch", "meta"))->verdict, VERDICT_UNKNOWN);
    Facts *unknown = keras_on("torch");
    fact_set_unknown(unknown, "variable/KERAS_TORCH_DEVICE", FACT_VARIABLE_VALUE, "EACCES", "test");
    CHECK_NUMBER(judged(unknown)->verdict, VERDICT_UNKNOWN);
}

TEST(a_device_that_is_asked_for_and_not_there_is_an_error)
{
    Facts *facts = with_device("torch", "cuda:0");
    fact_set_text(facts, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "-1", "test");
    CHECK_NUMBER(judged(facts)->verdict, VERDICT_FAILS);
    facts = with_device("torch", "xpu");
    fact_set_text(facts, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "-1", "test");
    CHECK_NUMBER(judged(facts)->verdict, VERDICT_UNKNOWN);
}
