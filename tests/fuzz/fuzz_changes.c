/* Any text as a machine that is compared with a healthy one: what changed, and what explains it. */
#include <stdint.h>
#include <stdlib.h>

#include "changes/changes.h"
#include "healthy_machine.h"
#include "judged.h"
#include "parse/json.h"
#include "report/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Text written(const Writer *writer)
{
    return (Text){writer->bytes, writer->length};
}

static void must_be_told(Arena *arena, const Changes *changes)
{
    enum { CEILING_BYTES = 64 << 20 };
    static const View view = {.columns = 80, .cwd = "/home/eva", .home = "/home/eva"};
    const char *error;
    Writer document = writer_new(arena), page = writer_new(arena);
    report_diff_json(&document, changes);
    must_be_harmless(written(&document));
    must(json_read(arena, written(&document), CEILING_BYTES, &error) != NULL);
    report_diff(&page, changes, &view);
    report_diff_first_line(&page, changes, &view);
    must_be_harmless(written(&page));
}

/* With something that explains it put back, the answers must have differed before. */
static void must_explain(const Changes *changes)
{
    bool same = same_answer(changes->before.judgement, changes->after.judgement);
    const Explanation *explanation = &changes->explanation;
    if (explanation->kind == EXPLANATION_ALONE || explanation->kind == EXPLANATION_TOGETHER)
        must(!same && explanation->parts.count > 0);
}

/* The length chooses which of the two was first. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const char *error;
    int wrong;
    const char *healthy = arena_printf(arena, "%s%s", healthy_machine, healthy_environment);
    Recording sides[2] = {{.text = text_of(healthy), .name = "a"}, {.name = "b"}};
    sides[0].question.framework = sides[1].question.framework = FRAMEWORK_TENSORFLOW;
    sides[1].text = (Text){(const char *)data, size};
    if (world_of_what_is_left(arena, &sides[1].text)) {
        const Changes *changes =
            changes_between(arena, &sides[size % 2], &sides[1 - size % 2], &error, &wrong);
        must(changes != NULL);
        must_explain(changes);
        must_be_told(arena, changes);
    }
    arena_free(arena);
    return 0;
}
