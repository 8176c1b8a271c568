#include "logs/anchors.h"

#include <string.h>

#include "harness.h"

enum { LETTERS = 4096 };

static size_t count_hits(const Anchors *anchors, Text block, size_t literal)
{
    AnchorSearch search;
    anchors_begin(&search, anchors, block);
    AnchorHit hit;
    size_t count = 0;
    while (anchors_next(&search, &hit))
        count += hit.literal == literal;
    return count;
}

TEST(a_literal_is_found_wherever_it_stands_and_only_whole)
{
    Text literals[] = {TEXT("Cannot dlopen some GPU libraries"), TEXT("NVRM: X:")};
    const Anchors *anchors = anchors_new(test_arena(), literals, 2);
    char block[200];
    for (size_t literal = 0; literal < 2; literal++)
        for (size_t at = 0; at < 100; at++) {
            size_t length = literals[literal].length;
            memset(block, '.', sizeof block);
            memcpy(block + at, literals[literal].at, length);
            AnchorSearch search;
            anchors_begin(&search, anchors, (Text){block, at + length});
            AnchorHit hit = {0, 9};
            CHECK(anchors_next(&search, &hit));
            CHECK_NUMBER(hit.at, at);
            CHECK_NUMBER(hit.literal, literal);
            CHECK(!anchors_next(&search, &hit));
            CHECK_NUMBER(count_hits(anchors, (Text){block, at + length - 1}, literal), 0);
            CHECK_NUMBER(count_hits(anchors, (Text){block + at + 1, 90}, literal), 0);
        }
}

TEST(literals_that_overlap_are_all_told)
{
    Text literals[] = {TEXT("failed call to cuInit"), TEXT("failed call to cuInit: UNKNOWN"),
                       TEXT("call to cuInit"), TEXT("failed call to cuInit")};
    const Anchors *anchors = anchors_new(test_arena(), literals, 4);
    Text block = TEXT("E failed call to cuInit: UNKNOWN ERROR, failed call to cuInit");
    CHECK_NUMBER(count_hits(anchors, block, 0), 2);
    CHECK_NUMBER(count_hits(anchors, block, 1), 1);
    CHECK_NUMBER(count_hits(anchors, block, 2), 2);
    CHECK_NUMBER(count_hits(anchors, block, 3), 2);
}

TEST(case_counts)
{
    Text literals[] = {TEXT("Could not load")};
    const Anchors *anchors = anchors_new(test_arena(), literals, 1);
    CHECK_NUMBER(count_hits(anchors, TEXT("could not load, COULD NOT LOAD"), 0), 0);
}

TEST(blocks_without_room_for_one_hold_none)
{
    Text literals[] = {TEXT("12345678")};
    const Anchors *anchors = anchors_new(test_arena(), literals, 1);
    CHECK_NUMBER(count_hits(anchors, TEXT(""), 0), 0);
    CHECK_NUMBER(count_hits(anchors, TEXT("1234567"), 0), 0);
    CHECK_NUMBER(count_hits(anchors, TEXT("12345678"), 0), 1);
}

static unsigned chance(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

static size_t count_simply(Text block, Text literal)
{
    size_t count = 0;
    for (size_t at = 0; at + literal.length <= block.length; at++)
        count += memcmp(block.at + at, literal.at, literal.length) == 0;
    return count;
}

/* Three letters make everything look alike: each chain is long, each table is full. */
TEST(what_is_found_is_what_a_simple_search_finds)
{
    enum { LITERALS = 400 };
    unsigned seed = 11;
    char *letters = arena_alloc(test_arena(), LETTERS);
    for (size_t i = 0; i < LETTERS; i++)
        letters[i] = "abc"[chance(&seed) % 3];
    for (size_t least = SHORTEST_SEARCHED; least < 22; least += 3) {
        Text literals[LITERALS];
        for (size_t i = 0; i < LITERALS; i++) {
            size_t length = least + chance(&seed) % 20;
            literals[i] = (Text){letters + chance(&seed) % (LETTERS - length), length};
        }
        const Anchors *anchors = anchors_new(test_arena(), literals, LITERALS);
        Text block = {letters + least, LETTERS - 2 * least};
        size_t counts[LITERALS] = {0};
        AnchorSearch search;
        anchors_begin(&search, anchors, block);
        for (AnchorHit hit; anchors_next(&search, &hit);) {
            CHECK(memcmp(block.at + hit.at, literals[hit.literal].at,
                         literals[hit.literal].length) == 0);
            counts[hit.literal]++;
        }
        for (size_t i = 0; i < LITERALS; i++)
            CHECK_NUMBER(counts[i], count_simply(block, literals[i]));
    }
}

/* What is watched of a short literal reaches beyond it; it may begin or end where the block does.
 */
TEST(a_few_short_literals_are_found_beside_long_ones)
{
    Text literals[] = {TEXT("abcde"), TEXT("bcdefg"), TEXT("cdefghi"),
                       TEXT("a literal of many bytes")};
    for (size_t first = 0; first < 3; first++) {
        const Anchors *anchors = anchors_new(test_arena(), literals + first, 4 - first);
        char block[64];
        for (size_t at = 0; at < 40; at++)
            for (size_t behind = 0; behind < 8; behind++) {
                memset(block, '\xFF', sizeof block);
                memcpy(block + at, "abcdefghi", 9);
                for (size_t i = first; i < 3; i++) {
                    size_t end = at + i + literals[i].length + behind;
                    Text exact = {arena_copy(test_arena(), block, end), end};
                    CHECK_NUMBER(count_hits(anchors, exact, i - first), 1);
                    CHECK_NUMBER(
                        count_hits(anchors, (Text){exact.at + at + i, end - at - i}, i - first), 1);
                    exact.length -= behind + 1;
                    CHECK_NUMBER(count_hits(anchors, exact, i - first), 0);
                }
            }
    }
}

/* Bytes above 127 are bytes like others. */
TEST(any_byte_may_stand_in_a_literal)
{
    Text literals[] = {TEXT("\xe2\x80\x98libcuda.so.1\xe2\x80\x99"), TEXT("\0\0\0\0\0\0\0\0")};
    const Anchors *anchors = anchors_new(test_arena(), literals, 2);
    CHECK_NUMBER(count_hits(anchors, TEXT("no \xe2\x80\x98libcuda.so.1\xe2\x80\x99 here"), 0), 1);
    CHECK_NUMBER(count_hits(anchors, TEXT("\0\0\0\0\0\0\0\0\0"), 1), 2);
}
