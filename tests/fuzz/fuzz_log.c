/* `whycpu log` whole: any bytes as a log, explained, and told in every form. */
#include <stdint.h>
#include <string.h>

#include "base/fault.h"
#include "cli/explained_log.h"
#include "judged.h"
#include "parse/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Bytes {
    Text left;
    size_t at_once;
} Bytes;

static bool read_bytes(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    (void)because;
    Bytes *bytes = from;
    Text part = text_part(bytes->left, 0, length < bytes->at_once ? length : bytes->at_once);
    if (part.length)
        memcpy(buffer, part.at, part.length);
    *got = part.length;
    bytes->left = text_part(bytes->left, part.length, bytes->left.length);
    return true;
}

/* The catalogue and its search are made once: every log is asked the same. */
static const LogExplainer *the_explainer(void)
{
    static LogExplainer explainer;
    static Arena *kept;
    if (!kept) {
        kept = arena_new();
        explainer = log_explainer_new(kept);
    }
    return &explainer;
}

static Text told_as(Arena *arena, const ExplainedLog *log, LogForm form, bool first_line_alone)
{
    static const View view = {.columns = 80, .cwd = "/home/eva", .home = "/home/eva"};
    LogTelling telling = {form, first_line_alone, &view, 0};
    Writer out = writer_new(arena);
    log_tell(&telling, arena, &out, log);
    must_be_harmless((Text){out.bytes, out.length});
    return (Text){out.bytes, out.length};
}

/* A document a line. */
static void must_be_documents(Text told, size_t count)
{
    enum { CEILING_BYTES = 64 << 20 };
    const char *error;
    Text line;
    for (; text_line(&told, &line); count--) {
        Arena *arena = arena_new();
        must(count > 0 && json_read(arena, line, CEILING_BYTES, &error) != NULL);
        arena_free(arena);
    }
    must(count == 0);
}

static void must_be_annotations(Text told)
{
    Text line;
    while (text_line(&told, &line))
        must(text_starts(line, "::"));
}

static Text must_be_told_well(Arena *arena, const ExplainedLog *log)
{
    Judgements judgements = {0};
    for (size_t i = 0; i < log->counting.count; i++)
        list_add(arena, judgements, log->counting.items[i].judgement);
    for (size_t i = 0; i < log->answers.count; i++)
        must_agree(log->answers.items[i].judgement);
    int status = exit_status_of_logs(&judgements);
    must(status == EXIT_GPU || status == EXIT_CPU || status == EXIT_UNKNOWN);
    must(told_as(arena, log, LOG_AS_TERMINAL, false).length > 0);
    must(told_as(arena, log, LOG_AS_TERMINAL, true).length > 0);
    must_be_annotations(told_as(arena, log, LOG_AS_GITHUB, false));
    Text documents = told_as(arena, log, LOG_AS_JSON, false);
    must_be_documents(documents, log->answers.count);
    return documents;
}

static Text documents_of(Arena *arena, Text text, size_t at_once)
{
    Bytes bytes = {text, at_once};
    ExplainedLog log =
        log_explained(the_explainer(), arena, (LogReader){read_bytes, &bytes}, "train.log");
    must(log.answers.count > 0 && log.counting.count > 0);
    return must_be_told_well(arena, &log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size};
    Text whole = documents_of(arena, text, 1 << 20);
    /* In which parts it comes, as through a pipe, changes nothing. The half of them, as each takes
     * milliseconds. */
    if (size % 2)
        must(text_equal(whole, documents_of(arena, text, 1 + size % 61)));
    arena_free(arena);
    return 0;
}
