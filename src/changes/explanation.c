#include "changes/explanation.h"

#include <string.h>

#include "world/mixed.h"

enum { MOST_JUDGEMENTS = 64 };

typedef struct Search {
    Arena *arena;
    const Side *worse, *better;
    const Parts *parts;
    size_t judgements;
    Table tried;  /* answers of is_enough(), by the parts in question */
    bool gave_up; /* too many judgements: what was not tried counts as not enough */
} Search;

/* ---- One mixture ---- */

/* What has to be known of its judgement, whose arena is given back. */
typedef struct Outcome {
    bool is_as_better;
    CauseId root;
    bool has_root;
    const char *says; /* of the root cause; in the arena of the search */
} Outcome;

static bool holds_part(const PartList *list, const Part *part)
{
    for (size_t i = 0; part && i < list->count; i++)
        if (list->items[i] == part)
            return true;
    return false;
}

typedef struct PutBack {
    const Parts *parts;
    const PartList *chosen;
} PutBack;

static bool puts_back_file(void *context, const char *path)
{
    const PutBack *back = context;
    return holds_part(back->chosen, part_of_file(back->parts, path));
}

static bool puts_back_variable(void *context, const char *name)
{
    const PutBack *back = context;
    return holds_part(back->chosen, part_of_variable(back->parts, name));
}

static void add_what_is_there(Arena *arena, World *better, const PartList *chosen, Strings *there)
{
    for (size_t i = 0; i < chosen->count; i++) {
        const DifferenceList *differences = &chosen->items[i]->differences;
        for (size_t j = 0; j < differences->count; j++)
            if (differences->items[j].kind == DIFFERENT_FILE &&
                recorded_presence(better, differences->items[j].name) == PRESENT)
                list_add(arena, *there, differences->items[j].name);
    }
}

static Outcome judge_mixture(Search *search, const PartList *chosen)
{
    Arena *arena = arena_new();
    PutBack back = {search->parts, chosen};
    MixedChoice choice = {.file = puts_back_file,
                          .variable = puts_back_variable,
                          .context = &back,
                          .user = holds_part(chosen, search->parts->user),
                          .processor = holds_part(chosen, search->parts->processor),
                          .testimonies = holds_part(chosen, search->parts->answers)};
    add_what_is_there(arena, search->better->world, chosen, &choice.there_then);
    World *mixture = world_mixed(arena, search->worse->world, search->better->world, &choice);
    Question question = search->worse->question;
    if (choice.testimonies)
        question.ask_driver = search->better->question.ask_driver;
    Side side = side_judge(mixture, "", &question);
    const Cause *root = side_root(side.judgement);
    Outcome outcome = {.is_as_better = same_answer(side.judgement, search->better->judgement),
                       .has_root = root != NULL};
    if (root) {
        outcome.root = root->id;
        outcome.says = arena_strdup(search->arena, root->says);
    }
    search->judgements++;
    arena_free(arena);
    return outcome;
}

/* A letter for each part that is chosen. */
static const char *key_of(Search *search, const PartList *chosen)
{
    const PartList *all = &search->parts->all;
    char *key = arena_alloc(search->arena, all->count + 1);
    for (size_t i = 0; i < all->count; i++)
        key[i] = holds_part(chosen, all->items[i]) ? 'x' : '-';
    return key;
}

static bool is_enough(Search *search, const PartList *chosen)
{
    static bool yes = true, no = false;
    const char *key = key_of(search, chosen);
    const bool *known = table_get(&search->tried, key);
    if (known)
        return *known;
    if (search->judgements >= MOST_JUDGEMENTS) {
        search->gave_up = true;
        return false;
    }
    bool is_as_better = judge_mixture(search, chosen).is_as_better;
    table_put(search->arena, &search->tried, key, is_as_better ? &yes : &no);
    return is_as_better;
}

/* ---- Parts that are enough alone ---- */

static PartList slice(const PartList *list, size_t from, size_t count)
{
    return (PartList){.items = list->items + from, .count = count, .room = count};
}

/* Halves in which nothing is enough are not looked into, so that a hundred upgraded packages cost
 * a handful of judgements. */
static void add_those_enough(Search *search, PartList some, PartList *found)
{
    if (some.count == 0 || !is_enough(search, &some))
        return;
    if (some.count == 1) {
        list_add(search->arena, *found, some.items[0]);
        return;
    }
    size_t half = some.count / 2;
    add_those_enough(search, slice(&some, 0, half), found);
    add_those_enough(search, slice(&some, half, some.count - half), found);
}

/* ---- The fewest that are enough together ---- */

static PartList joined(Arena *arena, PartList a, PartList b)
{
    PartList both = {0};
    for (size_t i = 0; i < a.count; i++)
        list_add(arena, both, a.items[i]);
    for (size_t i = 0; i < b.count; i++)
        list_add(arena, both, b.items[i]);
    return both;
}

/* Of `some`, the parts that are needed besides `given`, which together are enough: divide and
 * conquer (QuickXplain, Junker 2004). Earlier parts are kept where later ones would do as well. */
static PartList needed(Search *search, PartList given, bool given_grew, PartList some)
{
    if (given_grew && is_enough(search, &given))
        return (PartList){0};
    if (some.count == 1)
        return some;
    size_t half = some.count / 2;
    PartList first = slice(&some, 0, half), second = slice(&some, half, some.count - half);
    PartList later = needed(search, joined(search->arena, given, first), first.count > 0, second);
    PartList earlier = needed(search, joined(search->arena, given, later), later.count > 0, first);
    return joined(search->arena, earlier, later);
}

/* ---- What came before them ---- */

/* Nobody loads a module for another kernel by accident: of two parts that changed, one follows from
 * the other. */
static const struct {
    PartKind part, from;
} FOLLOWS[] = {
    {PART_NODES, PART_CONTAINER},        {PART_NODES, PART_GPU},
    {PART_NODES, PART_KERNEL},           {PART_NODES, PART_MODULE},
    {PART_MODULE, PART_CONTAINER},       {PART_MODULE, PART_GPU},
    {PART_MODULE, PART_KERNEL},          {PART_MODULE, PART_INSTALLED_MODULE},
    {PART_DRIVER, PART_CONTAINER},       {PART_GPU, PART_CONTAINER},
    {PART_LOADER_CACHE, PART_CONTAINER}, {PART_LOADER_CACHE, PART_DRIVER},
};

/* An installer brings NVIDIA's packages with the framework that wants them. */
static bool is_brought_by(const Part *part, const Part *other)
{
    static const char *const FRAMEWORKS[] = {"tensorflow", "torch", "jax"};
    if (part->kind != PART_PACKAGE || other->kind != PART_PACKAGE ||
        !starts_with(part->key, "nvidia"))
        return false;
    for (size_t i = 0; i < sizeof FRAMEWORKS / sizeof *FRAMEWORKS; i++)
        if (strcmp(other->key, FRAMEWORKS[i]) == 0)
            return true;
    return false;
}

bool part_follows(const Part *part, const Part *other)
{
    if (is_brought_by(part, other))
        return true;
    for (size_t i = 0; i < sizeof FOLLOWS / sizeof *FOLLOWS; i++)
        if (FOLLOWS[i].part == part->kind && FOLLOWS[i].from == other->kind)
            return true;
    return false;
}

static bool any_follows_from(const PartList *parts, const Part *other)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i] != other && part_follows(parts->items[i], other))
            return true;
    return false;
}

/* Whether putting back this part alone gives another reason, though not yet the other answer. */
static bool changes_the_reason(Search *search, Part *part)
{
    PartList alone = {.items = &part, .count = 1, .room = 1};
    const Cause *root = side_root(search->worse->judgement);
    if (!root || search->judgements >= MOST_JUDGEMENTS)
        return false;
    Outcome outcome = judge_mixture(search, &alone);
    return !outcome.has_root || outcome.root != root->id || strcmp(outcome.says, root->says) != 0;
}

static Part *leading_part(Search *search, const PartList *found)
{
    for (size_t i = 0; i < search->parts->all.count; i++) {
        Part *part = search->parts->all.items[i];
        if (!part->is_told || !any_follows_from(found, part))
            continue;
        if (holds_part(found, part) || changes_the_reason(search, part))
            return part;
    }
    return NULL;
}

/* ---- All of it ---- */

static int rank(const Judgement *judgement)
{
    switch (judgement->verdict) {
    case VERDICT_GPU: return 3 + (judgement->listed > 0 ? judgement->listed : 0);
    case VERDICT_FAILS: return 1;
    case VERDICT_CPU: return 2;
    case VERDICT_UNKNOWN: break;
    }
    return 0;
}

/* What is told is judged once more: that parts which are not needed may be left out is likely, and
 * no law. Of everything put back it is known. */
static void search_together(Search *search, Explanation *explanation)
{
    explanation->kind = EXPLANATION_TOGETHER;
    explanation->parts = needed(search, (PartList){0}, false, search->parts->all);
    bool is_proved = judge_mixture(search, &explanation->parts).is_as_better;
    if (search->gave_up || !is_proved)
        explanation->kind = EXPLANATION_COARSE;
    if (!is_proved)
        explanation->parts = search->parts->all;
}

Explanation explain_changes(Arena *arena, const Side *before, const Side *after, const Parts *parts)
{
    Explanation explanation = {.kind = EXPLANATION_NOT_NEEDED};
    if (same_answer(before->judgement, after->judgement))
        return explanation;
    explanation.kind = EXPLANATION_NONE;
    explanation.is_improved = rank(after->judgement) > rank(before->judgement);
    Search search = {.arena = arena,
                     .worse = explanation.is_improved ? before : after,
                     .better = explanation.is_improved ? after : before,
                     .parts = parts};
    bool is_known = search.better->judgement->verdict == VERDICT_GPU ||
                    search.worse->judgement->verdict != VERDICT_UNKNOWN;
    PartList nothing = {0};
    if (!is_known) {
        explanation.judgements = 0;
    } else if (is_enough(&search, &nothing)) {
        /* Nothing is put back, and where one recording is silent the other one speaks. */
        explanation.kind = EXPLANATION_UNRECORDED;
    } else if (parts->all.count && is_enough(&search, &parts->all)) {
        explanation.kind = EXPLANATION_ALONE;
        add_those_enough(&search, parts->all, &explanation.parts);
        if (explanation.parts.count == 0)
            search_together(&search, &explanation);
        explanation.led_by = leading_part(&search, &explanation.parts);
    }
    explanation.judgements = search.judgements;
    return explanation;
}

const char *explanation_word(ExplanationKind kind)
{
    static const char *const WORDS[] = {"not-needed", "alone",        "together",
                                        "coarse",     "not-recorded", "none"};
    return WORDS[kind];
}
