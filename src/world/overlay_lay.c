/* Laying things over a world. */
#include <errno.h>
#include <string.h>

#include "world/overlay.h"
#include "world/rights.h"
#include "world/walk.h"

static void drop_children(Entry *entry)
{
    for (Entry *child = entry->first_child; child; child = child->next_sibling) {
        child->dropped = true;
        drop_children(child);
    }
}

/* Puts what `given` says in place of what was at the canonical path. */
static void lay(Overlay *overlay, const char *canonical, const Entry *given, bool hides_below)
{
    overlay->base.paths = &walked_paths;
    const Node *before = overlay->base.places->look(&overlay->base, canonical);
    bool was_directory = before->answer.known == PRESENT && before->info.type == FILE_DIRECTORY;
    bool was_unknown = before->answer.known == UNKNOWN;
    bool is_directory =
        given->node.answer.known == PRESENT && given->node.info.type == FILE_DIRECTORY;
    bool hid_below =
        overlay_find(overlay, canonical) && overlay_find(overlay, canonical)->hides_below;
    Entry *entry = tree_make(&overlay->laid, canonical);
    if (!is_directory || hides_below || !was_directory)
        drop_children(entry);
    Entry fresh = *given;
    fresh.node.path = entry->node.path;
    fresh.node.laid_over = fresh.node.by_mode = true;
    fresh.implied = false;
    fresh.hides_below =
        is_directory && (hides_below || hid_below || (!was_directory && !was_unknown));
    fresh.parent = entry->parent;
    fresh.first_child = entry->first_child;
    fresh.next_sibling = entry->next_sibling;
    if (fresh.node.info.inode == 0) {
        fresh.node.info.device = UINT64_MAX - overlay->base.overlays;
        fresh.node.info.inode = ++overlay->files;
    }
    *entry = fresh;
}

static const char *join(Arena *arena, const char *directory, Text name)
{
    const char *slash = directory[1] ? "/" : "";
    return arena_printf(arena, "%s%s%.*s", directory, slash, (int)name.length, name.at);
}

/* The last component of a path, and what comes before it. */
static Text split_last(Text path, Text *above)
{
    while (path.length > 1 && path.at[path.length - 1] == '/')
        path.length--;
    size_t start = path.length;
    while (start > 0 && path.at[start - 1] != '/')
        start--;
    *above = text_part(path, 0, start);
    return text_part(path, start, path.length);
}

static const char *place_of(Overlay *overlay, Text path);

/* The canonical path of a directory, which is laid over where there is none yet. */
static const char *directory_at(Overlay *overlay, Text path)
{
    const Node *node;
    const char *name = text_copy(overlay->base.arena, path);
    Answer answer = walk_with_any_rights(&overlay->base, name, &node);
    if (answer.known == PRESENT && node->info.type == FILE_DIRECTORY)
        return node->path;
    const char *canonical = place_of(overlay, path);
    Entry directory;
    entry_begin(&directory, canonical);
    lay(overlay, canonical, &directory, false);
    return canonical;
}

/* The canonical path of what is laid over at `path`: links are followed up to the last name,
 * which is itself replaced. */
static const char *place_of(Overlay *overlay, Text path)
{
    Text above, name = split_last(path, &above);
    if (name.length == 0)
        return "/";
    const char *directory = directory_at(overlay, above);
    if (text_is(name, "."))
        return directory;
    if (text_is(name, "..")) {
        split_last(text_of(directory), &above);
        return directory_at(overlay, above);
    }
    return join(overlay->base.arena, directory, name);
}

/* An absolute path; false when it is too long to be one. */
static bool absolute(World *world, const char *path, Text *result)
{
    char buffer[2 * WORLD_PATH_BYTES];
    const char *full = world_absolute(world, path, buffer);
    *result = text_of(arena_strdup(world->arena, full));
    return full[0] == '/' && result->length < WORLD_PATH_BYTES - WORLD_NAME_BYTES;
}

static void lay_at(World *world, const char *path, const Entry *given)
{
    Text full;
    if (absolute(world, path, &full))
        lay((Overlay *)world, place_of((Overlay *)world, full), given, false);
}

static Entry entry_of_type(FileType type, unsigned mode)
{
    Entry entry;
    entry_begin(&entry, "");
    entry.node.info.type = type;
    entry.node.info.mode = mode & 07777;
    return entry;
}

void overlay_file(World *world, const char *path, unsigned mode, Text content)
{
    Entry entry = entry_of_type(FILE_REGULAR, mode);
    entry.node.info.size_bytes = content.length;
    entry.content.whole = true;
    Text copy = {arena_copy(world->arena, content.at, content.length), content.length};
    list_add(world->arena, entry.content.extents, (Extent){0, copy});
    lay_at(world, path, &entry);
}

void overlay_directory(World *world, const char *path)
{
    Text full;
    if (absolute(world, path, &full))
        directory_at((Overlay *)world, full);
}

void overlay_link(World *world, const char *path, const char *target)
{
    Entry entry = entry_of_type(FILE_LINK, 0777);
    entry.node.target = arena_strdup(world->arena, target);
    entry.node.info.size_bytes = strlen(target);
    lay_at(world, path, &entry);
}

void overlay_device(World *world, const char *path, unsigned mode, unsigned major, unsigned minor)
{
    Entry entry = entry_of_type(FILE_CHARACTER_DEVICE, mode);
    entry.node.info.device_major = major;
    entry.node.info.device_minor = minor;
    lay_at(world, path, &entry);
}

void overlay_absent(World *world, const char *path)
{
    Entry entry = entry_of_type(FILE_REGULAR, 0);
    entry.node.answer = answer_absent();
    entry.listed = false;
    lay_at(world, path, &entry);
}

void overlay_unknown(World *world, const char *path, int error, const char *because)
{
    Entry entry = entry_of_type(FILE_REGULAR, 0);
    entry.node.answer = answer_unknown(error, arena_strdup(world->arena, because));
    lay_at(world, path, &entry);
}

void overlay_env(World *world, const char *name, const char *value)
{
    Variable variable = {.name = arena_strdup(world->arena, name),
                         .known = value ? PRESENT : ABSENT,
                         .value = value ? arena_strdup(world->arena, value) : NULL};
    list_add(world->arena, ((Overlay *)world)->text.variables, variable);
}

/* Of another user the kernel cannot be asked: from here on, mode bits decide. */
void overlay_user(World *world, const User *user)
{
    Overlay *overlay = (Overlay *)world;
    User *copy = arena_new_of(world->arena, User);
    *copy = *user;
    overlay->text.user = copy;
    if (!user_has_same_rights(user, world_user(overlay->below))) {
        world->by_mode = true;
        world->paths = &walked_paths;
    }
}

/* ---- A text ---- */

static void lay_entry(World *world, Entry *entry)
{
    Overlay *overlay = (Overlay *)world;
    Text path = text_of(entry->node.path);
    bool is_directory =
        entry->node.answer.known == PRESENT && entry->node.info.type == FILE_DIRECTORY;
    entry_notes_of_user(entry, world_user(world)->uid);
    const char *canonical = is_directory ? directory_at(overlay, path) : place_of(overlay, path);
    lay(overlay, canonical, entry, entry->listing == LISTING_ALL_BELOW);
}

static void lay_process(World *world, const WorldText *given)
{
    WorldText *text = &((Overlay *)world)->text;
    for (size_t i = 0; i < given->variables.count; i++)
        list_add(world->arena, text->variables, given->variables.items[i]);
    text->environment_complete |= given->environment_complete;
    text->cwd = given->cwd ? given->cwd : text->cwd;
    text->processor = given->processor ? given->processor : text->processor;
    if (given->user)
        overlay_user(world, given->user);
}

bool overlay_text(World *world, Text text, const char **error)
{
    Overlay *overlay = (Overlay *)world;
    WorldText given;
    if (!world_text_read(world->arena, text, &given, error))
        return false;
    lay_process(world, &given);
    for (size_t i = 0; i < given.entries.count; i++) {
        lay_entry(world, given.entries.items[i]);
        if (tree_is_too_large(&overlay->laid) || tree_is_too_large(&overlay->seen)) {
            *error = "it is too large";
            return false;
        }
    }
    return true;
}

bool overlay_covers(World *world, const char *path)
{
    char buffer[2 * WORLD_PATH_BYTES];
    const Node *node;
    if (world->overlays == 0)
        return false;
    if (world->paths != &walked_paths) /* an overlay with nothing on it: links need no following */
        return overlay_covers(((Overlay *)world)->below, path);
    walk_with_any_rights(world, world_absolute(world, path, buffer), &node);
    return node && node->laid_over;
}
