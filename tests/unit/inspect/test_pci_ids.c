/* Our blocks of device ids against the pci.ids that is installed here (Debian: package pci.ids). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "inspect/chips.h"
#include "inspect/machine_of_lines.h"
#include "inspect/pci_ids.h"
#include "world/world.h"

enum { CEILING = 4 * 1024 * 1024, LEAST_COMPARED = 300 };

typedef struct Tally {
    size_t compared, wrong, missing;
} Tally;

/* "\t2335  GH100 [H200 SXM 141GB]": products stand in brackets. */
static void compare_line(Text line, Tally *tally)
{
    Text name = text_trim(text_part(line, 5, line.length));
    const char *words = text_copy(test_arena(), name);
    if (!strchr(words, '[') || strstr(words, "Audio") || strstr(words, "NVSwitch"))
        return;
    const char *digits = text_copy(test_arena(), text_part(line, 1, 4));
    const char *chip = text_copy(test_arena(), text_part(name, 0, text_find(name, ' ')));
    const char *expected = chip_compute_capability(chip);
    const char *ours = chip_of_device((unsigned)strtoul(digits, NULL, 16));
    if (!expected || strcmp(expected, "3.5") < 0)
        return; /* older than what any TensorFlow 2 accepts, or a chip without CUDA */
    tally->compared++;
    if (!ours) {
        tally->missing++;
        printf("# %s is not in our table: %.*s\n", digits, (int)name.length, name.at);
    } else if (strcmp(chip_compute_capability(ours), expected) != 0) {
        tally->wrong++;
        printf("# %s is %s, we say %s\n", digits, chip, ours);
    }
}

TEST(blocks_of_device_ids_agree_with_pci_ids)
{
    const char *error;
    World *world = world_live(test_arena(), &(LiveOptions){.root = "/"}, &error);
    Text text, line;
    if (world_read(world, "/usr/share/misc/pci.ids", CEILING, &text).known != PRESENT) {
        test_skip("no pci.ids is installed");
        return;
    }
    Tally tally = {0};
    bool inside = false;
    while (text_line(&text, &line)) {
        if (line.length && line.at[0] != '\t' && line.at[0] != '#')
            inside = text_starts(line, "10de");
        else if (inside && line.length > 6 && line.at[0] == '\t' && line.at[1] != '\t')
            compare_line(line, &tally);
    }
    printf("# %zu device ids compared\n", tally.compared);
    CHECK(tally.compared >= LEAST_COMPARED);
    CHECK_NUMBER(tally.wrong, 0);
    CHECK_NUMBER(tally.missing, 0);
}

/* ---- The name of a product ---- */

static const char *name_behind(const char *beginning)
{
    static const char list[] = "10de  NVIDIA Corporation\n\t2335  GH100 [H200 SXM 141GB]\n";
    World *world = world_overlay(test_arena(), machine_of("dir /usr/share/misc\n"));
    overlay_file(world, "/usr/share/misc/pci.ids", 0644,
                 text_of(arena_printf(test_arena(), "%s%s", beginning, list)));
    const char *source;
    return pci_product_name(world, 0x10de, 0x2335, &source);
}

TEST(the_name_of_a_product_stands_in_brackets)
{
    CHECK_TEXT(name_behind(""), "H200 SXM 141GB");
    CHECK_TEXT(name_behind("1002  AMD\n\t2335  something [else]\n"), "H200 SXM 141GB");
}

/* The first part of the file, which is read alone at first, ends before it. */
TEST(a_product_far_behind_is_found_too)
{
    enum { FAR = 600 * 1024 };
    char *remark = arena_alloc(test_arena(), FAR + 1);
    memset(remark, '#', FAR - 1);
    remark[FAR - 1] = '\n';
    remark[FAR] = 0;
    CHECK_TEXT(name_behind(remark), "H200 SXM 141GB");
}
