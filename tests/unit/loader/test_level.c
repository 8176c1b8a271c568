/* Libraries for newer processors than the one that there is. */
#include "processes.h"

/* What becomes of a library on a machine with x86-64-v3 and glibc 2.minor. */
static const char *at_level(int minor, const char *attributes)
{
    World *world = debian_with_glibc(
        minor, LINES("env LD_LIBRARY_PATH=/a\n", library("/a/libx.so", attributes)));
    return opened(world, "libx.so", NULL);
}

TEST(a_level_that_the_processor_has_opens)
{
    CHECK_TEXT(at_level(36, "x86level=1"), "found /a/libx.so by ld-library-path");
    CHECK_TEXT(at_level(36, "x86level=7"), "found /a/libx.so by ld-library-path");
}

TEST(a_level_that_it_lacks_is_refused_since_2_33)
{
    const char *refusal = "failed: /a/libx.so: CPU ISA level is lower than required";
    CHECK_TEXT(at_level(36, "x86level=8"), refusal);
    CHECK_TEXT(at_level(33, "x86level=9"), refusal);
    CHECK_TEXT(at_level(36, "x86level=16"), refusal);
    CHECK_TEXT(at_level(32, "x86level=8"), "found /a/libx.so by ld-library-path");
}

TEST(the_deepest_library_is_named_first)
{
    World *world = debian(LINES(
        "env LD_LIBRARY_PATH=/a\n", library("/a/libx.so", "needed=liby.so x86level=8"),
        library("/a/liby.so", "needed=libz.so x86level=8"), library("/a/libz.so", "x86level=1")));
    CHECK_TEXT(opened(world, "libx.so", NULL),
               "failed: /a/liby.so: CPU ISA level is lower than required");
}

TEST(a_preload_for_a_newer_processor_stops_the_program)
{
    World *world =
        debian(LINES("env LD_PRELOAD=/a/libx.so\n", library("/a/libx.so", "x86level=8")));
    Loader *loader = loader_new(world);
    CHECK_TEXT(told(loader_start(loader, "/bin/app")),
               "failed: /a/libx.so: CPU ISA level is lower than required");
}

TEST(what_a_processor_can_do_that_was_not_recorded_is_unknown)
{
    World *world = world_of(
        LINES("user root uid=0\nenvironment complete\ntree /\n"
              "elf /bin/app machine=x86_64 interpreter=/lib64/ld-linux-x86-64.so.2\n"
              "elf /lib64/ld-linux-x86-64.so.2 machine=x86_64 soname=ld-linux-x86-64.so.2\n"
              "elf /lib64/libc.so.6 machine=x86_64 soname=libc.so.6 "
              "verdef=libc.so.6,GLIBC_2.2.5,GLIBC_2.38\n",
              library("/a/libx.so", "x86level=4"), library("/a/liby.so", "x86level=1"),
              library("/a/libz.so", "x86level=16")));
    CHECK_TEXT(opened(world, "/a/libx.so", NULL),
               "unknown: /a/libx.so is for newer processors, and what this one can do was not "
               "recorded");
    CHECK_TEXT(opened(world, "/a/liby.so", NULL), "found /a/liby.so by path");
    CHECK_TEXT(opened(world, "/a/libz.so", NULL),
               "failed: /a/libz.so: CPU ISA level is lower than required");
}
