#include "changes/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "changes/places.h"
#include "changes/words.h"

static const struct {
    const char *word, *title;
} ROWS[] = {
#define PART(NAME, word, title) {word, title},
#include "changes/parts.def"
#undef PART
};

const char *part_kind_word(PartKind kind)
{
    return ROWS[kind].word;
}

const char *part_kind_title(PartKind kind)
{
    return ROWS[kind].title;
}

/* Where a file of a part lies. */
typedef struct Place {
    Part *part;
    bool came_or_went;
} Place;

/* ---- Making ---- */

static Part *part_named(Arena *arena, Parts *parts, Table *named, PartName name)
{
    const char *id = arena_printf(arena, "%s/%s", part_kind_word(name.kind), name.key);
    Part *part = table_get(named, id);
    if (part)
        return part;
    part = arena_new_of(arena, Part);
    part->kind = name.kind;
    part->key = name.key;
    table_put(arena, named, id, part);
    list_add(arena, parts->all, part);
    return part;
}

/* A file that went with its directory is a part of what happened to the directory. */
static Part *part_of_directory_above(Arena *arena, const Parts *parts, const char *path)
{
    const Place *place = table_get(&parts->by_path, path_parent(arena, path));
    return place ? place->part : NULL;
}

static Part *part_for(Sorter *sorter, Parts *parts, Table *named, const Difference *difference)
{
    PartName name = {PART_USER, ""};
    switch (difference->kind) {
    case DIFFERENT_FILE: {
        name = part_name_of_file(sorter, difference->name);
        Part *above = difference->below_another && name.kind == PART_FILES
                          ? part_of_directory_above(sorter->arena, parts, difference->name)
                          : NULL;
        if (above)
            return above;
        break;
    }
    case DIFFERENT_VARIABLE: name = (PartName){PART_VARIABLE, difference->name}; break;
    case DIFFERENT_USER: break;
    case DIFFERENT_PROCESSOR: name.kind = PART_PROCESSOR; break;
    case DIFFERENT_TESTIMONY: name.kind = PART_ANSWERS; break;
    }
    return part_named(sorter->arena, parts, named, name);
}

static void enter(Arena *arena, Parts *parts, Part *part, const Difference *difference)
{
    list_add(arena, part->differences, *difference);
    switch (difference->kind) {
    case DIFFERENT_FILE: {
        Place *place = arena_new_of(arena, Place);
        *place = (Place){part, difference->before != difference->after};
        table_put(arena, &parts->by_path, difference->name, place);
        break;
    }
    case DIFFERENT_VARIABLE: table_put(arena, &parts->by_variable, difference->name, part); break;
    case DIFFERENT_USER: parts->user = part; break;
    case DIFFERENT_PROCESSOR: parts->processor = part; break;
    case DIFFERENT_TESTIMONY: parts->answers = part; break;
    }
}

/* "/sys/bus/pci/devices/ADDRESS/device" differs: another card. */
static void note_other_cards(Sorter *sorter, const DifferenceList *differences)
{
    for (size_t i = 0; i < differences->count; i++) {
        const char *path = differences->items[i].name;
        if (!starts_with(path, "/sys/bus/pci/devices/") || !ends_with(path, "/device"))
            continue;
        const char *address = path_name(path_parent(sorter->arena, path));
        table_put(sorter->arena, &sorter->other_cards, address, sorter);
    }
}

/* What decides comes before what happens to be installed as well. */
static int importance(const Part *part)
{
    static const char *const NAMES[] = {"tensorflow", "keras", "nvidia-", "jax", "torch"};
    for (int i = 0; part->kind == PART_PACKAGE && i < (int)(sizeof NAMES / sizeof *NAMES); i++)
        if (starts_with(part->key, NAMES[i]))
            return i;
    return sizeof NAMES / sizeof *NAMES;
}

static bool holds_difference(const DifferenceList *list, const Difference *wanted)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == wanted->kind && strcmp(list->items[i].name, wanted->name) == 0)
            return true;
    return false;
}

/* A look-alike that is silent says nothing of what is told here: only what it tells, and tells the
 * same of both, is left out. */
static DifferenceList true_differences(Arena *arena, DifferenceList all, const Likeness *likeness)
{
    size_t ignored;
    DifferenceList kept = {0};
    DifferenceList alike = recorded_differences(arena, likeness->before, likeness->after, &ignored);
    for (size_t i = 0; i < all.count; i++) {
        const Difference *one = &all.items[i];
        bool is_in_both = one->before == PRESENT && one->after == PRESENT;
        bool may_be_unlike = one->kind == DIFFERENT_VARIABLE || one->kind == DIFFERENT_FILE ||
                             one->kind == DIFFERENT_TESTIMONY;
        if (!is_in_both || !may_be_unlike || holds_difference(&alike, one))
            list_add(arena, kept, *one);
    }
    return kept;
}

static int by_kind_and_key(const void *a, const void *b)
{
    const Part *x = *(Part *const *)a, *y = *(Part *const *)b;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    int order = importance(x) - importance(y);
    return order ? order : strcmp(x->key, y->key);
}

Parts parts_of(Arena *arena, const Side *before, const Side *after, const Likeness *likeness)
{
    Parts parts = {0};
    Table named = {0};
    Sorter sorter = {.arena = arena, .before = before, .after = after};
    DifferenceList differences =
        recorded_differences(arena, before->world, after->world, &parts.not_recorded);
    if (likeness)
        differences = true_differences(arena, differences, likeness);
    note_other_cards(&sorter, &differences);
    for (size_t i = 0; i < differences.count; i++)
        enter(arena, &parts, part_for(&sorter, &parts, &named, &differences.items[i]),
              &differences.items[i]);
    if (parts.all.count)
        qsort(parts.all.items, parts.all.count, sizeof *parts.all.items, by_kind_and_key);
    for (size_t i = 0; i < parts.all.count; i++)
        put_into_words(arena, parts.all.items[i], before, after);
    return parts;
}

/* ---- Asking ---- */

/* A path that nobody recorded belongs to the directory that came or went with it. */
Part *part_of_file(const Parts *parts, const char *path)
{
    char above[4096];
    const Place *place = table_get(&parts->by_path, path);
    size_t length = strlen(path);
    if (place || length >= sizeof above)
        return place ? place->part : NULL;
    memcpy(above, path, length + 1);
    for (char *slash = strrchr(above, '/'); slash && slash > above; slash = strrchr(above, '/')) {
        *slash = '\0';
        place = table_get(&parts->by_path, above);
        if (place)
            return place->came_or_went ? place->part : NULL;
    }
    return NULL;
}

Part *part_of_variable(const Parts *parts, const char *name)
{
    return table_get(&parts->by_variable, name);
}
