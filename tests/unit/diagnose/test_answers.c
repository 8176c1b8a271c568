/* The whole answer of each row of rows.c, word for word, against expected/answers.txt: of the
 * healthy machine everything, of the others the lines that differ from it. */
#include <string.h>

#include "diagnose/rows.h"
#include "expected.h"

static Writer lines;

static const char *truth_word(Truth truth)
{
    return is_yes(truth) ? "yes" : is_no(truth) ? "no" : truth.because;
}

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

static void put_evidence(const char *of, EvidenceList evidence)
{
    for (size_t i = 0; i < evidence.count; i++)
        put_format(&lines, "%s: %s (%s)\n", of, evidence.items[i].says, evidence.items[i].source);
}

static void put_step(const Step *step)
{
    put_format(&lines, "%s %s: %s\n", step_word(step->id), step_status_word(step->status),
               step->says);
    put_evidence(step_word(step->id), step->evidence);
    for (size_t i = 0; i < step->opens.count; i++)
        put_format(&lines, "%s opens %s: %s\n", step_word(step->id), step->opens.items[i]->name,
                   open_result_word(step->opens.items[i]->result));
}

static void put_cause(const char *kind, const Cause *cause)
{
    const char *id = cause_word(cause->id);
    put_format(&lines, "%s %s, %s%s%s%s%s: %s\n", kind, id, effect_word(cause->effect),
               cause->root ? ", root" : "", cause->certain ? "" : ", uncertain",
               cause->follows_from ? ", follows from " : "",
               cause->follows_from ? cause->follows_from : "", cause->says);
    for (size_t i = 0; i < cause->subjects.count; i++)
        put_format(&lines, "%s is about %s\n", id, cause->subjects.items[i]);
    if (cause->fails_on)
        put_format(&lines, "%s fails on %s\n", id, cause->fails_on);
    put_evidence(id, cause->evidence);
}

static void put_judgement(const Judgement *judgement)
{
    put_format(&lines, "%s, %d listed: %s; %s\n", verdict_word(judgement->verdict),
               judgement->listed, judgement->says, or_dash(judgement->headline_detail));
    for (size_t i = 0; i < judgement->devices.count; i++) {
        const Device *device = &judgement->devices.items[i];
        put_format(&lines, "device %s, %s, %s; visible: %s; usable: %s; %s\n", device->pci,
                   device->name, or_dash(device->compute_capability), truth_word(device->visible),
                   truth_word(device->usable), or_dash(device->because));
    }
    for (int i = 0; i < STEP_COUNT; i++)
        put_step(&judgement->chain[i]);
    for (size_t i = 0; i < judgement->causes.count; i++)
        put_cause("cause", &judgement->causes.items[i]);
    for (size_t i = 0; i < judgement->findings.count; i++)
        put_cause("finding", &judgement->findings.items[i]);
    for (size_t i = 0; i < judgement->unknown.count; i++)
        put_format(&lines, "unknown %s: %s\n", judgement->unknown.items[i].says,
                   judgement->unknown.items[i].detail);
    for (size_t i = 0; i < judgement->needs.count; i++)
        put_format(&lines, "needs %s: %s\n", judgement->needs.items[i].says,
                   or_dash(judgement->needs.items[i].detail));
    for (size_t i = 0; i < judgement->notes.count; i++)
        put_format(&lines, "note %s\n", judgement->notes.items[i]);
}

static Text answer_of(const Row *row)
{
    Facts *facts = healthy(test_arena());
    row->change(facts);
    lines = writer_new(test_arena());
    put_judgement(judged(facts));
    return (Text){lines.bytes, lines.length};
}

TEST(every_answer_word_for_word)
{
    Writer all = writer_new(test_arena());
    Text well = answer_of(row_at(0));
    put(&all, "== healthy\n");
    put_text(&all, well);
    for (size_t i = 1; i < row_count(); i++) {
        Text answer = answer_of(row_at(i));
        put_format(&all, "\n== %s\n", row_at(i)->name);
        put_changed_lines(&all, well, answer);
    }
    CHECK_EXPECTED(all.bytes, "diagnose/expected/answers.txt");
}
