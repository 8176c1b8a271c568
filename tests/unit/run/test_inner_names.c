/* Names of threads, from pieces of memory. */
#include "run/inner_names.h"

#include <string.h>

#include "harness.h"

#define FRAMEWORK "/v/tensorflow/libtensorflow_framework.so.2\n"

static Spans code(void)
{
    return code_of_tensorflow(test_arena(), TEXT("1000-2000 r--p 0 00:39 1 " FRAMEWORK
                                                 "2000-3000 r-xp 0 00:39 1 " FRAMEWORK
                                                 "3000-4000 rw-p 0 00:39 1 " FRAMEWORK
                                                 "5000-6000 r-xp 0 00:39 1 /usr/lib/libc.so.6\n"
                                                 "7000-8000 r-xp 0 00:00 0 [vdso]\n"));
}

TEST(code_is_what_may_be_executed)
{
    CHECK_NUMBER(code().count, 1);
    CHECK_NUMBER(code().items[0].from, 0x2000);
    CHECK_NUMBER(code().items[0].to, 0x3000);
    CHECK_NUMBER(code_of_tensorflow(test_arena(), TEXT("2000 r-xp " FRAMEWORK)).count, 0);
    CHECK_NUMBER(code_of_tensorflow(test_arena(), TEXT("")).count, 0);
}

TEST(a_thread_that_waits_tells_its_stack)
{
    CHECK(stack_pointer_of(TEXT("202 0x5 0x189 0x0 0x0 0x0 0x0 0x7f25c47ba5e0 0x7f25e1\n")) ==
          0x7f25c47ba5e0);
    CHECK(stack_pointer_of(TEXT("-1 0x7f25c47ba5e0 0x7f25e1\n")) == 0x7f25c47ba5e0);
    CHECK(stack_pointer_of(TEXT("running\n")) == 0);
    CHECK(stack_pointer_of(TEXT("-1 0x7g 0x7f25e1\n")) == 0);
    CHECK(stack_pointer_of(TEXT("")) == 0);
}

static Text words(const uint64_t *at, size_t count)
{
    return (Text){(const char *)at, count * sizeof *at};
}

TEST(a_record_stands_behind_the_function)
{
    const uint64_t stack[] = {0x1fff, 7, 0x2000, 0, 0x2fff, 8, 0x3000, 9, 0x2008};
    size_t position = 0;
    CHECK(next_record(words(stack, 9), code(), &position) == 8);
    CHECK(next_record(words(stack, 9), code(), &position) == 0);
    position = 0;
    CHECK(next_record(TEXT(""), code(), &position) == 0);
    CHECK(next_record(words(stack, 9), (Spans){0}, &position) == 0);
}

/* As std::string of libstdc++ holds a short text. */
static Text record(uint64_t pointer, uint64_t length, const char *text)
{
    char *bytes = arena_alloc(test_arena(), INNER_NAME_BYTES);
    memcpy(bytes, &pointer, sizeof pointer);
    memcpy(bytes + 8, &length, sizeof length);
    strncpy(bytes + 16, text, 16);
    return (Text){bytes, INNER_NAME_BYTES};
}

TEST(a_name_points_at_itself)
{
    CHECK_TEXT(name_in_record(record(0x5010, 10, "tf_Compute"), 0x5000), "tf_Compute");
    CHECK_TEXT(name_in_record(record(0x5010, 15, "tf_graph_runner"), 0x5000), "tf_graph_runner");
    CHECK_TEXT(name_in_record(record(0x5018, 10, "tf_Compute"), 0x5000), "");
    CHECK_TEXT(name_in_record(record(0x5010, 9, "tf_Compute"), 0x5000), "");
    CHECK_TEXT(name_in_record(record(0x5010, 16, "tf_Compute"), 0x5000), "");
    CHECK_TEXT(name_in_record(record(0x5010, UINT64_MAX, "tf_Compute"), 0x5000), "");
    CHECK_TEXT(name_in_record(text_part(record(0x5010, 10, "tf_Compute"), 0, 31), 0x5000), "");
}
