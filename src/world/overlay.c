/* The overlay: answers as the world below does, until something is laid over it. */
#include <errno.h>
#include <string.h>

#include "world/overlay.h"
#include "world/walk.h"

/* ---- Looking ---- */

Entry *overlay_find(const Overlay *overlay, const char *path)
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
        const Entry *entry = overlay_find(overlay, above);
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
    Entry *entry = overlay_find(overlay, path);
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
        const Entry *entry = overlay_find(overlay, path);
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
    const Entry *laid = overlay_find(overlay, node->path);
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
    Entry *laid = overlay_find(overlay, node->path);
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

static bool overlay_has_own_processes(World *world)
{
    return world_has_own_processes(below_of(world));
}

static const Testimony *overlay_testimony(World *world, const char *kind, const char *of)
{
    return world_testimony(below_of(world), kind, of);
}

static void overlay_note_testimony(World *world, const Testimony *testimony)
{
    world_note_testimony(below_of(world), testimony);
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
    .has_own_processes = overlay_has_own_processes,
    .testimony = overlay_testimony,
    .note_testimony = overlay_note_testimony,
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
