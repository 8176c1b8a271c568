#include "world/stream.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness.h"
#include "world/kept_file.h"

static const char *place(void)
{
    char *path = arena_strdup(test_arena(), "/tmp/whycpu-stream-XXXXXX");
    CHECK(mkdtemp(path) != NULL);
    return path;
}

TEST(a_file_is_read_in_parts_to_its_end)
{
    const char *directory = place(), *because = NULL;
    const char *path = arena_printf(test_arena(), "%s/log", directory);
    int error;
    REQUIRE(write_new_file(path, TEXT("one\ntwo\n"), &error));
    Refusal refusal;
    Stream *stream = stream_open(test_arena(), path, &refusal);
    REQUIRE(stream);
    char room[5] = "";
    size_t got;
    CHECK(stream_read(stream, room, 4, &got, &because));
    CHECK_NUMBER(got, 4);
    CHECK_TEXT(room, "one\n");
    CHECK(stream_read(stream, room, 4, &got, &because) && got == 4);
    CHECK(stream_read(stream, room, 4, &got, &because));
    CHECK_NUMBER(got, 0);
    stream_close(stream);
    unlink(path);
    rmdir(directory);
}

/* No descriptor is left: nobody named anything wrong. */
TEST(a_machine_that_fails_is_told_from_a_wrong_name)
{
    Refusal refusal;
    struct rlimit usual, none;
    CHECK(getrlimit(RLIMIT_NOFILE, &usual) == 0);
    none = (struct rlimit){0, usual.rlim_max};
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    Stream *stream = stream_open(test_arena(), "/dev/null", &refusal);
    CHECK(setrlimit(RLIMIT_NOFILE, &usual) == 0);
    CHECK(!stream);
    CHECK_TEXT(refusal.sentence, "Too many open files");
    CHECK(refusal.is_blameless);
}

TEST(what_is_no_log_is_refused_with_words)
{
    Refusal refusal;
    const char *directory = place();
    CHECK(!stream_open(test_arena(), directory, &refusal));
    CHECK_TEXT(refusal.sentence, "it is a directory");
    CHECK(!refusal.is_blameless);
    const char *path = arena_printf(test_arena(), "%s/log", directory);
    CHECK(!stream_open(test_arena(), path, &refusal));
    CHECK_TEXT(refusal.sentence, "there is no such file");
    CHECK(!refusal.is_blameless);
    rmdir(directory);
}
