/* What happens before the program's first instruction. */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "loader/directories.h"
#include "loader/process.h"
#include "loader/search.h"

/* ---- The program's own file ---- */

static size_t read_bytes(void *file, uint64_t offset, void *buffer, size_t length)
{
    size_t got;
    file_read(file, offset, buffer, length, &got);
    return got;
}

static bool not_a_program(Loader *loader, const char *says)
{
    const char *name = loader->program_name;
    fails(loader, name, arena_printf(loader->arena, "%s: %s", name, says));
    return false;
}

static bool read_interpreter(Loader *loader, File *file, Program *program)
{
    ElfSource source = {file, read_bytes, file_info(file)->size_bytes};
    Elf *elf = elf_open(loader->arena, source);
    if (elf->status == ELF_UNREADABLE) {
        cannot_tell(loader, arena_printf(loader->arena, "%s: %s", program->real, elf->says));
        return false;
    }
    if (elf->status != ELF_OK)
        return not_a_program(loader, "cannot execute binary file: Exec format error");
    loader->host = host_of(elf);
    if (elf_interpreter(elf, &program->interpreter) != ELF_OK)
        return not_a_program(loader, elf_error(elf));
    if (!program->interpreter) {
        cannot_tell(loader, arena_printf(loader->arena,
                                         "%s is linked statically: what it can open is built in",
                                         program->real));
        return false;
    }
    return true;
}

static bool open_program(Loader *loader, Program *program)
{
    const char *name = loader->program_name;
    Answer answer = world_real_path(loader->world, name, &program->real);
    File *file = NULL;
    if (answer.known == PRESENT)
        answer = world_open(loader->world, program->real, &file);
    if (answer.known == UNKNOWN && answer.error != EACCES) {
        cannot_tell(loader, arena_printf(loader->arena, "%s: %s", name,
                                         answer.because ? answer.because : "it cannot be read"));
        return false;
    }
    if (answer.known != PRESENT) {
        fails(loader, name, error_text(loader, name, "cannot execute", answer.error));
        return false;
    }
    if (file_info(file)->type == FILE_DIRECTORY || !read_interpreter(loader, file, program)) {
        bool is_directory = file_info(file)->type == FILE_DIRECTORY;
        file_close(file);
        return is_directory ? not_a_program(loader, "cannot execute: Is a directory") : false;
    }
    program->image = image_read(loader->arena, file, loader->host);
    return true;
}

/* ---- The process around it ---- */

static void add_program(Loader *loader, const Program *program)
{
    Object object = {
        .path = "",
        .file = program->real,
        .image = program->image,
        .dynamic = program->image->dynamic,
        .tokens = tokens_at(loader, program->real),
        .needed_at_start = true,
    };
    loader->program = object_add(loader, object, "");
    loader->executable_stack = image_wants_executable_stack(program->image);
}

/* The loader itself answers to its path in PT_INTERP and to its SONAME. Its inode is not noted. */
static bool add_loader(Loader *loader)
{
    const char *path = loader->libc.loader;
    const Candidate *candidate = candidate_at(loader, path);
    if (candidate->verdict == CANDIDATE_UNKNOWN) {
        cannot_tell(loader, arena_printf(loader->arena, "%s: %s", path, candidate->says));
        return false;
    }
    if (candidate->verdict != CANDIDATE_TAKEN)
        return not_a_program(loader, arena_printf(loader->arena, "its loader %s cannot run", path));
    Object object = {
        .path = path,
        .file = path,
        .image = candidate->image,
        .dynamic = candidate->image->dynamic,
        .tokens = tokens_at(loader, path),
    };
    object_add(loader, object, path);
    return true;
}

/* The object that the kernel maps into every process, without a file. */
static void add_kernel_object(Loader *loader)
{
    bool is_gate = loader->host.machine == EM_386;
    const char *name = is_gate ? "linux-gate.so.1" : "linux-vdso.so.1";
    object_add(loader, (Object){.path = name, .file = name, .needed_at_start = true}, name);
}

/* An LD_LIBRARY_PATH that is set to nothing is as good as unset. */
static void read_library_path(Loader *loader)
{
    const char *value;
    Answer answer = world_env(loader->world, "LD_LIBRARY_PATH", &value);
    if (answer.known == PRESENT)
        loader->library_path =
            search_list(loader, value, loader->libc.kind == LIBC_MUSL ? ":\n" : ":;",
                        loader->program->tokens, RULE_LD_LIBRARY_PATH, "LD_LIBRARY_PATH");
    else if (answer.known == UNKNOWN)
        loader->library_path.doubt =
            arena_printf(loader->arena, "LD_LIBRARY_PATH: %s", answer.because);
}

/* glibc takes itself off the list when nothing that was mapped asked for it. */
static void drop_unneeded_loader(Loader *loader)
{
    size_t kept = 0;
    for (size_t i = 0; i < loader->objects.count; i++)
        if (loader->objects.items[i]->needed_at_start)
            loader->objects.items[kept++] = loader->objects.items[i];
    loader->objects.count = kept;
}

static bool map_start(Loader *loader)
{
    if (loader->libc.kind == LIBC_MUSL)
        return musl_map_start(loader);
    loader->defaults = default_list(loader);
    loader->variations = process_variations(loader);
    if (!add_loader(loader))
        return false;
    add_kernel_object(loader);
    if (!map_preloads(loader) || !map_dependencies(loader, 0, false))
        return false;
    drop_unneeded_loader(loader);
    make_global(loader, loader->objects.items, loader->objects.count);
    return true;
}

/* What hangs on the C library in the way files are judged. */
static void know_libc(Loader *loader)
{
    enum { FIRST_WITHOUT_NEED_OF_STRINGS = 35 };
    const Libc *libc = &loader->libc;
    loader->host.looks_at_machine_first = libc->is_debian;
    loader->host.needs_strings =
        libc->kind == LIBC_GLIBC && libc->minor > 0 && libc->minor < FIRST_WITHOUT_NEED_OF_STRINGS;
    loader->host.reads_notes = libc_reads_notes(libc);
    loader->host.reads_odd_notes = libc_reads_odd_notes(libc);
}

static bool find_libc(Loader *loader, const Program *program)
{
    loader->libc = libc_find(loader->world, program->interpreter);
    if (loader->libc.known == UNKNOWN) {
        cannot_tell(loader, arena_printf(loader->arena, "%s: %s", program->interpreter,
                                         loader->libc.because));
        return false;
    }
    if (loader->libc.known == ABSENT)
        return not_a_program(loader, arena_printf(loader->arena,
                                                  "cannot execute: its loader %s is not there",
                                                  program->interpreter));
    know_libc(loader);
    return true;
}

static bool read_program(Loader *loader)
{
    Program *program = arena_new_of(loader->arena, Program);
    program->name = loader->program_name;
    if (!open_program(loader, program) || !find_libc(loader, program))
        return false;
    if (program->image->doubt) {
        cannot_tell(loader,
                    arena_printf(loader->arena, "%s: %s", program->real, program->image->doubt));
        return false;
    }
    program->host = loader->host;
    program->libc = loader->libc;
    loader->program_read = program;
    loader->cache_was_read = false;
    return true;
}

bool start_process(Loader *loader, const char *name)
{
    loader->program_name = name;
    const Program *program = loader->program_read;
    if (!program || strcmp(program->name, name) != 0) {
        if (!read_program(loader))
            return false;
        program = loader->program_read;
    }
    loader->host = program->host;
    loader->libc = program->libc;
    add_program(loader, program);
    read_library_path(loader);
    loader->opening->path = program->real;
    return map_start(loader);
}
