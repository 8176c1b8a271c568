#include "report/json.h"

#include <string.h>

#include "report/diff.h"
#include "report/json_parts.h"
#include "report/opening.h"

void json_pair_truth(Writer *out, const char *key, Truth truth)
{
    json_key(out, key);
    if (is_unknown(truth))
        json_null(out);
    else
        json_bool(out, is_yes(truth));
}

void json_pair_strings(Writer *out, const char *key, Strings strings)
{
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < strings.count; i++)
        json_string(out, strings.items[i]);
    json_close(out, ']');
}

static void put_evidence(Writer *out, EvidenceList evidence)
{
    json_key(out, "evidence");
    json_open(out, '[');
    for (size_t i = 0; i < evidence.count; i++) {
        json_open(out, '{');
        json_pair(out, "says", evidence.items[i].says);
        json_pair(out, "source", evidence.items[i].source);
        json_close(out, '}');
    }
    json_close(out, ']');
}

void json_target(Writer *out, const Target *target)
{
    json_key(out, "target");
    json_open(out, '{');
    json_pair(out, "kind", target->kind);
    json_pair_path(out, "python", target->python);
    json_pair_path(out, "prefix", target->prefix);
    json_pair(out, "framework", target->framework);
    json_pair(out, "version", target->version);
    if (target->runs_on) {
        json_pair(out, "backend", target->runs_on);
        json_pair(out, "backend_version", target->runs_on_version);
    }
    json_pair_path(out, "root", target->root);
    json_pair(out, "python_version", target->python_version);
    json_pair(out, "chosen_because", target->chosen_because);
    json_pair_path(out, "other_python", target->other_python);
    json_pair_strings(out, "kernels", target->kernels);
    if (target->log)
        json_pair(out, "log", target->log);
    json_close(out, '}');
}

static void put_devices(Writer *out, const Judgement *judgement)
{
    json_key(out, "devices");
    json_open(out, '[');
    for (size_t i = 0; i < judgement->devices.count; i++) {
        const Device *device = &judgement->devices.items[i];
        json_open(out, '{');
        json_pair(out, "name", device->name);
        json_pair(out, "pci", device->pci);
        json_pair(out, "compute_capability", device->compute_capability);
        json_pair_truth(out, "visible", device->visible);
        json_pair_truth(out, "usable", device->usable);
        json_pair(out, "because", device->because);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_chain(Writer *out, const Judgement *judgement)
{
    json_key(out, "chain");
    json_open(out, '[');
    for (int id = 0; id < STEP_COUNT; id++) {
        const Step *step = &judgement->chain[id];
        json_open(out, '{');
        json_pair(out, "id", step_word((StepId)id));
        json_pair(out, "status", step_status_word(step->status));
        json_pair(out, "says", step->says);
        put_evidence(out, step->evidence);
        json_key(out, "opens");
        json_open(out, '[');
        for (size_t i = 0; i < step->opens.count; i++)
            json_opening(out, step->opens.items[i]);
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_fixes(Writer *out, const Cause *cause)
{
    json_key(out, "fixes");
    json_open(out, '[');
    for (size_t i = 0; i < cause->fixes.count; i++) {
        const Fix *fix = &cause->fixes.items[i];
        json_open(out, '{');
        json_pair(out, "id", fix->id);
        json_pair(out, "says", fix->says);
        json_pair_bool(out, "alternative", fix->alternative);
        json_pair_strings(out, "command", fix->command);
        json_pair_bool(out, "needs_root", fix->needs_root);
        json_pair(out, "undo", fix->undo);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* Of a log alone. */
static void put_logged_line(Writer *out, const LoggedLine *line)
{
    const char *colon = line->source ? strrchr(line->source, ':') : NULL;
    long long number;
    if (!colon || !text_number(text_of(colon + 1), &number))
        return;
    json_key(out, "line");
    json_open(out, '{');
    json_key(out, "file");
    json_text(out, (Text){line->source, (size_t)(colon - line->source)});
    json_pair_number(out, "number", number);
    json_pair(out, "text", line->text);
    json_close(out, '}');
}

static void put_causes(Writer *out, const char *key, CauseList causes)
{
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < causes.count; i++) {
        const Cause *cause = &causes.items[i];
        json_open(out, '{');
        json_pair(out, "id", cause_word(cause->id));
        json_pair(out, "step", step_word(cause_step(cause->id)));
        json_pair(out, "effect", effect_word(cause->effect));
        json_pair_bool(out, "root", cause->root);
        json_pair_bool(out, "certain", cause->certain);
        json_pair(out, "follows_from", cause->follows_from);
        json_pair_strings(out, "subjects", cause->subjects);
        json_pair_path(out, "fails_on", cause->fails_on);
        json_pair(out, "says", cause->says);
        put_evidence(out, cause->evidence);
        put_logged_line(out, &cause->line);
        json_pair(out, "check_yourself", cause->check_yourself);
        put_fixes(out, cause);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_unknown_and_needs(Writer *out, const Judgement *judgement)
{
    json_key(out, "unknown");
    json_open(out, '[');
    for (size_t i = 0; i < judgement->unknown.count; i++) {
        json_open(out, '{');
        json_pair(out, "says", judgement->unknown.items[i].says);
        json_pair(out, "because", judgement->unknown.items[i].detail);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_key(out, "needs");
    json_open(out, '[');
    for (size_t i = 0; i < judgement->needs.count; i++) {
        json_open(out, '{');
        json_pair(out, "says", judgement->needs.items[i].says);
        json_pair(out, "command", judgement->needs.items[i].detail);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_raises(Writer *out, const Raise *raises)
{
    if (!raises->exception)
        return;
    json_key(out, "raises");
    json_open(out, '{');
    json_pair(out, "exception", raises->exception);
    json_pair(out, "when", raises->when);
    json_pair(out, "text", raises->text);
    json_close(out, '}');
}

static void put_taken(Writer *out, const Beside *beside)
{
    json_key(out, "takes");
    json_open(out, '[');
    for (size_t i = 0; i < beside->taken.count; i++) {
        const char *name = beside->taken.items[i];
        const char *subject = arena_printf(out->arena, "library/%s", name);
        const Fact *opening = fact_get(beside->facts, subject, FACT_LIBRARY_OPENING);
        json_open(out, '{');
        json_pair(out, "name", name);
        json_pair_path(out, "path", opening->opening->path);
        json_pair_path(out, "instead_of",
                       fact_text_or(beside->facts, subject, FACT_LIBRARY_INSTEAD_OF, NULL));
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* The same framework in processes that used another one before. */
static void put_beside(Writer *out, const Judgement *judgement)
{
    if (judgement->beside.count == 0)
        return;
    json_key(out, "beside");
    json_open(out, '[');
    for (size_t i = 0; i < judgement->beside.count; i++) {
        const Beside *beside = &judgement->beside.items[i];
        const Judgement *then = beside->judgement;
        Strings causes = {0};
        for (size_t k = 0; k < then->causes.count; k++)
            list_add(out->arena, causes, cause_word(then->causes.items[k].id));
        json_open(out, '{');
        json_pair(out, "framework", beside->framework);
        json_pair(out, "verdict", verdict_word(then->verdict));
        json_pair_count(out, "listed", then->listed);
        json_pair_strings(out, "causes", causes);
        put_raises(out, &then->raises);
        put_taken(out, beside);
        json_close(out, '}');
    }
    json_close(out, ']');
}

void json_judgement(Writer *out, const Judgement *judgement)
{
    json_pair(out, "schema", "whycpu/1");
    json_pair(out, "verdict", verdict_word(judgement->verdict));
    json_pair_count(out, "listed", judgement->listed);
    json_pair(out, "says", judgement->says);
    put_raises(out, &judgement->raises);
    json_pair_strings(out, "asked", judgement->asked);
    json_target(out, &judgement->target);
    put_devices(out, judgement);
    put_chain(out, judgement);
    put_causes(out, "causes", judgement->causes);
    put_causes(out, "findings", judgement->findings);
    put_unknown_and_needs(out, judgement);
    json_pair_strings(out, "notes", judgement->notes);
    put_beside(out, judgement);
    json_since(out, judgement->since);
}

void report_json(Writer *out, const Judgement *judgement)
{
    json_open(out, '{');
    json_judgement(out, judgement);
    json_close(out, '}');
    put_char(out, '\n');
    out->json_needs_comma = false;
}
