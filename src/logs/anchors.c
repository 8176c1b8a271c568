#include "logs/anchors.h"

#include <string.h>

#include "base/fault.h"

enum {
    GRAM = 4,         /* bytes that are hashed at a look */
    FILTER_BITS = 18, /* 32 KB: the nearest cache holds it and what is searched */
    BUCKET_BITS = 13,
    USES_BITS = 16,
    MOST_USES = UINT16_MAX
};

/* A gram of the window of a literal, and two others of it, by which most that have the gram too are
 * told apart. */
typedef struct Entry {
    uint32_t gram, first, last;
    uint16_t offset; /* of the gram in the literal */
    uint16_t length, literal;
} Entry;

_Static_assert(LONGEST_SEARCHED <= UINT16_MAX && MOST_SEARCHED <= UINT16_MAX, "an entry has room");

struct Anchors {
    const Text *literals;
    size_t stride; /* bytes from look to look */
    const Entry *entries;
    /* Where the entries of a bucket begin; they end where those of the next one begin. */
    uint32_t buckets[(1 << BUCKET_BITS) + 1];
    uint64_t filter[(1 << FILTER_BITS) / 64];
};

/* Not aligned; which order its bytes have does not matter. */
static inline uint32_t gram_at(const char *at)
{
    uint32_t gram;
    memcpy(&gram, at, sizeof gram);
    return gram;
}

/* The upper bits of the product depend on all bytes. */
static inline uint32_t hash_of(uint32_t gram)
{
    return gram * 2654435769u;
}

static inline uint32_t bucket_of(uint32_t gram)
{
    return hash_of(gram) >> (32 - BUCKET_BITS);
}

static inline bool is_watched(const Anchors *anchors, const char *at)
{
    uint32_t bit = hash_of(gram_at(at)) >> (32 - FILTER_BITS);
    return anchors->filter[bit / 64] >> (bit % 64) & 1;
}

/* ---- Which window of a literal is watched ---- */

/* How often a byte stands in a log, roughly: one of the rest counts 1. */
static const struct {
    const char *bytes;
    unsigned weight;
} COMMON[] = {
    {" ", 120},   {"eatosinr", 45},  {"0123456789.:", 40},   {"lcdpmu", 25},
    {"/_-=", 20}, {"hgfbyvwkx", 12}, {"ABCDEFGIPSTUN[]", 6},
};

/* What training prints over and over: its grams are the last to be watched. */
static const char COMMONPLACE[] =
    "Epoch 1/100 - loss: 0. - accuracy: 0. - val_loss: - val_accuracy: - ETA: 0s 0s 0ms/step "
    "learning_rate: 0. step: steps/sec examples/sec global_step = Saving checkpoints for saved "
    "train_loss validation iteration batch: precision: recall: [INFO] INFO:root: INFO:tensorflow: "
    "WARNING:tensorflow: I tensorflow/core/common_runtime/gpu/gpu_device.cc: Loading "
    "tensorflow/stream_executor/cuda/ external/local_xla/xla/ tensorflow.python.framework Finished "
    " of the that from with this for not and ========= --------- ......... 00:00:00.000 0000-00-00";

/* What is known of bytes and grams, the latter by a hash of them. */
typedef struct Commonness {
    unsigned of_byte[256];
    uint16_t in_literals[1 << USES_BITS]; /* how many of them, where any has it */
    uint64_t commonplace[(1 << USES_BITS) / 64];
} Commonness;

static uint32_t use_of(const char *gram)
{
    return hash_of(gram_at(gram)) >> (32 - USES_BITS);
}

static const Commonness *commonness(Arena *arena, const Text literals[], size_t count)
{
    Commonness *common = arena_new_of(arena, Commonness);
    for (size_t byte = 0; byte < 256; byte++)
        common->of_byte[byte] = 1;
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        for (const char *byte = COMMON[i].bytes; *byte; byte++)
            common->of_byte[(unsigned char)*byte] = COMMON[i].weight;
    for (size_t at = 0; at + GRAM < sizeof COMMONPLACE; at++) {
        uint32_t use = use_of(COMMONPLACE + at);
        common->commonplace[use / 64] |= (uint64_t)1 << (use % 64);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at + GRAM <= literals[i].length; at++) {
            uint16_t *uses = &common->in_literals[use_of(literals[i].at + at)];
            *uses = (uint16_t)(*uses + (*uses < MOST_USES));
        }
    return common;
}

/* Twice: how often the gram is met where nothing is found, and how often for another literal where
 * something is. */
static uint64_t cost_of_gram(const Commonness *common, const char *gram)
{
    enum { OF_USE = 1000000, OF_COMMONPLACE = 1 << 30 };
    uint64_t cost = 1;
    for (size_t i = 0; i < GRAM; i++)
        cost *= common->of_byte[(unsigned char)gram[i]];
    uint32_t use = use_of(gram);
    if (common->commonplace[use / 64] >> (use % 64) & 1)
        cost += OF_COMMONPLACE;
    return cost + (uint64_t)OF_USE * common->in_literals[use];
}

/* Where the window begins of which the fewest grams will be met. */
static size_t rarest_window(const Commonness *common, Text literal, size_t stride)
{
    uint64_t costs[LONGEST_SEARCHED], cost = 0, least = UINT64_MAX;
    size_t best = 0;
    for (size_t at = 0; at + GRAM <= literal.length; at++) {
        costs[at] = cost_of_gram(common, literal.at + at);
        cost += costs[at];
        if (at >= stride)
            cost -= costs[at - stride];
        if (at + 1 >= stride && cost < least) {
            least = cost;
            best = at + 1 - stride;
        }
    }
    return best;
}

/* ---- The tables ---- */

static Entry entry_of(Text literal, size_t index, size_t offset)
{
    return (Entry){.gram = gram_at(literal.at + offset),
                   .first = gram_at(literal.at),
                   .last = gram_at(literal.at + literal.length - GRAM),
                   .offset = (uint16_t)offset,
                   .length = (uint16_t)literal.length,
                   .literal = (uint16_t)index};
}

static void watch(Anchors *anchors, uint32_t gram)
{
    uint32_t bit = hash_of(gram) >> (32 - FILTER_BITS);
    anchors->filter[bit / 64] |= (uint64_t)1 << (bit % 64);
    anchors->buckets[bucket_of(gram)]++;
}

/* The buckets hold how many entries each will have. They are filled from their ends, after which
 * each of them begins where it should. */
static void fill_buckets(Anchors *anchors, Entry *entries, const size_t windows[], size_t count)
{
    uint32_t *buckets = anchors->buckets;
    for (size_t i = 1; i <= 1 << BUCKET_BITS; i++)
        buckets[i] += buckets[i - 1];
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < anchors->stride; k++) {
            Entry entry = entry_of(anchors->literals[i], i, windows[i] + k);
            entries[--buckets[bucket_of(entry.gram)]] = entry;
        }
    anchors->entries = entries;
}

static size_t shortest(const Text literals[], size_t count)
{
    size_t length = LONGEST_SEARCHED;
    for (size_t i = 0; i < count; i++) {
        if (literals[i].length < SHORTEST_SEARCHED || literals[i].length > LONGEST_SEARCHED)
            fault("a literal that is searched in logs is too short or too long.");
        if (literals[i].length < length)
            length = literals[i].length;
    }
    return length;
}

Anchors *anchors_new(Arena *arena, const Text literals[], size_t count)
{
    if (count > MOST_SEARCHED)
        fault("too many literals are searched in logs.");
    Anchors *anchors = arena_new_of(arena, Anchors);
    anchors->literals = literals;
    size_t length = shortest(literals, count);
    /* More than this gains nothing: the time goes into reading the bytes. */
    anchors->stride = (length < 16 ? length : 16) - (GRAM - 1);
    const Commonness *common = commonness(arena, literals, count);
    size_t *windows = arena_alloc(arena, (count + 1) * sizeof *windows);
    for (size_t i = 0; i < count; i++) {
        windows[i] = rarest_window(common, literals[i], anchors->stride);
        for (size_t k = 0; k < anchors->stride; k++)
            watch(anchors, gram_at(literals[i].at + windows[i] + k));
    }
    Entry *entries = arena_alloc(arena, (count * anchors->stride + 1) * sizeof(Entry));
    fill_buckets(anchors, entries, windows, count);
    return anchors;
}

/* ---- The search ---- */

void anchors_begin(AnchorSearch *search, const Anchors *anchors, Text block)
{
    search->anchors = anchors;
    search->block = block;
    search->next = 0;
    search->look = search->look_count = search->compared = 0;
    search->hit = search->hit_count = 0;
}

/* Notes the next looks that may be of a literal. Where four are of none they are passed over; else
 * no branch depends on what one look finds, which nobody could foretell where every line holds a
 * literal. */
static void look_on(AnchorSearch *search)
{
    const Anchors *anchors = search->anchors;
    Text block = search->block;
    size_t stride = anchors->stride, at = search->next, count = 0;
    for (; at + 3 * stride + GRAM <= block.length && count + 4 <= ANCHOR_LOOKS; at += 4 * stride) {
        bool watched[4], any = false;
        for (size_t i = 0; i < 4; i++)
            any |= watched[i] = is_watched(anchors, block.at + at + i * stride);
        if (!any)
            continue;
        for (size_t i = 0; i < 4; i++) {
            search->looks[count] = at + i * stride;
            count += watched[i];
        }
    }
    for (; at + GRAM <= block.length && count < ANCHOR_LOOKS; at += stride) {
        search->looks[count] = at;
        count += is_watched(anchors, block.at + at);
    }
    search->next = at;
    search->look = 0;
    search->look_count = count;
}

/* Whether the literal of an entry seems to lie where a look at `look` would meet it, whole. Without
 * a branch, as above; what would be read outside of the block is read at the look. */
static inline bool may_stand(Text block, const Entry *entry, size_t look)
{
    size_t at = look - entry->offset, length = entry->length;
    bool inside = look >= entry->offset && at + length <= block.length;
    const char *first = block.at + (inside ? at : look);
    const char *last = block.at + (inside ? at + length - GRAM : look);
    uint32_t differs = gram_at(block.at + look) ^ entry->gram;
    differs |= gram_at(first) ^ entry->first;
    differs |= gram_at(last) ^ entry->last;
    return inside && !differs;
}

/* Compares what was noted, up to as many entries as could be found. */
static void compare(AnchorSearch *search)
{
    const Anchors *anchors = search->anchors;
    size_t hits = 0;
    while (search->look < search->look_count && hits < ANCHOR_HITS) {
        size_t look = search->looks[search->look];
        const uint32_t *bucket = &anchors->buckets[bucket_of(gram_at(search->block.at + look))];
        size_t from = bucket[0] + search->compared, end = bucket[1];
        size_t to = end - from > ANCHOR_HITS - hits ? from + ANCHOR_HITS - hits : end;
        for (size_t i = from; i < to; i++) {
            const Entry *entry = &anchors->entries[i];
            search->hits[hits] = (AnchorHit){look - entry->offset, entry->literal};
            hits += may_stand(search->block, entry, look);
        }
        search->compared = to < end ? to - bucket[0] : 0;
        search->look += to == end;
    }
    search->hit = 0;
    search->hit_count = hits;
}

bool anchors_next(AnchorSearch *search, AnchorHit *hit)
{
    for (;;) {
        while (search->hit < search->hit_count) {
            *hit = search->hits[search->hit++];
            Text literal = search->anchors->literals[hit->literal];
            if (memcmp(search->block.at + hit->at, literal.at, literal.length) == 0)
                return true;
        }
        if (search->look == search->look_count)
            look_on(search);
        if (search->look == search->look_count)
            return false;
        compare(search);
    }
}
