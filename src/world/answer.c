#include <errno.h>
#include <string.h>

#include "world/internal.h"

static const struct {
    const char *name;
    int number;
} error_names[] = {
    {"EPERM", EPERM},           {"ENOENT", ENOENT},
    {"EINTR", EINTR},           {"EIO", EIO},
    {"ENXIO", ENXIO},           {"E2BIG", E2BIG},
    {"EBADF", EBADF},           {"EAGAIN", EAGAIN},
    {"ENOMEM", ENOMEM},         {"EACCES", EACCES},
    {"EBUSY", EBUSY},           {"EXDEV", EXDEV},
    {"ENODEV", ENODEV},         {"ENOTDIR", ENOTDIR},
    {"EISDIR", EISDIR},         {"EINVAL", EINVAL},
    {"ENFILE", ENFILE},         {"EMFILE", EMFILE},
    {"ETXTBSY", ETXTBSY},       {"EFBIG", EFBIG},
    {"EROFS", EROFS},           {"ENAMETOOLONG", ENAMETOOLONG},
    {"ENOSYS", ENOSYS},         {"ELOOP", ELOOP},
    {"ENODATA", ENODATA},       {"EOVERFLOW", EOVERFLOW},
    {"EOPNOTSUPP", EOPNOTSUPP}, {"ENOTCONN", ENOTCONN},
    {"ETIMEDOUT", ETIMEDOUT},   {"EHOSTDOWN", EHOSTDOWN},
    {"ESTALE", ESTALE},         {"EREMOTEIO", EREMOTEIO},
    {"ENOKEY", ENOKEY},         {"ESRCH", ESRCH},
};

Answer answer_present(void)
{
    return (Answer){PRESENT, 0, NULL};
}

Answer answer_absent(void)
{
    return (Answer){ABSENT, ENOENT, NULL};
}

Answer answer_unknown(int error, const char *because)
{
    return (Answer){UNKNOWN, error, because};
}

Answer answer_not_recorded(void)
{
    return answer_unknown(ENODATA, "not recorded");
}

Answer answer_of(int error)
{
    if (error == 0)
        return answer_present();
    if (error == ENOENT || error == ENOTDIR)
        return (Answer){ABSENT, error, NULL};
    return answer_unknown(error, error == ENODATA ? "not recorded" : strerror(error));
}

bool error_is_of_system(int error)
{
    static const int OF_SYSTEM[] = {EIO,   ENOMEM, EMFILE,    ENFILE,    ENOSPC,    EDQUOT,
                                    EINTR, ESTALE, EREMOTEIO, ETIMEDOUT, EHOSTDOWN, ENOTCONN};
    for (size_t i = 0; i < sizeof OF_SYSTEM / sizeof *OF_SYSTEM; i++)
        if (error == OF_SYSTEM[i])
            return true;
    return false;
}

bool refusal_set(Refusal *refusal, int error, const char *sentence)
{
    *refusal = (Refusal){sentence, error_is_of_system(error)};
    return false;
}

const char *error_name(int error)
{
    for (size_t i = 0; i < sizeof error_names / sizeof *error_names; i++)
        if (error_names[i].number == error)
            return error_names[i].name;
    return NULL;
}

int error_number(Text name)
{
    for (size_t i = 0; i < sizeof error_names / sizeof *error_names; i++)
        if (text_is(name, error_names[i].name))
            return error_names[i].number;
    return -1;
}
