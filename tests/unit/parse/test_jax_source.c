#include "parse/jax_source.h"

#include "harness.h"

TEST(the_version_of_a_release)
{
    JaxVersion version;
    CHECK(jax_version_read(test_arena(),
                           TEXT("_version = \"0.12.0\"\n"
                                "_release_version: str | None = '0.12.0.1'\n"
                                "_minimum_jaxlib_version = \"0.11.2\"\n"
                                "__version__ = _get_version_string()\n"),
                           &version));
    CHECK_TEXT(version.version, "0.12.0.1");
    CHECK_TEXT(version.least_jaxlib, "0.11.2");
}

TEST(what_is_no_release_asks_git)
{
    JaxVersion version;
    CHECK(!jax_version_read(
        test_arena(), TEXT("_version = '0.9'\n_release_version: str | None = None\n"), &version));
    CHECK(!jax_version_read(test_arena(), TEXT(""), &version));
    CHECK(!version.least_jaxlib);
    CHECK(!jax_version_read(test_arena(), TEXT("_minimum_jaxlib_version = 3\n"), &version));
    CHECK(!version.least_jaxlib);
}
