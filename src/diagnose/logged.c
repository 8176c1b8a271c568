/* What a program printed, judged: see logged.h. */
#include "diagnose/logged.h"

#include <string.h>

#include "base/version.h"

/* ---- What was seen ---- */

const Fact *seen(const Case *c, const char *outcome)
{
    const Fact *fact = fact_get(c->facts, arena_printf(c->arena, "log/%s", outcome), FACT_LOG_SEEN);
    return fact->known == PRESENT ? fact : NULL;
}

const char *seen_text(const Case *c, const char *outcome)
{
    const Fact *fact = seen(c, outcome);
    return fact ? fact->text : "";
}

bool was_seen(const Case *c, const char *outcome)
{
    return seen(c, outcome) != NULL;
}

bool was_left_without_gpu(const Case *c)
{
    return was_seen(c, "listed-none") || was_seen(c, "gpu-list-empty") ||
           was_seen(c, "gpu-not-found-told") || was_seen(c, "libraries-failed") ||
           (was_seen(c, "xla-gpu-named") && !was_seen(c, "listed-gpus")) || was_seen(c, "cpu-used");
}

const char *logged_system(const Case *c)
{
    const char *system = fact_text_or(c->facts, "log", FACT_LOG_SYSTEM, "");
    bool named = was_seen(c, "wsl-named") && strcmp(system, "windows") != 0;
    return named ? "wsl" : system;
}

static bool is_told(const Case *c, CauseId id, const char *how)
{
    const char *subject = arena_printf(c->arena, "told/%s", cause_word(id));
    return is_yes(fact_is_text(c->facts, subject, FACT_TOLD, how));
}

/* The driver of WSL is that of Windows: there is no kernel module, and what is missing is libcuda.
 */
static bool is_not_of_wsl(const Case *c, CauseId id)
{
    if (strcmp(logged_system(c), "wsl") != 0)
        return false;
    if (id == CAUSE_DRIVER_NOT_INSTALLED || id == CAUSE_NO_NVIDIA_GPU)
        return was_seen(c, "libcuda-failed");
    return id == CAUSE_DRIVER_NOT_LOADED || id == CAUSE_DEVICE_NODES_MISSING;
}

/* It ran out of memory on a node that was on the CPU, or by an allocator of its memory: that is the
 * memory of the machine. */
static bool is_memory_of_host(const Case *c, CauseId id)
{
    bool memory = id == CAUSE_GPU_MEMORY_EXHAUSTED || id == CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS;
    bool of_node = was_seen(c, "node-on-cpu") && !was_seen(c, "node-on-gpu") &&
                   fact_get(c->facts, "log", FACT_LOG_GPU_MADE)->known != PRESENT;
    return memory && (of_node || was_seen(c, "memory-of-host"));
}

bool is_ruled_out(const Case *c, CauseId id)
{
    return is_told(c, id, "refuted") || is_not_of_wsl(c, id) || is_memory_of_host(c, id);
}

bool is_told_surely(const Case *c, CauseId id)
{
    return is_told(c, id, "surely");
}

const Fact *line_that_leaves_open(const Case *c, CauseId id)
{
    Strings open = facts_subjects(c->facts, "open/");
    for (size_t i = 0; i < open.count; i++) {
        const Fact *line = fact_get(c->facts, open.items[i], FACT_LOG_OPEN);
        if (line->known == PRESENT && strings_have(line->texts, cause_word(id)))
            return line;
    }
    return NULL;
}

bool has_any_cause(const Case *c)
{
    return c->judgement->causes.count || c->judgement->findings.count;
}

bool leaves_open(const Case *c, CauseId id)
{
    return line_that_leaves_open(c, id) != NULL;
}

const char *first_word(Case *c, const char *value)
{
    if (*value == '"' || *value == '\'')
        return arena_copy(c->arena, value + 1, strcspn(value + 1, *value == '"' ? "\"" : "'"));
    return arena_copy(c->arena, value, strcspn(value, " \t;"));
}

/* ---- Causes ---- */

/* TensorFlow takes no GPU below the largest one, nor any below 8 multiprocessors beside a larger
 * one. Only who asks for more by the variable can be left with none. */
static bool is_beside_a_larger_gpu(const Case *c)
{
    enum { USUAL_MINIMUM = 8 };
    static const char minimum_is[] = "minimum required count is ";
    const char *line = fact_text_or(c->facts, "told/too-few-multiprocessors", FACT_TOLD_LINE, "");
    const char *minimum = strstr(line, minimum_is);
    int count;
    return minimum && version_read(minimum + strlen(minimum_is), &count, 1) == 1 &&
           count <= USUAL_MINIMUM && !was_left_without_gpu(c);
}

/* What the framework does about a cause that a log tells of. The rest lets it run on the CPU. */
static Effect logged_effect(const Case *c, CauseId id)
{
    switch (id) {
    case CAUSE_LSTM_NOT_CUDNN:
    case CAUSE_INPUT_PIPELINE_BOUND:
    case CAUSE_MODEL_TOO_SMALL:
    case CAUSE_GPU_THROTTLED: return EFFECT_SLOW;
    case CAUSE_SMALL_OP_PINNED_TO_HOST: return EFFECT_BY_DESIGN;
    case CAUSE_DTYPE_NO_GPU_KERNEL:
    case CAUSE_SOFT_PLACEMENT_FALLBACK: return EFFECT_PART;
    case CAUSE_DRIVER_TOO_OLD:
    case CAUSE_MEMORY_GROWTH_AFTER_INIT:
    case CAUSE_VISIBLE_DEVICES_SET_TOO_LATE:
    case CAUSE_LIBDEVICE_OR_PTXAS_MISSING:
    case CAUSE_CUDNN_SUBLIB_MISSING:
    case CAUSE_CUBLAS_CONFLICT:
    case CAUSE_OP_NO_GPU_KERNEL:
    case CAUSE_COMPUTE_CAPABILITY_TOO_NEW:
    case CAUSE_GPU_MEMORY_EXHAUSTED:
    case CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS:
    case CAUSE_EXCLUSIVE_COMPUTE_MODE:
    case CAUSE_TENSORFLOW_GPU_PACKAGE_REMOVED:
    case CAUSE_PYTHON_VERSION_NO_WHEEL:
    case CAUSE_FRAMEWORK_NOT_INSTALLED:
    case CAUSE_FRAMEWORK_BROKEN: return EFFECT_FAILS;
    case CAUSE_TOO_FEW_MULTIPROCESSORS: return is_beside_a_larger_gpu(c) ? EFFECT_PART : EFFECT_CPU;
    case CAUSE_LIBRARY_DAMAGED: return was_seen(c, "process-died") ? EFFECT_FAILS : EFFECT_CPU;
    case CAUSE_VISIBLE_DEVICES_HIDDEN:
        return was_seen(c, "cpu-disabled") ? EFFECT_FAILS : EFFECT_CPU;
    case CAUSE_CUDNN_VERSION_MISMATCH:
        return was_seen(c, "cudnn-mismatch") ? EFFECT_FAILS : EFFECT_CPU;
    default: return EFFECT_CPU;
    }
}

static Cause *find_cause(CauseList *list, CauseId id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].id == id)
            return &list->items[i];
    return NULL;
}

static Cause *cause_or_finding(Case *c, CauseId id)
{
    Cause *cause = find_cause(&c->judgement->causes, id);
    return cause ? cause : find_cause(&c->judgement->findings, id);
}

static bool has_evidence(const Cause *cause, const char *says, const char *source)
{
    for (size_t i = 0; i < cause->evidence.count; i++)
        if (strcmp(cause->evidence.items[i].says, says) == 0 &&
            strcmp(cause->evidence.items[i].source, source) == 0)
            return true;
    return false;
}

void put_line_of(Case *c, Cause *cause, const Fact *fact)
{
    const char *line = fact_text_or(c->facts, fact->subject, FACT_TOLD_LINE, NULL);
    if (!cause->line.source)
        cause->line = (LoggedLine){fact->source, line};
    if (line && !has_evidence(cause, line, fact->source))
        cause_evidence(c, cause, line, fact->source);
}

Cause *conclude(Case *c, CauseId id, const Fact *fact, const char *says)
{
    Cause *cause = cause_or_finding(c, id);
    if (!cause)
        cause = add_cause(c, id, logged_effect(c, id), says);
    cause->certain = true;
    put_line_of(c, cause, fact);
    return cause;
}

static bool is_explained(const Case *c, StepId step)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++) {
        const Cause *cause = &c->judgement->causes.items[i];
        StepId of = cause_step(cause->id);
        bool leads_there = step_strand(of) == step_strand(step) || step_strand(step) == STRAND_BOTH;
        if (cause->certain && leads_there && of <= step)
            return true;
    }
    return false;
}

/* An unknown error has no further reason where nodes or rights are one. */
static bool has_a_plainer_reason(const Case *c, CauseId id)
{
    return id == CAUSE_CUINIT_UNKNOWN_999 &&
           (has_cause(c, CAUSE_DEVICE_NODES_MISSING) || has_cause(c, CAUSE_DEVICE_PERMISSION));
}

Cause *suspect(Case *c, CauseId id, const Fact *fact, const char *says)
{
    Cause *cause = cause_or_finding(c, id);
    if (cause) {
        put_line_of(c, cause, fact);
        return cause;
    }
    if (has_a_plainer_reason(c, id) || is_ruled_out(c, id) || is_denied_by_people(c, id) ||
        is_explained(c, cause_step(id)))
        return NULL;
    cause = conclude(c, id, fact, says);
    cause->certain = false;
    return cause;
}

/* ---- What lines say of themselves ---- */

static void conclude_told(Case *c, CauseId id, const Fact *told)
{
    Cause *cause = conclude(c, id, told, cause_page(id)->title);
    c->fails_at[CHECK_FIRST_KERNEL] =
        c->fails_at[CHECK_FIRST_KERNEL] || cause->effect == EFFECT_FAILS;
}

static void conclude_all_told(Case *c)
{
    Strings subjects = facts_subjects(c->facts, "told/");
    for (size_t i = 0; i < subjects.count; i++) {
        CauseId id;
        const Fact *told = fact_get(c->facts, subjects.items[i], FACT_TOLD);
        if (cause_by_word(subjects.items[i] + strlen("told/"), &id) && is_told_surely(c, id))
            conclude_told(c, id, told);
    }
}

/* How many lines leave this cause open: the one that explains most of them is the likeliest. */
static size_t lines_that_leave_open(const Case *c, Strings open, const char *id)
{
    size_t count = 0;
    for (size_t i = 0; i < open.count; i++)
        count += strings_have(fact_get(c->facts, open.items[i], FACT_LOG_OPEN)->texts, id);
    return count;
}

static bool is_settled(Case *c, const Fact *line)
{
    if (has_cause(c, CAUSE_WSL_LIBCUDA_MISSING) &&
        strings_have(line->texts, cause_word(CAUSE_DRIVER_NOT_INSTALLED)))
        return true;
    /* Slurm hides the cards from nvidia-smi too. */
    if (has_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN) && was_seen(c, "slurm-script") &&
        strings_have(line->texts, cause_word(CAUSE_NO_NVIDIA_GPU)))
        return true;
    for (size_t i = 0; i < line->texts.count; i++) {
        CauseId id;
        if (cause_by_word(line->texts.items[i], &id) &&
            (cause_or_finding(c, id) || is_explained(c, cause_step(id))))
            return true;
    }
    return false;
}

/* Who names his card, or says that he has one, does not lack it; nor who shows the table of
 * nvidia-smi, or tells that another program uses it. */
static bool is_there_by_report(const Case *c, CauseId id)
{
    bool shown = was_seen(c, "smi-version") && !was_seen(c, "no-gpu-said");
    bool works = was_seen(c, "says/any/gpu/works");
    return id == CAUSE_NO_NVIDIA_GPU &&
           (shown || works || was_seen(c, "gpu-named") || was_seen(c, "gpu-owned")) &&
           !was_seen(c, "guest-named");
}

/* WSL has no kernel module of NVIDIA and no device nodes of it; what is of WSL alone is nowhere
 * else. */
static bool is_of_another_system(const Case *c, CauseId id)
{
    if (is_in_wsl(c))
        return id == CAUSE_NOUVEAU_IN_USE || id == CAUSE_DRIVER_NOT_LOADED ||
               id == CAUSE_DEVICE_NODES_MISSING;
    return id == CAUSE_WSL_LIBCUDA_MISSING || id == CAUSE_WSL_LINUX_DRIVER_INSTALLED;
}

/* Who finds the GPU slower than the CPU has tried both, and one log says that it used the CPU. */
static bool is_of_the_other_run(const Case *c, const Fact *line)
{
    const Fact *cpu = seen(c, "cpu-used");
    return cpu && was_seen(c, "slower-on-gpu") && strcmp(cpu->source, line->source) == 0;
}

static void suspect_from(Case *c, Strings open, const Fact *line)
{
    size_t most = 0;
    CauseId best = CAUSE_COUNT, id;
    for (size_t i = 0; i < line->texts.count; i++) {
        size_t lines = lines_that_leave_open(c, open, line->texts.items[i]);
        if (cause_by_word(line->texts.items[i], &id) && !is_ruled_out(c, id) &&
            !is_denied_by_people(c, id) && !is_there_by_report(c, id) &&
            !is_refuted_by_listing(c, id) && !is_of_another_system(c, id) &&
            !is_of_another_code(c, line, id) && lines > most) {
            most = lines;
            best = id;
        }
    }
    if (best != CAUSE_COUNT)
        suspect(c, best, line, cause_page(best)->title);
}

static void suspect_what_is_open(Case *c)
{
    Strings open = facts_subjects(c->facts, "open/");
    for (size_t i = 0; i < open.count; i++) {
        const Fact *line = fact_get(c->facts, open.items[i], FACT_LOG_OPEN);
        if (line->known == PRESENT && !is_settled(c, line) && !is_of_the_other_run(c, line))
            suspect_from(c, open, line);
    }
}

/* ---- A GPU that works ---- */

/* What can still be wrong when the framework has made a device of the GPU. */
static bool stays_beside_a_gpu(const Cause *cause)
{
    return cause->effect != EFFECT_CPU || cause_step(cause->id) > STEP_VISIBILITY ||
           cause->id == CAUSE_WRONG_PYTHON_ENV;
}

/* Where somebody says that there is no GPU, what is only likely is no fault. */
static bool nobody_expects_a_gpu(Case *c)
{
    const Fact *said = seen(c, "no-gpu-said");
    if (!said || was_seen(c, "driver-version"))
        return false;
    bool raised = was_seen(c, "raised") && (leaves_open(c, CAUSE_NO_NVIDIA_GPU) ||
                                            leaves_open(c, CAUSE_DRIVER_NOT_INSTALLED));
    if (raised || leaves_open(c, CAUSE_CONTAINER_TOOLKIT_BROKEN))
        conclude(c, CAUSE_NO_NVIDIA_GPU, said, "a program wants a GPU, and there is none");
    add_note(c, say(c, "the report says that there is no GPU (%s)", said->source));
    return true;
}

/* The program ended for a reason of its own, nobody complains of the GPU, and what warnings before
 * that make likely kept it from nothing. */
static bool ended_for_another_reason(const Case *c)
{
    return was_seen(c, "ended-otherwise") && !was_seen(c, "ended-by-gpu") &&
           !was_left_without_gpu(c) && !was_seen(c, "gpu-lacking-told") &&
           !was_seen(c, "runs-on-cpu");
}

/* The machine's memory runs out, and not the GPU's. */
static bool is_of_host_memory(const Case *c)
{
    return was_seen(c, "host-memory-told") && !was_seen(c, "out-of-memory") &&
           !was_seen(c, "ended-by-gpu");
}

/* Which GPUs are left out says nothing against one that was made. */
static bool is_of_one_gpu(const Cause *cause)
{
    return cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_LOW ||
           cause->id == CAUSE_TOO_FEW_MULTIPROCESSORS;
}

static void keep_as_finding(Case *c, const Cause *cause)
{
    Cause finding = *cause;
    finding.effect = EFFECT_PART;
    list_add(c->arena, c->judgement->findings, finding);
}

/* The stub answers for no driver and no card, whatever its answers make likely. */
static bool is_answer_of_stub(const Case *c, const Cause *cause)
{
    const CauseList *causes = &c->judgement->causes;
    if (cause->certain || step_strand(cause_step(cause->id)) != STRAND_MACHINE)
        return false;
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].certain && causes->items[i].id == CAUSE_STUB_LIBCUDA)
            return true;
    return false;
}

static void drop_refuted(Case *c, bool gpu_made)
{
    bool not_asked = nobody_expects_a_gpu(c) || ended_for_another_reason(c) ||
                     was_seen(c, "processor-too-old-told") || is_of_host_memory(c);
    CauseList *causes = &c->judgement->causes;
    bool *settled = arena_alloc(c->arena, causes->count + 1);
    for (size_t i = 0; i < causes->count; i++)
        settled[i] = is_answer_of_stub(c, &causes->items[i]);
    size_t kept = 0;
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        if (is_ruled_out(c, cause->id) || settled[i] || (gpu_made && !stays_beside_a_gpu(cause)) ||
            (not_asked && !cause->certain))
            continue;
        if (gpu_made && cause->effect == EFFECT_CPU && is_of_one_gpu(cause)) {
            keep_as_finding(c, cause);
            continue;
        }
        causes->items[kept++] = *cause;
    }
    causes->count = kept;
}

/* ---- The step's answers ---- */

static void settle_steps(Case *c, const Fact *gpu)
{
    for (int step = 0; step < STEP_COUNT; step++) {
        Step *of = &c->judgement->chain[step];
        bool broken = false;
        for (size_t i = 0; i < c->judgement->causes.count; i++)
            broken = broken || cause_step(c->judgement->causes.items[i].id) == (StepId)step;
        if (broken)
            continue;
        if (gpu && step < STEP_AVAILABILITY) {
            set_step(c, (StepId)step, STEP_OK, "the framework made a device of the GPU");
            step_evidence(c, (StepId)step, gpu->text, gpu->source);
        } else if (of->status != STEP_OK) {
            set_step(c, (StepId)step, STEP_UNKNOWN, "not in the log");
        }
    }
}

void judge_logged(Case *c)
{
    conclude_all_told(c);
    if (!c->is_log)
        return;
    const Fact *gpu = fact_get(c->facts, "log", FACT_LOG_GPU_MADE);
    bool gpu_made = gpu->known == PRESENT;
    c->judgement->unknown.count = 0;
    c->judgement->needs.count = 0;
    c->judgement->notes.count = 0;
    conclude_hints(c);
    conclude_sentences(c);
    conclude_tellings(c);
    conclude_driver(c);
    conclude_machine(c);
    conclude_signs(c);
    conclude_listed(c);
    conclude_codes(c);
    conclude_build(c);
    conclude_libraries(c);
    conclude_architecture(c);
    conclude_memory(c);
    conclude_cards(c);
    conclude_code(c);
    conclude_kernels(c);
    suspect_what_is_open(c);
    conclude_program(c);
    conclude_rest(c);
    conclude_remedies(c);
    conclude_hearsay(c);
    conclude_left(c);
    weigh_named_release(c);
    conclude_placement(c);
    drop_refuted(c, gpu_made);
    name_consequences(c);
    settle_steps(c, gpu_made ? gpu : NULL);
    need_what_decides(c);
}

/* ---- The verdict ---- */

/* The framework said that it gave the GPU up, whatever the reason. */
static bool gave_up(const Case *c)
{
    return was_seen(c, "libraries-failed") || was_seen(c, "cuinit-failed") ||
           was_seen(c, "cpu-used");
}

static bool has_effect_of(const Judgement *judgement, Effect effect, bool certain)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].effect == effect &&
            (!certain || judgement->causes.items[i].certain))
            return true;
    return false;
}

void decide_logged(Case *c)
{
    Judgement *judgement = c->judgement;
    bool gpu = fact_get(c->facts, "log", FACT_LOG_GPU_MADE)->known == PRESENT;
    long long listed = fact_number_or(c->facts, "log", FACT_LOG_GPUS_LISTED, -1);
    judgement->listed = (int)listed;
    bool ended = was_seen(c, "raised") || was_seen(c, "jit-from-ptx");
    bool fails = has_effect_of(judgement, EFFECT_FAILS, true) ||
                 (has_effect_of(judgement, EFFECT_FAILS, false) && ended);
    if (fails)
        judgement->verdict = VERDICT_FAILS;
    else if (gpu && !ran_on_cpu(c)) /* what is left may have kept it from the GPU all the same */
        judgement->verdict = judgement->causes.count ? VERDICT_UNKNOWN : VERDICT_GPU;
    else if (listed == 0 || ran_on_cpu(c) || gave_up(c) ||
             has_effect_of(judgement, EFFECT_CPU, true))
        judgement->verdict = VERDICT_CPU;
    else
        judgement->verdict = VERDICT_UNKNOWN;
}

static const char *what_is_not_told(Case *c, const char *name)
{
    const Judgement *judgement = c->judgement;
    bool gpu = fact_get(c->facts, "log", FACT_LOG_GPU_MADE)->known == PRESENT;
    if (gpu && has_effect_of(judgement, EFFECT_FAILS, false))
        return say(c, "%s made a device of the GPU, and may have failed on it", name);
    return judgement->causes.count || judgement->findings.count
               ? say(c, "%s: GPU or CPU, the log does not say", name)
               : "nothing here says that something is wrong with the GPU";
}

void say_logged(Case *c)
{
    Judgement *judgement = c->judgement;
    const char *name = judgement->target.framework ? framework_words(c) : "the program";
    switch (judgement->verdict) {
    case VERDICT_GPU: judgement->says = say(c, "%s used the GPU", name); break;
    case VERDICT_CPU: judgement->says = say(c, "%s ran on the CPU", name); break;
    case VERDICT_FAILS: judgement->says = say(c, "%s ended in an error", name); break;
    case VERDICT_UNKNOWN: judgement->says = what_is_not_told(c, name); break;
    }
}
