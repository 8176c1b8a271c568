/* Whether each library defines the versions that others need of it: elf/dl-version.c. */
#include <string.h>

#include "loader/process.h"

static const char *shown(const Loader *loader, const Object *object)
{
    return object == loader->program ? loader->program_name : object->path;
}

static bool is_refused(Loader *loader, const Object *object, const char *refusal)
{
    const char *name = shown(loader, object);
    fails(loader, name, error_text(loader, name, refusal, 0));
    return false;
}

static bool has_version(Loader *loader, const Object *provider, const Object *object,
                        const ElfVersion *version)
{
    /* A file without any definitions passes: the other was linked against another build of it. */
    if (!provider->dynamic->has_version_definitions)
        return true;
    const Image *image = provider->image; /* that of the kernel alone has none, and no versions */
    if (image->definitions_refusal)
        return is_refused(loader, provider, image->definitions_refusal);
    if (!image->definitions || version->weak ||
        elf_defines_version(image->definitions, version->name, version->hash))
        return true;
    const char *lacks = shown(loader, provider);
    const char *says = arena_printf(loader->arena, "version `%s' not found (required by %s)",
                                    version->name, shown(loader, object));
    fails(loader, lacks, error_text(loader, lacks, says, 0));
    return false;
}

static bool has_versions_of(Loader *loader, const Object *object, const ElfVersionNeed *need)
{
    /* By exact name: a SONAME counts once something was requested by it. */
    const Object *provider = object_named(loader, need->file, false);
    if (!provider) {
        crashes(loader, shown(loader, object),
                arena_printf(loader->arena,
                             "%s needs versions of %s, which is not among the libraries it needs: "
                             "ld.so ends the process with \"Inconsistency detected by ld.so\"",
                             shown(loader, object), need->file));
        return false;
    }
    for (size_t i = 0; i < need->versions.count; i++)
        if (!has_version(loader, provider, object, &need->versions.items[i]))
            return false;
    return true;
}

bool check_versions(Loader *loader, size_t first_new)
{
    for (size_t i = first_new; i < loader->objects.count; i++) {
        const Object *object = loader->objects.items[i];
        const ElfVersionNeeds *needs = object->image ? object->image->needs : NULL;
        if (object->image && object->image->needs_refusal)
            return is_refused(loader, object, object->image->needs_refusal);
        for (size_t n = 0; needs && n < needs->count; n++)
            if (!has_versions_of(loader, object, &needs->items[n]))
                return false;
    }
    return true;
}
