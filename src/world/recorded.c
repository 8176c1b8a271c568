/* The recorded world: answers from a text, and nothing else. */
#include "world/recorded.h"

#include <errno.h>
#include <string.h>

#include "world/rights.h"
#include "world/walk.h"

typedef struct Recorded {
    World base;
    WorldText text;
    Tree tree;
    Node absent, unknown;
} Recorded;

/* ---- Files ---- */

bool entry_insert(Tree *tree, Entry *entry, const char **problem)
{
    Entry *place = tree_make(tree, entry->node.path);
    if (!place->implied) {
        *problem = "this path was described before";
        return false;
    }
    bool is_directory =
        entry->node.answer.known == PRESENT && entry->node.info.type == FILE_DIRECTORY;
    if (place->first_child && !is_directory) {
        *problem = "something was described below this path, and it is no directory";
        return false;
    }
    for (Entry *above = place->parent; above; above = above->parent) {
        if (above->node.answer.known != PRESENT || above->node.info.type != FILE_DIRECTORY) {
            *problem = "the path leads through something that is no directory; write the path "
                       "to which a link leads";
            return false;
        }
    }
    Entry *parent = place->parent, *first = place->first_child, *next = place->next_sibling;
    *place = *entry;
    place->parent = parent;
    place->first_child = first;
    place->next_sibling = next;
    return true;
}

void entry_notes_of_user(Entry *entry, unsigned uid)
{
    for (size_t i = 0; i < entry->node.notes.count; i++)
        entry->node.notes.items[i].uid = uid;
}

static Entry *parent_of(const Tree *tree, const char *path)
{
    char above[WORLD_PATH_BYTES];
    size_t length = (size_t)(strrchr(path, '/') - path);
    if (length == 0)
        return tree->root;
    memcpy(above, path, length);
    above[length] = '\0';
    return tree_find(tree, above);
}

static const Node *recorded_look(World *world, const char *path)
{
    Recorded *recorded = (Recorded *)world;
    Entry *entry = tree_find(&recorded->tree, path);
    if (entry)
        return entry_node(world->arena, entry);
    Entry *parent = parent_of(&recorded->tree, path);
    return parent && tree_knows_listing(parent) ? &recorded->absent : &recorded->unknown;
}

void entry_names(Arena *arena, const Entry *directory, Strings *names)
{
    for (const Entry *entry = directory->first_child; entry; entry = entry->next_sibling)
        if (entry->listed)
            list_add(arena, *names, entry_name(entry));
}

static Answer recorded_list(World *world, const Node *node, Strings *names)
{
    const Entry *directory = (const Entry *)node;
    if (directory->open_error)
        return answer_of(directory->open_error);
    if (!tree_knows_listing(directory))
        return answer_not_recorded();
    entry_names(world->arena, directory, names);
    return answer_present();
}

/* The walk has judged the mode bits; without a user there was nobody to judge. */
static Answer recorded_access(World *world, const Node *node, int mode)
{
    (void)node;
    if (mode == 0 || user_is_known(world_user(world)))
        return answer_present();
    return answer_unknown(ENODATA, "the user is not recorded");
}

static Answer recorded_open(World *world, const Node *node, File **file)
{
    return entry_open(world, (Entry *)node, file);
}

static const PlaceQuestions recorded_places = {
    .look = recorded_look,
    .list = recorded_list,
    .access = recorded_access,
    .open = recorded_open,
};

/* ---- What is not a file ---- */

const Variable *text_variable(const WorldText *text, const char *name)
{
    /* The last line counts, so that what is appended to a text changes it. */
    for (size_t i = text->variables.count; i-- > 0;)
        if (strcmp(text->variables.items[i].name, name) == 0)
            return &text->variables.items[i];
    return NULL;
}

Answer variable_answer(const Variable *variable, const char **value)
{
    if (variable->known == PRESENT)
        *value = variable->value;
    return variable->known == PRESENT  ? answer_present()
           : variable->known == ABSENT ? answer_absent()
                                       : answer_not_recorded();
}

static Answer recorded_env(World *world, const char *name, const char **value)
{
    const WorldText *text = &((Recorded *)world)->text;
    const Variable *variable = text_variable(text, name);
    if (variable)
        return variable_answer(variable, value);
    return text->environment_complete ? answer_absent() : answer_not_recorded();
}

static Answer recorded_env_names(World *world, Strings *names)
{
    const WorldText *text = &((Recorded *)world)->text;
    if (!text->environment_complete)
        return answer_not_recorded();
    for (size_t i = 0; i < text->variables.count; i++) {
        const char *name = text->variables.items[i].name;
        if (text_variable(text, name)->known != ABSENT)
            list_add(world->arena, *names, name);
    }
    return answer_present();
}

static const char *recorded_cwd(World *world)
{
    const char *cwd = ((Recorded *)world)->text.cwd;
    return cwd ? cwd : "/";
}

static const User *recorded_user(World *world)
{
    const User *user = ((Recorded *)world)->text.user;
    return user ? user : &nobody_knows;
}

static const Processor *recorded_processor(World *world)
{
    static const Processor not_recorded = {.machine = "", .platform = "", .known = UNKNOWN};
    const Processor *processor = ((Recorded *)world)->text.processor;
    return processor ? processor : &not_recorded;
}

static const char *recorded_root(World *world)
{
    const char *root = ((Recorded *)world)->text.root;
    return root ? root : "/";
}

static bool recorded_is_live_machine(World *world)
{
    (void)world;
    return false;
}

static bool recorded_has_own_processes(World *world)
{
    return ((Recorded *)world)->text.origin.own_processes;
}

static const Testimony *recorded_testimony(World *world, const char *kind, const char *of)
{
    const WorldText *text = &((Recorded *)world)->text;
    for (size_t i = 0; i < text->testimonies.count; i++)
        if (strcmp(text->testimonies.items[i].kind, kind) == 0 &&
            strcmp(text->testimonies.items[i].of, of) == 0)
            return &text->testimonies.items[i];
    return NULL;
}

static void recorded_note_testimony(World *world, const Testimony *testimony)
{
    (void)world;
    (void)testimony;
}

static Cost recorded_cost(World *world)
{
    (void)world;
    return (Cost){0};
}

static const OtherQuestions recorded_others = {
    .env = recorded_env,
    .env_names = recorded_env_names,
    .cwd = recorded_cwd,
    .user = recorded_user,
    .processor = recorded_processor,
    .root = recorded_root,
    .is_live_machine = recorded_is_live_machine,
    .has_own_processes = recorded_has_own_processes,
    .testimony = recorded_testimony,
    .note_testimony = recorded_note_testimony,
    .cost = recorded_cost,
};

const Tree *recorded_tree(World *world)
{
    return &((Recorded *)world)->tree;
}

const WorldText *recorded_world_text(World *world)
{
    return &((Recorded *)world)->text;
}

/* ---- Making ---- */

/* The loader takes files of one inode for one; what is not told is each file's own. */
static void number_inode(Node *node, uint64_t number)
{
    if (node->info.inode == 0) {
        node->info.device = UINT64_MAX;
        node->info.inode = number;
    }
}

static bool fill_tree(Recorded *recorded, const char **error)
{
    for (size_t i = 0; i < recorded->text.entries.count; i++) {
        Entry *entry = recorded->text.entries.items[i];
        const char *problem = NULL;
        entry_notes_of_user(entry, recorded_user(&recorded->base)->uid);
        number_inode(&entry->node, i + 1);
        if (entry_insert(&recorded->tree, entry, &problem) && tree_is_too_large(&recorded->tree))
            problem = "it is too large";
        if (problem) {
            *error = arena_printf(recorded->base.arena, "line %u: %s: %s", entry->line,
                                  entry->node.path, problem);
            return false;
        }
    }
    return true;
}

const WorldOrigin *world_origin(const World *world)
{
    return &((const Recorded *)world)->text.origin;
}

World *world_recorded(Arena *arena, Text text, const char **error)
{
    Recorded *recorded = arena_new_of(arena, Recorded);
    recorded->base = (World){.paths = &walked_paths,
                             .places = &recorded_places,
                             .others = &recorded_others,
                             .arena = arena};
    recorded->absent = (Node){.path = "", .answer = answer_absent()};
    recorded->unknown = (Node){.path = "", .answer = answer_not_recorded()};
    recorded->tree = tree_new(arena);
    if (!world_text_read(arena, text, &recorded->text, error) || !fill_tree(recorded, error))
        return NULL;
    recorded->base.by_mode = user_is_known(recorded_user(&recorded->base));
    return &recorded->base;
}
