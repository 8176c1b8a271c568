/* What follows from where operations ran. */
#include "judged_log.h"

#define CREATED                                                                                    \
    "Created device /job:localhost/replica:0/task:0/device:GPU:0 with 1 MB memory:  -> device: 0"

/* ---- Where operations ran ---- */

#define ON "/job:localhost/replica:0/task:0/device:"

TEST(an_operation_on_the_gpu_shows_that_it_is_used)
{
    Judgement *judgement = judged("Executing op MatMul in device " ON "GPU:0\n"
                                  "Executing op Conv2D in device " ON "CPU:0\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
    CHECK_TEXT(root_of(judgement), "");
    CHECK_NUMBER(judged("Executing op MatMul in device " ON "XLA_GPU:0\n")->verdict,
                 VERDICT_UNKNOWN);
}

TEST(everything_on_the_cpu_is_told_and_no_reason_made_up)
{
    Judgement *judgement = judged("I a.cc:2] " CREATED "\n"
                                  "Executing op MatMul in device " ON "CPU:0\n"
                                  "Executing op RangeDataset in device " ON "CPU:0\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    CHECK_TEXT(root_of(judgement), "");
    REQUIRE(judgement->notes.count == 1);
    CHECK_TEXT(judgement->notes.items[0], "all that the log shows ran on the CPU: MatMul");
    CHECK_NUMBER(judgement->needs.count, 1);
    judgement = judged("Executing op MatMul in device " ON "CPU:0\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    CHECK_NUMBER(judgement->notes.count, 0);
}

TEST(what_belongs_on_the_cpu_is_not_blamed)
{
    CHECK_NUMBER(judged("I a.cc:2] " CREATED "\n"
                        "I a.cc:3] Compiled cluster using XLA!  This line is logged at most once "
                        "for the lifetime of the process.\n"
                        "Executing op MatMul in device " ON "CPU:0\n")
                     ->verdict,
                 VERDICT_CPU);
    CHECK_NUMBER(judged("I a.cc:2] " CREATED "\n"
                        "Executing op RangeDataset in device " ON "CPU:0\n")
                     ->verdict,
                 VERDICT_GPU);
    CHECK_NUMBER(judged("Executing op RangeDataset in device " ON "CPU:0\n")->verdict,
                 VERDICT_UNKNOWN);
    CHECK_NUMBER(judged("I a.cc:2] " CREATED "\nI a.cc:3] Loaded cuDNN version 8906\n"
                        "Executing op MatMul in device " ON "CPU:0\n")
                     ->verdict,
                 VERDICT_GPU);
}

TEST(who_asked_for_a_device_is_named_where_the_log_shows_it)
{
    Judgement *judgement = judged("I a.cc:2] " CREATED "\n"
                                  "PreferredDevice UniqueV2: " ON "GPU:0\n"
                                  "Placer place op [UniqueV2] on device: " ON "CPU:0\n");
    CHECK_TEXT(root_of(judgement), "soft-placement-fallback");
    REQUIRE(judgement->findings.count == 1);
    CHECK(judgement->findings.items[0].certain);
    judgement = judged("I a.cc:2] " CREATED "\n"
                       "PreferredDevice MatMul: " ON "CPU:0\n"
                       "Placer place op [MatMul] on device: " ON "CPU:0\n");
    CHECK_TEXT(root_of(judgement), "explicit-cpu-placement");
    CHECK(!judgement->causes.items[0].certain);
    REQUIRE(judgement->needs.count == 1);
    CHECK(strstr(judgement->needs.items[0].detail, "set_visible_devices") != NULL);
    CHECK_TEXT(root_of(judged("I a.cc:2] " CREATED "\n"
                              "Executing op Relu in device " ON "GPU:0\n"
                              "PreferredDevice MatMul: " ON "CPU:0\n"
                              "Placer place op [MatMul] on device: " ON "CPU:0\n")),
               "");
    /* Without a GPU a request has nothing to do with it. */
    CHECK_TEXT(root_of(judged("PreferredDevice UniqueV2: " ON "GPU:0\n"
                              "Placer place op [UniqueV2] on device: " ON "CPU:0\n")),
               "");
}
