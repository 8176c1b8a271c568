/* How an opening ends when it does not go well. */
#include <errno.h>
#include <string.h>

#include "loader/process.h"

const char *error_words(const Loader *loader, int error_number)
{
    switch (error_number) {
    case ENOENT: return "No such file or directory";
    case EACCES: return "Permission denied";
    case EINVAL: return "Invalid argument";
    case EIO: return "Input/output error";
    case EPERM: return "Operation not permitted";
    default: break;
    }
    if (!loader->is_running && loader->libc.kind == LIBC_GLIBC) /* elf/dl-minimal.c */
        return arena_printf(loader->arena, "Error %d", error_number);
    switch (error_number) {
    case ENOTDIR: return "Not a directory";
    case EISDIR: return "Is a directory";
    case ELOOP: return "Too many levels of symbolic links";
    case ENXIO: return "No such device or address";
    case ENAMETOOLONG: return "File name too long";
    case ENOEXEC: return "Exec format error";
    default: return strerror(error_number);
    }
}

const char *error_text(const Loader *loader, const char *object, const char *says, int error_number)
{
    if (error_number == 0)
        return arena_printf(loader->arena, "%s: %s", object, says);
    return arena_printf(loader->arena, "%s: %s: %s", object, says,
                        error_words(loader, error_number));
}

static void *ends(Loader *loader, OpenResult result, const char *on, const char *error,
                  const char *because)
{
    Opening *opening = loader->opening;
    opening->result = result;
    opening->fails_on = on;
    opening->error = error;
    opening->because = because;
    return NULL;
}

void *fails(Loader *loader, const char *on, const char *error)
{
    return ends(loader, OPEN_FAILED, on, error, NULL);
}

void *crashes(Loader *loader, const char *on, const char *because)
{
    return ends(loader, OPEN_CRASHES, on, NULL, because);
}

void *cannot_tell(Loader *loader, const char *because)
{
    return ends(loader, OPEN_UNKNOWN, NULL, NULL, because);
}

void record_try(Loader *loader, Try try)
{
    list_add(loader->arena, loader->opening->tried, try);
}

void *dies_of_cut(Loader *loader, const Object *object)
{
    const Image *image = object->image;
    return crashes(
        loader, object->path,
        arena_printf(loader->arena,
                     "%s is cut short (%llu bytes instead of %llu), and the process dies "
                     "when it touches what is missing",
                     object->path, (unsigned long long)image->info.size_bytes,
                     (unsigned long long)elf_reach(image->elf)));
}
