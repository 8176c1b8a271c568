#include "parse/log_line.h"

#include <string.h>

#include "harness.h"

static const char *copied(Text text)
{
    return text_copy(test_arena(), text);
}

static LogLine read_line(const char *raw)
{
    LogLine line;
    log_line_read(text_of(raw), arena_alloc(test_arena(), strlen(raw) + 1), &line);
    return line;
}

/* "level file:line stamp rank place process|message", without what was not said. */
static const char *shown(const char *raw)
{
    static const char *const LEVELS[] = {"", "V ", "I ", "W ", "E ", "F "};
    LogLine line = read_line(raw);
    Text said[] = {line.stamp, line.rank, line.place, line.process};
    static const char *const NAMES[] = {"at", "rank", "in", "process"};
    const char *all = LEVELS[line.level];
    if (line.file.length)
        all = arena_printf(test_arena(), "%s%s:%lld ", all, copied(line.file), line.file_line);
    for (size_t i = 0; i < 4; i++)
        if (said[i].length)
            all = arena_printf(test_arena(), "%s%s(%s) ", all, NAMES[i], copied(said[i]));
    for (int i = 0; i < line.quoted; i++)
        all = arena_printf(test_arena(), "%s>", all);
    return arena_printf(test_arena(), "%s|%s", all, copied(line.message));
}

typedef struct Row {
    const char *raw, *shown;
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_TEXT(shown(rows[i].raw), rows[i].shown);
}

#define CHECK_ROWS(rows) check_rows((rows), sizeof(rows) / sizeof *(rows))

TEST(lines_of_tensorflow_in_every_form)
{
    static const Row ROWS[] = {
        {"2024-01-01 10:00:00.123456: I tensorflow/core/util/port.cc:113] oneDNN is on. You may",
         "I tensorflow/core/util/port.cc:113 at(2024-01-01 10:00:00.123456) |oneDNN is on. You "
         "may"},
        {"I0000 00:00:1700000000.123456    1234 gpu_device.cc:2022] Created device x",
         "I gpu_device.cc:2022 at(0000 00:00:1700000000.123456) |Created device x"},
        {"W0101 10:00:00.123456 140 cuda.cc:7] x", "W cuda.cc:7 at(0101 10:00:00.123456) |x"},
        {"E20240101 10:00:00.123456 140 cuda.cc:7] x",
         "E cuda.cc:7 at(20240101 10:00:00.123456) |x"},
        {"F external/xla/a.cc:9] Check failed", "F external/xla/a.cc:9 |Check failed"},
        {"W c:\\tf_jenkins\\cpu_feature_guard.cc:45] The TensorFlow library",
         "W c:\\tf_jenkins\\cpu_feature_guard.cc:45 |The TensorFlow library"},
        {"2024-01-16 17:59:46.686812:  tensorflow/core/guard.cc:210] This binary",
         "tensorflow/core/guard.cc:210 at(2024-01-16 17:59:46.686812) |This binary"},
        {"WARNING:tensorflow:From x.py", "W |From x.py"},
        {"WARNING: All log messages before absl::InitializeLog() is called",
         "W |WARNING: All log messages before absl::InitializeLog() is called"},
    };
    CHECK_ROWS(ROWS);
}

TEST(lines_of_python_and_its_libraries)
{
    static const Row ROWS[] = {
        {"/usr/lib/torch/cuda/__init__.py:107: UserWarning: CUDA initialization: The NVIDIA driver",
         "W /usr/lib/torch/cuda/__init__.py:107 |UserWarning: CUDA initialization: The NVIDIA "
         "driver"},
        {"WARNING:2024-01-01 10:00:00,123:jax._src.xla_bridge:966: An NVIDIA GPU may be present",
         "W jax._src.xla_bridge:966 at(2024-01-01 10:00:00,123) |An NVIDIA GPU may be present"},
        {"WARNING:jax._src.xla_bridge:An NVIDIA GPU may", "W |An NVIDIA GPU may"},
        {"2024-01-01 10:00:00,123 - trainer - ERROR - no GPU",
         "E at(2024-01-01 10:00:00,123) |no GPU"},
        {"2024-01-01 10:00:00,123 INFO: no GPU", "I at(2024-01-01 10:00:00,123) |INFO: no GPU"},
        {"[2024-01-01 10:00:00,123] [WARNING] [engine.py:12:init] no GPU",
         "W engine.py:12 at(2024-01-01 10:00:00,123) |no GPU"},
        {"INFO 01-01 10:00:00 [cuda.py:12] no GPU", "I cuda.py:12 at(01-01 10:00:00) |no GPU"},
        {"[INFO|trainer.py:12] 2024-01-01 10:00:00,123 >> no GPU",
         "I trainer.py:12 at(2024-01-01 10:00:00,123) |no GPU"},
        {"2024-01-01 10:00:00.123 | WARNING  | app:main:12 - no GPU",
         "W at(2024-01-01 10:00:00.123) |no GPU"},
        {"[W1122 13:44:22.123456789 CUDAFunctions.cpp:108] Warning: CUDA",
         "W CUDAFunctions.cpp:108 at(1122 13:44:22.123456789) |Warning: CUDA"},
        {"[W CUDAFunctions.cpp:108] Warning: CUDA", "W CUDAFunctions.cpp:108 |Warning: CUDA"},
        {"ERROR: Could not find a version", "E |ERROR: Could not find a version"},
        {"RuntimeError: CUDA error: out of memory", "|RuntimeError: CUDA error: out of memory"},
        {"  File \"train.py\", line 3, in main", "|File \"train.py\", line 3, in main"},
    };
    CHECK_ROWS(ROWS);
}

TEST(stamps_of_those_who_collect_lines)
{
    static const Row ROWS[] = {
        {"2024-01-01T10:00:00.123456789Z no GPU", "at(2024-01-01T10:00:00.123456789Z) |no GPU"},
        {"2024-01-01T10:00:00+01:00 no GPU", "at(2024-01-01T10:00:00+01:00) |no GPU"},
        {"2024-01-01T10:00:00.1234567Z ##[error]Process completed",
         "E at(2024-01-01T10:00:00.1234567Z) |Process completed"},
        {"train\tRun it\t2024-01-01T10:00:00.1234567Z no GPU",
         "at(2024-01-01T10:00:00.1234567Z) in(train) |no GPU"},
        {"2024-01-01T10:00:00.123456Z 01E no GPU", "at(2024-01-01T10:00:00.123456Z) |no GPU"},
        {"Jan  1 10:00:00 box python[1234]: no GPU",
         "at(Jan  1 10:00:00) in(box) process(1234) |no GPU"},
        {"Jan 01 10:00:00 box kernel: NVRM: Xid", "at(Jan 01 10:00:00) in(box) |NVRM: Xid"},
        {"2024-01-01T10:00:00+0100 box python[1234]: no GPU",
         "at(2024-01-01T10:00:00+0100) in(box) process(1234) |no GPU"},
        {"[   12.345678] NVRM: Xid", "at(12.345678) |NVRM: Xid"},
        {"[Mon Jan  1 10:00:00 2024] NVRM: Xid", "at(Mon Jan  1 10:00:00 2024) |NVRM: Xid"},
        {"2024/01/01 10:00:00 no GPU", "at(2024/01/01 10:00:00) |no GPU"},
        {"10:00:00.123 no GPU", "at(10:00:00.123) |no GPU"},
        {"[10:00:00] no GPU", "at(10:00:00) |no GPU"},
        {"2024-01-01T10:00:01Z 2024-01-01 11:00:00.123456: W a/b.cc:1] no GPU",
         "W a/b.cc:1 at(2024-01-01T10:00:01Z) |no GPU"},
    };
    CHECK_ROWS(ROWS);
}

TEST(what_only_looks_like_a_stamp_is_said)
{
    static const Row ROWS[] = {
        {"2024-13-01 10:00:00 x", "|2024-13-01 10:00:00 x"},
        {"2024-01-01 25:00:00 x", "|2024-01-01 25:00:00 x"},
        {"10:00:00abc x", "|10:00:00abc x"},
        {"12.345678 x", "|12.345678 x"},
        {"[12.345678 x", "|[12.345678 x"},
        {"Jan 32 10:00:00 x", "|Jan 32 10:00:00 x"},
        {"3.5 is the least", "|3.5 is the least"},
        {"I am a sentence: x", "|I am a sentence: x"},
        {"a:b c] d", "|a:b c] d"},
        {"123456: x", "|123456: x"},
        {"/x/a.py:12: error: y", "|/x/a.py:12: error: y"},
    };
    CHECK_ROWS(ROWS);
}

TEST(ranks_containers_and_pods)
{
    static const Row ROWS[] = {
        {"[rank3]: Traceback", "rank(3) |Traceback"},
        {"[rank3]:[W1122 13:44:22.123 a.cpp:1] x", "W a.cpp:1 at(1122 13:44:22.123) rank(3) |x"},
        {"[default0]:no GPU", "rank(0) |no GPU"},
        {"[1,3]<stderr>:no GPU", "rank(3) |no GPU"},
        {"[prterun-host-12@1,3]<stdout>: no GPU", "rank(3) |no GPU"},
        {"3: no GPU", "rank(3) |no GPU"},
        {" 12: no GPU", "rank(12) |no GPU"},
        {"worker-0  | no GPU", "in(worker-0) |no GPU"},
        {"[pod/trainer-0/main] no GPU", "in(pod/trainer-0/main) |no GPU"},
        {"(RayTask pid=1, ip=10.0.0.1) no GPU", "process(RayTask pid=1, ip=10.0.0.1) |no GPU"},
        {"(pid=12) no GPU", "process(pid=12) |no GPU"},
        {"box:12:34 [3] NCCL INFO no GPU", "rank(3) in(box) process(12) |NCCL INFO no GPU"},
        {"worker-0  | [rank3]: 2024-01-01 10:00:00.123456: E a/b.cc:1] no GPU",
         "E a/b.cc:1 at(2024-01-01 10:00:00.123456) rank(3) in(worker-0) |no GPU"},
        {"[3]: no GPU", "rank(3) |no GPU"},
        {"[1]: https://a.example", "|[1]: https://a.example"},
        {"[3]:x", "|[3]:x"},
        {"(RayTrainWorker pid=7, ip=10.0.0.1) no GPU",
         "process(RayTrainWorker pid=7, ip=10.0.0.1) |no GPU"},
        {"trainer-5d4f8c7b9d-x2x7z main no GPU", "in(trainer-5d4f8c7b9d-x2x7z) |no GPU"},
        {"pod/trainer-0 main no GPU", "in(trainer-0) |no GPU"},
        {"trainer-0 main 2024-01-01T10:00:00Z no GPU",
         "at(2024-01-01T10:00:00Z) in(trainer-0) |no GPU"},
        {"trainer-0 main no GPU", "|trainer-0 main no GPU"},
        {"well-trained models are good", "|well-trained models are good"},
        {"-x2x7z main no GPU", "|-x2x7z main no GPU"},
        {"a-x2x7 main no GPU", "|a-x2x7 main no GPU"},
        {"- list of things", "|- list of things"},
        {"2024-01-01T10:00:00.000000000Z stderr F no GPU",
         "at(2024-01-01T10:00:00.000000000Z) |no GPU"},
        {"2024-01-01T10:00:00Z stderr X no GPU", "at(2024-01-01T10:00:00Z) |stderr X no GPU"},
        {"| NVIDIA-SMI 535.1 |", "|| NVIDIA-SMI 535.1 |"},
        {"(no pid) x", "|(no pid) x"},
        {"[1,3]<x>: y", "|[1,3]<x>: y"},
        {"GPU 3: x", "|GPU 3: x"},
    };
    CHECK_ROWS(ROWS);
}

TEST(what_docker_has_packed)
{
    static const Row ROWS[] = {
        {"{\"log\":\"[rank3]: no "
         "\\\"GPU\\\"\\n\",\"stream\":\"stderr\",\"time\":\"2024-01-01T10:00:00.5Z\"}",
         "at(2024-01-01T10:00:00.5Z) rank(3) |no \"GPU\""},
        {"{\"log\":\"\\u001b[31mred\\u001b[0m \\u003ca\\u003e \\u00e9 \\u20ac \\ud83d\\ude00 "
         "\\ud83d\\n\"}",
         "|red <a> \u00e9 \u20ac \U0001F600 ?"},
        {"{\"log\":\"10%\\r20%\\tx\\n\"}", "|20%\tx"},
        {"{\"log\":\"cut of", "|cut of"},
        {"{\"log\":\"cut of\\u00", "|cut of?00"},
        {"{\"log\": 1}", "|{\"log\": 1}"},
        {"{\"loss\":\"x\"}", "|{\"loss\":\"x\"}"},
    };
    CHECK_ROWS(ROWS);
}

TEST(pasted_reports)
{
    static const Row ROWS[] = {
        {"> > 2024-01-01 10:00:00.123456: W a/b.cc:1] no GPU",
         "W a/b.cc:1 at(2024-01-01 10:00:00.123456) >>|no GPU"},
        {">> no GPU", ">>|no GPU"},
        {">>> tf.config.list_physical_devices('GPU')",
         "|>>> tf.config.list_physical_devices('GPU')"},
        {"    no GPU  ", "|no GPU"},
        {"```", "|"},
        {"```shell", "|"},
        {"```pip list``` says", "|```pip list``` says"},
        {"", "|"},
    };
    CHECK_ROWS(ROWS);
}

TEST(colours_are_taken_out)
{
    static const Row ROWS[] = {
        {"\x1B[1;31mno \x1B[0mGPU\x1B[K", "|no GPU"},
        {"\x1B]0;title\ano GPU", "|no GPU"},
        {"\x1B]0;title\x1B\\no GPU", "|no GPU"},
        {"\x1B(Bno GPU", "|Bno GPU"},
        {"\x1B[36mworker-0  |\x1B[0m [rank1]: no GPU", "rank(1) in(worker-0) |no GPU"},
        {"no GPU\x1B", "|no GPU"},
        {"no GPU\x1B[12", "|no GPU"},
    };
    CHECK_ROWS(ROWS);
}

TEST(the_last_piece_of_a_progress_bar_counts_and_none_is_lost)
{
    CHECK_TEXT(shown(" 1/10\r 2/10\r10/10\r"), "|10/10");
    Text rest = TEXT("\r1/10\b\b\b\b2/10\r\rno GPU\r"), piece;
    const char *pieces = "";
    while (log_line_piece(&rest, &piece))
        pieces = arena_printf(test_arena(), "%s<%s>", pieces, copied(piece));
    CHECK_TEXT(pieces, "<1/10><2/10><no GPU>");
}

TEST(stamps_of_all_forms_are_taken_whole_and_what_is_no_time_is_none)
{
    static const char *const ROWS[][2] = {
        {"2024-03-01T01:00:00.5+01:00 x", "2024-03-01T01:00:00.5+01:00"},
        {"2024-02-29 19:00:00,25-0500 x", "2024-02-29 19:00:00,25-0500"},
        {"2024-12-31 23:59:60 x", "2024-12-31 23:59:60"},
        {"Thu Feb 29 19:00:00 2024 x", "Thu Feb 29 19:00:00 2024"},
        {"I20240229 19:00:00.000001 1 a.cc:1] x", "20240229 19:00:00.000001"},
        {"I0000 00:00:1700000000.123456 1 a.cc:1] x", "0000 00:00:1700000000.123456"},
        {"12-31 10:00:00 x", "12-31 10:00:00"},
        {"2024-13-01 10:00:00 x", ""},
        {"2024-12-32 10:00:00 x", ""},
        {"2024-00-01 10:00:00 x", ""},
        {"2024-01-01 24:00:00 x", ""},
        {"2024-01-01 10:60:00 x", ""},
        {"2024-01-01 10:00:61 x", ""},
        {"2024-01-01 10:00:000 x", ""},
        {"2024-01-01 10:00:00.1234567890 x", ""},
        {"I20241301 19:00:00.000001 1 a.cc:1] x", ""},
        {"no stamp", ""},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(copied(read_line(ROWS[i][0]).stamp), ROWS[i][1]);
}
