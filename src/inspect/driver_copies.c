/* Where else a library of the driver lies: asked when it was not found, or not the right one. */
#include <elf.h>
#include <string.h>

#include "inspect/driver_files.h"

/* Debian keeps the real files in nvidia/current; containers of old toolkits and of GKE mount them
 * in /usr/local/nvidia, Apptainer in /.singularity.d/libs; NixOS has a place of its own. */
static const char *const PLACES[] = {
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib",
    "/usr/local/lib",
    "/usr/lib/x86_64-linux-gnu/nvidia/current",
    "/usr/lib/aarch64-linux-gnu/nvidia",
    "/usr/lib/aarch64-linux-gnu/tegra",
    "/usr/lib/wsl/lib",
    "/usr/local/nvidia/lib64",
    "/usr/local/nvidia/lib",
    "/.singularity.d/libs",
    "/run/opengl-driver/lib",
    "/usr/local/cuda/compat",
    "/usr/local/cuda/lib64/stubs",
};

typedef struct Copies {
    World *world;
    const char *name; /* libcuda.so.1 */
    const char *stem; /* libcuda.so */
    const char *real; /* the one that the loader takes, or NULL */
    Strings same_name, others, seen;
    size_t foreign;
    const char *unknown_at, *because;
} Copies;

/* A library of 32 bits, or for another processor, is of no use here. */
static bool is_foreign(World *world, const char *path)
{
    enum { HEADER_BYTES = 20 };
    unsigned char header[HEADER_BYTES];
    size_t got = 0;
    File *file;
    if (world_open(world, path, &file).known != PRESENT)
        return false;
    bool read = file_read(file, 0, header, sizeof header, &got).known == PRESENT;
    file_close(file);
    if (!read || got < sizeof header || memcmp(header, ELFMAG, SELFMAG) != 0)
        return false;
    const char *machine = world_processor(world)->machine;
    unsigned wanted = strcmp(machine, "x86_64") == 0    ? EM_X86_64
                      : strcmp(machine, "aarch64") == 0 ? EM_AARCH64
                                                        : 0;
    unsigned is = (unsigned)header[18] | (unsigned)header[19] << 8;
    return wanted && (header[EI_CLASS] != ELFCLASS64 || is != wanted);
}

static void add_copy(Copies *copies, const char *directory, const char *name)
{
    Arena *arena = world_arena(copies->world);
    const char *path = arena_printf(arena, "%s/%s", directory, name), *real;
    FileInfo info;
    if (world_real_path(copies->world, path, &real).known != PRESENT ||
        world_stat(copies->world, real, &info).known != PRESENT || info.type != FILE_REGULAR)
        return;
    if ((copies->real && strcmp(real, copies->real) == 0))
        return;
    bool same = strcmp(name, copies->name) == 0;
    if (!same && strings_have(copies->seen, real))
        return;
    if (!same) /* a link libcuda.so.1 and the file behind it are both told */
        list_add(arena, copies->seen, real);
    if (is_foreign(copies->world, real)) {
        copies->foreign++;
        return;
    }
    if (same)
        list_add(arena, copies->same_name, path);
    else
        list_add(arena, copies->others, real);
}

static bool is_version_of(const Copies *copies, const char *name)
{
    size_t length = strlen(copies->stem);
    return starts_with(name, copies->stem) && (name[length] == '\0' || name[length] == '.');
}

static void look_into(Copies *copies, const char *directory)
{
    Strings names;
    Answer answer = world_list(copies->world, directory, &names);
    if (answer.known == UNKNOWN) {
        copies->unknown_at = directory;
        copies->because = answer.because;
    }
    for (size_t i = 0; answer.known == PRESENT && i < names.count; i++)
        if (is_version_of(copies, names.items[i]))
            add_copy(copies, directory, names.items[i]);
}

void inspect_driver_copies(World *world, Facts *facts, const char *name, const char *real)
{
    Arena *arena = facts_arena(facts);
    const char *so = strstr(name, ".so");
    Copies copies = {.world = world, .name = name, .real = real};
    copies.stem = arena_copy(arena, name, (size_t)(so - name) + 3);
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        look_into(&copies, PLACES[i]);
    const char *subject = arena_printf(arena, "library/%s", name);
    const char *source = "directories of drivers";
    bool found = copies.same_name.count + copies.others.count + copies.foreign > 0;
    if (!found && copies.unknown_at) {
        fact_set_unknown(facts, subject, FACT_LIBRARY_INSTALLED_AT, copies.because,
                         copies.unknown_at);
        return;
    }
    fact_set_texts(facts, subject, FACT_LIBRARY_INSTALLED_AT, copies.same_name, source);
    fact_set_texts(facts, subject, FACT_LIBRARY_OTHER_VERSIONS, copies.others, source);
    fact_set_flag(facts, subject, FACT_LIBRARY_IS_FOREIGN,
                  copies.foreign > 0 && copies.same_name.count + copies.others.count == 0, source);
}
