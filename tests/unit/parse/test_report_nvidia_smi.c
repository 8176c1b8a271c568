#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(tables_of_nvidia_smi_are_read)
{
    static const char *const SAMPLES[] = {
        "table_352", "table_470_quoted", "table_580", "table_cut_crlf", "lists",
        "query",     "failures"};
    const char *shown = "";
    for (size_t i = 0; i < sizeof SAMPLES / sizeof *SAMPLES; i++)
        shown = arena_printf(
            test_arena(), "%s%s", shown,
            report_sample(arena_printf(test_arena(), "report_nvidia_smi/%s", SAMPLES[i])));
    CHECK_EXPECTED(shown, "parse/expected/report_nvidia_smi.txt");
}

TEST(a_cell_that_is_cut_is_not_believed)
{
    CHECK_TEXT(report_short("|   0  Tesla T4            Off  | 00000000:00:1E"), "");
    CHECK_TEXT(report_short("|   0  Tesla T4   Of"), "");
    CHECK_TEXT(report_short("| NVIDIA-SMI 470.82.01    Driver Ver"), "");
    CHECK_TEXT(
        report_short("| NVIDIA-SMI 470.82.01  Driver Version: 470.82.01  CUDA Version: 11.4 |\n"
                     "| N/A   34C    P8     9W /  70W |      0MiB / 15109MiB |  0% Default |"),
        "driver smi-version=470.82.01; driver version=470.82.01; driver cuda-ceiling=11.4");
    CHECK_TEXT(report_short("|    0   12  13  C   python   603MiB |"), "");
    /* Memory of a card whose own row is not there belongs to nobody. */
    CHECK_TEXT(report_short("| N/A   34C    P8     9W /  70W |      0MiB / 15109MiB |"), "");
}

TEST(the_newest_cuda_of_a_driver_is_not_an_installed_one)
{
    static const char *const HEAD =
        "driver smi-version=535.54.03; driver version=535.54.03; driver cuda-ceiling=12.2";
    CHECK_TEXT(
        report_short("- NVIDIA-SMI 535.54.03; Driver Version: 535.54.03; CUDA Version: 12.2"),
        HEAD);
    CHECK_TEXT(report_short("NVIDIA-SMI 535.54.03 Driver Version: 535.54.03 CUDA Version: 12.2|"),
               HEAD);
}

TEST(what_only_looks_like_nvidia_smi_is_none)
{
    CHECK_TEXT(report_short("Driver Version: 31.0.15.3161   CUDA Version: n"), "");
    CHECK_TEXT(report_short("| 0 | Tesla T4 | 16 GB |"), "");
    CHECK_TEXT(report_short("|    0   N/A  N/A    12   X   python   603MiB |"), "");
    CHECK_TEXT(report_short("Product Name : Something"), "");
    CHECK_TEXT(report_short("name, index"), "");
    CHECK_TEXT(report_short("I ran nvidia-smi and it was not found"), "");
}
