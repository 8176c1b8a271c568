#include "world/stream.h"

#include <stdlib.h>
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
    Stream *stream = stream_open(test_arena(), path, &because);
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

TEST(what_is_no_log_is_refused_with_words)
{
    const char *directory = place(), *because = NULL;
    CHECK(!stream_open(test_arena(), directory, &because));
    CHECK_TEXT(because, "it is a directory");
    const char *path = arena_printf(test_arena(), "%s/log", directory);
    CHECK(!stream_open(test_arena(), path, &because));
    CHECK_TEXT(because, "there is no such file");
    rmdir(directory);
}
