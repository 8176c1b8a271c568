/* Symbols that a library looks up and that nobody defines. (Records hold those alone that decided;
 * libraries with real tables are compared with the real loader by tests/oracle/ldso.) */
#include "base/writer.h"
#include "processes.h"

#define USER_WANTS "needed=libgiver.so.1 symbols=needs:first"

static World *pair(const char *giver, const char *lines)
{
    return debian(LINES("env LD_LIBRARY_PATH=/a\n", library("/a/libuser.so.1", USER_WANTS),
                        library("/a/libgiver.so.1", giver), lines));
}

TEST(what_was_not_recorded_of_the_program_may_define_it)
{
    World *world = pair("symbols=undefined:first", "");
    Loader *loader = app(world);
    size_t before = loader_mapped_paths(loader).count;
    const Opening *opening = loader_dlopen(loader, "libuser.so.1", NULL);
    CHECK_TEXT(told(opening), "found /a/libuser.so.1 by ld-library-path");
    CHECK(loader_mapped_paths(loader).count > before);
}

static World *told_of_all(const char *giver)
{
    return debian(LINES("env LD_LIBRARY_PATH=/a\n",
                        "elf /bin/plain machine=x86_64 type=dyn "
                        "interpreter=/lib64/ld-linux-x86-64.so.2 symbols=undefined:first\n",
                        library("/a/libuser.so.1", "needed=libgiver.so.1 "
                                                   "verneed=libgiver.so.1:V_1 "
                                                   "symbols=needs:first@V_1"),
                        library("/a/libtop.so.1", "needed=libuser.so.1,libgiver.so.1 "
                                                  "symbols=undefined:first"),
                        library("/a/libgiver.so.1", giver)));
}

static Loader *plain(World *world)
{
    Loader *loader = loader_new(world);
    CHECK_NUMBER(loader_start(loader, "/bin/plain")->result, OPEN_FOUND);
    return loader;
}

TEST(the_error_names_library_symbol_and_version)
{
    Loader *loader = plain(told_of_all("symbols=undefined:first"));
    size_t before = loader_mapped_paths(loader).count;
    const Opening *opening = loader_dlopen(loader, "libtop.so.1", NULL);
    CHECK_TEXT(told(opening), "failed: /a/libuser.so.1: undefined symbol: first, version V_1");
    CHECK_TEXT(opening->fails_on, "/a/libuser.so.1");
    CHECK_NUMBER(loader_mapped_paths(loader).count, before);
}

TEST(a_symbol_that_is_defined_opens)
{
    CHECK_TEXT(told(loader_dlopen(plain(told_of_all("symbols=first")), "libuser.so.1", NULL)),
               "found /a/libuser.so.1 by ld-library-path");
}

TEST(what_was_not_recorded_of_a_needed_library_may_define_it)
{
    CHECK_TEXT(told(loader_dlopen(plain(told_of_all("")), "libuser.so.1", NULL)),
               "found /a/libuser.so.1 by ld-library-path");
}

static World *with_stand_in(const char *symbols)
{
    return laid_over(told_of_all("symbols=undefined:first"),
                     LINES(library("/b/libbig.so", "needed=libstand-in.so runpath=/b"),
                           library("/b/libstand-in.so", symbols)));
}

TEST(only_global_libraries_help_those_that_do_not_need_them)
{
    Loader *local = plain(with_stand_in("symbols=first"));
    CHECK_TEXT(told(loader_dlopen(local, "/b/libbig.so", NULL)), "found /b/libbig.so by path");
    CHECK_NUMBER(loader_dlopen(local, "libuser.so.1", NULL)->result, OPEN_FAILED);

    Loader *global = plain(with_stand_in("symbols=first"));
    loader_dlopen(global, "/b/libbig.so", NULL);
    loader_make_global(global, "/b/libbig.so");
    CHECK_TEXT(told(loader_dlopen(global, "libuser.so.1", NULL)),
               "found /a/libuser.so.1 by ld-library-path");
}

TEST(a_global_library_that_was_looked_into_in_vain_does_not_help)
{
    Loader *loader = plain(with_stand_in("symbols=undefined:first"));
    CHECK_NUMBER(loader_dlopen(loader, "/b/libstand-in.so", NULL)->result, OPEN_FOUND);
    loader_make_global(loader, "/b/libstand-in.so");
    CHECK_NUMBER(loader_dlopen(loader, "libuser.so.1", NULL)->result, OPEN_FAILED);
}

/* A circle in which each library lacks a symbol of its own. */
static const char *first_lacking(int minor, const char *name)
{
    World *world = debian_with_glibc(
        minor,
        LINES("elf /bin/plain machine=x86_64 type=dyn interpreter=/lib64/ld-linux-x86-64.so.2 "
              "symbols=undefined:first,undefined:second,undefined:third\n",
              "env LD_LIBRARY_PATH=/a\n",
              library("/a/libtop.so", "needed=libmid.so,liblow.so symbols=needs:first,"
                                      "undefined:second,undefined:third"),
              library("/a/libmid.so", "needed=liblow.so symbols=needs:second,undefined:first,"
                                      "undefined:third"),
              library("/a/liblow.so", "needed=libtop.so symbols=needs:third,undefined:first,"
                                      "undefined:second")));
    return told(loader_dlopen(plain(world), name, NULL));
}

/* Measured with 2.31, 2.35 and 2.36: tests/oracle/ldso, the-deepest-library-is-named. */
TEST(in_a_circle_older_releases_relocate_in_another_order)
{
    CHECK_TEXT(first_lacking(36, "libmid.so"), "failed: /a/liblow.so: undefined symbol: third");
    CHECK_TEXT(first_lacking(31, "libmid.so"), "failed: /a/libtop.so: undefined symbol: first");
    CHECK_TEXT(first_lacking(35, "libmid.so"), "failed: /a/libmid.so: undefined symbol: second");
    CHECK_TEXT(first_lacking(36, "libtop.so"), first_lacking(31, "libtop.so"));
}

/* Each needs the next one and another one, all in one circle. */
static const char *circle_of(int count)
{
    Writer lines = writer_new(test_arena());
    for (int i = 0; i < count; i++)
        put_format(&lines,
                   "elf /lib/libchain-%d.so machine=x86_64 soname=libchain-%d.so "
                   "needed=libchain-%d.so,libchain-%d.so\n",
                   i, i, (i + 1) % count, i * 7 % count);
    return lines.bytes;
}

TEST(a_circle_of_thousands_is_not_followed_for_minutes)
{
    CHECK_TEXT(opened(debian_with_glibc(31, circle_of(60)), "libchain-0.so", NULL),
               "found /lib/libchain-0.so by default");
    CHECK_TEXT(opened(debian_with_glibc(31, circle_of(2000)), "libchain-0.so", NULL),
               "unknown: thousands of libraries need each other in circles, and the order in "
               "which they are relocated was not followed to its end");
    CHECK_TEXT(opened(debian(circle_of(2000)), "libchain-0.so", NULL),
               "found /lib/libchain-0.so by default");
}
