#include "cli/gpu_spec.h"

#include "harness.h"

static const char *error_of(const char *text)
{
    AssumedGpu gpu;
    const char *error;
    return gpu_spec_parse(test_arena(), text, &gpu, &error) ? NULL : error;
}

static AssumedGpu read(const char *text)
{
    AssumedGpu gpu;
    const char *error;
    CHECK(gpu_spec_parse(test_arena(), text, &gpu, &error));
    return gpu;
}

TEST(nothing_is_the_default)
{
    AssumedGpu gpu = read(NULL), usual = assumed_gpu_default();
    CHECK_TEXT(gpu.compute_capability, usual.compute_capability);
    CHECK_NUMBER(gpu.count, 1);
    CHECK(!gpu.no_nvml);
    CHECK_TEXT(read("").driver, usual.driver);
}

TEST(every_item)
{
    AssumedGpu gpu = read("sm_80,count=2,sms=108,memory=80GB,driver=535.54.03,no-nvml");
    CHECK_TEXT(gpu.compute_capability, "8.0");
    CHECK_NUMBER(gpu.count, 2);
    CHECK_NUMBER(gpu.multiprocessor_count, 108);
    CHECK_NUMBER(gpu.memory_bytes, 80000000000);
    CHECK_TEXT(gpu.driver, "535.54.03");
    CHECK(gpu.no_nvml);
}

TEST(architectures)
{
    CHECK_TEXT(read("sm_35").compute_capability, "3.5");
    CHECK_TEXT(read("sm_120").compute_capability, "12.0");
    CHECK_TEXT(read("sm_90a").compute_capability, "9.0");
    static const char *const WRONG[] = {"sm_",   "sm_8",   "sm_1200", "sm_8x",
                                        "sm_05", "sm_8.0", "sm_a"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        CHECK_TEXT(error_of(WRONG[i]),
                   arena_printf(test_arena(),
                                "'%s' is no architecture; write sm_80 for compute capability 8.0",
                                WRONG[i]));
}

TEST(sizes)
{
    CHECK_NUMBER(read("memory=16GiB").memory_bytes, 17179869184);
    CHECK_NUMBER(read("memory=512MB").memory_bytes, 512000000);
    CHECK_NUMBER(read("memory=512MiB").memory_bytes, 536870912);
    static const char *const WRONG[] = {"memory=",          "memory=80", "memory=80TB",
                                        "memory=0GB",       "memory=GB", "memory=-1GB",
                                        "memory=99999999GB"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        CHECK(error_of(WRONG[i]));
}

TEST(errors_say_what_is_needed)
{
    CHECK_TEXT(error_of("count=0"),
               arena_printf(test_arena(), "'count=0': a number from 1 to %d is needed",
                            ASSUMED_GPU_CEILING));
    CHECK_TEXT(error_of("sms=x"), "'sms=x': a number from 1 to 1000 is needed");
    CHECK_TEXT(error_of("sm_80,count=1,sm_90"), "'sm_90': this was given before");
    CHECK_TEXT(error_of("driver=580"),
               "'driver=580': a driver version such as 580.65.06 is needed");
    CHECK_TEXT(error_of("driver=580.x"),
               "'driver=580.x': a driver version such as 580.65.06 is needed");
    CHECK(error_of("80"));
    CHECK(error_of("sm_80,,count=1"));
    CHECK(error_of("cont=2"));
}
