#include "parse/pyvenv.h"

#include "harness.h"

static PyvenvConfig read(const char *text)
{
    return pyvenv_read(test_arena(), text_of(text));
}

TEST(the_lines_of_venv_are_read)
{
    PyvenvConfig c = read("home = /usr/bin\ninclude-system-site-packages = false\n"
                          "version = 3.11.2\nexecutable = /usr/bin/python3.11\n"
                          "command = /usr/bin/python3 -m venv /tmp/a=b\n");
    CHECK_TEXT(c.home, "/usr/bin");
    CHECK(!c.include_system_site);
    CHECK_TEXT(c.version, "3.11.2");
    CHECK_TEXT(c.executable, "/usr/bin/python3.11");
    CHECK_TEXT(c.command, "/usr/bin/python3 -m venv /tmp/a=b");
    CHECK_TEXT(c.maker, "venv");
}

TEST(the_lines_of_virtualenv_and_uv_are_read)
{
    CHECK_TEXT(read("version_info = 3.11.7.final.0\nvirtualenv = 20.26.2\n").version, "3.11.7");
    CHECK_TEXT(read("virtualenv = 20.26.2\n").maker, "virtualenv 20.26.2");
    CHECK_TEXT(read("uv = 0.5.1\nversion_info = 3.13\n").maker, "uv 0.5.1");
    CHECK_TEXT(read("uv = 0.5.1\nversion_info = 3.13\n").version, "3.13");
}

TEST(keys_and_true_may_have_any_case)
{
    CHECK(read("Include-System-Site-Packages=TRUE").include_system_site);
    CHECK_TEXT(read("HOME=/x").home, "/x");
}

TEST(without_the_line_the_system_is_seen)
{
    CHECK(read("home = /x\n").include_system_site);
    CHECK(!read("include-system-site-packages = yes\n").include_system_site);
    CHECK(!read("include-system-site-packages =\n").include_system_site);
}

TEST(the_first_home_and_the_last_include_count)
{
    PyvenvConfig c = read("home = /a\nhome = /b\ninclude-system-site-packages = true\n"
                          "include-system-site-packages = false\n");
    CHECK_TEXT(c.home, "/a");
    CHECK(!c.include_system_site);
}

TEST(a_comment_is_a_key_of_its_own)
{
    CHECK_TEXT(read("# home = /x\nno line\n").home, NULL);
    CHECK_TEXT(read("version = unknown\n").version, NULL);
    CHECK_TEXT(read("version = 3.\n").version, "3");
}
