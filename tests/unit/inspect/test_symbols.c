/* A symbol that was looked up when a world was recorded is known in its replay, found or not; any
 * other is unknown, though the recorded file may well have it. */
#include "harness.h"
#include "inspect/symbols.h"
#include "parse/elf_image.h"

static World *with_library(void)
{
    const char *error;
    World *overlay = world_overlay(
        test_arena(), world_recorded(test_arena(), TEXT("whycpu-world 1\ntree /\n"), &error));
    ElfImageSpec spec = {.machine = 62, .soname = "libx.so.1"};
    ElfImageSymbol here = {.name = "here"}, there = {.name = "there"};
    list_add(test_arena(), spec.symbols, here);
    list_add(test_arena(), spec.symbols, there);
    overlay_file(overlay, "/libx.so.1", 0755, elf_image(test_arena(), &spec));
    return overlay;
}

TEST(symbols_by_the_hash_table_of_the_file)
{
    World *world = with_library();
    CHECK(is_yes(object_defines(world, "/libx.so.1", "here")));
    CHECK(is_no(object_defines(world, "/libx.so.1", "nowhere")));
    CHECK(is_unknown(object_defines(world, "/liby.so.1", "here")));
}

TEST(a_replay_knows_the_symbols_that_were_looked_up_and_no_others)
{
    const char *error;
    World *recorder = world_recorder(test_arena(), with_library());
    CHECK(is_yes(object_defines(recorder, "/libx.so.1", "here")));
    CHECK(is_no(object_defines(recorder, "/libx.so.1", "nowhere")));
    World *replay = world_recorded(test_arena(), recorder_text(recorder), &error);
    REQUIRE(replay != NULL);
    CHECK(is_yes(object_defines(replay, "/libx.so.1", "here")));
    CHECK(is_no(object_defines(replay, "/libx.so.1", "nowhere")));
    CHECK(is_unknown(object_defines(replay, "/libx.so.1", "there")));
}
