/* A healthy GPU laid over machines that have none, or another one. */
#include "diagnose/judge.h"
#include "expected.h"
#include "inspect/inspect.h"
#include "inspect/machine_of_lines.h"

static World *laid_over(World *below, const AssumedGpu *gpu)
{
    World *world = world_overlay(test_arena(), below);
    assume_gpu(world, gpu);
    return world;
}

static Facts *facts_with(const char *changes, const AssumedGpu *gpu)
{
    const char *error = NULL;
    World *world = laid_over(changed_machine(healthy_lines(), changes), gpu);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    return inspect_framework(inspection_begin(world, env, gpu), FRAMEWORK_TENSORFLOW);
}

#define NO_GPU                                                                                     \
    "absent /sys/bus/pci/devices/0000:01:00.0\nabsent /sys/module/nvidia\n"                        \
    "absent /dev/nvidia0\nabsent /dev/nvidiactl\nabsent /dev/nvidia-uvm\n"                         \
    "absent /usr/lib/x86_64-linux-gnu/libcuda.so.1\n"                                              \
    "absent /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1\n"

static Judgement *judged_with(const char *changes, const AssumedGpu *gpu)
{
    Target target = {.kind = "environment", .framework = "tensorflow"};
    return judge(facts_with(changes, gpu), &target);
}

TEST(the_environment_is_judged_as_on_a_machine_with_a_gpu)
{
    AssumedGpu gpu = assumed_gpu_default();
    Judgement *judgement = judged_with(NO_GPU, &gpu);
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
    CHECK_NUMBER(judgement->listed, 1);
    for (int step = STEP_GPU; step <= STEP_DRIVER_LIBRARY; step++)
        CHECK_NUMBER(judgement->chain[step].status, STEP_ASSUMED);
    gpu.count = 3;
    CHECK_NUMBER(judged_with(NO_GPU, &gpu)->listed, 3);
    gpu.count = ASSUMED_GPU_CEILING + 5;
    CHECK_NUMBER(judged_with(NO_GPU, &gpu)->listed, ASSUMED_GPU_CEILING);
}

TEST(every_fact_of_the_assumed_machine)
{
    AssumedGpu gpu = assumed_gpu_default();
    gpu.compute_capability = "8.9";
    gpu.count = 2;
    World *world = laid_over(machine_of("dir /usr/lib64\n"), &gpu);
    Facts *facts = inspection_begin(world, NULL, &gpu)->machine;
    CHECK_EXPECTED(all_facts(facts).at, "inspect/expected/assumed.txt");
}

TEST(real_gpus_and_their_nodes_are_hidden)
{
    AssumedGpu gpu = assumed_gpu_default();
    Facts *facts = facts_with("file /sys/bus/pci/devices/0000:05:00.0/uevent\n"
                              "  | DRIVER=nouveau\n  | PCI_CLASS=30000\n  | PCI_ID=10DE:1D01\n"
                              "file /sys/bus/pci/devices/0000:06:00.0/uevent\n"
                              "  | PCI_CLASS=30000\n  | PCI_ID=1002:1D01\n"
                              "char /dev/nvidia1 195:1 mode=0600 uid=0 gid=0\n"
                              "file /proc/driver/nvidia/gpus/0000:01:00.0/information\n"
                              "  | GPU UUID: GPU-real\n"
                              "file /proc/bus/pci/devices\n  | 0500\t10de1d01\t0\tnouveau\n",
                              &gpu);
    Strings gpus = facts_subjects(facts, "gpu/");
    REQUIRE(gpus.count == 2);
    CHECK_TEXT(gpus.items[0], "gpu/0000:01:00.0");
    CHECK_TEXT(gpus.items[1], "gpu/0000:06:00.0");
    CHECK_NUMBER(fact_get(facts, "gpu/0000:06:00.0", FACT_GPU_MULTIPROCESSORS)->known, UNKNOWN);
    CHECK_NUMBER(fact_get(facts, "node//dev/nvidia1", FACT_NODE_TYPE)->known, UNKNOWN);
    CHECK_NUMBER(fact_get(facts, "gpu/0000:01:00.0", FACT_GPU_UUID)->known, UNKNOWN);
}

TEST(an_address_that_is_taken_is_passed_over)
{
    AssumedGpu gpu = assumed_gpu_default();
    Facts *facts = facts_with(NO_GPU "file /sys/bus/pci/devices/0000:01:00.0/uevent\n"
                                     "  | PCI_CLASS=20000\n  | PCI_ID=8086:1234\n",
                              &gpu);
    Strings gpus = facts_subjects(facts, "gpu/");
    REQUIRE(gpus.count == 1);
    CHECK_TEXT(gpus.items[0], "gpu/0000:02:00.0");
}

static const char *home_of(const char *lines)
{
    AssumedGpu gpu = assumed_gpu_default();
    World *world = laid_over(machine_of(lines), &gpu);
    static const char *const HOMES[] = {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
                                        "/usr/lib64", "/usr/lib"};
    for (size_t i = 0; i < sizeof HOMES / sizeof *HOMES; i++) {
        FileInfo info;
        const char *path = arena_printf(test_arena(), "%s/libcuda.so.1", HOMES[i]);
        if (world_stat(world, path, &info).known == PRESENT)
            return HOMES[i];
    }
    return "nowhere";
}

TEST(the_libraries_lie_where_the_loader_looks)
{
    CHECK_TEXT(home_of("dir /usr/lib/x86_64-linux-gnu\ndir /usr/lib64\n"),
               "/usr/lib/x86_64-linux-gnu");
    CHECK_TEXT(home_of("dir /usr/lib/aarch64-linux-gnu\n"), "/usr/lib/aarch64-linux-gnu");
    CHECK_TEXT(home_of("dir /usr/lib64\n"), "/usr/lib64");
    CHECK_TEXT(home_of(""), "/usr/lib");
}

static unsigned machine_in(const char *lines, const char *path)
{
    AssumedGpu gpu = assumed_gpu_default();
    World *world = laid_over(machine_of(lines), &gpu);
    unsigned char head[20] = {0};
    size_t got = 0;
    File *file;
    if (!CHECK(world_open(world, path, &file).known == PRESENT))
        return 0;
    file_read(file, 0, head, sizeof head, &got);
    file_close(file);
    return head[18];
}

TEST(the_libraries_are_of_the_right_machine)
{
    CHECK_NUMBER(machine_in("dir /usr/lib64\n", "/usr/lib64/libcuda.so.1"), 62);
    CHECK_NUMBER(machine_in("dir /usr/lib64\nprocessor aarch64\n", "/usr/lib64/libcuda.so.1"), 183);
    CHECK_NUMBER(
        machine_in("dir /usr/lib/aarch64-linux-gnu\n", "/usr/lib/aarch64-linux-gnu/libcuda.so.1"),
        183);
}

TEST(without_nvml_there_is_none)
{
    AssumedGpu gpu = assumed_gpu_default();
    FileInfo info;
    World *with = laid_over(machine_of("dir /usr/lib/x86_64-linux-gnu\n"), &gpu);
    CHECK_NUMBER(world_stat(with, "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1", &info).known,
                 PRESENT);
    gpu.no_nvml = true;
    World *without = laid_over(machine_of(healthy_lines()), &gpu);
    CHECK_NUMBER(world_stat(without, "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1", &info).known,
                 ABSENT);
}

TEST(a_compute_capability_without_a_product)
{
    AssumedGpu gpu = assumed_gpu_default();
    gpu.compute_capability = "99.9";
    Facts *facts = facts_with(NO_GPU, &gpu);
    CHECK_TEXT(fact_text_or(facts, "gpu/0000:01:00.0", FACT_GPU_PCI_ID, "-"), "10de:ffff");
    CHECK_TEXT(fact_text_or(facts, "gpu/0000:01:00.0", FACT_GPU_COMPUTE_CAPABILITY, "-"), "99.9");
}

static void check_device(World *world, const char *path, unsigned major, unsigned minor)
{
    FileInfo info = {0};
    CHECK_NUMBER(world_stat(world, path, &info).known, PRESENT);
    CHECK_NUMBER(info.type, FILE_CHARACTER_DEVICE);
    CHECK_NUMBER(info.device_major, major);
    CHECK_NUMBER(info.device_minor, minor);
}

TEST(nodes_have_the_numbers_of_the_driver)
{
    AssumedGpu gpu = assumed_gpu_default();
    gpu.count = 2;
    World *world = laid_over(machine_of("char /dev/nvidia7 195:7 mode=0666\n"
                                        "char /dev/null 1:3 mode=0666\n"
                                        "char /dev/nvidia-modeset 195:254 mode=0666\n"),
                             &gpu);
    FileInfo info;
    check_device(world, "/dev/nvidia0", 195, 0);
    check_device(world, "/dev/nvidia1", 195, 1);
    check_device(world, "/dev/nvidiactl", 195, 255);
    check_device(world, "/dev/nvidia-uvm", 511, 0);
    check_device(world, "/dev/nvidia-modeset", 195, 254);
    check_device(world, "/dev/null", 1, 3);
    CHECK_NUMBER(world_stat(world, "/dev/nvidia7", &info).known, ABSENT);
    World *alone = laid_over(machine_of("char /dev/nvidia7 195:7 mode=0666\n"), &gpu);
    CHECK_NUMBER(world_stat(alone, "/dev/nvidia7", &info).known, ABSENT);
}

/* Its libraries may lie where the loader looks first; they would not fit another version. */
TEST(a_machine_with_a_driver_keeps_its_version)
{
    AssumedGpu gpu = assumed_gpu_default();
    World *world = laid_over(machine_of("dir /usr/lib64\n"
                                        "file /sys/module/nvidia/version\n  | 535.54.03\n"),
                             &gpu);
    Facts *facts = inspection_begin(world, NULL, &gpu)->machine;
    CHECK_TEXT(fact_text_or(facts, "machine", FACT_NVIDIA_MODULE, ""), "535.54.03");
    gpu.driver = "580.65.06";
    world = laid_over(machine_of("dir /usr/lib64\n"
                                 "file /sys/module/nvidia/version\n  | 535.54.03\n"),
                      &gpu);
    facts = inspection_begin(world, NULL, &gpu)->machine;
    CHECK_TEXT(fact_text_or(facts, "machine", FACT_NVIDIA_MODULE, ""), "580.65.06");
}
