#include "parse/placement.h"

#include <string.h>

#include "harness.h"

static const char *device_of(const char *printed)
{
    char *room = arena_alloc(test_arena(), PLACEMENT_WORD);
    return placement_device(text_of(printed), room) ? room : "none";
}

static const char *dtype_of(const char *attributes)
{
    char *room = arena_alloc(test_arena(), PLACEMENT_WORD);
    return placement_dtype(text_of(attributes), room) ? room : "none";
}

static const char *op_of(const char *printed)
{
    char *room = arena_alloc(test_arena(), PLACEMENT_WORD);
    return placement_op(text_of(printed), room) ? room : "none";
}

TEST(devices_are_named_as_people_name_them)
{
    static const char *const ROWS[][2] = {
        {"/job:localhost/replica:0/task:0/device:GPU:0", "GPU:0"},
        {"localhost/replica:0/task:0/device:CPU:0", "CPU:0"},
        {"/job:localhost/replica:0/task:0/gpu:1", "GPU:1"},
        {"/device:XLA_GPU:0", "XLA_GPU:0"},
        {"/job:worker/replica:0/task:1/device:GPU:3", "worker:1 GPU:3"},
        {"worker/replica:0/task:1/device:GPU:3", "worker:1 GPU:3"},
        {"/job:worker/device:CPU:0", "worker:0 CPU:0"},
        {"/job:localhost/replica:0/task:0", "none"},
        {"GPU:", "none"},
        {":0", "none"},
        {"GPU:x", "none"},
        {"a b:0", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(device_of(ROWS[i][0]), ROWS[i][1]);
    char word[80];
    memset(word, 'A', sizeof word);
    memcpy(word + 70, ":0", 3);
    CHECK_TEXT(device_of(word), "none");
    CHECK_TEXT(
        device_of(arena_printf(test_arena(), "/job:%.50s/task:0/device:GPU:012345678", word)),
        "none");
}

TEST(types_are_those_of_the_data)
{
    static const char *const ROWS[][2] = {
        {"T=DT_FLOAT, transpose_a=false](a, b) ", "float32"},
        {"Tidx=DT_INT32, T=DT_HALF](a) ", "float16"},
        {"T=DT_DOUBLE", "float64"},
        {"dtype=DT_BFLOAT16, shape=[]", "bfloat16"},
        {"SrcT=DT_INT32, DstT=DT_FLOAT", "float32"},
        {"Tidx=DT_INT32", "none"},
        {"T=[DT_FLOAT, DT_INT32]", "none"},
        {"T=DT_", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(dtype_of(ROWS[i][0]), ROWS[i][1]);
}

TEST(a_function_that_is_traced_again_is_the_same_operation)
{
    CHECK_TEXT(op_of("__inference_train_step_812"), "__inference_train_step");
    CHECK_TEXT(op_of("__inference_step2"), "__inference_step2");
    CHECK_TEXT(op_of("__42"), "__42");
    CHECK_TEXT(op_of("MatMul_1"), "MatMul_1");
    CHECK_TEXT(op_of(""), "none");
}

TEST(a_device_is_of_its_type_alone)
{
    CHECK(placement_is_on("GPU:0", "GPU"));
    CHECK(placement_is_on("worker:1 GPU:0", "GPU"));
    CHECK(!placement_is_on("XLA_GPU:0", "GPU"));
    CHECK(!placement_is_on("GPUX:0", "GPU"));
    CHECK(!placement_is_on("GPU:0", "CPU"));
}
