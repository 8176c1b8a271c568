#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "harness.h"

/* What a child that runs `end` says on standard error; its wait status in `*status`. */
static const char *last_words(void (*end)(void), int *status)
{
    static char said[256];
    memset(said, 0, sizeof said);
    int ends[2];
    if (pipe(ends) != 0)
        return "";
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        end();
        _exit(0);
    }
    close(ends[1]);
    ssize_t length = read(ends[0], said, sizeof said - 1);
    close(ends[0]);
    waitpid(child, status, 0);
    return length > 0 ? said : "";
}

static void end_in_fault(void)
{
    fault("the sky fell");
}

static void end_without_memory(void)
{
    arena_alloc(test_arena(), (size_t)-1);
}

TEST(a_fault_is_one_sentence_and_status_70)
{
    int status = 0;
    CHECK_TEXT(last_words(end_in_fault, &status), "whycpu: the sky fell\n");
    REQUIRE(WIFEXITED(status));
    CHECK_NUMBER(WEXITSTATUS(status), 70);
}

TEST(an_impossible_allocation_is_a_fault)
{
    int status = 0;
    CHECK_TEXT(last_words(end_without_memory, &status), "whycpu: out of memory\n");
    REQUIRE(WIFEXITED(status));
    CHECK_NUMBER(WEXITSTATUS(status), EXIT_FAULT);
}
