/* Relocating what was mapped: the order in which it happens, and who may define symbols for whom.
 *
 * Rules: dl_open_worker() of elf/dl-open.c, dl_main() of elf/rtld.c, elf/dl-sort-maps.c (the
 * depth-first order of glibc 2.35 and newer; before, only the order differed, and with it which of
 * several undefined symbols the error names). */
#include "loader/process.h"

/* Whether this walk has not come by yet. */
static bool is_first_visit(Object *object, unsigned walk)
{
    if (object->walk == walk)
        return false;
    object->walk = walk;
    return true;
}

/* Adds what `objects` need, breadth first, from the place `from` on. */
static void add_closure(Loader *loader, Scope *scope, size_t from, unsigned walk)
{
    for (size_t i = from; i < scope->objects.count; i++) {
        const Object *object = scope->objects.items[i];
        for (size_t n = 0; n < object->dependencies.count; n++)
            if (is_first_visit(object->dependencies.items[n], walk))
                list_add(loader->arena, scope->objects, object->dependencies.items[n]);
    }
}

static void add_objects(Loader *loader, Scope *scope, Object *const *objects, size_t count,
                        unsigned walk)
{
    for (size_t i = 0; i < count; i++)
        if (is_first_visit(objects[i], walk))
            list_add(loader->arena, scope->objects, objects[i]);
}

void make_global(Loader *loader, Object *const *objects, size_t count)
{
    Scope scope = {0};
    unsigned walk = ++loader->walks;
    add_objects(loader, &scope, loader->global.items, loader->global.count, walk);
    size_t from = scope.objects.count;
    add_objects(loader, &scope, objects, count, walk);
    add_closure(loader, &scope, from, walk);
    loader->global.count = 0;
    for (size_t i = 0; i < scope.objects.count; i++)
        list_add(loader->arena, loader->global, scope.objects.items[i]);
}

/* What is global serves all; what a dlopen() maps, with all that it needs, serves that call alone.
 * While the program starts, all that is mapped serves. */
static Scope scope_of(Loader *loader, size_t first_new, bool is_dlopen)
{
    Scope scope = {0};
    unsigned walk = ++loader->walks;
    add_objects(loader, &scope, loader->global.items, loader->global.count, walk);
    size_t from = scope.global_count = scope.objects.count;
    add_objects(loader, &scope, loader->objects.items + first_new,
                is_dlopen ? 1 : loader->objects.count - first_new, walk);
    add_closure(loader, &scope, from, walk);
    return scope;
}

/* ---- The order ---- */

typedef LIST_OF(Object *) Order;

/* A library comes after all that it needs. */
static void place(Loader *loader, Order *placed, Object *object)
{
    if (object->is_relocated || !is_first_visit(object, loader->walks))
        return;
    for (size_t i = 0; i < object->dependencies.count; i++)
        place(loader, placed, object->dependencies.items[i]);
    list_add(loader->arena, *placed, object);
}

/* From the last to the first: at start as they were mapped, later by what they need. What was asked
 * for is relocated at the end, and nothing is reached through it, even in a circle. */
static Order relocation_order(Loader *loader, size_t first_new, bool is_dlopen)
{
    Order order = {0};
    Object *asked_for = loader->objects.items[first_new];
    is_first_visit(asked_for, ++loader->walks);
    for (size_t i = loader->objects.count; --i > first_new;) {
        if (is_dlopen)
            place(loader, &order, loader->objects.items[i]);
        else
            list_add(loader->arena, order, loader->objects.items[i]);
    }
    list_add(loader->arena, order, asked_for);
    return order;
}

/* ---- Relocating ---- */

static void *ends_undefined(Loader *loader, const Object *object, const Undefined *undefined)
{
    const char *name = object == loader->program ? loader->program_name : object->path;
    if (undefined->kills)
        return crashes(loader, name, undefined->says);
    loader->opening->missing_symbol = undefined->symbol;
    loader->opening->missing_from = undefined->provider ? undefined->provider->file : NULL;
    return fails(loader, name, error_text(loader, name, undefined->says, 0));
}

bool relocate(Loader *loader, size_t first_new, bool is_dlopen)
{
    Scope scope = scope_of(loader, first_new, is_dlopen);
    Order order = relocation_order(loader, first_new, is_dlopen);
    for (size_t i = 0; i < order.count; i++) {
        Object *object = order.items[i];
        object->is_relocated = true;
        if (!object->image)
            continue;
        if (object->image->cut == CUT_DIES_LATER)
            return dies_of_cut(loader, object) != NULL;
        Undefined undefined = {0};
        if (find_undefined(loader, object, &scope, is_dlopen, &undefined))
            return ends_undefined(loader, object, &undefined) != NULL;
    }
    return true;
}
