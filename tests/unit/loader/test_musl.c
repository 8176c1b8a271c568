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

/* ---- Where a search ends, and what is found again ---- */

static const char in_b[] = "found /b/libx.so.1 by ld-library-path";

TEST(musl_goes_on_after_some_errors_only)
{
    static const struct {
        const char *line, *told;
    } rows[] = {
        {"absent /a/libx.so.1\n", in_b},
        {"file /a\n", in_b},
        {"unknown /a/libx.so.1 EACCES\n", in_b},
        {"unknown /a/libx.so.1 ENAMETOOLONG\n", in_b},
        {"link /a/libx.so.1 -> libx.so.1\n",
         "failed: Error loading shared library libx.so.1: Too many levels of symbolic links"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(opened(alpine(LINES("env LD_LIBRARY_PATH=/a:/b\n", rows[i].line,
                                       library("/b/libx.so.1", ""))),
                          "libx.so.1", NULL),
                   rows[i].told);
}

TEST(musl_finds_again_without_a_search_what_a_search_found)
{
    Loader *loader = app(alpine(library("/lib/libx.so.1", "")));
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)), "found /lib/libx.so.1 by default");
    const Opening *again = loader_dlopen(loader, "libx.so.1", NULL);
    CHECK_TEXT(told(again), "loaded /lib/libx.so.1");
    CHECK_NUMBER(again->tried.count, 0);
}

TEST(musl_does_not_know_by_name_what_was_opened_by_path)
{
    Loader *loader = app(alpine(library("/opt/libx.so.1", "")));
    CHECK_TEXT(told(loader_dlopen(loader, "/opt/libx.so.1", NULL)), "found /opt/libx.so.1 by path");
    CHECK_TEXT(told(loader_dlopen(loader, "/opt/libx.so.1", NULL)), "loaded /opt/libx.so.1");
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)), gone);

    loader = app(alpine(LINES("env LD_LIBRARY_PATH=/opt\n", library("/opt/libx.so.1", ""))));
    loader_dlopen(loader, "/opt/libx.so.1", NULL);
    const Opening *by_search = loader_dlopen(loader, "libx.so.1", NULL);
    CHECK_TEXT(told(by_search), "loaded /opt/libx.so.1");
    CHECK_NUMBER(by_search->tried.count, 1);
    CHECK_NUMBER(loader_dlopen(loader, "libx.so.1", NULL)->tried.count, 0);
}

/* ---- Paths of an object and of the system ---- */

static const char *by_path_of_app(const char *attribute)
{
    return opened(laid_over(alpine(library("/bin/r/libx.so.1", "")),
                            LINES("elf /bin/app machine=x86_64 needed=libc.musl-x86_64.so.1 "
                                  "interpreter=/lib/ld-musl-x86_64.so.1 ",
                                  attribute, "\n")),
                  "libx.so.1", NULL);
}

TEST(musl_knows_one_token_and_uses_no_path_with_another)
{
    CHECK_TEXT(by_path_of_app("rpath=/bin/r"), "found /bin/r/libx.so.1 by rpath");
    CHECK_TEXT(by_path_of_app("runpath=/bin/r"), "found /bin/r/libx.so.1 by runpath");
    CHECK_TEXT(by_path_of_app("runpath=$ORIGIN/r"), "found /bin/r/libx.so.1 by runpath");
    CHECK_TEXT(by_path_of_app("runpath=${ORIGIN}/r"), "found /bin/r/libx.so.1 by runpath");
    CHECK_TEXT(by_path_of_app("runpath=/bin/r:$LIB"), gone);
}

TEST(the_file_of_directories_lies_beside_the_directory_of_the_loader)
{
    World *world = world_of(
        LINES("user root uid=0\nprocessor x86_64 platform=x86_64\nenvironment complete\ntree /\n"
              "elf /bin/app machine=x86_64 interpreter=/opt/musl/lib/ld-musl-x86_64.so.1\n"
              "elf /opt/musl/lib/ld-musl-x86_64.so.1 machine=x86_64\n"
              "file /opt/musl/etc/ld-musl-x86_64.path\n  | /more\n",
              library("/more/libx.so.1", "")));
    CHECK_TEXT(opened(world, "libx.so.1", NULL), "found /more/libx.so.1 by default");
}

TEST(a_file_of_directories_that_cannot_be_read)
{
    const char *there = library("/lib/libx.so.1", "");
    CHECK_TEXT(opened(alpine(LINES("unknown /etc/ld-musl-x86_64.path EIO \"it\"\n", there)),
                      "libx.so.1", NULL),
               "unknown: /etc/ld-musl-x86_64.path: it");
    CHECK(starts_with(opened(alpine(LINES("unknown /etc/ld-musl-x86_64.path EACCES\n", there)),
                             "libx.so.1", NULL),
                      "failed: Error loading shared library libx.so.1: "));
}

/* ---- What it does not map ---- */

TEST(what_musl_makes_of_files_that_are_no_libraries)
{
    static const struct {
        const char *line, *told;
    } rows[] = {
        {"elf /lib/libx.so.1 machine=x86_64\n", "found /lib/libx.so.1 by default"},
        {"elf /lib/libx.so.1 machine=x86_64 soname=libc.so.6\n", "loaded /lib/ld-musl-x86_64.so.1"},
        {"elf /lib/libx.so.1 machine=x86_64 dynamic=no\n",
         "failed: Error loading shared library libx.so.1: Exec format error"},
        {"elf /lib/libx.so.1 machine=x86_64 dynamic=no reach=90000\n", "crashes on /lib/libx.so.1"},
        {"elf /lib/libx.so.1 machine=aarch64\n",
         "unknown: /lib/libx.so.1: it is made for another kind of machine, and musl maps it "
         "nevertheless"},
        {"unknown /lib/libx.so.1 EIO \"it\"\n", "unknown: /lib/libx.so.1: it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(opened(alpine(rows[i].line), "libx.so.1", NULL), rows[i].told);
}

TEST(musl_passes_over_what_cannot_be_preloaded)
{
    World *world = alpine(LINES("env \"LD_PRELOAD=/p/gone.so: /p/text.so:/p/libx.so.1\"\n",
                                "file /p/text.so\n  | text\n", library("/p/libx.so.1", "")));
    CHECK_TEXT(opened(world, "/p/libx.so.1", NULL), "loaded /p/libx.so.1");
    CHECK_NUMBER(loader_mapped_paths(app(world)).count, 3);
    Loader *loader =
        loader_new(alpine("env \"LD_PRELOAD=/p/libx.so.1 \"\nunknown /p/libx.so.1 EIO \"it\"\n"));
    CHECK_TEXT(told(loader_start(loader, "/bin/app")), "unknown: /p/libx.so.1: it");
}

/* It has no file of its own in the list of those that are mapped. */
TEST(the_loader_itself_may_ask)
{
    CHECK_TEXT(
        opened(alpine(library("/lib/libx.so.1", "")), "libx.so.1", "/lib/ld-musl-x86_64.so.1"),
        "found /lib/libx.so.1 by default");
}
