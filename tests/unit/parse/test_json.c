#include "parse/json.h"

#include <string.h>

#include "harness.h"

static const JsonValue *read(const char *text)
{
    const char *error = NULL;
    return json_read(test_arena(), text_of(text), 1 << 16, &error);
}

static const char *error_of(Text text)
{
    const char *error = NULL;
    CHECK(json_read(test_arena(), text, 1 << 16, &error) == NULL);
    return error;
}

TEST(values_have_one_type_each)
{
    const JsonValue *root = read("{\"s\": \"a\\u00e9\", \"n\": -3, \"t\": true, \"x\": null}");
    long long number = 0;
    bool flag = false;
    CHECK(json_is_object(root));
    CHECK_TEXT(json_string_of(json_get(root, "s")), "a\xc3\xa9");
    CHECK(json_number_of(json_get(root, "n"), &number));
    CHECK_NUMBER(number, -3);
    CHECK(json_flag_of(json_get(root, "t"), &flag) && flag);
    CHECK(!json_flag_of(json_get(root, "n"), &flag));
    CHECK(!json_number_of(json_get(root, "s"), &number));
    CHECK_TEXT(json_string_of(json_get(root, "x")), NULL);
    CHECK(json_get(root, "absent") == NULL);
    CHECK(json_get(json_get(root, "s"), "s") == NULL);
    CHECK(json_get(NULL, "s") == NULL);
}

TEST(of_a_key_that_stands_twice_the_last_counts)
{
    CHECK_TEXT(json_string_of(json_get(read("{\"a\": \"1\", \"a\": \"2\"}"), "a")), "2");
}

TEST(a_list_is_walked_in_order)
{
    JsonWalk walk = json_walk(read("[\"a\", [\"no\", \"no\"], \"b\"]"));
    CHECK_TEXT(json_string_of(json_next(&walk, NULL)), "a");
    CHECK_NUMBER(json_count(json_next(&walk, NULL)), 2);
    CHECK_TEXT(json_string_of(json_next(&walk, NULL)), "b");
    CHECK(json_next(&walk, NULL) == NULL);
    CHECK(json_next(&walk, NULL) == NULL);
}

TEST(an_object_is_walked_with_its_keys)
{
    JsonWalk walk = json_walk(read("{\"a\": {\"inner\": 1}, \"b\": \"x\"}"));
    const char *key;
    CHECK(json_is_object(json_next(&walk, &key)));
    CHECK_TEXT(key, "a");
    CHECK_TEXT(json_string_of(json_next(&walk, &key)), "x");
    CHECK_TEXT(key, "b");
    CHECK(json_next(&walk, &key) == NULL);
}

TEST(what_is_no_container_has_no_members)
{
    JsonWalk walk = json_walk(read("\"text\""));
    CHECK(json_next(&walk, NULL) == NULL);
    CHECK_NUMBER(json_count(NULL), 0);
}

TEST(malformed_json_is_refused_with_its_place)
{
    CHECK(starts_with(error_of(TEXT("{\"a\": }")), "no JSON: "));
    CHECK(ends_with(error_of(TEXT("{\"a\": }")), " at byte 6"));
    CHECK_TEXT(error_of(TEXT("")), "empty");
    CHECK(error_of(TEXT("\"\xff\"")) != NULL);
    CHECK(error_of(TEXT("[1] 2")) != NULL);
}

TEST(a_text_beyond_the_ceilings_is_refused)
{
    const char *error = NULL;
    char deep[200] = {0};
    CHECK(json_read(test_arena(), TEXT("[1,2]"), 4, &error) == NULL);
    CHECK_TEXT(error, "longer than 4 bytes");
    memset(deep, '[', JSON_DEPTH_CEILING + 1);
    CHECK_TEXT(error_of(text_of(deep)), "nested too deeply");
    memset(deep, '[', JSON_DEPTH_CEILING);
    memset(deep + JSON_DEPTH_CEILING, ']', JSON_DEPTH_CEILING);
    CHECK(read(deep) != NULL);
}

TEST(brackets_in_strings_do_not_nest)
{
    char text[200] = "\"\\\"";
    memset(text + 3, '[', 100);
    text[103] = '"';
    CHECK(read(text) != NULL);
}

TEST(a_string_with_a_nul_inside_is_none)
{
    const JsonValue *root = read("[\"a\\u0000b\"]");
    JsonWalk walk = json_walk(root);
    CHECK_TEXT(json_string_of(json_next(&walk, NULL)), NULL);
}

TEST(numbers_out_of_range_are_none)
{
    long long number;
    JsonWalk walk = json_walk(read("[18446744073709551615, 1.5, 9223372036854775807]"));
    CHECK(!json_number_of(json_next(&walk, NULL), &number));
    CHECK(!json_number_of(json_next(&walk, NULL), &number));
    CHECK(json_number_of(json_next(&walk, NULL), &number));
    CHECK(number == 9223372036854775807LL);
}
