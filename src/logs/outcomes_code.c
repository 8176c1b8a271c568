/* Python that people paste, read in the order of its statements: what it asks for, and when. One
 * line of code says nothing of what the program does besides, so each is only evidence. */
#include <string.h>

#include "logs/outcomes.h"
#include "parse/python_call.h"
#include "parse/report_words.h"

typedef enum CallKind {
    CALL_USES_GPU,
    CALL_STARTS_GPU,
    CALL_LIMITS_MEMORY,
    CALL_DEVICE,
    CALL_MOVES,
    CALL_CONFIG,
    CALL_VISIBLE,
    CALL_VARIABLE,
    CALL_RECURRENT,
    CALL_CELL,
    CALL_MAP,
    CALL_LOADER,
    CALL_GENERATOR,
    CALL_TRAINS,
} CallKind;

/* The last part of the name decides. What asks how many GPUs there are has initialised CUDA; what
 * makes TensorFlow's devices makes them with the memory that they keep. */
static const struct {
    const char *name;
    CallKind kind;
} CALLS[] = {
    {"is_available", CALL_USES_GPU},
    {"device_count", CALL_USES_GPU},
    {"current_device", CALL_USES_GPU},
    {"get_device_name", CALL_USES_GPU},
    {"get_device_properties", CALL_USES_GPU},
    {"list_local_devices", CALL_STARTS_GPU},
    {"list_physical_devices", CALL_USES_GPU},
    {"list_logical_devices", CALL_STARTS_GPU},
    {"is_gpu_available", CALL_STARTS_GPU},
    {"gpu_device_name", CALL_STARTS_GPU},
    {"Session", CALL_STARTS_GPU},
    {"InteractiveSession", CALL_STARTS_GPU},
    {"GPUOptions", CALL_LIMITS_MEMORY},
    {"set_memory_growth", CALL_LIMITS_MEMORY},
    {"set_logical_device_configuration", CALL_LIMITS_MEMORY},
    {"set_virtual_device_configuration", CALL_LIMITS_MEMORY},
    {"device", CALL_DEVICE},
    {"to", CALL_MOVES},
    {"cuda", CALL_MOVES},
    {"ConfigProto", CALL_CONFIG},
    {"set_visible_devices", CALL_VISIBLE},
    {"putenv", CALL_VARIABLE},
    {"setdefault", CALL_VARIABLE},
    {"LSTM", CALL_RECURRENT},
    {"GRU", CALL_RECURRENT},
    {"SimpleRNN", CALL_CELL},
    {"RNN", CALL_CELL},
    {"LSTMCell", CALL_CELL},
    {"GRUCell", CALL_CELL},
    {"BasicLSTMCell", CALL_CELL},
    {"BasicRNNCell", CALL_CELL},
    {"LayerNormBasicLSTMCell", CALL_CELL},
    {"MultiRNNCell", CALL_CELL},
    {"dynamic_rnn", CALL_CELL},
    {"static_rnn", CALL_CELL},
    {"ConvLSTM2D", CALL_CELL},
    {"map", CALL_MAP},
    {"DataLoader", CALL_LOADER},
    {"ImageDataGenerator", CALL_GENERATOR},
    {"flow_from_directory", CALL_GENERATOR},
    {"flow_from_dataframe", CALL_GENERATOR},
    {"fit_generator", CALL_GENERATOR},
    {"from_generator", CALL_GENERATOR},
    {"py_function", CALL_GENERATOR},
    {"py_func", CALL_GENERATOR},
    {"numpy_function", CALL_GENERATOR},
    {"backward", CALL_TRAINS},
};

enum { CALL_COUNT = sizeof CALLS / sizeof *CALLS };

typedef struct Code {
    Outcomes *o;
    Text text;
    size_t at, number; /* of what was counted last: its place, and its line */
    bool used;         /* something has asked for the GPUs */
    size_t started;    /* where the first call ends that makes their devices; 0: none was seen */
} Code;

static void saw(Code *code, const char *word, Text value, size_t at)
{
    for (; code->at < at; code->at++)
        code->number += code->text.at[code->at] == '\n';
    Text line = text_until(text_part(code->text, at, code->text.length), "\n");
    outcome_seen(code->o, arena_printf(code->o->arena, "code/%s", word),
                 text_copy(code->o->arena, value), text_copy(code->o->arena, line),
                 source_of(code->o, code->number));
}

/* The same for what is looked for apart from the calls, in whatever order. */
static void saw_apart(const Code *code, const char *word, const char *value, size_t at)
{
    Code from_start = *code;
    from_start.at = 0;
    from_start.number = 1;
    saw(&from_start, word, text_of(value), at);
}

/* What stands before it on its line. */
static Text before_on_line(Text text, size_t at)
{
    size_t first = at;
    while (first > 0 && text.at[first - 1] != '\n')
        first--;
    return text_part(text, first, at - first);
}

static bool is_comment(Text text, size_t at)
{
    Text before = text_trim(before_on_line(text, at));
    return before.length && before.at[0] == '#';
}

static bool is_text(Text value)
{
    Text bare = python_unquoted(value);
    return bare.length < value.length;
}

/* "/cpu:0", "CPU", "cpu:0", of tf.device() and torch.device() alike. */
static bool names_cpu(Text value)
{
    return is_text(value) && text_has_any_case(value, "cpu");
}

static bool names_gpu(Text value)
{
    return is_text(value) && (text_has_any_case(value, "gpu") || text_has_any_case(value, "cuda"));
}

/* Where a file is read to says nothing of where the program runs: map_location=torch.device("cpu").
 */
static bool is_of_a_file(Text text, size_t at)
{
    return text_ends(text_trim(before_on_line(text, at)), "map_location=");
}

static void take_device(Code *code, const PythonCall *call)
{
    if (is_of_a_file(code->text, call->at))
        return;
    Text value = python_argument(call, "device", 0);
    if (names_cpu(value))
        saw(code, "device-cpu", python_unquoted(value), call->at);
    else if (names_gpu(value))
        saw(code, "device-gpu", python_unquoted(value), call->at);
}

/* model.to(device), x.cuda(), x.to("cpu"). */
static void take_move(Code *code, const PythonCall *call)
{
    Text value = python_argument(call, "device", 0);
    bool to_cpu = names_cpu(value) && text_ends(call->name, "to");
    saw(code, to_cpu ? "moves-to-cpu" : "moves", python_unquoted(value), call->at);
}

/* tf.ConfigProto(device_count={'GPU': 0}) */
static void take_config(Code *code, const PythonCall *call)
{
    Text count = python_argument(call, "device_count", -1), rest;
    if (text_after(count, "GPU", &rest) &&
        text_is(text_trim(text_part(text_until(rest, ",}"), 2, 40)), "0"))
        saw(code, "hides-gpus", count, call->at);
}

static void take_visible(Code *code, const PythonCall *call)
{
    Text devices = python_argument(call, "devices", 0);
    Text type = python_argument(call, "device_type", 1);
    if (text_is(devices, "[]") && (type.length == 0 || text_has_any_case(type, "gpu")))
        saw(code, "hides-gpus", devices, call->at);
}

static bool is_number_other_than_zero(Text value)
{
    return value.length && is_digit_byte(value.at[0]) &&
           text_until(value, "0.").length != value.length &&
           text_until(value, "123456789").length < value.length;
}

/* What rules cuDNN out: keras/layers/rnn of Keras 2 and 3. */
static const char *reason_against_cudnn(const PythonCall *call)
{
    Text activation = python_argument(call, "activation", -1);
    Text recurrent = python_argument(call, "recurrent_activation", -1);
    if (is_number_other_than_zero(python_argument(call, "recurrent_dropout", -1)))
        return "recurrent_dropout";
    if (is_number_other_than_zero(python_argument(call, "dropout_U", -1))) /* Keras 1 */
        return "dropout_U";
    if (is_text(activation) && !text_is(python_unquoted(activation), "tanh"))
        return "activation";
    if (is_text(recurrent) && !text_is(python_unquoted(recurrent), "sigmoid"))
        return "recurrent_activation";
    if (text_is(python_argument(call, "unroll", -1), "True"))
        return "unroll";
    if (text_is(python_argument(call, "use_bias", -1), "False"))
        return "use_bias";
    if (text_is(python_argument(call, "reset_after", -1), "False"))
        return "reset_after";
    return NULL;
}

static void take_recurrent(Code *code, const PythonCall *call)
{
    const char *reason = reason_against_cudnn(call);
    if (reason)
        saw(code, "recurrent-not-cudnn", text_of(reason), call->at);
    else
        saw(code, "recurrent", call->name, call->at);
}

static void take_cell(Code *code, const PythonCall *call)
{
    if (!text_has(call->name, "nn.RNN") || text_has(call->name, "keras"))
        saw(code, "recurrent-not-cudnn", call->name, call->at);
}

/* dataset.map(f), and not Python's own map(f, list). */
static void take_map(Code *code, const PythonCall *call)
{
    bool is_method = text_has(call->name, ".");
    if (is_method && python_argument(call, "num_parallel_calls", -1).length == 0 && call->count < 2)
        saw(code, "map-one-by-one", call->name, call->at);
}

static void take_loader(Code *code, const PythonCall *call)
{
    Text workers = python_argument(call, "num_workers", -1);
    if (workers.length == 0 || text_is(workers, "0"))
        saw(code, "loads-in-line", call->name, call->at);
}

/* A library that may start CUDA when it is imported. */
static bool is_behind_import(const Code *code, size_t at)
{
    static const char *const IMPORTS[] = {
        "import torch", "import tensorflow", "import jax", "from torch",         "from tensorflow",
        "from jax",     "import keras",      "from keras", "import transformers"};
    Text before = text_part(code->text, 0, at);
    for (size_t i = 0; i < sizeof IMPORTS / sizeof *IMPORTS; i++)
        if (text_has(before, IMPORTS[i]))
            return true;
    return false;
}

/* "0" and "-1" leave nothing by which one could see that it came too late. */
static bool is_first_or_none(Text value)
{
    return text_is(value, "0") || text_is(value, "-1") || value.length == 0;
}

/* Keras reads the variable once, when it is imported. */
static void take_backend(Code *code, Text value, size_t at)
{
    Text before = text_part(code->text, 0, at);
    if (text_has(before, "import keras") || text_has(before, "from keras"))
        saw(code, "sets-backend-late", python_unquoted(value), at);
}

static void take_variable(Code *code, Text name, Text value, size_t at)
{
    if (text_is(python_unquoted(name), "KERAS_BACKEND"))
        take_backend(code, value, at);
    if (!text_is(python_unquoted(name), "CUDA_VISIBLE_DEVICES"))
        return;
    saw(code, "sets-visible", python_unquoted(value), at);
    if (code->used)
        saw(code, "sets-visible-late", python_unquoted(value), at);
    else if (is_behind_import(code, at) && !is_first_or_none(python_unquoted(value)))
        saw(code, "sets-visible-behind-import", python_unquoted(value), at);
    if (is_text(value))
        outcome_seen(code->o, "visible-devices-in-program",
                     text_copy(code->o->arena, python_unquoted(value)), "CUDA_VISIBLE_DEVICES",
                     source_of(code->o, code->number));
}

static void take_start(Code *code, const PythonCall *call)
{
    code->used = true;
    if (!code->started)
        code->started = call->end;
}

/* What stands between the brackets of that call comes before it. */
static void take_memory(Code *code, const PythonCall *call)
{
    if (code->started && call->at > code->started)
        saw(code, "limits-memory-late", call->name, call->at);
}

static void take_call(Code *code, const PythonCall *call)
{
    CallKind kind = CALL_TRAINS;
    for (size_t i = 0; i < CALL_COUNT; i++)
        if (text_is(call->name, CALLS[i].name) ||
            text_ends(call->name, arena_printf(code->o->arena, ".%s", CALLS[i].name)))
            kind = CALLS[i].kind;
    switch (kind) {
    case CALL_USES_GPU: code->used = true; break;
    case CALL_STARTS_GPU: take_start(code, call); break;
    case CALL_LIMITS_MEMORY: take_memory(code, call); break;
    case CALL_DEVICE: take_device(code, call); break;
    case CALL_MOVES: take_move(code, call); break;
    case CALL_CONFIG: take_config(code, call); break;
    case CALL_VISIBLE: take_visible(code, call); break;
    case CALL_VARIABLE:
        take_variable(code, python_argument(call, "key", 0), python_argument(call, "value", 1),
                      call->at);
        break;
    case CALL_RECURRENT: take_recurrent(code, call); break;
    case CALL_CELL: take_cell(code, call); break;
    case CALL_MAP: take_map(code, call); break;
    case CALL_LOADER: take_loader(code, call); break;
    case CALL_GENERATOR: saw(code, "python-generator", call->name, call->at); break;
    case CALL_TRAINS: saw(code, "trains", call->name, call->at); break;
    }
}

/* os.environ['NAME'] = VALUE between `from` and `to`. */
static void take_assignments(Code *code, size_t from, size_t to)
{
    static const char head[] = "environ[";
    Text span = text_part(code->text, from, to - from), rest;
    for (Text left = span; text_after(left, head, &rest); left = rest) {
        size_t at = (size_t)(rest.at - code->text.at) - strlen(head);
        Text name = text_until(rest, "]\n");
        Text behind = text_trim(text_until(
            text_part(code->text, at + strlen(head) + name.length + 1, code->text.length), "\n;#"));
        if (behind.length > 1 && behind.at[0] == '=' && behind.at[1] != '=' &&
            !is_comment(code->text, at))
            take_variable(code, name,
                          text_trim(text_until(text_part(behind, 1, behind.length), ",")), at);
    }
}

/* use_cuda=False, no_cuda=True, n_gpu_layers=0: an argument by which a library is told to leave the
 * GPU alone. Blanks around the sign make no difference. */
static void take_switches(const Code *code)
{
    static const struct {
        const char *name, *value;
    } OFF[] = {{"use_cuda", "False"},  {"use_gpu", "False"}, {"no_cuda", "True"},
               {"gpu", "False"},       {"cuda", "False"},    {"enable_gpu", "False"},
               {"n_gpu_layers", "0"},  {"use_cpu", "True"},  {"force_cpu", "True"},
               {"allow_gpu", "False"}, {"cpu_only", "True"}, {"with_cuda", "False"},
               {"cpu", "True"},        {"gpu_layers", "0"}};
    for (size_t i = 0; i < sizeof OFF / sizeof *OFF; i++)
        for (Text rest = code->text, behind; text_after(rest, OFF[i].name, &behind);
             rest = behind) {
            size_t at = (size_t)(behind.at - code->text.at) - strlen(OFF[i].name);
            bool inside = at && (is_letter_byte(code->text.at[at - 1]) ||
                                 code->text.at[at - 1] == '_' || code->text.at[at - 1] == '-');
            Text value = text_trim(text_until(behind, "\n"));
            bool is_set = text_take(&value, "=") && !text_starts(value, "=");
            value = text_until(text_trim(value), " ,;)#");
            if (!inside && is_set && text_is(value, OFF[i].value) && !is_comment(code->text, at))
                saw_apart(code, "asks-for-cpu", OFF[i].name, at);
        }
}

/* dtype='int32', tf.int32, torch.int32 */
static void take_types(const Code *code)
{
    static const char *const TYPES[] = {"'int32'", "\"int32\"", "tf.int32", "dtypes.int32"};
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        Text rest;
        if (text_after(code->text, TYPES[i], &rest)) {
            size_t at = (size_t)(rest.at - code->text.at) - strlen(TYPES[i]);
            saw_apart(code, "int32", TYPES[i], at);
            return;
        }
    }
}

void outcomes_of_code(Outcomes *o, Text text)
{
    const char *names[CALL_COUNT];
    for (size_t i = 0; i < CALL_COUNT; i++)
        names[i] = CALLS[i].name;
    Code code = {.o = o, .text = text, .number = 1};
    PythonCall call;
    size_t from = 0;
    while (python_call_next(text, from, names, CALL_COUNT, &call)) {
        size_t open = call.at + call.name.length + 1;
        take_assignments(&code, from, call.at > from ? call.at : from);
        if (!is_comment(text, call.at))
            take_call(&code, &call);
        from = open;
    }
    take_assignments(&code, from, text.length);
    take_types(&code);
    take_switches(&code);
}
