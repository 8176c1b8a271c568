#include "parse/keras_config.h"

#include "harness.h"

TEST(the_backend_is_read)
{
    KerasConfig config;
    const char *error;
    CHECK(keras_config_read(test_arena(), TEXT("{\"floatx\": \"float16\", \"backend\": \"jax\"}"),
                            &config, &error));
    CHECK_TEXT(config.backend, "jax");
    CHECK_TEXT(config.floatx, "float16");
}

TEST(a_file_may_name_no_backend)
{
    KerasConfig config;
    const char *error;
    CHECK(keras_config_read(test_arena(), TEXT("{\"backend\": 1}"), &config, &error));
    CHECK_TEXT(config.backend, NULL);
    CHECK(!keras_config_read(test_arena(), TEXT("[\"jax\"]"), &config, &error));
    CHECK_TEXT(error, "it is no JSON object");
    CHECK(!keras_config_read(test_arena(), TEXT("{\"backend\":"), &config, &error));
}
