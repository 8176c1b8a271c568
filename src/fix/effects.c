#include "fix/effects.h"

#include <string.h>

typedef struct Row {
    const char *id;
    FixActor by;
    FixAfter after;
    Invasiveness invasiveness;
    const char *survives;
} Row;

static const Row ROWS[] = {
#define EFFECTS(id, by, after, invasiveness, survives) {id, by, after, invasiveness, survives},
#include "fix/effects.def"
#undef EFFECTS
};

/* Programs by which a container, a job or a virtual machine is started: not from inside. */
static const struct {
    const char *program;
    FixAfter after;
} OUTSIDE[] = {
    {"docker", AFTER_NEW_CONTAINER},
    {"podman", AFTER_NEW_CONTAINER},
    {"nerdctl", AFTER_NEW_CONTAINER},
    {"apptainer", AFTER_NEW_CONTAINER},
    {"kubectl", AFTER_NEW_CONTAINER},
    {"incus", AFTER_NEW_CONTAINER},
    {"flatpak", AFTER_NEW_CONTAINER},
    {"srun", AFTER_NEW_JOB},
    {"bsub", AFTER_NEW_JOB},
    {"qsub", AFTER_NEW_JOB},
    {"aws", AFTER_REBOOT},
    {"gcloud", AFTER_REBOOT},
    {"wsl.exe", AFTER_REBOOT},
};

static bool runs(const Fix *fix, const char *program, const char *verb)
{
    size_t at = fix->command.count && strcmp(fix->command.items[0], "sudo") == 0 ? 1 : 0;
    return fix->command.count > at + 1 && strcmp(fix->command.items[at], program) == 0 &&
           (!verb || strcmp(fix->command.items[at + 1], verb) == 0);
}

/* "env -u NAME", "env NAME=VALUE": what a start with it has changed. */
static void edits_of_env(Arena *arena, Fix *fix)
{
    for (size_t i = 1; i < fix->command.count; i++) {
        const char *word = fix->command.items[i];
        size_t equals = strcspn(word, "=");
        if (strcmp(word, "-u") == 0 && i + 1 < fix->command.count)
            list_add(arena, fix->edits, (Edit){EDIT_UNSET, fix->command.items[++i], NULL});
        else if (word[equals])
            list_add(arena, fix->edits,
                     (Edit){EDIT_SET, arena_copy(arena, word, equals), word + equals + 1});
        else
            break;
    }
}

/* A word in capitals stands for what only the reader knows. */
static bool is_left_open(const char *value)
{
    return value && *value && strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == strlen(value);
}

static bool is_for_one_start(Arena *arena, Fix *fix)
{
    if (!runs(fix, "env", NULL))
        return false;
    if (!fix->edits.count)
        edits_of_env(arena, fix);
    for (size_t i = 0; i < fix->edits.count; i++)
        if (is_left_open(fix->edits.items[i].text))
            fix->edits.count = 0;
    fix->invasiveness = INVADES_ONE_START;
    return true;
}

static bool is_of_packages(const Fix *fix)
{
    return runs(fix, "uv", "pip") || runs(fix, "conda", NULL) || runs(fix, "mamba", NULL) ||
           runs(fix, "micromamba", NULL) ||
           (fix->command.count > 2 && strcmp(fix->command.items[1], "-m") == 0 &&
            strcmp(fix->command.items[2], "pip") == 0);
}

static void tell_by_command(Fix *fix)
{
    for (size_t i = 0; i < sizeof OUTSIDE / sizeof *OUTSIDE; i++) {
        if (!runs(fix, OUTSIDE[i].program, NULL))
            continue;
        fix->by = BY_HOST;
        fix->after = OUTSIDE[i].after;
        fix->invasiveness = INVADES_CONTAINER;
        return;
    }
    if (runs(fix, "systemctl", "reboot")) {
        fix->after = AFTER_REBOOT;
        fix->invasiveness = INVADES_REBOOT;
    } else if (fix->needs_root) {
        fix->invasiveness = INVADES_SYSTEM;
    } else if (!fix->command.count) {
        fix->by = BY_PERSON;
        fix->invasiveness = INVADES_HANDS;
    } else {
        fix->invasiveness = INVADES_ADDED;
    }
}

static bool tell_by_id(Fix *fix)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (strcmp(ROWS[i].id, fix->id) != 0)
            continue;
        fix->by = ROWS[i].by;
        fix->after = ROWS[i].after;
        fix->invasiveness = (int)ROWS[i].invasiveness;
        fix->survives = ROWS[i].survives;
        return true;
    }
    return false;
}

/* In a container the host is somebody else's to mend. */
static bool is_on_the_host(const Fix *fix)
{
    return fix->says && starts_with(fix->says, "on the host");
}

/* "sudo rm PATH": nothing is there any more. */
static void edits_of_rm(Arena *arena, Fix *fix)
{
    size_t last = fix->command.count - 1;
    if (runs(fix, "rm", NULL) && fix->command.items[last][0] == '/' && last <= 2 &&
        !fix->edits.count)
        list_add(arena, fix->edits, (Edit){EDIT_AWAY, fix->command.items[last], NULL});
}

/* Our own words, where a command alone does not bring the machine to see what it did. */
static bool ends_in_a_restart(const Fix *fix)
{
    return fix->says && strstr(fix->says, "then restart");
}

void tell_effects(Arena *arena, Fix *fix)
{
    bool is_said = fix->invasiveness != 0;
    if (!is_said && !is_for_one_start(arena, fix) && !tell_by_id(fix))
        tell_by_command(fix);
    if (is_on_the_host(fix))
        fix->by = BY_HOST;
    if (fix->after == AFTER_NOTHING && ends_in_a_restart(fix))
        fix->after = AFTER_REBOOT;
    edits_of_rm(arena, fix);
    if (is_of_packages(fix) && !fix->edits.count)
        list_add(arena, fix->edits, (Edit){.kind = EDIT_PACKAGES});
}
