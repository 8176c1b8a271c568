/* Which symbols an object defines, and what the driver's library is. */
#include <errno.h>
#include <string.h>

#include "inspect/machine.h"
#include "inspect/machine_of_lines.h"
#include "inspect/symbols.h"
#include "parse/elf_image.h"

static World *with_library(void)
{
    World *world = world_overlay(test_arena(), machine_of("unknown /closed.so EACCES\n"));
    ElfImageSpec spec = {.machine = 62};
    list_add(test_arena(), spec.symbols, (ElfImageSymbol){.name = "there"});
    list_add(test_arena(), spec.symbols, (ElfImageSymbol){.name = "wanted", .undefined = true});
    overlay_file(world, "/lib.so", 0755, elf_image(test_arena(), &spec));
    overlay_file(world, "/text.so", 0755, TEXT("this is no library, however long it goes on"));
    return world;
}

TEST(defined_is_there_and_not_only_wanted)
{
    World *world = with_library();
    CHECK(is_yes(object_defines(world, "/lib.so", "there")));
    CHECK(is_no(object_defines(world, "/lib.so", "wanted")));
    CHECK(is_no(object_defines(world, "/lib.so", "elsewhere")));
}

TEST(several_symbols_are_looked_up_in_one_look)
{
    static const char *const SYMBOLS[] = {"elsewhere", "there", "wanted"};
    Truth defined[3];
    object_defines_each(with_library(), "/lib.so", SYMBOLS, 3, defined);
    CHECK(is_no(defined[0]) && is_yes(defined[1]) && is_no(defined[2]));
}

TEST(of_what_cannot_be_read_nothing_is_told)
{
    static const char *const SYMBOLS[] = {"a", "b"};
    Truth defined[2] = {truth_of(true), truth_of(true)};
    World *world = with_library();
    object_defines_each(world, "/absent.so", SYMBOLS, 2, defined);
    CHECK_TEXT(defined[0].because, "there is no such file");
    CHECK_TEXT(defined[1].because, "there is no such file");
    CHECK(is_unknown(defined[0]));
    Truth closed = object_defines(world, "/closed.so", "a");
    CHECK(is_unknown(closed));
    CHECK_TEXT(closed.because, "Permission denied");
    Truth text = object_defines(world, "/text.so", "a");
    CHECK(is_unknown(text));
    CHECK(text.because != NULL);
}

/* A recorded machine answers for the symbols that were asked for, and for no other. */
TEST(what_was_looked_up_is_recorded)
{
    World *recorder = world_recorder(test_arena(), with_library());
    object_defines(recorder, "/lib.so", "there");
    object_defines(recorder, "/lib.so", "elsewhere");
    object_defines(recorder, "/text.so", "there");
    const char *error = NULL;
    World *again = world_recorded(test_arena(), recorder_text(recorder), &error);
    CHECK_TEXT(error, NULL);
    REQUIRE(again != NULL);
    CHECK(is_yes(object_defines(again, "/lib.so", "there")));
    CHECK(is_no(object_defines(again, "/lib.so", "elsewhere")));
    CHECK(is_unknown(object_defines(again, "/lib.so", "never asked")));
}

/* ---- libcuda.so.1, as the loader found it ---- */

static Facts *driver_at(const char *lines, const char *path)
{
    Facts *facts = facts_new(test_arena());
    Opening *opening = arena_new_of(test_arena(), Opening);
    *opening = (Opening){.name = "libcuda.so.1", .result = OPEN_FOUND, .path = path};
    inspect_driver_library(machine_of(lines), facts, opening);
    return facts;
}

#define LIBCUDA "library/libcuda.so.1"

TEST(the_version_is_behind_the_last_so)
{
    Facts *facts =
        driver_at("file /x.so.9.9/libcuda.so.580.65.06\n", "/x.so.9.9/libcuda.so.580.65.06");
    CHECK_TEXT(fact_text_or(facts, LIBCUDA, FACT_LIBRARY_VERSION, "-"), "580.65.06");
    facts = driver_at("file /x/libcuda.so.1\n", "/x/libcuda.so.1");
    CHECK_NUMBER(fact_get(facts, LIBCUDA, FACT_LIBRARY_VERSION)->known, UNKNOWN);
}

TEST(a_stub_is_one_by_where_it_really_lies)
{
    Facts *facts = driver_at("link /usr/lib/libcuda.so.1 -> /cuda/stubs/libcuda.so\n"
                             "file /cuda/stubs/libcuda.so\n",
                             "/usr/lib/libcuda.so.1");
    CHECK(is_yes(fact_is_flag(facts, LIBCUDA, FACT_LIBRARY_IS_STUB)));
    facts = driver_at("link /cuda/stubs/libcuda.so.1 -> /usr/lib/libcuda.so.580.65.06\n"
                      "file /usr/lib/libcuda.so.580.65.06\n",
                      "/cuda/stubs/libcuda.so.1");
    CHECK(is_no(fact_is_flag(facts, LIBCUDA, FACT_LIBRARY_IS_STUB)));
}

TEST(where_it_really_lies_may_be_unknown)
{
    Facts *facts = driver_at("link /x/libcuda.so.1 -> /closed/libcuda.so.580.1\n"
                             "unknown /closed EACCES\n",
                             "/x/libcuda.so.1");
    CHECK_NUMBER(fact_get(facts, LIBCUDA, FACT_LIBRARY_IS_STUB)->known, UNKNOWN);
    CHECK_TEXT(fact_get(facts, LIBCUDA, FACT_LIBRARY_IS_STUB)->because, "Permission denied");
    CHECK_TEXT(fact_get(facts, LIBCUDA, FACT_LIBRARY_VERSION)->because, "Permission denied");
}
