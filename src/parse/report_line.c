#include "parse/report_line.h"

#include <string.h>

#include "parse/report_words.h"

enum { PROMPT_ROOM = 160 }; /* no prompt is longer; a "$ " further on belongs to the text */

/* "> " of Markdown and of mail. ">>> " is Python's. */
static Text without_quoting(Text line)
{
    for (;;) {
        Text bare = text_trim(line);
        if (text_starts(bare, "> "))
            line = text_part(bare, 2, bare.length);
        else if (text_is(bare, ">"))
            return text_part(bare, 1, 0);
        else
            return line;
    }
}

static Text without_tags(Text text)
{
    static const char *const TAGS[] = {"<pre>",  "<code>",  "<p>",  "<br>", "<br/>", "<br />",
                                       "</pre>", "</code>", "</p>", "<li>", "</li>"};
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
        if (text_take(&text, TAGS[i]))
            i = (size_t)-1;
        else if (text_ends(text, TAGS[i])) {
            text.length -= strlen(TAGS[i]);
            i = (size_t)-1;
        }
    }
    return text;
}

static bool is_fence(Text text)
{
    return (text_starts(text, "```") || text_starts(text, "~~~")) &&
           text_find(text_part(text, 3, text.length), '`') == text.length - 3 &&
           text_find(text, ' ') == text.length;
}

/* The programs whose output is read. */
static bool starts_with_known_program(Text text)
{
    static const char *const PROGRAMS[] = {"nvidia-smi",  "pip",           "pip3",
                                           "conda",       "mamba",         "micromamba",
                                           "uv",          "ldconfig",      "env",
                                           "export",      "printenv",      "set",
                                           "docker",      "nvidia-docker", "podman",
                                           "lspci",       "lsmod",         "ls",
                                           "id",          "groups",        "uname",
                                           "cat",         "mokutil",       "dkms",
                                           "modinfo",     "nvcc",          "python",
                                           "python3",     "which",         "whereis",
                                           "find",        "locate",        "echo",
                                           "lsb_release", "sudo",          "type",
                                           "where",       "hostnamectl",   "dpkg",
                                           "rpm",         "apt",           "pacman",
                                           "lshw",        "inxi",          "ubuntu-drivers",
                                           "wmic"};
    return TEXT_IS_ONE_OF(text_until(text, " \t"), PROGRAMS);
}

/* "pip list says that …", "docker run on my machine": prose about a command. */
static bool is_told(Text text)
{
    static const char *const WORDS[] = {
        "the",  "of",    "was",    "is",   "are", "and",   "then",   "to",    "with",  "it",
        "in",   "my",    "after",  "has",  "had", "works", "worked", "gives", "gave",  "shows",
        "says", "fails", "failed", "does", "did", "that",  "which",  "also",  "still", "but"};
    if (text_ends(text, ".") || text_ends(text, ":") || text_ends(text, "?"))
        return !text_starts(text, "conda search") && !text_ends(text, " .");
    if (text_has(text, " -c "))
        return false;
    Text word;
    while (word_take(&text, &word))
        if (TEXT_IS_ONE_OF(word, WORDS))
            return true;
    return false;
}

bool is_plain_command(Text text)
{
    static const char *const STARTS[] = {"pip list",
                                         "pip freeze",
                                         "pip3 list",
                                         "pip3 freeze",
                                         "conda list",
                                         "conda search",
                                         "mamba list",
                                         "uv pip list",
                                         "uv pip freeze",
                                         "pip install ",
                                         "pip3 install ",
                                         "ldconfig -p",
                                         "docker run ",
                                         "sudo docker run ",
                                         "nvidia-docker run ",
                                         "podman run ",
                                         "docker info",
                                         "lspci -",
                                         "lspci |",
                                         "lsmod |",
                                         "ls -l",
                                         "ls /",
                                         "uname -",
                                         "nvcc --version",
                                         "nvcc -V",
                                         "which python",
                                         "python -c ",
                                         "python3 -c ",
                                         "python --version",
                                         "python -V",
                                         "python3 --version",
                                         "python3 -V",
                                         "dpkg -l",
                                         "dpkg --",
                                         "apt list ",
                                         "rpm -qa",
                                         "pacman -Q",
                                         "lshw -",
                                         "sudo lshw -",
                                         "inxi -",
                                         "ubuntu-drivers devices",
                                         "wmic path ",
                                         "Get-CimInstance ",
                                         "Get-WmiObject ",
                                         "system_profiler ",
                                         "cat /",
                                         "mokutil --sb-state",
                                         "dkms status",
                                         "modinfo ",
                                         "nvidia-smi -",
                                         "sudo nvidia-smi",
                                         "pip show ",
                                         "pip3 show ",
                                         "python -m torch.utils.collect_env",
                                         "python3 -m pip ",
                                         "python -m pip ",
                                         "echo $"};
    static const char *const WHOLE[] = {"nvidia-smi", "lspci", "lsmod",    "id",
                                        "groups",     "env",   "printenv", "conda list"};
    if (is_told(text))
        return false;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts(text, STARTS[i]))
            return true;
    return TEXT_IS_ONE_OF(text, WHOLE);
}

/* Takes what stands before `sign` and the sign itself off, where both lie near the start. */
static bool take_through(Text *text, const char *sign)
{
    Text rest;
    if (!text_after(text_part(*text, 0, PROMPT_ROOM), sign, &rest))
        return false;
    *text = text_part(*text, (size_t)(rest.at - text->at), text->length);
    return true;
}

/* "C:\Users\me>pip list", "PS C:\> pip list" */
static bool take_windows_prompt(Text *text)
{
    Text rest = *text;
    bool power_shell = text_take(&rest, "PS ");
    if (rest.length < 4 || !is_letter_byte(rest.at[0]) || rest.at[1] != ':' || rest.at[2] != '\\')
        return false;
    if (!take_through(&rest, ">") || (power_shell && rest.length && rest.at[0] != ' '))
        return false;
    *text = rest;
    return true;
}

/* "user@host:~/work$ ", "[user@host work]# ", "bash-5.1$ ", "~/work$ ", "host:~ user$ " */
static bool take_named_prompt(Text *text)
{
    Text word = text_until(*text, " ");
    bool named = text_find(word, '@') < word.length || text_starts(word, "bash-") ||
                 text_starts(word, "sh-") || text_starts(word, "~") || text_has(word, ":~");
    if (!named || text_find(word, '=') < word.length || text_has(word, "://"))
        return false;
    /* The sign that ends the prompt is the first that a blank follows; a name holds none. */
    for (size_t i = 1; i < text->length && i < PROMPT_ROOM; i++) {
        char c = text->at[i];
        if (!c || !strchr("$#%>", c))
            continue;
        if (i + 1 == text->length || text->at[i + 1] == ' ') {
            *text = text_part(*text, i + 1, text->length);
            return true;
        }
    }
    return false;
}

/* "(venv) " and "(base) " before a prompt. */
static Text without_environments(Text text)
{
    while (text_starts(text, "(")) {
        size_t end = text_find(text, ')');
        if (end == text.length || end > 60 || text_find(text_part(text, 0, end), ' ') < end)
            return text;
        text = text_trim(text_part(text, end + 1, text.length));
    }
    return text;
}

static bool take_shell_prompt(Text *text)
{
    Text rest = without_environments(*text);
    if (text_take(&rest, "$ ") || text_take(&rest, "\xE2\x9D\xAF ") || take_windows_prompt(&rest) ||
        take_named_prompt(&rest)) {
        *text = rest;
        return true;
    }
    /* Signs that mean other things too: only before a program that is known. */
    bool taken = text_take(&rest, "# ") || text_take(&rest, "% ") || text_take(&rest, "+ ") ||
                 text_take(&rest, "!") || text_take(&rest, "$");
    if (text_take(&rest, "\xE2\x9E\x9C ")) {
        Text place;
        taken = word_take(&rest, &place);
    }
    Text command = text_trim(rest);
    if (!taken || !starts_with_known_program(command))
        return false;
    *text = command;
    return true;
}

/* "In [12]: " */
static bool take_numbered(Text *text, const char *word)
{
    Text rest = *text;
    if (!text_take(&rest, word))
        return false;
    Text number = text_until(rest, "]");
    rest = text_part(rest, number.length, rest.length);
    if (!is_decimal(text_trim(number)) || !text_take(&rest, "]:"))
        return false;
    *text = rest;
    return true;
}

static ReportPrompt take_prompt(Text *text)
{
    if (text_is(*text, ">>>") || text_is(*text, "$")) {
        *text = text_part(*text, text->length, 0);
        return PROMPT_END;
    }
    if (text_take(text, ">>> ") || text_take(text, ">>>") || take_numbered(text, "In ["))
        return PROMPT_PYTHON;
    if (take_numbered(text, "Out["))
        return PROMPT_NONE;
    if (take_shell_prompt(text))
        return text_trim(*text).length ? PROMPT_SHELL : PROMPT_END;
    if (is_plain_command(*text))
        return PROMPT_SHELL;
    return PROMPT_NONE;
}

ReportLine report_line(Text line, size_t number)
{
    Text quoted = without_quoting(line);
    while (quoted.length &&
           (quoted.at[quoted.length - 1] == '\r' || quoted.at[quoted.length - 1] == ' '))
        quoted.length--;
    ReportLine found = {.printed = quoted, .number = number};
    Text text = text_trim(without_tags(text_trim(quoted)));
    found.blank = text.length == 0;
    if (is_fence(text))
        text.length = 0;
    Text inside = text_unquoted(text);
    if (text_starts(text, "`") && text_find(inside, '`') == inside.length)
        text = inside;
    found.prompt = take_prompt(&text);
    found.text = text_trim(text);
    return found;
}

/* "I tensorflow/…", "W0000 …", "E external/…": a level, then a path or a number. */
static bool has_level(Text text)
{
    if (text.length < 3 || !text.at[0] || !strchr("IWEF", text.at[0]))
        return false;
    return text.at[1] == ' ' ? text_has(text_until(text_part(text, 2, text.length), " "), "/")
                             : is_digit_byte(text.at[1]) && is_digit_byte(text.at[2]);
}

bool is_logged(Text text)
{
    /* "2024-01-16 17:59:46", "[  201.910514]", "(pid=3343) 2019-…" */
    if (text.length > 10 && text.at[4] == '-' && is_decimal(text_part(text, 0, 4)) &&
        is_decimal(text_part(text, 5, 2)))
        return true;
    if (text_starts(text, "[") &&
        is_dotted_number(text_trim(text_until(text_part(text, 1, text.length), "]")), 2, 2))
        return true;
    if (text_starts(text, "(pid=") || text_starts(text, "File \"") || has_level(text) ||
        text_starts(text, "Traceback"))
        return true;
    /* "ImportError: …", "ERROR: …", "WARNING:tensorflow:…" */
    Text head = text_until(text, ": ");
    if (text_find(text, ':') < text.length &&
        (text_ends(head, "Error") || text_ends(head, "Exception") || text_ends(head, "Warning") ||
         text_is_any_case(head, "error") || text_is_any_case(head, "warning") ||
         text_is_any_case(head, "info") || text_is_any_case(head, "note")))
        return true;
    return text_has(text, ".cc:") || text_has(text, ".cpp:") || text_has(text, ".py:") ||
           text_has(text, ".cu:");
}
