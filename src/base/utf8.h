/* UTF-8 as it may come from anywhere: well-formed or not. */
#ifndef WHYCPU_BASE_UTF8_H
#define WHYCPU_BASE_UTF8_H

#include <stddef.h>

#include "base/text.h"

/* Length in bytes of the well-formed sequence at the start of `text` (Unicode table 3-7), with its
 * code point; 0 when there is none. */
size_t utf8_sequence(Text text, unsigned *code_point);

/* Whether all of it is well-formed. */
bool utf8_valid(Text text);

#endif
