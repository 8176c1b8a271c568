/* Forms: torchrun --tee, PyTorch's exceptions, mpirun --tag-output, srun --label, docker compose,
 * kubectl logs --prefix, stern, Ray, NCCL, syslog, gh run view --log. */
#include <string.h>

#include "parse/log_line_inside.h"

/* "rank3]:", "default0]:" */
static bool take_named_rank(Text *rest, Text *rank)
{
    Text name;
    return log_take_word(rest, is_letter, &name) && log_take_word(rest, is_digit, rank) &&
           text_take(rest, "]:");
}

/* "1,3]<stderr>:", "prterun-host-12@1,3]<stderr>:" */
static bool take_mpi_rank(Text *rest, Text *rank)
{
    static const char *const STREAMS[] = {"]<stdout>:", "]<stderr>:", "]<stddiag>:"};
    Text job, tried = *rest;
    if (log_take_word(&tried, is_name, &job) && text_take(&tried, "@"))
        *rest = tried;
    if (!log_take_word(rest, is_digit, &job) || !text_take(rest, ",") ||
        !log_take_word(rest, is_digit, rank))
        return false;
    for (size_t i = 0; i < sizeof STREAMS / sizeof *STREAMS; i++)
        if (text_take(rest, STREAMS[i]))
            return true;
    return false;
}

/* "3]: "; what begins with "[1]: http" is a footnote. */
static bool take_bare_rank(Text *rest, Text *rank)
{
    return log_take_word(rest, is_digit, rank) && rank->length <= 5 && text_take(rest, "]: ") &&
           !text_starts(*rest, "http");
}

static bool take_rank(Text *rest, LogLine *line)
{
    Text named = *rest, mpi, bare, rank;
    if (!text_take(&named, "["))
        return false;
    mpi = bare = named;
    if (take_named_rank(&named, &rank))
        *rest = named;
    else if (take_mpi_rank(&mpi, &rank))
        *rest = mpi;
    else if (take_bare_rank(&bare, &rank))
        *rest = bare;
    else
        return false;
    log_note(&line->rank, rank);
    return true;
}

bool log_take_label_of_srun(Text *rest, LogLine *line)
{
    enum { MOST_DIGITS = 5 };
    Text tried = *rest;
    size_t digits = 0;
    log_take_blanks(&tried);
    while (digits < tried.length && digits <= MOST_DIGITS && is_digit(tried.at[digits]))
        digits++;
    if (digits == 0 || digits > MOST_DIGITS || tried.length < digits + 2 ||
        tried.at[digits] != ':' || tried.at[digits + 1] != ' ')
        return false;
    log_note(&line->rank, text_part(tried, 0, digits));
    *rest = log_behind(tried, digits + 2);
    return true;
}

static bool is_service(char c)
{
    return is_name(c) && (c < 'A' || c > 'Z');
}

/* "worker-0  | " */
static bool take_container(Text *rest, LogLine *line)
{
    Text tried = *rest, name;
    if (!log_take_word(&tried, is_service, &name) || !log_take_blanks(&tried) ||
        !(text_take(&tried, "| ") || text_is(tried, "|")))
        return false;
    log_note(&line->place, name);
    *rest = tried;
    return true;
}

/* "[pod/trainer-0/main] " */
static bool take_pod(Text *rest, LogLine *line)
{
    Text tried = *rest, name;
    if (!text_starts(tried, "[pod/") || !text_take(&tried, "[") ||
        !log_take_until(&tried, "] ", &name))
        return false;
    log_note(&line->place, name);
    *rest = tried;
    return true;
}

/* Kubernetes ends the name of a pod with five letters of an alphabet without vowels, or, where pods
 * are numbered, with a number. */
static bool is_pod(Text name, bool *numbered)
{
    size_t last = name.length;
    while (last > 0 && name.at[last - 1] != '-')
        last--;
    Text tail = text_part(name, last, name.length);
    *numbered = last > 1 && tail.length && text_digits(tail) == tail.length;
    for (size_t i = 0; i < tail.length && !*numbered; i++)
        if (!memchr("bcdfghjklmnpqrstvwxz2456789", tail.at[i], 27))
            return false;
    return *numbered || (last > 1 && tail.length == 5);
}

/* "pod/trainer-x7k2p main ", "trainer-x7k2p main "; "trainer-0 main " before a stamp. */
static bool take_stern(Text *rest, LogLine *line)
{
    Text tried = *rest, pod, container;
    bool numbered;
    bool named = text_take(&tried, "pod/");
    if (!log_take_word(&tried, is_service, &pod) || !text_take(&tried, " ") ||
        !log_take_word(&tried, is_service, &container) || !text_take(&tried, " ") ||
        !is_pod(pod, &numbered))
        return false;
    LogStamp stamp;
    Text behind = tried;
    if (numbered && !named && !log_stamp_take(&behind, &stamp))
        return false;
    log_note(&line->place, pod);
    *rest = tried;
    return true;
}

/* "(RayTask pid=1, ip=10.0.0.1) ", "(pid=12) " */
static bool take_ray(Text *rest, LogLine *line)
{
    Text tried = *rest, name;
    if (!text_take(&tried, "(") || !log_take_until(&tried, ")", &name) ||
        !(text_starts(name, "pid=") || memmem(name.at, name.length, " pid=", 5)) ||
        !log_take_blanks(&tried))
        return false;
    log_note(&line->process, name);
    *rest = tried;
    return true;
}

/* "host:123:456 [3] NCCL INFO …" */
static bool take_nccl(Text *rest, LogLine *line)
{
    Text tried = *rest, host, process, thread, rank;
    if (!log_take_word(&tried, is_name, &host) || !text_take(&tried, ":") ||
        !log_take_word(&tried, is_digit, &process) || !text_take(&tried, ":") ||
        !log_take_word(&tried, is_digit, &thread) || !text_take(&tried, " [") ||
        !log_take_word(&tried, is_digit, &rank) || !text_take(&tried, "] ") ||
        !text_starts(tried, "NCCL "))
        return false;
    log_note(&line->place, host);
    log_note(&line->process, process);
    log_note(&line->rank, rank);
    *rest = tried;
    return true;
}

bool log_take_host(Text *rest, LogLine *line, bool of_syslog)
{
    Text tried = *rest, host, program, process = {0};
    if (!log_take_word(&tried, is_name, &host) || !log_take_blanks(&tried) ||
        !log_take_word(&tried, is_name, &program))
        return false;
    bool numbered = text_take(&tried, "[") && log_take_word(&tried, is_digit, &process) &&
                    text_take(&tried, "]: ");
    if (!numbered && !(of_syslog && text_take(&tried, ": ")))
        return false;
    log_note(&line->place, host);
    log_note(&line->process, process);
    *rest = tried;
    return true;
}

/* "job<TAB>step<TAB>" before a stamp, as gh prints it. */
bool log_take_job(Text *rest, LogLine *line)
{
    Text tried = *rest, job, step;
    LogStamp stamp;
    if (!log_take_until(&tried, "\t", &job) || !log_take_until(&tried, "\t", &step))
        return false;
    (void)text_take(&tried, "\xEF\xBB\xBF");
    Text behind = tried;
    if (!log_stamp_take(&behind, &stamp))
        return false;
    log_note(&line->place, job);
    *rest = tried;
    return true;
}

bool log_take_speaker(Text *rest, LogLine *line)
{
    return take_rank(rest, line) || take_container(rest, line) || take_pod(rest, line) ||
           take_stern(rest, line) || take_ray(rest, line) || take_nccl(rest, line);
}
