/* Symbols that a library looks up and that nobody defines. (Records hold those alone that decided;
 * libraries with real tables are compared with the real loader by tests/oracle/ldso.) */
#include "base/writer.h"
#include "processes.h"

#include <string.h>

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

/* What is global at start: the program, what was preloaded, and all that they need. */
TEST(a_preloaded_library_may_define_what_a_program_starts_with)
{
    World *world = laid_over(told_of_all("symbols=undefined:first"),
                             LINES("elf /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 machine=x86_64 "
                                   "symbols=undefined:first\n"
                                   "elf /bin/plain machine=x86_64 type=dyn needed=libuser.so.1 "
                                   "interpreter=/lib64/ld-linux-x86-64.so.2 "
                                   "symbols=undefined:first\n",
                                   library("/p/libhelp.so", "symbols=first")));
    CHECK_TEXT(told(loader_start(loader_new(world), "/bin/plain")),
               "failed: /a/libuser.so.1: undefined symbol: first, version V_1");
    World *helped = laid_over(world, "env LD_PRELOAD=/p/libhelp.so\n");
    CHECK_TEXT(told(loader_start(loader_new(helped), "/bin/plain")), "found /bin/plain by path");
}

/* ---- The order of relocation before glibc 2.35 ---- */

/* A symbol of each of five libraries: the library `own`, or none, lacks its own. */
static const char *symbols_of(char own)
{
    const char *symbols = "symbols=undefined:none";
    for (char c = 'a'; c <= 'e'; c++)
        symbols =
            arena_printf(test_arena(), "%s,%s:s%c", symbols, c == own ? "needs" : "undefined", c);
    return symbols;
}

/* Of letters "a>bc b>c": liba.so needs the other two. */
static World *graph(const char *edges, const char *lacking)
{
    const char *lines = arena_printf(test_arena(),
                                     "env LD_LIBRARY_PATH=/a\n"
                                     "elf /bin/plain machine=x86_64 type=dyn "
                                     "interpreter=/lib64/ld-linux-x86-64.so.2 %s\n",
                                     symbols_of('\0'));
    for (const char *at = edges; *at; at += strcspn(at, " "), at += *at == ' ') {
        const char *attributes = symbols_of(strchr(lacking, *at) ? *at : '\0');
        for (const char *to = at + 2; *to && *to != ' '; to++)
            attributes = arena_printf(test_arena(), "%s%slib%c.so", attributes,
                                      to == at + 2 ? " needed=" : ",", *to);
        lines = LINES(lines, library(arena_printf(test_arena(), "/a/lib%c.so", *at), attributes));
    }
    return debian_with_glibc(31, lines);
}

/* dlopen("liba.so") names the first that lacks a symbol; then that one has it, and so on. */
static const char *relocated(const char *edges)
{
    char lacking[] = "abcde", order[sizeof lacking] = "";
    for (size_t count = 0; count < strlen(lacking); count++) {
        Opening opening = *loader_dlopen(plain(graph(edges, lacking)), "liba.so", NULL);
        if (opening.result != OPEN_FAILED || !opening.missing_symbol)
            break;
        order[count] = opening.missing_symbol[1];
        *strchr(lacking, order[count]) = '-';
    }
    return arena_strdup(test_arena(), order);
}

TEST(older_releases_move_a_library_behind_the_last_that_needs_it)
{
    static const struct {
        const char *edges, *order;
    } rows[] = {
        {"a>", "a"},
        {"a>bc b> c>", "cba"},
        {"a>bc b> c>b", "bca"},
        {"a>bc b>c c>", "cba"},
        {"a>bcd b> c>bd d>b", "bdca"},
        {"a>bcd b>c c>b d>", "dcba"},
        {"a>bc b>a c>b", "bca"},
        {"a>bcd b>cd c>bd d>bc", "dcba"},
        {"a>bcde b>c c>d d>b e>bd", "dcbea"},
        {"a>bcde b>e c>be d>a e>d", "debca"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(relocated(rows[i].edges), rows[i].order);
}
