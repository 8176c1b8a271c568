#include "parse/report_line.h"

#include "harness.h"

static const char *shown(const char *raw)
{
    static const char *const PROMPTS[] = {"-", "shell", "python", "end"};
    ReportLine line = report_line(text_of(raw), 1);
    return arena_printf(test_arena(), "%s|%s", PROMPTS[line.prompt],
                        text_copy(test_arena(), line.text));
}

TEST(a_prompt_is_taken_off_what_was_typed)
{
    static const char *const ROWS[][2] = {
        {"$ nvidia-smi", "shell|nvidia-smi"},
        {"(venv) me@box:~/a b$ pip list", "shell|pip list"},
        {"(base) [me@box work]$ pip list", "shell|pip list"},
        {"root@0123abcd:/# nvidia-smi -L", "shell|nvidia-smi -L"},
        {"bash-5.1$ ls /", "shell|ls /"},
        {"# nvidia-smi", "shell|nvidia-smi"},
        {"# A heading", "-|# A heading"},
        {"!pip list", "shell|pip list"},
        {"!important", "-|!important"},
        {"+ docker run x", "shell|docker run x"},
        {"+ numpy==1.0", "-|+ numpy==1.0"},
        {"PS C:\\Users\\me> nvidia-smi", "shell|nvidia-smi"},
        {"C:\\work>python -V", "shell|python -V"},
        {"me@box ~> pip list", "shell|pip list"},
        {"\xE2\x9E\x9C  ~ nvidia-smi", "shell|nvidia-smi"},
        {">>> tf.__version__", "python|tf.__version__"},
        {"In [12]: tf.__version__", "python|tf.__version__"},
        {"Out[12]: '2.4.1'", "-|'2.4.1'"},
        {">>>", "end|"},
        {"me@box:~$", "end|"},
        {"pip list", "shell|pip list"},
        {"nvidia-smi", "shell|nvidia-smi"},
        {"nvidia-smi works on the host.", "-|nvidia-smi works on the host."},
        {"pip install of tensorflow was done", "-|pip install of tensorflow was done"},
        {"user@example.org wrote this", "-|user@example.org wrote this"},
        {"[  201.910514] NVRM: x", "-|[  201.910514] NVRM: x"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(shown(ROWS[i][0]), ROWS[i][1]);
}

TEST(what_a_forum_puts_around_a_line_is_taken_off)
{
    CHECK_TEXT(shown("> > $ nvidia-smi\r"), "shell|nvidia-smi");
    CHECK_TEXT(shown("> >>> x"), "python|x");
    CHECK_TEXT(shown("```shell"), "-|");
    CHECK_TEXT(shown("``` code ``` x"), "-|``` code ``` x");
    CHECK_TEXT(shown("`nvidia-smi`"), "shell|nvidia-smi");
    CHECK_TEXT(shown("<pre><code>CUDA 11.2</code></pre>"), "-|CUDA 11.2");
    CHECK_TEXT(shown("\t  a  "), "-|a");
    CHECK(report_line(TEXT("  "), 1).blank && !report_line(TEXT("```"), 1).blank);
}

TEST(lines_of_loggers_are_known)
{
    static const char *const YES[] = {"2024-01-16 17:59:46.686812: W tensorflow/x.cc:1] y",
                                      "[  201.910514] NVRM: x",
                                      "(pid=33) 2019",
                                      "I tensorflow/stream_executor/x.h:1] y",
                                      "W0000 00:00 x",
                                      "ImportError: libcudnn",
                                      "WARNING:tensorflow: x",
                                      "Traceback (most recent call last):",
                                      "File \"x\", line 1",
                                      "E external/xla/y"};
    static const char *const NO[] = {"CUDA 11.2", "OS: Windows", "I have CUDA 11.2",
                                     "[PhysicalDevice(x)]", "Environment: CUDA 11"};
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++)
        CHECK(is_logged(text_of(YES[i])));
    for (size_t i = 0; i < sizeof NO / sizeof *NO; i++)
        CHECK(!is_logged(text_of(NO[i])));
}
