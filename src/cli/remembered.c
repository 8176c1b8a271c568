#include "cli/remembered.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "cli/environment.h"
#include "report/printable.h"
#include "world/kept_file.h"

enum { REMEMBERED_CEILING_BYTES = 16 * 1024 * 1024, SHOWN_PREFIX_LENGTH = 60 };

/* ---- Where ---- */

static const char *directory_for(const Invocation *invocation, const char **because)
{
    return state_directory(invocation->arena, invocation->environ_, "remembered", because);
}

/* FNV-1a: names that people can read are cut and need not be unique. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

/* The end of the prefix says most: "home-eva-project-.venv". */
static const char *words_of(Arena *arena, const char *prefix)
{
    size_t length = strlen(prefix);
    char *words =
        arena_strdup(arena, length > SHOWN_PREFIX_LENGTH ? prefix + length - SHOWN_PREFIX_LENGTH
                                                         : prefix + strspn(prefix, "/"));
    for (char *at = words; *at; at++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *at))
            *at = '-';
    return words;
}

static const char *name_for(Arena *arena, const Target *target)
{
    const char *framework = target->framework ? target->framework : "machine";
    const char *prefix = target->prefix ? target->prefix : "";
    return arena_printf(arena, "%s-%s-%016" PRIx64 ".world", framework, words_of(arena, prefix),
                        hash_of(prefix));
}

const char *remembered_path(const Invocation *invocation, const Target *target,
                            const char **because)
{
    if (!target->framework || !target->prefix) {
        *because = "no framework was judged";
        return NULL;
    }
    if (target->root && strcmp(target->root, "/") != 0) {
        *because = "another machine was judged";
        return NULL;
    }
    const char *directory = directory_for(invocation, because);
    return directory ? arena_printf(invocation->arena, "%s/%s", directory,
                                    name_for(invocation->arena, target))
                     : NULL;
}

/* ---- Reading ---- */

Answer remembered_read(const Invocation *invocation, const Target *target, Text *text)
{
    FileInfo info;
    LiveOptions here = {.root = "/", .cwd = "/"};
    const char *because = NULL, *path = remembered_path(invocation, target, &because);
    World *machine = path ? world_live(invocation->arena, &here, &because) : NULL;
    if (!machine)
        return (Answer){UNKNOWN, ENODATA, because};
    Answer answer = world_stat(machine, path, &info);
    if (answer.known != PRESENT)
        return answer;
    if (info.uid != geteuid())
        return (Answer){UNKNOWN, EPERM, "it belongs to another user"};
    return world_read(machine, path, REMEMBERED_CEILING_BYTES, text);
}

bool anything_is_remembered(const Invocation *invocation)
{
    FileInfo info;
    LiveOptions here = {.root = "/", .cwd = "/"};
    const char *because = NULL, *directory = directory_for(invocation, &because);
    World *machine = directory ? world_live(invocation->arena, &here, &because) : NULL;
    return machine && world_stat(machine, directory, &info).known == PRESENT;
}

/* ---- Keeping ---- */

static void say(const Invocation *invocation, const char *sentence)
{
    Writer out = writer_new(invocation->arena);
    put_format(&out, "whycpu: %s\n", printable_of(invocation->arena, sentence));
    writer_flush(&out, STDERR_FILENO);
}

/* Each file answers for its own framework. */
static Text text_for(const Invocation *invocation, const Check *check, const Target *target)
{
    Check of_one = *check;
    framework_by_word(target->framework, &of_one.options.framework);
    return check_text(invocation, &of_one);
}

/* Whose rights were judged must be who keeps it: under sudo they differ. */
static const char *keep(const Invocation *invocation, const Check *check, const Target *target)
{
    Arena *arena = invocation->arena;
    const char *because = NULL, *path = remembered_path(invocation, target, &because);
    if (!path)
        return because;
    if (world_user(check->judged.world)->uid != geteuid())
        return "another user was judged than the one who would keep it";
    const char *directory = arena_copy(arena, path, (size_t)(strrchr(path, '/') - path));
    if (!keep_private_file(arena, directory, strrchr(path, '/') + 1,
                           text_for(invocation, check, target), &because))
        return arena_printf(arena, "%s: %s", directory, because);
    say(invocation,
        arena_printf(arena, "%s is remembered as it works now: %s", target->framework, path));
    return NULL;
}

void remember_check(const Invocation *invocation, const Check *check)
{
    Arena *arena = invocation->arena;
    for (size_t i = 0; i < check->judgements.count; i++) {
        const Judgement *judgement = check->judgements.items[i];
        const char *framework = judgement->target.framework;
        const char *because = judgement->verdict == VERDICT_GPU
                                  ? keep(invocation, check, &judgement->target)
                                  : arena_printf(arena, "the verdict is %s, and what works is kept",
                                                 verdict_word(judgement->verdict));
        if (because)
            say(invocation, arena_printf(arena, "nothing was kept of %s: %s",
                                         framework ? framework : "this machine", because));
    }
}
