#include "repair/deeds.h"

#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "repair/keep.h"

enum { CONTENT_CEILING_BYTES = 4 * 1024 * 1024 };

/* ---- Whether whycpu does it ---- */

static bool is_package_command(const Strings *command)
{
    const char *program = command->count ? path_name(command->items[0]) : "";
    const char *second = command->count > 1 ? command->items[1] : "";
    const char *third = command->count > 2 ? command->items[2] : "";
    if (strcmp(program, "uv") == 0 || starts_with(program, "python"))
        return strcmp(starts_with(program, "python") ? third : second, "pip") == 0;
    return strcmp(program, "conda") == 0 || strcmp(program, "mamba") == 0 ||
           strcmp(program, "micromamba") == 0;
}

static bool is_for_packages(const Fix *fix)
{
    for (size_t i = 0; i < fix->edits.count; i++)
        if (fix->edits.items[i].kind == EDIT_PACKAGES)
            return fix->command.count > 0;
    return fix->edits.count == 0 && is_package_command(&fix->command);
}

static bool changes_files(const Fix *fix)
{
    for (size_t i = 0; i < fix->edits.count; i++)
        if (fix->edits.items[i].kind <= EDIT_CONTENT)
            return true;
    return is_for_packages(fix);
}

static const char *who_else_does(Arena *arena, const Fix *fix, bool system)
{
    if (fix->by == BY_HOST)
        return "this is done by whoever starts the container, the job or the machine";
    if (fix->by == BY_PERSON)
        return "this is for a person to do";
    if (fix->by == BY_ROOT && !system)
        return "this needs root; with --system whycpu does it";
    if (changes_files(fix) || (fix->by == BY_ROOT && fix->command.count))
        return NULL;
    if (fix->edits.count)
        return "this is done at each start of the program; whycpu run --repair does it";
    return arena_printf(arena, "whycpu does not know what this changes, and leaves it to you");
}

bool way_can_be_done(Arena *arena, const Way *way, bool system, const char **because)
{
    *because = way->fixes.count ? NULL : "nothing is known that could be done";
    for (size_t i = 0; i < way->fixes.count && !*because; i++)
        *because = who_else_does(arena, way->fixes.items[i], system);
    return !*because;
}

/* ---- Deeds ---- */

typedef struct Maker {
    Doer *doer;
    World *world;
    const char *prefix; /* as the judgement names it */
    JournalStep *step;
    long long next;
    const char *because;
} Maker;

static const char *kept_at(Maker *maker, const char *path)
{
    return arena_printf(maker->doer->arena, "%s/%lld", kept_directory(maker->doer, path),
                        maker->next);
}

/* Whether it may be done there is asked before anything is done. */
static bool add(Maker *maker, Deed deed, bool look_first)
{
    const char *because = NULL;
    deed.number = maker->next++;
    if (look_first) {
        DeedState state = deed_state(maker->doer, &deed, &because);
        if (state == STATE_OTHER || state == STATE_CLOSED)
            maker->because = because ? because : "it cannot be told whether that can be done";
    }
    list_add(maker->doer->arena, maker->step->deeds, deed);
    return !maker->because;
}

/* Without links up to its last part, directories that are missing made. NULL with `because`. */
static const char *real_place(Maker *maker, const char *path)
{
    Arena *arena = maker->doer->arena;
    const char *parent = path_parent(arena, path), *real = NULL;
    Answer answer = world_real_path(maker->world, parent, &real);
    if (answer.known == UNKNOWN) {
        maker->because = arena_printf(arena, "%s: %s", parent, answer.because);
        return NULL;
    }
    bool inside = path_is_below(path, maker->prefix) || path_is_below(path, maker->doer->prefix);
    if (answer.known == ABSENT && (!inside || !(real = real_place(maker, parent)))) {
        if (!maker->because)
            maker->because = arena_printf(arena, "%s: no such directory", parent);
        return NULL;
    }
    const char *place = path_join(arena, real, path_name(path));
    if (inside && !path_is_below(place, maker->doer->prefix)) {
        maker->because = arena_printf(arena, "%s leads out of the environment, to %s", path, place);
        return NULL;
    }
    if (answer.known == ABSENT &&
        !add(maker, (Deed){.kind = DEED_DIRECTORY, .path = real}, is_missing(real)))
        return NULL;
    return place;
}

static bool add_away(Maker *maker, const char *path)
{
    return add(maker, (Deed){.kind = DEED_AWAY, .path = path, .kept = kept_at(maker, path)}, true);
}

static bool add_link(Maker *maker, const Edit *edit)
{
    FileInfo info;
    const char *target, *place = real_place(maker, edit->path);
    if (!place)
        return false;
    bool is_new = world_lstat(maker->world, place, &info).known != PRESENT;
    if (!is_new && world_readlink(maker->world, place, &target).known == PRESENT &&
        strcmp(target, edit->text) == 0)
        return true;
    if (!is_new && !add_away(maker, place))
        return false;
    bool can_look = is_new && !is_missing(path_parent(maker->doer->arena, place));
    return add(maker, (Deed){.kind = DEED_LINK, .path = place, .text = edit->text}, can_look);
}

/* What a link leads to is written, where the link is not the environment's. */
static const char *place_of_content(Maker *maker, const char *path)
{
    const char *place = real_place(maker, path), *real;
    if (!place || world_real_path(maker->world, place, &real).known != PRESENT)
        return place;
    if (path_is_below(place, maker->doer->prefix) && !path_is_below(real, maker->doer->prefix)) {
        maker->because =
            arena_printf(maker->doer->arena, "%s leads out of the environment, to %s", path, real);
        return NULL;
    }
    return real;
}

static bool add_content(Maker *maker, const Edit *edit)
{
    FileInfo info;
    Text content;
    const char *place = place_of_content(maker, edit->path);
    if (!place)
        return false;
    bool is_new = world_lstat(maker->world, place, &info).known != PRESENT;
    if (!is_new && info.type != FILE_REGULAR) {
        maker->because = arena_printf(maker->doer->arena, "%s is no file", place);
        return false;
    }
    if (!is_new &&
        world_read(maker->world, place, CONTENT_CEILING_BYTES, &content).known == PRESENT &&
        text_is(content, edit->text))
        return true;
    Deed deed = {.kind = DEED_WRITE,
                 .path = place,
                 .text = edit->text,
                 .kept = is_new ? NULL : kept_at(maker, place)};
    return add(maker, deed, !is_new || !is_missing(path_parent(maker->doer->arena, place)));
}

static void add_variable(Maker *maker, const Edit *edit)
{
    Arena *arena = maker->doer->arena;
    if (edit->kind == EDIT_UNSET)
        list_add(arena, maker->step->unset, edit->path);
    else
        list_add(arena, maker->step->set,
                 arena_printf(arena, "%s=%s", edit->path, edit->text ? edit->text : ""));
}

/* As execvp(3) looks. */
static bool is_on_path(Maker *maker, const char *program)
{
    Text rest = {NULL, 0};
    FileInfo info;
    if (strchr(program, '/'))
        return world_stat(maker->world, program, &info).known != ABSENT;
    for (const char *const *at = maker->doer->environ_; at && *at; at++)
        if (starts_with(*at, "PATH="))
            rest = text_of(*at + strlen("PATH="));
    for (bool more = rest.at != NULL; more;) {
        Text directory = text_next(&rest, ':', &more);
        const char *path = arena_printf(maker->doer->arena, "%.*s/%s", (int)directory.length,
                                        directory.at, program);
        if (more && world_access(maker->world, path, X_OK).known == PRESENT)
            return true;
    }
    return false;
}

static bool add_run(Maker *maker, const Fix *fix)
{
    if (!is_on_path(maker, fix->command.items[0])) {
        maker->because =
            arena_printf(maker->doer->arena, "%s is not found on PATH", fix->command.items[0]);
        return false;
    }
    Strings names = names_to_keep(maker->doer, &maker->because);
    if (maker->because)
        return false;
    const char *prefix = maker->doer->prefix;
    const char *kept = kept_at(maker, arena_printf(maker->doer->arena, "%s/.", prefix));
    Deed keep = {.kind = DEED_KEEP, .path = prefix, .kept = kept, .words = names};
    Deed run = {.kind = DEED_RUN, .path = prefix, .kept = kept, .words = fix->command};
    return add(maker, keep, false) && add(maker, run, false);
}

/* Package managers of a distribution ask before they install what else is needed. A person is left
 * the question; who says --yes has answered it. NULL: this program asks nothing. */
static const char *answer_to(const char *program)
{
    static const char *const ANSWERS[][2] = {{"apt-get", "--yes"},
                                             {"dnf", "--assumeyes"},
                                             {"zypper", "--non-interactive"},
                                             {"pacman", "--noconfirm"}};
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++)
        if (strcmp(ANSWERS[i][0], program) == 0)
            return ANSWERS[i][1];
    return NULL;
}

/* root needs no sudo, which many containers have not. */
static bool add_system_command(Maker *maker, const Fix *fix)
{
    Arena *arena = maker->doer->arena;
    Deed run = {.kind = DEED_RUN, .path = maker->doer->prefix};
    bool by_sudo = fix->command.count && strcmp(fix->command.items[0], "sudo") == 0;
    size_t program = by_sudo ? 1 : 0;
    for (size_t i = by_sudo && geteuid() == 0 ? 1 : 0; i < fix->command.count; i++) {
        const char *word = fix->command.items[i];
        const char *answer = i == program && maker->doer->unattended ? answer_to(word) : NULL;
        list_add(arena, run.words, word);
        if (answer)
            list_add(arena, run.words, answer);
    }
    if (fix->undo)
        list_add(arena, maker->step->by_hand, fix->undo);
    return run.words.count == 0 || add(maker, run, false);
}

static bool add_edit_deeds(Maker *maker, const Edit *edit)
{
    FileInfo info;
    const char *place;
    switch (edit->kind) {
    case EDIT_LINK: return add_link(maker, edit);
    case EDIT_CONTENT: return add_content(maker, edit);
    case EDIT_AWAY:
        place = real_place(maker, edit->path);
        return place &&
               (world_lstat(maker->world, place, &info).known != PRESENT || add_away(maker, place));
    case EDIT_SET:
    case EDIT_UNSET: add_variable(maker, edit); return true;
    case EDIT_PACKAGES: return true;
    }
    return true;
}

static bool add_fix_deeds(Maker *maker, const Fix *fix)
{
    if (is_for_packages(fix))
        return add_run(maker, fix);
    if (fix->edits.count == 0)
        return add_system_command(maker, fix);
    for (size_t i = 0; i < fix->edits.count; i++)
        if (!add_edit_deeds(maker, &fix->edits.items[i]))
            return false;
    return true;
}

bool deeds_of_way(Doer *doer, World *world, const char *prefix, const Way *way, long long first,
                  JournalStep *step, const char **because)
{
    Maker maker = {doer, world, prefix, step, first, NULL};
    step->deeds = (Deeds){0};
    for (size_t i = 0; i < way->fixes.count; i++)
        if (!add_fix_deeds(&maker, way->fixes.items[i]))
            break;
    *because = maker.because;
    return !maker.because;
}
