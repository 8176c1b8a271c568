/* Words for what the machine is made of. */
#include <string.h>

#include "base/path.h"
#include "base/writer.h"
#include "changes/words.h"
#include "diagnose/judge.h"
#include "parse/group_file.h"

/* ---- A fact of both sides ---- */

static const char *fact_value(const Fact *fact)
{
    return fact->known == ABSENT ? NULL : fact->text;
}

static bool same_fact(const Fact *a, const Fact *b)
{
    return a->known == b->known && (a->known == ABSENT || strcmp(a->text, b->text) == 0);
}

bool put_fact_into_words(Part *part, const Side *before, const Side *after, const FactWords *words)
{
    const Fact *a = fact_get(before->facts, words->subject, words->name);
    const Fact *b = fact_get(after->facts, words->subject, words->name);
    if (a->known == UNKNOWN || b->known == UNKNOWN || same_fact(a, b))
        return false;
    part->before = fact_value(a);
    part->after = fact_value(b);
    part->says = !part->after ? words->gone : !part->before ? words->there : words->other;
    part->before = part->before ? part->before : "none";
    part->after = part->after ? part->after : "none";
    return true;
}

/* ---- The kernel's drivers ---- */

/* Which kernel driver has a GPU now, where it is another one. With nvidia loaded or gone it goes
 * without saying that nvidia has it, or nothing: then `of_strangers` alone is told. */
static const char *other_bindings(Arena *arena, const Side *before, const Side *after,
                                  bool of_strangers)
{
    Writer says = writer_new(arena);
    Strings gpus = facts_subjects(after->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++) {
        const Fact *then = fact_get(before->facts, gpus.items[i], FACT_GPU_DRIVER);
        const Fact *now = fact_get(after->facts, gpus.items[i], FACT_GPU_DRIVER);
        if (then->known == UNKNOWN || now->known == UNKNOWN || same_fact(then, now))
            continue;
        bool is_bound = now->known == PRESENT;
        const char *address = gpus.items[i] + strlen("gpu/"), *separator = says.length ? "; " : "";
        if (of_strangers && (!is_bound || strcmp(now->text, "nvidia") == 0))
            continue;
        if (is_bound)
            put_format(&says, "%sthe kernel driver %s is bound to the GPU at %s now", separator,
                       now->text, address);
        else
            put_format(&says, "%sno kernel driver is bound to the GPU at %s any more", separator,
                       address);
    }
    return says.length ? says.bytes : NULL;
}

static bool put_nvidia_module(Part *part, const Side *before, const Side *after)
{
    static const FactWords VERSION = {
        "machine", FACT_NVIDIA_MODULE, "the loaded kernel module nvidia is of another version",
        "the kernel module nvidia is loaded now", "the kernel module nvidia is no longer loaded"};
    static const FactWords FLAVOUR = {"machine", FACT_NVIDIA_MODULE_FLAVOUR,
                                      "the loaded kernel module nvidia is of the other flavour",
                                      "the flavour of the kernel module nvidia is known now",
                                      "the flavour of the kernel module nvidia is not known any "
                                      "more"};
    return put_fact_into_words(part, before, after, &VERSION) ||
           put_fact_into_words(part, before, after, &FLAVOUR);
}

void put_module_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    bool is_another = put_nvidia_module(part, before, after);
    const char *bindings = other_bindings(arena, before, after, is_another);
    if (bindings)
        part->says = is_another ? arena_printf(arena, "%s; %s", part->says, bindings) : bindings;
    if (is_another || bindings)
        return;
    put_files_into_words(arena, part);
    part->is_told = false;
}

/* ---- Device nodes ---- */

/* Those without which no program uses the GPU come first. */
static int node_rank(const char *path)
{
    const char *name = path_name(path);
    bool is_card = starts_with(name, "nvidia") && name[6] >= '0' && name[6] <= '9';
    bool is_common = strcmp(name, "nvidiactl") == 0 || strcmp(name, "nvidia-uvm") == 0;
    return is_card ? 0 : is_common ? 1 : 2;
}

/* "a, b and c", "a, b, c and 4 more". */
static const char *listed(Arena *arena, Strings names)
{
    enum { NAMED = 3 };
    Writer list = writer_new(arena);
    size_t shown = names.count <= NAMED ? names.count : NAMED;
    for (size_t i = 0; i < shown; i++)
        put_format(&list, "%s%s",
                   i == 0                 ? ""
                   : i + 1 == names.count ? " and "
                                          : ", ",
                   names.items[i]);
    if (names.count > shown)
        put_format(&list, " and %zu more", names.count - shown);
    return list.bytes;
}

/* Nodes with which the same happened, in one phrase. */
static void put_nodes(Writer *says, const Part *part, Known before, Known after,
                      const char *singular, const char *plural)
{
    Strings names = {0};
    for (int rank = 0; rank < 3; rank++) {
        for (size_t i = 0; i < part->differences.count; i++) {
            const Difference *one = &part->differences.items[i];
            if (one->before == before && one->after == after && !one->below_another &&
                node_rank(one->name) == rank)
                list_add(says->arena, names, one->name);
        }
    }
    if (names.count)
        put_format(says, "%s%s %s", says->length ? "; " : "", listed(says->arena, names),
                   names.count == 1 ? singular : plural);
}

void put_nodes_into_words(Arena *arena, Part *part)
{
    Writer says = writer_new(arena);
    put_nodes(&says, part, PRESENT, ABSENT, "is gone", "are gone");
    put_nodes(&says, part, ABSENT, PRESENT, "is new", "are new");
    put_nodes(&says, part, PRESENT, PRESENT, "has other rights or another device number",
              "have other rights or other device numbers");
    part->says = says.bytes;
}

/* ---- The driver's libraries ---- */

/* "libcuda.so.580.65.06" names its version. */
static const char *version_in(const char *path)
{
    static const char *const NAMES[] = {"libcuda.so.", "libnvidia-ml.so."};
    const char *name = path_name(path);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *version = name + strlen(NAMES[i]);
        if (starts_with(name, NAMES[i]) && strchr(version, '.'))
            return version;
    }
    return NULL;
}

/* The version of a side: of what its loader finds, else of a file that only this side has. */
static const char *driver_version(const Part *part, const Side *side, bool is_before)
{
    const char *known =
        fact_text_or(side->facts, "library/libcuda.so.1", FACT_LIBRARY_VERSION, NULL);
    for (size_t i = 0; !known && i < part->differences.count; i++) {
        const Difference *difference = &part->differences.items[i];
        Known there = is_before ? difference->before : difference->after;
        if (there == PRESENT && difference->before != difference->after)
            known = version_in(difference->name);
    }
    return known;
}

static bool lost_or_gained_libcuda(const Part *part, bool lost)
{
    for (size_t i = 0; i < part->differences.count; i++) {
        const Difference *difference = &part->differences.items[i];
        Known there = lost ? difference->after : difference->before;
        if (there == ABSENT && strcmp(path_name(difference->name), "libcuda.so.1") == 0)
            return true;
    }
    return false;
}

void put_driver_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    const char *then = driver_version(part, before, true);
    const char *now = driver_version(part, after, false);
    if (then && now && strcmp(then, now) != 0) {
        part->says = "the driver's libraries are of another version";
    } else if (lost_or_gained_libcuda(part, true) && !lost_or_gained_libcuda(part, false)) {
        part->says = "the driver's libraries are gone";
        now = "none";
    } else if (lost_or_gained_libcuda(part, false) && !lost_or_gained_libcuda(part, true)) {
        part->says = "the driver's libraries are there now";
        then = "none";
    } else {
        put_files_into_words(arena, part);
        return;
    }
    part->before = then && now ? then : NULL;
    part->after = then && now ? now : NULL;
}

/* ---- The user ---- */

static bool has_group(const User *user, unsigned group)
{
    for (size_t i = 0; i < user->group_count; i++)
        if (user->groups[i] == group)
            return true;
    return user->gid == group;
}

/* Either side may know the name. */
static const char *group_name(Arena *arena, const Side *before, const Side *after, unsigned id)
{
    const Side *const sides[] = {after, before};
    for (int i = 0; i < 2; i++) {
        Text file;
        GroupLine group;
        if (world_read(sides[i]->world, "/etc/group", 1024 * 1024, &file).known == PRESENT &&
            group_with_id(file, id, &group))
            return text_copy(arena, group.name);
    }
    return arena_printf(arena, "%u", id);
}

/* Groups that `a` has and `b` has not: "the group video", "the groups 4 and 24". */
static const char *groups_without(Arena *arena, const Side *before, const Side *after,
                                  const User *a, const User *b)
{
    Strings names = {0};
    for (size_t i = 0; i < a->group_count; i++)
        if (!has_group(b, a->groups[i]))
            list_add(arena, names, group_name(arena, before, after, a->groups[i]));
    return names.count ? arena_printf(arena, "the group%s %s", names.count == 1 ? "" : "s",
                                      listed(arena, names))
                       : NULL;
}

static const char *user_name(Arena *arena, const User *user)
{
    return user->name ? user->name : arena_printf(arena, "user %u", user->uid);
}

void put_user_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    const User *a = world_user(before->world), *b = world_user(after->world);
    bool is_asked = part->differences.count &&
                    part->differences.items[part->differences.count - 1].kind == DIFFERENT_USER;
    const char *lost = groups_without(arena, before, after, a, b);
    const char *gained = groups_without(arena, before, after, b, a);
    const char *name = user_name(arena, b);
    part->is_told = is_asked;
    if (!is_asked) {
        put_files_into_words(arena, part);
    } else if (a->uid != b->uid) {
        part->says = "another user is judged";
        part->before = arena_printf(arena, "%s (%u)", user_name(arena, a), a->uid);
        part->after = arena_printf(arena, "%s (%u)", name, b->uid);
    } else if (lost && gained) {
        part->says = arena_printf(arena, "the user %s is in %s now, and no longer in %s", name,
                                  gained, lost);
    } else if (lost || gained) {
        part->says = lost ? arena_printf(arena, "the user %s is no longer in %s", name, lost)
                          : arena_printf(arena, "the user %s is in %s now", name, gained);
    } else {
        part->says = arena_printf(arena, "the main group of the user %s is another one", name);
    }
}

/* ---- What the driver answered ---- */

static bool put_versions(Part *part, const Side *before, const Side *after)
{
    const FactWords words[] = {{"asked/nvml", FACT_ASKED_VERSION,
                                "the driver says that it is of another version", NULL, NULL},
                               {"asked/cuda", FACT_ASKED_VERSION,
                                "the driver serves another version of CUDA", NULL, NULL}};
    return put_fact_into_words(part, before, after, &words[0]) ||
           put_fact_into_words(part, before, after, &words[1]);
}

static void put_values(Part *part, const char *then, const char *now)
{
    bool differ = then && now && strcmp(then, now) != 0;
    part->before = differ ? then : NULL;
    part->after = differ ? now : NULL;
}

void put_answers_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    bool was_asked = before->question.ask_driver, is_asked = after->question.ask_driver;
    part->says = !was_asked  ? "the driver was asked now, and not before"
                 : !is_asked ? "the driver was asked before, and not now"
                             : "the driver gives another answer";
    if (!was_asked || !is_asked)
        return;
    const char *then = driver_answer_words(arena, before->facts);
    const char *now = driver_answer_words(arena, after->facts);
    if (then && now && strcmp(then, now) != 0)
        put_values(part, then, now);
    else if (!put_versions(part, before, after))
        /* Memory that is free, and the compute mode. */
        put_values(part, before->judgement->chain[STEP_AVAILABILITY].says,
                   after->judgement->chain[STEP_AVAILABILITY].says);
}
