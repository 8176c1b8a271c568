/* How a pattern is read, and what it takes out of a line. */
#include "logs/messages.h"

#include "harness.h"

static Message pattern(const char *text)
{
    return message_of_pattern(test_arena(), "a-test", text);
}

/* "name=value name=value" of the line, or "-". */
static const char *taken(const char *text, const char *line)
{
    Message message = pattern(text);
    MessageMatch match;
    if (!CHECK_TEXT(message.wrong, NULL) || !message_match_whole(&message, text_of(line), &match))
        return "-";
    const char *all = "";
    for (size_t i = 0; i < message.field_count; i++)
        all = arena_printf(test_arena(), "%s%s%s=%s", all, i ? " " : "",
                           text_copy(test_arena(), message.field_names[i]),
                           text_copy(test_arena(), match.fields[i]));
    return all;
}

TEST(literal_text_stands_anywhere)
{
    CHECK_TEXT(taken("out of memory", "x: out of memory."), "");
    CHECK_TEXT(taken("out of memory", "out of memor"), "-");
    CHECK_TEXT(taken("out of memory", ""), "-");
}

TEST(it_does_not_begin_inside_a_word)
{
    CHECK_TEXT(taken("Bus error", "leak on DBus errors"), "-");
    CHECK_TEXT(taken("Bus error", "a DBus error and a Bus error"), "");
    CHECK_TEXT(taken("Bus error", "x\\nBus error"), "");
    CHECK_TEXT(taken("Bus error", "%2FBus error"), "");
    CHECK_TEXT(taken("Bus error", "7Bus error"), "");
    CHECK_TEXT(taken("(core dumped)", "Aborted(core dumped)"), "");
}

TEST(a_field_ends_where_the_literal_behind_it_begins)
{
    CHECK_TEXT(taken("library '{name}'; error: {text}", "a library 'b c'; error: d; e  "),
               "name=b c text=d; e");
    CHECK_TEXT(taken("library '{name}'; error", "a library ''; error"), "name=");
    CHECK_TEXT(taken("library '{name}'; error", "a library 'b; error"), "-");
}

TEST(an_early_false_start_is_passed_over)
{
    CHECK_TEXT(
        taken("the device {n:number} of {m:number}", "the device x, the device 1 of 22 there"),
        "n=1 m=22");
    CHECK_TEXT(taken("the device {n:number} of {m:number}", "the device 1 of x, the device 2 of 3"),
               "n=2 m=3");
}

TEST(kinds_of_fields_hold_what_they_take)
{
    CHECK_TEXT(taken("version is: {v:word}", "version is: 550.54.14."), "v=550.54.14");
    CHECK_TEXT(taken("version is: {v:word}", "version is: 550, and"), "v=550");
    CHECK_TEXT(taken("version is: {v:word}", "version is: "), "-");
    CHECK_TEXT(taken("version is: {v:word}", "version is: ..."), "-");
    CHECK_TEXT(taken("the count is {n:number} of", "the count is 1a of"), "-");
    CHECK_TEXT(taken("the count is {n:number}", "the count is 12ab"), "n=12");
    CHECK_TEXT(taken("the count is {n:number}", "the count is x"), "-");
    CHECK_TEXT(taken("it is named {v:word} here", "it is named a b here"), "-");
    CHECK_TEXT(taken("it is named {v:word}", "it is named 'a'"), "-");
}

TEST(a_word_may_stand_in_front)
{
    CHECK_TEXT(taken("{lib:word}: cannot open it", "Error: libx.so.1: cannot open it"),
               "lib=libx.so.1");
    CHECK_TEXT(taken("{lib:word}: cannot open it", ": cannot open it"), "-");
    CHECK_TEXT(taken("{lib:word}: cannot open it", "'a': cannot open it b: cannot open it"),
               "lib=b");
}

TEST(nobody_asks_for_a_field_without_a_name)
{
    CHECK_TEXT(taken("reading {} ended in {how:word}", "reading of it ended in tears"),
               "how=tears");
    CHECK_NUMBER(pattern("reading {} ended in {how:word}").field_count, 1);
}

TEST(a_backslash_takes_the_meaning_away)
{
    CHECK_TEXT(taken("a \\{brace} \\@home \\\\", "a {brace} @home \\"), "");
}

TEST(the_anchor_is_the_longest_part_or_the_marked_one)
{
    CHECK_TEXT(pattern("the short {a} the longest part {b} end").anchor, " the longest part ");
    CHECK_TEXT(pattern("the @short@ {a} the longest part {b} end").anchor, "short");
    CHECK_TEXT(pattern("the short {a} the @longest part@ {b} end of all texts").anchor,
               "longest part");
    CHECK_TEXT(taken("the @short@ {a} end", "the short x end"), "a=x");
}

TEST(what_is_no_pattern_says_why)
{
    CHECK_TEXT(pattern("a brace {open").wrong, "a brace is not closed");
    CHECK_TEXT(pattern("a long enough {a}{b}").wrong, "two fields touch");
    CHECK_TEXT(pattern("a long enough {a:text}").wrong, "a field is of no kind that is known");
    CHECK_TEXT(pattern("short {a} bits").wrong, "no literal part is long enough to be looked for");
    CHECK_TEXT(pattern("{a} and what follows").wrong, "it begins with a field that takes anything");
    CHECK_TEXT(pattern("an @anchor").wrong, "the anchor has no end");
    CHECK_TEXT(pattern("an @anchor {a}@").wrong, "a field stands in the anchor");
    CHECK_TEXT(pattern("an @anchor@ @two@").wrong, "it marks two anchors");
    CHECK_TEXT(pattern("{a:word} b {b} c {c} d {d} e {e} f {f} and more {g}").wrong,
               "it has too many fields");
    CHECK_TEXT(pattern("a {} b {} c {} d {} e {} f {} g {} and more").wrong,
               "it has too many parts");
    CHECK_TEXT(pattern("").wrong, "no literal part is long enough to be looked for");
    MessageMatch match;
    Message wrong = pattern("an @anchor");
    CHECK(!message_match_whole(&wrong, TEXT("an anchor"), &match));
}

TEST(a_sentence_swallows_the_error_that_it_quotes)
{
    Message rows[3] = {pattern("failed call: {error}"), pattern("no device is there"),
                       pattern("failed call: {same}")};
    Text line = TEXT("E] failed call: no device is there (100)");
    MessageMatch matches[3];
    for (int i = 0; i < 3; i++)
        REQUIRE(message_match_whole(&rows[i], line, &matches[i]));
    CHECK_NUMBER(message_matches_settle(matches, 3), 1);
    CHECK(matches[0].message == &rows[0]);
    CHECK_TEXT(message_field(&matches[0], "error"), "no device is there (100)");
    CHECK_TEXT(message_field(&matches[0], "nothing"), "");
    CHECK_TEXT(matches[0].matched, "failed call: no device is there (100)");
}

TEST(messages_side_by_side_both_stay)
{
    Message rows[2] = {pattern("the first message"), pattern("the second message")};
    MessageMatch matches[2];
    Text line = TEXT("the first message, the second message");
    for (int i = 0; i < 2; i++)
        REQUIRE(message_match_whole(&rows[i], line, &matches[i]));
    CHECK_NUMBER(message_matches_settle(matches, 2), 2);
    CHECK_NUMBER(message_matches_settle(matches, 0), 0);
}

TEST(causes_are_read_one_by_one)
{
    Text rest = TEXT(" cudnn-missing?  cuda-libs-missing"), id;
    bool possible;
    REQUIRE(message_next_cause(&rest, &id, &possible));
    CHECK_TEXT(id, "cudnn-missing");
    CHECK(possible);
    REQUIRE(message_next_cause(&rest, &id, &possible));
    CHECK_TEXT(id, "cuda-libs-missing");
    CHECK(!possible);
    CHECK(!message_next_cause(&rest, &id, &possible));
}
