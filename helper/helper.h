/* What the files of whycpu-helper share.
 *
 * The helper is the only program of the project that loads a library of a vendor. It runs in a
 * process of its own, which may hang or die without harm: before each call it says what it is about
 * to call, so that whoever started it knows where it stopped.
 *
 * Its answers are lines (src/parse/driver_answers.h reads them):
 *
 *     helper VERSION KIND
 *     calling NAME             before a call, and before dlopen
 *     returned NAME CODE       after it
 *     absent NAME              the library has no such function
 *     value KEY VALUE          about the whole driver
 *     device N KEY VALUE       about the device of this number
 *     end                      everything was asked
 *
 * What a driver writes is never trusted: a text is cut after TEXT_BYTES and every byte outside
 * printable ASCII, and the backslash, is written as \xHH.
 */
#ifndef WHYCPU_HELPER_HELPER_H
#define WHYCPU_HELPER_HELPER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    TEXT_BYTES = 256,    /* longest text that is taken from a driver */
    MOST_DEVICES = 64,   /* more are counted, not asked about */
    MOST_PROCESSES = 128 /* of one device */
};

/* ---- tell.c ---- */

void tell_to(int fd);
void tell_begin(const char *kind);
void tell_calling(const char *name);
void tell_returned(const char *name, int code);
void tell_absent(const char *name);
void tell_text(const char *key, const char *bytes, size_t most);
void tell_number(const char *key, long long number);
void tell_device_text(unsigned device, const char *key, const char *bytes, size_t most);
void tell_device_number(unsigned device, const char *key, unsigned long long number);
/* A process that holds memory of a device; `bytes` ~0: the driver does not tell. */
void tell_process(unsigned device, unsigned pid, unsigned long long bytes);
void tell_end(void);

/* ---- main.c ---- */

/* The function of that name in `*function` (any pointer to a function); false, told, when the
 * library has none. */
bool find_function(void *library, const char *name, void *function);

/* Calls NAME, whose type is `int (TYPES)`, with ARGUMENTS. `result` is its code, or NO_FUNCTION. */
enum { NO_FUNCTION = -1000000 };
#define CALL(library, result, name, types, arguments)                                              \
    do {                                                                                           \
        int(*function_) types;                                                                     \
        (result) = NO_FUNCTION;                                                                    \
        if (find_function((library), (name), &function_)) {                                        \
            tell_calling(name);                                                                    \
            (result) = function_ arguments;                                                        \
            tell_returned((name), (result));                                                       \
        }                                                                                          \
    } while (0)

/* ---- cuda.c, nvml.c ---- */

void ask_cuda(void *library);
void ask_nvml(void *library);

#endif
