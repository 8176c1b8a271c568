/* Words and numbers in lines that people pasted. Everything returned is a view of what was given.
 */
#ifndef WHYCPU_PARSE_REPORT_WORDS_H
#define WHYCPU_PARSE_REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Whether `part` stands anywhere in `text`; `*rest`, unless NULL, is what follows its first place.
 */
bool text_after(Text text, const char *part, Text *rest);
bool text_has(Text text, const char *part);
bool text_holds(Text text, Text part);

/* Letters of ASCII count the same in both cases. */
bool text_is_any_case(Text text, const char *other);
bool text_starts_any_case(Text text, const char *prefix);
bool text_has_any_case(Text text, const char *part);

/* Takes the next word between blanks off `*rest`; false when none is left. */
bool word_take(Text *rest, Text *word);

/* The words of a line, at most `room` of them; returns how many were kept. `*all`, unless NULL,
 * says whether those are all. */
size_t words_in(Text line, Text *words, size_t room, bool *all);

/* The part before the first byte that is one of `stops`, or all. */
Text text_until(Text text, const char *stops);

/* Without one pair of quotes ("…", '…' or `…`) around it. */
Text text_unquoted(Text text);

static inline bool is_digit_byte(char c)
{
    return c >= '0' && c <= '9';
}

/* Of ASCII. */
static inline bool is_letter_byte(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Digits alone, at least one. */
bool is_decimal(Text text);

/* One of `count` texts. */
bool text_is_one_of(Text text, const char *const *list, size_t count);
#define TEXT_IS_ONE_OF(text, list) text_is_one_of((text), (list), sizeof(list) / sizeof *(list))

/* As "2", "2.4.1", "2.1.0rc1", "1.13.1+cu117", "2.16.0.dev20240101": a number, then numbers,
 * letters,
 * '.', '+', '-', '_' and '!', no '.' at its end. */
bool is_version(Text text);

/* Numbers that dots separate, `least` to `most` of them, and nothing else. */
bool is_dotted_number(Text text, size_t least, size_t most);

/* As NVIDIA numbers its drivers: "470", "470.82", "535.161.08". Not "31.0.15.3161" (Windows) and
 * not "2.1" (another thing). */
bool is_driver_version(Text text);

/* As "0000:01:00.0", "00000000:3B:00.0", "01:00.0". */
bool is_pci_address(Text text);

#endif
