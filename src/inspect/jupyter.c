#include "inspect/jupyter.h"

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "inspect/python_inside.h"

enum { KERNELS_CEILING = 1000 };

static const char *variable(World *world, const char *name)
{
    const char *value = NULL;
    bool set = world_env(world, name, &value).known == PRESENT && value && value[0];
    return set ? value : NULL;
}

/* jupyter_core.paths.jupyter_path(), each with "kernels" behind it. */
static Strings kernel_directories(World *world, const Strings *prefixes)
{
    Arena *arena = world_arena(world);
    Strings directories = {0};
    Text rest = text_of(variable(world, "JUPYTER_PATH"));
    for (bool more = true; more;) {
        Text part = text_next(&rest, ':', &more);
        if (more && part.length)
            list_add(arena, directories, path_join(arena, text_copy(arena, part), "kernels"));
    }
    const char *home = variable(world, "HOME");
    home = home ? home : world_user(world)->home;
    const char *data = variable(world, "JUPYTER_DATA_DIR"),
               *shared = variable(world, "XDG_DATA_HOME");
    if (!data && shared)
        data = path_join(arena, shared, "jupyter");
    if (!data && home)
        data = path_join(arena, home, ".local/share/jupyter");
    if (data)
        list_add(arena, directories, path_join(arena, data, "kernels"));
    if (home)
        list_add(arena, directories, path_join(arena, home, ".ipython/kernels"));
    for (size_t i = 0; i < prefixes->count; i++)
        list_add(arena, directories, path_join(arena, prefixes->items[i], "share/jupyter/kernels"));
    list_add(arena, directories, "/usr/local/share/jupyter/kernels");
    list_add(arena, directories, "/usr/share/jupyter/kernels");
    return directories;
}

static bool is_python(const KernelSpec *spec)
{
    return !spec->language || strcasecmp(spec->language, "python") == 0;
}

static bool read_kernel(World *world, JupyterKernel *kernel)
{
    Arena *arena = world_arena(world);
    Text content;
    Answer answer = world_read(world, kernel->file, SMALL_FILE_CEILING_BYTES, &content);
    if (answer.known == ABSENT)
        return false;
    if (answer.known == UNKNOWN) {
        kernel->because = answer.because;
        return true;
    }
    if (!kernel_spec_read(arena, content, &kernel->spec, &kernel->because))
        return true;
    const char *program = kernel->spec.argv.items[0];
    kernel->program = strchr(program, '/') ? program : program_on_path(world, program, NULL);
    return is_python(&kernel->spec);
}

static bool is_listed(const JupyterKernels *kernels, const char *file)
{
    for (size_t i = 0; i < kernels->count; i++) {
        if (strcmp(kernels->items[i].file, file) == 0)
            return true;
    }
    return false;
}

JupyterKernels jupyter_kernels(World *world, const Strings *prefixes)
{
    Arena *arena = world_arena(world);
    JupyterKernels kernels = {0};
    Strings directories = kernel_directories(world, prefixes);
    for (size_t i = 0; i < directories.count; i++) {
        Strings names = {0};
        if (world_list(world, directories.items[i], &names).known != PRESENT)
            continue;
        for (size_t j = 0; j < names.count && kernels.count < KERNELS_CEILING; j++) {
            JupyterKernel kernel = {.name = names.items[j]};
            kernel.file =
                arena_printf(arena, "%s/%s/kernel.json", directories.items[i], names.items[j]);
            if (!is_listed(&kernels, kernel.file) && read_kernel(world, &kernel))
                list_add(arena, kernels, kernel);
        }
    }
    return kernels;
}
