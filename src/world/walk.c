#include "world/walk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "world/rights.h"

typedef struct Walk {
    World *world;
    const Node *here;             /* where the walk stands; PRESENT */
    const char *rest;             /* what is still to go */
    char place[WORLD_PATH_BYTES]; /* canonical path of `here`; "/" for the root */
    size_t length;
    unsigned links;
    bool any_rights; /* search permission is not asked for */
} Walk;

static const AccessNote *find_note(const Node *node, int mode)
{
    for (size_t i = 0; i < node->notes.count; i++)
        if (node->notes.items[i].mode == mode)
            return &node->notes.items[i];
    return NULL;
}

/* A note holds for the user who asked. Of the others, it holds where the refusal was none of
 * rights (a device cgroup's EPERM, a read-only file system's EROFS). */
static Answer may(World *world, const Node *node, int mode)
{
    if (!world->by_mode && !node->by_mode)
        return answer_present();
    const User *user = world_user(world);
    if (!user_is_known(user))
        return answer_present();
    const AccessNote *note = find_note(node, mode);
    if (note && note->uid == user->uid)
        return answer_of(note->error);
    if (!rights_allow(user, &node->info, mode))
        return answer_of(EACCES);
    return answer_of(note && note->error != EACCES ? note->error : 0);
}

static Answer go_to_root(Walk *walk)
{
    walk->place[0] = '/';
    walk->place[1] = '\0';
    walk->length = 1;
    walk->here = walk->world->places->look(walk->world, walk->place);
    return walk->here->answer;
}

static Answer go_up(Walk *walk)
{
    while (walk->length > 1 && walk->place[walk->length - 1] != '/')
        walk->length--;
    if (walk->length > 1)
        walk->length--; /* the slash */
    walk->place[walk->length] = '\0';
    walk->here = walk->world->places->look(walk->world, walk->place);
    return walk->here->answer;
}

static Answer go_down(Walk *walk, Text name)
{
    size_t slash = walk->length > 1;
    if (name.length > WORLD_NAME_BYTES)
        return answer_of(ENAMETOOLONG);
    if (walk->length + slash + name.length >= WORLD_PATH_BYTES)
        return answer_of(ENAMETOOLONG);
    if (slash)
        walk->place[walk->length++] = '/';
    memcpy(walk->place + walk->length, name.at, name.length);
    walk->length += name.length;
    walk->place[walk->length] = '\0';
    walk->here = walk->world->places->look(walk->world, walk->place);
    return walk->here->answer;
}

/* The link itself is where the walk stands; its target is put before the rest of the way. */
static Answer follow_link(Walk *walk)
{
    const char *target = walk->here->target;
    if (++walk->links > WORLD_LINKS)
        return answer_of(ELOOP);
    if (target[0] == '\0')
        return answer_absent();
    if (strlen(walk->rest) + strlen(target) >= 4 * WORLD_PATH_BYTES)
        return answer_of(ENAMETOOLONG);
    walk->rest = arena_printf(walk->world->arena, "%s%s", target, walk->rest);
    return target[0] == '/' ? go_to_root(walk) : go_up(walk);
}

static Text next_name(Walk *walk)
{
    const char *start = walk->rest + strspn(walk->rest, "/");
    Text name = {start, strcspn(start, "/")};
    walk->rest = start + name.length;
    return name;
}

static Answer step(Walk *walk, Text name, bool follow)
{
    if (walk->here->info.type != FILE_DIRECTORY)
        return answer_of(ENOTDIR);
    Answer answer = walk->any_rights ? answer_present() : may(walk->world, walk->here, X_OK);
    if (answer.known != PRESENT)
        return answer;
    if (text_is(name, "."))
        return answer_present();
    if (text_is(name, ".."))
        return go_up(walk);
    answer = go_down(walk, name);
    bool last = walk->rest[0] == '\0';
    if (answer.known == PRESENT && walk->here->info.type == FILE_LINK && (follow || !last))
        return follow_link(walk);
    return answer;
}

static Answer walk_on(Walk *walk, bool follow)
{
    if (walk->rest[0] == '\0')
        return answer_absent();
    /* A relative path that comes here was too long to be made absolute. */
    if (walk->rest[0] != '/' || strlen(walk->rest) >= 2 * WORLD_PATH_BYTES)
        return answer_of(ENAMETOOLONG);
    Answer answer = go_to_root(walk);
    while (answer.known == PRESENT && walk->rest[0] != '\0') {
        Text name = next_name(walk);
        if (name.length) /* else only slashes were left, which ask for a directory */
            answer = step(walk, name, follow);
        else if (walk->here->info.type != FILE_DIRECTORY)
            answer = answer_of(ENOTDIR);
    }
    return answer;
}

Answer walk(World *world, const char *path, bool follow, const Node **node)
{
    Walk walk = {.world = world, .rest = path};
    Answer answer = walk_on(&walk, follow);
    *node = walk.here;
    return answer;
}

Answer walk_with_any_rights(World *world, const char *path, const Node **node)
{
    Walk walk = {.world = world, .rest = path, .any_rights = true};
    Answer answer = walk_on(&walk, true);
    *node = walk.here;
    return answer;
}

/* ---- Path questions ---- */

static Answer walk_stat(World *world, const char *path, bool follow, FileInfo *info)
{
    const Node *node;
    Answer answer = walk(world, path, follow, &node);
    if (answer.known == PRESENT)
        *info = node->info;
    return answer;
}

static Answer walk_readlink(World *world, const char *path, const char **target)
{
    const Node *node;
    Answer answer = walk(world, path, false, &node);
    if (answer.known != PRESENT)
        return answer;
    if (node->info.type != FILE_LINK)
        return answer_of(EINVAL);
    *target = node->target;
    return answer;
}

Answer walk_real_path(World *world, const char *path, const char **real)
{
    const Node *node;
    Answer answer = walk(world, path, true, &node);
    if (answer.known == PRESENT)
        *real = node->path;
    return answer;
}

static Answer walk_list(World *world, const char *path, Strings *names)
{
    const Node *node;
    Answer answer = walk(world, path, true, &node);
    if (answer.known != PRESENT)
        return answer;
    if (node->info.type != FILE_DIRECTORY)
        return answer_of(ENOTDIR);
    answer = may(world, node, R_OK);
    return answer.known == PRESENT ? world->places->list(world, node, names) : answer;
}

static Answer walk_access(World *world, const char *path, int mode)
{
    const Node *node;
    Answer answer = walk(world, path, true, &node);
    if (answer.known != PRESENT)
        return answer;
    if (mode != F_OK)
        answer = may(world, node, mode);
    return answer.known == PRESENT ? world->places->access(world, node, mode) : answer;
}

static Answer walk_open(World *world, const char *path, File **file)
{
    const Node *node;
    Answer answer = walk(world, path, true, &node);
    if (answer.known != PRESENT)
        return answer;
    answer = may_open_type(node->info.type);
    if (answer.known == PRESENT)
        answer = may(world, node, R_OK);
    return answer.known == PRESENT ? world->places->open(world, node, file) : answer;
}

const PathQuestions walked_paths = {
    .stat = walk_stat,
    .readlink = walk_readlink,
    .real_path = walk_real_path,
    .list = walk_list,
    .access = walk_access,
    .open = walk_open,
};
