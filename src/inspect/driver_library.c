/* libcuda.so.1 and libnvidia-ml.so.1, as the loader found them. */
#include "inspect/machine.h"

#include <string.h>

#include "base/version.h"
#include "inspect/driver_files.h"
#include "parse/elf.h"
#include "world/elf_file.h"

enum { LEAST_DRIVER_BRANCH = 100 };

const char *driver_version_in_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *so = strstr(slash ? slash : path, ".so.");
    int numbers[2];
    if (!so || version_read(so + 4, numbers, 2) != 2 || numbers[0] < LEAST_DRIVER_BRANCH)
        return NULL;
    return so + 4;
}

static bool passes(const char *path, const char *part)
{
    return strstr(path, part) != NULL;
}

/* The stub of the toolkit needs no library at all: it only defines names. WSL's small loader and
 * Tegra's driver need libc. Its size is never asked: WSL's is small too. */
static Truth needs_nothing(World *world, const char *path)
{
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT)
        return truth_unknown(answer.because);
    ElfSource source = elf_source_of(file);
    Elf *elf = elf_open(world_arena(world), source);
    const ElfDynamic *dynamic;
    ElfStatus status = elf_dynamic(elf, &dynamic);
    file_close(file);
    if (status != ELF_OK)
        return truth_unknown(elf_error(elf));
    return truth_of(dynamic->needed.count == 0 && dynamic->soname &&
                    strcmp(dynamic->soname, "libcuda.so.1") == 0);
}

/* Which of the files that go by the name libcuda.so.1 it is. NULL: `*because` says why it cannot
 * be told. The order matters: a stub below /usr/lib is still one. */
static const char *kind_of(World *world, const char *real, const char **because)
{
    if (passes(real, "/stubs/"))
        return "stub";
    if (passes(real, "/usr/lib/wsl/"))
        return "wsl";
    if (passes(real, "/compat/") || passes(real, "/cuda-compat/") || passes(real, "/compat_orin/"))
        return "compat";
    if (driver_version_in_name(real))
        return "driver";
    if (passes(real, "/tegra/") || passes(real, "-linux-gnu/nvidia/"))
        return "tegra";
    Truth nothing = needs_nothing(world, real);
    *because = nothing.because;
    return is_unknown(nothing) ? NULL : is_yes(nothing) ? "stub" : "other";
}

static void set_kind(World *world, Facts *facts, const char *subject, const char *real)
{
    const char *because = NULL, *kind = kind_of(world, real, &because);
    if (!kind) {
        fact_set_unknown(facts, subject, FACT_LIBRARY_KIND, because, real);
        fact_set_unknown(facts, subject, FACT_LIBRARY_IS_STUB, because, real);
        return;
    }
    fact_set_text(facts, subject, FACT_LIBRARY_KIND, kind, real);
    fact_set_flag(facts, subject, FACT_LIBRARY_IS_STUB, strcmp(kind, "stub") == 0, real);
    if (strcmp(kind, "compat") == 0)
        inspect_compat_library(world, facts, subject, real);
}

static void set_version(Facts *facts, const char *subject, const char *real)
{
    const char *version = driver_version_in_name(real);
    if (version)
        fact_set_text(facts, subject, FACT_LIBRARY_VERSION, version, real);
    else
        fact_set_unknown(facts, subject, FACT_LIBRARY_VERSION,
                         "the name of the file has no version", real);
}

/* A second look, where the first one shows a fault. */
static void look_closer(World *world, Facts *facts, const char *subject, const char *name,
                        const char *real)
{
    const char *version = fact_text_or(facts, subject, FACT_LIBRARY_VERSION, NULL);
    const char *module = fact_text_or(facts, "machine", FACT_NVIDIA_MODULE, NULL);
    bool differs = version && module && strcmp(version, module) != 0;
    bool is_stub = is_yes(fact_is_flag(facts, subject, FACT_LIBRARY_IS_STUB));
    bool in_wsl = is_yes(fact_is_flag(facts, "machine", FACT_WSL)) && version;
    if (differs)
        inspect_two_versions(world, facts, subject, real);
    if (differs || is_stub || in_wsl)
        inspect_driver_copies(world, facts, name, real);
}

/* The driver is made for glibc only. On musl some libraries run on a layer that imitates glibc;
 * nobody knows whether this one would. */
static void inspect_musl(World *world, Facts *facts, const char *subject)
{
    const char *layer = "/lib/libgcompat.so.0";
    FileInfo info;
    Answer answer = world_stat(world, layer, &info);
    if (answer.known == ABSENT)
        fact_set_flag(facts, subject, FACT_LIBRARY_FOR_GLIBC, true, "the program's interpreter");
    else
        fact_set_unknown(facts, subject, FACT_LIBRARY_FOR_GLIBC,
                         answer.known == UNKNOWN
                             ? answer.because
                             : "gcompat is installed, which imitates glibc on musl",
                         layer);
}

/* Windows fills this directory; without it there is no driver inside WSL. */
static void inspect_wsl_libraries(World *world, Facts *facts)
{
    const char *directory = "/usr/lib/wsl/lib";
    Strings names;
    if (!is_yes(fact_is_flag(facts, "machine", FACT_WSL)))
        return;
    Answer answer = world_list(world, directory, &names);
    if (answer.known == PRESENT)
        fact_set_texts(facts, "machine", FACT_WSL_LIBRARIES, names, directory);
    else if (answer.known == ABSENT)
        fact_set_absent(facts, "machine", FACT_WSL_LIBRARIES, directory);
    else
        fact_set_unknown(facts, "machine", FACT_WSL_LIBRARIES, answer.because, directory);
}

static void inspect_file(World *world, Facts *facts, const char *subject, const Opening *opening,
                         bool is_libcuda)
{
    const char *real;
    Answer answer = world_real_path(world, opening->path, &real);
    if (answer.known != PRESENT) {
        fact_set_unknown(facts, subject, FACT_LIBRARY_VERSION, answer.because, opening->path);
        fact_set_unknown(facts, subject, FACT_LIBRARY_KIND, answer.because, opening->path);
        fact_set_unknown(facts, subject, FACT_LIBRARY_IS_STUB, answer.because, opening->path);
        return;
    }
    fact_set_text(facts, subject, FACT_LIBRARY_REAL_PATH, real, opening->path);
    if (is_libcuda)
        set_kind(world, facts, subject, real);
    set_version(facts, subject, real);
    look_closer(world, facts, subject, opening->name, real);
}

void inspect_driver_library(World *world, Facts *facts, const Opening *opening)
{
    const char *subject = arena_printf(facts_arena(facts), "library/%s", opening->name);
    bool is_libcuda = strcmp(opening->name, "libcuda.so.1") == 0;
    fact_set_opening(facts, subject, FACT_LIBRARY_OPENING, opening, "the search of ld.so(8)");
    fact_set_text(facts, subject, FACT_LIBRARY_ROLE, "driver", "the NVIDIA driver");
    if (opening->on_musl)
        inspect_musl(world, facts, subject);
    if (is_libcuda)
        inspect_wsl_libraries(world, facts);
    if (opening->path && overlay_covers(world, opening->path))
        fact_mark_assumed(facts, subject, FACT_LIBRARY_OPENING);
    if (opening->path)
        inspect_file(world, facts, subject, opening, is_libcuda);
    else if (opening->result == OPEN_FAILED && (facts_subjects(facts, "gpu/").count ||
                                                is_yes(fact_is_flag(facts, "machine", FACT_WSL))))
        inspect_driver_copies(world, facts, opening->name, NULL);
}
