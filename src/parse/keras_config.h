/* ~/.keras/keras.json: the settings of Keras that outlive a run, and what Keras 3 makes of them. */
#ifndef WHYCPU_PARSE_KERAS_CONFIG_H
#define WHYCPU_PARSE_KERAS_CONFIG_H

#include "base/text.h"

typedef struct KerasConfig {
    const char *backend; /* as Python prints it: "tensorflow", "None"; NULL: the file names none */
    /* The exception with which a setting ends `import keras`, and how its text begins; NULL: none
     * does. Whatever KERAS_BACKEND says, the file is read. */
    const char *raises, *says;
} KerasConfig;

/* keras/src/backend/config.py of 3.15.1, each branch of it run. What is no JSON is ignored there:
 * all fields are NULL then. */
KerasConfig keras_config_read(Arena *arena, Text text);

#endif
