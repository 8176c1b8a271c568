#include "harness.h"

#include "parse/pace.h"

static const char *told(const char *line)
{
    Arena *arena = test_arena();
    unsigned facts = pace_of(text_of(line));
    const char *all = "";
    for (int fact = 0; fact < PACE_FACTS; fact++)
        if (facts >> fact & 1)
            all = arena_printf(arena, "%s%s%s", all, *all ? " " : "", pace_word((PaceFact)fact));
    return all;
}

TEST(a_first_use_that_takes_minutes)
{
    CHECK_TEXT(told("The first call to .cuda() takes more than one minute"), "");
    CHECK_TEXT(told("The first call to .cuda() takes more than 2 minutes"), "slow-start");
    CHECK_TEXT(told("creating the first tensor needs 95s"), "slow-start");
    CHECK_TEXT(told("the first inference takes 90 to 120 seconds"), "slow-start");
    CHECK_TEXT(told("It takes several (around 5) minutes to run x.cuda() for the first time"),
               "slow-start");
    CHECK_TEXT(told("the first inference takes 5 seconds"), "");
    CHECK_TEXT(told("the first epoch takes 20 minutes on the GPU"), "");
    CHECK_TEXT(told("every call takes 20 minutes"), "");
}

TEST(which_of_two_is_slower)
{
    CHECK_TEXT(told("My GPU is 3 times slower than the CPU"), "gpu-slower slow");
    CHECK_TEXT(told("Training on CPU takes longer than on GPU"), "");
    CHECK_TEXT(told("It takes longer on GPU than on CPU"), "gpu-slower");
    CHECK_TEXT(told("It takes longer on CPU than on GPU"), "");
    CHECK_TEXT(told("The CPU is faster than the GPU."), "gpu-slower");
    CHECK_TEXT(told("training is much faster on CPU (5 s) than on GPU (35 s)"), "gpu-slower");
    CHECK_TEXT(told("training is quicker on GPU than on CPU"), "");
    CHECK_TEXT(told("the gpu is not faster than the cpu"), "gpu-slower");
    CHECK_TEXT(told("the gpu isn't any faster than the cpu"), "gpu-slower");
    CHECK_TEXT(told("the cpu is not faster than the gpu"), "");
    CHECK_TEXT(told("the gpu is not slower than the cpu"), "slow");
    CHECK_TEXT(told("the GPU needs more time than the CPU"), "gpu-slower");
    CHECK_TEXT(told("the GPU needs more memory than the CPU"), "");
    CHECK_TEXT(told("the GPU takes 3x as long as the processor"), "gpu-slower");
    CHECK_TEXT(told("Epochs get faster, on the GPU and on the CPU"), "");
    CHECK_TEXT(told("CUDA is slower compared to the CPU"), "gpu-slower slow");
    CHECK_TEXT(told("slower: GPU vs CPU"), "gpu-slower slow");
    CHECK_TEXT(told("the GPU is slower than my other GPU"), "slow");
    CHECK_TEXT(told("It is a lot slower on GPU."), "gpu-slower slow");
    CHECK_TEXT(told("It is slower with the GPU"), "gpu-slower slow");
    CHECK_TEXT(told("It is slower on my GPU"), "gpu-slower slow");
    CHECK_TEXT(told("It is slower on my laptop"), "slow");
    CHECK_TEXT(told("It is not slower on my GPU"), "slow");
    CHECK_TEXT(told("I do not know why it is slower on my GPU"), "gpu-slower slow");
    CHECK_TEXT(told("not slower on my GPU"), "slow");
    CHECK_TEXT(told("It is slower on my CPU"), "slow");
    CHECK_TEXT(told("It is slower on my GPU than on his"), "slow");
    CHECK_TEXT(told("It is slower on the"), "slow");
    CHECK_TEXT(told("It is slower on"), "slow");
    CHECK_TEXT(told("The GPU, slower"), "slow");
    CHECK_TEXT(told("It is slower today GPU"), "slow");
    CHECK_TEXT(told("the GPU is slower, as good as a CPU"), "slow");
    CHECK_TEXT(told("The GPU takes long, no more than the CPU"), "");
}

TEST(how_much_is_used)
{
    CHECK_TEXT(told("GPU utilization is low"), "little-use");
    CHECK_TEXT(told("the GPU utilization is about 15%"), "little-use");
    CHECK_TEXT(told("the GPU utilization is about 29%"), "little-use");
    CHECK_TEXT(told("the GPU utilization is about 30%"), "");
    CHECK_TEXT(told("the gpu-util is 0~16%"), "little-use");
    CHECK_TEXT(told("the gpu-util goes from 10-70%"), "");
    CHECK_TEXT(told("hardly 12 percent usage of all GPU's"), "little-use");
    CHECK_TEXT(told("hardly 12 layers usage of all models"), "");
    CHECK_TEXT(told("GPU usage is 12 percent"), "little-use");
    CHECK_TEXT(told("GPU usage is 12 %"), "little-use");
    CHECK_TEXT(told("GPU usage is 12 layers"), "");
    CHECK_TEXT(told("GPU usage is a12%"), "");
    CHECK_TEXT(told("GPU usage is 300%"), "");
    CHECK_TEXT(told("The GPU is utilised 3%"), "little-use");
    CHECK_TEXT(told("GPU memory usage is low"), "");
    CHECK_TEXT(told("GPU memory-usage is low"), "");
    CHECK_TEXT(told("the CPU utilization is low"), "");
    CHECK_TEXT(told("the GPU does its work, and what I read of the load here is low"), "");
    CHECK_TEXT(told("the load on the GPU is low"), "little-use");
    CHECK_TEXT(told("GPU-load: 0"), "little-use");
    CHECK_TEXT(told("(gpu-usage is \"low\")"), "little-use");
    CHECK_TEXT(told("the card is utilised 3%"), "");
    CHECK_TEXT(told("the CPU usage is very high"), "cpu-busy");
    CHECK_TEXT(told("CPU usage: 95%"), "cpu-busy");
    CHECK_TEXT(told("CPU usage: 85%"), "");
    CHECK_TEXT(told("GPU usage: 95%"), "");
}

TEST(how_much_memory_is_taken)
{
    CHECK_TEXT(told("the memory of the GPU is nearly full"), "memory-taken");
    CHECK_TEXT(told("GPU Memory-Usage is high"), "memory-taken");
    CHECK_TEXT(told("VRAM 95%"), "memory-taken");
    CHECK_TEXT(told("VRAM 50%"), "");
    CHECK_TEXT(told("GPU-Util is 0% although GPU memory is fully used"), "little-use memory-taken");
    CHECK_TEXT(told("the system memory is full"), "");
    CHECK_TEXT(told("the host memory is full"), "");
    CHECK_TEXT(told("CPU memory is full"), "");
    CHECK_TEXT(told("the memory is what I speak of, and the list of it is full"), "");
}

TEST(what_takes_long)
{
    CHECK_TEXT(told("training is very slow"), "slow");
    CHECK_TEXT(told("it takes too long"), "slow");
    CHECK_TEXT(told("it takes so long"), "slow");
    CHECK_TEXT(told("it takes a long list"), "");
    CHECK_TEXT(told(""), "");
}
