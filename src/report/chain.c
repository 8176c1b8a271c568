/* The chain: a line for each step, and under a broken one what was seen. */
#include <string.h>

#include "base/text.h"
#include "report/terminal_parts.h"

enum { STEP_NAME_COLUMNS = 16, EVIDENCE_COLUMN = 6, WIDEST_SUBJECT = 28 };

typedef struct Mark {
    const char *symbol, *ascii;
    Style style;
} Mark;

/* That a machine has no GPU is no fault of it. */
static bool is_no_fault(const Judgement *judgement, StepId id)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (cause_step(judgement->causes.items[i].id) == id)
            return judgement->causes.items[i].id == CAUSE_NO_NVIDIA_GPU;
    return false;
}

static Mark mark_of(const Judgement *judgement, StepId id)
{
    StepStatus status = judgement->chain[id].status;
    if (status == STEP_BROKEN && is_no_fault(judgement, id))
        return (Mark){"–", "-", STYLE_STRONG};
    switch (status) {
    case STEP_OK: return (Mark){"✓", "ok", STYLE_GOOD};
    case STEP_BROKEN: return (Mark){"✗", "x", STYLE_BAD};
    case STEP_UNKNOWN: return (Mark){"?", "?", STYLE_DOUBT};
    case STEP_ASSUMED: return (Mark){"~", "~", STYLE_DOUBT};
    case STEP_NOT_REACHED: return (Mark){"·", ".", STYLE_FAINT};
    case STEP_NOT_APPLICABLE: break;
    }
    return (Mark){"–", "-", STYLE_FAINT};
}

static const char *reason_of_unknown(const Judgement *judgement, const char *says)
{
    for (size_t i = 0; says && i < judgement->unknown.count; i++)
        if (strcmp(judgement->unknown.items[i].says, says) == 0)
            return judgement->unknown.items[i].detail;
    return NULL;
}

static const char *step_says(Report *report, const Step *step)
{
    const char *says = step->says ? step->says : "";
    if (step->status == STEP_UNKNOWN) {
        const char *because = reason_of_unknown(report->judgement, step->says);
        return because ? arena_printf(report->arena, "%s: %s", says, because) : says;
    }
    if (step->status == STEP_ASSUMED && !strstr(says, "assumed"))
        return arena_printf(report->arena, *says ? "%s (assumed)" : "assumed%s", says);
    return says;
}

static void put_step_line(Report *report, StepId id)
{
    Page *page = &report->page;
    const Judgement *judgement = report->judgement;
    const Step *step = &judgement->chain[id];
    Mark mark = mark_of(judgement, id);
    size_t name_column = MARGIN + (page->ascii ? 3 : 2),
           says_column = name_column + STEP_NAME_COLUMNS;
    Style faint = mark.style == STYLE_FAINT ? STYLE_FAINT : STYLE_PLAIN;
    page_tab(page, MARGIN);
    page_put(page, mark.style, page->ascii ? mark.ascii : mark.symbol);
    page_tab(page, name_column);
    page_put(page, step->status == STEP_BROKEN ? STYLE_STRONG : faint, step_word(id));
    page_tab(page, says_column);
    if (id == STEP_GPU && judgement->devices.count == 1 && judgement->devices.items[0].pci)
        page_keep_right(page, STYLE_FAINT, judgement->devices.items[0].pci);
    page_flow(page, faint, report_text(report, step_says(report, step)), says_column,
              page->columns);
    page_end_line(page);
}

/* ---- Evidence ----
 *
 * A sentence that starts with a subject of its cause ("libX.so.1 is at …") stands beside that
 * subject; subjects with the same sentences share them. */

typedef struct Exhibit {
    Strings subjects;
    EvidenceList evidence; /* says without the subject */
} Exhibit;
typedef LIST_OF(Exhibit) Exhibits;

static const char *behind_subject(const char *says, const char *subject)
{
    size_t length = strlen(subject);
    bool about_it =
        strncmp(says, subject, length) == 0 && (says[length] == ' ' || says[length] == ':');
    if (!about_it)
        return NULL;
    const char *rest = says + length + 1;
    return rest + strspn(rest, " ");
}

static EvidenceList about_subject(Report *report, const Cause *cause, const char *subject)
{
    EvidenceList about = {0};
    for (size_t i = 0; i < cause->evidence.count; i++) {
        const char *rest = behind_subject(cause->evidence.items[i].says, subject);
        if (rest)
            list_add(report->arena, about, (Evidence){rest, cause->evidence.items[i].source});
    }
    return about;
}

static EvidenceList about_no_subject(Report *report, const Cause *cause)
{
    EvidenceList general = {0};
    for (size_t i = 0; i < cause->evidence.count; i++) {
        bool about = false;
        for (size_t j = 0; j < cause->subjects.count; j++)
            about =
                about || behind_subject(cause->evidence.items[i].says, cause->subjects.items[j]);
        if (!about)
            list_add(report->arena, general, cause->evidence.items[i]);
    }
    return general;
}

static bool same_sentences(EvidenceList a, EvidenceList b)
{
    bool same = a.count == b.count;
    for (size_t i = 0; same && i < a.count; i++)
        same = strcmp(a.items[i].says, b.items[i].says) == 0;
    return same;
}

static Exhibits exhibits_of(Report *report, const Cause *cause)
{
    Exhibits exhibits = {0};
    for (size_t i = 0; i < cause->subjects.count; i++) {
        EvidenceList about = about_subject(report, cause, cause->subjects.items[i]);
        size_t same = 0;
        while (same < exhibits.count && !same_sentences(exhibits.items[same].evidence, about))
            same++;
        if (same == exhibits.count)
            list_add(report->arena, exhibits, (Exhibit){.evidence = about});
        list_add(report->arena, exhibits.items[same].subjects, cause->subjects.items[i]);
    }
    return exhibits;
}

/* "is at", "opened by": the source ends the sentence. */
static bool wants_source(const char *says)
{
    static const char *const ENDS[] = {" at", " by", " from", " in", ":"};
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (ends_with(says, ENDS[i]))
            return true;
    return false;
}

/* The source is worth its room only when the sentence does not show it already. */
static bool is_shown(const char *says, const char *source)
{
    return *source == '\0' || strstr(says, source) != NULL;
}

static void put_evidence(Report *report, Evidence evidence, size_t column)
{
    Page *page = &report->page;
    page_tab(page, column);
    page_flow(page, STYLE_PLAIN, report_text(report, evidence.says), column, page->columns);
    if (evidence.source && !is_shown(evidence.says, evidence.source)) {
        const char *source = report_text(report, evidence.source);
        bool ends_it = wants_source(evidence.says);
        page_flow(page, ends_it ? STYLE_PLAIN : STYLE_FAINT,
                  arena_printf(report->arena, ends_it ? " %s" : " (%s)", source), column,
                  page->columns);
    }
    page_end_line(page);
}

/* Returns the column at which its sentences stand. */
static size_t put_exhibit(Report *report, const Exhibit *exhibit)
{
    Page *page = &report->page;
    Writer names = writer_new(report->arena);
    for (size_t i = 0; i < exhibit->subjects.count; i++)
        put_format(&names, "%s%s", i ? ", " : "", report_text(report, exhibit->subjects.items[i]));
    size_t width = page_width(page, names.bytes);
    size_t column = EVIDENCE_COLUMN + width + 3;
    bool beside = width <= WIDEST_SUBJECT;
    page_tab(page, EVIDENCE_COLUMN);
    page_flow(page, STYLE_STRONG, names.bytes, EVIDENCE_COLUMN, page->columns);
    if (!beside) {
        page_end_line(page);
        column = EVIDENCE_COLUMN + 4;
    }
    for (size_t i = 0; i < exhibit->evidence.count; i++)
        put_evidence(report, exhibit->evidence.items[i], column);
    return column;
}

/* "CUDA_VISIBLE_DEVICES=-1: …" needs no label that says CUDA_VISIBLE_DEVICES. */
static bool names_its_subject(const Cause *cause, EvidenceList general)
{
    return cause->subjects.count == 1 && general.count == cause->evidence.count && general.count &&
           strstr(general.items[0].says, cause->subjects.items[0]);
}

static void put_cause_evidence(Report *report, const Cause *cause)
{
    EvidenceList general = about_no_subject(report, cause);
    Exhibits exhibits = exhibits_of(report, cause);
    size_t column = EVIDENCE_COLUMN;
    if (names_its_subject(cause, general))
        exhibits.count = 0;
    for (size_t i = 0; i < exhibits.count; i++) {
        size_t beside = put_exhibit(report, &exhibits.items[i]);
        bool open_line = report->page.at > 0;
        if (exhibits.count == 1)
            column = beside;
        if (open_line && (exhibits.count > 1 || general.count == 0))
            page_end_line(&report->page);
    }
    for (size_t i = 0; i < general.count; i++)
        put_evidence(report, general.items[i], column);
}

/* What the line before has said already, or what has nothing to say, takes none. */
static bool is_worth_a_line(const Judgement *judgement, StepId id)
{
    const Step *step = &judgement->chain[id];
    if (step->status != STEP_NOT_APPLICABLE && step->status != STEP_NOT_REACHED)
        return true;
    bool at_the_end = id == STEP_AVAILABILITY || id == STEP_PROGRAM;
    if (at_the_end || !step->says || !*step->says)
        return false;
    for (int earlier = 0; earlier < (int)id; earlier++) {
        const Step *other = &judgement->chain[earlier];
        if (other->status == step->status && other->says && strcmp(other->says, step->says) == 0)
            return false;
    }
    return true;
}

/* What is wrong has its own evidence, even where the words are the same. */
static bool is_told_of(const Judgement *first, const Step *step, StepId id)
{
    const Step *other = &first->chain[id];
    return step->status == other->status && step->status != STEP_BROKEN && step->says &&
           other->says && strcmp(step->says, other->says) == 0;
}

void put_chain(Report *report, const Judgement *first)
{
    const Judgement *judgement = report->judgement;
    size_t told = 0;
    for (int id = 0; id < STEP_COUNT; id++) {
        if (!is_worth_a_line(judgement, (StepId)id))
            continue;
        if (first && is_told_of(first, &judgement->chain[id], (StepId)id)) {
            told++;
            continue;
        }
        put_step_line(report, (StepId)id);
        if (judgement->chain[id].status != STEP_BROKEN)
            continue;
        for (size_t i = 0; i < judgement->causes.count; i++)
            if (cause_step(judgement->causes.items[i].id) == (StepId)id)
                put_cause_evidence(report, &judgement->causes.items[i]);
    }
    if (told) {
        page_tab(&report->page, MARGIN);
        page_put(&report->page, STYLE_FAINT,
                 arena_printf(report->arena, "the rest is as for %s",
                              target_name(report->arena, &first->target)));
        page_end_line(&report->page);
    }
}
