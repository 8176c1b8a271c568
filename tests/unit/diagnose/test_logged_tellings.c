/* What people tell: where it works and where not, what mended it, since when it fails. */
#include "logged_case.h"

#define WORKS(what) "saw says/" what "/works"
#define FAILS(what) "saw says/" what "/fails"

TEST(root_may_and_a_user_may_not)
{
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/any")), "device-permission");
    CHECK_TEXT(CAUSES(WORKS("root/any"), FAILS("user/gpu")), "device-permission");
    CHECK_TEXT(CAUSES(WORKS("root/kfd"), FAILS("user/kfd"), "saw rocm-named"), "rocm-permission");
    CHECK_TEXT(CAUSES(WORKS("root/gpu"), FAILS("user/gpu"), "saw gpu-vendor/amd"),
               "rocm-permission");
    CHECK_TEXT(CAUSES(WORKS("root/smi")), "");
    CHECK_TEXT(CAUSES(FAILS("user/smi")), "");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), WORKS("user/gpu")), "");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), "refuted device-permission"), "");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), "saw helped/run-once"),
               "device-nodes-missing?");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), "saw helped/uvm-load"),
               "device-nodes-missing?");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), "saw root-once-helps"),
               "device-nodes-missing");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), "saw uvm-load-helps"),
               "device-nodes-missing");
}

TEST(what_works_for_root_or_on_the_host_is_no_fault_of_the_machine)
{
    static const char open[] = "open gpu-does-not-start, device-permission";
    CHECK_TEXT(CAUSES("open gpu-does-not-start"), "gpu-does-not-start?");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), FAILS("user/smi"), open), "device-permission");
    CHECK_TEXT(CAUSES(WORKS("root/smi"), open), "gpu-does-not-start?");
    CHECK_TEXT(CAUSES(WORKS("host/smi"), "open gpu-does-not-start"), "");
    CHECK_TEXT(CAUSES(WORKS("host/gpu"), "open no-nvidia-gpu"), "");
    CHECK_TEXT(CAUSES(WORKS("host/any"), "open no-nvidia-gpu"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES(WORKS("host/gpu"), "open cuinit-unknown-999"), "cuinit-unknown-999?");
    CHECK_TEXT(CAUSES(WORKS("host/gpu"), "open cudnn-missing"), "cudnn-missing?");
    CHECK_TEXT(CAUSES(WORKS("host/gpu"), "open no-nvidia-gpu, device-permission"),
               "device-permission?");
}

TEST(on_the_host_and_not_in_the_container)
{
    static const char with[] = "saw container-with-gpu";
    CHECK_TEXT(CAUSES(WORKS("host/smi"), FAILS("container/gpu")), "container-no-gpu?");
    CHECK_TEXT(CAUSES(WORKS("host/smi"), FAILS("container/gpu"), with),
               "container-toolkit-broken?");
    CHECK_TEXT(CAUSES(WORKS("host/smi"), FAILS("container/gpu"), WORKS("container/smi")), "");
    CHECK_TEXT(CAUSES(WORKS("host/smi"), FAILS("container/gpu"), "saw lxc-named"), "");
    CHECK_TEXT(CAUSES(FAILS("container/gpu")), "");
    CHECK_TEXT(CAUSES(WORKS("host/smi")), "");
    CHECK_TEXT(CAUSES(FAILS("container/smi"), "saw harmed/while"), "container-no-gpu?");
    CHECK_TEXT(CAUSES(FAILS("container/smi"), "saw worked-for-a-while", with), "");
    CHECK_TEXT(CAUSES(FAILS("container/smi"), "saw harmed/while", "saw container-prose"),
               "container-cgroup-lost?");
    CHECK_TEXT(CAUSES(FAILS("container/smi"), "saw worked-for-a-while", "saw container-prose",
                      "saw nvml-failed"),
               "container-cgroup-lost");
}

TEST(what_mended_it_settles_what_a_line_leaves_open)
{
    CHECK_TEXT(CAUSES("open driver-not-loaded, nouveau-in-use", "saw helped/nouveau-off"),
               "nouveau-in-use?");
    CHECK_TEXT(CAUSES("open no-nvidia-gpu", "saw helped/nouveau-off"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES("saw helped/nouveau-off"), "nouveau-in-use?");
    CHECK_TEXT(CAUSES("saw helped/chmod"), "device-permission?");
    CHECK_TEXT(CAUSES("saw helped/chmod", "saw rocm-named"), "rocm-permission?");
    CHECK_TEXT(CAUSES("saw helped/nouveau-off", "saw gpu-vendor/amd"), "nouveau-in-use?");
    CHECK_TEXT(CAUSES("saw helped/remove-driver"), "");
    CHECK_TEXT(CAUSES("saw helped/remove-driver", "log system: wsl"),
               "wsl-linux-driver-installed?");
    CHECK_TEXT(CAUSES("saw helped/remove-driver", "saw wsl-named"), "wsl-linux-driver-installed?");
    CHECK_TEXT(CAUSES("saw helped/rocm-build", "log system: wsl"), "");
    CHECK_TEXT(CAUSES("saw helped/rocm-build", "saw rocm-named"), "rocm-wrong-package?");
    CHECK_TEXT(CAUSES("saw helped/chmod", "surely cpu-only-build"), "cpu-only-build");
    CHECK_TEXT(CAUSES("saw helped/secure-boot", "saw helped/chmod"), "driver-not-loaded?");
}

TEST(two_that_fit_each_other)
{
    CHECK_TEXT(CAUSES("saw rules-rewritten", "saw container-prose"), "container-cgroup-lost?");
    CHECK_TEXT(CAUSES("saw rules-rewritten"), "");
    CHECK_TEXT(CAUSES("saw one-mig-part", "saw mig-device: MIG-1"), "mig-misconfigured?");
    CHECK_TEXT(CAUSES("saw one-mig-part"), "");
    CHECK_TEXT(CAUSES("saw gpu-memory-told"), "gpu-memory-exhausted?");
    CHECK_TEXT(CAUSES("saw gpu-memory-told", "surely cpu-only-build"), "cpu-only-build");
    CHECK_TEXT(CAUSES("saw helped/variable-first", "saw sets-variable-inside"),
               "visible-devices-set-too-late?");
}

TEST(one_account_can_and_another_cannot)
{
    static const char two[] = "saw two-accounts";
    CHECK_TEXT(CAUSES(two, WORKS("any/any"), FAILS("any/gpu")), "device-permission?");
    CHECK_TEXT(CAUSES(two, WORKS("any/any"), FAILS("any/gpu"), "saw rocm-named"),
               "rocm-permission?");
    CHECK_TEXT(CAUSES(two, WORKS("user/any"), FAILS("user/gpu")), "device-permission?");
    CHECK_TEXT(CAUSES(two, WORKS("user/any")), "");
    CHECK_TEXT(CAUSES(two, FAILS("user/any")), "");
    CHECK_TEXT(CAUSES(two, WORKS("any/any")), "");
    CHECK_TEXT(CAUSES(two, FAILS("any/any")), "");
    CHECK_TEXT(CAUSES(WORKS("any/any"), FAILS("any/gpu")), "");
    CHECK_TEXT(CAUSES(two, WORKS("any/any"), FAILS("any/gpu"), "surely cpu-only-build"),
               "cpu-only-build");
}

TEST(what_is_not_there)
{
    static const char *const PLACES[] = {"any", "host", "job", "user", "wsl", "guest"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        Arena *arena = test_arena();
        CHECK_TEXT(CAUSES(arena_printf(arena, "saw says/%s/uvm/fails", PLACES[i])),
                   "device-nodes-missing?");
        CHECK_TEXT(CAUSES(arena_printf(arena, "saw says/%s/module/fails", PLACES[i])),
                   "driver-not-loaded?");
    }
    CHECK_TEXT(CAUSES(FAILS("container/nodes")), "container-no-gpu?");
    CHECK_TEXT(CAUSES(FAILS("container/uvm")), "container-no-gpu?");
    CHECK_TEXT(CAUSES(FAILS("container/uvm"), WORKS("container/smi")), "device-nodes-missing?");
    CHECK_TEXT(CAUSES(FAILS("container/uvm"), "saw lxc-named"), "device-nodes-missing?");
    CHECK_TEXT(CAUSES(FAILS("container/uvm"), "saw uvm-absent"), "container-no-gpu?");
    CHECK_TEXT(CAUSES(FAILS("root/uvm")), "");
    CHECK_TEXT(CAUSES(FAILS("any/dxg")), "wsl-libcuda-missing?");
    CHECK_TEXT(CAUSES(FAILS("any/plugin")), "container-toolkit-broken?");
    CHECK_TEXT(CAUSES(FAILS("any/uvm"), "surely cpu-only-build"), "cpu-only-build");
}

TEST(since_when_it_fails)
{
    CHECK_TEXT(CAUSES("saw harmed/sleep"), "cuinit-unknown-999?");
    CHECK_TEXT(CAUSES("saw harmed/while"), "");
    CHECK_TEXT(CAUSES("saw harmed/while", "saw container-prose"), "container-cgroup-lost?");
    CHECK_TEXT(CAUSES("saw harmed/lost", "saw container"), "container-cgroup-lost?");
    CHECK_TEXT(CAUSES("saw harmed/linux-driver"), "");
    CHECK_TEXT(CAUSES("saw harmed/linux-driver", "saw wsl-named"), "wsl-linux-driver-installed?");
    CHECK_TEXT(CAUSES("saw harmed/sleep", "surely cpu-only-build"), "cpu-only-build");
    CHECK_TEXT(CAUSES("saw harmed/secure-boot-on", "saw harmed/sleep"), "driver-not-loaded?");
}

TEST(places_where_there_is_no_gpu)
{
    CHECK_TEXT(CAUSES(FAILS("build/any")), "container-no-gpu?");
    CHECK_TEXT(CAUSES(FAILS("build/any"), "surely cpu-only-build"), "cpu-only-build");
    CHECK_TEXT(CAUSES(FAILS("job/gpu"), WORKS("login/gpu")), "visible-devices-hidden?");
    CHECK_TEXT(CAUSES(FAILS("job/gpu")), "");
    CHECK_TEXT(CAUSES(WORKS("login/gpu")), "");
    CHECK_TEXT(CAUSES(FAILS("job/gpu"), WORKS("login/gpu"), "surely cpu-only-build"),
               "cpu-only-build");
}
