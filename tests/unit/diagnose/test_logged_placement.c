/* What it means where operations ran, beside a GPU that the framework uses. */
#include "logged_case.h"

#define MADE   "log gpu-made: Created device"
#define ON_CPU "saw placed-on-cpu: MatMul, Relu"

TEST(an_operation_that_asked_for_the_gpu_and_was_moved)
{
    CHECK_TEXT(DETAILS(MADE, "saw moved-to-cpu: MatMul", "saw asked-for-cpu: Relu", ON_CPU),
               "soft-placement-fallback, part, by log.txt:2: MatMul asked for the GPU, and soft "
               "placement put it on the CPU\n"
               "  about MatMul\n"
               "  log.txt:2: saw moved-to-cpu: MatMul\n");
}

TEST(an_operation_that_asked_for_the_cpu)
{
    CHECK_TEXT(DETAILS(MADE, ON_CPU, "saw asked-for-cpu: MatMul"),
               "explicit-cpu-placement?, cpu, by log.txt:3: MatMul asked for the CPU\n"
               "  about MatMul\n"
               "  log.txt:3: saw asked-for-cpu: MatMul\n");
    CHECK_TEXT(CAUSES(MADE, ON_CPU, "saw asked-for-cpu: MatMul", "refuted explicit-cpu-placement"),
               "");
    CHECK_TEXT(CAUSES(MADE, "saw asked-for-cpu: MatMul"), "");
    CHECK_TEXT(CAUSES(MADE, ON_CPU, "saw asked-for-cpu: MatMul", "saw placed-on-gpu: Relu"), "");
    CHECK_TEXT(CAUSES(MADE, ON_CPU, "saw asked-for-cpu: MatMul", "saw cudnn-loaded"), "");
    CHECK_TEXT(CAUSES(ON_CPU, "saw asked-for-cpu: MatMul"), "");
}

TEST(all_of_it_on_the_cpu_is_noted)
{
    static const char all[] = "note: all that the log shows ran on the CPU: MatMul, Relu\n";
    static const char asks[] = "which device each operation asks for\n"
                               "note: all that the log shows ran on the CPU: MatMul, Relu\n";
    static const char by_program[] = "which lines of the program ask for a device\n"
                                     "note: all that the log shows ran on the CPU: MatMul, Relu\n";
    CHECK_TEXT(NEEDS(MADE, ON_CPU), asks);
    CHECK_TEXT(NEEDS(MADE, ON_CPU, "saw moved-to-cpu: MatMul"), all);
    CHECK_TEXT(NEEDS(MADE, ON_CPU, "saw asked-for-cpu: MatMul"), by_program);
    CHECK_TEXT(NEEDS(MADE, ON_CPU, "saw placed-on-gpu: Relu"), "");
    CHECK_TEXT(NEEDS(MADE), "");
}
