/* Rules of musl where they differ from glibc's. */
#include "processes.h"

static World *alpine(const char *lines)
{
    return world_of(
        LINES("user root uid=0\nprocessor x86_64 platform=x86_64\nenvironment complete\ntree /\n",
              "elf /bin/app machine=x86_64 interpreter=/lib/ld-musl-x86_64.so.1 "
              "needed=libc.musl-x86_64.so.1\n",
              "elf /lib/ld-musl-x86_64.so.1 machine=x86_64\n", lines));
}

static const char gone[] = "failed: Error loading shared library libx.so.1: No such file or "
                           "directory";

TEST(musl_searches_three_directories_and_no_cache)
{
    CHECK_TEXT(opened(alpine(library("/usr/local/lib/libx.so.1", "")), "libx.so.1", NULL),
               "found /usr/local/lib/libx.so.1 by default");
    CHECK_TEXT(opened(alpine(library("/lib64/libx.so.1", "")), "libx.so.1", NULL), gone);
}

TEST(musl_reads_its_directories_from_a_file)
{
    World *world = alpine(LINES("file /etc/ld-musl-x86_64.path\n  | /opt/lib\n  | /opt/more\n",
                                library("/opt/more/libx.so.1", ""), library("/lib/liby.so", "")));
    CHECK_TEXT(opened(world, "libx.so.1", NULL), "found /opt/more/libx.so.1 by default");
    CHECK_TEXT(opened(world, "liby.so", NULL),
               "failed: Error loading shared library liby.so: No such file or directory");
}

TEST(musl_knows_a_library_by_its_file_name_not_by_its_soname)
{
    Loader *loader = app(alpine("elf /lib/libreal.so machine=x86_64 soname=libx.so.1\n"));
    CHECK_TEXT(told(loader_dlopen(loader, "libreal.so", NULL)), "found /lib/libreal.so by default");
    CHECK_TEXT(told(loader_dlopen(loader, "libreal.so", NULL)), "loaded /lib/libreal.so");
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)), gone);
}

TEST(musl_searches_for_the_program_whoever_calls)
{
    World *world =
        alpine(LINES(library("/opt/libcaller.so", "runpath=/r"), library("/r/libx.so.1", "")));
    CHECK_TEXT(opened_by(world, "libx.so.1", "/opt/libcaller.so"), gone);
}

TEST(musl_inherits_runpath_along_dt_needed)
{
    World *world = alpine(LINES(library("/opt/liba.so", "runpath=$ORIGIN/r needed=libb.so"),
                                library("/opt/r/libb.so", "needed=libx.so.1"),
                                library("/opt/r/libx.so.1", "")));
    CHECK_TEXT(opened(world, "/opt/liba.so", NULL), "found /opt/liba.so by path");
}

TEST(musl_takes_itself_for_every_libc)
{
    World *world = alpine(library("/lib/libx.so.1", "needed=libm.so.6,libpthread.so.0,libc.so.6"));
    CHECK_TEXT(opened(world, "libx.so.1", NULL), "found /lib/libx.so.1 by default");
    CHECK_TEXT(opened(world, "libm.so.6", NULL), "loaded /lib/ld-musl-x86_64.so.1");
}

TEST(musl_says_who_needs_what_is_missing)
{
    CHECK_TEXT(opened(alpine(library("/lib/libx.so.1", "needed=libgone.so")), "libx.so.1", NULL),
               "failed: Error loading shared library libgone.so: No such file or directory (needed "
               "by /lib/libx.so.1)");
    CHECK_TEXT(opened(alpine("file /lib/libx.so.1\n"), "libx.so.1", NULL),
               "failed: Error loading shared library libx.so.1: Exec format error");
}
