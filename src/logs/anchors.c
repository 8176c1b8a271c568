#include "logs/anchors.h"

#include <string.h>

#include "base/fault.h"

enum {
    GRAM = 4,         /* bytes that are hashed at a look */
    FILTER_BITS = 18, /* 32 KB: the nearest cache holds it and what is searched */
    BUCKET_BITS = 15,
    USES_BITS = 16,
    MOST_USES = UINT16_MAX,
    /* A few literals may be shorter than the rest without all being looked at more often. */
    LONG_ENOUGH = 8,
    MOST_SHORT = 8
};

/* A gram of the window of a literal, and two others of it, by which most that have the gram too are
 * told apart. */
typedef struct Entry {
    uint32_t gram, first, last;
    int16_t offset; /* of the gram from where the literal begins */
    uint16_t length, literal;
} Entry;

_Static_assert(LONGEST_SEARCHED <= INT16_MAX && MOST_SEARCHED <= UINT16_MAX, "an entry has room");

struct Anchors {
    const Text *literals;
    size_t stride; /* bytes from look to look */
    size_t longest;
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

/* The same where fewer bytes may be left in the block: zeros stand for those that are not. */
static inline uint32_t gram_within(Text block, size_t at)
{
    uint32_t gram = 0;
    if (block.length - at >= sizeof gram)
        return gram_at(block.at + at);
    memcpy(&gram, block.at + at, block.length - at);
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

static inline bool is_watched(const Anchors *anchors, uint32_t gram)
{
    uint32_t bit = hash_of(gram) >> (32 - FILTER_BITS);
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

/* Where the window begins of which the fewest grams will be met. A literal that has no room for one
 * is watched from the byte before it on. */
static int rarest_window(const Commonness *common, Text literal, size_t stride)
{
    if (literal.length < stride + GRAM - 1)
        return -1;
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
    return (int)best;
}

/* ---- The tables ---- */

enum { VARIANTS = 256 };

/* What a look may meet `offset` from where a literal begins: one gram, or where one of its bytes
 * stands before or behind the literal, one for each that this may be. */
typedef struct Grams {
    uint32_t grams[VARIANTS];
    size_t count;
} Grams;

static void grams_of(Text literal, int offset, Grams *grams)
{
    char bytes[GRAM];
    int other = offset < 0 ? 0 : offset + GRAM > (int)literal.length ? GRAM - 1 : -1;
    for (int i = 0; i < GRAM; i++)
        bytes[i] = i == other ? '\0' : literal.at[offset + i];
    grams->count = other < 0 ? 1 : VARIANTS;
    for (size_t i = 0; i < grams->count; i++) {
        if (other >= 0)
            bytes[other] = (char)(unsigned char)i;
        grams->grams[i] = gram_at(bytes);
    }
}

static Entry entry_of(Text literal, size_t index, int offset, uint32_t gram)
{
    return (Entry){.gram = gram,
                   .first = gram_at(literal.at),
                   .last = gram_at(literal.at + literal.length - GRAM),
                   .offset = (int16_t)offset,
                   .length = (uint16_t)literal.length,
                   .literal = (uint16_t)index};
}

static void watch(Anchors *anchors, uint32_t gram)
{
    uint32_t bit = hash_of(gram) >> (32 - FILTER_BITS);
    anchors->filter[bit / 64] |= (uint64_t)1 << (bit % 64);
    anchors->buckets[bucket_of(gram)]++;
}

/* Returns how many entries there will be. */
static size_t watch_windows(Anchors *anchors, const int windows[], size_t count)
{
    size_t entries = 0;
    Grams grams;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < anchors->stride; k++) {
            grams_of(anchors->literals[i], windows[i] + (int)k, &grams);
            for (size_t j = 0; j < grams.count; j++)
                watch(anchors, grams.grams[j]);
            entries += grams.count;
        }
    return entries;
}

/* The buckets hold how many entries each will have. They are filled from their ends, after which
 * each of them begins where it should. */
static void fill_buckets(Anchors *anchors, Entry *entries, const int windows[], size_t count)
{
    uint32_t *buckets = anchors->buckets;
    Grams grams;
    for (size_t i = 1; i <= 1 << BUCKET_BITS; i++)
        buckets[i] += buckets[i - 1];
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < anchors->stride; k++) {
            int offset = windows[i] + (int)k;
            grams_of(anchors->literals[i], offset, &grams);
            for (size_t j = 0; j < grams.count; j++)
                entries[--buckets[bucket_of(grams.grams[j])]] =
                    entry_of(anchors->literals[i], i, offset, grams.grams[j]);
        }
    anchors->entries = entries;
}

/* How far apart looks may be that one of them falls on each window, where each literal has
 * `length` bytes or more; more than this gains nothing: the time goes into reading the bytes. */
static size_t stride_of(size_t length)
{
    return (length < 16 ? length : 16) - (GRAM - 1);
}

/* Of a few short literals the bytes beside them are watched too. */
static size_t stride_for(const Text literals[], size_t count)
{
    size_t shortest = LONGEST_SEARCHED, few = 0;
    for (size_t i = 0; i < count; i++) {
        if (literals[i].length < SHORTEST_SEARCHED || literals[i].length > LONGEST_SEARCHED)
            fault("a literal that is searched in logs is too short or too long.");
        if (literals[i].length < shortest)
            shortest = literals[i].length;
        few += literals[i].length < LONG_ENOUGH;
    }
    if (shortest >= LONG_ENOUGH || few > MOST_SHORT)
        return stride_of(shortest);
    return shortest + 2 < LONG_ENOUGH ? stride_of(shortest + 2) : stride_of(LONG_ENOUGH);
}

Anchors *anchors_new(Arena *arena, const Text literals[], size_t count)
{
    if (count > MOST_SEARCHED)
        fault("too many literals are searched in logs.");
    Anchors *anchors = arena_new_of(arena, Anchors);
    anchors->literals = literals;
    anchors->stride = stride_for(literals, count);
    const Commonness *common = commonness(arena, literals, count);
    for (size_t i = 0; i < count; i++)
        if (literals[i].length > anchors->longest)
            anchors->longest = literals[i].length;
    int *windows = arena_alloc(arena, (count + 1) * sizeof *windows);
    for (size_t i = 0; i < count; i++)
        windows[i] = rarest_window(common, literals[i], anchors->stride);
    size_t entries = watch_windows(anchors, windows, count);
    fill_buckets(anchors, arena_alloc(arena, (entries + 1) * sizeof(Entry)), windows, count);
    return anchors;
}

/* ---- The search ---- */

void anchors_begin(AnchorSearch *search, const Anchors *anchors, Text block)
{
    search->anchors = anchors;
    search->literals = anchors->literals;
    search->block = block;
    search->next = block.length < SHORTEST_SEARCHED ? block.length : 0;
    search->look = search->look_count = search->compared = 0;
    search->hit = search->hit_count = 0;
}

/* Notes the next looks that may be of a literal. No branch depends on what one look finds, which
 * nobody could foretell where every line holds a literal. */
static void look_on(AnchorSearch *search)
{
    const Anchors *anchors = search->anchors;
    Text block = search->block;
    size_t stride = anchors->stride, at = search->next, count = 0;
    for (; at + 3 * stride + GRAM <= block.length && count + 4 <= ANCHOR_LOOKS; at += 4 * stride) {
        for (size_t i = 0; i < 4; i++) {
            search->looks[count] = at + i * stride;
            count += is_watched(anchors, gram_at(block.at + at + i * stride));
        }
    }
    /* The last byte of the last gram may stand behind a literal with which the block ends. */
    bool ends = at + 3 * stride + GRAM > block.length;
    for (; ends && at + GRAM - 1 <= block.length && count < ANCHOR_LOOKS; at += stride) {
        search->looks[count] = at;
        count += is_watched(anchors, gram_within(block, at));
    }
    search->next = at;
    search->look = 0;
    search->look_count = count;
}

/* Notes the entries [from, to) of which the literal seems to lie, whole, where a look at `look`
 * would meet it. Without a branch, as above; what would be read outside of the block is read at its
 * beginning. Returns how many hits there are then. */
static inline size_t compare_entries(AnchorSearch *search, size_t look, uint32_t gram,
                                     const Entry *from, const Entry *to, size_t hits)
{
    Text block = search->block;
    ptrdiff_t length = (ptrdiff_t)block.length, longest = (ptrdiff_t)search->anchors->longest;
    bool amid = (ptrdiff_t)look >= longest && length - (ptrdiff_t)look > longest;
    do {
        Entry entry = *from;
        ptrdiff_t at = (ptrdiff_t)look - entry.offset, last = at + entry.length - GRAM;
        bool inside = amid || (at >= 0 && last + GRAM <= length);
        uint32_t differs = gram ^ entry.gram;
        differs |= gram_at(block.at + (inside ? at : 0)) ^ entry.first;
        differs |= gram_at(block.at + (inside ? last : 0)) ^ entry.last;
        search->hits[hits] = (AnchorHit){(size_t)at, entry.literal};
        hits += inside && !differs;
    } while (++from < to);
    return hits;
}

/* Compares what was noted, up to as many entries as could be found. */
static void compare(AnchorSearch *search)
{
    const Anchors *anchors = search->anchors;
    size_t hits = 0;
    while (search->look < search->look_count && hits < ANCHOR_HITS) {
        size_t look = search->looks[search->look];
        uint32_t gram = gram_within(search->block, look);
        const uint32_t *bucket = &anchors->buckets[bucket_of(gram)];
        size_t from = bucket[0] + search->compared, end = bucket[1];
        size_t to = end - from > ANCHOR_HITS - hits ? from + ANCHOR_HITS - hits : end;
        hits = compare_entries(search, look, gram, anchors->entries + from, anchors->entries + to,
                               hits);
        search->compared = to < end ? to - bucket[0] : 0;
        search->look += to == end;
    }
    search->hit = 0;
    search->hit_count = hits;
}

bool anchors_more(AnchorSearch *search)
{
    do {
        if (search->look == search->look_count)
            look_on(search);
        if (search->look == search->look_count)
            return false;
        compare(search);
    } while (search->hit_count == 0);
    return true;
}
