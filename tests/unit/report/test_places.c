#include "report/places.h"

#include "harness.h"

static const Places PLACES = {
    .cwd = "/home/ada/project",
    .prefix = "/opt/envs/tf",
    .home = "/home/ada",
};

static const char *shorten(const char *text)
{
    return shorten_text(test_arena(), &PLACES, text);
}

TEST(below_the_working_directory_a_path_is_relative)
{
    CHECK_TEXT(shorten("/home/ada/project/.venv/bin"), ".venv/bin");
    CHECK_TEXT(shorten("/home/ada/project"), ".");
    CHECK_TEXT(shorten("/home/ada/project/"), "./");
}

TEST(below_the_environment_and_home)
{
    CHECK_TEXT(shorten("/opt/envs/tf/lib/x.so"), "…/lib/x.so");
    CHECK_TEXT(shorten("/opt/envs/tf"), "/opt/envs/tf");
    CHECK_TEXT(shorten("/home/ada/other"), "~/other");
    CHECK_TEXT(shorten("/home/ada"), "~");
}

TEST(a_name_that_only_begins_alike_is_left_alone)
{
    CHECK_TEXT(shorten("/home/ada/project2/x"), "~/project2/x");
    CHECK_TEXT(shorten("/home/adam/x"), "/home/adam/x");
    CHECK_TEXT(shorten("/opt/envs/tf-old/lib"), "/opt/envs/tf-old/lib");
    CHECK_TEXT(shorten("/mnt/home/ada/project/x"), "/mnt/home/ada/project/x");
}

TEST(every_path_in_a_text)
{
    CHECK_TEXT(
        shorten("a (/home/ada/project/b), LD=/home/ada/c:/opt/envs/tf/d '/home/ada/project'"),
        "a (b), LD=~/c:…/d '.'");
    CHECK_TEXT(shorten("x/home/ada/project/y"), "x/home/ada/project/y");
}

TEST(short_prefixes_and_the_root_shorten_nothing)
{
    Places places = {.cwd = "/", .prefix = "/usr", .home = "/"};
    CHECK_TEXT(shorten_text(test_arena(), &places, "/usr/lib/x"), "/usr/lib/x");
    places = (Places){0};
    CHECK_TEXT(shorten_text(test_arena(), &places, "/usr/lib/x"), "/usr/lib/x");
    places.prefix = "/usr/local";
    CHECK_TEXT(shorten_text(test_arena(), &places, "/usr/local/lib/x"), "/usr/local/lib/x");
}

TEST(a_slash_behind_a_place_does_not_matter)
{
    Places places = {.cwd = "/work/here/"};
    CHECK_TEXT(shorten_path(test_arena(), &places, "/work/here/x"), "x");
}

TEST(brief_leaves_out_the_way_to_the_site_directory)
{
    Places places = {
        .cwd = "/home/ada/project", .prefix = "/home/ada/project/.venv", .brief = true};
    CHECK_TEXT(shorten_text(test_arena(), &places,
                            "/home/ada/project/.venv/lib/python3.11/site-packages/nvidia/x"),
               ".venv/…/nvidia/x");
    CHECK_TEXT(shorten_text(test_arena(), &places,
                            "/home/ada/project/.venv/lib64/python3.13t/dist-packages/x"),
               ".venv/…/x");
    CHECK_TEXT(
        shorten_text(test_arena(), &places, "/home/ada/project/.venv/lib/python3.11/site-packages"),
        ".venv/lib/python3.11/site-packages");
    CHECK_TEXT(shorten_text(test_arena(), &places, "/home/ada/project/.venv/lib/python3.11/os.py"),
               ".venv/lib/python3.11/os.py");
    CHECK_TEXT(shorten_text(test_arena(), &places, "/usr/lib/python3/dist-packages/x"),
               "/usr/lib/python3/dist-packages/x");
    places.prefix = "/opt/envs/tf";
    CHECK_TEXT(shorten_text(test_arena(), &places, "/opt/envs/tf/lib/python3.11/site-packages/x"),
               "…/x");
    places.prefix = "/usr";
    CHECK_TEXT(shorten_text(test_arena(), &places, "/usr/lib/python3.11/dist-packages/x"),
               "/usr/…/x");
}
