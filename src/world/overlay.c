/* The overlay: answers as the world below does, until something is laid over it. */
#include <errno.h>
#include <string.h>

#include "world/recorded.h"
#include "world/rights.h"
#include "world/walk.h"

typedef struct Overlay {
    World base;
    World *below;
    Tree laid;      /* by canonical path of this world; implied entries are directories below */
    Tree seen;      /* what the world below was asked already */
    WorldText text; /* variables and the rest; its entries are not used */
    uint64_t files; /* laid over so far */
    Node absent;
} Overlay;

/* ---- Looking ---- */

static Entry *find_laid(const Overlay *overlay, const char *path)
{
    Entry *entry = tree_find(&overlay->laid, path);
    return entry && !entry->dropped ? entry : NULL;
}

/* Whether a directory above was laid over so that nothing below it shows. */
static bool is_hidden(const Overlay *overlay, const char *path)
{
    char above[WORLD_PATH_BYTES];
    size_t length = strlen(path);
    memcpy(above, path, length + 1);
    while (length > 1) {
        while (above[length - 1] != '/')
            length--;
        length -= length > 1;
        above[length] = '\0';
        const Entry *entry = find_laid(overlay, above);
        if (entry && entry->hides_below)
            return true;
    }
    return false;
}

/* What we may not see says nothing about what another user may see. */
static Answer for_judged_user(const Overlay *overlay, Answer answer)
{
    bool is_ours = answer.known == UNKNOWN && (answer.error == EACCES || answer.error == EPERM);
    if (is_ours && overlay->base.by_mode && !overlay->below->by_mode)
        return answer_unknown(ENODATA, "whycpu itself has no permission to look there");
    return answer;
}

static Entry *look_below(Overlay *overlay, const char *path)
{
    Entry *entry = tree_make(&overlay->seen, path);
    if (!entry->below) {
        entry->below = overlay->below->places->look(overlay->below, path);
        const char *own_path = entry->node.path;
        entry->node = *entry->below;
        entry->node.path = own_path;
        entry->node.answer = for_judged_user(overlay, entry->node.answer);
    }
    return entry;
}

static const Node *overlay_look(World *world, const char *path)
{
    Overlay *overlay = (Overlay *)world;
    Entry *entry = find_laid(overlay, path);
    if (entry && !entry->implied)
        return entry_node(world->arena, entry);
    if (!entry && is_hidden(overlay, path))
        return &overlay->absent;
    return &look_below(overlay, path)->node;
}

/* ---- Place questions ---- */

/* Names of the directory below that nothing was laid over. */
static void add_names_below(Overlay *overlay, const char *directory, const Strings *below,
                            Strings *names)
{
    char path[WORLD_PATH_BYTES + WORLD_NAME_BYTES + 2];
    size_t length = strlen(directory);
    memcpy(path, directory, length);
    length -= length == 1; /* the root's own slash */
    path[length] = '/';
    for (size_t i = 0; i < below->count; i++) {
        size_t name_length = strlen(below->items[i]);
        if (name_length > WORLD_NAME_BYTES)
            continue;
        memcpy(path + length + 1, below->items[i], name_length + 1);
        const Entry *entry = find_laid(overlay, path);
        if (!entry || entry->implied)
            list_add(overlay->base.arena, *names, below->items[i]);
    }
}

static void add_laid_names(Arena *arena, const Entry *directory, Strings *names)
{
    for (const Entry *entry = directory->first_child; entry; entry = entry->next_sibling)
        if (!entry->dropped && entry->listed && !entry->implied)
            list_add(arena, *names, entry_name(entry));
}

static Answer list_below(Overlay *overlay, const char *path, Strings *names)
{
    const Entry *entry = look_below(overlay, path);
    if (entry->node.answer.known != PRESENT)
        return entry->node.answer;
    if (entry->node.info.type != FILE_DIRECTORY)
        return answer_absent();
    Answer answer = overlay->below->places->list(overlay->below, entry->below, names);
    return for_judged_user(overlay, answer);
}

static Answer overlay_list(World *world, const Node *node, Strings *names)
{
    Overlay *overlay = (Overlay *)world;
    const Entry *laid = find_laid(overlay, node->path);
    if (!laid)
        return list_below(overlay, node->path, names);
    if (laid->open_error)
        return answer_of(laid->open_error);
    if (!laid->hides_below) {
        Strings below = {0};
        Answer answer = list_below(overlay, node->path, &below);
        if (answer.known == UNKNOWN)
            return answer;
        add_names_below(overlay, node->path, &below, names);
    }
    add_laid_names(world->arena, laid, names);
    return answer_present();
}

static Answer overlay_access(World *world, const Node *node, int mode)
{
    Overlay *overlay = (Overlay *)world;
    if (node->laid_over)
        return answer_present(); /* the walk has judged the mode bits */
    const Entry *seen = look_below(overlay, node->path);
    Answer answer = overlay->below->places->access(overlay->below, seen->below, mode);
    bool is_about_below = answer.error == EACCES || answer.error == ENODATA;
    if (overlay->text.user && is_about_below)
        return answer_present();
    return answer;
}

static Answer overlay_open(World *world, const Node *node, File **file)
{
    Overlay *overlay = (Overlay *)world;
    Entry *laid = find_laid(overlay, node->path);
    if (laid && !laid->implied)
        return entry_open(world, laid, file);
    const Entry *seen = look_below(overlay, node->path);
    return for_judged_user(overlay,
                           overlay->below->places->open(overlay->below, seen->below, file));
}

static const PlaceQuestions overlay_places = {
    .look = overlay_look,
    .list = overlay_list,
    .access = overlay_access,
    .open = overlay_open,
};

/* ---- Path questions while no file was laid over: the world below answers faster ---- */

static World *below_of(World *world)
{
    return ((Overlay *)world)->below;
}

static Answer below_stat(World *world, const char *path, bool follow, FileInfo *info)
{
    return below_of(world)->paths->stat(below_of(world), path, follow, info);
}

static Answer below_readlink(World *world, const char *path, const char **target)
{
    return below_of(world)->paths->readlink(below_of(world), path, target);
}

static Answer below_real_path(World *world, const char *path, const char **real)
{
    return below_of(world)->paths->real_path(below_of(world), path, real);
}

static Answer below_list(World *world, const char *path, Strings *names)
{
    return below_of(world)->paths->list(below_of(world), path, names);
}

static Answer below_access(World *world, const char *path, int mode)
{
    return below_of(world)->paths->access(below_of(world), path, mode);
}

static Answer below_open(World *world, const char *path, File **file)
{
    return below_of(world)->paths->open(below_of(world), path, file);
}

static const PathQuestions below_paths = {
    .stat = below_stat,
    .readlink = below_readlink,
    .real_path = below_real_path,
    .list = below_list,
    .access = below_access,
    .open = below_open,
};

/* ---- What is not a file ---- */

static Answer overlay_env_value(World *world, const char *name, const char **value)
{
    const Overlay *overlay = (Overlay *)world;
    const Variable *variable = text_variable(&overlay->text, name);
    if (variable)
        return variable_answer(variable, value);
    return overlay->text.environment_complete ? answer_absent()
                                              : world_env(overlay->below, name, value);
}

static Answer overlay_env_names(World *world, Strings *names)
{
    const Overlay *overlay = (Overlay *)world;
    const WorldText *text = &overlay->text;
    Strings below = {0};
    if (!text->environment_complete) {
        Answer answer = world_env_names(overlay->below, &below);
        if (answer.known != PRESENT)
            return answer;
    }
    for (size_t i = 0; i < below.count; i++)
        if (!text_variable(text, below.items[i]))
            list_add(world->arena, *names, below.items[i]);
    for (size_t i = 0; i < text->variables.count; i++)
        if (text_variable(text, text->variables.items[i].name)->known != ABSENT)
            list_add(world->arena, *names, text->variables.items[i].name);
    return answer_present();
}

static const char *overlay_cwd(World *world)
{
    const Overlay *overlay = (Overlay *)world;
    return overlay->text.cwd ? overlay->text.cwd : world_cwd(overlay->below);
}

static const User *overlay_user_of(World *world)
{
    const Overlay *overlay = (Overlay *)world;
    return overlay->text.user ? overlay->text.user : world_user(overlay->below);
}

static const Processor *overlay_processor(World *world)
{
    const Overlay *overlay = (Overlay *)world;
    return overlay->text.processor ? overlay->text.processor : world_processor(overlay->below);
}

static const char *overlay_root(World *world)
{
    return world_root(below_of(world));
}

static bool overlay_is_live_machine(World *world)
{
    return world_is_live_machine(below_of(world));
}

static Cost overlay_cost(World *world)
{
    return world_cost(below_of(world));
}

static const OtherQuestions overlay_others = {
    .env = overlay_env_value,
    .env_names = overlay_env_names,
    .cwd = overlay_cwd,
    .user = overlay_user_of,
    .processor = overlay_processor,
    .root = overlay_root,
    .is_live_machine = overlay_is_live_machine,
    .cost = overlay_cost,
};

World *world_overlay(Arena *arena, World *below)
{
    Overlay *overlay = arena_new_of(arena, Overlay);
    overlay->base = (World){.paths = &below_paths,
                            .places = &overlay_places,
                            .others = &overlay_others,
                            .arena = arena,
                            .by_mode = below->by_mode,
                            .overlays = below->overlays + 1};
    overlay->below = below;
    overlay->laid = tree_new(arena);
    overlay->seen = tree_new(arena);
    overlay->absent = (Node){.path = "", .answer = answer_absent(), .laid_over = true};
    return &overlay->base;
}

/* ---- Laying over ---- */

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
    const Node *before = overlay_look(&overlay->base, canonical);
    bool was_directory = before->answer.known == PRESENT && before->info.type == FILE_DIRECTORY;
    bool was_unknown = before->answer.known == UNKNOWN;
    bool is_directory =
        given->node.answer.known == PRESENT && given->node.info.type == FILE_DIRECTORY;
    bool hid_below = find_laid(overlay, canonical) && find_laid(overlay, canonical)->hides_below;
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
    walk_with_any_rights(world, world_absolute(world, path, buffer), &node);
    return node && node->laid_over;
}
