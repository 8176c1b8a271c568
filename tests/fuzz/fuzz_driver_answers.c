/* What a helper wrote, or a driver in its name. */
#include <stdint.h>
#include <stdlib.h>

#include "parse/driver_answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    DriverAnswers answers = driver_answers_read(arena, (Text){(const char *)data, size});
    if (answers.calls.count + answers.values.count + answers.others > DRIVER_ANSWERS_LINES)
        abort();
    for (size_t i = 0; i < answers.values.count; i++) {
        const DriverValue *value = &answers.values.items[i];
        long long number;
        driver_number(&answers, value->device, value->key, &number);
        for (const char *c = value->text; *c; c++)
            if (*c < 0x20 || *c > 0x7e)
                abort(); /* it would reach a terminal */
        pci_address_of(arena, value->text);
    }
    for (size_t i = 0; i < answers.calls.count; i++)
        if (!driver_call(&answers, answers.calls.items[i].name))
            abort();
    arena_free(arena);
    return 0;
}
