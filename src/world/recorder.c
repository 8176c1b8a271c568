/* The recorder: asks the world below, and keeps each question with its answer.
 *
 * It resolves paths itself, component by component, so that every directory and link on the way is
 * in the recording and a replay finds the same way. */
#include "world/recorder.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "world/rights.h"
#include "world/walk.h"

/* ---- Looking ---- */

/* What the kernel did and mode bits would not have told (access lists, capabilities) is noted,
 * since a replay has only the mode bits. */
static void note_access(Recorder *recorder, Entry *entry, int mode, int error)
{
    const User *user = world_user(&recorder->base);
    if (entry->node.by_mode || recorder->base.by_mode || mode == F_OK || !user_is_known(user))
        return;
    int told = rights_allow(user, &entry->node.info, mode) ? 0 : EACCES;
    if (told == error)
        return;
    for (size_t i = 0; i < entry->node.notes.count; i++)
        if (entry->node.notes.items[i].mode == mode)
            return;
    AccessNote note = {.uid = user->uid, .mode = mode, .error = error};
    list_add(recorder->base.arena, entry->node.notes, note);
}

Entry *recorder_entry(Recorder *recorder, const char *path)
{
    Entry *entry = tree_make(&recorder->seen, path);
    if (entry->below)
        return entry;
    bool is_new = entry->implied; /* not even named by a listing */
    if (is_new && entry->parent && entry->parent->listing == LISTING_COMPLETE)
        entry->listed = false;
    entry->below = recorder->below->places->look(recorder->below, path);
    const char *own_path = entry->node.path;
    entry->node = *entry->below;
    entry->node.path = own_path;
    entry->node.notes.room = entry->node.notes.count; /* growing copies it */
    entry->implied = false;
    /* The way to it was asked for before: walks and overlays ask every directory on it. */
    if (entry->parent && entry->node.answer.known != UNKNOWN)
        note_access(recorder, entry->parent, X_OK, 0);
    return entry;
}

void recorder_note_open(Recorder *recorder, Entry *entry, Answer answer)
{
    const User *user = world_user(&recorder->base);
    bool told = answer.error == EACCES && user_is_known(user) &&
                !rights_allow(user, &entry->node.info, R_OK);
    if (answer.known == PRESENT)
        note_access(recorder, entry, R_OK, 0);
    else if (answer.error != ENODATA && !told)
        entry->open_error = answer.error;
}

static const Node *recorder_look(World *world, const char *path)
{
    return &recorder_entry((Recorder *)world, path)->node;
}

static void keep_names(Recorder *recorder, Entry *directory, const Strings *names)
{
    char path[WORLD_PATH_BYTES + WORLD_NAME_BYTES + 2];
    size_t length = strlen(directory->node.path);
    memcpy(path, directory->node.path, length);
    length -= length == 1; /* the root's own slash */
    path[length] = '/';
    for (Entry *child = directory->first_child; child; child = child->next_sibling)
        child->listed = false;
    for (size_t i = 0; i < names->count; i++) {
        memcpy(path + length + 1, names->items[i], strlen(names->items[i]) + 1);
        Entry *child = tree_make(&recorder->seen, path);
        child->listed = true;
        if (!child->below) {
            child->node.answer = answer_not_recorded();
            child->implied = false;
        }
    }
    directory->listing = LISTING_COMPLETE;
}

static bool names_fit(const char *directory, const Strings *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (strlen(names->items[i]) > WORLD_NAME_BYTES)
            return false;
    return strlen(directory) < WORLD_PATH_BYTES;
}

static Answer recorder_list(World *world, const Node *node, Strings *names)
{
    Recorder *recorder = (Recorder *)world;
    Entry *entry = recorder_entry(recorder, node->path);
    if (entry->listing == LISTING_COMPLETE) {
        entry_names(world->arena, entry, names);
        return answer_present();
    }
    Answer answer = recorder->below->places->list(recorder->below, entry->below, names);
    recorder_note_open(recorder, entry, answer);
    if (answer.known == PRESENT && names_fit(node->path, names))
        keep_names(recorder, entry, names);
    return answer;
}

static Answer recorder_access(World *world, const Node *node, int mode)
{
    Recorder *recorder = (Recorder *)world;
    Entry *entry = recorder_entry(recorder, node->path);
    Answer answer = recorder->below->places->access(recorder->below, entry->below, mode);
    note_access(recorder, entry, mode, answer.error);
    return answer;
}

static const PlaceQuestions recorder_places = {
    .look = recorder_look,
    .list = recorder_list,
    .access = recorder_access,
    .open = recorder_open,
};

/* ---- What is not a file ---- */

static Answer recorder_env(World *world, const char *name, const char **value)
{
    Recorder *recorder = (Recorder *)world;
    for (size_t i = 0; i < recorder->variables.count; i++)
        if (strcmp(recorder->variables.items[i].name, name) == 0)
            return variable_answer(&recorder->variables.items[i], value);
    Answer answer = world_env(recorder->below, name, value);
    Variable variable = {.name = arena_strdup(world->arena, name), .known = answer.known};
    if (answer.known == PRESENT)
        variable.value = arena_strdup(world->arena, *value);
    list_add(world->arena, recorder->variables, variable);
    return answer;
}

static Answer recorder_env_names(World *world, Strings *names)
{
    Recorder *recorder = (Recorder *)world;
    Answer answer = world_env_names(recorder->below, names);
    recorder->asked_for_names |= answer.known == PRESENT;
    return answer;
}

static const char *recorder_cwd(World *world)
{
    return world_cwd(((Recorder *)world)->below);
}

static const User *recorder_user(World *world)
{
    return world_user(((Recorder *)world)->below);
}

static const Processor *recorder_processor(World *world)
{
    return world_processor(((Recorder *)world)->below);
}

static const char *recorder_root(World *world)
{
    return world_root(((Recorder *)world)->below);
}

static bool recorder_is_live_machine(World *world)
{
    return world_is_live_machine(((Recorder *)world)->below);
}

static bool recorder_has_own_processes(World *world)
{
    return world_has_own_processes(((Recorder *)world)->below);
}

static void keep_testimony(Recorder *recorder, const Testimony *testimony)
{
    for (size_t i = 0; i < recorder->testimonies.count; i++) {
        const Testimony *kept = &recorder->testimonies.items[i];
        if (strcmp(kept->kind, testimony->kind) == 0 && strcmp(kept->of, testimony->of) == 0)
            return;
    }
    list_add(recorder->base.arena, recorder->testimonies, *testimony);
}

static const Testimony *recorder_testimony(World *world, const char *kind, const char *of)
{
    Recorder *recorder = (Recorder *)world;
    const Testimony *testimony = world_testimony(recorder->below, kind, of);
    if (testimony)
        keep_testimony(recorder, testimony);
    return testimony;
}

static void recorder_note_testimony(World *world, const Testimony *testimony)
{
    keep_testimony((Recorder *)world, testimony);
}

static Cost recorder_cost(World *world)
{
    return world_cost(((Recorder *)world)->below);
}

static const OtherQuestions recorder_others = {
    .env = recorder_env,
    .env_names = recorder_env_names,
    .cwd = recorder_cwd,
    .user = recorder_user,
    .processor = recorder_processor,
    .root = recorder_root,
    .is_live_machine = recorder_is_live_machine,
    .has_own_processes = recorder_has_own_processes,
    .testimony = recorder_testimony,
    .note_testimony = recorder_note_testimony,
    .cost = recorder_cost,
};

World *world_recorder(Arena *arena, World *below)
{
    Recorder *recorder = arena_new_of(arena, Recorder);
    recorder->base = (World){.paths = &walked_paths,
                             .places = &recorder_places,
                             .others = &recorder_others,
                             .arena = arena,
                             .by_mode = below->by_mode,
                             .overlays = below->overlays};
    recorder->below = below;
    recorder->seen = tree_new(arena);
    return &recorder->base;
}

/* ---- The text ---- */

/* Of all variables only the names are told; values only of those that were asked for. */
static void add_variables(Recorder *recorder, WorldText *text)
{
    Arena *arena = recorder->base.arena;
    Strings names = {0};
    for (size_t i = 0; i < recorder->variables.count; i++)
        list_add(arena, text->variables, recorder->variables.items[i]);
    if (!recorder->asked_for_names)
        return;
    text->environment_complete = true;
    world_env_names(recorder->below, &names);
    for (size_t i = 0; i < names.count; i++)
        if (!text_variable(text, names.items[i]))
            list_add(arena, text->variables, (Variable){.name = names.items[i], .known = UNKNOWN});
}

/* A file below what turned out to be no directory can only have been asked for by mistake, or the
 * directory failed to answer once. */
static bool is_on_a_way(const Entry *entry)
{
    for (const Entry *above = entry->parent; above; above = above->parent)
        if (above->node.answer.known != PRESENT || above->node.info.type != FILE_DIRECTORY)
            return false;
    return true;
}

/* The mode bits of the directory say it already; for another user they say something else. */
static bool is_told_by_rights(Recorder *recorder, const Entry *entry)
{
    const User *user = world_user(&recorder->base);
    return entry->parent && entry->node.answer.error == EACCES && user_is_known(user) &&
           !rights_allow(user, &entry->parent->node.info, X_OK);
}

static void add_entries(Recorder *recorder, WorldText *text)
{
    for (size_t i = 0; i < recorder->seen.slot_count; i++) {
        Entry *entry = recorder->seen.slots[i];
        if (!entry || entry->implied || !is_on_a_way(entry) || is_told_by_rights(recorder, entry))
            continue;
        if (!entry->parent || entry->parent->listing == LISTING_UNKNOWN)
            entry->listed = entry->node.answer.known != ABSENT;
        list_add(recorder->base.arena, text->entries, entry);
    }
}

void recorder_set_origin(World *world, const WorldOrigin *origin)
{
    ((Recorder *)world)->origin = origin;
}

Text recorder_text(World *world)
{
    Recorder *recorder = (Recorder *)world;
    WorldText text = {.cwd = world_cwd(world), .root = world_root(world)};
    if (recorder->origin)
        text.origin = *recorder->origin;
    for (size_t i = 0; i < recorder->testimonies.count; i++)
        list_add(world->arena, text.testimonies, recorder->testimonies.items[i]);
    const User *user = world_user(world);
    const Processor *processor = world_processor(world);
    text.user = user_is_known(user) ? user : NULL;
    text.processor = processor->known == PRESENT ? processor : NULL;
    add_variables(recorder, &text);
    add_entries(recorder, &text);
    return world_text_write(world->arena, &text);
}
