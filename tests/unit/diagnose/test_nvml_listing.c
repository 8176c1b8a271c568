/* PyTorch, which may be told to list the GPUs that NVML counts. */
#include <string.h>

#include "diagnose/rows_asked.h"
#include "harness.h"

static Facts *torch_facts(bool listed_by_nvml)
{
    Facts *facts = healthy(test_arena());
    fact_set_flag(facts, "env", FACT_LISTED_BY_NVML, listed_by_nvml, "test");
    fact_set_flag(facts, "env", FACT_NVML_NEEDED, false, "test");
    return facts;
}

static Facts *without_libcuda(bool listed_by_nvml)
{
    Facts *facts = torch_facts(listed_by_nvml);
    library_fails(facts, "libcuda.so.1", "libcuda.so.1");
    return facts;
}

static void set_old_driver(Facts *facts)
{
    fact_set_text(facts, "machine", FACT_NVIDIA_MODULE, "440.33.01", "test");
    fact_set_text(facts, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "440.33.01", "test");
    fact_set_text(facts, "library/libnvidia-ml.so.1", FACT_LIBRARY_VERSION, "440.33.01", "test");
}

/* "fails: Found no NVIDIA driver on your system; counted" */
static const char *answer(const Facts *facts)
{
    Target target = {.framework = "torch", .kind = "environment"};
    const Judgement *judgement = judge(facts, &target);
    const char *more = "";
    for (size_t i = 0; i < judgement->notes.count; i++) {
        if (strstr(judgement->notes.items[i], "lists a GPU all the same"))
            more = "; listed";
        if (strstr(judgement->notes.items[i], "device_count() counts"))
            more = "; counted";
    }
    for (size_t i = 0; i < judgement->unknown.count; i++)
        if (strstr(judgement->unknown.items[i].says, "lists a GPU"))
            more = "; open";
    const char *text = judgement->raises.exception ? judgement->raises.text : "";
    return arena_printf(test_arena(), "%s: %s%s", verdict_word(judgement->verdict), text, more);
}

#define NO_DRIVER "Found no NVIDIA driver on your system"

TEST(a_listing_by_nvml_turns_a_driver_that_is_not_there_into_an_error)
{
    CHECK_TEXT(answer(torch_facts(true)), "gpu: ");
    CHECK_TEXT(answer(torch_facts(false)), "gpu: ");
    CHECK_TEXT(answer(without_libcuda(true)), "fails: " NO_DRIVER "; listed");
    CHECK_TEXT(answer(without_libcuda(false)), "cpu: " NO_DRIVER "; counted");
    Facts *untold = without_libcuda(true);
    fact_set_unknown(untold, "env", FACT_LISTED_BY_NVML, "test", "test");
    CHECK_TEXT(answer(untold), "cpu: " NO_DRIVER);
}

TEST(every_cause_by_which_nvml_works_is_one)
{
    Facts *facts = torch_facts(true);
    set_old_driver(facts);
    CHECK_TEXT(answer(facts), "fails: The NVIDIA driver on your system is too old; listed");
    facts = torch_facts(true);
    cuda_returns(facts, 802);
    CHECK_TEXT(answer(facts), "fails: Error 802: system not yet initialized; listed");
    facts = torch_facts(true);
    cuda_returns(facts, 34);
    CHECK_TEXT(answer(facts), "fails: Error 34: CUDA driver is a stub library; listed");
}

TEST(without_nvml_cuda_is_asked)
{
    Facts *facts = without_libcuda(true);
    library_fails(facts, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
    CHECK_TEXT(answer(facts), "cpu: " NO_DRIVER);
    facts = without_libcuda(true);
    library_unknown(facts, "libnvidia-ml.so.1", "test");
    CHECK_TEXT(answer(facts), "unknown: ; open");
    facts = without_libcuda(false);
    library_unknown(facts, "libnvidia-ml.so.1", "test");
    CHECK_TEXT(answer(facts), "cpu: " NO_DRIVER);
}

TEST(what_nvml_told_decides)
{
    Facts *facts = torch_facts(true);
    cuda_returns(facts, 999);
    nvml_returns(facts, 9);
    CHECK_TEXT(answer(facts), "cpu: CUDA unknown error");
    facts = torch_facts(true);
    answers_well(facts);
    cuda_returns(facts, 999);
    CHECK_TEXT(answer(facts), "fails: CUDA unknown error; listed");
    fact_set_number(facts, "asked/nvml", FACT_ASKED_DEVICES, 0, "test");
    CHECK_TEXT(answer(facts), "cpu: CUDA unknown error");
    facts = torch_facts(true);
    cuda_returns(facts, 999);
    CHECK_TEXT(answer(facts), "unknown: ; open");
    fact_set_text(facts, "asked/nvml", FACT_ASKED_OUTCOME, "silent", "test");
    CHECK_TEXT(answer(facts), "unknown: ; open");
}

TEST(where_the_kernel_has_no_driver_nvml_has_none_either)
{
    Facts *facts = torch_facts(true);
    fact_set_text(facts, GPU0, FACT_GPU_DRIVER, "nouveau", "test");
    CHECK_TEXT(answer(facts), "cpu: ");
    /* One that fails too decides, whatever is found beside it. */
    library_fails(facts, "libcuda.so.1", "libcuda.so.1");
    CHECK_TEXT(answer(facts), "cpu: " NO_DRIVER);
}

TEST(what_is_hidden_is_listed_by_nobody)
{
    Facts *facts = without_libcuda(true);
    set_variable(facts, "CUDA_VISIBLE_DEVICES", "-1");
    CHECK_TEXT(answer(facts), "cpu: " NO_DRIVER);
}

TEST(a_code_has_words_of_its_own)
{
    static const struct {
        long long code;
        const char *answer;
    } ROWS[] = {
        {2, "cpu: Error 2: out of memory"},
        {3, "cpu: CUDA driver initialization failed, you might not have a CUDA gpu."},
        {803, "cpu: Error 803: system has unsupported display driver / cuda driver combination"},
        {804, "cpu: Error 804: forward compatibility was attempted on non supported HW"},
        {805, "cpu: Unexpected error from cudaGetDeviceCount()"},
        {999, "cpu: CUDA unknown error"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = torch_facts(false);
        nvml_returns(facts, 9);
        cuda_returns(facts, ROWS[i].code);
        CHECK_TEXT(answer(facts), ROWS[i].answer);
    }
}

TEST(a_code_of_another_call_is_not_that_of_the_start)
{
    Facts *facts = torch_facts(false);
    cuda_returns(facts, 999);
    nvml_returns(facts, 9);
    fact_set_text(facts, "asked/cuda", FACT_ASKED_CALL, "cuDeviceGetCount", "test");
    CHECK(strstr(answer(facts), "Error") == NULL);
}

/* An old driver is found out before the driver starts. */
TEST(what_comes_before_the_start_has_its_own_words)
{
    Facts *facts = torch_facts(false);
    set_old_driver(facts);
    cuda_returns(facts, 999);
    nvml_returns(facts, 9);
    CHECK_TEXT(answer(facts), "cpu: The NVIDIA driver on your system is too old");
}
