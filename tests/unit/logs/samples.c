#include "samples.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

enum { LARGEST_FILE = 1024 * 1024 };

#define PLACE TESTS_DIRECTORY "/unit/logs/"

static Text content(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!CHECK(file != NULL))
        return TEXT("");
    char *bytes = arena_alloc(test_arena(), LARGEST_FILE);
    size_t length = fread(bytes, 1, LARGEST_FILE, file);
    CHECK(length < LARGEST_FILE);
    fclose(file);
    return (Text){bytes, length};
}

static void add_field(Samples *samples, Text line, const char *place)
{
    size_t equals = text_find(line, '=');
    if (!CHECK(samples->count > 0 && equals < line.length)) {
        printf("# %s: a field is written \"name = value\", below a line\n", place);
        return;
    }
    SampleField field = {text_trim(text_part(line, 0, equals)),
                         text_trim(text_part(line, equals + 1, line.length))};
    list_add(test_arena(), samples->items[samples->count - 1].fields, field);
}

static void read_samples(Samples *samples, const char *name)
{
    Text rest = content(arena_printf(test_arena(), PLACE "lines/%s", name)), line;
    const char *id = NULL;
    for (int number = 1; text_line(&rest, &line); number++) {
        const char *place = arena_printf(test_arena(), "%s:%d", name, number);
        if (text_starts(line, "    ") && !text_starts(line, "     ")) {
            add_field(samples, line, place);
        } else if (text_starts(line, "  ")) {
            if (!CHECK(id != NULL))
                printf("# %s: no id stands above it\n", place);
            Sample sample = {.id = id, .place = place, .line = text_part(line, 2, line.length)};
            list_add(test_arena(), *samples, sample);
        } else if (line.length) {
            id = text_copy(test_arena(), line);
        }
    }
}

Samples samples_read(void)
{
    Samples samples = {0};
    struct dirent **names = NULL;
    int count = scandir(PLACE "lines", &names, NULL, alphasort);
    CHECK(count > 2);
    for (int i = 0; i < count; i++) {
        if (ends_with(names[i]->d_name, ".txt"))
            read_samples(&samples, arena_strdup(test_arena(), names[i]->d_name));
        free(names[i]);
    }
    free(names);
    return samples;
}

Samples ordinary_lines(void)
{
    Samples lines = {0};
    Text rest = content(PLACE "ordinary.txt"), line;
    for (int number = 1; text_line(&rest, &line); number++) {
        const char *place = arena_printf(test_arena(), "ordinary.txt:%d", number);
        list_add(test_arena(), lines, (Sample){.place = place, .line = line});
    }
    return lines;
}
