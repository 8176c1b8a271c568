/* Calls in pasted Python code. */
#include <stdint.h>

#include "must.h"
#include "parse/python_call.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const NAMES[] = {"LSTM", "to", "device", "map"};
    Text text = {(const char *)data, size};
    PythonCall call;
    for (size_t from = 0; python_call_next(text, from, NAMES, 4, &call);) {
        must(call.at + call.name.length < call.end && call.end <= size);
        must(call.at + call.name.length + 1 > from);
        must(call.count <= PYTHON_ARGUMENTS);
        inside(text, call.name);
        for (size_t i = 0; i < call.count; i++) {
            inside(text, call.arguments[i].name);
            inside(text, call.arguments[i].value);
            inside(text, python_unquoted(call.arguments[i].value));
        }
        from = call.at + call.name.length + 1;
    }
    return 0;
}
