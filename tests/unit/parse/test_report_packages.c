#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(lists_of_packages_are_read)
{
    static const char *const SAMPLES[] = {"pip", "wrapped", "conda", "conda_offer", "distribution"};
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

TEST(packages_of_a_distribution)
{
    CHECK_TEXT(report_short("ii  libcuda1:amd64  1:535.54-3  amd64  NVIDIA CUDA Driver"),
               "package libcuda1 driver-library=535.54");
    CHECK_TEXT(report_short("rc  libcuda1:amd64  1:535.54-3  amd64  NVIDIA CUDA Driver"), "");
    CHECK_TEXT(report_short("iU  libcuda1:amd64  1:535.54-3  amd64  NVIDIA CUDA Driver"), "");
    CHECK_TEXT(report_short("ii  nvidia-settings  1:535.54-3  amd64  x"), "");
    CHECK_TEXT(report_short("ii  nvidia-prime  0.8.17  all  x"), "");
    CHECK_TEXT(report_short("ii  nvidia-container-toolkit  1.13.5-1  amd64  x"),
               "package nvidia-container-toolkit container-toolkit=1.13.5");
    CHECK_TEXT(report_short("hi  nvidia-dkms-535  535.54-3  amd64  x"),
               "package nvidia-dkms-535 driver-module=535.54");
    CHECK_TEXT(report_short("is  libcuda1  3 years old"), "");
    CHECK_TEXT(report_short("libcuda1\tinstall"), "package libcuda1 driver-library=");
    CHECK_TEXT(report_short("libcuda1\tdeinstall"), "");
    CHECK_TEXT(report_short("please install"), "");
    CHECK_TEXT(report_short("nvidia-driver-545/jammy 545.29.06-0ubuntu0.22.04.2 amd64"), "");
    CHECK_TEXT(report_short("nvidia-driver-545/jammy,now 545.29.06-0u amd64 [installed]"),
               "package nvidia-driver-545 driver-part=545.29.06");
    CHECK_TEXT(report_short("nvidia-utils 535.113.01-2"), "");
    CHECK_TEXT(report_short("nvidia-driver-libs.x86_64  3:535.1-1.fc38  @cuda"),
               "package nvidia-driver-libs driver-library=535.1");
    CHECK_TEXT(report_short("nvidia-driver-libs.x86_64  3:535.1-1.fc38  cuda"), "");
    CHECK_TEXT(report_short("nvidia-driver-libs-535.1-1.fc38.x86_64"),
               "package nvidia-driver-libs driver-library=535.1");
    CHECK_TEXT(report_short("nvidia-driver-libs.x86_64"), "");
    CHECK_TEXT(report_short("a-b.x86_64"), "");
}

TEST(a_list_that_was_searched_for_packages_of_nvidia)
{
    CHECK_TEXT(report_short("$ dpkg -l | grep -i nvidia\nii  nvidia-settings  535-1  amd64\n"
                            "ii  nvidia-prime  0.8  all"),
               "command packages-searched=dpkg -l | grep -i nvidia");
    CHECK_TEXT(report_short("$ dpkg -l\nii  nvidia-settings  535-1  amd64"), "");
    CHECK_TEXT(report_short("$ apt search nvidia\nnvidia-settings/jammy 510.47 amd64"), "");
    CHECK_TEXT(report_short("me@h:~$ apt list --installed | grep nvidia\nme@h:~$ "),
               "command no-output=apt list --installed | grep nvidia");
}
