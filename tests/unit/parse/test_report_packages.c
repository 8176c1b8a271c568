#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(lists_of_packages_are_read)
{
    static const char *const SAMPLES[] = {"pip", "wrapped", "conda", "conda_offer"};
    const char *shown = "";
    for (size_t i = 0; i < sizeof SAMPLES / sizeof *SAMPLES; i++)
        shown = arena_printf(
            test_arena(), "%s%s", shown,
            report_sample(arena_printf(test_arena(), "report_packages/%s", SAMPLES[i])));
    CHECK_EXPECTED(shown, "parse/expected/report_packages.txt");
}

TEST(rows_without_their_table_are_no_packages)
{
    CHECK_TEXT(report_short("numpy (1.14.0)"), "");
    CHECK_TEXT(report_short("absl-py   1.4.0"), "");
    CHECK_TEXT(report_short("epoch (3)"), "");
    CHECK_TEXT(report_short("tensorflow (1.4.0)"), "package tensorflow version=1.4.0");
    CHECK_TEXT(report_short("tensorflow   2.2.0  mkl_py36h5a57954_0  pkgs/main"), "");
}

TEST(what_is_asked_for_is_not_what_is_there)
{
    CHECK_TEXT(report_short("$ pip install tensorflow==2.3.0 -U -i x"),
               "package tensorflow requested=2.3.0");
    CHECK_TEXT(report_short("$ conda install pytorch cudatoolkit=10.2 -c pytorch"),
               "package cudatoolkit requested=10.2");
    CHECK_TEXT(report_short("$ mamba install pytorch pytorch-cuda==12.1, and more"),
               "package pytorch-cuda requested=12.1");
    CHECK_TEXT(report_short("$ conda install pytorch cudatoolkit -c pytorch"), "");
    CHECK_TEXT(report_short("$ conda install cudatoolkit=10.2"), "");
    CHECK_TEXT(report_short("$ pip install -e . ./x.whl -r requirements.txt"), "");
    CHECK_TEXT(report_short("$ pip uninstall tensorflow"), "");
    CHECK_TEXT(report_short("Collecting tensorflow==2.3.0"), "");
    CHECK_TEXT(report_short("Requirement already satisfied: pip in /x (from y)"), "");
}
