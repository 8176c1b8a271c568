#include "parse/os_release.h"

#include "harness.h"

static const char *shown(const char *lines)
{
    OsRelease release = os_release_parse(text_of(lines));
    return arena_printf(test_arena(), "%s|%s|%s", text_copy(test_arena(), release.id),
                        text_copy(test_arena(), release.id_like),
                        text_copy(test_arena(), release.version_id));
}

TEST(fields_with_every_kind_of_quotes)
{
    CHECK_TEXT(shown("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n"), "ubuntu|debian|24.04");
    CHECK_TEXT(shown("ID=\"rocky\"\nID_LIKE='rhel centos fedora'\n"), "rocky|rhel centos fedora|");
    CHECK_TEXT(shown("ID=arch"), "arch||");
}

TEST(other_names_and_broken_quotes_are_left_alone)
{
    CHECK_TEXT(shown("VERSION_CODENAME=x\nBUILD_ID=y\n#ID=z\n"), "||");
    CHECK_TEXT(shown("ID=\"x\nVERSION_ID='1\"\nID_LIKE=\"\n"), "\"x|\"|'1\"");
    CHECK_TEXT(shown("ID=\"\"\n"), "||");
    CHECK_TEXT(shown(""), "||");
}
