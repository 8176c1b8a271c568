/* Relocating what was mapped: the order in which it happens, and who may define symbols for whom.
 *
 * Rules: dl_open_worker() of elf/dl-open.c, dl_main() of elf/rtld.c, elf/dl-sort-maps.c (depth
 * first since glibc 2.35; before, an order of its own, and with it which of several undefined
 * symbols the error names). */
#include <elf.h>
#include <string.h>

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

/* A library comes after all that it needs; what was asked for is a leaf. */
static void place(Loader *loader, Order *placed, Object *object, const Object *asked_for)
{
    if (object->is_relocated || !is_first_visit(object, loader->walks))
        return;
    for (size_t i = 0; object != asked_for && i < object->dependencies.count; i++)
        place(loader, placed, object->dependencies.items[i], asked_for);
    list_add(loader->arena, *placed, object);
}

/* From the last to the first, by what they need. What was asked for is relocated at the end, and
 * nothing is reached through it, even in a circle; 2.35, which had forgotten that, relocates it
 * where a circle comes back to it. */
static Order depth_first_order(Loader *loader, size_t first_new)
{
    enum { FORGETFUL = 35 };
    Order order = {0};
    Object *asked_for = loader->objects.items[first_new];
    unsigned walk = ++loader->walks;
    if (loader->libc.minor != FORGETFUL)
        is_first_visit(asked_for, walk);
    for (size_t i = loader->objects.count; --i > first_new;)
        place(loader, &order, loader->objects.items[i], asked_for);
    if (loader->libc.minor != FORGETFUL || is_first_visit(asked_for, walk))
        list_add(loader->arena, order, asked_for);
    return order;
}

/* What was asked for counts as needing all that came with it. */
static bool needs(const Object *object, const Object *other, const Object *asked_for)
{
    if (object == asked_for)
        return true;
    for (size_t i = 0; i < object->dependencies.count; i++)
        if (object->dependencies.items[i] == other)
            return true;
    return false;
}

/* Moves `items[from]` back to `items[to]`. */
static void move_back(Object **items, size_t *seen, size_t from, size_t to)
{
    Object *object = items[from];
    size_t times = seen[from];
    memmove(items + from, items + from + 1, (to - from) * sizeof *items);
    memmove(seen + from, seen + from + 1, (to - from) * sizeof *seen);
    items[to] = object;
    seen[to] = times;
}

/* The last object behind `at` that needs that one; `at` itself where there is none. */
static size_t last_that_needs(Object *const *items, size_t count, size_t at,
                              const Object *asked_for)
{
    size_t last = count - 1;
    while (last > at && !needs(items[last], items[at], asked_for))
        last--;
    return last;
}

/* _dl_sort_maps() before glibc 2.35: an object moves behind the last one that needs it, until it
 * has moved too often, as in a circle. With thousands of objects in circles that takes minutes, for
 * ld.so too; then this gives up. */
static bool sort_by_moving(Loader *loader, Object **items, size_t count, const Object *asked_for)
{
    enum { LOOKS = 2 * 1000 * 1000 }; /* 60 libraries that all need each other take 200 000 */
    size_t *seen = arena_alloc(loader->arena, count * sizeof *seen);
    size_t looks = 0;
    for (size_t at = 0; at < count;) {
        seen[at]++;
        size_t last = last_that_needs(items, count, at, asked_for);
        looks += count - last;
        if (looks > LOOKS)
            return false;
        if (last > at) {
            bool too_often = seen[at + 1] > count - at;
            move_back(items, seen, at, last);
            if (!too_often)
                continue;
        }
        at++;
        memset(seen + at, 0, (count - at) * sizeof *seen);
    }
    return true;
}

static Order moved_order(Loader *loader, size_t first_new)
{
    Order sorted = {0}, order = {0};
    for (size_t i = first_new; i < loader->objects.count; i++)
        list_add(loader->arena, sorted, loader->objects.items[i]);
    if (!sort_by_moving(loader, sorted.items, sorted.count, sorted.items[0])) {
        cannot_tell(loader, "thousands of libraries need each other in circles, and the order in "
                            "which they are relocated was not followed to its end");
        return order;
    }
    for (size_t i = sorted.count; i-- > 0;)
        list_add(loader->arena, order, sorted.items[i]);
    return order;
}

/* At start, from the last that was mapped to the first. */
static Order order_at_start(Loader *loader, size_t first_new)
{
    Order order = {0};
    for (size_t i = loader->objects.count; i-- > first_new;)
        list_add(loader->arena, order, loader->objects.items[i]);
    return order;
}

Order order_of_needs(Loader *loader, size_t first_new)
{
    enum { FIRST_TO_GO_DEPTH_FIRST = 35 };
    int minor = loader->libc.minor;
    return minor > 0 && minor < FIRST_TO_GO_DEPTH_FIRST ? moved_order(loader, first_new)
                                                        : depth_first_order(loader, first_new);
}

/* ---- Thread-local storage ---- */

/* A library may want its variables at a place that is fixed when the program starts
 * (DF_STATIC_TLS). For those that dlopen() brings some room is left: a library of 1664 bytes opens
 * and one of 2000 does not (measured with 2.31 to 2.43). Others may take 512 of it without being
 * asked, so that near the end nobody can tell. */
static bool has_room_for_static_tls(Loader *loader, const Object *object)
{
    enum { DF_STATIC_TLS_FLAG = 0x10, ROOM_FOR_SURE = 900, PAGE = 4096 };
    const ElfSegment *segment = elf_segment(object->image->elf, PT_TLS);
    if (!segment || !(object->dynamic->flags & DF_STATIC_TLS_FLAG))
        return true;
    uint64_t bytes = segment->memory_size;
    if (bytes < ROOM_FOR_SURE)
        loader->static_tls_bytes += bytes + (segment->alignment < PAGE ? segment->alignment : PAGE);
    if (bytes < ROOM_FOR_SURE && loader->static_tls_bytes <= ROOM_FOR_SURE)
        return true;
    cannot_tell(loader, arena_printf(loader->arena,
                                     "%s wants %llu bytes of thread-local storage that is laid out "
                                     "when the program starts; whether there is room left cannot "
                                     "be foreseen",
                                     object->file, (unsigned long long)segment->memory_size));
    return false;
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
    Order order = is_dlopen ? order_of_needs(loader, first_new) : order_at_start(loader, first_new);
    if (order.count == 0)
        return loader->objects.count == first_new;
    for (size_t i = 0; i < order.count; i++) {
        Object *object = order.items[i];
        object->is_relocated = true;
        if (!object->image)
            continue;
        if (object->image->cut == CUT_DIES_LATER)
            return dies_of_cut(loader, object) != NULL;
        if (is_dlopen && loader->libc.kind == LIBC_GLIBC &&
            !has_room_for_static_tls(loader, object))
            return false;
        Undefined undefined = {0};
        if (find_undefined(loader, object, &scope, is_dlopen, &undefined))
            return ends_undefined(loader, object, &undefined) != NULL;
    }
    return true;
}
