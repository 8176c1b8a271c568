/* Who holds the memory of the GPU, as PyTorch counts it. */
#include "logged_case.h"

#include <string.h>

#define HELD       "gpu-memory-held-by-other-process"
#define FULL(line) "saw out-of-memory: " line

/* What PyTorch says up to 2.0: total, allocated, free, and what it keeps in reserve. */
TEST(what_is_missing_between_the_own_and_the_free_memory_others_have)
{
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; "
                           "3.06 GiB reserved in total by PyTorch")),
               HELD);
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; "
                           "7.06 GiB reserved in total by PyTorch")),
               "");
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; "
                           "7.06 GiB cached")),
               "");
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 7.06 GiB already allocated; 25.38 MiB free; "
                           "2.81 GiB cached")),
               HELD);
    CHECK_TEXT(CAUSES(FULL("8120 MiB total capacity; 2.81 GiB already allocated; 0 MiB free")),
               HELD);
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 6.81 GiB already allocated; 1 MiB free")), "");
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 2.81 GiB already allocated")), "");
    CHECK_TEXT(CAUSES(FULL("7.93 GiB total capacity; 25.38 MiB free")), "");
    CHECK_TEXT(CAUSES(FULL("2.81 GiB already allocated; 25.38 MiB free")), "");
}

TEST(others_that_pytorch_counts_itself)
{
    CHECK_TEXT(CAUSES(FULL("Process 71 has 12.00 GiB memory in use. Including non-PyTorch memory, "
                           "this process has 10.53 GiB memory in use. Of the allocated memory 9.9 "
                           "GiB is allocated by PyTorch")),
               HELD);
    CHECK_TEXT(CAUSES(FULL("Process 71 has 2.00 GiB memory in use. Process 72 has 1.00 GiB memory "
                           "in use. Including non-PyTorch memory, this process has 10.53 GiB "
                           "memory in use.")),
               HELD);
    CHECK_TEXT(CAUSES(FULL("Process 71 has 2.00 GiB memory in use. Including non-PyTorch memory, "
                           "this process has 10.53 GiB memory in use.")),
               "");
}

/* In a container each number is one of the host, the own one too. */
TEST(a_process_that_is_pytorch_itself_is_no_other)
{
    CHECK_TEXT(CAUSES(FULL("Process 2378 has 14.73 GiB memory in use. Of the allocated memory "
                           "14.37 GiB is allocated by PyTorch, and 50.26 MiB is reserved by "
                           "PyTorch but unallocated.")),
               "");
    CHECK_TEXT(CAUSES(FULL("Process 2378 has 14.73 GiB memory in use. Of the allocated memory "
                           "10.37 GiB is allocated by PyTorch, and 4.01 GiB is reserved by "
                           "PyTorch but unallocated.")),
               "");
    CHECK_TEXT(CAUSES(FULL("Process 2378 has 14.73 GiB memory in use. Process 2379 has 7.00 GiB "
                           "memory in use. Of the allocated memory 6.37 GiB is allocated by "
                           "PyTorch, and 50.26 MiB is reserved by PyTorch but unallocated.")),
               HELD);
    CHECK_TEXT(CAUSES(FULL("Process 2378 has 14.73 GiB memory in use.")), "");
}

TEST(what_somebody_writes_of_others_is_a_hint)
{
    CHECK_TEXT(CAUSES("saw held-by-others", "saw memory-told"), HELD "?");
    CHECK_TEXT(CAUSES("saw held-by-others"), "");
    CHECK_TEXT(CAUSES("saw memory-told"), "");
    CHECK(strstr(DETAILS(FULL("x"), "saw held-by-others"), HELD "?, fails, by log.txt:2: "));
}

TEST(several_processes_that_compute_are_a_hint)
{
    CHECK(strstr(DETAILS(FULL("x"), "saw compute-process/71", "saw compute-process/72"),
                 HELD "?, fails, by log.txt:1: "));
    CHECK_TEXT(CAUSES(FULL("x"), "saw compute-process/71"), "");
    CHECK_TEXT(CAUSES("saw compute-process/71", "saw compute-process/72"), "");
}

/* TensorFlow 1 tells it when it makes the device. */
TEST(memory_that_was_taken_before_the_program_took_any)
{
    static const char full[] = "saw out-of-memory: x", total[] = "saw memory-total: 8GiB";
    CHECK_TEXT(CAUSES(full, total, "saw memory-free: 190.31MiB"), HELD);
    CHECK_TEXT(CAUSES(full, total, "saw memory-free: 3.9GiB"), HELD);
    CHECK_TEXT(CAUSES(full, total, "saw memory-free: 0GiB"), HELD);
    CHECK_TEXT(CAUSES(full, total, "saw memory-free: 4GiB"), "");
    CHECK_TEXT(CAUSES(full, total, "saw memory-free: 190.31"), "");
    CHECK_TEXT(CAUSES(full, total), "");
    CHECK_TEXT(CAUSES(full, "saw memory-total: -8GiB", "saw memory-free: -9GiB"), "");
    CHECK_TEXT(CAUSES(full, "saw memory-free: 190.31MiB"), "");
    CHECK_TEXT(CAUSES(total, "saw memory-free: 190.31MiB"), "");
    CHECK_TEXT(CAUSES(full, "saw memory-at-start: totalMemory: 8GiB freeMemory: 1GiB"), HELD);
    CHECK_TEXT(CAUSES(full, "saw memory-at-start: totalMemory: 8GiB freeMemory: 7GiB"), "");
}
