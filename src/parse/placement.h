/* Where TensorFlow put an operation, in the words of its log. */
#ifndef WHYCPU_PARSE_PLACEMENT_H
#define WHYCPU_PARSE_PLACEMENT_H

#include <stdbool.h>

#include "base/text.h"

enum { PLACEMENT_WORD = 64 }; /* room for a word with its NUL */

/* Device as people say it: of "/job:localhost/replica:0/task:0/device:GPU:0", its tail behind
 * "/job:", or "/gpu:0" of 1.x "GPU:0"; of another job "worker:1 GPU:0". False: it is none, or too
 * long. */
bool placement_device(Text printed, char device[PLACEMENT_WORD]);

/* Type of the data of an operation, as "float32", from its attributes "T=DT_FLOAT, …". False: they
 * do not name one. */
bool placement_dtype(Text attributes, char dtype[PLACEMENT_WORD]);

/* Name of the operation. A traced function has a new number each time it is traced:
 * "__inference_train_step_812" is "__inference_train_step". False: too long. */
bool placement_op(Text printed, char op[PLACEMENT_WORD]);

/* Of what placement_device() gave. */
bool placement_is_on(const char *device, const char *type);

#endif
