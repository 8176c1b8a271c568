#include "logs/outcomes.h"

#include <string.h>
#include <strings.h>

#include "parse/report_words.h"

/* ---- Facts ---- */

const char *source_of(const Outcomes *o, size_t line)
{
    return arena_printf(o->arena, "%s:%zu", o->file, line);
}

static void set_line(Outcomes *o, const char *subject, const char *line, const char *source)
{
    if (line)
        fact_set_text(o->facts, subject, FACT_TOLD_LINE, line, source);
}

void outcome_seen(Outcomes *o, const char *word, const char *value, const char *line,
                  const char *source)
{
    const char *subject = arena_printf(o->arena, "log/%s", word);
    if (fact_get(o->facts, subject, FACT_LOG_SEEN)->known == PRESENT)
        return;
    fact_set_text(o->facts, subject, FACT_LOG_SEEN, value, source);
    set_line(o, subject, line, source);
}

/* That a line proves it or rules it out counts more than that another leaves it open; of a proof
 * and a denial, the later line is believed. */
void outcome_told(Outcomes *o, const char *cause, const char *how, const char *line,
                  const char *source)
{
    const char *subject = arena_printf(o->arena, "told/%s", cause);
    const Fact *before = fact_get(o->facts, subject, FACT_TOLD);
    if (before->known == PRESENT && strcmp(before->text, how) == 0)
        return;
    fact_set_text(o->facts, subject, FACT_TOLD, how, source);
    set_line(o, subject, line, source);
}

void outcome_open(Outcomes *o, Strings causes, const char *line, const char *source)
{
    const char *subject = arena_printf(o->arena, "open/%zu", ++o->open);
    fact_set_texts(o->facts, subject, FACT_LOG_OPEN, causes, source);
    set_line(o, subject, line, source);
}

/* ---- Errors of CUDA ---- */

typedef struct ErrorName {
    const char *name, *says;
    int number;
} ErrorName;

/* Names and texts: cuda.h and cudaGetErrorString() of the toolkit; docs/MACHINE.md. */
static const ErrorName ERRORS[] = {
    {"OUT_OF_MEMORY", "out of memory", 2},
    {"CUDA_ERROR_NOT_INITIALIZED", "initialization error", 3},
    {"STUB_LIBRARY", "stub library", 34},
    {"INSUFFICIENT_DRIVER", "driver version is insufficient", 35},
    {"DEVICE_UNAVAILABLE", "busy or unavailable", 46},
    {"NO_DEVICE", "no CUDA-capable device", 100},
    {"INVALID_DEVICE", "invalid device ordinal", 101},
    {"NOT_FOUND", "named symbol not found", 500},
    {"OPERATING_SYSTEM", "OS call failed", 304},
    {"SYSTEM_NOT_READY", "system not yet initialized", 802},
    {"SYSTEM_DRIVER_MISMATCH", "unsupported display driver", 803},
    {"COMPAT_NOT_SUPPORTED", "forward compatibility was attempted", 804},
    {"MPS_CONNECTION_FAILED", "MPS client failed to connect", 805},
    {"CUDA_ERROR_UNKNOWN", "unknown error", 999},
};

static bool has(Text text, const char *part)
{
    return text.length && memmem(text.at, text.length, part, strlen(part));
}

/* "UNKNOWN ERROR (303)", "error 803", "returned 100". */
static bool number_within(Text error, long long *number)
{
    for (size_t i = 0; i < error.length; i++) {
        size_t digits = 0;
        while (i + digits < error.length && error.at[i + digits] >= '0' &&
               error.at[i + digits] <= '9')
            digits++;
        bool behind = i && strchr("( -", error.at[i - 1]);
        if (digits && digits <= 3 && behind && text_number(text_part(error, i, digits), number)) {
            if (error.at[i - 1] == '-')
                *number = -*number;
            return true;
        }
        i += digits;
    }
    return false;
}

/* The runtime of CUDA counted differently before 10.1, with numbers that the driver has never had:
 * cudaErrorUnknown was 30, cudaErrorNoDevice 38 (driver_types.h). */
static long long number_of_today(long long number)
{
    enum { OLD_UNKNOWN = 30, NOT_KNOWN = 999, OLD_NONE = 38, NO_DEVICE = 100 };
    return number == OLD_UNKNOWN ? NOT_KNOWN : number == OLD_NONE ? NO_DEVICE : number;
}

bool cuda_error_number(Text error, long long *number)
{
    for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++)
        if (has(error, ERRORS[i].name) || has(error, ERRORS[i].says)) {
            *number = ERRORS[i].number;
            return true;
        }
    bool found = text_number(error, number) || number_within(error, number);
    *number = found ? number_of_today(*number) : 0;
    return found;
}

/* ---- Sightings ---- */

static const char *field(const Outcomes *o, const Sighting *sighting, const char *name)
{
    return text_copy(o->arena, message_field(&sighting->match, name));
}

static bool is_named(const char *library, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(library, names[i]))
            return true;
    return false;
}

/* TensorRT and others that nothing depends on. */
static bool is_optional(const char *library)
{
    static const char *const NAMES[] = {"nvinfer", "libtensorrt", "tensorrt"};
    return is_named(library, NAMES, sizeof NAMES / sizeof *NAMES);
}

static bool is_of_driver(const char *library)
{
    static const char *const NAMES[] = {"libcuda.so", "nvcuda.dll"};
    return is_named(library, NAMES, sizeof NAMES / sizeof *NAMES);
}

static const char *library_of(const Outcomes *o, const Sighting *sighting)
{
    const char *name = field(o, sighting, "library"), *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static Strings driver_causes(Outcomes *o)
{
    static const char *const IDS[] = {"libcuda-not-found", "driver-not-installed",
                                      "container-no-gpu", "no-nvidia-gpu"};
    Strings list = {0};
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++)
        list_add(o->arena, list, IDS[i]);
    return list;
}

static bool is_nvml(const char *library)
{
    static const char *const NAMES[] = {"libnvidia-ml"};
    return is_named(library, NAMES, sizeof NAMES / sizeof *NAMES);
}

static void rule_out(Outcomes *o, const Sighting *sighting, const char *source)
{
    Text rest = text_of(sighting->match.message->rules_out), id;
    bool possible;
    while (message_next_cause(&rest, &id, &possible))
        outcome_told(o, text_copy(o->arena, id), "refuted", sighting->line, source);
}

/* Which library it is decides. True: the causes of the row are not asked. */
static bool library_failed(Outcomes *o, const Sighting *sighting, const char *source)
{
    const char *library = library_of(o, sighting);
    if (!*library || is_optional(library))
        return *library != 0;
    if (is_nvml(library)) {
        outcome_seen(o, "nvml-not-opened", library, sighting->line, source);
        return true;
    }
    if (is_of_driver(library)) {
        outcome_seen(o, "libcuda-failed", library, sighting->line, source);
        outcome_open(o, driver_causes(o), sighting->line, source);
        return true;
    }
    const char *detail = field(o, sighting, "detail");
    if (!*detail)
        detail = text_copy(o->arena, sighting->match.matched);
    rule_out(o, sighting, source);
    outcome_seen(o, arena_printf(o->arena, "library-failed/%s", library), detail, sighting->line,
                 source);
    return true;
}

static void gpu_made(Outcomes *o, const char *line, const char *source)
{
    fact_set_text(o->facts, "log", FACT_LOG_GPU_MADE, line, source);
}

static void gpus_listed(Outcomes *o, long long count, const char *line, const char *source)
{
    fact_set_number(o->facts, "log", FACT_LOG_GPUS_LISTED, count, source);
    set_line(o, "log", line, source);
    outcome_seen(o, count > 0 ? "listed-gpus" : "listed-none", "", line, source);
    if (count > 0)
        gpu_made(o, line, source);
}

/* "[PhysicalDevice(name='/physical_device:GPU:0', device_type='GPU')]", "[]" */
static long long gpus_in(const char *list)
{
    static const char *const MARKS[] = {"device_type='GPU'", "device_type: \"GPU\"", "CudaDevice(",
                                        "cuda:", "GPU:"};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        long long count = 0;
        for (const char *at = list; (at = strstr(at, MARKS[i])); at++)
            count += at == list || at[-1] != '_'; /* XLA_GPU is none of them */
        if (count)
            return count;
    }
    return 0;
}

/* One that talks of a device of type XLA_GPU only says what could be. */
static bool is_real_gpu(const char *line)
{
    return !strstr(line, "XLA_GPU") && !strstr(line, "device:CPU");
}

static void remember(Outcomes *o, const Sighting *sighting, const char *source)
{
    const Message *message = sighting->match.message;
    const char *word = message_outcome_word(message->sets);
    const char *first =
        message->field_count ? text_copy(o->arena, sighting->match.fields[0]) : sighting->line;
    const char *error = field(o, sighting, "error");
    outcome_seen(o, word, first, sighting->line, source);
    long long code;
    Text said = *error ? text_of(error) : text_of(sighting->line);
    const char *subject = arena_printf(o->arena, "log/%s", word);
    bool fails = message->sets == OUTCOME_CUINIT_FAILED || message->sets == OUTCOME_CUDA_FAILED ||
                 message->sets == OUTCOME_NO_DEVICE;
    if (fails && fact_get(o->facts, subject, FACT_ASKED_CODE)->known != PRESENT &&
        cuda_error_number(said, &code))
        fact_set_number(o->facts, subject, FACT_ASKED_CODE, code, source);
}

/* Of the list in an error. What XLA would compile is no kernel of the operation. */
static void kernel_registered(Outcomes *o, const Sighting *sighting, const char *source)
{
    const char *device = field(o, sighting, "device");
    if (strcmp(device, "CPU") == 0)
        outcome_seen(o, "kernel-on-cpu", device, sighting->line, source);
    if (strcmp(device, "GPU") == 0 || strcmp(device, "DEFAULT") == 0)
        outcome_seen(o, "kernel-on-gpu", device, sighting->line, source);
}

/* PyTorch answers whether it can use a GPU, which is another question. */
static void cuda_build(Outcomes *o, const Sighting *sighting, const char *source)
{
    const char *value = field(o, sighting, "value");
    bool is_answer = sighting->match.message->source == BY_TENSORFLOW;
    if (is_answer || strstr(value, "None") || strstr(value, "Could"))
        fact_set_flag(o->facts, "env", FACT_BUILD_IS_CUDA, strstr(value, "rue") != NULL, source);
}

static bool is_of_a_gpu(MessageOutcome sets)
{
    return sets == OUTCOME_GPU_FOUND || sets == OUTCOME_GPU_CREATED;
}

static void take_outcome(Outcomes *o, const Sighting *sighting, const char *source)
{
    long long count;
    switch (sighting->match.message->sets) {
    case OUTCOME_NOTHING:
    case OUTCOME_PLACED:
    case OUTCOME_REQUESTED: break; /* of all such lines together: outcomes_of_placements() */
    case OUTCOME_GPU_CREATED:
    case OUTCOME_GPU_USED:
        if (is_real_gpu(sighting->line))
            gpu_made(o, sighting->line, source);
        break;
    case OUTCOME_DEVICES_LISTED:
        gpus_listed(o, gpus_in(field(o, sighting, "value")), sighting->line, source);
        break;
    case OUTCOME_GPUS_COUNTED:
        if (text_number(text_of(field(o, sighting, "count")), &count))
            gpus_listed(o, count, sighting->line, source);
        break;
    case OUTCOME_CUDA_BUILD: cuda_build(o, sighting, source); break;
    case OUTCOME_FRAMEWORK_VERSION:
        fact_set_text(o->facts, "env", FACT_FRAMEWORK_VERSION, field(o, sighting, "version"),
                      source);
        break;
    case OUTCOME_DRIVER_VERSION:
        fact_set_text(o->facts, "machine", FACT_NVIDIA_MODULE, field(o, sighting, "version"),
                      source);
        remember(o, sighting, source);
        break;
    case OUTCOME_LIBRARY_OPENED:
        outcome_seen(o, arena_printf(o->arena, "library-opened/%s", library_of(o, sighting)), "",
                     sighting->line, source);
        break;
    case OUTCOME_KERNEL_REGISTERED: kernel_registered(o, sighting, source); break;
    default: remember(o, sighting, source); break;
    }
    const char *capability = field(o, sighting, "capability");
    if (is_of_a_gpu(sighting->match.message->sets) && *capability)
        outcome_seen(o, "capability-found", capability, sighting->line, source);
}

/* ---- What an error says ---- */

/* NVML's own words (nvmlErrorString), in whatever program prints them. */
static const struct {
    const char *says, *cause;
} NVML_ERRORS[] = {
    {"version mismatch", "driver-lib-mismatch"},
    {"insufficient permissions", "device-permission"},
    {"driver not loaded", "driver-not-loaded"},
    {"gpu is lost", "gpu-lost"},
    {"requires reset", "gpu-needs-reset"},
    {"insufficient external power", "gpu-does-not-start"},
    {"rm version mismatch", "driver-lib-mismatch"},
    {"RM_VERSION_MISMATCH", "driver-lib-mismatch"},
    {"DRIVER_NOT_LOADED", "driver-not-loaded"},
    {"NO_PERMISSION", "device-permission"},
    {"GPU_IS_LOST", "gpu-lost"},
};

static bool has_any_case(Text text, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        if (strncasecmp(text.at + i, part, length) == 0)
            return true;
    return false;
}

/* True: the words name a cause, and the row is not asked. */
static bool nvml_said(Outcomes *o, const Sighting *sighting, const char *source)
{
    Text error = message_field(&sighting->match, "error");
    for (size_t i = 0; i < sizeof NVML_ERRORS / sizeof *NVML_ERRORS; i++)
        if (has_any_case(error, NVML_ERRORS[i].says)) {
            outcome_told(o, NVML_ERRORS[i].cause, "surely", sighting->line, source);
            return true;
        }
    return false;
}

/* 303 comes of TensorFlow itself, when libcuda.so.1 could not be opened: no driver was asked. */
static bool libcuda_said(Outcomes *o, const Sighting *sighting, const char *source)
{
    enum { NOT_OPENED = 303 };
    long long number;
    Text error = message_field(&sighting->match, "error");
    if (!cuda_error_number(error, &number) || number != NOT_OPENED)
        return false;
    outcome_open(o, driver_causes(o), sighting->line, source);
    return true;
}

static bool error_said(Outcomes *o, const Sighting *sighting, const char *source)
{
    switch (sighting->match.message->sets) {
    case OUTCOME_NVML_FAILED: return nvml_said(o, sighting, source);
    case OUTCOME_CUINIT_FAILED: return libcuda_said(o, sighting, source);
    default: return false;
    }
}

/* ---- The causes of a row ---- */

/* What is mere evidence, harmless, or shows that the GPU works leaves nothing open. */
static bool names_causes(const Message *message)
{
    return message->kind == KIND_CAUSE || message->kind == KIND_OUTCOME ||
           message->kind == KIND_CONSEQUENCE;
}

/* A module of something else that is not installed has nothing to do with a GPU. */
static bool is_other_module(const Sighting *sighting)
{
    static const char *const FRAMEWORKS[] = {"tensorflow", "keras",  "tf_keras",   "torch",
                                             "jax",        "jaxlib", "onnxruntime"};
    Text module = message_field(&sighting->match, "module");
    Text top = text_until(module, ".\\'\" ");
    for (size_t i = 0; i < sizeof FRAMEWORKS / sizeof *FRAMEWORKS; i++)
        if (top.length == strlen(FRAMEWORKS[i]) &&
            strncasecmp(top.at, FRAMEWORKS[i], top.length) == 0)
            return false;
    return sighting->match.message->sets == OUTCOME_MODULE_MISSING;
}

/* A program for TensorFlow 1 that runs on 2, where these names went to tf.compat.v1. */
static bool is_name_of_tensorflow_1(const Sighting *sighting)
{
    static const char *const NAMES[] = {"ConfigProto",
                                        "Session",
                                        "InteractiveSession",
                                        "placeholder",
                                        "GPUOptions",
                                        "get_default_graph",
                                        "contrib",
                                        "variable_scope",
                                        "reset_default_graph",
                                        "app",
                                        "flags",
                                        "set_random_seed",
                                        "get_variable",
                                        "global_variables_initializer",
                                        "gfile",
                                        "logging",
                                        "layers",
                                        "log",
                                        "to_float",
                                        "to_int32",
                                        "random_normal",
                                        "AUTO_REUSE",
                                        "Print"};
    Text attribute = text_until(message_field(&sighting->match, "attribute"), "'\"");
    return strcmp(sighting->match.message->id, "python-no-attribute") == 0 &&
           TEXT_IS_ONE_OF(attribute, NAMES);
}

/* TensorFlow names the device, or its allocator: "cpu" and "mklcpu" give memory of the host. */
static bool is_of_host_memory(const Sighting *sighting)
{
    return has(message_field(&sighting->match, "device"), "CPU:") ||
           text_ends(message_field(&sighting->match, "allocator"), "cpu");
}

static void take_causes(Outcomes *o, const Sighting *sighting, const char *source)
{
    static const char BROKEN[] = "framework-broken";
    const Message *message = sighting->match.message;
    Text rest = text_of(message->causes), id;
    Strings open = {0};
    bool possible;
    if (is_other_module(sighting) || is_name_of_tensorflow_1(sighting)) {
        outcome_seen(o, "not-of-gpu", message->id, sighting->line, source);
        return;
    }
    if (message->sets == OUTCOME_OUT_OF_MEMORY && is_of_host_memory(sighting))
        outcome_seen(o, "memory-of-host", message->id, sighting->line, source);
    while (message_next_cause(&rest, &id, &possible)) {
        const char *cause = text_copy(o->arena, id);
        if (possible || strcmp(cause, BROKEN) == 0)
            list_add(o->arena, open, cause);
        else
            outcome_told(o, cause, "surely", sighting->line, source);
    }
    /* An import that ends for whatever reason, and nothing that speaks of a GPU. */
    bool not_of_gpu = open.count == 1 && strcmp(open.items[0], BROKEN) == 0;
    if (not_of_gpu)
        outcome_seen(o, "not-of-gpu", message->id, sighting->line, source);
    else if (open.count)
        outcome_open(o, open, sighting->line, source);
    bool ends = message->level == LEVEL_FATAL || message->level == LEVEL_RAISED;
    if (ends && *message->causes)
        outcome_seen(o, not_of_gpu ? "ended-otherwise" : "ended-by-gpu", message->id,
                     sighting->line, source);
}

static void take_sighting(Outcomes *o, const Sighting *sighting)
{
    const Message *message = sighting->match.message;
    const char *source = source_of(o, sighting->number);
    /* The container toolkit looks on the host, and its row says what that means. */
    bool by_library = message->sets == OUTCOME_LIBRARY_FAILED && message->source != BY_CONTAINER;
    if (message->source == BY_ONNX)
        outcome_seen(o, "other-framework-speaks", message_source_word(message->source),
                     sighting->line, source);
    if (by_library && library_failed(o, sighting, source))
        return;
    rule_out(o, sighting, source);
    take_outcome(o, sighting, source);
    if (names_causes(message) && !error_said(o, sighting, source))
        take_causes(o, sighting, source);
    if (message->level == LEVEL_RAISED || message->level == LEVEL_FATAL)
        outcome_seen(o, "raised", message->id, sighting->line, source);
    if (message->source == BY_TENSORFLOW || message->source == BY_XLA)
        outcome_seen(o, "framework-speaks", "tensorflow", sighting->line, source);
    if (message->source == BY_TENSORFLOW && message->level == LEVEL_INFO)
        outcome_seen(o, "framework-logs", "at level INFO", sighting->line, source);
    if (message->source == BY_TORCH || message->source == BY_JAX)
        outcome_seen(o, "other-framework-speaks", message_source_word(message->source),
                     sighting->line, source);
    if (message->source == BY_KERAS)
        outcome_seen(o, "keras-speaks", "keras", sighting->line, source);
}

/* ---- The whole ---- */

LoggedTarget logged_target(const Facts *facts)
{
    LoggedTarget target = {
        .framework = fact_text_or(facts, "env", FACT_FRAMEWORK, NULL),
        .version = fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, NULL),
    };
    if (!target.framework)
        target.framework = fact_text_or(facts, "log/framework-speaks", FACT_LOG_SEEN, NULL);
    if (!target.framework)
        target.framework = fact_text_or(facts, "log/other-framework-speaks", FACT_LOG_SEEN, NULL);
    if (!target.framework)
        target.framework = fact_text_or(facts, "log/keras-speaks", FACT_LOG_SEEN, NULL);
    static const char *const NAMED[] = {"tensorflow", "torch", "jax"};
    for (size_t i = 0; !target.framework && i < 3; i++) {
        const char *subject = arena_printf(facts_arena(facts), "log/%s-named", NAMED[i]);
        if (fact_get(facts, subject, FACT_LOG_SEEN)->known == PRESENT)
            target.framework = NAMED[i];
    }
    if (!target.framework)
        target.framework = fact_text_or(facts, "named", FACT_FRAMEWORK, NULL);
    return target;
}

Facts *outcomes_of(Arena *arena, const Episode *episode, const Surroundings *around)
{
    Outcomes o = {.arena = arena, .facts = facts_new(arena), .file = around->file};
    for (size_t i = 0; episode && i < episode->sightings.count; i++)
        take_sighting(&o, &episode->sightings.items[i]);
    if (episode)
        outcomes_of_placements(&o, &episode->placements);
    outcomes_of_libraries(&o, around->text);
    outcomes_of_files_there(&o, around->text);
    outcomes_of_report(&o, &around->reports);
    outcomes_of_code(&o, around->text);
    outcomes_of_names(&o, around->text);
    outcomes_of_prose(&o, around->text, episode);
    return o.facts;
}
