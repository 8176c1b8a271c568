/* Calls in pasted Python code: names and arguments. */
#include "harness.h"
#include "parse/python_call.h"

static const char *shown(const char *code, const char *name)
{
    PythonCall call;
    if (!python_call_next(text_of(code), 0, &name, 1, &call))
        return "none";
    Arena *arena = test_arena();
    const char *out =
        arena_printf(arena, "%zu-%zu %s", call.at, call.end, text_copy(arena, call.name));
    for (size_t i = 0; i < call.count; i++)
        out = arena_printf(arena, "%s|%s=%s", out, text_copy(arena, call.arguments[i].name),
                           text_copy(arena, call.arguments[i].value));
    return out;
}

TEST(calls_with_their_arguments)
{
    CHECK_TEXT(shown("x = layers.LSTM(32, activation='relu')", "LSTM"),
               "4-38 layers.LSTM|=32|activation='relu'");
    CHECK_TEXT(shown("LSTM()", "LSTM"), "0-6 LSTM");
    CHECK_TEXT(shown("ds.map(lambda x: (x, [1, 2]),\n   num_parallel_calls=4)", "map"),
               "0-54 ds.map|=lambda x: (x, [1, 2])|num_parallel_calls=4");
    CHECK_TEXT(shown("f(a == b, 'c,d)', \"e\\\")\")", "f"), "0-25 f|=a == b|='c,d)'|=\"e\\\")\"");
    CHECK_TEXT(shown("f({'GPU': 0}, don't)", "f"), "0-20 f|={'GPU': 0}|=don't");
}

TEST(what_is_no_call_of_that_name)
{
    CHECK_TEXT(shown("MyLSTM(1)", "LSTM"), "none");
    CHECK_TEXT(shown("LSTM (1)", "LSTM"), "none");
    CHECK_TEXT(shown("LSTM(1, (2)", "LSTM"), "none");
    CHECK_TEXT(shown("LSTM", "LSTM"), "none");
    CHECK_TEXT(shown("LSTM_2(1)", "LSTM"), "none");
}

TEST(an_argument_by_its_name_or_its_place)
{
    static const char *const NAMES[] = {"f"};
    PythonCall call;
    REQUIRE(python_call_next(TEXT("f(1, b=2, c=3)"), 0, NAMES, 1, &call));
    Arena *arena = test_arena();
    CHECK_TEXT(text_copy(arena, python_argument(&call, "a", 0)), "1");
    CHECK_TEXT(text_copy(arena, python_argument(&call, "b", 5)), "2");
    CHECK_TEXT(text_copy(arena, python_argument(&call, "d", 1)), "");
    CHECK_TEXT(text_copy(arena, python_argument(&call, "d", -1)), "");
    CHECK_TEXT(text_copy(arena, python_unquoted(TEXT("'a'"))), "a");
    CHECK_TEXT(text_copy(arena, python_unquoted(TEXT("rb\"a\""))), "a");
    CHECK_TEXT(text_copy(arena, python_unquoted(TEXT("ba"))), "ba");
}
