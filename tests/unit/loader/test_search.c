/* The order of the lists, and what ends one: the rules one by one. tests/oracle/ldso compares the
 * same with a real ld.so, over thousands of worlds. */
#include "processes.h"

#include <string.h>

static const char nowhere[] =
    "failed: libx.so.1: cannot open shared object file: No such file or directory";
static const char caller[] = "/opt/libcaller.so";

/* What dlopen("libx.so.1") by a library with these attributes finds beside these files. */
static const char *searched(const char *attributes, const char *files)
{
    return opened_by(debian(LINES(library(caller, attributes), files)), "libx.so.1", caller);
}

TEST(a_name_with_a_slash_is_a_path)
{
    World *world = debian(library("/opt/libx.so.1", ""));
    CHECK_TEXT(opened(world, "/opt/libx.so.1", NULL), "found /opt/libx.so.1 by path");
    CHECK_TEXT(opened(world, "opt/libx.so.1", NULL), "found opt/libx.so.1 by path");
    CHECK_TEXT(opened(world, "/opt/liby.so.1", NULL),
               "failed: /opt/liby.so.1: cannot open shared object file: No such file or directory");
}

TEST(rpath_comes_before_ld_library_path_and_that_before_runpath)
{
    const char *files = LINES(library("/r/libx.so.1", ""), library("/l/libx.so.1", ""));
    const char *both = LINES(files, "env LD_LIBRARY_PATH=/l\n");
    CHECK_TEXT(searched("rpath=/r", both), "found /r/libx.so.1 by rpath");
    CHECK_TEXT(searched("runpath=/r", both), "found /l/libx.so.1 by ld-library-path");
    CHECK_TEXT(searched("runpath=/r", files), "found /r/libx.so.1 by runpath");
}

TEST(runpath_switches_every_rpath_off_even_an_empty_one)
{
    const char *files = library("/r/libx.so.1", "");
    CHECK_TEXT(searched("rpath=/r", files), "found /r/libx.so.1 by rpath");
    CHECK_TEXT(searched("rpath=/r runpath=/absent", files), nowhere);
    CHECK_TEXT(searched("rpath=/r runpath=", files), nowhere);
}

TEST(the_programs_rpath_serves_all_and_its_runpath_only_itself)
{
    static const char program[] = "elf /bin/app machine=x86_64 needed=libc.so.6 "
                                  "interpreter=/lib64/ld-linux-x86-64.so.2 ";
    World *world = debian(LINES(library(caller, ""), library("/r/libx.so.1", "")));
    World *rpath = laid_over(world, LINES(program, "rpath=/r\n"));
    World *runpath = laid_over(world, LINES(program, "runpath=/r\n"));
    CHECK_TEXT(opened_by(rpath, "libx.so.1", caller), "found /r/libx.so.1 by rpath");
    World *asker_has_runpath = laid_over(rpath, library(caller, "runpath=/absent"));
    CHECK_TEXT(opened_by(asker_has_runpath, "libx.so.1", caller), nowhere);
    CHECK_TEXT(opened_by(runpath, "libx.so.1", caller), nowhere);
    CHECK_TEXT(opened(runpath, "libx.so.1", NULL), "found /r/libx.so.1 by runpath");
}

TEST(rpath_is_inherited_along_dt_needed_until_a_dlopen)
{
    Loader *loader = app(debian(LINES(
        library("/opt/libouter.so", "rpath=/r needed=libinner.so"), library("/r/libinner.so", ""),
        library("/r/libx.so.1", "needed=liby.so.1"), library("/r/liby.so.1", ""))));
    CHECK_TEXT(told(loader_dlopen(loader, "/opt/libouter.so", NULL)),
               "found /opt/libouter.so by path");
    /* libx.so.1 itself is found by the RPATH of libouter.so, which needed libinner.so. */
    const Opening *opening = loader_dlopen(loader, "libx.so.1", "/r/libinner.so");
    CHECK_TEXT(opening->tried.items[opening->tried.count - 1].for_name, "liby.so.1");
    CHECK_TEXT(told(opening),
               "failed: liby.so.1: cannot open shared object file: No such file or directory");
}

TEST(an_object_between_with_a_runpath_gives_no_rpath_and_ends_nothing)
{
    const char *inner = library("/m/libinner.so", "needed=libx.so.1");
    const char *found = library("/r/libx.so.1", "");
    const char *middle = library("/m/libmiddle.so", "rpath=/m runpath=$ORIGIN needed=libinner.so");
    const char *outer = library("/opt/libouter.so", "rpath=/m:/r needed=libmiddle.so");
    CHECK_TEXT(opened(debian(LINES(outer, middle, inner, found)), "/opt/libouter.so", NULL),
               "found /opt/libouter.so by path");
    const char *only_middle =
        library("/m/libmiddle.so", "rpath=/r runpath=$ORIGIN needed=libinner.so");
    const char *no_r = library("/opt/libouter.so", "rpath=/m needed=libmiddle.so");
    CHECK_TEXT(opened(debian(LINES(no_r, only_middle, inner, found)), "/opt/libouter.so", NULL),
               nowhere);
}

TEST(ld_library_path_splits_at_semicolons_too)
{
    const char *files = library("/l/libx.so.1", "");
    CHECK_TEXT(searched("", LINES(files, "env LD_LIBRARY_PATH=/absent;/l\n")),
               "found /l/libx.so.1 by ld-library-path");
    CHECK_TEXT(searched("runpath=/absent;/l", files), nowhere);
}

TEST(an_empty_element_is_the_working_directory_and_an_empty_variable_is_none)
{
    const char *files = LINES("cwd /work\n", library("/work/libx.so.1", ""));
    CHECK_TEXT(searched("", LINES(files, "env LD_LIBRARY_PATH=/absent:\n")),
               "found libx.so.1 by ld-library-path");
    CHECK_TEXT(searched("", LINES(files, "env LD_LIBRARY_PATH=\n")), nowhere);
    CHECK_TEXT(searched("runpath=/absent::/gone", files), "found libx.so.1 by runpath");
}

TEST(what_is_foreign_or_absent_or_closed_is_passed_over)
{
    World *world = debian(LINES("env LD_LIBRARY_PATH=/a:/b:/c:/d\n",
                                "elf /a/libx.so.1 machine=aarch64\n", "link /b/libx.so.1 -> gone\n",
                                "unknown /c/libx.so.1 EACCES\n", library("/d/libx.so.1", "")));
    const Opening *opening = loader_dlopen(app(world), "libx.so.1", NULL);
    CHECK_TEXT(told(opening), "found /d/libx.so.1 by ld-library-path");
    static const TryOutcome expected[] = {TRY_FOREIGN, TRY_ABSENT, TRY_UNREADABLE, TRY_OPENED};
    size_t next = 0;
    for (size_t i = 0; i < opening->tried.count; i++)
        if (!opening->tried.items[i].in_variation && next < 4)
            CHECK_NUMBER(opening->tried.items[i].outcome, expected[next++]);
    CHECK_NUMBER(next, 4);
}

TEST(what_is_no_library_stops_the_search)
{
    const char *behind = LINES("env LD_LIBRARY_PATH=/a:/b\n", library("/b/libx.so.1", ""));
    CHECK_TEXT(
        searched("", LINES(behind, "file /a/libx.so.1\n  | GROUP ( libx.so.2 libx_nonshared.a ), "
                                   "and so on for more than the 64 bytes of a header\n")),
        "failed: /a/libx.so.1: invalid ELF header");
    CHECK_TEXT(searched("", LINES(behind, "file /a/libx.so.1\n")),
               "failed: /a/libx.so.1: file too short");
    CHECK_TEXT(searched("", LINES(behind, "dir /a/libx.so.1\n")),
               "failed: /a/libx.so.1: cannot read file data: Is a directory");
    CHECK_TEXT(
        searched("", LINES(behind, "link /a/libx.so.1 -> /dev/null\n", "char /dev/null 1:3\n")),
        "failed: /a/libx.so.1: file too short");
    CHECK_TEXT(
        searched("", LINES(behind, "link /a/libx.so.1 -> /dev/zero\n", "char /dev/zero 1:5\n")),
        "failed: /a/libx.so.1: invalid ELF header");
    CHECK(starts_with(
        searched("", LINES(behind, "link /a/libx.so.1 -> /dev/ttyx\n", "char /dev/ttyx 4:5\n")),
        "unknown: /a/libx.so.1: "));
}

TEST(another_class_is_named_when_nothing_else_is_found)
{
    const char *files = "env LD_LIBRARY_PATH=/a\nelf /a/libx.so.1 machine=i386 class=32\n";
    CHECK_TEXT(searched("", files), "failed: libx.so.1: wrong ELF class: ELFCLASS32");
}

TEST(a_link_to_itself_ends_the_list_but_not_the_search)
{
    World *world =
        debian(LINES("env LD_LIBRARY_PATH=/a:/b\n", "link /a/libx.so.1 -> libx.so.1\n",
                     library("/b/libx.so.1", ""), library("/lib/x86_64-linux-gnu/libx.so.1", "")));
    const Opening *opening = loader_dlopen(app(world), "libx.so.1", NULL);
    CHECK_TEXT(told(opening), "found /lib/x86_64-linux-gnu/libx.so.1 by default");
    bool told_of_b = false;
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        told_of_b |= try->outcome == TRY_NOT_LOOKED && starts_with(try->path, "/b/");
    }
    CHECK(told_of_b);
}

TEST(a_relative_element_that_is_a_file_ends_the_list_before_glibc_2_39)
{
    const char *files = LINES("cwd /work\n", "file /work/plain\n", "env LD_LIBRARY_PATH=plain:/b\n",
                              library("/b/libx.so.1", ""));
    CHECK_TEXT(opened(debian(files), "libx.so.1", NULL), nowhere);
    CHECK_TEXT(opened(debian_with_glibc(39, files), "libx.so.1", NULL),
               "found /b/libx.so.1 by ld-library-path");
}

TEST(an_absolute_element_that_is_a_file_is_passed_over)
{
    const char *files =
        LINES("file /plain\n", "env LD_LIBRARY_PATH=/plain:/b\n", library("/b/libx.so.1", ""));
    CHECK_TEXT(opened(debian(files), "libx.so.1", NULL), "found /b/libx.so.1 by ld-library-path");
}

TEST(subdirectories_for_the_processor_come_first)
{
    const char *files =
        LINES("env LD_LIBRARY_PATH=/l\n", library("/l/libx.so.1", ""),
              library("/l/glibc-hwcaps/x86-64-v2/libx.so.1", ""),
              library("/l/glibc-hwcaps/x86-64-v4/libx.so.1", ""), library("/l/tls/liby.so", ""),
              library("/l/haswell/x86_64/libz.so", ""));
    World *old = debian(files);
    CHECK_TEXT(opened(old, "libx.so.1", NULL),
               "found /l/glibc-hwcaps/x86-64-v2/libx.so.1 by ld-library-path");
    CHECK_TEXT(opened(old, "liby.so", NULL), "found /l/tls/liby.so by ld-library-path");
    CHECK_TEXT(opened(old, "libz.so", NULL), "found /l/haswell/x86_64/libz.so by ld-library-path");
    CHECK_TEXT(opened(debian_with_glibc(38, files), "liby.so", NULL),
               "failed: liby.so: cannot open shared object file: No such file or directory");
    CHECK_TEXT(opened(debian_with_glibc(31, files), "libx.so.1", NULL),
               "found /l/libx.so.1 by ld-library-path");
}

TEST(it_is_not_guessed_whether_a_glibc_still_searches_tls)
{
    /* 2.37 defines no symbol version of its own. */
    const char *files = LINES("env LD_LIBRARY_PATH=/l\n", library("/l/tls/libx.so.1", ""));
    CHECK_TEXT(opened(debian_with_glibc(36, files), "libx.so.1", NULL),
               "unknown: /l/tls: it cannot be told whether this glibc is older than 2.37");
}

TEST(what_was_not_recorded_is_unknown)
{
    const char *files = LINES("dir /l partial\n", library("/m/libx.so.1", ""));
    CHECK_TEXT(searched("runpath=/l:/m", files),
               "unknown: /l: whether /l/x86_64 is there: not recorded");
    CHECK_TEXT(searched("runpath=/m:/l", files), "found /m/libx.so.1 by runpath");
}

TEST(an_error_that_may_be_over_at_the_next_look_is_no_answer)
{
    static const char *const errors[] = {"EIO", "ENOMEM", "EMFILE", "ESTALE"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        const char *of_file = arena_printf(test_arena(), "unknown /l/libx.so.1 %s \"it\"\n%s",
                                           errors[i], library("/m/libx.so.1", ""));
        CHECK_TEXT(searched("runpath=/l:/m", of_file), "unknown: /l/libx.so.1: it");
        const char *of_directory = arena_printf(test_arena(), "unknown /l/tls %s \"it\"\n%s",
                                                errors[i], library("/l/libx.so.1", ""));
        CHECK_TEXT(searched("runpath=/l", of_directory),
                   "unknown: /l: whether /l/tls is there: it");
    }
    const char *refused = LINES("unknown /l/libx.so.1 EACCES\n", library("/m/libx.so.1", ""));
    CHECK_TEXT(searched("runpath=/l:/m", refused), "found /m/libx.so.1 by runpath");
}

TEST(nodeflib_keeps_from_default_directories)
{
    const char *files = library("/usr/lib/libx.so.1", "");
    CHECK_TEXT(searched("", files), "found /usr/lib/libx.so.1 by default");
    CHECK_TEXT(searched("flags1=2048", files), "failed: libx.so.1: cannot open shared object file");
}

/* Of what the cache names, that in default directories alone. */
TEST(nodeflib_keeps_from_what_the_cache_names_there)
{
    const char *named = LINES(library("/usr/lib/libx.so.1", ""),
                              "ldcache /etc/ld.so.cache\n  in 0 /usr/lib\n  names libx.so.1\n");
    CHECK_TEXT(searched("", named), "found /usr/lib/libx.so.1 by cache");
    CHECK_TEXT(searched("flags1=2048", named), "failed: libx.so.1: cannot open shared object file");
    const char *elsewhere = LINES(library("/c/libx.so.1", ""),
                                  "ldcache /etc/ld.so.cache\n  in 0 /c\n  names libx.so.1\n");
    CHECK_TEXT(searched("flags1=2048", elsewhere), "found /c/libx.so.1 by cache");
}

TEST(the_origin_of_a_relative_path_begins_at_the_working_directory)
{
    const char *files =
        LINES(library("/opt/libcaller.so", "runpath=$ORIGIN"), library("/opt/libx.so.1", ""),
              library("/w/opt/libx.so.1", ""), library("/w/opt/libcaller.so", "runpath=$ORIGIN"));
    CHECK_TEXT(opened_by(debian(files), "libx.so.1", "opt/libcaller.so"),
               "found /opt/libx.so.1 by runpath");
    CHECK_TEXT(opened_by(debian(LINES("cwd /w\n", files)), "libx.so.1", "opt/libcaller.so"),
               "found /w/opt/libx.so.1 by runpath");
}

TEST(origin_is_the_directory_as_it_was_written)
{
    World *world =
        debian(LINES("link /lnk/libcaller.so -> /opt/libcaller.so\n",
                     library(caller, "runpath=$ORIGIN/sub"), library("/opt/sub/libx.so.1", "")));
    CHECK_TEXT(opened_by(world, "libx.so.1", caller), "found /opt/sub/libx.so.1 by runpath");
    CHECK_TEXT(opened_by(world, "libx.so.1", "/lnk/libcaller.so"), nowhere);
}

TEST(lib_and_platform_are_those_of_the_loader)
{
    const char *files = library("/opt/lib/x86_64-linux-gnu/haswell/libx.so.1", "");
    CHECK_TEXT(searched("runpath=${ORIGIN}/$LIB/$PLATFORM", files),
               "found /opt/lib/x86_64-linux-gnu/haswell/libx.so.1 by runpath");
}

TEST(each_place_is_told_in_the_order_in_which_it_is_tried)
{
    World *world = world_of(
        LINES("user root uid=0\nprocessor x86_64 platform=x86_64\nenvironment complete\ntree /\n",
              "env LD_LIBRARY_PATH=/l:/absent/:/l/\ndir /l\n",
              "elf /bin/app machine=x86_64 interpreter=/lib64/ld-linux-x86-64.so.2\n",
              "elf /lib64/ld-linux-x86-64.so.2 machine=x86_64\n",
              "elf /lib64/libc.so.6 machine=x86_64 verdef=libc.so.6,GLIBC_2.38\n",
              library("/usr/lib64/libx.so.1", "")));
    CHECK_TEXT(tries(loader_dlopen(app(world), "libx.so.1", NULL)),
               "/l/libx.so.1 absent\n"
               "/absent/libx.so.1 absent\n"
               "/lib64/libx.so.1 absent\n"
               "/usr/lib64/libx.so.1 opened\n");
}

TEST(the_root_directory_is_given_up_after_a_miss)
{
    const char *there = library("/libx.so.1", "");
    /* libc.so.6 was looked for there at start. */
    World *world = debian(LINES("env LD_LIBRARY_PATH=/\n", there));
    CHECK_TEXT(opened(world, "libx.so.1", NULL),
               "failed: libx.so.1: cannot open shared object file: No such file or directory");
    world = debian(LINES(library("/a/liby.so.1", "runpath=/"), there));
    CHECK_TEXT(opened_by(world, "libx.so.1", "/a/liby.so.1"), "found /libx.so.1 by runpath");
}

TEST(a_variation_that_cannot_be_looked_at_leaves_it_open)
{
    const char *files =
        LINES("unknown /l/glibc-hwcaps/x86-64-v3 EIO \"it\"\n", library("/l/libx.so.1", ""));
    CHECK_TEXT(searched("runpath=/l", files),
               "unknown: /l: whether /l/glibc-hwcaps/x86-64-v3 is there: it");
}

/* A machine of which nobody recorded what its processor can do. */
static World *unknown_processor(const char *lines)
{
    return world_of(
        LINES("user root uid=0\nenvironment complete\ntree /\n"
              "elf /bin/app machine=x86_64 interpreter=/lib64/ld-linux-x86-64.so.2\n"
              "elf /lib64/ld-linux-x86-64.so.2 machine=x86_64 soname=ld-linux-x86-64.so.2\n"
              "elf /lib64/libc.so.6 machine=x86_64 soname=libc.so.6 "
              "verdef=libc.so.6,GLIBC_2.2.5,GLIBC_2.38\n",
              lines));
}

TEST(a_processor_that_was_not_recorded_matters_where_it_is_asked_for)
{
    const char *there = library("/l/libx.so.1", "");
    const char *hwcaps = library("/l/glibc-hwcaps/x86-64-v9/liby.so", "");
    World *plain = unknown_processor(LINES(library(caller, "runpath=/l"), there));
    World *token = unknown_processor(LINES(library(caller, "runpath=/l/$PLATFORM:/l"), there));
    World *subdirectory = unknown_processor(LINES(library(caller, "runpath=/l"), there, hwcaps));
    CHECK_TEXT(opened_by(plain, "libx.so.1", caller), "found /l/libx.so.1 by runpath");
    CHECK_TEXT(opened_by(token, "libx.so.1", caller),
               "unknown: what $PLATFORM stands for was not recorded");
    CHECK_TEXT(opened_by(subdirectory, "libx.so.1", caller),
               "unknown: /l: what the processor can do was not recorded, and there are libraries "
               "for certain processors (glibc-hwcaps)");
}

/* What dlopen("libx.so.1") tries in /l, by a user who may do this there. */
static const char *tried_by_user(const char *mode)
{
    World *world =
        laid_over(debian_with_glibc(38, "env LD_LIBRARY_PATH=/l\n"),
                  arena_printf(test_arena(), "user eva uid=1000 gid=1000\ndir /l mode=%s\n", mode));
    return tries(loader_dlopen(app(world), "libx.so.1", NULL));
}

TEST(names_that_may_be_read_where_nothing_may_be_opened_say_nothing)
{
    CHECK(strstr(tried_by_user("0755"), "/l/libx.so.1 absent\n"));
    CHECK(strstr(tried_by_user("0744"), "/l/libx.so.1 unreadable\n"));
    CHECK(strstr(tried_by_user("0705"), "/l/libx.so.1 absent\n"));
}

/* Without the libraries of a program, whose search would come first. */
static Loader *searching_nothing(const char *lines)
{
    Loader *loader = loader_new(debian(LINES("elf /bin/plain machine=x86_64 type=dyn "
                                             "interpreter=/lib64/ld-linux-x86-64.so.2\n",
                                             lines)));
    CHECK_NUMBER(loader_start(loader, "/bin/plain")->result, OPEN_FOUND);
    return loader;
}

TEST(the_root_directory_is_kept_when_the_first_name_was_found_there)
{
    Loader *loader = searching_nothing(
        LINES("env LD_LIBRARY_PATH=/\n", library("/libx.so.1", ""), library("/liby.so", "")));
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)),
               "found /libx.so.1 by ld-library-path");
    CHECK_NUMBER(loader_dlopen(loader, "libgone.so", NULL)->result, OPEN_FAILED);
    CHECK_TEXT(told(loader_dlopen(loader, "liby.so", NULL)), "found /liby.so by ld-library-path");
}

TEST(behind_the_root_directory_that_was_given_up_the_list_goes_on)
{
    Loader *loader =
        searching_nothing(LINES("env LD_LIBRARY_PATH=/:/b\n", library("/b/libx.so.1", "")));
    CHECK_NUMBER(loader_dlopen(loader, "libgone.so", NULL)->result, OPEN_FAILED);
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)),
               "found /b/libx.so.1 by ld-library-path");
}

TEST(a_directory_that_cannot_be_looked_at_is_unknown)
{
    CHECK_TEXT(searched("runpath=/l:/m",
                        LINES("unknown /l EIO \"the disk is ill\"\n", library("/m/libx.so.1", ""))),
               "unknown: /l: the disk is ill");
}

static const char *outcome_in(World *world, const char *path)
{
    const Opening *opening = loader_dlopen(app(world), "libx.so.1", NULL);
    for (size_t i = 0; i < opening->tried.count; i++)
        if (strcmp(opening->tried.items[i].path, path) == 0)
            return try_outcome_word(opening->tried.items[i].outcome);
    return NULL;
}

TEST(a_directory_that_is_none_is_absent_and_a_closed_one_unreadable)
{
    World *world = debian("file /plain\nunknown /closed EACCES\n"
                          "env LD_LIBRARY_PATH=/plain:/closed\n");
    CHECK_TEXT(outcome_in(world, "/plain/libx.so.1"), "absent");
    CHECK_TEXT(outcome_in(world, "/closed/libx.so.1"), "unreadable");
}

TEST(what_is_foreign_is_foreign_by_every_path)
{
    World *world = debian("env LD_LIBRARY_PATH=/a:/lnk\ndir /a inode=1:77\nlink /lnk -> a\n"
                          "elf /a/libx.so.1 machine=aarch64\n");
    CHECK_TEXT(outcome_in(world, "/a/libx.so.1"), "foreign");
    CHECK_TEXT(outcome_in(world, "/lnk/libx.so.1"), "foreign");
}

/* Before glibc 2.39, by each path that leads to it. */
TEST(a_link_through_a_file_ends_each_list)
{
    World *world =
        debian(LINES("env LD_LIBRARY_PATH=/a\ndir /a inode=1:77\nlink /lnk -> a\nfile /a/plain\n",
                     "link /a/libx.so.1 -> plain/x\n", library(caller, "runpath=/lnk:/b"),
                     library("/b/libx.so.1", "")));
    CHECK_TEXT(opened_by(world, "libx.so.1", caller),
               "failed: libx.so.1: cannot open shared object file: No such file or directory");
}

/* ---- The errno that an error ends with ---- */

static const char *words_of_long_name(Loader *loader, const char *by)
{
    char name[300];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    return strrchr(loader_dlopen(loader, name, by)->error, ':') + 2;
}

/* Measured: NODEFLIB (0x800) keeps a later list from leaving an errno of its own. */
TEST(a_cache_that_is_not_there_leaves_its_errno_once)
{
    World *world = debian(LINES(library("/a/libopener.so", "flags1=2048"),
                                "elf /bin/plain machine=x86_64 type=dyn "
                                "interpreter=/lib64/ld-linux-x86-64.so.2\n",
                                "env LD_LIBRARY_PATH=/a\nunknown /etc/ld.so.cache EACCES\n"));
    Loader *loader = loader_new(world);
    CHECK_NUMBER(loader_start(loader, "/bin/plain")->result, OPEN_FOUND);
    loader_dlopen(loader, "/a/libopener.so", NULL);
    CHECK_TEXT(words_of_long_name(loader, "/a/libopener.so"), "Permission denied");
    CHECK_TEXT(words_of_long_name(loader, "/a/libopener.so"), "File name too long");
}

/* What mapping needs gives back the errno from before: of looking for /etc/ld.so.preload, until
 * something is opened. Measured. */
TEST(a_preload_file_that_is_not_there_leaves_its_errno)
{
    World *world = debian(LINES(library("/a/libopener.so", "flags1=2048"),
                                library("/a/libplain.so", ""), "env LD_PRELOAD=/a/libopener.so\n"));
    Loader *loader = app(world);
    const char *error = "libx.so.1: cannot open shared object file";
    CHECK_TEXT(loader_dlopen(loader, "libx.so.1", "/a/libopener.so")->error,
               arena_printf(test_arena(), "%s: No such file or directory", error));
    CHECK_NUMBER(loader_dlopen(loader, "/a/libplain.so", NULL)->result, OPEN_FOUND);
    CHECK_TEXT(loader_dlopen(loader, "libx.so.1", "/a/libopener.so")->error, error);
}

/* Measured too: the second time, what an absolute directory lacks is remembered, and the errno is
 * that of the directory before it. */
TEST(a_directory_that_is_not_there_leaves_its_errno_once)
{
    World *world = debian(
        LINES(library("/a/libopener.so", "flags1=2048 runpath=/a:/loop"), "unknown /loop ELOOP\n"));
    Loader *loader = app(world);
    loader_dlopen(loader, "/a/libopener.so", NULL);
    CHECK_TEXT(loader_dlopen(loader, "libx.so.1", "/a/libopener.so")->error,
               "libx.so.1: cannot open shared object file: Too many levels of symbolic links");
    CHECK_TEXT(loader_dlopen(loader, "libx.so.1", "/a/libopener.so")->error,
               "libx.so.1: cannot open shared object file: No such file or directory");
}
