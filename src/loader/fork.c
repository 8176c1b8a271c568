/* A process as fork(2) would leave it: what is mapped, and who brought it, in objects of its own.
 */
#include <string.h>

#include "loader/process.h"

/* The copy of an object; those stand in the order of the originals. */
static Object *copy_of(const Loader *from, const Loader *to, Object *object)
{
    for (size_t i = 0; object && i < from->objects.count; i++)
        if (from->objects.items[i] == object)
            return to->objects.items[i];
    return object;
}

static void copy_objects(const Loader *from, Loader *to)
{
    to->objects.items = NULL;
    to->objects.count = to->objects.room = 0;
    for (size_t i = 0; i < from->objects.count; i++) {
        Object *copy = arena_new_of(to->arena, Object);
        *copy = *from->objects.items[i];
        list_add(to->arena, to->objects, copy);
    }
}

static Strings copy_strings(Arena *arena, Strings strings)
{
    Strings copy = {0};
    for (size_t i = 0; i < strings.count; i++)
        list_add(arena, copy, strings.items[i]);
    return copy;
}

/* Lists of an object grow when it gets another name, so they are copied too. */
static void copy_references(const Loader *from, Loader *to, Object *copy, const Object *original)
{
    copy->names = copy_strings(to->arena, original->names);
    copy->requested_by = copy_of(from, to, original->requested_by);
    copy->dependencies.items = NULL;
    copy->dependencies.count = copy->dependencies.room = 0;
    for (size_t i = 0; i < original->dependencies.count; i++)
        list_add(to->arena, copy->dependencies, copy_of(from, to, original->dependencies.items[i]));
}

Loader *loader_fork(const Loader *loader)
{
    Loader *child = loader_again(loader);
    Table images = child->images, candidates = child->candidates, looks = child->looks;
    Table shelves = child->shelves;
    *child = *loader;
    child->images = images;
    child->candidates = candidates;
    child->looks = looks;
    child->shelves = shelves;
    child->directories = table_copy(child->arena, &loader->directories);
    copy_objects(loader, child);
    for (size_t i = 0; i < child->objects.count; i++)
        copy_references(loader, child, child->objects.items[i], loader->objects.items[i]);
    child->program = copy_of(loader, child, loader->program);
    child->global.items = NULL;
    child->global.count = child->global.room = 0;
    for (size_t i = 0; i < loader->global.count; i++)
        list_add(child->arena, child->global, copy_of(loader, child, loader->global.items[i]));
    child->messages = copy_strings(child->arena, loader->messages);
    child->passed_over = (Openings){0};
    return child;
}
