#include "logs/rotation.h"

#include "base/text.h"
#include "harness.h"

/* Names between blanks → names in order, with the number of their set. */
static const char *order(const char *names)
{
    Strings paths = {0};
    Text rest = text_of(names), name;
    for (bool more = true; more;) {
        name = text_next(&rest, ' ', &more);
        if (more)
            list_add(test_arena(), paths, text_copy(test_arena(), name));
    }
    LogFiles files = log_files_in_order(test_arena(), paths.items, paths.count);
    const char *shown = "";
    for (size_t i = 0; i < files.count; i++)
        shown = arena_printf(test_arena(), "%s%s%zu:%s", shown, i ? " " : "", files.items[i].set,
                             files.items[i].path);
    return shown;
}

TEST(numbered_parts_come_before_what_they_were_rotated_from)
{
    CHECK_TEXT(order("a/t.log a/t.log.1 a/t.log.2.gz a/t.log.10.gz"),
               "0:a/t.log.10.gz 0:a/t.log.2.gz 0:a/t.log.1 0:a/t.log");
    CHECK_TEXT(order("t.log.1 t.log.2.gz"), "0:t.log.2.gz 0:t.log.1");
    CHECK_TEXT(order("x t.log.1 y t.log"), "0:x 1:t.log.1 1:t.log 2:y");
}

TEST(dated_parts_come_in_the_order_of_their_dates)
{
    CHECK_TEXT(order("t.log t.log-20240102 t.log-20231231.gz"),
               "0:t.log-20231231.gz 0:t.log-20240102 0:t.log");
    CHECK_TEXT(order("t.log.2024-01-02 t.log.2024-01-01.gz"),
               "0:t.log.2024-01-01.gz 0:t.log.2024-01-02");
    CHECK_TEXT(order("0.log.20240101-120001.gz 0.log.20240101-120000 0.log"),
               "0:0.log.20240101-120000 0:0.log.20240101-120001.gz 0:0.log");
}

TEST(what_names_do_not_say_is_not_guessed)
{
    CHECK_TEXT(order("out.1 out.0"), "0:out.1 1:out.0");
    CHECK_TEXT(order("b.log a.log"), "0:b.log 1:a.log");
    CHECK_TEXT(order("t.log.gz t.log t.log.1"), "0:t.log.gz 1:t.log 2:t.log.1");
    CHECK_TEXT(order("run.12345 run"), "0:run.12345 1:run");
    CHECK_TEXT(order("a/t.log b/t.log.1"), "0:a/t.log 1:b/t.log.1");
    CHECK_TEXT(order(".1 .2.gz - 1"), "0:.1 1:.2.gz 2:- 3:1");
    CHECK_TEXT(order(".gz"), "0:.gz");
}
