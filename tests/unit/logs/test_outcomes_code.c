/* What pasted code tells, and what follows from it. */
#include "judged_log.h"

static const char *seen_in(const char *code, const char *word)
{
    Surroundings around = {.file = "a.log", .text = text_of(code)};
    Facts *facts = outcomes_of(test_arena(), NULL, &around);
    const char *subject = arena_printf(test_arena(), "log/code/%s", word);
    const Fact *fact = fact_get(facts, subject, FACT_LOG_SEEN);
    return fact->known == PRESENT ? arena_printf(test_arena(), "%s %s", fact->source, fact->text)
                                  : "";
}

TEST(where_the_program_puts_its_work)
{
    CHECK_TEXT(seen_in("a\nwith tf.device('/CPU:0'):", "device-cpu"), "a.log:2 /CPU:0");
    CHECK_TEXT(seen_in("# with tf.device('/CPU:0'):", "device-cpu"), "");
    CHECK_TEXT(seen_in("with tf.device('/gpu:0'):", "device-cpu"), "");
    CHECK_TEXT(seen_in("with tf.device('/gpu:0'):", "device-gpu"), "a.log:1 /gpu:0");
    CHECK_TEXT(seen_in("torch.device(cpu_name)", "device-cpu"), "");
    CHECK_TEXT(seen_in("x.to('cpu')", "moves-to-cpu"), "a.log:1 cpu");
    CHECK_TEXT(seen_in("x.to(device)", "moves"), "a.log:1 device");
    CHECK_TEXT(seen_in("x.cuda()", "moves"), "a.log:1 ");
    CHECK_TEXT(seen_in("tf.ConfigProto(device_count={'GPU': 0})", "hides-gpus"),
               "a.log:1 {'GPU': 0}");
    CHECK_TEXT(seen_in("tf.ConfigProto(device_count={'GPU': 1, 'CPU': 0})", "hides-gpus"), "");
    CHECK_TEXT(seen_in("tf.config.set_visible_devices([], 'GPU')", "hides-gpus"), "a.log:1 []");
    CHECK_TEXT(seen_in("tf.config.set_visible_devices([], 'CPU')", "hides-gpus"), "");
    CHECK_TEXT(seen_in("tf.config.set_visible_devices(gpus[0], 'GPU')", "hides-gpus"), "");
}

TEST(switches_and_types_have_their_line)
{
    CHECK_TEXT(seen_in("x.cuda()\nf(\n    use_cuda = False)", "asks-for-cpu"), "a.log:3 use_cuda");
    CHECK_TEXT(seen_in("f(use_cuda=True)", "asks-for-cpu"), "");
    CHECK_TEXT(seen_in("a\nb\nc = tf.ones([1], dtype=tf.int32)\nx.cuda()", "int32"),
               "a.log:3 tf.int32");
}

TEST(when_the_variable_is_set)
{
    static const char SET[] = "os.environ['CUDA_VISIBLE_DEVICES'] = '1'\n";
    CHECK_TEXT(seen_in(SET, "sets-visible"), "a.log:1 1");
    CHECK_TEXT(seen_in(SET, "sets-visible-late"), "");
    CHECK_TEXT(seen_in(arena_printf(test_arena(), "torch.cuda.is_available()\n%s", SET),
                       "sets-visible-late"),
               "a.log:2 1");
    CHECK_TEXT(seen_in(arena_printf(test_arena(), "%storch.cuda.is_available()\n", SET),
                       "sets-visible-late"),
               "");
    CHECK_TEXT(seen_in("os.environ.setdefault('CUDA_VISIBLE_DEVICES', '2')", "sets-visible"),
               "a.log:1 2");
    CHECK_TEXT(seen_in("os.environ['OTHER'] = '1'", "sets-visible"), "");
    CHECK_TEXT(seen_in("if os.environ['CUDA_VISIBLE_DEVICES'] == '1':", "sets-visible"), "");
    CHECK_TEXT(seen_in("# os.environ['CUDA_VISIBLE_DEVICES'] = '1'", "sets-visible"), "");
}

TEST(layers_that_cannot_run_on_cudnn)
{
    static const struct {
        const char *layer, *reason;
    } ROWS[] = {
        {"LSTM(32)", ""},
        {"layers.LSTM(32, recurrent_dropout=0.2)", "a.log:1 recurrent_dropout"},
        {"LSTM(32, recurrent_dropout=0.0)", ""},
        {"LSTM(32, recurrent_dropout=0)", ""},
        {"LSTM(32, activation='relu')", "a.log:1 activation"},
        {"LSTM(32, activation='tanh')", ""},
        {"LSTM(32, activation=act)", ""},
        {"GRU(32, recurrent_activation='hard_sigmoid')", "a.log:1 recurrent_activation"},
        {"LSTM(32, recurrent_activation='sigmoid')", ""},
        {"LSTM(32, unroll=True)", "a.log:1 unroll"},
        {"LSTM(32, use_bias=False)", "a.log:1 use_bias"},
        {"GRU(32, reset_after=False)", "a.log:1 reset_after"},
        {"GRU(32, reset_after=True)", ""},
        {"SimpleRNN(32)", "a.log:1 SimpleRNN"},
        {"tf.nn.dynamic_rnn(cell, x)", "a.log:1 tf.nn.dynamic_rnn"},
        {"torch.nn.RNN(3, 4)", ""},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(seen_in(ROWS[i].layer, "recurrent-not-cudnn"), ROWS[i].reason);
}

TEST(how_data_comes)
{
    CHECK_TEXT(seen_in("ds = ds.map(f)", "map-one-by-one"), "a.log:1 ds.map");
    CHECK_TEXT(seen_in("ds = ds.map(f, num_parallel_calls=AUTOTUNE)", "map-one-by-one"), "");
    CHECK_TEXT(seen_in("map(f, list)", "map-one-by-one"), "");
    CHECK_TEXT(seen_in("DataLoader(data, batch_size=4)", "loads-in-line"), "a.log:1 DataLoader");
    CHECK_TEXT(seen_in("DataLoader(data, num_workers=0)", "loads-in-line"), "a.log:1 DataLoader");
    CHECK_TEXT(seen_in("DataLoader(data, num_workers=4)", "loads-in-line"), "");
    CHECK_TEXT(seen_in("model.fit_generator(g)", "python-generator"),
               "a.log:1 model.fit_generator");
    CHECK_TEXT(seen_in("loss.backward()", "trains"), "a.log:1 loss.backward");
}

TEST(when_the_memory_is_limited)
{
    static const char LIMIT[] = "options = tf.GPUOptions(per_process_gpu_memory_fraction=0.1)\n";
    const char *late = "limits-memory-late";
    CHECK_TEXT(seen_in(LIMIT, late), "");
    CHECK_TEXT(
        seen_in(arena_printf(test_arena(), "device_lib.list_local_devices()\n%s", LIMIT), late),
        "a.log:2 tf.GPUOptions");
    CHECK_TEXT(seen_in(arena_printf(test_arena(), "%stf.Session(config=c)\n", LIMIT), late), "");
    CHECK_TEXT(
        seen_in("s = tf.Session(config=tf.ConfigProto(gpu_options=tf.GPUOptions()))\n", late), "");
    CHECK_TEXT(seen_in("gpus = tf.config.list_physical_devices('GPU')\n"
                       "tf.config.experimental.set_memory_growth(gpus[0], True)\n",
                       late),
               "");
    CHECK_TEXT(seen_in("tf.config.list_logical_devices('GPU')\n"
                       "tf.config.experimental.set_memory_growth(gpus[0], True)\n",
                       late),
               "a.log:2 tf.config.experimental.set_memory_growth");
}

TEST(code_together_with_what_people_write)
{
    static const Told ROWS[] = {
        {"tf.ConfigProto(device_count={'GPU': 0})\n", "visible-devices-hidden"},
        {"use = torch.cuda.is_available()\nos.environ['CUDA_VISIBLE_DEVICES'] = index\n",
         "visible-devices-set-too-late"},
        {"with tf.Graph().as_default(), tf.device('/cpu:0'):\nthe GPU is not used\n",
         "explicit-cpu-placement"},
        {"with tf.device('/cpu:0'):\n", ""},
        {"x = x.to('cpu')\nIt runs on the CPU\n", "explicit-cpu-placement"},
        {"the model is never moved to the GPU\n", "explicit-cpu-placement"},
        {"loss.backward()\nIt runs on the CPU\n", "explicit-cpu-placement"},
        {"model.to(device)\nloss.backward()\nIt runs on the CPU\n", ""},
        {"s = tf.Session()\no = tf.GPUOptions(allow_growth=True)\nThe memory is not limited\n",
         "memory-growth-after-init"},
        {"s = tf.Session()\no = tf.GPUOptions(allow_growth=True)\n", ""},
        {"LSTM(32, activation='relu')\nslow on the GPU\n", "lstm-not-cudnn"},
        {"LSTM(32)\nslow on the GPU\n", ""},
        {"LSTM(32, activation='relu')\nIt seems to run on the CPU\n", "lstm-not-cudnn"},
        {"ds = ds.map(f)\nlow GPU usage\n", "input-pipeline-bound"},
        {"DataLoader(data)\nlow GPU usage\n", "input-pipeline-bound"},
        {"ds.flow_from_dataframe(data)\nlow GPU usage\n", "input-pipeline-bound"},
        {"tf.get_variable('v', shape=[1], dtype='int32')\nInvalidArgumentError: Could not satisfy "
         "explicit device specification '/device:GPU:0' because no supported kernel for GPU "
         "devices "
         "is available.\n",
         "small-op-pinned-to-host"},
    };
    CHECK_ROOTS(ROWS);
}
