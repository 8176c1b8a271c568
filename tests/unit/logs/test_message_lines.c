/* Each message is held to a line as it is printed, and to all the lines of the others. */
#include <stdio.h>

#include "harness.h"
#include "logs/messages.h"
#include "samples.h"

static const char *value_of(const Sample *sample, Text name)
{
    for (size_t i = 0; i < sample->fields.count; i++)
        if (text_equal(sample->fields.items[i].name, name))
            return text_copy(test_arena(), sample->fields.items[i].value);
    return "";
}

/* The fields are those that are written down, no more and no less. */
static bool has_its_fields(const Sample *sample, const MessageMatch *match)
{
    bool right = true;
    for (size_t i = 0; i < match->message->field_count; i++)
        right &= CHECK_TEXT(match->fields[i], value_of(sample, match->message->field_names[i]));
    for (size_t i = 0; i < sample->fields.count; i++) {
        Text name = sample->fields.items[i].name;
        bool known = false;
        for (size_t j = 0; j < match->message->field_count; j++)
            known |= text_equal(match->message->field_names[j], name);
        right &= CHECK(known);
    }
    return right;
}

static const char *ids_of(const MessageMatch *matches, size_t count)
{
    const char *ids = "";
    for (size_t i = 0; i < count; i++)
        ids = arena_printf(test_arena(), "%s%s%s", ids, i ? " " : "", matches[i].message->id);
    return ids;
}

/* A line has its own message and no other. A line that holds two is written below both, as
 * "first-id second-id". */
TEST(each_line_has_its_message_and_no_other)
{
    Messages messages = messages_read(test_arena());
    Samples samples = samples_read();
    for (size_t i = 0; i < samples.count; i++) {
        const Sample *sample = &samples.items[i];
        MessageMatch matches[8];
        size_t count = messages_in_line(messages, sample->line, matches, 8);
        bool right = CHECK_TEXT(ids_of(matches, count), sample->id);
        if (right && count == 1)
            right = has_its_fields(sample, &matches[0]);
        if (!right)
            printf("# %s\n", sample->place);
    }
}

TEST(each_message_has_a_line)
{
    Messages messages = messages_read(test_arena());
    Samples samples = samples_read();
    for (size_t i = 0; i < messages.count; i++) {
        bool found = false;
        for (size_t j = 0; j < samples.count && !found; j++)
            found = text_is(text_of(samples.items[j].id), messages.items[i].id);
        if (!CHECK(found))
            printf("# %s has no line in tests/unit/logs/lines\n", messages.items[i].id);
    }
}

TEST(lines_of_programs_that_run_well_have_no_message)
{
    Messages messages = messages_read(test_arena());
    Samples lines = ordinary_lines();
    CHECK(lines.count > 40);
    for (size_t i = 0; i < lines.count; i++) {
        MessageMatch matches[4];
        size_t count = messages_in_line(messages, lines.items[i].line, matches, 4);
        if (!CHECK_TEXT(ids_of(matches, count), ""))
            printf("# %s\n", lines.items[i].place);
    }
}

/* An anchor that stands in many a line makes a log slow to read and finds nothing. */
TEST(no_anchor_stands_in_ordinary_lines)
{
    Messages messages = messages_read(test_arena());
    Samples lines = ordinary_lines();
    for (size_t i = 0; i < messages.count; i++) {
        const char *anchor = text_copy(test_arena(), messages.items[i].anchor);
        for (size_t j = 0; j < lines.count; j++) {
            Text line = lines.items[j].line;
            Message alone = {.parts = {{.literal = messages.items[i].anchor, .field = -1}},
                             .part_count = 1};
            Text fields[MESSAGE_FIELDS];
            if (!CHECK(!message_match(&alone, line, fields)))
                printf("# '%s' of %s stands in %s\n", anchor, messages.items[i].id,
                       lines.items[j].place);
        }
    }
}
