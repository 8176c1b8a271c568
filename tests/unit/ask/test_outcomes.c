/* From what a helper said to facts. */
#include "ask/outcomes.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "harness.h"

#define HELPER "helper " WHYCPU_VERSION " "
#define OPENED "calling dlopen\nreturned dlopen 0\n"

static Outcome outcome(LibraryKind kind, const char *said, ChildEnd end, int number)
{
    ChildReport report = {.end = end, .number = number, .said = text_of(said)};
    return outcome_of(test_arena(), kind, &report, 5000);
}

static Facts *facts_of(LibraryKind kind, const char *said, ChildEnd end, int number)
{
    Facts *facts = facts_new(test_arena());
    Outcome told = outcome(kind, said, end, number);
    set_outcome(facts, kind, &told);
    return facts;
}

static const char *text(Facts *facts, const char *subject, FactName name)
{
    return fact_text_or(facts, subject, name, "-");
}

TEST(a_driver_that_answers)
{
    Facts *facts = facts_of(LIBRARY_CUDA,
                            HELPER "cuda\n" OPENED "value library /lib/libcuda.so.1\n"
                                   "value cuda-version 12040\n"
                                   "calling cuInit\nreturned cuInit 0\n"
                                   "calling cuDeviceGetCount\nreturned cuDeviceGetCount 0\n"
                                   "value devices 2\nend\n",
                            CHILD_EXITED, 0);
    CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_OUTCOME), "answered");
    CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_CALL), "cuDeviceGetCount");
    CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_LIBRARY), "/lib/libcuda.so.1");
    CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_VERSION), "12.4");
    CHECK_NUMBER(fact_number_or(facts, "asked/cuda", FACT_ASKED_CODE, -1), 0);
    CHECK_NUMBER(fact_number_or(facts, "asked/cuda", FACT_ASKED_DEVICES, -1), 2);
    CHECK_TEXT(fact_get(facts, "asked/cuda", FACT_ASKED_OUTCOME)->source,
               "asked: cuDeviceGetCount");
}

TEST(the_first_call_that_fails_decides)
{
    Facts *facts = facts_of(LIBRARY_NVML,
                            HELPER "nvml\n" OPENED "calling nvmlInit_v2\nreturned nvmlInit_v2 18\n"
                                   "end\n",
                            CHILD_EXITED, 0);
    CHECK_TEXT(text(facts, "asked/nvml", FACT_ASKED_CALL), "nvmlInit_v2");
    CHECK_NUMBER(fact_number_or(facts, "asked/nvml", FACT_ASKED_CODE, -1), 18);
    CHECK(fact_get(facts, "asked/nvml", FACT_ASKED_DEVICES)->known == UNKNOWN);
    CHECK(fact_get(facts, "asked/nvml", FACT_ASKED_VERSION)->known == UNKNOWN);
}

typedef struct EndRow {
    const char *said;
    ChildEnd end;
    int number;
    const char *word, *call, *detail;
} EndRow;

TEST(ends_of_a_conversation)
{
    static const EndRow ROWS[] = {
        {OPENED "calling cuInit\n", CHILD_SIGNALLED, SIGSEGV, "crashed", "cuInit", "SIGSEGV"},
        {OPENED "calling cuInit\n", CHILD_SIGNALLED, 50, "crashed", "cuInit", "signal 50"},
        {OPENED "calling cuInit\n", CHILD_EXITED, 3, "ended", "cuInit", "exit status 3"},
        {OPENED "calling cuInit\nreturned cuInit 0\nend\n", CHILD_EXITED, 1, "ended", "cuInit",
         "exit status 1"},
        {OPENED "calling cuInit\nreturned cuInit 0\nend\n", CHILD_SIGNALLED, SIGABRT, "crashed",
         "cuInit", "SIGABRT"},
        {OPENED "calling cuInit\n", CHILD_LATE, 0, "silent", "cuInit",
         "no answer within 5 s, and was ended"},
        {OPENED "calling cuInit\n", CHILD_STUCK, 0, "silent", "cuInit",
         "no answer within 5 s, and it cannot be ended: state not known"},
        {"calling dlopen\n", CHILD_LATE, 0, "silent", "dlopen",
         "no answer within 5 s, and was ended"},
        {"calling dlopen\nreturned dlopen 1\nvalue error no such file\nend\n", CHILD_EXITED, 0,
         "not-opened", "dlopen", "no such file"},
        {OPENED "absent cuInit\nend\n", CHILD_EXITED, 0, "no-function", "cuInit", "-"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *said = arena_printf(test_arena(), HELPER "cuda\n%s", ROWS[i].said);
        Facts *facts = facts_of(LIBRARY_CUDA, said, ROWS[i].end, ROWS[i].number);
        CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_OUTCOME), ROWS[i].word);
        CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_CALL), ROWS[i].call);
        CHECK_TEXT(text(facts, "asked/cuda", FACT_ASKED_DETAIL), ROWS[i].detail);
    }
}

TEST(a_state_of_the_kernel_is_told)
{
    ChildReport report = {.end = CHILD_STUCK,
                          .said = text_of(HELPER "cuda\n" OPENED "calling cuInit\n"),
                          .state = "D (disk sleep) in nv_open"};
    Outcome told = outcome_of(test_arena(), LIBRARY_CUDA, &report, 8000);
    CHECK_TEXT(told.detail, "no answer within 8 s, and it cannot be ended: state D (disk sleep) in "
                            "nv_open");
}

TEST(a_helper_that_is_not_ours_tells_nothing)
{
    static const EndRow ROWS[] = {
        {"", CHILD_EXITED, 0, "whycpu-helper said nothing", NULL, NULL},
        {"helper 9.9 cuda\nend\n", CHILD_EXITED, 0,
         "whycpu-helper is of version 9.9, and whycpu of " WHYCPU_VERSION, NULL, NULL},
        {HELPER "nvml\nend\n", CHILD_EXITED, 0, "whycpu-helper asked another library", NULL, NULL},
        {HELPER "cuda\nhello\nend\n", CHILD_EXITED, 0,
         "something wrote among the answers of whycpu-helper", NULL, NULL},
        {"", CHILD_NOT_STARTED, EACCES, "whycpu-helper cannot be started: Permission denied", NULL,
         NULL},
        {"", CHILD_NOT_STARTED, ENOENT,
         "whycpu-helper cannot be started: the loader of glibc that it needs is not on this "
         "system, which then has another C library; nor can NVIDIA's driver be opened without it",
         NULL, NULL},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = facts_of(LIBRARY_CUDA, ROWS[i].said, ROWS[i].end, ROWS[i].number);
        const Fact *fact = fact_get(facts, "asked/cuda", FACT_ASKED_OUTCOME);
        CHECK(fact->known == UNKNOWN);
        CHECK_TEXT(fact->because, ROWS[i].word);
        CHECK(fact_get(facts, "asked/cuda", FACT_ASKED_CODE)->known == UNKNOWN);
    }
}

TEST(numbers_of_devices_that_cannot_be)
{
    static const char *const COUNTS[] = {"-1", "1025", "99999999999"};
    for (size_t i = 0; i < 3; i++) {
        const char *said =
            arena_printf(test_arena(),
                         HELPER "cuda\n" OPENED "calling cuInit\nreturned cuInit 0\n"
                                "calling cuDeviceGetCount\nreturned cuDeviceGetCount 0\n"
                                "value devices %s\ndevice 0 pci 0000:01:00.0\nend\n",
                         COUNTS[i]);
        Facts *facts = facts_of(LIBRARY_CUDA, said, CHILD_EXITED, 0);
        CHECK(fact_get(facts, "asked/cuda", FACT_ASKED_DEVICES)->known == UNKNOWN);
        Outcome told = outcome(LIBRARY_CUDA, said, CHILD_EXITED, 0), none = {.refused = "x"};
        set_devices(facts, &told, &none);
        CHECK_NUMBER(facts_subjects(facts, "gpu/").count, 0);
    }
}

/* ---- Devices ---- */

#define ONE                                                                                        \
    OPENED "calling cuInit\nreturned cuInit 0\ncalling cuDeviceGetCount\n"                         \
           "returned cuDeviceGetCount 0\nvalue devices 1\n"
#define NVML_ONE                                                                                   \
    OPENED "calling nvmlInit_v2\nreturned nvmlInit_v2 0\ncalling nvmlDeviceGetCount_v2\n"          \
           "returned nvmlDeviceGetCount_v2 0\nvalue devices 1\n"
#define GPU "gpu/0000:3b:00.0"

static void tell(Facts *facts, const char *cuda, const char *nvml)
{
    Outcome told[] = {
        outcome(LIBRARY_CUDA, arena_printf(test_arena(), HELPER "cuda\n" ONE "%send\n", cuda),
                CHILD_EXITED, 0),
        outcome(LIBRARY_NVML, arena_printf(test_arena(), HELPER "nvml\n" NVML_ONE "%send\n", nvml),
                CHILD_EXITED, 0)};
    set_devices(facts, &told[0], &told[1]);
}

TEST(both_libraries_tell_of_one_card_by_its_address)
{
    Facts *facts = facts_new(test_arena());
    tell(facts,
         "device 0 pci 0000:3B:00.0\ndevice 0 name Card\ndevice 0 capability-major 9\n"
         "device 0 capability-minor 0\ndevice 0 multiprocessors 132\n"
         "device 0 compute-mode 0\ndevice 0 memory-total 1000\n",
         "device 0 pci 00000000:3B:00.0\ndevice 0 uuid GPU-1\ndevice 0 memory-total 2000\n"
         "device 0 memory-free 1500\ndevice 0 compute-mode 3\ndevice 0 persistence 0\n"
         "device 0 mig 0\ndevice 0 mig-pending 1\ndevice 0 processes 2\n"
         "device 0 process 4711 1048576\ndevice 0 process 12 -\ndevice 0 fabric-state 2\n"
         "device 0 remap-pending 0\ndevice 0 recovery-action 1\ndevice 0 clocks-held-by 69\n");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_NAME), "Card");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_VENDOR), "nvidia");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_DRIVER), "nvidia");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_UUID), "GPU-1");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_COMPUTE_CAPABILITY), "9.0");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_COMPUTE_MODE), "exclusive-process");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_MIG), "on after a reset");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_FABRIC), "in-progress");
    CHECK_NUMBER(fact_number_or(facts, GPU, FACT_GPU_ORDINAL, -1), 0);
    CHECK_NUMBER(fact_number_or(facts, GPU, FACT_GPU_MULTIPROCESSORS, -1), 132);
    CHECK_NUMBER(fact_number_or(facts, GPU, FACT_GPU_MEMORY_TOTAL, -1), 2000);
    CHECK_NUMBER(fact_number_or(facts, GPU, FACT_GPU_MEMORY_FREE, -1), 1500);
    CHECK(is_no(fact_is_flag(facts, GPU, FACT_GPU_PERSISTENCE)));
    const Fact *processes = fact_get(facts, GPU, FACT_GPU_PROCESSES);
    REQUIRE(processes->texts.count == 2);
    CHECK_TEXT(processes->texts.items[0], "process 4711 holds 1 MiB");
    CHECK_TEXT(processes->texts.items[1], "process 12");
    REQUIRE(fact_get(facts, GPU, FACT_GPU_REPAIRS)->texts.count == 1);
    CHECK_TEXT(fact_get(facts, GPU, FACT_GPU_REPAIRS)->texts.items[0],
               "the driver asks for a reset or a restart");
    REQUIRE(fact_get(facts, GPU, FACT_GPU_SLOWED)->texts.count == 1);
    CHECK_TEXT(fact_get(facts, GPU, FACT_GPU_SLOWED)->texts.items[0],
               "the hardware slows it down, since it is too hot");
}

TEST(what_a_card_does_not_tell_is_unknown)
{
    Facts *facts = facts_new(test_arena());
    tell(facts, "device 0 pci 0000:3b:00.0\n", "device 0 pci 0000:3b:00.0\n");
    static const FactName NAMES[] = {FACT_GPU_MEMORY_FREE, FACT_GPU_COMPUTE_MODE,
                                     FACT_GPU_PROCESSES,   FACT_GPU_MIG,
                                     FACT_GPU_REPAIRS,     FACT_GPU_SLOWED,
                                     FACT_GPU_PERSISTENCE, FACT_GPU_MULTIPROCESSORS};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        CHECK(fact_get(facts, GPU, NAMES[i])->known == UNKNOWN);
}

TEST(what_the_driver_knows_otherwise_is_remembered)
{
    Facts *facts = facts_new(test_arena());
    fact_set_flag(facts, "machine", FACT_PCI_LISTED, true, "/sys/bus/pci/devices");
    fact_set_text(facts, GPU, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(facts, GPU, FACT_GPU_COMPUTE_CAPABILITY, "8.9", "our table");
    tell(facts,
         "device 0 pci 0000:3b:00.0\ndevice 0 capability-major 9\n"
         "device 0 capability-minor 0\n",
         "");
    CHECK_TEXT(text(facts, GPU, FACT_GPU_COMPUTE_CAPABILITY), "9.0");
    const Fact *differences = fact_get(facts, "machine", FACT_ASKED_DIFFERENCES);
    REQUIRE(differences->known == PRESENT && differences->texts.count == 1);
    CHECK_TEXT(differences->texts.items[0],
               "compute-capability of 0000:3b:00.0: our table says 8.9, the driver says 9.0");
}

TEST(a_card_that_cuda_does_not_offer_is_known_not_to_be)
{
    Facts *facts = facts_new(test_arena());
    fact_set_text(facts, "gpu/0000:99:00.0", FACT_GPU_VENDOR, "nvidia", "test");
    tell(facts, "device 0 pci 0000:3b:00.0\n", "");
    CHECK(fact_get(facts, "gpu/0000:99:00.0", FACT_GPU_ORDINAL)->known == ABSENT);
    CHECK(fact_get(facts, GPU, FACT_GPU_ORDINAL)->known == PRESENT);
}

TEST(nvml_alone_makes_no_card)
{
    Facts *facts = facts_new(test_arena());
    Outcome none = {.refused = "x"};
    Outcome nvml = outcome(LIBRARY_NVML,
                           HELPER "nvml\n" NVML_ONE "device 0 pci 0000:3b:00.0\n"
                                  "device 0 name Card\nend\n",
                           CHILD_EXITED, 0);
    set_devices(facts, &none, &nvml);
    CHECK_NUMBER(facts_subjects(facts, "gpu/").count, 0);
}

TEST(a_card_that_is_lost_has_a_code)
{
    Facts *facts = facts_new(test_arena());
    tell(facts, "", "device 0 code 15\n");
    CHECK_NUMBER(fact_number_or(facts, "asked/nvml", FACT_ASKED_DEVICE_CODE, -1), 15);
}
