/* replay DIRECTORY [PIECES]: feeds a fuzz target its seeds without a fuzzer, so that every compiler
 * replays them: each seed as it is, cut short at every length, and with single bytes changed. The
 * input lies right before a page that may not be read, so that reading past its end is seen without
 * a sanitizer too. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* There in a sanitized build. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

enum {
    PIECES = 4096, /* seeds are cut and changed at so many places, small ones at every byte */
    CEILING_BYTES = 1 << 22,
    SECONDS_PER_INPUT = 10
};

static char doing[512];

/* A crash or a hang says which input it was. */
static void say_what_it_was(void)
{
    ssize_t said = write(STDOUT_FILENO, doing, strlen(doing));
    (void)said; /* nothing is left to try */
}

static void end(int signal_number)
{
    say_what_it_was();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void watch_for_the_end(void)
{
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(say_what_it_was);
        signal(SIGALRM, end);
        return;
    }
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        signal(deadly[i], end);
}

static uint8_t *room_end;

static void make_room(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *room = mmap(NULL, CEILING_BYTES + page, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED || mprotect(room + CEILING_BYTES, page, PROT_NONE) != 0) {
        puts("Bail out! no memory");
        exit(1);
    }
    room_end = room + CEILING_BYTES;
}

static void feed(const uint8_t *data, size_t size, const char *seed, const char *how, size_t where)
{
    snprintf(doing, sizeof doing, "# ended in %s, %s %zu\n", seed, how, where);
    uint8_t *input = room_end - size;
    memmove(input, data, size);
    alarm(SECONDS_PER_INPUT);
    LLVMFuzzerTestOneInput(input, size);
    alarm(0);
}

static void feed_changed(uint8_t *data, size_t size, size_t at, const char *seed)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    uint8_t original = data[at];
    for (size_t i = 0; i < sizeof values; i++) {
        data[at] = values[i];
        if (data[at] != original)
            feed(data, size, seed, "with another byte at", at);
    }
    data[at] = original;
}

/* Fewer where an input takes a millisecond. */
static size_t pieces = PIECES;

static void replay(uint8_t *data, size_t size, const char *seed)
{
    feed(data, size, seed, "whole, bytes", size);
    size_t stride = size <= pieces ? 1 : size / pieces + 1;
    for (size_t at = 0; at < size; at += stride) {
        feed(data, at, seed, "cut at", at);
        feed_changed(data, size, at, seed);
    }
}

static int replay_file(const char *directory, const char *name)
{
    static uint8_t data[CEILING_BYTES];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = fread(data, 1, sizeof data, file);
    int whole = feof(file) && !ferror(file);
    fclose(file);
    if (whole)
        replay(data, size, name);
    return whole;
}

static int is_seed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc != 2 && argc != 3)
        return 64;
    if (argc == 3)
        pieces = strtoul(argv[2], NULL, 10);
    struct dirent **entries;
    int count = scandir(argv[1], &entries, is_seed, alphasort);
    if (count <= 0) {
        printf("1..0\nBail out! %s holds no seed\n", argv[1]);
        return 1;
    }
    make_room();
    watch_for_the_end();
    int failed = 0;
    for (int i = 0; i < count; i++) {
        int fed = replay_file(argv[1], entries[i]->d_name);
        failed += !fed;
        printf("%s %d - %s\n", fed ? "ok" : "not ok", i + 1, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    printf("1..%d\n", count);
    return failed ? 1 : 0;
}
