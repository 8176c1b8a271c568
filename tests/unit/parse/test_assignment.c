#include "harness.h"
#include "parse/assignment.h"

static bool sets(const char *line)
{
    return line_assigns(text_of(line), "CUDA_VISIBLE_DEVICES");
}

TEST(lines_that_set_the_variable)
{
    static const char *const LINES[] = {
        "CUDA_VISIBLE_DEVICES=-1",
        "  export CUDA_VISIBLE_DEVICES=\"0\"",
        "export FOO=1 CUDA_VISIBLE_DEVICES=",
        "Environment=\"CUDA_VISIBLE_DEVICES=0\"",
        "set -gx CUDA_VISIBLE_DEVICES 0",
        "setenv CUDA_VISIBLE_DEVICES 0",
        "  \"env\": {\"CUDA_VISIBLE_DEVICES\" : \"0\"}",
        "alias x='CUDA_VISIBLE_DEVICES=1 python'",
        "\tCUDA_VISIBLE_DEVICES=0",
        "setenv\tCUDA_VISIBLE_DEVICES\t0",
        "set -x CUDA_VISIBLE_DEVICES\t0",
        "-CUDA_VISIBLE_DEVICES=0",
        "echo $CUDA_VISIBLE_DEVICES; CUDA_VISIBLE_DEVICES=1",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        CHECK(sets(LINES[i]));
}

TEST(lines_that_do_not)
{
    static const char *const LINES[] = {
        "",
        "# export CUDA_VISIBLE_DEVICES=0",
        "true # CUDA_VISIBLE_DEVICES=0",
        "MY_CUDA_VISIBLE_DEVICES=0",
        "CUDA_VISIBLE_DEVICES_OLD=0",
        "echo $CUDA_VISIBLE_DEVICES",
        "echo ${CUDA_VISIBLE_DEVICES}",
        "test $CUDA_VISIBLE_DEVICES = 1",
        "if [ CUDA_VISIBLE_DEVICES == x ]",
        "unset CUDA_VISIBLE_DEVICES",
        "CUDA_VISIBLE_DEVICES==",
        "; CUDA_VISIBLE_DEVICES=0",
        "  ; CUDA_VISIBLE_DEVICES=0",
        "  # CUDA_VISIBLE_DEVICES=0",
        "CUDA_VISIBLE_DEVICEZ=0",
        "$CUDA_VISIBLE_DEVICES=0",
        "${CUDA_VISIBLE_DEVICES=0}",
        "ACUDA_VISIBLE_DEVICES=0",
        "ZCUDA_VISIBLE_DEVICES=0",
        "aCUDA_VISIBLE_DEVICES=0",
        "zCUDA_VISIBLE_DEVICES=0",
        "0CUDA_VISIBLE_DEVICES=0",
        "9CUDA_VISIBLE_DEVICES=0",
        "set CUDA_VISIBLE_DEVICES 0",
        "echo -n CUDA_VISIBLE_DEVICES 0",
        "set -x OTHER CUDA_VISIBLE_DEVICESX",
        "setenv CUDA_VISIBLE_DEVICES",
        "setenv CUDA_VISIBLE_DEVICES-0",
        "setenv OTHER CUDA_VISIBLE_DEVICES 0",
        "CUDA_VISIBLE_DEVICES: 0",
        "CUDA_VISIBLE_DEVICES : 0",
        "set a CUDA_VISIBLE_DEVICES 0",
        "\"CUDA_VISIBLE_DEVICES\", 0",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        CHECK(!sets(LINES[i]));
}
