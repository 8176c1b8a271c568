/* Lines of the recorded format in which a recording tells of itself and of what was asked. */
#include <string.h>

#include "world/text_reader.h"

/* recorded by=VERSION at=DATE [own-processes] [redacted] */
bool text_recorded(Reader *reader)
{
    WorldOrigin *origin = &reader->world->origin;
    for (size_t i = 1; i < reader->words.count; i++) {
        Text word = reader->words.items[i], key, value;
        attribute_split(word, &key, &value);
        if (text_is(key, "by"))
            origin->version = value.at;
        else if (text_is(key, "at"))
            origin->date = value.at;
        else if (text_is(word, "own-processes"))
            origin->own_processes = true;
        else if (text_is(word, "redacted"))
            origin->redacted = true;
        else
            return wrong(reader, "a word behind `recorded` is not known; a newer whycpu may have "
                                 "written it");
    }
    return true;
}

/* question WORD…: the options of check that it answers */
bool text_question(Reader *reader)
{
    WorldOrigin *origin = &reader->world->origin;
    origin->has_question = true;
    for (size_t i = 1; i < reader->words.count; i++)
        list_add(reader->arena, origin->question, reader->words.items[i].at);
    return true;
}

/* note "SENTENCE" */
bool text_note(Reader *reader)
{
    if (reader->words.count != 2)
        return wrong(reader, "a note is written: note \"SENTENCE\"");
    list_add(reader->arena, reader->world->origin.notes, reader->words.items[1].at);
    return true;
}

/* asked KIND LIBRARY "ENDING", and indented what was said */
bool text_asked(Reader *reader)
{
    if (reader->words.count != 4)
        return wrong(reader, "an answer is written: asked KIND LIBRARY \"ENDING\"");
    Testimony testimony = {.kind = reader->words.items[1].at,
                           .of = reader->words.items[2].at,
                           .ending = reader->words.items[3].at,
                           .said = TEXT("")};
    list_add(reader->arena, reader->world->testimonies, testimony);
    reader->testifies = true;
    return true;
}
