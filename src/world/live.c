/* The live world: what is common to root "/" and to another root. */
#include "world/live.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "world/rights.h"
#include "world/walk.h"

/* ---- What is not a file ---- */

static Answer live_env(World *world, const char *name, const char **value)
{
    size_t length = strlen(name);
    const char *const *variables = ((Live *)world)->variables;
    for (size_t i = 0; variables && variables[i] && i < WORLD_VARIABLES; i++) {
        if (strncmp(variables[i], name, length) == 0 && variables[i][length] == '=') {
            *value = variables[i] + length + 1;
            return answer_present();
        }
    }
    return answer_absent();
}

static Answer live_env_names(World *world, Strings *names)
{
    const char *const *variables = ((Live *)world)->variables;
    for (size_t i = 0; variables && variables[i] && i < WORLD_VARIABLES; i++) {
        Text name = text_of(variables[i]);
        name.length = text_find(name, '=');
        if (name.length == 0 || variables[i][name.length] == '\0')
            continue;
        list_add(world->arena, *names, text_copy(world->arena, name));
    }
    return answer_present();
}

static const char *live_cwd(World *world)
{
    return ((Live *)world)->cwd;
}

/* Names and homes come from the judged machine's /etc/passwd, when somebody asks. */
static const User *live_user(World *world)
{
    Live *live = (Live *)world;
    if (!live->user) {
        live->user = arena_new_of(world->arena, User);
        *live->user = live->given_user ? *live->given_user : *user_of_caller(world->arena);
        if (!live->user->name || !live->user->home)
            user_complete(world, live->user);
    }
    return live->user;
}

static const Processor *live_processor(World *world)
{
    Live *live = (Live *)world;
    if (!live->processor)
        live->processor = processor_of_this_machine(world->arena);
    return live->processor;
}

static const char *live_root(World *world)
{
    return ((Live *)world)->root;
}

static bool live_is_live_machine(World *world)
{
    return ((Live *)world)->root_fd < 0;
}

static const Testimony *live_testimony(World *world, const char *kind, const char *of)
{
    (void)world;
    (void)kind;
    (void)of;
    return NULL;
}

static void live_note_testimony(World *world, const Testimony *testimony)
{
    (void)world;
    (void)testimony;
}

static Cost live_cost(World *world)
{
    return ((Live *)world)->cost;
}

static const OtherQuestions live_others = {
    .env = live_env,
    .env_names = live_env_names,
    .cwd = live_cwd,
    .user = live_user,
    .processor = live_processor,
    .root = live_root,
    .is_live_machine = live_is_live_machine,
    .has_own_processes = live_is_live_machine,
    .testimony = live_testimony,
    .note_testimony = live_note_testimony,
    .cost = live_cost,
};

/* ---- Making ---- */

/* A working directory that was removed has no name; this path still leads there. */
static const char *cwd_of_process(Arena *arena)
{
    char buffer[WORLD_PATH_BYTES];
    const char *got;
    do {
        got = getcwd(buffer, sizeof buffer);
    } while (!got && errno == EINTR);
    if (got && buffer[0] == '/')
        return arena_strdup(arena, buffer);
    return "/proc/self/cwd";
}

static bool is_slash(const char *root)
{
    return root[strspn(root, "/")] == '\0' && root[0] == '/';
}

static Live *new_live(Arena *arena, const LiveOptions *options)
{
    Live *live = arena_new_of(arena, Live);
    live->base = (World){.others = &live_others, .places = &live_places, .arena = arena};
    live->root_fd = live->step_fd = -1;
    live->variables = options->environ_;
    live->cwd = options->cwd;
    if (options->user && user_has_same_rights(options->user, user_of_caller(arena)))
        live->given_user = options->user;
    return live;
}

static void use_machine(Live *live)
{
    live->root = "/";
    live->open_path = live_open_in_machine;
    live->direct = live->base.paths = &live_machine_paths;
    if (!live->cwd)
        live->cwd = cwd_of_process(live->base.arena);
}

static bool use_root(Live *live, const char *root, const char **error)
{
    Arena *arena = live->base.arena;
    live->root = arena_strdup(arena, root);
    live->root_fd = TEMP_FAILURE_RETRY(open(root, O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (live->root_fd < 0) {
        int number = errno;
        *error = arena_printf(arena, "the root %s cannot be opened: %s", root, strerror(number));
        errno = number;
        return false;
    }
    live->open_path = live_open_in_root;
    live->direct = live->base.paths = &live_fd_paths;
    if (!live->cwd)
        live->cwd = "/";
    return true;
}

static void use_steps(Live *live)
{
    live->open_path = live_open_by_steps;
    live->base.paths = &walked_paths;
}

/* Old kernels do not know openat2(2), and some sandboxes forbid what they do not know. */
static bool has_openat2(Live *live)
{
    int fd = TEMP_FAILURE_RETRY(live_open_in_root(live, "/", O_PATH | O_DIRECTORY));
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* The kernel answers for the caller; for anybody else, mode bits do. */
static World *judged_by(Live *live, const User *user)
{
    if (!user || user == live->given_user)
        return &live->base;
    World *overlay = world_overlay(live->base.arena, &live->base);
    overlay_user(overlay, user);
    return overlay;
}

static World *make_live(Arena *arena, const LiveOptions *options, bool may_use_openat2,
                        const char **error)
{
    Live *live = new_live(arena, options);
    *error = NULL;
    if (is_slash(options->root))
        use_machine(live);
    else if (!use_root(live, options->root, error))
        return NULL;
    else if (!may_use_openat2 || !has_openat2(live))
        use_steps(live);
    return judged_by(live, options->user);
}

World *world_live(Arena *arena, const LiveOptions *options, const char **error)
{
    return make_live(arena, options, true, error);
}

World *world_live_without_openat2(Arena *arena, const LiveOptions *options, const char **error)
{
    return make_live(arena, options, false, error);
}
