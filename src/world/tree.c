#include "world/tree.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

/* FNV-1a. */
static size_t hash_of(const char *path)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 0x100000001b3u;
    return (size_t)(hash ^ hash >> 32);
}

/* Where the path is, or where it would be put. */
static Entry **slot_of(const Tree *tree, const char *path)
{
    size_t at = hash_of(path) & (tree->slot_count - 1);
    while (tree->slots[at] && strcmp(tree->slots[at]->node.path, path) != 0)
        at = (at + 1) & (tree->slot_count - 1);
    return &tree->slots[at];
}

static void grow(Tree *tree)
{
    Entry **old = tree->slots;
    size_t old_count = tree->slot_count;
    tree->slot_count = old_count * 2;
    tree->slots = arena_alloc(tree->arena, tree->slot_count * sizeof *tree->slots);
    for (size_t i = 0; i < old_count; i++)
        if (old[i])
            *slot_of(tree, old[i]->node.path) = old[i];
}

static Entry *put(Tree *tree, const char *path, Entry *parent)
{
    if (tree->count * 2 >= tree->slot_count)
        grow(tree);
    Entry *entry = arena_new_of(tree->arena, Entry);
    entry_begin(entry, path);
    entry->parent = parent;
    if (parent) {
        entry->next_sibling = parent->first_child;
        parent->first_child = entry;
    }
    *slot_of(tree, path) = entry;
    tree->count++;
    tree->path_bytes += strlen(path);
    return entry;
}

bool tree_is_too_large(const Tree *tree)
{
    return tree->count > TREE_ENTRIES || tree->path_bytes > TREE_PATH_BYTES;
}

Tree tree_new(Arena *arena)
{
    Tree tree = {.arena = arena, .slot_count = FIRST_SLOTS};
    tree.slots = arena_alloc(arena, tree.slot_count * sizeof *tree.slots);
    tree.root = put(&tree, "/", NULL);
    return tree;
}

Entry *tree_find(const Tree *tree, const char *path)
{
    return *slot_of(tree, path);
}

/* From the root downwards: the part of the path up to each slash. */
Entry *tree_make(Tree *tree, const char *path)
{
    Entry *entry = *slot_of(tree, path);
    if (entry)
        return entry;
    entry = tree->root;
    for (const char *end = path; *end;) {
        end += 1 + strcspn(end + 1, "/");
        char *part = arena_copy(tree->arena, path, (size_t)(end - path));
        Entry *next = *slot_of(tree, part);
        entry = next ? next : put(tree, part, entry);
    }
    return entry;
}

bool tree_knows_listing(const Entry *directory)
{
    for (const Entry *entry = directory; entry; entry = entry->parent) {
        if (entry->listing == LISTING_ALL_BELOW)
            return true;
        if (!entry->implied && entry->listing == LISTING_UNKNOWN)
            return false;
        if (entry == directory && entry->listing == LISTING_COMPLETE)
            return true;
    }
    return false;
}

void entry_begin(Entry *entry, const char *path)
{
    *entry = (Entry){.node = {.path = path,
                              .answer = {PRESENT, 0, NULL},
                              .info = {.type = FILE_DIRECTORY, .mode = 0755},
                              .by_mode = true},
                     .implied = true,
                     .listed = true};
}

const char *entry_name(const Entry *entry)
{
    return strrchr(entry->node.path, '/') + 1;
}

bool is_canonical(const char *path)
{
    if (path[0] != '/' || strlen(path) >= WORLD_PATH_BYTES)
        return false;
    if (path[1] == '\0')
        return true;
    for (const char *at = path; *at;) {
        Text name = {at + 1, strcspn(at + 1, "/")};
        if (name.length == 0 || name.length > WORLD_NAME_BYTES || text_is(name, ".") ||
            text_is(name, ".."))
            return false;
        at += 1 + name.length;
    }
    return true;
}
