#include "parse/modprobe_config.h"

#include "harness.h"

TEST(lines_that_forbid_a_module)
{
    static const char *const FORBID[] = {"blacklist nvidia", "  blacklist\tnvidia  ",
                                         "install nvidia /bin/false", "install nvidia /bin/true",
                                         "install nvidia :"};
    for (size_t i = 0; i < sizeof FORBID / sizeof *FORBID; i++)
        CHECK(modprobe_line_forbids(text_of(FORBID[i]), "nvidia"));
}

TEST(lines_that_do_not)
{
    static const char *const ALLOW[] = {"# blacklist nvidia",
                                        "blacklist nvidia_drm",
                                        "blacklist nvidiafb",
                                        "alias nvidia off",
                                        "install nvidia modprobe -i nvidia-current $CMDLINE_OPTS",
                                        "options nvidia NVreg_X=1",
                                        "install nvidia",
                                        "blacklist",
                                        ""};
    for (size_t i = 0; i < sizeof ALLOW / sizeof *ALLOW; i++)
        CHECK(!modprobe_line_forbids(text_of(ALLOW[i]), "nvidia"));
}

TEST(dashes_and_underscores_are_the_same)
{
    CHECK(modprobe_line_forbids(TEXT("blacklist nova-core"), "nova_core"));
    CHECK(modprobe_line_forbids(TEXT("blacklist nova_core"), "nova-core"));
    CHECK(!modprobe_line_forbids(TEXT("blacklist nova.core"), "nova_core"));
}

static const char *forbidding(const char *command_line, const char *module)
{
    return text_copy(test_arena(), command_line_forbids(text_of(command_line), module));
}

TEST(words_of_the_command_line_that_forbid)
{
    CHECK_TEXT(forbidding("ro quiet modprobe.blacklist=nouveau,nvidia splash\n", "nvidia"),
               "modprobe.blacklist=nouveau,nvidia");
    CHECK_TEXT(forbidding("module_blacklist=nvidia", "nvidia"), "module_blacklist=nvidia");
    CHECK_TEXT(forbidding("module_blacklist=nvidia\nquiet splash", "nvidia"),
               "module_blacklist=nvidia");
    CHECK_TEXT(forbidding("modprobe.blacklist=nvidiafb,nvidia_drm", "nvidia"), "");
    CHECK_TEXT(forbidding("xmodprobe.blacklist=nvidia", "nvidia"), "");
    CHECK_TEXT(forbidding("", "nvidia"), "");
}
