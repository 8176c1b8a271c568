#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(sentences_and_templates_are_read)
{
    const char *shown =
        arena_printf(test_arena(), "%s%s", report_sample("report_sentences/sentences"),
                     report_sample("report_sentences/templates"));
    CHECK_EXPECTED(shown, "parse/expected/report_sentences.txt");
}

TEST(a_number_counts_only_beside_its_name)
{
    CHECK_TEXT(report_short("11.2, 8.1, 470.82"), "");
    CHECK_TEXT(report_short("cuDNN, 8.1"), "");
    CHECK_TEXT(report_short("CUDA and 11.2"), "");
    CHECK_TEXT(report_short("CUDA compute capability 8.6"), "");
    CHECK_TEXT(report_short("CUDA driver version 11.4"), "");
    CHECK_TEXT(report_short("libcudnn8 8.1, nvidia/cuda:11.0, cp38-cuda11.2"), "");
    CHECK_TEXT(report_short("Python 3, TF 2, CUDA 11"), "toolkit cuda=11");
    CHECK_TEXT(report_short("cuda11 and cuda-11.2"), "toolkit cuda=11.2");
    CHECK_TEXT(report_short("cuDNN 5110"), "");
    CHECK_TEXT(report_short("\x02 WSL \x03"), "");
    CHECK_TEXT(report_short("a wsl b"), "");
    CHECK_TEXT(report_short("Ubuntu 22.04 in WSL"),
               "system name=ubuntu; system version=22.04; system wsl=yes");
    CHECK_TEXT(report_short("kernel 4.15.0-171-generic"),
               "system kernel-release=4.15.0-171-generic");
    CHECK_TEXT(report_short("CUDA 12.0 from the toolkit packages, TF 2.11.0"),
               "toolkit cuda=12.0; framework tensorflow version=2.11.0");
    CHECK_TEXT(report_short("CUDA 12.0 from 11.8"), "");
    CHECK_TEXT(report_short("CUDA 12.0 from bad to worse"), "");
    CHECK_TEXT(report_short("v2.11.0-rc2-15-g6290819256d 2.11.0"),
               "framework tensorflow version=2.11.0");
    CHECK_TEXT(report_short("v2.11.0-rc2-15-g6290819256d 2.12.0"), "");
    CHECK_TEXT(report_short("v2.11.0-rc2-15-g6290819256d alone"), "");
    CHECK_TEXT(report_short("ONNX Runtime version 1.19.1, onnxruntime-gpu 1.16"),
               "framework onnxruntime version=1.19.1; framework onnxruntime version=1.16");
    CHECK_TEXT(report_short("my 2080 and a T4 in 1080p"), "");
}

TEST(what_is_denied_asked_or_advised_is_not_taken)
{
    static const char *const LINES[] = {
        "There is no CUDA 11.2 here",
        "CUDA 11.2 is not installed",
        "without cuDNN 8.1",
        "TF 2.5 needs CUDA 11.2",
        "install CUDA 11.2",
        "Should I take CUDA 11.2",
        "CUDA 11.2?",
        "Ubuntu 20.04 here?",
        "mycuda 11.2",
        "Same with CUDA 11.2",
        "It worked with TF 2.4",
        "upgrade to driver 470.82",
        "driver >= 470.82",
        "TF 2.4 or 2.5",
        "a friend has an RTX 3090",
        "Python 3.9 isn't there",
        "I tried, without luck, CUDA 11.2",
        "cuDNN 8.1 for CUDA 11.2",
        "PyTorch build CUDA version: 10.2",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        CHECK_TEXT(report_short(LINES[i]), "");
    CHECK_TEXT(report_short("CUDA 10.2, not CUDA 11.2, cuDNN 8.1"), "toolkit cuda=10.2");
    CHECK_TEXT(report_short("CUDA 10.2 (not 11.2), cuDNN 8.1"),
               "toolkit cuda=10.2; toolkit cudnn=8.1");
}

TEST(a_field_gives_its_name_to_the_number)
{
    CHECK_TEXT(report_short("CUDA/cuDNN version: 7.6"), "");
    CHECK_TEXT(report_short("CUDA/cuDNN version: 10.1"), "toolkit cuda=10.1");
    CHECK_TEXT(report_short("CUDA/cuDNN version: CUDA 10.1 / cuDNN 7.6"),
               "toolkit cuda=10.1; toolkit cudnn=7.6");
    CHECK_TEXT(report_short("Bazel version: 3.1"), "");
    CHECK_TEXT(report_short("Python version: N/A"), "");
    CHECK_TEXT(report_short("**TensorFlow version**\n\n2.4.1"),
               "framework tensorflow version=2.4.1");
    CHECK_TEXT(report_short("**TensorFlow version**\n**Python version**\n3.8"),
               "python version=3.8");
    CHECK_TEXT(report_short("tensorflow\n2.4.1"), "");
    CHECK_TEXT(report_short("**TensorFlow version**\n**2.4.1 notes**"), "");
    CHECK_TEXT(report_short("OS: Ubuntu 18.04 or 20.04"), "");
}
