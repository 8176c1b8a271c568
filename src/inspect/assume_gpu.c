#include "inspect/assume_gpu.h"

#include <stdio.h>
#include <string.h>

#include "base/version.h"
#include "inspect/chips.h"
#include "parse/elf_image.h"

#define DEVICES "/sys/bus/pci/devices"

enum {
    MAJOR_NVIDIA = 195,
    MINOR_CONTROL = 255,
    MAJOR_UVM = 511, /* dynamic in truth */
    NODE_MODE = 0666,
    MACHINE_X86_64 = 62,
    MACHINE_AARCH64 = 183,
    FIRST_BUS = 0x01,
    DEVICE_OF_UNKNOWN_CHIP = 0xFFFF
};

AssumedGpu assumed_gpu_default(void)
{
    return (AssumedGpu){.count = 1,
                        .compute_capability = ASSUMED_COMPUTE_CAPABILITY,
                        .multiprocessor_count = ASSUMED_MULTIPROCESSORS};
}

/* A real card at the same address would shine through, so every real one is taken away first. */
static void hide_real_gpus(World *overlay)
{
    Arena *arena = world_arena(overlay);
    Strings addresses;
    overlay_absent(overlay, "/proc/bus/pci/devices");
    if (world_list(overlay, DEVICES, &addresses).known != PRESENT)
        overlay_directory(overlay, DEVICES);
    else
        for (size_t i = 0; i < addresses.count; i++) {
            const char *directory = arena_printf(arena, DEVICES "/%s", addresses.items[i]);
            Text text;
            if (world_read(overlay, arena_printf(arena, "%s/uevent", directory), 4096, &text)
                        .known == PRESENT &&
                strstr(text_copy(arena, text), "PCI_ID=10DE:"))
                overlay_absent(overlay, directory);
        }
}

/* What the real driver says of its cards, here and in the log, and their nodes. */
static void hide_real_driver(World *overlay)
{
    Arena *arena = world_arena(overlay);
    Strings names;
    overlay_absent(overlay, "/var/log/kern.log");
    overlay_absent(overlay, "/var/log/syslog");
    overlay_absent(overlay, "/var/log/messages");
    overlay_absent(overlay, "/proc/driver/nvidia/gpus");
    if (world_list(overlay, "/dev", &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++) {
        Text name = text_of(names.items[i]);
        long long number;
        if (text_starts(name, "nvidia") &&
            text_number(text_part(name, strlen("nvidia"), name.length), &number))
            overlay_absent(overlay, arena_printf(arena, "/dev/%s", names.items[i]));
    }
}

static void lay_pci_function(World *overlay, const AssumedGpu *gpu, size_t index)
{
    Arena *arena = world_arena(overlay);
    unsigned device = chip_device_with(gpu->compute_capability);
    FileInfo info;
    unsigned bus = FIRST_BUS + (unsigned)index;
    const char *directory = arena_printf(arena, DEVICES "/0000:%02x:00.0", bus);
    while (world_lstat(overlay, directory, &info).known == PRESENT && bus < 0xFF)
        directory = arena_printf(arena, DEVICES "/0000:%02x:00.0", ++bus);
    const char *uevent = arena_printf(arena, "DRIVER=nvidia\nPCI_CLASS=30200\nPCI_ID=10DE:%04X\n",
                                      device ? device : DEVICE_OF_UNKNOWN_CHIP);
    overlay_directory(overlay, directory);
    overlay_file(overlay, arena_printf(arena, "%s/uevent", directory), 0444, text_of(uevent));
    overlay_device(overlay, arena_printf(arena, "/dev/nvidia%zu", index), NODE_MODE, MAJOR_NVIDIA,
                   (unsigned)index);
}

static const DriverOfChip *driver_of(const AssumedGpu *gpu)
{
    unsigned device = chip_device_with(gpu->compute_capability);
    const char *chip = device ? chip_of_device(device) : NULL;
    return chip ? chip_driver(chip) : NULL;
}

static void lay_kernel_driver(World *overlay, const AssumedGpu *gpu, const char *driver)
{
    Arena *arena = world_arena(overlay);
    const DriverOfChip *needed = driver_of(gpu);
    bool open = needed && needed->module_needed && strcmp(needed->module_needed, "open") == 0;
    overlay_file(overlay, "/sys/module/nvidia/version", 0444,
                 text_of(arena_printf(arena, "%s\n", driver)));
    overlay_file(overlay, "/proc/driver/nvidia/version", 0444,
                 text_of(arena_printf(arena, "NVRM version: NVIDIA UNIX %sKernel Module  %s\n",
                                      open ? "Open " : "", driver)));
    overlay_directory(overlay, "/sys/module/nvidia_uvm");
    overlay_device(overlay, "/dev/nvidiactl", NODE_MODE, MAJOR_NVIDIA, MINOR_CONTROL);
    overlay_device(overlay, "/dev/nvidia-uvm", NODE_MODE, MAJOR_UVM, 0);
}

/* Where the toolkit's ldconfig hook would put driver libraries: the first of the loader's own
 * directories that this root has. */
typedef struct LibraryHome {
    const char *directory;
    unsigned machine; /* 0: that of the processor */
} LibraryHome;

static LibraryHome library_home(World *overlay)
{
    static const LibraryHome HOMES[] = {
        {"/usr/lib/x86_64-linux-gnu", MACHINE_X86_64},
        {"/usr/lib/aarch64-linux-gnu", MACHINE_AARCH64},
        {"/usr/lib64", 0},
    };
    LibraryHome home = {"/usr/lib", 0};
    for (size_t i = 0; i < sizeof HOMES / sizeof *HOMES; i++) {
        FileInfo info;
        if (world_stat(overlay, HOMES[i].directory, &info).known == PRESENT) {
            home = HOMES[i];
            break;
        }
    }
    if (!home.machine)
        home.machine = strcmp(world_processor(overlay)->machine, "aarch64") == 0 ? MACHINE_AARCH64
                                                                                 : MACHINE_X86_64;
    return home;
}

/* A function that came with CUDA 12.0; ONNX Runtime 1.30 and later do not load without it. */
static bool defines_tensor_maps(const char *stem, const char *driver)
{
    return strcmp(stem, "libcuda") == 0 && !version_is_before(driver, "525");
}

static void lay_library(World *overlay, LibraryHome home, const char *stem, const char *driver)
{
    Arena *arena = world_arena(overlay);
    const char *soname = arena_printf(arena, "%s.so.1", stem);
    const char *file = arena_printf(arena, "%s.so.%s", stem, driver);
    ElfImageSpec spec = {.machine = (uint16_t)home.machine, .soname = soname};
    list_add(arena, spec.needed, "libc.so.6");
    if (defines_tensor_maps(stem, driver))
        list_add(arena, spec.symbols, (ElfImageSymbol){.name = "cuTensorMapEncodeTiled"});
    overlay_file(overlay, arena_printf(arena, "%s/%s", home.directory, file), 0755,
                 elf_image(arena, &spec));
    overlay_link(overlay, arena_printf(arena, "%s/%s", home.directory, soname), file);
}

/* A machine that has a driver keeps its version: its libraries may lie where the loader looks
 * first, and would not fit another. */
static const char *driver_to_lay(World *world, const AssumedGpu *gpu)
{
    Text text = {0};
    world_read(world, "/sys/module/nvidia/version", 256, &text);
    text = text_trim(text);
    if (text.length)
        return text_copy(world_arena(world), text);
    const DriverOfChip *needed = driver_of(gpu);
    bool old = needed && needed->last_branch;
    return old ? arena_printf(world_arena(world), "%u.65.06", needed->last_branch) : ASSUMED_DRIVER;
}

void assume_gpu(World *overlay, const AssumedGpu *gpu)
{
    const char *driver = gpu->driver ? gpu->driver : driver_to_lay(overlay, gpu);
    hide_real_gpus(overlay);
    hide_real_driver(overlay);
    for (size_t i = 0; i < gpu->count && i < ASSUMED_GPU_CEILING; i++)
        lay_pci_function(overlay, gpu, i);
    lay_kernel_driver(overlay, gpu, driver);
    LibraryHome home = library_home(overlay);
    lay_library(overlay, home, "libcuda", driver);
    if (!gpu->no_nvml)
        lay_library(overlay, home, "libnvidia-ml", driver);
    else
        overlay_absent(overlay,
                       arena_printf(world_arena(overlay), "%s/libnvidia-ml.so.1", home.directory));
}

void assume_gpu_facts(Facts *facts, const AssumedGpu *gpu)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++) {
        if (!is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia")))
            continue;
        const char *subject = gpus.items[i];
        fact_set_text(facts, subject, FACT_GPU_COMPUTE_CAPABILITY, gpu->compute_capability,
                      "assumed");
        fact_mark_assumed(facts, subject, FACT_GPU_COMPUTE_CAPABILITY);
        fact_set_number(facts, subject, FACT_GPU_MULTIPROCESSORS, gpu->multiprocessor_count,
                        "assumed");
        fact_mark_assumed(facts, subject, FACT_GPU_MULTIPROCESSORS);
        fact_set_text(facts, subject, FACT_GPU_NAME, "the assumed GPU", "assumed");
        fact_mark_assumed(facts, subject, FACT_GPU_NAME);
    }
    fact_set_text(facts, "machine", FACT_ASSUMED_GPU, gpu->compute_capability, "assumed");
}
