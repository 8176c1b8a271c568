#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(a_prompt_with_the_number_of_a_container)
{
    CHECK_TEXT(report_short("root@2ad65cce2269:/workspace# pwd"), "container prompt=2ad65cce2269");
    CHECK_TEXT(report_short("[root@2ad65cce2269 ~]# pwd"), "container prompt=2ad65cce2269");
    CHECK_TEXT(report_short("(base) me@2ad65cce2269:~$ pwd"), "container prompt=2ad65cce2269");
    CHECK_TEXT(report_short("root@2ad65cce226:/workspace# pwd"), "");
    CHECK_TEXT(report_short("root@2ad65ccx2269:/workspace# pwd"), "");
    CHECK_TEXT(report_short("root@fadedfacade:/workspace# pwd"), "");
    CHECK_TEXT(report_short("root@aadedfacadee:/workspace# pwd"), "");
    CHECK_TEXT(report_short("root@2ad65cce2269"), "");
    CHECK_TEXT(report_short("write to me@2ad65cce2269: it helps"), "");
}

TEST(services)
{
    CHECK_TEXT(report_short("\xE2\x97\x8F nvidia-fabricmanager.service - NVIDIA fabric manager\n"
                            "     Loaded: loaded (/lib/systemd/system/x.service; disabled)\n"
                            "     Active: inactive (dead)\n     Active: active"),
               "service nvidia-fabricmanager active=inactive");
    CHECK_TEXT(report_short("\xC3\x97 bumblebeed.service - Bumblebee\nActive: failed (Result: 1)"),
               "service bumblebeed active=failed");
    CHECK_TEXT(report_short("\xE2\x97\x8B a.service - A\nActive: active (running)"),
               "service a active=active");
    CHECK_TEXT(report_short("a.service is what I use\nActive: active (running)"), "");
    CHECK_TEXT(report_short("a.socket - A.service - b\nActive: active (running)"), "");
    CHECK_TEXT(report_short("a.service - A\nuptime\nActive: active"), "service a active=active");
}

TEST(cards_that_are_switched)
{
    CHECK_TEXT(report_short("0000:01:00.0 OFF"), "gpu 0000:01:00.0 switch=OFF");
    CHECK_TEXT(report_short("0000:01:00.0 ON"), "gpu 0000:01:00.0 switch=ON");
    CHECK_TEXT(report_short("0000:01:00.0 ON again"), "");
    CHECK_TEXT(report_short("0000:01:00.0 is"), "");
    CHECK_TEXT(report_short("the OFF"), "");
    CHECK_TEXT(report_short("$ prime-select query\nintel"), "gpu switch=OFF");
    CHECK_TEXT(report_short("$ sudo envycontrol --query\nintegrated"), "gpu switch=OFF");
    CHECK_TEXT(report_short("$ prime-select query\nnvidia"), "gpu switch=ON");
    CHECK_TEXT(report_short("$ prime-select query\n\nintel"), "");
    CHECK_TEXT(report_short("$ prime-select intel\nintel"), "");
}

TEST(libraries_that_the_loader_chose)
{
    CHECK_TEXT(report_short("libcuda.so.1 => /usr/lib/stubs/libcuda.so.1 (0x00007f)"),
               "library libcuda.so.1 resolved=/usr/lib/stubs/libcuda.so.1");
    CHECK_TEXT(report_short("libcublas.so.9.0 => not found"),
               "library libcublas.so.9.0 unresolved=ldd");
    CHECK_TEXT(report_short("libcublas.so.9.0 => not found here"), "");
    CHECK_TEXT(report_short("libcublas.so.9.0 => /usr/lib/x"), "");
    CHECK_TEXT(report_short("libx => not found"), "");
    CHECK_TEXT(report_short("x.so => not found"), "");
    CHECK_TEXT(report_short("libcuda.so.1 is not found"), "");
}

TEST(gpus_that_kubernetes_offers)
{
    CHECK_TEXT(report_short("  nvidia.com/gpu:     0"), "container kubernetes gpus-offered=0");
    CHECK_TEXT(report_short("nvidia.com/gpu: \"1\""), "container kubernetes gpus-offered=1");
    CHECK_TEXT(report_short("nvidia.com/gpu: many"), "");
    CHECK_TEXT(report_short("$ nvidia.com/gpu: 0"), "");
}

TEST(gpus_that_a_pod_asks_for)
{
    CHECK_TEXT(report_short("    Limits:\n      cpu: 1\n      nvidia.com/gpu:  0"),
               "container kubernetes gpus-asked=0");
    CHECK_TEXT(report_short("requests:\n  nvidia.com/gpu: 2"), "container kubernetes gpus-asked=2");
    CHECK_TEXT(report_short("Limits:\n cpu: 1\nCapacity:\n nvidia.com/gpu:  1"),
               "container kubernetes gpus-offered=1");
}

TEST(services_that_are_asked_for_in_short)
{
    CHECK_TEXT(report_short("Unit nvidia-fabricmanager.service could not be found."),
               "service nvidia-fabricmanager active=absent");
    CHECK_TEXT(report_short("Unit nvidia-fabricmanager could not be found."), "");
    CHECK_TEXT(report_short("Unit a.service is there."), "");
    CHECK_TEXT(report_short("$ systemctl is-active nvidia-persistenced.service\ninactive"),
               "service nvidia-persistenced active=inactive");
    CHECK_TEXT(report_short("$ systemctl is-active nvidia-persistenced\nso it is"), "");
    CHECK_TEXT(report_short("$ systemctl is-active a\n\nactive"), "");
    CHECK_TEXT(report_short("* a.service - A\n  Active: active (running)"),
               "service a active=active");
}

TEST(a_variable_that_a_program_sets_within_a_sentence)
{
    CHECK_TEXT(report_short("line 22 of train.py: os.environ['CUDA_VISIBLE_DEVICES'] = '1'"),
               "variable CUDA_VISIBLE_DEVICES in-program=1");
    CHECK_TEXT(report_short("os.environ['CUDA_VISIBLE_DEVICES'] = '1'"),
               "variable CUDA_VISIBLE_DEVICES in-program=1");
    CHECK_TEXT(report_short("my_os.environ['CUDA_VISIBLE_DEVICES'] = '1'"), "");
}
