/* Which distribution the judged file system is: fixes are told in its own commands. In a container
 * it is that of the image, not that of the host. */
#include "inspect/machine.h"

#include "parse/os_release.h"

enum { OS_RELEASE_CEILING = 64 * 1024 };

static Answer read_os_release(World *world, const char **source, Text *text)
{
    *source = "/etc/os-release";
    Answer answer = world_read(world, *source, OS_RELEASE_CEILING, text);
    if (answer.known != ABSENT)
        return answer;
    *source = "/usr/lib/os-release";
    return world_read(world, *source, OS_RELEASE_CEILING, text);
}

void inspect_host(World *world, Facts *facts)
{
    Arena *arena = facts_arena(facts);
    const char *source;
    Text text;
    Answer answer = read_os_release(world, &source, &text);
    OsRelease release = {0};
    if (answer.known == PRESENT)
        release = os_release_parse(text);
    if (release.id.length == 0) {
        const char *because = answer.known == UNKNOWN  ? answer.because
                              : answer.known == ABSENT ? "there is no such file"
                                                       : "the file names no distribution";
        fact_set_unknown(facts, "machine", FACT_DISTRIBUTION, because, source);
        fact_set_unknown(facts, "machine", FACT_DISTRIBUTION_LIKE, because, source);
        return;
    }
    const char *id = text_copy(arena, release.id);
    const char *name = release.version_id.length
                           ? arena_printf(arena, "%s %s", id, text_copy(arena, release.version_id))
                           : id;
    fact_set_text(facts, "machine", FACT_DISTRIBUTION, name, source);
    if (release.id_like.length)
        fact_set_text(facts, "machine", FACT_DISTRIBUTION_LIKE, text_copy(arena, release.id_like),
                      source);
    else
        fact_set_absent(facts, "machine", FACT_DISTRIBUTION_LIKE, source);
}
