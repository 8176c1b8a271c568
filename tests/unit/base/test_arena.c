#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "harness.h"

TEST(memory_is_zeroed_aligned_and_distinct)
{
    unsigned char *previous = NULL;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *item = arena_alloc(test_arena(), size);
        REQUIRE(item != NULL);
        CHECK_NUMBER((uintptr_t)item % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            if (item[i] != 0)
                CHECK(item[i] == 0);
        memset(item, 0xAA, size);
        if (previous && size > 1)
            CHECK_NUMBER(previous[0], 0xAA);
        previous = item;
    }
}

TEST(large_items_get_room_of_their_own)
{
    char *large = arena_alloc(test_arena(), 10 << 20);
    char *small = arena_alloc(test_arena(), 1);
    large[(10 << 20) - 1] = 'x';
    CHECK_NUMBER(*small, 0);
}

TEST(a_copy_ends_in_nul_and_is_a_copy)
{
    char source[] = {'a', '\0', 'b'};
    char *copy = arena_copy(test_arena(), source, sizeof source);
    source[0] = 'z';
    CHECK(memcmp(copy, "a\0b", 4) == 0);
    CHECK_TEXT(arena_strdup(test_arena(), "word"), "word");
    CHECK_TEXT(arena_copy(test_arena(), NULL, 0), "");
}

TEST(printing_measures_first)
{
    char *text = arena_printf(test_arena(), "%s-%0500d", "x", 7);
    CHECK_NUMBER(strlen(text), 502);
    CHECK_NUMBER(text[501], '7');
}

TEST(freeing_nothing_is_allowed)
{
    arena_free(NULL);
    arena_free(arena_new());
}

TEST(a_list_keeps_what_was_added_while_it_grows)
{
    LIST_OF(size_t) numbers = {0};
    for (size_t i = 0; i < 1000; i++)
        list_add(test_arena(), numbers, i * i);
    REQUIRE(numbers.count == 1000);
    for (size_t i = 0; i < 1000; i++)
        if (numbers.items[i] != i * i)
            CHECK_NUMBER(numbers.items[i], i * i);
}

TEST(a_list_takes_values_with_commas)
{
    LIST_OF(Text) texts = {0};
    list_add(test_arena(), texts, (Text){"ab", 1});
    CHECK_TEXT(texts.items[0], "a");
}
