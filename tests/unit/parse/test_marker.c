#include "parse/marker.h"

#include "harness.h"

static const char *applies_with(const char *requirement, const char *extra)
{
    MarkerPlace place = {"x86_64", "3.11", text_of(extra)};
    Truth truth = requirement_applies(text_of(requirement), &place);
    return is_unknown(truth) ? "unknown" : is_yes(truth) ? "yes" : "no";
}

static const char *applies(const char *requirement)
{
    return applies_with(requirement, "");
}

TEST(without_a_marker_a_requirement_applies)
{
    CHECK_TEXT(applies("numpy<2"), "yes");
    CHECK_TEXT(applies("cuda-toolkit[cublas,cudart]==13.2.2"), "yes");
}

TEST(a_marker_asks_for_the_machine)
{
    CHECK_TEXT(applies("a (==1) ; platform_system == \"Linux\" and platform_machine == \"x86_64\""),
               "yes");
    CHECK_TEXT(applies("a; platform_machine == 'aarch64'"), "no");
    CHECK_TEXT(applies("a; platform_machine != 'aarch64'"), "yes");
    CHECK_TEXT(applies("a; platform_system == 'Windows'"), "no");
    CHECK_TEXT(applies("a; sys_platform == 'linux'"), "yes");
    CHECK_TEXT(applies("a; sys_platform != 'linux'"), "no");
    CHECK_TEXT(applies("a; os_name == 'posix'"), "yes");
    CHECK_TEXT(applies("a; os_name == 'nt'"), "no");
}

TEST(a_marker_asks_for_python)
{
    CHECK_TEXT(applies("a; python_version < \"3.15\""), "yes");
    CHECK_TEXT(applies("a; python_version<'3.9'"), "no");
    CHECK_TEXT(applies("a; python_version >= '3.11'"), "yes");
    CHECK_TEXT(applies("a; python_version ~= '3.11'"), "yes");
    CHECK_TEXT(applies("a; python_version < ''"), "unknown");
    CHECK_TEXT(applies("a; python_version < "
                       "'1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1'"),
               "unknown");
}

TEST(a_marker_asks_for_an_extra)
{
    CHECK_TEXT(applies("a; extra == 'and-cuda'"), "no");
    CHECK_TEXT(applies_with("a ; extra == 'and-cuda'", "and-cuda"), "yes");
    CHECK_TEXT(applies_with("a; extra != 'and-cuda'", "and-cuda"), "no");
    CHECK_TEXT(applies_with("a; (sys_platform != \"win32\" and python_version < \"3.13\") and "
                            "extra == \"gcs\"",
                            "gcs"),
               "yes");
    CHECK_TEXT(applies_with("a; extra < 'gcs'", "gcs"), "unknown");
}

TEST(and_binds_closer_than_or)
{
    CHECK_TEXT(applies("a; os_name == 'posix' or os_name == 'nt' and os_name == 'nt'"), "yes");
    CHECK_TEXT(applies("a; (os_name == 'posix' or os_name == 'nt') and os_name == 'nt'"), "no");
    CHECK_TEXT(applies("a; ((os_name == 'nt'))"), "no");
}

TEST(what_is_not_known_decides_only_where_it_must)
{
    MarkerPlace nowhere = {NULL, NULL, TEXT("")};
    CHECK(is_unknown(requirement_applies(TEXT("a; python_version < '3.9'"), &nowhere)));
    CHECK(is_unknown(requirement_applies(TEXT("a; platform_machine == 'x86_64'"), &nowhere)));
    CHECK(is_no(
        requirement_applies(TEXT("a; python_version < '3.9' and os_name == 'nt'"), &nowhere)));
    CHECK_TEXT(applies("a; platform_release == '5'"), "unknown");
    CHECK_TEXT(applies("a; platform_release == '5' or os_name == 'posix'"), "yes");
}

TEST(what_is_not_read_is_not_guessed)
{
    CHECK_TEXT(applies("a;"), "unknown");
    CHECK_TEXT(applies("a; os_name"), "unknown");
    CHECK_TEXT(applies("a; os_name =="), "unknown");
    CHECK_TEXT(applies("a; os_name == 'posix"), "unknown");
    CHECK_TEXT(applies("a; os_name < 'posix'"), "unknown");
    CHECK_TEXT(applies("a; 'posix' == os_name"), "unknown");
    CHECK_TEXT(applies("a; os_name == os_name"), "unknown");
    CHECK_TEXT(applies("a; os_name in 'posix'"), "unknown");
    CHECK_TEXT(applies("a; (os_name == 'posix'"), "unknown");
    CHECK_TEXT(applies("a; os_name == 'posix' os_name == 'nt'"), "unknown");
    CHECK_TEXT(applies("a; os_name == 'posix' orange"), "unknown");
    CHECK_TEXT(applies("a; os_name == 'nt' and"), "unknown");
    CHECK_TEXT(applies("a; os_name == 'posix' or"), "unknown");
}

static const char *in_brackets(const char *open, const char *close)
{
    return applies(arena_printf(test_arena(), "a; %s os_name == 'posix' %s", open, close));
}

TEST(brackets_have_an_end)
{
    CHECK_TEXT(in_brackets("((((((((((((((((", "))))))))))))))))"), "yes");
    CHECK_TEXT(in_brackets("(((((((((((((((((", ")))))))))))))))))"), "unknown");
}
