/* The rows of check's options, for check itself and for commands that judge the same targets. */
#ifndef WHYCPU_CLI_CHECK_OPTION_ROWS_H
#define WHYCPU_CLI_CHECK_OPTION_ROWS_H

#include "cli/options.h"
#include "frameworks/framework.h"

typedef enum CheckOption {
    OPTION_PYTHON,
    OPTION_VENV,
    OPTION_FRAMEWORK,
    OPTION_ALL,
    OPTION_ASSUME_GPU,
    OPTION_ASK,
    OPTION_ENV,
    OPTION_ENV_FILE,
    OPTION_USER,
    OPTION_ROOT,
    OPTION_SNAPSHOT,
    OPTION_FORMAT,
    OPTION_JSON,
    OPTION_FIRST_LINE_ALONE,
    OPTION_COLOUR,
    OPTION_REMEMBER,
    OPTION_REPORT,
    CHECK_OPTIONS_END /* a command that shares some numbers its own from here */
} CheckOption;

/* clang-format off: a row a line */
/* The options that say what is judged, for the tables of commands that share them. */
#define CHECK_TARGET_OPTIONS                                                                       \
    {OPTION_PYTHON, "python", 0, VALUE_REQUIRED, "PATH", "judge this interpreter"},                \
        {OPTION_VENV, "venv", 0, VALUE_REQUIRED, "DIR", "judge this virtual environment"},         \
        {OPTION_FRAMEWORK, "framework",       0,                                                   \
         VALUE_REQUIRED,   FRAMEWORK_CHOICES, "judge this framework"},                             \
        {OPTION_ALL, "all", 0, VALUE_NONE, NULL, "every environment that can be found"},           \
        {OPTION_ASSUME_GPU, "assume-gpu", 0,                                                       \
         VALUE_OPTIONAL,    "SPEC",       "as if the machine had a working GPU"},                  \
        {OPTION_ASK, "ask", 0, VALUE_REQUIRED, "driver", "ask the driver itself"},                 \
        {OPTION_ENV, "env", 0, VALUE_REQUIRED, "NAME=VALUE", "with this variable"},                \
        {OPTION_ENV_FILE, "env-file", 0, VALUE_REQUIRED, "FILE", "with the variables in a file"},  \
        {OPTION_USER, "user", 0, VALUE_REQUIRED, "USER", "with the rights of this user"},          \
        {OPTION_ROOT, "root", 0, VALUE_REQUIRED, "DIR", "a machine with this root directory"},     \
    {                                                                                              \
        OPTION_SNAPSHOT, "snapshot", 0, VALUE_REQUIRED, "FILE", "a recorded machine"               \
    }
/* clang-format on */

#endif
