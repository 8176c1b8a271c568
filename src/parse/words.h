/* The words of a line of our own texts: how they are quoted, split and escaped. */
#ifndef WHYCPU_PARSE_WORDS_H
#define WHYCPU_PARSE_WORDS_H

#include "base/list.h"
#include "base/text.h"
#include "base/writer.h"

typedef LIST_OF(Text) Words;

/* Words stand between blanks. "…" anywhere in a word holds what is written, with \n, \t, \r, \",
 * \\ and \xHH. False, with `*problem` set, when a quote is open or an escape is none. A NUL byte
 * is allowed only where the caller allows it. */
bool words_split(Arena *arena, Text line, Words *words, const char **problem);

/* The same as C strings; false for an empty line too. */
bool words_of_line(Arena *arena, Text line, Strings *words);

/* A decimal number, with or without a minus sign. */
bool word_number(const char *word, long long *number);

/* One quoted string, from its first quote on; `*rest` is what follows it. */
bool words_unquote(Arena *arena, Text quoted, Text *content, Text *rest, const char **problem);

/* The word as words_split() reads it back, quoted only where it must be. */
void put_word(Writer *writer, Text word);
void put_quoted(Writer *writer, Text content);

/* A list in one word: items between commas, where \ takes a comma, a colon or itself literally. */
bool list_item(Arena *arena, Text *rest, char separator, const char **item);
void put_list_item(Writer *writer, const char *item);

bool base64_decode(Arena *arena, Text code, Text *bytes);
void put_base64(Writer *writer, Text bytes);

#endif
