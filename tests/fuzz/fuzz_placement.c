/* Operation, type and device of a line, each as it is printed; a line holds one of them. */
#include <stdint.h>
#include <string.h>

#include "must.h"
#include "parse/placement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_word(const char word[PLACEMENT_WORD])
{
    size_t length = strnlen(word, PLACEMENT_WORD);
    must(length > 0 && length < PLACEMENT_WORD);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text rest = {(const char *)data, size}, line;
    while (text_line(&rest, &line)) {
        char word[PLACEMENT_WORD], again[PLACEMENT_WORD];
        if (placement_device(line, word)) {
            check_word(word);
            /* Said again it is the same, whoever says it. */
            const char *blank = strrchr(word, ' ');
            must(placement_device(text_of(blank ? blank + 1 : word), again));
            must(strcmp(again, blank ? blank + 1 : word) == 0);
        }
        if (placement_dtype(line, word)) {
            check_word(word);
            must(memmem(line.at, line.length, "=DT_", 4) != NULL);
        }
        if (placement_op(line, word)) {
            check_word(word);
            must(text_starts(line, word));
        }
    }
    return 0;
}
