#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(what_the_system_says_of_itself_is_read)
{
    static const char *const SAMPLES[] = {"libraries", "pci", "kernel", "system", "cards", "video"};
    const char *shown = "";
    for (size_t i = 0; i < sizeof SAMPLES / sizeof *SAMPLES; i++)
        shown = arena_printf(
            test_arena(), "%s%s", shown,
            report_sample(arena_printf(test_arena(), "report_machine/%s", SAMPLES[i])));
    CHECK_EXPECTED(shown, "parse/expected/report_machine.txt");
}

TEST(a_path_in_a_sentence_is_no_file)
{
    CHECK_TEXT(report_short("/usr/lib/libcudnn.so.8: cannot open shared object file"), "");
    CHECK_TEXT(report_short("I copied /usr/lib/libcudnn.so.8"), "");
    CHECK_TEXT(report_short("/usr/lib/libcurl.so.4"), "");
    CHECK_TEXT(report_short("/dev/nvidia0 does not exist"), "");
    CHECK_TEXT(report_short("/dev/nvidia0: Permission denied"), "");
    CHECK_TEXT(report_short("libcudnn.so.8 (libc6,x86-64) => not found"), "");
    CHECK_TEXT(report_short("libcudnn.so.8 here (libc6,x86-64) => /lib/x"), "");
    CHECK_TEXT(report_short("lib/libcudnn.so.8"), "");
    CHECK_TEXT(report_short("crw-rw-rw- 1 root root 195 0 Jan 1 10:00 /dev/nvidia0"),
               "device-node /dev/nvidia0 mode=crw-rw-rw-; device-node /dev/nvidia0 user=root; "
               "device-node /dev/nvidia0 group=root");
}

TEST(a_driver_of_another_function_is_not_the_cards)
{
    CHECK_TEXT(report_short("Kernel driver in use: nouveau"), "");
    CHECK_TEXT(report_short("00:1f.3 Audio device: Intel Corporation X\n"
                            "\tKernel driver in use: snd_hda_intel"),
               "");
    CHECK_TEXT(report_short("10:30:00 VGA compatible controller: x"), "");
}

TEST(other_modules_and_systems_are_passed_by)
{
    CHECK_TEXT(report_short("snd_hda_intel   53248  5"), "");
    CHECK_TEXT(report_short("filename: /lib/modules/5.4.0/kernel/x.ko\nversion: 1.2"), "");
    CHECK_TEXT(report_short("NVRM: loading NVIDIA UNIX x86_64 Kernel Module  470.82.01"), "");
    CHECK_TEXT(report_short("nvidia is what I use: installed"), "");
    CHECK_TEXT(report_short("virtualbox/515.65.01, 5.15.0, x86_64: installed"), "");
    CHECK_TEXT(report_short("Release: 12"), "");
    CHECK_TEXT(report_short("Windows, CUDA 11.2"), "toolkit cuda=11.2");
    CHECK_TEXT(report_short("Linux is what I use here 5.4"), "");
    CHECK_TEXT(report_short("ID=a b"), "");
}
