#include "stub.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SCRIPT_BYTES = 8192, MOST_DESCRIPTORS = 64, LONG_NAME_BYTES = 10 * 1024 * 1024 };

static char report[256];

/* The rest of the line that begins with `first second `, or NULL. */
static const char *line_of(const char *first, const char *second)
{
    static char script[SCRIPT_BYTES];
    char beginning[128];
    const char *path = getenv("WHYCPU_STUB");
    FILE *file = path ? fopen(path, "re") : NULL;
    if (!file)
        return NULL;
    size_t length = fread(script, 1, sizeof script - 1, file);
    fclose(file);
    script[length] = '\0';
    snprintf(beginning, sizeof beginning, "%s %s", first, second);
    for (char *line = strtok(script, "\n"); line; line = strtok(NULL, "\n"))
        if (strncmp(line, beginning, strlen(beginning)) == 0)
            return line + strlen(beginning);
    return NULL;
}

static void sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static void hang(void)
{
    for (;;)
        sleep_ms(1000);
}

static void shout(bool for_ever)
{
    static const char lie[] = "returned cuInit 0\nvalue devices 7\n\x1b[31mend\nend\n";
    do
        for (int fd = 3; fd < MOST_DESCRIPTORS; fd++)
            if (write(fd, lie, sizeof lie - 1) < 0 && for_ever)
                continue;
    while (for_ever);
}

static void keep_descriptors(void)
{
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, 0);
        sleep_ms(60000);
        _exit(0);
    }
}

static void caught(int number)
{
    (void)number;
}

static void handle_everything(void)
{
    for (int number = 1; number < 64; number++)
        signal(number, number % 2 ? SIG_IGN : caught);
    hang();
}

/* What the tests want to know of the process: rights, limits, descriptors, a few variables. */
static void write_report(void)
{
    struct rlimit core = {0};
    int descriptors = 0;
    getrlimit(RLIMIT_CORE, &core);
    for (int fd = 0; fd < MOST_DESCRIPTORS; fd++)
        descriptors += fcntl(fd, F_GETFD) >= 0;
    const char *cache = getenv("CUDA_CACHE_DISABLE"), *loading = getenv("CUDA_MODULE_LOADING");
    const char *preload = getenv("CUDA_FORCE_PRELOAD_LIBRARIES");
    const char *visible = getenv("CUDA_VISIBLE_DEVICES");
    snprintf(report, sizeof report,
             "uid=%d nnp=%d leader=%d core=%ld fds=%d cache=%s loading=%s preload=%s visible=%s",
             (int)geteuid(), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), getsid(0) == getpid(),
             (long)core.rlim_cur, descriptors, cache ? cache : "?", loading ? loading : "?",
             preload ? preload : "?", visible ? visible : "?");
}

static void chatter(void)
{
    if (write(1, "stdout of the driver\n", 21) < 0 || write(2, "stderr of the driver\n", 21) < 0)
        return;
}

static void act(const char *call)
{
    if (line_of(call, "hangs"))
        hang();
    else if (line_of(call, "segfaults"))
        raise(SIGSEGV);
    else if (line_of(call, "aborts"))
        abort();
    else if (line_of(call, "chatters"))
        chatter();
    else if (line_of(call, "shouts"))
        shout(false);
    else if (line_of(call, "floods"))
        shout(true);
    else if (line_of(call, "forks"))
        keep_descriptors();
    else if (line_of(call, "handles"))
        handle_everything();
    else if (line_of(call, "reports"))
        write_report();
    const char *argument = line_of(call, "sleeps");
    if (argument)
        sleep_ms(strtol(argument, NULL, 10));
    argument = line_of(call, "exits");
    if (argument)
        exit((int)strtol(argument, NULL, 10));
}

int behave(const char *call)
{
    act(call);
    const char *code = line_of(call, "returns");
    return code ? (int)strtol(code, NULL, 10) : 0;
}

long long stub_number(const char *key, long long otherwise)
{
    const char *value = line_of("set", key);
    return value ? strtoll(value, NULL, 0) : otherwise;
}

/* "@1-memory-free": of the second device alone. */
long long stub_number_of(const void *device, const char *key, long long otherwise)
{
    char of_device[64];
    snprintf(of_device, sizeof of_device, "@%ld-%s", (long)(unsigned long)device - 1, key);
    return stub_number(of_device, stub_number(key, otherwise));
}

int behave_of(const void *device, const char *call)
{
    char of_device[96];
    snprintf(of_device, sizeof of_device, "%s@%ld", call, (long)(unsigned long)device - 1);
    int code = behave(of_device);
    return code ? code : behave(call);
}

void stub_text(const char *key, const char *otherwise, char *buffer, size_t size)
{
    const char *value = line_of("set", key);
    value = value ? value + strspn(value, " ") : otherwise;
    if (strcmp(key, "name") == 0 && *report)
        value = report;
    if (strcmp(value, "(endless)") == 0)
        memset(buffer, 'x', size);
    else if (strcmp(value, "(10 MB)") == 0)
        memset(buffer, 'x', LONG_NAME_BYTES);
    else if (strcmp(value, "(escapes)") == 0)
        snprintf(buffer, size, "%s", "\x1b[31mred\r\nend\n\\x41\xff\x7f");
    else
        snprintf(buffer, size, "%s", value);
}

__attribute__((constructor)) static void when_mapped(void)
{
    behave("open");
}
