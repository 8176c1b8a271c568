/* The list of mapped objects. */
#include <string.h>

#include "loader/process.h"

Object *object_add(Loader *loader, Object object, const char *name)
{
    static const ElfDynamic nothing;
    Object *added = arena_new_of(loader->arena, Object);
    *added = object;
    if (!added->dynamic)
        added->dynamic = &nothing;
    list_add(loader->arena, added->names, name);
    list_add(loader->arena, loader->objects, added);
    return added;
}

static bool has_name(const Object *object, const char *name)
{
    if (strcmp(object->path, name) == 0)
        return true;
    for (size_t i = 0; i < object->names.count; i++)
        if (strcmp(object->names.items[i], name) == 0)
            return true;
    return false;
}

void object_add_name(Loader *loader, Object *object, const char *name)
{
    if (!has_name(object, name))
        list_add(loader->arena, object->names, name);
}

/* glibc goes through the list once and tries name and SONAME on each, so an object that stands
 * earlier wins by its SONAME over a later one that has the very name. */
Object *object_named(Loader *loader, const char *name, bool also_soname)
{
    for (size_t i = 0; i < loader->objects.count; i++) {
        Object *object = loader->objects.items[i];
        if (has_name(object, name))
            return object;
        const char *soname = object->dynamic->soname;
        if (also_soname && soname && strcmp(soname, name) == 0) {
            object_add_name(loader, object, name);
            return object;
        }
    }
    return NULL;
}

const Object *object_that_kills(const Loader *loader, const Object *found)
{
    for (size_t i = 0; i < loader->objects.count && loader->objects.items[i] != found; i++)
        if (loader->objects.items[i]->dynamic->nameless_soname)
            return loader->objects.items[i];
    return NULL;
}

Object *object_of_file(Loader *loader, const FileInfo *info)
{
    for (size_t i = 0; i < loader->objects.count; i++) {
        Object *object = loader->objects.items[i];
        if (object->has_identity && object->image->info.device == info->device &&
            object->image->info.inode == info->inode)
            return object;
    }
    return NULL;
}

/* The directory of the path as it was opened; links are not resolved. */
static const char *origin_of(Loader *loader, const char *path)
{
    const char *whole = path;
    if (path[0] != '/') {
        const char *cwd = world_cwd(loader->world);
        whole = arena_printf(loader->arena, "%s%s%s", cwd, ends_with(cwd, "/") ? "" : "/", path);
    }
    const char *slash = strrchr(whole, '/');
    size_t length = slash ? (size_t)(slash - whole) : 0;
    return arena_copy(loader->arena, whole, length ? length : 1);
}

Tokens tokens_at(Loader *loader, const char *path)
{
    const char *platform = world_processor(loader->world)->platform;
    return (Tokens){origin_of(loader, path), loader->libc.lib, platform[0] ? platform : NULL};
}

const char *inode_key(Arena *arena, const FileInfo *info)
{
    return arena_printf(arena, "%llx:%llx", (unsigned long long)info->device,
                        (unsigned long long)info->inode);
}
