/* What every row of messages.def keeps to. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "diagnose/judgement.h"
#include "harness.h"
#include "logs/message_versions.h"
#include "logs/messages.h"

static bool is_kebab_case(const char *id)
{
    for (const char *at = id; *at; at++) {
        bool dash = *at == '-';
        if (!dash && !islower((unsigned char)*at) && !isdigit((unsigned char)*at))
            return false;
        if (dash && (at == id || !at[1] || at[1] == '-'))
            return false;
    }
    return islower((unsigned char)*id) && strchr(id, '-');
}

TEST(ids_are_unique_and_of_one_form)
{
    Messages messages = messages_read(test_arena());
    CHECK(messages.count > 0);
    for (size_t i = 0; i < messages.count; i++) {
        const Message *message = &messages.items[i];
        CauseId cause;
        if (!CHECK(is_kebab_case(message->id)) || !CHECK(!cause_by_word(message->id, &cause)) ||
            !CHECK(message_by_id(messages, message->id) == message))
            printf("# %s\n", message->id);
    }
}

TEST(patterns_are_well_formed)
{
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < messages.count; i++)
        if (!CHECK_TEXT(messages.items[i].wrong, NULL))
            printf("# %s\n", messages.items[i].id);
}

/* One plain word stands in any text. */
TEST(anchors_are_no_plain_words)
{
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < messages.count; i++) {
        Text anchor = text_trim(messages.items[i].anchor);
        bool plain = true;
        for (size_t at = 0; at < anchor.length; at++)
            plain &= islower((unsigned char)anchor.at[at]) != 0;
        if (!CHECK(!plain) || !CHECK(anchor.length >= 4))
            printf("# %s\n", messages.items[i].id);
    }
}

static void check_causes(const Message *message, const char *causes)
{
    Text rest = text_of(causes), id;
    bool possible;
    while (message_next_cause(&rest, &id, &possible)) {
        CauseId cause;
        if (!CHECK(cause_by_word(text_copy(test_arena(), id), &cause)))
            printf("# %s names '%s'\n", message->id, text_copy(test_arena(), id));
        if (causes == message->rules_out)
            CHECK(!possible);
    }
}

TEST(causes_are_those_of_the_chain)
{
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < messages.count; i++) {
        check_causes(&messages.items[i], messages.items[i].causes);
        check_causes(&messages.items[i], messages.items[i].rules_out);
    }
}

/* A harmless line proves nothing, and what says that the GPU works names no fault. */
TEST(only_what_may_name_a_cause_does)
{
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < messages.count; i++) {
        const Message *message = &messages.items[i];
        bool right = true;
        if (message->kind == KIND_CAUSE)
            right = CHECK(message->causes[0]);
        if (message->kind == KIND_HARMLESS)
            right = CHECK_TEXT(message->causes, "") && CHECK(message->sets == OUTCOME_NOTHING);
        if (message->kind == KIND_GPU_IN_USE)
            right = CHECK_TEXT(message->causes, "") && CHECK(message->sets != OUTCOME_NOTHING);
        if (message->kind == KIND_OUTCOME)
            right = CHECK(message->sets != OUTCOME_NOTHING);
        if (!right)
            printf("# %s\n", message->id);
    }
}

TEST(an_outcome_has_its_fields)
{
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < messages.count; i++) {
        const Message *message = &messages.items[i];
        Text rest = text_of(message_outcome_fields(message->sets)), name;
        bool more;
        while (name = text_next(&rest, ' ', &more), more && name.length) {
            bool has = false;
            for (size_t j = 0; j < message->field_count; j++)
                has |= text_equal(message->field_names[j], name);
            if (!CHECK(has))
                printf("# %s has no field '%s'\n", message->id, text_copy(test_arena(), name));
        }
    }
}

/* Whole sentences, without shouting. */
TEST(each_message_has_a_page)
{
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < messages.count; i++) {
        const Message *message = &messages.items[i];
        Text rest = text_of(message->page), line;
        bool right = CHECK(strlen(message->page) >= 30) && CHECK(!strchr(message->page, '!'));
        while (text_line(&rest, &line))
            right &= text_starts(line, "$ ") || CHECK(text_ends(line, ".") || text_ends(line, ":"));
        if (!right)
            printf("# %s\n", message->id);
    }
}

TEST(every_word_is_there)
{
    for (int i = 0; i < MESSAGE_SOURCES; i++) {
        CHECK(message_source_word((MessageSource)i)[0]);
        CHECK(message_source_name((MessageSource)i)[0]);
    }
    for (int i = 0; i < MESSAGE_LEVELS; i++)
        CHECK(message_level_word((MessageLevel)i)[0]);
    for (int i = 0; i < MESSAGE_KINDS; i++)
        CHECK(message_kind_word((MessageKind)i)[0]);
    for (int i = 0; i < MESSAGE_OUTCOMES; i++)
        CHECK(message_outcome_word((MessageOutcome)i)[0]);
}

/* ./dev truth --messages writes them; a row that was taken out may leave none behind. */
TEST(releases_are_of_messages_and_of_packages_that_were_searched)
{
    Messages messages = messages_read(test_arena());
    static const char *const IDS[] = {
#define LOOKED(package, first, last, releases)
#define SEEN(id, package, first, last) id,
#include "logs/messages/versions.def"
#undef SEEN
#undef LOOKED
    };
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        const Message *message = message_by_id(messages, IDS[i]);
        if (!CHECK(message != NULL)) {
            printf("# %s\n", IDS[i]);
            continue;
        }
        size_t count;
        const MessageRange *ranges = message_ranges(message, &count);
        CHECK(count > 0);
        for (size_t j = 0; j < count; j++)
            CHECK(searched_package(ranges[j].package) && ranges[j].first[0] && ranges[j].last[0]);
    }
}

TEST(releases_are_told_in_words)
{
    Messages messages = messages_read(test_arena());
    const Message *message = message_by_id(messages, "tf-libraries-not-opened");
    REQUIRE(message);
    CHECK(starts_with(message_releases(test_arena(), message), "tensorflow from "));
    CHECK_TEXT(message_releases(test_arena(), message_by_id(messages, "kernel-xid")), NULL);
    CHECK(!searched_package("no-such-package"));
}
