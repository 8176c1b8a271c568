/* ~/.keras/keras.json: the settings of Keras that outlive a run. */
#ifndef WHYCPU_PARSE_KERAS_CONFIG_H
#define WHYCPU_PARSE_KERAS_CONFIG_H

#include <stdbool.h>

#include "base/text.h"

typedef struct KerasConfig {
    const char *backend; /* "tensorflow", "jax", "torch"; NULL when the file names none */
    const char *floatx;  /* or NULL */
} KerasConfig;

/* False with `*error` set when the text is no JSON object (Keras then ignores the file). */
bool keras_config_read(Arena *arena, Text text, KerasConfig *config, const char **error);

#endif
