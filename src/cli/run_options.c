#include "cli/run_options.h"

#include "cli/check_option_rows.h"
#include "report/printable.h"

typedef enum RunOption {
    OPTION_REQUIRE_GPU = CHECK_OPTIONS_END,
    OPTION_REPAIR,
    OPTION_CHOOSE_GPU,
    OPTION_EXIT_CODE,
    OPTION_WITHIN
} RunOption;

enum { USUAL_EXIT_CODE = 3, MOST_SECONDS = 1000000 };

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    {OPTION_REQUIRE_GPU, "require-gpu", 0, VALUE_NONE, NULL, "with the GPU, or not at all"},
    {OPTION_REPAIR, "repair", 0, VALUE_NONE, NULL,
     "set the variables that mend it, for this start"},
    {OPTION_CHOOSE_GPU, "choose-gpu", 0, VALUE_NONE, NULL, "offer it the least used GPU alone"},
    {OPTION_EXIT_CODE, "exit-code", 0, VALUE_REQUIRED, "NUMBER", "status when the GPU is not used"},
    {OPTION_WITHIN, "within", 0, VALUE_REQUIRED, "SECONDS", "how soon the GPU has to be used"},
    {OPTION_PYTHON, "python", 0, VALUE_REQUIRED, "PATH", "judge this interpreter"},
    {OPTION_VENV, "venv", 0, VALUE_REQUIRED, "DIR", "judge this virtual environment"},
    {OPTION_FRAMEWORK, "framework", 0, VALUE_REQUIRED, FRAMEWORK_CHOICES, "judge this framework"},
    {OPTION_ASSUME_GPU, "assume-gpu", 0, VALUE_OPTIONAL, "SPEC",
     "as if the machine had a working GPU"},
    {OPTION_ASK, "ask", 0, VALUE_REQUIRED, "driver", "ask the driver itself"},
    {OPTION_ENV, "env", 0, VALUE_REQUIRED, "NAME=VALUE", "with this variable"},
    {OPTION_ENV_FILE, "env-file", 0, VALUE_REQUIRED, "FILE", "with the variables in a file"},
};
/* clang-format on */

const OptionTable run_option_table = {"run", ROWS, sizeof ROWS / sizeof *ROWS, "PROGRAM", true};

static bool read_number(const Invocation *invocation, const char *name, const char *value,
                        int least, int most, int *number, const char **error)
{
    long long read;
    if (text_number(text_of(value), &read) && read >= least && read <= most) {
        *number = (int)read;
        return true;
    }
    *error = arena_printf(invocation->arena, "--%s takes a number from %d to %d, not '%s'", name,
                          least, most, printable_of(invocation->arena, value));
    return false;
}

static bool read_option(const Invocation *invocation, GivenOption given, RunOptions *options,
                        Refusal *refusal)
{
    switch (given.id) {
    case OPTION_REQUIRE_GPU: options->require_gpu = true; return true;
    case OPTION_REPAIR: options->repair = true; return true;
    case OPTION_CHOOSE_GPU: options->choose_gpu = true; return true;
    case OPTION_EXIT_CODE:
        return read_number(invocation, "exit-code", given.value, 0, 255, &options->exit_code,
                           &refusal->sentence);
    case OPTION_WITHIN:
        return read_number(invocation, "within", given.value, 1, MOST_SECONDS, &options->within_s,
                           &refusal->sentence);
    default: return check_option_read(invocation, given, &options->check, refusal);
    }
}

bool run_options_parse(const Invocation *invocation, RunOptions *options, Refusal *refusal)
{
    CommandLine line;
    bool has_exit_code = false;
    *refusal = (Refusal){0};
    *options = (RunOptions){.check = {.framework = FRAMEWORK_NONE}, .exit_code = USUAL_EXIT_CODE};
    if (!options_parse(invocation->arena, run_option_table, invocation->arguments, &line,
                       &refusal->sentence))
        return false;
    for (size_t i = 0; i < line.options.count; i++) {
        has_exit_code |= line.options.items[i].id == OPTION_EXIT_CODE;
        if (!read_option(invocation, line.options.items[i], options, refusal))
            return false;
    }
    list_add(invocation->arena, line.operands, NULL);
    options->words = line.operands.items;
    if (!options->words[0])
        refusal->sentence = "run takes a program: whycpu run [OPTION…] [--] PROGRAM [ARGUMENT…]";
    else if (!options->require_gpu && (options->within_s || has_exit_code))
        refusal->sentence =
            "--within and --exit-code say more about --require-gpu, which is not given";
    else
        refusal->sentence = check_options_contradict(&options->check);
    return !refusal->sentence;
}
