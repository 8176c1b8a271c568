/* whycpu log without a machine: bytes, episodes, answers, text. */
#include "cli/explained_log.h"

#include <string.h>

#include "base/fault.h"
#include "diagnose/judge.h"
#include "fix/propose.h"
#include "logs/outcomes.h"

LogExplainer log_explainer_new(Arena *arena)
{
    Messages messages = messages_read(arena);
    return (LogExplainer){messages, log_finder_new(arena, messages)};
}

/* ---- One episode ---- */

static const char *title_of(Arena *arena, const Episode *episode, const char *file)
{
    if (!episode || episode->first == 0)
        return file;
    const char *lines =
        episode->first == episode->last
            ? arena_printf(arena, "%s, line %zu", file, episode->first)
            : arena_printf(arena, "%s, lines %zu to %zu", file, episode->first, episode->last);
    return episode->whose ? arena_printf(arena, "%s, %s%s", lines, episode->is_rank ? "rank " : "",
                                         episode->whose)
                          : lines;
}

static bool is_of_tensorflow(const Fix *fix)
{
    for (size_t i = 0; i < fix->command.count; i++)
        if (strstr(fix->command.items[i], "tensorflow") ||
            starts_with(fix->command.items[i], "TF_"))
            return true;
    return false;
}

/* What is proposed for TensorFlow mends no other framework. */
static void drop_what_is_of_tensorflow(Judgement *judgement)
{
    const char *framework = judgement->target.framework;
    if (!framework || strcmp(framework, "tensorflow") == 0 || strcmp(framework, "keras") == 0)
        return;
    for (size_t i = 0; i < judgement->causes.count; i++) {
        Cause *cause = &judgement->causes.items[i];
        size_t kept = 0;
        for (size_t j = 0; j < cause->fixes.count; j++)
            if (!is_of_tensorflow(&cause->fixes.items[j]))
                cause->fixes.items[kept++] = cause->fixes.items[j];
        cause->fixes.count = kept;
    }
}

static LoggedAnswer answer_about(Arena *arena, const Episode *episode, const Surroundings *around)
{
    Facts *facts = outcomes_of(arena, episode, around);
    LoggedTarget about = logged_target(facts);
    Target target = {.kind = "log",
                     .framework = about.framework,
                     .version = about.version,
                     .log = title_of(arena, episode, around->file)};
    Judgement *judgement = judge(facts, &target);
    propose_fixes(facts, judgement);
    drop_what_is_of_tensorflow(judgement);
    LoggedAnswer answer = {.judgement = judgement, .episode = episode};
    if (episode)
        answer.placement = (LoggedPlacement){placements_told(arena, &episode->placements),
                                             episode->placements.others};
    log_fold(arena, &answer);
    return answer;
}

/* ---- One log ---- */

/* What says nothing counts where nothing else was said. */
static LoggedAnswers those_that_count(Arena *arena, const LoggedAnswers *answers)
{
    LoggedAnswers counting = {0};
    for (size_t i = 0; i < answers->count; i++)
        if (!says_nothing(&answers->items[i]))
            list_add(arena, counting, answers->items[i]);
    return counting.count ? counting : *answers;
}

/* What stands in tables, at the beginning and far behind it. */
static ReportFacts reports_of(Arena *arena, const LogRead *read)
{
    ReportFacts facts = report_read(arena, read->head, 1);
    for (size_t i = 0; i < read->tables.items.count; i++) {
        const LogTable *table = &read->tables.items.items[i];
        ReportFacts more =
            report_read(arena, (Text){table->text.bytes, table->text.length}, (size_t)table->first);
        for (size_t k = 0; k < more.count; k++)
            list_add(arena, facts, more.items[k]);
    }
    return facts;
}

static Strings troubles_of(Arena *arena, const LogRead *read)
{
    Strings troubles = {0};
    if (read->trouble)
        list_add(arena, troubles,
                 arena_printf(arena, "%s; what stands before is explained", read->trouble));
    if (read->tables.left_at)
        list_add(arena, troubles,
                 arena_printf(arena, "tables from line %llu on are too many to be read",
                              (unsigned long long)read->tables.left_at));
    return troubles;
}

ExplainedLog log_explained(const LogExplainer *explainer, Arena *arena, LogReader reader,
                           const char *file)
{
    Episodes episodes = {.arena = arena, .messages = explainer->messages};
    episodes_begin_file(&episodes, file);
    LogRead read = log_read(explainer->finder, reader, &episodes);
    Surroundings around = {.file = file, .text = read.head, .reports = reports_of(arena, &read)};
    ExplainedLog log = {.file = file, .troubles = troubles_of(arena, &read)};
    for (size_t i = 0; i < episodes.items.count; i++)
        list_add(arena, log.answers, answer_about(arena, &episodes.items.items[i], &around));
    if (!episodes.items.count)
        list_add(arena, log.answers, answer_about(arena, NULL, &around));
    log.counting = those_that_count(arena, &log.answers);
    return log;
}

/* ---- Told ---- */

static void tell_group(LogTelling *telling, Writer *out, const LogGroup *group)
{
    if (telling->form == LOG_AS_GITHUB) {
        report_log_github(out, &group->told);
    } else if (telling->first_line_alone) {
        report_first_line(out, group->told.judgement, telling->view);
    } else {
        if (telling->told++)
            put_char(out, '\n');
        report_log(out, &group->told, telling->view);
    }
}

void log_tell(LogTelling *telling, Arena *arena, Writer *out, const ExplainedLog *log)
{
    if (telling->form == LOG_AS_JSON) {
        for (size_t i = 0; i < log->answers.count; i++)
            report_log_json(out, &log->answers.items[i]);
        return;
    }
    LogGroups groups = log_groups(arena, &log->counting, log->file);
    const char *differ = log_groups_differ(arena, &groups);
    bool is_whole = telling->form == LOG_AS_TERMINAL && !telling->first_line_alone;
    if (differ && is_whole)
        report_log_differ(out, differ, telling->view, telling->told++ > 0);
    for (size_t i = 0; i < groups.count; i++)
        tell_group(telling, out, &groups.items[i]);
}

int exit_status_of_logs(const Judgements *judgements)
{
    int status = EXIT_GPU;
    for (size_t i = 0; i < judgements->count; i++) {
        Verdict verdict = judgements->items[i]->verdict;
        if (verdict == VERDICT_CPU || verdict == VERDICT_FAILS)
            return EXIT_CPU;
        if (verdict == VERDICT_UNKNOWN)
            status = EXIT_UNKNOWN;
    }
    return status;
}
