/* Lines of the recorded format about what is not a file. */
#include <limits.h>
#include <string.h>

#include "world/text_reader.h"

static bool add_variable(Reader *reader, Variable variable)
{
    if (reader->world->variables.count >= WORLD_VARIABLES)
        return wrong(reader, "there are too many variables");
    list_add(reader->arena, reader->world->variables, variable);
    return true;
}

bool text_env(Reader *reader)
{
    if (reader->words.count != 2)
        return wrong(reader, "a variable is written: env NAME=VALUE, with quotes around blanks");
    Text name, value;
    Variable variable = {.known = UNKNOWN};
    if (attribute_split(reader->words.items[1], &name, &value)) {
        variable.known = PRESENT;
        variable.value = value.at;
    }
    if (name.length == 0)
        return wrong(reader, "a variable has no name");
    variable.name = text_copy(reader->arena, name);
    return add_variable(reader, variable);
}

bool text_unset(Reader *reader)
{
    if (reader->words.count != 2 || reader->words.items[1].length == 0 ||
        text_find(reader->words.items[1], '=') < reader->words.items[1].length)
        return wrong(reader, "an unset variable is written: unset NAME");
    Variable variable = {.name = reader->words.items[1].at, .known = ABSENT};
    return add_variable(reader, variable);
}

bool text_environment(Reader *reader)
{
    if (reader->words.count != 2 || !text_is(reader->words.items[1], "complete"))
        return wrong(reader, "this is written: environment complete");
    reader->world->environment_complete = true;
    return true;
}

static bool read_path(Reader *reader, const char **path)
{
    if (reader->words.count != 2 || reader->words.items[1].at[0] != '/' ||
        reader->words.items[1].length >= WORLD_PATH_BYTES)
        return wrong(reader, "an absolute path is missing");
    *path = reader->words.items[1].at;
    return true;
}

bool text_cwd(Reader *reader)
{
    return read_path(reader, &reader->world->cwd);
}

bool text_root(Reader *reader)
{
    if (reader->words.count != 2)
        return wrong(reader, "a path is missing");
    reader->world->root = reader->words.items[1].at;
    return true;
}

static bool read_groups(Reader *reader, User *user, Text value)
{
    LIST_OF(unsigned) groups = {0};
    bool more;
    for (Text word = text_next(&value, ',', &more); more; word = text_next(&value, ',', &more)) {
        unsigned gid;
        if (word.length == 0)
            continue;
        if (!value_unsigned(word, &gid))
            return wrong(reader, "a group is not a number");
        list_add(reader->arena, groups, gid);
    }
    user->groups = groups.items;
    user->group_count = groups.count;
    return true;
}

/* user [NAME] uid=… gid=… groups=…,… home=… */
bool text_user(Reader *reader)
{
    User *user = arena_new_of(reader->arena, User);
    bool has_uid = false;
    for (size_t i = 1; i < reader->words.count; i++) {
        Text key, value;
        bool fits = true;
        if (!attribute_split(reader->words.items[i], &key, &value) && i == 1)
            user->name = key.at;
        else if (text_is(key, "uid"))
            fits = has_uid = value_unsigned(value, &user->uid) && user->uid != UINT_MAX;
        else if (text_is(key, "gid"))
            fits = value_unsigned(value, &user->gid);
        else if (text_is(key, "groups"))
            fits = read_groups(reader, user, value);
        else if (text_is(key, "home"))
            user->home = value.at;
        else
            fits = false;
        if (!fits)
            return wrong(reader, "a user is written: user NAME uid=N gid=N groups=N,N home=PATH");
    }
    if (!has_uid)
        return wrong(reader, "a user has no uid");
    reader->world->user = user;
    return true;
}

static void read_strings(Reader *reader, Text value, Strings *strings)
{
    const char *item;
    *strings = (Strings){0};
    Text rest =
        value.length ? value : (Text){0}; /* nothing is no item; behind a comma, it is one */
    while (list_item(reader->arena, &rest, ',', &item))
        list_add(reader->arena, *strings, item);
}

/* processor MACHINE platform=… hwcaps=…,… legacy=…,… */
bool text_processor(Reader *reader)
{
    if (reader->words.count < 2)
        return wrong(reader, "a processor has no machine, such as x86_64");
    Processor *processor = arena_new_of(reader->arena, Processor);
    processor->machine = reader->words.items[1].at;
    processor->platform = processor->machine;
    processor->known = PRESENT;
    if (strcmp(processor->machine, "x86_64") == 0)
        list_add(reader->arena, processor->legacy_hwcaps, "x86_64");
    for (size_t i = 2; i < reader->words.count; i++) {
        Text key, value;
        attribute_split(reader->words.items[i], &key, &value);
        if (text_is(key, "platform"))
            processor->platform = value.at;
        else if (text_is(key, "hwcaps"))
            read_strings(reader, value, &processor->hwcaps);
        else if (text_is(key, "legacy"))
            read_strings(reader, value, &processor->legacy_hwcaps);
        else
            return wrong(reader, "a processor has platform=…, hwcaps=… and legacy=…");
    }
    reader->world->processor = processor;
    return true;
}
