/* Prints each message with what tests/messages/run looks for: id, source, level, kind, anchor,
 * between tabs. */
#include <stdio.h>

#include "logs/messages.h"

int main(void)
{
    Arena *arena = arena_new();
    Messages messages = messages_read(arena);
    for (size_t i = 0; i < messages.count; i++) {
        const Message *message = &messages.items[i];
        printf("%s\t%s\t%s\t%s\t%.*s\n", message->id, message_source_word(message->source),
               message_level_word(message->level), message_kind_word(message->kind),
               (int)message->anchor.length, message->anchor.at);
    }
    arena_free(arena);
    return 0;
}
