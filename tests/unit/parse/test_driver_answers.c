#include <string.h>

#include "harness.h"
#include "parse/driver_answers.h"

static DriverAnswers read_lines(const char *text)
{
    return driver_answers_read(test_arena(), text_of(text));
}

TEST(a_whole_conversation)
{
    DriverAnswers answers = read_lines("helper 0.1.0 cuda\n"
                                       "calling dlopen\n"
                                       "returned dlopen 0\n"
                                       "value library /usr/lib/libcuda.so.1\n"
                                       "calling cuInit\n"
                                       "returned cuInit 100\n"
                                       "absent cuDeviceGetUuid_v2\n"
                                       "value devices 2\n"
                                       "device 1 name NVIDIA H200\n"
                                       "device 1 memory-total 85899345920\n"
                                       "end\n");
    CHECK_TEXT(answers.version, "0.1.0");
    CHECK_TEXT(answers.kind, "cuda");
    CHECK(answers.ended);
    CHECK_TEXT(answers.in_call, NULL);
    CHECK_NUMBER(answers.others, 0);
    REQUIRE(answers.calls.count == 3);
    CHECK_NUMBER(driver_call(&answers, "cuInit")->code, 100);
    CHECK(driver_call(&answers, "cuInit")->returned);
    CHECK(driver_call(&answers, "cuDeviceGetUuid_v2")->absent);
    CHECK(driver_call(&answers, "cuDeviceGetCount") == NULL);
    CHECK_TEXT(driver_value(&answers, -1, "library"), "/usr/lib/libcuda.so.1");
    CHECK_TEXT(driver_value(&answers, 1, "name"), "NVIDIA H200");
    CHECK_TEXT(driver_value(&answers, 0, "name"), NULL);
    long long number = 0;
    CHECK(driver_number(&answers, 1, "memory-total", &number));
    CHECK_NUMBER(number, 85899345920);
    CHECK(!driver_number(&answers, 1, "name", &number));
    CHECK(!driver_number(&answers, 1, "memory-free", &number));
}

TEST(a_call_that_did_not_return_is_remembered)
{
    DriverAnswers answers = read_lines("helper 1 cuda\ncalling cuInit\n");
    CHECK_TEXT(answers.in_call, "cuInit");
    CHECK(!answers.ended);
    CHECK(!driver_call(&answers, "cuInit")->returned);
}

TEST(a_line_without_its_end_is_not_taken)
{
    DriverAnswers answers = read_lines("helper 1 cuda\ncalling cuInit\nreturned cuInit 0");
    CHECK_TEXT(answers.in_call, "cuInit");
    CHECK_NUMBER(answers.others, 0);
    CHECK_TEXT(read_lines("").version, NULL);
}

TEST(the_last_of_two_calls_and_of_two_values_counts)
{
    DriverAnswers answers = read_lines("calling a\nreturned a 1\ncalling a\nreturned a -2\n"
                                       "device 0 name x\ndevice 0 name y\n");
    CHECK_NUMBER(driver_call(&answers, "a")->code, -2);
    CHECK_TEXT(driver_value(&answers, 0, "name"), "y");
}

TEST(lines_of_a_driver_that_writes_into_the_answers_are_passed_over)
{
    static const char *const LINES[] = {
        "hello\n",
        "\n",
        "returned cuInit 0\n",
        "calling \n",
        "calling\n",
        "value\n",
        "value \n",
        "device x name y\n",
        "device -1 name y\n",
        "device 1\n",
        "helper 1\n",
        "value key a\x1b[31mb\n",
        "value key caf\xc3\xa9\n",
        "value key a\tb\n",
        "calling cu\x01Init\n",
        "END\n",
        "end \n",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        DriverAnswers answers = read_lines(LINES[i]);
        if (!CHECK(answers.others == 1 && !answers.ended && !answers.version &&
                   answers.calls.count == 0 && answers.values.count == 0))
            harness_check_string(LINES[i], "passed over", "line", __FILE__, __LINE__);
    }
}

TEST(a_return_of_another_call_is_no_answer)
{
    DriverAnswers answers = read_lines("calling cuInit\nreturned cuDeviceGetCount 0\n");
    CHECK_TEXT(answers.in_call, "cuInit");
    CHECK_NUMBER(answers.others, 1);
    answers = read_lines("calling cuInit\nreturned cuInit zero\n");
    CHECK_TEXT(answers.in_call, "cuInit");
}

TEST(a_second_beginning_and_what_follows_the_end_are_not_believed)
{
    DriverAnswers answers = read_lines("helper 1 cuda\nhelper 2 nvml\nend\nvalue devices 9\n");
    CHECK_TEXT(answers.version, "1");
    CHECK_TEXT(answers.kind, "cuda");
    CHECK_TEXT(driver_value(&answers, -1, "devices"), NULL);
    CHECK_NUMBER(answers.others, 2);
}

TEST(texts_and_lines_have_ceilings)
{
    char line[2000];
    memset(line, 'x', sizeof line);
    memcpy(line, "value name ", 11);
    line[1990] = '\n';
    line[1991] = '\0';
    CHECK_NUMBER(read_lines(line).values.count, 0);
    line[1000] = '\n';
    line[1001] = '\0';
    CHECK_NUMBER(read_lines(line).values.count, 1);
    enum { MANY = DRIVER_ANSWERS_LINES + 10 };
    char *many = arena_alloc(test_arena(), MANY * 2 + 1);
    for (size_t i = 0; i < MANY; i++)
        memcpy(many + 2 * i, "x\n", 2);
    CHECK_NUMBER(read_lines(many).others, DRIVER_ANSWERS_LINES);
}

TEST(addresses_of_pci_functions)
{
    static const char *const PAIRS[][2] = {
        {"0000:01:00.0", "0000:01:00.0"},
        {"00000000:3B:00.0", "0000:3b:00.0"},
        {"0000:AF:1F.7", "0000:af:1f.7"},
        {"00010000:01:00.0", "10000:01:00.0"},
        {"", NULL},
        {"01:00.0", NULL},
        {"0000:01:00", NULL},
        {"0000:01:00.", NULL},
        {"0000:01:00.00", NULL},
        {"0000:0g:00.0", NULL},
        {"0000:01:00.0 ", NULL},
        {"000000000:01:00.0", NULL},
        {"0000:1:00.0", NULL},
        {"../../:01:00.0", NULL},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        CHECK_TEXT(pci_address_of(test_arena(), PAIRS[i][0]), PAIRS[i][1]);
}
