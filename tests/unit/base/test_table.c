#include "base/table.h"
#include "harness.h"

TEST(an_empty_table_has_nothing)
{
    Table table = {0};
    CHECK(table_get(&table, "a") == NULL);
}

TEST(what_was_put_is_found_by_content_of_the_name)
{
    Table table = {0};
    int one = 1;
    table_put(test_arena(), &table, "name", &one);
    const char *same = arena_strdup(test_arena(), "name");
    CHECK(table_get(&table, same) == &one);
    CHECK(table_get(&table, "nam") == NULL);
    CHECK(table_get(&table, "") == NULL);
}

TEST(a_name_has_one_value_the_last)
{
    Table table = {0};
    int one = 1, two = 2;
    table_put(test_arena(), &table, "name", &one);
    table_put(test_arena(), &table, "name", &two);
    CHECK(table_get(&table, "name") == &two);
    CHECK_NUMBER(table.count, 1);
}

TEST(a_table_keeps_everything_while_it_grows)
{
    Table table = {0};
    enum { MANY = 3000 };
    static int values[MANY];
    for (int i = 0; i < MANY; i++)
        table_put(test_arena(), &table, arena_printf(test_arena(), "row %d", i), &values[i]);
    CHECK_NUMBER(table.count, MANY);
    int wrong = 0;
    for (int i = 0; i < MANY; i++)
        wrong += table_get(&table, arena_printf(test_arena(), "row %d", i)) != &values[i];
    CHECK_NUMBER(wrong, 0);
    CHECK(table_get(&table, "row 3000") == NULL);
}

TEST(a_copy_goes_its_own_way)
{
    Table table = {0}, none = {0};
    int one = 1, two = 2;
    table_put(test_arena(), &table, "name", &one);
    Table copy = table_copy(test_arena(), &table);
    table_put(test_arena(), &copy, "name", &two);
    table_put(test_arena(), &copy, "other", &two);
    CHECK(table_get(&table, "name") == &one && !table_get(&table, "other"));
    CHECK(table_get(&copy, "name") == &two && table_get(&copy, "other") == &two);
    CHECK(!table_get(&(Table){0}, "name"));
    copy = table_copy(test_arena(), &none);
    CHECK_NUMBER(copy.count, 0);
}
