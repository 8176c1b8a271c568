#include "repair/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "parse/words.h"
#include "world/kept_file.h"

#define JOURNAL "journal"

/* ---- All of them ---- */

bool repairs_open(Arena *arena, const char *directory, Repairs *repairs, Refusal *refusal)
{
    LiveOptions here = {.root = "/", .cwd = "/"};
    const char *error;
    *repairs = (Repairs){arena, world_live(arena, &here, &error), directory};
    return repairs->machine || refusal_set(refusal, errno, error);
}

bool repair_id_is_fine(const char *id)
{
    static const char allowed[] = "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return *id && id[0] != '-' && strspn(id, allowed) == strlen(id) && strlen(id) <= 64;
}

/* Without a journal it was never begun. */
static bool has_journal(const Repairs *repairs, const char *id)
{
    FileInfo info;
    const char *path = arena_printf(repairs->arena, "%s/%s/%s", repairs->directory, id, JOURNAL);
    return world_stat(repairs->machine, path, &info).known != ABSENT;
}

Strings repairs_ids(const Repairs *repairs, Refusal *refusal)
{
    Strings names, ids = {0};
    Answer answer = world_list(repairs->machine, repairs->directory, &names);
    *refusal = (Refusal){0};
    if (answer.known == UNKNOWN)
        refusal_set(refusal, answer.error,
                    arena_printf(repairs->arena, "%s: %s", repairs->directory, answer.because));
    if (answer.known != PRESENT)
        return ids;
    for (size_t i = 0; i < names.count; i++)
        if (repair_id_is_fine(names.items[i]) && has_journal(repairs, names.items[i]))
            list_add(repairs->arena, ids, names.items[i]);
    return ids;
}

const char *repair_new_id(Arena *arena)
{
    struct tm fields = {0};
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &fields);
    /* To the microsecond: the names are in the order of their repairs. */
    return arena_printf(arena, "%04d%02d%02dT%02d%02d%02d%06ldZ-%ld", fields.tm_year + 1900,
                        fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min,
                        fields.tm_sec, now.tv_nsec / 1000, (long)getpid());
}

static bool open_ground(Arena *arena, World *machine, const char *directory, Ground *ground,
                        const char **because)
{
    const char *real;
    Answer answer = world_real_path(machine, directory, &real);
    if (answer.known == PRESENT)
        return ground_open(arena, real, ground, because);
    *because = arena_printf(arena, "%s: %s", directory,
                            answer.known == ABSENT ? "no such directory" : answer.because);
    return false;
}

int repairs_lock(const Repairs *repairs, const char **because)
{
    Ground ground;
    if (!open_ground(repairs->arena, repairs->machine, repairs->directory, &ground, because))
        return -1;
    /* A package manager that outlives us holds it on: what it does is not over. */
    int lock = dup(ground.fd);
    ground_close(&ground);
    if (lock >= 0 && lock_directory(lock) == 0)
        return lock;
    *because = errno == EWOULDBLOCK
                   ? "another whycpu, or a package manager that it started, is still at work on a "
                     "repair; wait until it has ended"
                   : trouble_at(repairs->arena, repairs->directory, errno);
    repairs_unlock(lock);
    return -1;
}

void repairs_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

/* ---- Reading ---- */

static const char *no_such_repair(Arena *arena, const char *id)
{
    return arena_printf(arena, "there is no repair %s; whycpu fix --list tells them", id);
}

Repair *repair_read(const Repairs *repairs, const char *id, Refusal *refusal)
{
    Arena *arena = repairs->arena;
    Repair *repair = arena_new_of(arena, Repair);
    FileInfo info;
    Text text;
    *repair = (Repair){.arena = arena, .id = id, .ground.fd = -1, .fd = -1};
    if (!repair_id_is_fine(id)) {
        refusal_set(refusal, 0, "that is no name of a repair; whycpu fix --list tells them");
        return NULL;
    }
    repair->directory = arena_printf(arena, "%s/%s", repairs->directory, id);
    const char *path = path_join(arena, repair->directory, JOURNAL), *error = NULL;
    Answer answer = world_stat(repairs->machine, path, &info);
    if (answer.known == PRESENT && info.uid != geteuid())
        answer = (Answer){UNKNOWN, EPERM, "it belongs to another user"};
    if (answer.known == PRESENT)
        answer = world_read(repairs->machine, path, JOURNAL_CEILING_BYTES, &text);
    if (answer.known == ABSENT)
        refusal_set(refusal, 0, no_such_repair(arena, id));
    else if (answer.known == UNKNOWN)
        refusal_set(refusal, answer.error, arena_printf(arena, "%s: %s", path, answer.because));
    else if (!(repair->journal = journal_read(arena, text, &error)))
        refusal_set(refusal, 0, arena_printf(arena, "%s: %s", path, error));
    return repair->journal ? repair : NULL;
}

bool repair_is_open(const Repair *repair)
{
    return repair->journal->end == REPAIR_OPEN ||
           (repair->journal->undoing && repair->journal->end != REPAIR_UNDONE);
}

Repair *repairs_newest(const Repairs *repairs, bool (*is_it)(const Repair *, const void *),
                       const void *what, Refusal *refusal)
{
    Strings ids = repairs_ids(repairs, refusal);
    for (size_t i = ids.count; i > 0; i--) {
        *refusal = (Refusal){0};
        Repair *repair = repair_read(repairs, ids.items[i - 1], refusal);
        if (repair ? is_it(repair, what) : refusal->is_blameless)
            return repair;
    }
    refusal->sentence = refusal->is_blameless ? refusal->sentence : NULL;
    return NULL;
}

static bool is_open_and_of(const Repair *repair, const void *prefix)
{
    return repair_is_open(repair) &&
           (!prefix || strcmp(repair->journal->prefix, (const char *)prefix) == 0);
}

Repair *repairs_open_one(const Repairs *repairs, const char *prefix, Refusal *refusal)
{
    return repairs_newest(repairs, is_open_and_of, prefix, refusal);
}

/* ---- Writing ---- */

static void put_next(Writer *out, const char *word)
{
    put_char(out, ' ');
    put_word(out, text_of(word ? word : ""));
}

static void put_all(Writer *out, const Strings *words)
{
    for (size_t i = 0; i < words->count; i++)
        put_next(out, words->items[i]);
}

static bool append(Repair *repair, const Writer *lines, const char **because)
{
    int error =
        lines->overflown ? EFBIG : journal_append(repair->fd, (Text){lines->bytes, lines->length});
    if (error)
        *because = arena_printf(repair->arena, "the journal of the repair cannot be written: %s",
                                trouble_at(repair->arena, repair->directory, error));
    return !error;
}

static bool append_line(Repair *repair, const char *line, const char **because)
{
    Writer out = writer_new(repair->arena);
    put_format(&out, "%s\n", line);
    return append(repair, &out, because);
}

static bool open_journal(Repair *repair, World *machine, uint64_t whole_bytes, const char **because)
{
    if (!open_ground(repair->arena, machine, repair->directory, &repair->ground, because))
        return false;
    repair->fd = journal_go_on(repair->ground.fd, JOURNAL, whole_bytes);
    if (repair->fd < 0)
        *because = trouble_at(repair->arena, repair->directory, errno);
    return repair->fd >= 0;
}

static Repair *never_begun(Repair *repair)
{
    const char *ignored;
    repair_forget(repair, &ignored);
    return NULL;
}

Repair *repair_begin(const Repairs *repairs, const char *id, const char *prefix,
                     const Strings *question, const char **because)
{
    Arena *arena = repairs->arena;
    Repair *repair = arena_new_of(arena, Repair);
    *repair = (Repair){.arena = arena, .id = id, .ground.fd = -1, .fd = -1};
    repair->directory = arena_printf(arena, "%s/%s", repairs->directory, id);
    Writer out = writer_new(arena);
    put_format(&out, "whycpu-repair 1\nmade %s by %s\nprefix", id, WHYCPU_VERSION);
    put_next(&out, prefix);
    put(&out, "\nquestion");
    put_all(&out, question);
    put(&out, "\n");
    const char *error = NULL;
    Text head = {out.bytes, out.length};
    if (!keep_private_file(arena, repair->directory, JOURNAL, head, &error)) {
        *because = arena_printf(arena, "the journal of the repair cannot be written: %s: %s",
                                repair->directory, error);
        return never_begun(repair);
    }
    repair->journal = journal_read(arena, head, &error);
    if (!repair->journal || !open_journal(repair, repairs->machine, head.length, because)) {
        *because = repair->journal ? *because : error;
        return never_begun(repair);
    }
    directory_sync(repair->ground.fd);
    return repair;
}

bool repair_go_on(Repair *repair, const char **because)
{
    LiveOptions here = {.root = "/", .cwd = "/"};
    World *machine = world_live(repair->arena, &here, because);
    return machine && open_journal(repair, machine, repair->journal->whole_bytes, because);
}

void repair_close(Repair *repair)
{
    ground_close(&repair->ground);
    if (repair->fd >= 0)
        close(repair->fd);
    repair->fd = -1;
}

static void put_deed(Writer *out, const Deed *deed)
{
    put_format(out, "will %lld %s", deed->number, deed_word(deed->kind));
    put_next(out, deed->path);
    if (deed->kind != DEED_DIRECTORY && deed->kind != DEED_LINK)
        put_next(out, deed->kept);
    if (deed->kind == DEED_LINK || deed->kind == DEED_WRITE)
        put_next(out, deed->text);
    put_all(out, &deed->words);
    put(out, "\n");
}

long long journal_deeds(const Journal *journal)
{
    long long count = 0;
    for (size_t i = 0; i < journal->steps.count; i++)
        count += (long long)journal->steps.items[i].deeds.count;
    return count;
}

static void put_each(Writer *out, const char *word, const Strings *values)
{
    for (size_t i = 0; i < values->count; i++) {
        put(out, word);
        put_next(out, values->items[i]);
        put(out, "\n");
    }
}

bool repair_will(Repair *repair, JournalStep *step, const char **because)
{
    Writer out = writer_new(repair->arena);
    long long deeds = journal_deeds(repair->journal);
    step->number = (long long)repair->journal->steps.count + 1;
    put_format(&out, "step %lld", step->number);
    put_next(&out, step->cause);
    put_next(&out, step->way);
    put_all(&out, &step->subjects);
    put(&out, "\n");
    put_each(&out, "set", &step->set);
    put_each(&out, "unset", &step->unset);
    put_each(&out, "by-hand", &step->by_hand);
    for (size_t i = 0; i < step->deeds.count; i++) {
        step->deeds.items[i].number = ++deeds;
        put_deed(&out, &step->deeds.items[i]);
    }
    put_format(&out, "begin %lld\n", step->number);
    if (!append(repair, &out, because))
        return false;
    list_add(repair->arena, repair->journal->steps, *step);
    return true;
}

bool repair_did(Repair *repair, Deed *deed, const char **because)
{
    deed->done = true;
    return append_line(repair, arena_printf(repair->arena, "did %lld", deed->number), because);
}

bool repair_undid(Repair *repair, Deed *deed, const char **because)
{
    deed->undone = true;
    return append_line(repair, arena_printf(repair->arena, "undid %lld", deed->number), because);
}

bool repair_result(Repair *repair, JournalStep *step, StepResult result, const char **because)
{
    step->result = result;
    return append_line(repair,
                       arena_printf(repair->arena, "%s %lld",
                                    result == RESULT_HELPED ? "helped" : "no-help", step->number),
                       because);
}

bool repair_undoing(Repair *repair, const char **because)
{
    if (repair->journal->undoing)
        return true;
    repair->journal->undoing = true;
    return append_line(repair, "undoing", because);
}

bool repair_ended(Repair *repair, const char *how, const char **because)
{
    repair->journal->end = strcmp(how, "undone") == 0 ? REPAIR_UNDONE : REPAIR_ENDED;
    return append_line(repair, arena_printf(repair->arena, "ended %s", how), because);
}

bool repair_forget(Repair *repair, const char **because)
{
    Ground above;
    LiveOptions here = {.root = "/", .cwd = "/"};
    World *machine = world_live(repair->arena, &here, because);
    const char *parent = path_parent(repair->arena, repair->directory);
    if (!machine ||
        !open_ground(repair->arena, machine, repair->directory, &repair->ground, because))
        return false;
    Spot journal = {repair->ground.fd, JOURNAL, repair->directory};
    int error = spot_remove(journal);
    repair_close(repair);
    if (!error && open_ground(repair->arena, machine, parent, &above, because)) {
        error = spot_remove((Spot){above.fd, repair->id, repair->directory});
        ground_close(&above);
    }
    if (error)
        *because = trouble_at(repair->arena, repair->directory, error);
    return !error;
}
