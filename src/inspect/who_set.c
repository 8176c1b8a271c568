#include "inspect/who_set.h"

#include <string.h>

#include "parse/assignment.h"

enum {
    ENVIRON_CEILING = 1024 * 1024,
    STAT_CEILING = 4096,
    FILE_CEILING = 512 * 1024,
    ANCESTOR_CEILING = 16, /* each costs two reads */
    SHOWN_LINE_CEILING = 120
};

typedef struct Search {
    World *world;
    Facts *facts;
    Arena *arena;
    const char *name;  /* of the variable */
    const char *value; /* that is judged */
    Strings found;
    const char *because; /* where we might not look */
    const char *source;
} Search;

/* ---- Processes ---- */

typedef struct Process {
    const char *pid;
    const char *parent; /* NULL: none */
    const char *command;
} Process;

/* "123 (bash) S 45 …": the command may itself hold blanks and brackets. */
static bool read_process(Search *search, const char *pid, Process *process)
{
    const char *path = arena_printf(search->arena, "/proc/%s/stat", pid);
    Text text;
    if (world_read_once(search->world, path, STAT_CEILING, &text).known != PRESENT)
        return false;
    size_t open = text_find(text, '('), close = text.length;
    while (close > 0 && text.at[close - 1] != ')')
        close--;
    if (open >= text.length || close <= open + 1)
        return false;
    Text rest = text_part(text, close + 1, text.length);
    bool more;
    text_next(&rest, ' ', &more); /* the state */
    Text parent = text_next(&rest, ' ', &more);
    *process =
        (Process){.pid = text_copy(search->arena, text_part(text, 0, open - 1)),
                  .command = text_copy(search->arena, text_part(text, open + 1, close - open - 2)),
                  .parent = text_is(parent, "0") ? NULL : text_copy(search->arena, parent)};
    return true;
}

/* The value in the environment with which a process was started. */
static Answer value_at_start(Search *search, const char *pid, const char **value)
{
    const char *path = arena_printf(search->arena, "/proc/%s/environ", pid);
    Text text;
    Answer answer = world_read_once(search->world, path, ENVIRON_CEILING, &text);
    if (answer.known != PRESENT) {
        search->source = path;
        return answer.known == ABSENT
                   ? (Answer){.known = UNKNOWN, .because = "there is no such process"}
                   : answer;
    }
    const char *head = arena_printf(search->arena, "%s=", search->name);
    bool more;
    for (Text entry = text_next(&text, '\0', &more); more; entry = text_next(&text, '\0', &more)) {
        if (text_starts(entry, head)) {
            *value = text_copy(search->arena, text_part(entry, strlen(head), entry.length));
            return (Answer){.known = PRESENT};
        }
    }
    return (Answer){.known = ABSENT};
}

static void add(Search *search, const char *says)
{
    list_add(search->arena, search->found, says);
}

/* Up the ancestors, to the first that was started without it: it, or what it ran, brought it in. */
static void search_processes(Search *search)
{
    const char *value;
    Process process;
    Answer own = value_at_start(search, "self", &value);
    if (own.known == ABSENT || (own.known == PRESENT && strcmp(value, search->value) != 0)) {
        add(search, "the option --env of this call");
        return;
    }
    if (own.known == UNKNOWN || !read_process(search, "self", &process)) {
        search->because = own.because ? own.because : "our own process cannot be read";
        return;
    }
    for (int i = 0; i < ANCESTOR_CEILING && process.parent; i++) {
        Process parent;
        if (!read_process(search, process.parent, &parent)) {
            search->because = "a parent process cannot be read";
            return;
        }
        Answer answer = value_at_start(search, parent.pid, &value);
        if (answer.known == UNKNOWN) {
            search->because = answer.because;
            return;
        }
        if (answer.known == ABSENT || strcmp(value, search->value) != 0) {
            add(search,
                arena_printf(search->arena, "process %s (%s), which was itself started without it",
                             parent.pid, parent.command));
            return;
        }
        process = parent;
    }
    add(search,
        arena_printf(search->arena, "whatever started process %s (%s): it had it from the start",
                     process.pid, process.command));
}

/* ---- Files ---- */

static void search_file(Search *search, const char *path)
{
    Text text, line;
    if (world_read_once(search->world, path, FILE_CEILING, &text).known != PRESENT)
        return;
    for (int number = 1; text_line(&text, &line); number++) {
        if (!line_assigns(line, search->name))
            continue;
        Text shown = text_part(text_trim(line), 0, SHOWN_LINE_CEILING);
        add(search, arena_printf(search->arena, "%s:%d: %s", path, number,
                                 text_copy(search->arena, shown)));
    }
}

static void search_directory(Search *search, const char *directory)
{
    Strings names;
    if (world_list(search->world, directory, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++)
        search_file(search, arena_printf(search->arena, "%s/%s", directory, names.items[i]));
}

static void search_home(Search *search)
{
    static const char *const FILES[] = {
        ".bashrc",          ".bash_profile", ".bash_login",
        ".profile",         ".zshrc",        ".zshenv",
        ".zprofile",        ".cshrc",        ".config/fish/config.fish",
        ".pam_environment",
    };
    const char *home;
    if (world_env(search->world, "HOME", &home).known != PRESENT)
        home = world_user(search->world)->home;
    if (!home)
        return;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        search_file(search, arena_printf(search->arena, "%s/%s", home, FILES[i]));
    search_directory(search, arena_printf(search->arena, "%s/.config/environment.d", home));
}

static void search_system(Search *search)
{
    static const char *const FILES[] = {"/etc/environment", "/etc/profile",
                                        "/etc/bash.bashrc", "/etc/bashrc",
                                        "/etc/zsh/zshenv",  "/etc/security/pam_env.conf"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        search_file(search, FILES[i]);
    search_directory(search, "/etc/profile.d");
}

static void search_environment(Search *search, const PythonEnvironment *env)
{
    if (!env || !env->prefix)
        return;
    search_file(search, arena_printf(search->arena, "%s/bin/activate", env->prefix));
    search_directory(search, arena_printf(search->arena, "%s/etc/conda/activate.d", env->prefix));
    const char *kernels = arena_printf(search->arena, "%s/share/jupyter/kernels", env->prefix);
    Strings names;
    if (world_list(search->world, kernels, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++)
        search_file(search,
                    arena_printf(search->arena, "%s/%s/kernel.json", kernels, names.items[i]));
}

/* The unit that we run in, from the last part of the cgroup's path that ends in ".service". */
static void search_unit(Search *search)
{
    static const char *const PLACES[] = {"/etc/systemd/system", "/run/systemd/system",
                                         "/usr/lib/systemd/system", "/lib/systemd/system"};
    Text text, line;
    if (world_read_once(search->world, "/proc/self/cgroup", STAT_CEILING, &text).known != PRESENT)
        return;
    while (text_line(&text, &line)) {
        bool more;
        for (Text part = text_next(&line, '/', &more); more; part = text_next(&line, '/', &more)) {
            if (!text_ends(part, ".service"))
                continue;
            const char *unit = text_copy(search->arena, part);
            for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
                search_file(search, arena_printf(search->arena, "%s/%s", PLACES[i], unit));
                search_directory(search, arena_printf(search->arena, "%s/%s.d", PLACES[i], unit));
            }
            return;
        }
    }
}

void inspect_who_set(World *world, const PythonEnvironment *env, Facts *facts, const char *name)
{
    Arena *arena = facts_arena(facts);
    const char *subject = arena_printf(arena, "variable/%s", name);
    const Fact *value = fact_get(facts, subject, FACT_VARIABLE_VALUE);
    if (value->known != PRESENT)
        return;
    Search search = {.world = world,
                     .facts = facts,
                     .arena = arena,
                     .name = name,
                     .value = value->text,
                     .source = "/proc"};
    if (world_has_own_processes(world)) {
        search_processes(&search);
        search_unit(&search);
    } else {
        search.because = "another machine's processes cannot be seen";
    }
    search_environment(&search, env);
    search_home(&search);
    search_system(&search);
    if (search.found.count)
        fact_set_texts(facts, subject, FACT_VARIABLE_SET_BY, search.found, "/proc and start files");
    else
        fact_set_unknown(facts, subject, FACT_VARIABLE_SET_BY,
                         search.because ? search.because
                                        : "no process or file that was read sets it",
                         search.source);
}
