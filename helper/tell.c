/* Lines of answers, each written at once: what was said before a crash is not lost. */
#include "helper.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 128 + TEXT_BYTES * 4 };

static int answers = -1;

typedef struct Line {
    char bytes[LINE_BYTES];
    size_t length;
} Line;

void tell_to(int fd)
{
    answers = fd;
}

/* Nobody listens any more: there is nothing left to do. */
static void send(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(answers, bytes, length);
        if (written <= 0)
            _exit(0);
        bytes += written;
        length -= (size_t)written;
    }
}

static void put(Line *line, const char *text)
{
    size_t length = strlen(text);
    size_t room = sizeof line->bytes - 1 - line->length;
    if (length > room)
        length = room;
    memcpy(line->bytes + line->length, text, length);
    line->length += length;
}

static void put_number(Line *line, long long number)
{
    char digits[32];
    snprintf(digits, sizeof digits, " %lld", number);
    put(line, digits);
}

static void put_foreign(Line *line, const char *bytes, size_t most)
{
    put(line, " ");
    for (size_t i = 0; i < most && i < TEXT_BYTES && bytes[i]; i++) {
        unsigned char c = (unsigned char)bytes[i];
        char escaped[8];
        bool plain = c >= 0x20 && c < 0x7f && c != '\\';
        snprintf(escaped, sizeof escaped, plain ? "%c" : "\\x%02x", c);
        put(line, escaped);
    }
}

static void end_line(Line *line)
{
    line->bytes[line->length++] = '\n';
    send(line->bytes, line->length);
}

void tell_begin(const char *kind)
{
    Line line = {.length = 0};
    put(&line, "helper " WHYCPU_VERSION " ");
    put(&line, kind);
    end_line(&line);
}

void tell_calling(const char *name)
{
    Line line = {.length = 0};
    put(&line, "calling ");
    put(&line, name);
    end_line(&line);
}

void tell_returned(const char *name, int code)
{
    Line line = {.length = 0};
    put(&line, "returned ");
    put(&line, name);
    put_number(&line, code);
    end_line(&line);
}

void tell_absent(const char *name)
{
    Line line = {.length = 0};
    put(&line, "absent ");
    put(&line, name);
    end_line(&line);
}

void tell_text(const char *key, const char *bytes, size_t most)
{
    Line line = {.length = 0};
    put(&line, "value ");
    put(&line, key);
    put_foreign(&line, bytes, most);
    end_line(&line);
}

void tell_number(const char *key, long long number)
{
    Line line = {.length = 0};
    put(&line, "value ");
    put(&line, key);
    put_number(&line, number);
    end_line(&line);
}

static void begin_device(Line *line, unsigned device, const char *key)
{
    put(line, "device");
    put_number(line, device);
    put(line, " ");
    put(line, key);
}

void tell_device_text(unsigned device, const char *key, const char *bytes, size_t most)
{
    Line line = {.length = 0};
    begin_device(&line, device, key);
    put_foreign(&line, bytes, most);
    end_line(&line);
}

void tell_device_number(unsigned device, const char *key, unsigned long long number)
{
    Line line = {.length = 0};
    char digits[32];
    begin_device(&line, device, key);
    snprintf(digits, sizeof digits, " %llu", number);
    put(&line, digits);
    end_line(&line);
}

void tell_process(unsigned device, unsigned pid, unsigned long long bytes)
{
    char words[64];
    if (bytes == ~0ULL)
        snprintf(words, sizeof words, "%u -", pid);
    else
        snprintf(words, sizeof words, "%u %llu", pid, bytes);
    tell_device_text(device, "process", words, sizeof words);
}

void tell_end(void)
{
    Line line = {.length = 0};
    put(&line, "end");
    end_line(&line);
}
