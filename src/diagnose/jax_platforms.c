/* JAX_PLATFORMS and JAX_PLATFORM_NAME: which backends JAX starts, which of them it takes, and what
 * it does where one does not start.
 *
 * A backend that is named has to start, or jax.devices() raises; they start in the order of the
 * list, and the first is the one that is taken. "gpu" stands for the backends of every vendor.
 * "cuda" alone is passed over where no device node of the driver is there. (jax/_src/xla_bridge.py,
 * alike from 0.7 to 0.12; docs/ACCURACY.md.) */
#include "diagnose/visibility.h"

#include <string.h>

#include "base/version.h"

#define PLATFORMS "JAX_PLATFORMS"
#define NAME      "JAX_PLATFORM_NAME"
#define IDLE      "JAX_CUDA_VISIBLE_DEVICES"
#define SKIP      "JAX_SKIP_CUDA_CONSTRAINTS_CHECK"

/* What the list asks for. */
typedef struct Platforms {
    const char *list;      /* NULL: JAX chooses */
    bool cuda, cpu;        /* these are asked for */
    bool cpu_first;        /* before cuda */
    const char *foreign;   /* the first that no wheel for NVIDIA brings */
    bool foreign_first;    /* before cuda */
    const char *uncertain; /* the first of which it is not known whether it starts */
} Platforms;

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

static const char *in_lower_case(Case *c, const char *word)
{
    char *lower = arena_copy(c->arena, word, strlen(word));
    for (char *at = lower; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    return lower;
}

/* Blanks and capitals count: " cuda" and "CPU" are no backends. */
static bool is_misspelt(Case *c, const char *word)
{
    static const char *const KNOWN[] = {"cuda", "cpu", "gpu", "tpu", "rocm", NULL};
    const char *trimmed = text_copy(c->arena, text_trim(text_of(in_lower_case(c, word))));
    return *trimmed == '\0' || (strcmp(trimmed, word) != 0 && is_one_of(trimmed, KNOWN));
}

static void read_word(Case *c, Platforms *platforms, const char *word)
{
    static const char *const OTHERS[] = {"gpu", "rocm", "oneapi", NULL};
    bool gpu = strcmp(word, "gpu") == 0;
    if (gpu || strcmp(word, "cuda") == 0)
        platforms->cuda = true;
    if (strcmp(word, "cpu") == 0) {
        platforms->cpu = true;
        platforms->cpu_first = platforms->cpu_first || !platforms->cuda;
    } else if (is_one_of(word, OTHERS) || is_misspelt(c, word)) {
        platforms->foreign_first = platforms->foreign ? platforms->foreign_first : !platforms->cuda;
        platforms->foreign = platforms->foreign ? platforms->foreign : gpu ? "rocm" : word;
    } else if (strcmp(word, "cuda") != 0 && !platforms->uncertain) {
        platforms->uncertain = word;
    }
}

static Platforms read_platforms(Case *c, const char *list)
{
    Platforms platforms = {.list = *list ? list : NULL};
    if (!platforms.list)
        platforms.cuda = platforms.cpu = true;
    Text rest = text_of(list);
    bool more;
    for (Text word = text_next(&rest, ',', &more); platforms.list && more;
         word = text_next(&rest, ',', &more))
        read_word(c, &platforms, text_copy(c->arena, word));
    return platforms;
}

static bool is_before(Case *c, const char *version)
{
    return version_is_before(fact_text_or(c->facts, "env", FACT_FRAMEWORK_VERSION, ""), version);
}

/* 0.4.30 has no such gate, and asks the libraries for nothing. */
static bool asks_nothing(Case *c)
{
    return is_before(c, "0.7");
}

/* Whether a device node is there that opens the gate for "cuda". */
static Truth gate_is_open(Case *c)
{
    static const char *const NODES[] = {"node//dev/nvidia0", "node//dev/nvidiactl",
                                        "node//dev/dxg"};
    Truth open = truth_of(asks_nothing(c));
    for (size_t i = 0; i < sizeof NODES / sizeof *NODES && !is_yes(open); i++) {
        const Fact *node = fact_get(c->facts, NODES[i], FACT_NODE_TYPE);
        bool looked = node->known != UNKNOWN || *node->source;
        if (node->known == PRESENT)
            open = truth_of(true);
        else if (node->known == UNKNOWN && looked)
            open = truth_unknown(node->because);
    }
    return open;
}

static void add_variable(Case *c, const char *variable, const char *value, Effect effect,
                         const char *because)
{
    Cause *cause = add_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN, effect,
                             say(c, "%s=%s %s", variable, value, because));
    cause_subject(c, cause, variable);
    cause_evidence(c, cause, say(c, "%s=%s", variable, value), "the environment");
    add_who_set(c, cause, variable);
}

static Raise of_devices(const char *exception, const char *text)
{
    return (Raise){exception, "jax.devices()", text};
}

static void only_the_cpu(Case *c, const char *variable, const char *value, const char *because,
                         Checkpoint from)
{
    add_variable(c, variable, value, EFFECT_CPU, because);
    c->cpu_from = from;
    c->cpu_because = c->judgement->causes.items[c->judgement->causes.count - 1].says;
    if (from != CHECK_FIRST_KERNEL) {
        c->visible_known = true;
        c->visible_count = 0;
    }
}

/* Something is asked for that cannot start: it ends in an error with a GPU and without. */
static void always_fails(Case *c, const char *variable, const char *value, const char *because,
                         const char *text)
{
    add_variable(c, variable, value, EFFECT_FAILS, because);
    c->cpu_from = CHECK_COUNT;
    c->fails_at[CHECK_DEVICE_TYPES] = true;
    c->raises[CHECK_DEVICE_TYPES] = of_devices("RuntimeError", text);
}

static void asks_for_others(Case *c, const Platforms *platforms)
{
    bool gpu = strcmp(platforms->list, "gpu") == 0 || strstr(platforms->list, "gpu,");
    bool cuda_fails =
        !platforms->foreign_first && is_yes(gate_is_open(c)) && c->judgement->causes.count > 0;
    always_fails(c, PLATFORMS, platforms->list,
                 gpu ? "asks for the backends of AMD and Intel too, and each has to start"
                     : say(c, "asks for a backend \"%s\", which is not there", platforms->foreign),
                 cuda_fails ? "Unable to initialize backend 'cuda'"
                            : say(c, "Unable to initialize backend '%s'", platforms->foreign));
}

/* Without a GPU: the backend is named and does not start, or the gate is closed and it is passed
 * over, which is an error where nothing else is named. */
static void when_cuda_does_not_start(Case *c, const Platforms *platforms)
{
    Truth open = gate_is_open(c);
    c->raises_without_gpu = of_devices("RuntimeError", "Unable to initialize backend 'cuda'");
    if (is_unknown(open))
        c->without_gpu = platforms->cpu ? VERDICT_UNKNOWN : VERDICT_FAILS;
    else if (is_yes(open) || !platforms->cpu)
        c->without_gpu = VERDICT_FAILS;
    if (!is_yes(open))
        c->raises_without_gpu = is_no(open) ? of_devices("AssertionError", "") : (Raise){0};
}

/* Without the check of the libraries nothing keeps the plugin from being used, and what goes wrong
 * with the driver ends in an error. */
static void without_constraints(Case *c)
{
    const Fact *skip = fact_get(c->facts, "variable/" SKIP, FACT_VARIABLE_VALUE);
    if (asks_nothing(c) || skip->known != PRESENT || !*skip->text)
        return;
    Truth open = gate_is_open(c);
    if (is_unknown(open)) {
        c->without_gpu = VERDICT_UNKNOWN;
    } else if (is_yes(open)) {
        c->without_gpu = VERDICT_FAILS;
        c->raises_without_gpu = of_devices("RuntimeError", "Unable to initialize backend 'cuda'");
    }
}

/* The backends start first: a driver that is too old is told of instead. */
static const char *text_about_name(Case *c, const Platforms *platforms, const char *name)
{
    if (platforms->cuda && c->fails_at[CHECK_DRIVER_VERSION])
        return "Unable to initialize backend 'cuda'";
    return strcmp(name, "gpu") == 0 ? "Unknown backend: 'gpu' requested"
                                    : say(c, "Unknown backend %s", name);
}

/* The deprecated variable chooses among the backends that have started. */
static void judge_name(Case *c, const Platforms *platforms, const char *name)
{
    static const char *const OTHERS[] = {"rocm", "oneapi", NULL};
    bool cuda = strcmp(name, "gpu") == 0 || strcmp(name, "cuda") == 0;
    bool cpu = strcmp(name, "cpu") == 0;
    if (cpu && platforms->cpu) {
        only_the_cpu(c, NAME, name, "has JAX take the CPU", CHECK_FIRST_KERNEL);
    } else if (cuda && platforms->cuda) {
        if (c->without_gpu == VERDICT_CPU) {
            c->without_gpu = VERDICT_FAILS;
            c->raises_without_gpu = of_devices("RuntimeError", text_about_name(c, platforms, name));
        }
    } else if (cpu || cuda || is_one_of(name, OTHERS)) {
        always_fails(c, NAME, name,
                     cpu || cuda ? "asks for a backend that " PLATFORMS " leaves out"
                                 : "asks for a backend that is not there",
                     text_about_name(c, platforms, name));
    } else {
        c->without_gpu = VERDICT_UNKNOWN;
        step_unknown(c, STEP_VISIBILITY, say(c, "what JAX does with " NAME "=%s", name),
                     "whether there is such a backend is not known");
    }
}

/* Before 0.9.2 the plugin asked the libraries for their versions even where CUDA is left out. */
static bool asks_for_versions_anyway(Case *c)
{
    return is_before(c, "0.9.2") && !asks_nothing(c);
}

static void judge_list(Case *c, const Platforms *platforms)
{
    if (platforms->uncertain && !platforms->foreign_first) {
        c->without_gpu = VERDICT_UNKNOWN;
        step_unknown(c, STEP_VISIBILITY,
                     say(c, "what JAX does with " PLATFORMS "=%s", platforms->list),
                     say(c, "whether a backend \"%s\" starts is not known", platforms->uncertain));
    } else if (platforms->foreign) {
        asks_for_others(c, platforms);
    } else if (!platforms->cuda) {
        only_the_cpu(c, PLATFORMS, platforms->list, "keeps JAX from every GPU",
                     asks_for_versions_anyway(c) ? CHECK_DEVICES : CHECK_DEVICE_TYPES);
    } else if (platforms->list) {
        when_cuda_does_not_start(c, platforms);
        if (platforms->cpu_first)
            only_the_cpu(c, PLATFORMS, platforms->list,
                         "has JAX take the CPU, which it names first", CHECK_FIRST_KERNEL);
    } else {
        without_constraints(c);
    }
}

void judge_jax_platforms(Case *c)
{
    static const char *const VARIABLES[] = {PLATFORMS, NAME, SKIP};
    const Fact *list = fact_get(c->facts, "variable/" PLATFORMS, FACT_VARIABLE_VALUE);
    const Fact *name = fact_get(c->facts, "variable/" NAME, FACT_VARIABLE_VALUE);
    bool installed = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH)->known == PRESENT;
    if (!framework_reads_variable(c->form, PLATFORMS) || !installed)
        return;
    for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) {
        const Fact *fact =
            fact_get(c->facts, say(c, "variable/%s", VARIABLES[i]), FACT_VARIABLE_VALUE);
        if (fact->known == UNKNOWN) {
            c->without_gpu = VERDICT_UNKNOWN;
            step_unknown(c, STEP_VISIBILITY, say(c, "whether %s is set", VARIABLES[i]),
                         fact->because);
            return;
        }
    }
    if (fact_get(c->facts, "variable/" IDLE, FACT_VARIABLE_VALUE)->known == PRESENT)
        add_note(c, IDLE " is set, and JAX does not read it from the environment");
    Platforms platforms = read_platforms(c, list->known == PRESENT ? list->text : "");
    judge_list(c, &platforms);
    if (name->known == PRESENT && *name->text && !c->fails_at[CHECK_DEVICE_TYPES])
        judge_name(c, &platforms, in_lower_case(c, name->text));
    if (is_unknown(fact_is_flag(c->facts, "env", FACT_BUILD_IS_CUDA)))
        c->without_gpu = VERDICT_UNKNOWN; /* releases with which it was not compared may raise */
}
