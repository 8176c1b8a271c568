/* What listings in a report tell of the machine. */
#include "logged_case.h"

#include <string.h>

#define LOADED(module) "saw module-loaded/" module

TEST(another_driver_has_the_card_where_the_one_of_nvidia_is_not_loaded)
{
    CHECK_TEXT(CAUSES(LOADED("nouveau"), "open nouveau-in-use"), "nouveau-in-use");
    CHECK_TEXT(CAUSES(LOADED("nova_core"), "open nouveau-in-use"), "nouveau-in-use");
    CHECK_TEXT(CAUSES(LOADED("nouveau"), "open driver-not-loaded"), "nouveau-in-use");
    CHECK_TEXT(CAUSES(LOADED("nouveau"), "saw nvidia-smi-failed/otherwise"), "nouveau-in-use");
    CHECK_TEXT(CAUSES(LOADED("nouveau"), LOADED("nvidia"), "open nouveau-in-use"),
               "nouveau-in-use?");
    CHECK_TEXT(CAUSES(LOADED("nouveau")), "");
}

/* ---- Device nodes ---- */

#define ABSENT(node) "saw node-absent/" node

TEST(a_node_that_is_absent_beside_a_module_that_runs)
{
    static const char *const NODES[] = {ABSENT("/dev/nvidia-uvm"), "saw uvm-absent",
                                        ABSENT("/dev/nvidia*"), ABSENT("/dev/nvidiactl"),
                                        ABSENT("/dev/nvidia0")};
    for (size_t i = 0; i < sizeof NODES / sizeof *NODES; i++) {
        CHECK_TEXT(CAUSES(NODES[i], LOADED("nvidia")), "device-nodes-missing");
        CHECK_TEXT(CAUSES(NODES[i], "saw driver-version: 535.54"), "device-nodes-missing");
        CHECK_TEXT(CAUSES(NODES[i], "open device-nodes-missing"), "device-nodes-missing");
        CHECK_TEXT(CAUSES(NODES[i], LOADED("nvidia"), "log system: wsl"), "");
        CHECK_TEXT(CAUSES(NODES[i], LOADED("nvidia"), "surely container-no-gpu"),
                   "container-no-gpu");
    }
    CHECK_TEXT(CAUSES("saw uvm-absent"), "device-nodes-missing?");
    CHECK_TEXT(CAUSES(ABSENT("/dev/nvidia0")), "");
}

#define MODE(of)  "saw node-mode//dev/nvidiactl: " of
#define GROUP     "saw node-group//dev/nvidiactl: video"
#define HAS(list) "saw user-groups: " list
#define REFUSED   "open device-permission"

TEST(a_node_for_a_group_in_which_the_user_is_not)
{
    CHECK_TEXT(DETAILS(MODE("crw-rw----"), GROUP, HAS("adm,users"), REFUSED),
               "device-permission, cpu, by log.txt:1: /dev/nvidiactl is for the group video "
               "alone\n"
               "  log.txt:1: saw node-mode//dev/nvidiactl: crw-rw----\n");
    CHECK(strstr(DETAILS(MODE("crw-rw----"), GROUP, REFUSED), "device-permission?, cpu, by "
                                                              "log.txt:1: "));
    CHECK_TEXT(CAUSES(MODE("crw-rw----"), GROUP, HAS("adm,users")), "");
    CHECK_TEXT(CAUSES(MODE("crw-rw----"), GROUP), "");
    CHECK_TEXT(CAUSES(MODE("crw-rw-rw-"), GROUP, HAS("adm,users"), REFUSED), "device-permission?");
    CHECK_TEXT(CAUSES(MODE("crw-rw-r--"), GROUP, HAS("adm,users"), REFUSED), "device-permission");
    CHECK_TEXT(CAUSES(MODE("crw-rw--w-"), GROUP, HAS("adm,users"), REFUSED), "device-permission");
    CHECK_TEXT(CAUSES(MODE("crw-rw--"), GROUP, HAS("adm,users"), REFUSED), "device-permission?");
    CHECK_TEXT(CAUSES(GROUP, HAS("adm,users"), REFUSED), "device-permission?");
    CHECK_TEXT(CAUSES(MODE("crw-rw----"), HAS("adm,users"), REFUSED), "device-permission?");
}

TEST(the_name_of_a_group_is_a_whole_one)
{
    static const char *const IN[] = {HAS("video"), HAS("video,users"), HAS("adm,video"),
                                     HAS("adm,video,users"), HAS("video2,video")};
    static const char *const OUT[] = {HAS("video2"), HAS("novideo"), HAS("adm,vide,users")};
    for (size_t i = 0; i < sizeof IN / sizeof *IN; i++)
        CHECK_TEXT(CAUSES(MODE("crw-rw----"), GROUP, IN[i], REFUSED), "device-permission?");
    for (size_t i = 0; i < sizeof OUT / sizeof *OUT; i++)
        CHECK_TEXT(CAUSES(MODE("crw-rw----"), GROUP, OUT[i], REFUSED), "device-permission");
}

/* ---- Which GPUs a process may see ---- */

#define NONE      "log gpus-listed: 0"
#define SEES(of)  "saw visible-devices: " of
#define TWO_SHOWN "saw gpu-index/0", "saw gpu-index/1"

TEST(a_number_is_held_against_the_gpus_that_are_shown)
{
    CHECK_TEXT(DETAILS(SEES("2"), NONE, TWO_SHOWN),
               "visible-devices-hidden, cpu, by log.txt:1: CUDA_VISIBLE_DEVICES=2 names a GPU that "
               "is not there\n"
               "  about CUDA_VISIBLE_DEVICES\n"
               "  log.txt:1: saw visible-devices: 2\n");
    CHECK_TEXT(CAUSES(SEES("2"), TWO_SHOWN, "open visible-devices-hidden"),
               "visible-devices-hidden");
    CHECK_TEXT(CAUSES(SEES("99999999999999999999"), NONE), "visible-devices-hidden");
    CHECK_TEXT(CAUSES(SEES("1"), NONE, TWO_SHOWN), "");
    CHECK_TEXT(CAUSES(SEES("2"), "log gpus-listed: 1", TWO_SHOWN), "");
    CHECK_TEXT(CAUSES(SEES("2"), TWO_SHOWN), "");
    CHECK_TEXT(CAUSES(SEES("2"), NONE, TWO_SHOWN, "refuted visible-devices-hidden"), "");
    CHECK_TEXT(CAUSES(NONE, TWO_SHOWN), "");
}

TEST(what_may_be_there_is_only_likely)
{
    static const char *const MAYBE[] = {SEES("1"), SEES("gpu_id"), SEES("GPU-5d5b"),
                                        SEES("MIG-c6d4"), SEES("$GPU")};
    for (size_t i = 0; i < sizeof MAYBE / sizeof *MAYBE; i++)
        CHECK(strstr(DETAILS(MAYBE[i], NONE),
                     "visible-devices-hidden?, cpu, by log.txt:1: CUDA_VISIBLE_DEVICES="));
    CHECK_TEXT(CAUSES(SEES("0"), NONE), "");
    CHECK_TEXT(CAUSES(SEES("0,1"), NONE), "");
    CHECK_TEXT(CAUSES(SEES("0"), NONE, TWO_SHOWN), "");
    CHECK_TEXT(CAUSES(SEES("1"), NONE, "surely driver-not-loaded"), "driver-not-loaded");
}

TEST(what_the_shell_makes_of_its_own_name_is_no_gpu)
{
    CHECK_TEXT(CAUSES(SEES("$0"), NONE), "visible-devices-hidden");
}

TEST(a_value_that_hides_all_is_told_once)
{
    CHECK(strstr(DETAILS(SEES("-1"), NONE), "CUDA_VISIBLE_DEVICES=-1 hides every GPU"));
}

TEST(wherever_the_value_stands)
{
    CHECK_TEXT(CAUSES("saw visible-devices-for-command: 2 python x.py", NONE, TWO_SHOWN),
               "visible-devices-hidden");
    CHECK_TEXT(CAUSES("saw visible-devices-in-program: 2", NONE, TWO_SHOWN),
               "visible-devices-hidden");
}

/* ---- MIG ---- */

#define NOTHING_SEEN "open visible-devices-hidden"

TEST(a_gpu_that_is_divided_is_not_itself_there)
{
    CHECK_TEXT(DETAILS("saw mig-enabled", "saw mig-device", "open mig-misconfigured"),
               "mig-misconfigured?, cpu, by log.txt:1: MIG is on, and the process names none of "
               "the parts\n"
               "  log.txt:1: saw mig-enabled\n");
    CHECK(
        strstr(DETAILS("saw mig-device", NOTHING_SEEN), "mig-misconfigured?, cpu, by log.txt:1: "));
    CHECK(strstr(DETAILS("saw mig-enabled", NOTHING_SEEN),
                 "mig-misconfigured?, cpu, by log.txt:1: "));
    CHECK_TEXT(CAUSES("saw mig-enabled"), "");
    CHECK_TEXT(CAUSES(NOTHING_SEEN), "visible-devices-hidden?");
    CHECK_TEXT(CAUSES("saw mig-enabled", SEES("MIG-c6d4"), NOTHING_SEEN),
               "visible-devices-hidden?");
    CHECK(strstr(CAUSES("saw mig-enabled", SEES("0"), NOTHING_SEEN), "mig-misconfigured?"));
}

TEST(a_gpu_that_was_divided_into_nothing)
{
    CHECK(strstr(DETAILS("saw mig-enabled", "saw no-mig-parts", NOTHING_SEEN),
                 "mig-misconfigured, cpu, by log.txt:1: MIG is on, and no part of the GPU was "
                 "made\n"));
    CHECK(strstr(DETAILS("saw mig-device", "saw no-mig-parts", NOTHING_SEEN),
                 "mig-misconfigured, cpu, by log.txt:1: "));
    CHECK_TEXT(CAUSES("saw no-mig-parts", NOTHING_SEEN), "visible-devices-hidden?");
}

/* ---- Libraries of the driver ---- */

TEST(stubs_of_the_toolkit_are_likely_where_cuinit_fails_without_a_code)
{
    CHECK_TEXT(CAUSES("saw stubs-searched", "saw cuinit-failed"), "stub-libcuda?");
    CHECK_TEXT(CAUSES("saw stubs-searched", "code cuinit-failed: 100"), "");
    CHECK_TEXT(CAUSES("saw stubs-searched"), "");
    CHECK_TEXT(CAUSES("saw cuinit-failed"), "");
}

TEST(a_driver_of_linux_inside_wsl)
{
    CHECK_TEXT(CAUSES("log system: wsl", "saw libcuda-outside-wsl"), "wsl-linux-driver-installed");
    CHECK_TEXT(CAUSES("saw libcuda-of-wsl", "saw libcuda-outside-wsl"),
               "wsl-linux-driver-installed");
    CHECK_TEXT(CAUSES("saw libcuda-outside-wsl"), "");
    CHECK_TEXT(CAUSES("log system: linux", "saw libcuda-outside-wsl"), "");
    CHECK_TEXT(CAUSES("log system: wsl"), "");
    CHECK_TEXT(CAUSES("saw linux-driver-in-wsl"), "wsl-linux-driver-installed?");
}

/* ---- AMD ---- */

#define AMD "saw gpu-vendor/amd"

TEST(a_build_for_cuda_beside_a_gpu_of_amd)
{
    CHECK_TEXT(CAUSES(AMD, "saw cuda-build-of-torch"), "rocm-wrong-package");
    CHECK_TEXT(CAUSES(AMD, "saw cuda-build-told"), "rocm-wrong-package");
    CHECK_TEXT(CAUSES("saw cuda-build-told"), "");
    CHECK_TEXT(CAUSES(AMD, "env cuda-packages: nvidia-cublas-cu12 12.5.3.2"), "rocm-wrong-package");
    CHECK_TEXT(CAUSES(AMD, "saw libcuda-failed", "refuted cpu-only-build"), "rocm-wrong-package");
    CHECK_TEXT(CAUSES(AMD, "saw libcuda-failed"), "rocm-wrong-package?");
    CHECK_TEXT(CAUSES(AMD, "refuted cpu-only-build"), "");
    CHECK(strstr(DETAILS(AMD, "open rocm-wrong-package"),
                 "rocm-wrong-package?, cpu, by log.txt:1: "));
    CHECK_TEXT(CAUSES(AMD), "");
    CHECK_TEXT(CAUSES(AMD, "saw cuda-build-of-torch", "saw pci-vendor/nvidia"), "");
}
