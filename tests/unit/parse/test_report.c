#include "parse/report.h"

#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(a_report_is_read_in_one_go)
{
    CHECK_EXPECTED(report_sample("report/mixed"), "parse/expected/report.txt");
}

TEST(lines_are_numbered_from_the_first)
{
    ReportFacts facts = report_read(test_arena(), TEXT("\nCUDA 11.2\r\n"), 100);
    REQUIRE(facts.count == 1);
    CHECK_NUMBER(facts.items[0].line, 101);
    CHECK_NUMBER(facts.items[0].form, REPORT_BY_PERSON);
    CHECK_NUMBER(facts.items[0].kind, REPORT_TOOLKIT);
}

TEST(a_command_goes_on_behind_a_backslash)
{
    CHECK_TEXT(report_shown("$ docker run \\\n  --gpus all \\\n  image\nCUDA 11.2"),
               "1 command container | docker | gpus | all\n"
               "1 command container | docker | image | image\n"
               "4 person toolkit |  | cuda | 11.2\n");
    CHECK_TEXT(report_short("$ docker run \\"), "");
}

TEST(nothing_found_is_told_only_between_real_prompts)
{
    CHECK_TEXT(report_short("me@box:~$ lsmod | grep nvidia\nme@box:~$ ls"),
               "command no-output=lsmod | grep nvidia");
    CHECK_TEXT(report_short("me@box:~$ lsmod | grep nvidia\nx\nme@box:~$ ls"), "");
    CHECK_TEXT(report_short("$ lsmod | grep nvidia\n$ ls"), "");
    CHECK_TEXT(report_short("me@box:~$ lsmod | grep nvidia\n"), "");
    CHECK_TEXT(report_short("me@box:~$ make\nme@box:~$ ls"), "");
}

TEST(a_prompt_closes_what_was_open)
{
    CHECK_TEXT(report_short("$ pip list\nnumpy 1.0\n$ true\nscipy 1.0"),
               "package numpy version=1.0");
    CHECK_TEXT(report_short("$ pip list\nnumpy 1.0\nDone.\nscipy 1.0"),
               "package numpy version=1.0");
}

TEST(starts_of_tables_are_seen_in_a_long_log)
{
    CHECK(report_starts_here(TEXT("| NVIDIA-SMI 470.82.01    Driver Version: 470.82.01")));
    CHECK(report_starts_here(TEXT("me@box:~$ pip list")));
    CHECK(report_starts_here(TEXT("\tlibcudnn.so.8 (libc6,x86-64) => /lib/libcudnn.so.8")));
    /* The same words in a message of a framework start nothing. */
    CHECK(!report_starts_here(TEXT("2021-01-01 00:00:00.0: I x.cc:1] opened libcuda.so.1")));
    size_t count;
    const char *const *anchors = report_anchors(&count);
    CHECK(count > 20 && anchors[0][0]);
}
