/* How old the card is that a report names. */
#include "logged_case.h"

#define NO_KERNEL  "open compute-capability-too-low"
#define CARD(name) "saw gpu-named: " name
#define BUILT(of)  "saw capabilities-built: " of
#define TOO_OLD    "compute-capability-too-low"
#define TOO_NEW    "compute-capability-too-new"

TEST(the_name_of_a_card_tells_whether_it_is_too_old_or_too_new)
{
    static const struct {
        const char *card, *cause;
    } ROWS[] = {
        {CARD("Tesla K80"), TOO_OLD},
        {CARD("NVIDIA GeForce RTX 5090"), TOO_NEW},
        {CARD("NVIDIA B200"), TOO_NEW},
        {CARD("NVIDIA GeForce GTX 1080"), TOO_OLD "?"},
        {CARD("Tesla P100-PCIE-16GB"), TOO_OLD "?"},
        {CARD("NVIDIA H100 PCIe"), TOO_OLD "?"},
        {CARD("Quadro RTX 5000"), TOO_OLD "?"},
        {CARD("NVIDIA RTX 5000 Ada Generation"), TOO_OLD "?"},
        {CARD("something"), TOO_OLD "?"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(CAUSES(ROWS[i].card, NO_KERNEL), ROWS[i].cause);
    CHECK_TEXT(CAUSES(CARD("Tesla K80")), "");
}

TEST(what_the_build_serves_is_better_than_a_rule)
{
    static const char *const SERVED[] = {CARD("NVIDIA GeForce GTX 1080"), CARD("Tesla V100"),
                                         CARD("NVIDIA GeForce RTX 3090")};
    for (size_t i = 0; i < sizeof SERVED / sizeof *SERVED; i++)
        CHECK_TEXT(CAUSES(SERVED[i], BUILT("sm_86 sm_61 sm_70"), NO_KERNEL), TOO_OLD "?");
    CHECK_TEXT(CAUSES(CARD("Tesla P100"), BUILT("sm_86 sm_61 sm_70"), NO_KERNEL), TOO_OLD);
    CHECK_TEXT(CAUSES(CARD("NVIDIA GeForce RTX 4090"), BUILT("sm_61 sm_86 sm_70"), NO_KERNEL),
               TOO_NEW);
    CHECK_TEXT(CAUSES(CARD("Tesla K80"), BUILT("sm_37 sm_50"), NO_KERNEL), TOO_OLD "?");
    CHECK_TEXT(CAUSES(CARD("Tesla K80"), BUILT("none"), NO_KERNEL), TOO_OLD);
    CHECK_TEXT(CAUSES(CARD("NVIDIA GeForce RTX 3090"), BUILT("sm_5000 sm_70"), NO_KERNEL), TOO_NEW);
}

TEST(the_number_of_a_card_comes_before_its_name)
{
    CHECK_TEXT(CAUSES("saw capability-refused: 120", CARD("Tesla K80"), NO_KERNEL), TOO_NEW);
    CHECK_TEXT(CAUSES("saw capability-refused: unknown", CARD("Tesla K80"), NO_KERNEL), TOO_OLD);
}

TEST(a_card_that_no_build_serves_any_more)
{
#define ON_CPU "saw cpu-used"
    CHECK_TEXT(DETAILS(CARD("GeForce GTX 680"), ON_CPU),
               "compute-capability-too-low, cpu, by log.txt:1: GeForce GTX 680 is older than any "
               "build supports\n"
               "  log.txt:1: saw gpu-named: GeForce GTX 680\n");
    CHECK_TEXT(CAUSES(CARD("Quadro K2000"), ON_CPU), TOO_OLD);
    CHECK_TEXT(CAUSES(CARD("Quadro K4000"), ON_CPU), TOO_OLD);
    CHECK_TEXT(CAUSES(CARD("Tesla K20Xm"), ON_CPU), "");
    CHECK_TEXT(CAUSES(CARD("Tesla K40c"), ON_CPU), "");
    CHECK_TEXT(CAUSES(CARD("something"), ON_CPU), "");
    CHECK_TEXT(CAUSES(CARD("GeForce GTX 680")), "");
    CHECK_TEXT(CAUSES(ON_CPU), "");
    CHECK_TEXT(CAUSES(CARD("GeForce GTX 680"), ON_CPU, "surely cuda-libs-missing"),
               "cuda-libs-missing");
}
