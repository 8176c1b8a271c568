#include "parse/keras_config.h"

#include "harness.h"

static KerasConfig config_of(const char *text)
{
    return keras_config_read(test_arena(), text_of(text));
}

TEST(the_backend_is_read)
{
    KerasConfig config = config_of("{\"floatx\": \"float16\", \"epsilon\": 1e-07, \"backend\": "
                                   "\"jax\", \"image_data_format\": \"channels_first\"}");
    CHECK_TEXT(config.backend, "jax");
    CHECK_TEXT(config.raises, NULL);
    CHECK_TEXT(config.says, NULL);
}

TEST(a_backend_is_told_as_python_prints_it)
{
    CHECK_TEXT(config_of("{}").backend, NULL);
    CHECK_TEXT(config_of("{\"backend\": 1}").backend, "1");
    CHECK_TEXT(config_of("{\"backend\": null}").backend, "None");
    CHECK_TEXT(config_of("{\"backend\": true}").backend, "True");
    CHECK_TEXT(config_of("{\"backend\": false}").backend, "False");
    CHECK_TEXT(config_of("{\"backend\": []}").backend, "a list");
    CHECK_TEXT(config_of("{\"backend\": {}}").backend, "a dict");
    CHECK_TEXT(config_of("{\"backend\": 0.5}").backend, "a float");
}

TEST(what_is_no_json_is_ignored)
{
    KerasConfig config = config_of("{\"backend\":");
    CHECK_TEXT(config.backend, NULL);
    CHECK_TEXT(config.raises, NULL);
}

TEST(what_is_no_object_has_no_get)
{
    static const struct {
        const char *text, *type;
    } ROWS[] = {{"[\"jax\"]", "list"}, {"\"jax\"", "str"}, {"3", "int"},
                {"0.5", "float"},      {"true", "bool"},   {"null", "NoneType"}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        KerasConfig config = config_of(ROWS[i].text);
        CHECK_TEXT(config.raises, "AttributeError");
        CHECK_TEXT(config.says,
                   arena_printf(test_arena(), "'%s' object has no attribute 'get'", ROWS[i].type));
        CHECK_TEXT(config.backend, NULL);
    }
}

TEST(a_setting_that_is_not_allowed_ends_the_import)
{
    static const struct {
        const char *text, *says;
    } ROWS[] = {
        {"{\"floatx\": \"bad\", \"epsilon\": 1}", "Invalid `floatx` configuration."},
        {"{\"floatx\": 16}", "Invalid `floatx` configuration."},
        {"{\"epsilon\": 1, \"image_data_format\": \"x\"}", "Invalid `epsilon` configuration."},
        {"{\"epsilon\": \"1e-7\"}", "Invalid `epsilon` configuration."},
        {"{\"image_data_format\": \"first\"}", "Invalid `image_data_format` configuration."},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        KerasConfig config = config_of(ROWS[i].text);
        CHECK_TEXT(config.raises, "ValueError");
        CHECK_TEXT(config.says, ROWS[i].says);
    }
}
