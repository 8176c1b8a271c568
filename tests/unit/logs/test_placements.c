/* Lines that say where operations ran, folded. */
#include "logs/placements.h"

#include "harness.h"
#include "logs/episodes.h"

#define DEVICE "/job:localhost/replica:0/task:0/device:"
#define LOGGED "2024-02-03 04:05:06.070809: I tensorflow/core/common_runtime/placer.cc:54] "

static Placements placements_of(const char *text)
{
    Arena *arena = test_arena();
    Episodes *episodes = arena_new_of(arena, Episodes);
    *episodes = (Episodes){.arena = arena, .messages = messages_read(arena)};
    Text rest = text_of(text), line;
    episodes_begin_file(episodes, "a.log");
    for (size_t number = 1; text_line(&rest, &line); number++)
        episodes_take(episodes, line, number);
    return episodes->items.count ? episodes->items.items[0].placements : (Placements){0};
}

/* "CPU:0 MatMul float32 2 (why)" a line. */
static const char *table_of(const char *text)
{
    Placements placements = placements_of(text);
    PlacementRows rows = placements_told(test_arena(), &placements);
    const char *table = "";
    for (size_t i = 0; i < rows.count; i++) {
        const Placement *row = rows.items[i];
        table = arena_printf(test_arena(), "%s%s %s %s %llu%s\n", table, row->device, row->op,
                             row->dtype ? row->dtype : "-", row->count, row->host ? " host" : "");
    }
    return table;
}

TEST(every_form_of_the_lines_is_read)
{
    CHECK_TEXT(table_of("Executing op MatMul in device " DEVICE "GPU:0\n"
                        "a/b(Relu) placed on: " DEVICE "CPU:0\n"
                        "x: (Softmax): " DEVICE "GPU:1\n" LOGGED "y: (Const)" DEVICE "CPU:0\n"
                        "Placer place op [Cast] on device: " DEVICE "CPU:0\n"
                        "Process node: 12 step -1 {{node m/AddV2}} = AddV2[T=DT_INT32, "
                        "_device=\"/device:CPU:0\"](x, y) device: " DEVICE "CPU:0\n"),
               "CPU:0 Relu - 1\nCPU:0 Const - 1\nCPU:0 Cast - 1\nCPU:0 AddV2 int32 1 host\n"
               "GPU:0 MatMul - 1\nGPU:1 Softmax - 1\n");
}

TEST(what_is_on_the_cpu_comes_first_by_count_and_what_belongs_there_behind_it)
{
    CHECK_TEXT(table_of("Executing op MatMul in device " DEVICE "GPU:0\n"
                        "Executing op RangeDataset in device " DEVICE "CPU:0\n"
                        "Executing op RangeDataset in device " DEVICE "CPU:0\n"
                        "Executing op Relu in device " DEVICE "CPU:0\n"
                        "Executing op Conv2D in device " DEVICE "CPU:0\n"
                        "Executing op Conv2D in device " DEVICE "CPU:0\n"),
               "CPU:0 Conv2D - 2\nCPU:0 Relu - 1\nCPU:0 RangeDataset - 2 host\nGPU:0 MatMul - 1\n");
}

/* log_device_placement prints each line twice, bare and logged. */
TEST(a_line_that_is_printed_twice_counts_once)
{
    CHECK_TEXT(table_of("a: (MatMul): " DEVICE "GPU:0\n" LOGGED "a: (MatMul): " DEVICE "GPU:0\n"
                        "b: (MatMul): " DEVICE "GPU:0\n" LOGGED "b: (MatMul): " DEVICE "GPU:0\n"),
               "GPU:0 MatMul - 2\n");
}

TEST(of_two_kinds_of_lines_the_one_with_more_counts_then_the_one_with_the_type)
{
    CHECK_TEXT(table_of("Executing op Relu in device " DEVICE "CPU:0\n"
                        "Process node: 1 step 1 {{node r}} = Relu[T=DT_HALF](x) device: " DEVICE
                        "CPU:0\n"),
               "CPU:0 Relu float16 1\n");
    CHECK_TEXT(table_of("Executing op Relu in device " DEVICE "CPU:0\n"
                        "Executing op Relu in device " DEVICE "CPU:0\n"
                        "Process node: 1 step 1 {{node r}} = Relu[T=DT_HALF](x) device: " DEVICE
                        "CPU:0\n"),
               "CPU:0 Relu - 2\n");
}

TEST(what_was_asked_for_is_no_place)
{
    Placements placements = placements_of("PreferredDevice Cast: " DEVICE "GPU:0\n");
    CHECK_NUMBER(placements_told(test_arena(), &placements).count, 0);
    PlacementRows asked = placements_asked(test_arena(), &placements);
    REQUIRE(asked.count == 1);
    CHECK_TEXT(asked.items[0]->device, "GPU:0");
}

TEST(of_a_million_operations_some_are_kept_and_all_are_counted)
{
    Arena *arena = test_arena();
    Messages messages = messages_read(arena);
    Placements placements = {0};
    enum { OPERATIONS = 3 * PLACEMENT_KINDS };
    for (int i = 0; i < OPERATIONS; i++) {
        MessageMatch match;
        Text line = text_of(arena_printf(arena, "Executing op Op%d in device " DEVICE "CPU:0", i));
        REQUIRE(messages_in_line(messages, line, &match, 1) == 1);
        placements_take(arena, &placements, &match, false, line, (size_t)i + 1);
    }
    CHECK_NUMBER(placements.items.count, PLACEMENT_KINDS);
    CHECK_NUMBER(placements.others, OPERATIONS - PLACEMENT_KINDS);
}

TEST(why_something_belongs_in_main_memory)
{
    CHECK_TEXT(why_on_host("ParallelMapDatasetV2", NULL), "part of the input");
    CHECK_TEXT(why_on_host("IteratorGetNext", NULL), "part of the input");
    CHECK_TEXT(why_on_host("Shape", "float32"), "a shape, in main memory");
    CHECK_TEXT(why_on_host("AddV2", "int32"), "int32 is kept in main memory");
    CHECK(!why_on_host("AddV2", "float32"));
    CHECK(!why_on_host("MatMul", NULL));
    CHECK(!why_on_host("Reshape", NULL));
}
