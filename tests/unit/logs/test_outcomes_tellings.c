/* What people tell in a sentence, as facts. */
#include <string.h>

#include "base/writer.h"
#include "harness.h"
#include "logs/outcomes.h"

static const char *facts_of(const char *line)
{
    Arena *arena = test_arena();
    Outcomes o = {.arena = arena, .facts = facts_new(arena), .file = "a"};
    Writer all = writer_new(arena);
    outcomes_of_telling(&o, text_of(line), 3);
    for (size_t i = 0; i < facts_count(o.facts); i++) {
        const Fact *fact = facts_at(o.facts, i);
        CHECK_TEXT(fact->source, "a:3");
        if (fact->name == FACT_LOG_SEEN)
            put_format(&all, "%s%s", all.length ? "; " : "", fact->subject + strlen("log/"));
    }
    return text_copy(arena, (Text){all.bytes, all.length});
}

TEST(what_is_told_and_whether_it_mended_it)
{
    CHECK_TEXT(facts_of("chmod 666 /dev/nvidia* fixes it"), "helped/chmod; mended/chmod");
    CHECK_TEXT(facts_of("chmod 666 /dev/nvidia0; nvidia-smi works"),
               "says/any/smi/works; helped/chmod");
    CHECK_TEXT(facts_of("After suspend the GPU is lost"), "says/any/gpu/fails; harmed/sleep");
    CHECK_TEXT(facts_of("training is very slow"), "pace/slow");
    CHECK_TEXT(facts_of("epoch 3 of 10"), "");
}
