#include "parse/proc_driver.h"

#include <limits.h>
#include <string.h>

static Text next_word(Text *line)
{
    Text word = text_trim(*line);
    size_t end = 0;
    while (end < word.length && word.at[end] != ' ' && word.at[end] != '\t')
        end++;
    *line = text_part(word, end, word.length);
    return text_part(word, 0, end);
}

bool character_device_major(Text proc_devices, const char *name, unsigned *major)
{
    Text line;
    while (text_line(&proc_devices, &line)) {
        if (text_starts(line, "Block devices:"))
            return false;
        long long number;
        Text word = next_word(&line);
        if (!text_number(word, &number) || number > UINT_MAX || !text_is(text_trim(line), name))
            continue;
        *major = (unsigned)number;
        return true;
    }
    return false;
}

bool colon_value(Text lines, const char *name, Text *value)
{
    Text line;
    size_t length = strlen(name);
    while (text_line(&lines, &line)) {
        if (!text_starts(line, name) || line.length <= length || line.at[length] != ':')
            continue;
        *value = text_trim(text_part(line, length + 1, line.length));
        return true;
    }
    return false;
}

bool ids_are_the_hosts(Text uid_map)
{
    Text line;
    if (!text_line(&uid_map, &line))
        return false;
    return text_is(next_word(&line), "0") && text_is(next_word(&line), "0") &&
           text_is(next_word(&line), "4294967295");
}
