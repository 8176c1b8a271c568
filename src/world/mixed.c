#include "world/mixed.h"

#include <errno.h>
#include <string.h>

#include "base/table.h"
#include "world/differences.h"
#include "world/recorded.h"
#include "world/rights.h"
#include "world/walk.h"

/* Inode numbers of two machines mean nothing to each other. */
static const uint64_t THEN_DEVICES = (uint64_t)1 << 63;

typedef struct Mixed {
    World base;
    World *now, *then;
    const MixedChoice *choice;
    Table nodes;  /* MixedNode by path */
    Table needed; /* directories above what is there then */
} Mixed;

typedef struct MixedNode {
    Node node; /* must be first */
    World *from;
    const Node *below; /* of `from` */
} MixedNode;

/* ---- Looking ---- */

static bool is_unrecorded(const Node *node)
{
    return node->answer.known == UNKNOWN && node->answer.error == answer_not_recorded().error;
}

static bool is_directory(const Node *node)
{
    return node->answer.known == PRESENT && node->info.type == FILE_DIRECTORY;
}

/* As the recording itself looks, but for what lies below a directory that is not there. */
static const Node *look_in(World *world, const char *path)
{
    static const Node absent = {.path = "", .answer = {ABSENT, ENOENT, NULL}};
    const Node *node = world->places->look(world, path);
    bool is_absent = is_unrecorded(node) && recorded_presence(world, path) == ABSENT;
    return is_absent ? &absent : node;
}

static World *world_for(Mixed *mixed, const char *path)
{
    bool chosen = mixed->choice->file(mixed->choice->context, path);
    World *first = chosen ? mixed->then : mixed->now, *second = chosen ? mixed->now : mixed->then;
    const Node *node = look_in(first, path);
    if (is_unrecorded(node))
        return is_unrecorded(look_in(second, path)) ? first : second;
    bool is_needed = first == mixed->now && table_get(&mixed->needed, path);
    if (is_needed && !is_directory(node) && is_directory(look_in(mixed->then, path)))
        return mixed->then;
    return first;
}

static const Node *mixed_look(World *world, const char *path)
{
    Mixed *mixed = (Mixed *)world;
    MixedNode *found = table_get(&mixed->nodes, path);
    if (found)
        return &found->node;
    found = arena_new_of(world->arena, MixedNode);
    found->from = world_for(mixed, path);
    found->below = look_in(found->from, path);
    found->node = *found->below;
    found->node.path = arena_strdup(world->arena, path);
    if (found->from == mixed->then)
        found->node.info.device ^= THEN_DEVICES;
    table_put(world->arena, &mixed->nodes, found->node.path, found);
    return &found->node;
}

/* ---- Place questions ---- */

static void add_names(Arena *arena, World *world, const char *path, Strings *names, bool *known)
{
    const Node *node = look_in(world, path);
    Strings own = {0};
    if (!is_directory(node) || world->places->list(world, node, &own).known != PRESENT)
        return;
    *known = true;
    for (size_t i = 0; i < own.count; i++)
        list_add(arena, *names, own.items[i]);
}

/* Whether the listing of its directory has a name in the world that tells of the file. */
static bool is_listed(Mixed *mixed, const char *path)
{
    bool chosen = mixed->choice->file(mixed->choice->context, path);
    World *first = chosen ? mixed->then : mixed->now, *second = chosen ? mixed->now : mixed->then;
    Known known = recorded_presence(first, path);
    if (known == UNKNOWN)
        known = recorded_presence(second, path);
    return known == PRESENT;
}

static Answer mixed_list(World *world, const Node *node, Strings *names)
{
    Mixed *mixed = (Mixed *)world;
    const MixedNode *found = (const MixedNode *)node;
    Strings all = {0};
    bool known = false;
    Strings own = {0};
    Answer answer = found->from->places->list(found->from, found->below, &own);
    if (answer.known != PRESENT && answer.error != answer_not_recorded().error)
        return answer;
    add_names(world->arena, mixed->now, node->path, &all, &known);
    add_names(world->arena, mixed->then, node->path, &all, &known);
    if (!known)
        return answer;
    for (size_t i = 0; i < all.count; i++) {
        const char *slash = node->path[1] ? "/" : "";
        if (is_listed(mixed, arena_printf(world->arena, "%s%s%s", node->path, slash, all.items[i])))
            list_add(world->arena, *names, all.items[i]);
    }
    return answer_present();
}

static Answer mixed_access(World *world, const Node *node, int mode)
{
    (void)world;
    const MixedNode *found = (const MixedNode *)node;
    return found->from->places->access(found->from, found->below, mode);
}

static bool is_read(const Node *node)
{
    const Entry *entry = (const Entry *)node;
    return node->info.type != FILE_REGULAR || entry->content.elf || entry->content.cache ||
           entry->content.extents.count;
}

/* Which recording has the bytes: nobody read them in the one that should tell, and nothing says
 * that they are others. */
static const Node *node_to_read(Mixed *mixed, const MixedNode *found, World **from)
{
    *from = found->from;
    if (found->from == NULL || is_read(found->below))
        return found->below;
    World *other = found->from == mixed->now ? mixed->then : mixed->now;
    const Node *node = look_in(other, found->node.path);
    bool same = node->answer.known == PRESENT && node->info.type == FILE_REGULAR &&
                node->info.size_bytes == found->node.info.size_bytes && is_read(node);
    if (same)
        *from = other;
    return same ? node : found->below;
}

static Answer mixed_open(World *world, const Node *node, File **file)
{
    Mixed *mixed = (Mixed *)world;
    const MixedNode *found = (const MixedNode *)node;
    World *from;
    const Node *below = node_to_read(mixed, found, &from);
    Answer answer = from->places->open(from, below, file);
    if (answer.known == PRESENT) {
        (*file)->info.device = node->info.device;
        (*file)->info.inode = node->info.inode;
    }
    return answer;
}

static const PlaceQuestions mixed_places = {
    .look = mixed_look,
    .list = mixed_list,
    .access = mixed_access,
    .open = mixed_open,
};

/* ---- What is not a file ---- */

static Answer mixed_env(World *world, const char *name, const char **value)
{
    Mixed *mixed = (Mixed *)world;
    bool chosen = mixed->choice->variable(mixed->choice->context, name);
    Answer answer = world_env(chosen ? mixed->then : mixed->now, name, value);
    if (answer.known == UNKNOWN)
        answer = world_env(chosen ? mixed->now : mixed->then, name, value);
    return answer;
}

static Answer mixed_env_names(World *world, Strings *names)
{
    Mixed *mixed = (Mixed *)world;
    Strings all = {0}, then = {0};
    Answer answer = world_env_names(mixed->now, &all);
    if (answer.known != PRESENT)
        return answer;
    if (world_env_names(mixed->then, &then).known == PRESENT)
        for (size_t i = 0; i < then.count; i++)
            list_add(world->arena, all, then.items[i]);
    for (size_t i = 0; i < all.count; i++) {
        const char *value;
        if (mixed_env(world, all.items[i], &value).known != ABSENT)
            list_add(world->arena, *names, all.items[i]);
    }
    return answer;
}

static const char *mixed_cwd(World *world)
{
    return world_cwd(((Mixed *)world)->now);
}

static const User *mixed_user(World *world)
{
    const Mixed *mixed = (Mixed *)world;
    const User *user = world_user(mixed->choice->user ? mixed->then : mixed->now);
    return user_is_known(user) ? user : world_user(mixed->now);
}

static const Processor *mixed_processor(World *world)
{
    const Mixed *mixed = (Mixed *)world;
    const Processor *processor =
        world_processor(mixed->choice->processor ? mixed->then : mixed->now);
    return processor->known == PRESENT ? processor : world_processor(mixed->then);
}

static const char *mixed_root(World *world)
{
    return world_root(((Mixed *)world)->now);
}

static bool mixed_is_live_machine(World *world)
{
    (void)world;
    return false;
}

static bool mixed_has_own_processes(World *world)
{
    return world_has_own_processes(((Mixed *)world)->now);
}

static const Testimony *mixed_testimony(World *world, const char *kind, const char *of)
{
    Mixed *mixed = (Mixed *)world;
    bool chosen = mixed->choice->testimonies;
    const Testimony *first = world_testimony(chosen ? mixed->then : mixed->now, kind, of);
    return first ? first : world_testimony(chosen ? mixed->now : mixed->then, kind, of);
}

static void mixed_note_testimony(World *world, const Testimony *testimony)
{
    (void)world;
    (void)testimony;
}

static Cost mixed_cost(World *world)
{
    (void)world;
    return (Cost){0};
}

static const OtherQuestions mixed_others = {
    .env = mixed_env,
    .env_names = mixed_env_names,
    .cwd = mixed_cwd,
    .user = mixed_user,
    .processor = mixed_processor,
    .root = mixed_root,
    .is_live_machine = mixed_is_live_machine,
    .has_own_processes = mixed_has_own_processes,
    .testimony = mixed_testimony,
    .note_testimony = mixed_note_testimony,
    .cost = mixed_cost,
};

/* ---- Making ---- */

static void need_directories_above(Mixed *mixed, const char *path)
{
    char *above = arena_strdup(mixed->base.arena, path);
    for (char *slash = strrchr(above, '/'); slash && slash > above; slash = strrchr(above, '/')) {
        *slash = '\0';
        if (table_get(&mixed->needed, above))
            return;
        table_put(mixed->base.arena, &mixed->needed, arena_strdup(mixed->base.arena, above), mixed);
    }
}

World *world_mixed(Arena *arena, World *now, World *then, const MixedChoice *choice)
{
    Mixed *mixed = arena_new_of(arena, Mixed);
    mixed->base = (World){.paths = &walked_paths,
                          .places = &mixed_places,
                          .others = &mixed_others,
                          .arena = arena,
                          .by_mode = now->by_mode || then->by_mode};
    mixed->now = now;
    mixed->then = then;
    mixed->choice = choice;
    for (size_t i = 0; i < choice->there_then.count; i++)
        need_directories_above(mixed, choice->there_then.items[i]);
    return &mixed->base;
}
