#include "logs/anchors.h"

#include <string.h>

#include "base/fault.h"

enum {
    GRAM = 4,         /* bytes that are hashed at a look */
    FILTER_BITS = 17, /* 16 KB: the nearest cache holds it and what is searched */
    BUCKET_BITS = 12
};

/* A gram of the window of a literal. Entry 0 is none: it ends every chain. */
typedef struct Entry {
    uint32_t gram;
    uint16_t literal;
    uint16_t offset; /* of the gram in the literal */
    uint32_t next;
} Entry;

struct Anchors {
    const Text *literals;
    size_t stride; /* bytes from look to look */
    Entry *entries;
    uint32_t entry_count;
    uint32_t buckets[1 << BUCKET_BITS];
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

typedef struct Commonness {
    unsigned of_byte[256];
} Commonness;

static Commonness commonness(void)
{
    Commonness common;
    for (size_t byte = 0; byte < 256; byte++)
        common.of_byte[byte] = 1;
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        for (const char *byte = COMMON[i].bytes; *byte; byte++)
            common.of_byte[(unsigned char)*byte] = COMMON[i].weight;
    return common;
}

static bool is_commonplace(const char *gram)
{
    return memmem(COMMONPLACE, sizeof COMMONPLACE - 1, gram, GRAM) != NULL;
}

static uint64_t cost_of_gram(const Commonness *common, const char *gram)
{
    uint64_t cost = 1;
    for (size_t i = 0; i < GRAM; i++)
        cost *= common->of_byte[(unsigned char)gram[i]];
    return is_commonplace(gram) ? cost + (1u << 30) : cost;
}

/* Where the window begins of which the fewest grams will be met. */
static size_t rarest_window(const Anchors *anchors, const Commonness *common, Text literal)
{
    size_t best = 0;
    uint64_t least = UINT64_MAX;
    for (size_t from = 0; from + anchors->stride + GRAM - 1 <= literal.length; from++) {
        uint64_t cost = 0;
        for (size_t i = 0; i < anchors->stride; i++)
            cost += cost_of_gram(common, literal.at + from + i);
        if (cost < least) {
            least = cost;
            best = from;
        }
    }
    return best;
}

/* ---- The tables ---- */

static void watch(Anchors *anchors, size_t literal, size_t offset)
{
    uint32_t gram = gram_at(anchors->literals[literal].at + offset), hash = hash_of(gram);
    uint32_t *bucket = &anchors->buckets[hash >> (32 - BUCKET_BITS)];
    uint32_t bit = hash >> (32 - FILTER_BITS), entry = ++anchors->entry_count;
    anchors->entries[entry] = (Entry){gram, (uint16_t)literal, (uint16_t)offset, *bucket};
    *bucket = entry;
    anchors->filter[bit / 64] |= (uint64_t)1 << (bit % 64);
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
    anchors->entries = arena_alloc(arena, (count * anchors->stride + 1) * sizeof(Entry));
    Commonness common = commonness();
    for (size_t i = 0; i < count; i++) {
        size_t window = rarest_window(anchors, &common, literals[i]);
        for (size_t gram = 0; gram < anchors->stride; gram++)
            watch(anchors, i, window + gram);
    }
    return anchors;
}

/* ---- The search ---- */

AnchorSearch anchors_search(const Anchors *anchors, Text block)
{
    return (AnchorSearch){.anchors = anchors, .block = block};
}

/* Passes over what holds none, four looks at a time. */
static size_t next_watched(const Anchors *anchors, Text block, size_t from)
{
    size_t stride = anchors->stride, at = from;
    for (; at + 3 * stride + GRAM <= block.length; at += 4 * stride) {
        const char *look = block.at + at;
        unsigned watched = is_watched(anchors, look); /* without a branch between the looks */
        watched |= is_watched(anchors, look + stride);
        watched |= is_watched(anchors, look + 2 * stride);
        watched |= is_watched(anchors, look + 3 * stride);
        if (watched)
            break;
    }
    while (at + GRAM <= block.length && !is_watched(anchors, block.at + at))
        at += stride;
    return at;
}

/* Whether the literal of an entry lies whole in the block where a look at `look` would meet it. */
static bool stands_there(const AnchorSearch *search, const Entry *entry, size_t look)
{
    Text literal = search->anchors->literals[entry->literal], block = search->block;
    return entry->gram == gram_at(block.at + look) && look >= entry->offset &&
           literal.length <= block.length - (look - entry->offset) &&
           memcmp(block.at + look - entry->offset, literal.at, literal.length) == 0;
}

/* Compares what is left of the chain at the last look. */
static bool settle_look(AnchorSearch *search, AnchorHit *hit)
{
    const Anchors *anchors = search->anchors;
    size_t look = search->next - anchors->stride;
    while (search->entry) {
        const Entry *entry = &anchors->entries[search->entry];
        search->entry = entry->next;
        if (stands_there(search, entry, look)) {
            *hit = (AnchorHit){look - entry->offset, entry->literal};
            return true;
        }
    }
    return false;
}

bool anchors_next(AnchorSearch *search, AnchorHit *hit)
{
    const Anchors *anchors = search->anchors;
    for (;;) {
        if (search->entry && settle_look(search, hit))
            return true;
        size_t look = next_watched(anchors, search->block, search->next);
        if (look + GRAM > search->block.length)
            return false;
        uint32_t hash = hash_of(gram_at(search->block.at + look));
        search->entry = anchors->buckets[hash >> (32 - BUCKET_BITS)];
        search->next = look + anchors->stride;
    }
}
