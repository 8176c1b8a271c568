#include "parse/modprobe_config.h"

#include <string.h>

static bool same_module(Text name, const char *module)
{
    if (name.length != strlen(module))
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char a = name.at[i] == '-' ? '_' : name.at[i], b = module[i] == '-' ? '_' : module[i];
        if (a != b)
            return false;
    }
    return true;
}

/* The next word between white space, by which the kernel too parts its command line (next_arg());
 * empty at the end. */
static Text next_word(Text *rest)
{
    *rest = text_trim(*rest);
    size_t end = 0;
    while (end < rest->length && !memchr(" \t\n\r\f\v", rest->at[end], 6))
        end++;
    Text word = text_part(*rest, 0, end);
    *rest = text_part(*rest, end, rest->length);
    return word;
}

/* /bin/false, /usr/bin/true, :, … instead of a command that loads something. */
static bool does_nothing(Text command)
{
    size_t slash = command.length;
    while (slash > 0 && command.at[slash - 1] != '/')
        slash--;
    Text name = text_part(command, slash, command.length);
    return text_is(name, "false") || text_is(name, "true") || text_is(name, ":");
}

bool modprobe_line_forbids(Text line, const char *module)
{
    Text keyword = next_word(&line), name = next_word(&line);
    if (!same_module(name, module))
        return false;
    return text_is(keyword, "blacklist") ||
           (text_is(keyword, "install") && does_nothing(next_word(&line)));
}

static bool list_names(Text list, const char *module)
{
    bool more;
    for (Text name = text_next(&list, ',', &more); more; name = text_next(&list, ',', &more))
        if (same_module(name, module))
            return true;
    return false;
}

Text command_line_forbids(Text command_line, const char *module)
{
    static const char *const KEYS[] = {"modprobe.blacklist=", "module_blacklist="};
    for (Text word = next_word(&command_line); word.length; word = next_word(&command_line))
        for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
            if (text_starts(word, KEYS[i]) &&
                list_names(text_part(word, strlen(KEYS[i]), word.length), module))
                return word;
    return TEXT("");
}
