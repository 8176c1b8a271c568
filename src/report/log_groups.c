#include "report/log_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/writer.h"
#include "report/terminal_parts.h"

enum { MOST_NAMES = 3, MOST_NAME_BYTES = 40 };

bool says_nothing(const LoggedAnswer *answer)
{
    const Judgement *judgement = answer->judgement;
    return judgement->verdict == VERDICT_UNKNOWN && !judgement->causes.count &&
           !judgement->findings.count && !answer->placement.rows.count;
}

/* ---- What is the same ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_causes(const CauseList *a, const CauseList *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].id != b->items[i].id || a->items[i].certain != b->items[i].certain ||
            !same_text(a->items[i].says, b->items[i].says))
            return false;
    return true;
}

/* Ranks go with ranks, pods with pods, starts that nobody names with each other. */
static bool same_kind(const Episode *a, const Episode *b)
{
    return a && b && a->is_rank == b->is_rank && !a->whose == !b->whose;
}

static bool say_the_same(const LoggedAnswer *a, const LoggedAnswer *b)
{
    const Judgement *one = a->judgement, *other = b->judgement;
    return same_kind(a->episode, b->episode) && same_text(one->says, other->says) &&
           same_causes(&one->causes, &other->causes) &&
           same_causes(&one->findings, &other->findings);
}

/* ---- Names ---- */

static void put_joined(Writer *out, Strings names)
{
    for (size_t i = 0; i < names.count; i++)
        put_format(out, "%s%s", i == 0 ? "" : i + 1 < names.count ? ", " : " and ", names.items[i]);
}

static int compare_numbers(const void *a, const void *b)
{
    long long one = *(const long long *)a, other = *(const long long *)b;
    return one < other ? -1 : one > other;
}

static void add_range(Arena *arena, Strings *ranges, long long first, long long last)
{
    bool are_many = last > first + 1;
    list_add(arena, *ranges,
             are_many ? arena_printf(arena, "%lld to %lld", first, last)
                      : arena_printf(arena, "%lld", first));
    if (last == first + 1)
        list_add(arena, *ranges, arena_printf(arena, "%lld", last));
}

/* "0 to 2, 5 and 7" */
static void put_ranks(Writer *out, Strings names)
{
    LIST_OF(long long) numbers = {0};
    Strings ranges = {0};
    for (size_t i = 0; i < names.count; i++) {
        long long number = 0;
        (void)text_number(text_of(names.items[i]), &number);
        list_add(out->arena, numbers, number);
    }
    qsort(numbers.items, numbers.count, sizeof *numbers.items, compare_numbers);
    for (size_t i = 0; i < numbers.count;) {
        size_t end = i;
        while (end + 1 < numbers.count && numbers.items[end + 1] <= numbers.items[end] + 1)
            end++;
        add_range(out->arena, &ranges, numbers.items[i], numbers.items[end]);
        i = end + 1;
    }
    put_joined(out, ranges);
}

static void put_names(Writer *out, Strings names)
{
    Strings shown = {0};
    size_t length = 0;
    for (size_t i = 0; i < names.count && i < MOST_NAMES; i++) {
        length += strlen(names.items[i]);
        if (i > 0 && length > MOST_NAME_BYTES)
            break;
        list_add(out->arena, shown, names.items[i]);
    }
    size_t more = names.count - shown.count;
    if (more)
        list_add(out->arena, shown, arena_printf(out->arena, "%zu more", more));
    put_joined(out, shown);
}

static bool is_of_ranks(const LogGroup *group)
{
    return group->names.count && group->told.episode->is_rank;
}

/* "ranks 0 to 7", "rank 3", "worker-0 and worker-1"; NULL: nobody is named. */
static const char *who(Arena *arena, const LogGroup *group)
{
    Writer out = writer_new(arena);
    if (!group->names.count)
        return NULL;
    if (is_of_ranks(group)) {
        put(&out, group->names.count > 1 ? "ranks " : "rank ");
        put_ranks(&out, group->names);
    } else {
        put_names(&out, group->names);
    }
    return out.bytes;
}

/* ---- Groups ---- */

static LogGroup *group_of(Arena *arena, LogGroups *groups, const LoggedAnswer *answer)
{
    for (size_t i = 0; i < groups->count; i++)
        if (say_the_same(&groups->items[i].told, answer))
            return &groups->items[i];
    list_add(arena, *groups, (LogGroup){.told = *answer});
    return &groups->items[groups->count - 1];
}

/* A single start has a title already, with its lines. */
static void entitle(Arena *arena, LogGroup *group, const char *file)
{
    group->told.who = who(arena, group);
    if (group->starts < 2)
        return;
    Judgement *of_all = arena_new_of(arena, Judgement);
    *of_all = *group->told.judgement;
    of_all->target.log = group->told.who
                             ? arena_printf(arena, "%s, %s", file, group->told.who)
                             : arena_printf(arena, "%s, %zu starts", file, group->starts);
    group->told.judgement = of_all;
}

static int urgency(const LogGroup *group)
{
    switch (group->told.judgement->verdict) {
    case VERDICT_CPU:
    case VERDICT_FAILS: return 0;
    case VERDICT_UNKNOWN: return 1;
    case VERDICT_GPU: break;
    }
    return 2;
}

static bool comes_before(const LogGroup *a, const LogGroup *b)
{
    if (!a->names.count || !b->names.count)
        return false;
    if (urgency(a) != urgency(b))
        return urgency(a) < urgency(b);
    return a->names.count > b->names.count;
}

static void sort(LogGroups *groups)
{
    for (size_t i = 1; i < groups->count; i++) {
        LogGroup moving = groups->items[i];
        size_t at = i;
        for (; at > 0 && comes_before(&moving, &groups->items[at - 1]); at--)
            groups->items[at] = groups->items[at - 1];
        groups->items[at] = moving;
    }
}

LogGroups log_groups(Arena *arena, const LoggedAnswers *answers, const char *file)
{
    LogGroups groups = {0};
    for (size_t i = 0; i < answers->count; i++) {
        const LoggedAnswer *answer = &answers->items[i];
        LogGroup *group = group_of(arena, &groups, answer);
        group->starts++;
        if (answer->episode && answer->episode->whose &&
            !strings_have(group->names, answer->episode->whose))
            list_add(arena, group->names, answer->episode->whose);
    }
    for (size_t i = 0; i < groups.count; i++)
        entitle(arena, &groups.items[i], file);
    sort(&groups);
    return groups;
}

/* ---- Who differs ---- */

static const char *what(const Judgement *judgement)
{
    static const char *const VERDICTS[] = {"used the GPU", "ran on the CPU", "ended in an error",
                                           "GPU or CPU, it cannot be told"};
    const Cause *root = root_cause(judgement);
    if (!root && judgement->findings.count)
        root = &judgement->findings.items[0];
    return root ? cause_word(root->id) : VERDICTS[judgement->verdict];
}

const char *log_groups_differ(Arena *arena, const LogGroups *groups)
{
    const LogGroup *most = NULL;
    size_t all = 0, named = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const LogGroup *group = &groups->items[i];
        all += group->names.count;
        named += group->names.count > 0;
        most = group->names.count > (most ? most->names.count : 0) ? group : most;
    }
    if (named < 2)
        return NULL;
    Writer out = writer_new(arena);
    bool same = most->names.count > 1;
    if (same)
        put_format(&out, "%zu of %zu%s say the same (%s)", most->names.count, all,
                   is_of_ranks(most) ? " ranks" : "", what(most->told.judgement));
    for (size_t i = 0; i < groups->count; i++) {
        const LogGroup *group = &groups->items[i];
        if (!group->names.count || (same && group == most))
            continue;
        const char *differ = !same ? "" : group->names.count > 1 ? " differ" : " differs";
        put_format(&out, "%s%s%s: %s", out.length ? "; " : "", group->told.who, differ,
                   what(group->told.judgement));
    }
    return out.bytes;
}
