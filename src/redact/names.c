#include "redact/names.h"

#include <string.h>

enum {
    SHORTEST_WORD = 3, /* below, a name is changed only as a part of a path */
    SHORTEST_CONTAINER_ID = 12,
    UUID_LENGTH = 36,
    MAC_LENGTH = 17
};

/* ---- Names ---- */

static const char *const EVERYBODYS[] = {
    "root",
    "user",
    "users",
    "home",
    "homes",
    "nobody",
    "admin",
    "ubuntu",
    "debian",
    "fedora",
    "centos",
    "ec2-user",
    "jovyan",
    "vscode",
    "runner",
    "coder",
    "jupyter",
    "work",
    "app",
    "test",
    "guest",
    "localhost",
    "host",
    "localdomain",
    "data",
    "export",
    "srv",
    "mnt",
    "var",
    "lib",
    "lib64",
    "usr",
    "opt",
    "net",
    "nfs",
    "scratch",
    "project",
    "projects",
    "workspace",
    "nonexistent",
    "bin",
    "sbin",
    "etc",
    "tmp",
    "dev",
    "proc",
    "sys",
    "run",
    "local",
    "share",
    "python",
    "python3",
    "py",
    "so",
    "nvidia",
    "cuda",
    "cudnn",
    "tensorflow",
    "keras",
    "torch",
    "jax",
    "conda",
    "envs",
    "env",
    "venv",
    "site-packages",
    "build",
    "src",
    "docker",
    "linux",
    "gnu",
    "x86_64",
    "amd64",
    "intel",
    "amd",
    "gpu",
    "driver",
    "kernel",
    "pip",
    "uv",
    "video",
    "render",
    "audio",
    "plugdev",
    "sudo",
    "wheel",
    "adm",
    "staff",
    "daemon",
    "vglusers",
    "nvidia-persistenced",
    "input",
    "games",
    "version",
    "volumes",
};

static bool is_everybodys(Text name)
{
    for (size_t i = 0; i < sizeof EVERYBODYS / sizeof *EVERYBODYS; i++)
        if (text_is(name, EVERYBODYS[i]))
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What words are made of; bytes of UTF-8 are letters of some kind. */
static bool is_of_word(char c)
{
    return is_letter(c) || is_digit(c) || (c & 0x80);
}

static bool stands_at(Text text, size_t at, const char *name, size_t length)
{
    if (length > text.length - at || memcmp(text.at + at, name, length) != 0)
        return false;
    return at + length == text.length || !is_of_word(text.at[at + length]);
}

/* Whether a part of some path begins so. */
static bool is_taken(Text whole, const char *word)
{
    size_t length = strlen(word);
    for (size_t at = 1; at + length <= whole.length; at++)
        if (whole.at[at - 1] == '/' && stands_at(whole, at, word, length))
            return true;
    return false;
}

Names names_new(Arena *arena, Text whole)
{
    return (Names){.arena = arena, .whole = whole, .scratch = writer_new(arena)};
}

static const char *fresh(Names *names, NameKind kind)
{
    static const char *const WORDS[] = {
        [NAME_OF_USER] = "user",
        [NAME_OF_HOST] = "host",
        [NAME_OF_GROUP] = "group",
        [NAME_OF_PLACE] = "place",
    };
    size_t *const counts[] = {
        [NAME_OF_USER] = &names->users,
        [NAME_OF_HOST] = &names->hosts,
        [NAME_OF_GROUP] = &names->groups,
        [NAME_OF_PLACE] = &names->places,
    };
    for (;;) {
        size_t number = ++*counts[kind];
        const char *word = number == 1 && kind != NAME_OF_GROUP
                               ? WORDS[kind]
                               : arena_printf(names->arena, "%s%zu", WORDS[kind], number);
        if (!is_taken(names->whole, word))
            return word;
    }
}

void names_add(Names *names, NameKind kind, Text name)
{
    bool number = true;
    for (size_t i = 0; i < name.length; i++)
        number = number && is_digit(name.at[i]);
    if (number || is_everybodys(name))
        return;
    for (size_t i = 0; i < names->list.count; i++)
        if (text_is(name, names->list.items[i].name))
            return;
    Pseudonym added = {.name = text_copy(names->arena, name),
                       .instead = fresh(names, kind),
                       .component_alone = name.length < SHORTEST_WORD};
    list_add(names->arena, names->list, added);
}

/* The longest name counts: "eva-maria" before "eva". */
static const Pseudonym *pseudonym_at(const Names *names, Text text, size_t at)
{
    const Pseudonym *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < names->list.count; i++) {
        const Pseudonym *candidate = &names->list.items[i];
        size_t length = strlen(candidate->name);
        bool part_of_path = at > 0 && text.at[at - 1] == '/' &&
                            (at + length >= text.length || text.at[at + length] == '/');
        if (length > longest && stands_at(text, at, candidate->name, length) &&
            (!candidate->component_alone || part_of_path || length == text.length)) {
            found = candidate;
            longest = length;
        }
    }
    return found;
}

/* ---- Numbers of things ---- */

struct DigitNode {
    DigitNode *next[16];
    unsigned char instead[16];
    unsigned count;
};

static int value_of(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Digits that follow the same beginning get new ones in the order in which they first came. */
static DigitNode *put_digit(Names *names, Writer *out, DigitNode *node, int value)
{
    if (!node->next[value]) {
        node->next[value] = arena_new_of(names->arena, DigitNode);
        node->instead[value] = (unsigned char)node->count++;
    }
    put_char(out, "0123456789abcdef"[node->instead[value]]);
    return node->next[value];
}

static void put_id(Names *names, Writer *out, Text id)
{
    if (!names->digits)
        names->digits = arena_new_of(names->arena, DigitNode);
    DigitNode *node = names->digits;
    for (size_t i = 0; i < id.length; i++) {
        int value = value_of(id.at[i]);
        if (value >= 0)
            node = put_digit(names, out, node, value);
        else
            put_char(out, id.at[i]);
    }
    names->ids++;
}

static size_t run_of_digits(Text text, size_t at)
{
    size_t length = 0;
    while (at + length < text.length && value_of(text.at[at + length]) >= 0)
        length++;
    return length;
}

/* "8be4df61-93ca-11d2-aa0d-00e098032b8c", with '-' or, as in names of units, '_'. */
static bool is_uuid(Text text, size_t at)
{
    static const size_t GROUPS[] = {8, 4, 4, 4, 12};
    for (size_t i = 0; i < 5; i++) {
        if (run_of_digits(text, at) != GROUPS[i])
            return false;
        at += GROUPS[i];
        if (i < 4 && (at >= text.length || (text.at[at] != '-' && text.at[at] != '_')))
            return false;
        at++;
    }
    return true;
}

/* UEFI's variables have it in their names, on every machine. */
static bool is_of_uefi(Text text, size_t at)
{
    return text_starts(text_part(text, at, UUID_LENGTH), "8be4df61-93ca-11d2-aa0d-00e098032b8c");
}

/* A long run of hexadecimal digits that is neither a number nor a word. */
static bool is_container_id(Text text, size_t at, size_t length)
{
    bool digit = false, letter = false;
    for (size_t i = at; i < at + length; i++) {
        digit |= is_digit(text.at[i]);
        letter |= is_letter(text.at[i]);
    }
    return length >= SHORTEST_CONTAINER_ID && digit && letter &&
           (at + length == text.length || !is_of_word(text.at[at + length]));
}

/* Behind "GPU-" and "MIG-" a beginning of a UUID is enough. */
static size_t length_of_device_id(Text text, size_t at)
{
    Text rest = text_part(text, at, text.length);
    if (!text_starts(rest, "GPU-") && !text_starts(rest, "MIG-"))
        return 0;
    size_t length = 4;
    while (length < rest.length && (value_of(rest.at[length]) >= 0 || rest.at[length] == '-'))
        length++;
    bool ends = length == rest.length || !is_of_word(rest.at[length]);
    return ends && length > 4 && value_of(rest.at[4]) >= 0 ? length : 0;
}

static bool is_mac_address(Text text, size_t at)
{
    if (text.length - at < MAC_LENGTH)
        return false;
    for (size_t i = 0; i < MAC_LENGTH; i++) {
        bool right = i % 3 == 2 ? text.at[at + i] == ':' : value_of(text.at[at + i]) >= 0;
        if (!right)
            return false;
    }
    size_t end = at + MAC_LENGTH;
    return end == text.length || (!is_of_word(text.at[end]) && text.at[end] != ':');
}

/* ---- Addresses ---- */

static bool ends_address(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'<>,;)]}|`", c);
}

/* "https://name:word@server/path?query": of all this only "https" is left. */
static size_t put_url(Writer *out, Text text, size_t at)
{
    size_t scheme = at;
    while (scheme < text.length && (is_letter(text.at[scheme]) || text.at[scheme] == '+'))
        scheme++;
    Text rest = text_part(text, scheme, text.length);
    if (scheme == at || !text_starts(rest, "://") ||
        text_starts(text_part(text, at, text.length), "file:"))
        return 0;
    size_t end = scheme + 3;
    while (end < text.length && !ends_address(text.at[end]))
        end++;
    put_text(out, text_part(text, at, scheme - at));
    put(out, "://redacted.invalid/");
    return end - at;
}

static size_t put_mail_address(Writer *out, Text text, size_t at)
{
    size_t sign = at, dots = 0;
    while (sign < text.length && (is_of_word(text.at[sign]) || strchr("._%+-", text.at[sign])))
        sign++;
    if (sign == at || sign >= text.length || text.at[sign] != '@')
        return 0;
    size_t end = sign + 1;
    while (end < text.length && (is_of_word(text.at[end]) || strchr(".-", text.at[end])))
        dots += text.at[end++] == '.';
    if (!dots || end == sign + 1)
        return 0;
    put(out, "user@redacted.invalid");
    return end - at;
}

/* ---- All of it ---- */

/* "pod8932f937_…" of Kubernetes: the id does not begin a word. */
static size_t put_pod(Names *names, Writer *out, Text text, size_t at)
{
    if (!text_starts(text_part(text, at, text.length), "pod") || !is_uuid(text, at + 3))
        return 0;
    put(out, "pod");
    put_id(names, out, text_part(text, at + 3, UUID_LENGTH));
    return 3 + UUID_LENGTH;
}

static size_t put_thing(Names *names, Writer *out, Text text, size_t at)
{
    size_t digits = run_of_digits(text, at), device = length_of_device_id(text, at), length;
    if (device) {
        put_text(out, text_part(text, at, 4));
        put_id(names, out, text_part(text, at + 4, device - 4));
        return device;
    }
    if (is_uuid(text, at)) {
        if (is_of_uefi(text, at))
            put_text(out, text_part(text, at, UUID_LENGTH));
        else
            put_id(names, out, text_part(text, at, UUID_LENGTH));
        return UUID_LENGTH;
    }
    if (is_container_id(text, at, digits)) {
        put_id(names, out, text_part(text, at, digits));
        return digits;
    }
    if (is_mac_address(text, at)) {
        put(out, "00:00:00:00:00:00");
        return MAC_LENGTH;
    }
    length = put_pod(names, out, text, at);
    if (!length)
        length = put_url(out, text, at);
    return length ? length : put_mail_address(out, text, at);
}

/* At the beginning of a word: bytes of `text` that were written otherwise, or 0. */
static size_t put_changed(Names *names, Writer *out, Text text, size_t at)
{
    size_t length = put_thing(names, out, text, at);
    if (length)
        return length;
    const Pseudonym *pseudonym = pseudonym_at(names, text, at);
    if (!pseudonym)
        return 0;
    put(out, pseudonym->instead);
    return strlen(pseudonym->name);
}

Text names_changed(Names *names, Text text)
{
    Writer *out = &names->scratch;
    bool changed = false;
    out->length = 0;
    for (size_t at = 0; at < text.length;) {
        bool begins = is_of_word(text.at[at]) && (at == 0 || !is_of_word(text.at[at - 1]));
        size_t length = begins ? put_changed(names, out, text, at) : 0;
        changed |= length > 0;
        if (!length) {
            put_char(out, text.at[at]);
            length = 1;
        }
        at += length;
    }
    if (!changed)
        return text;
    return (Text){arena_copy(names->arena, out->bytes, out->length), out->length};
}

const char *names_changed_in(Names *names, const char *text)
{
    return text ? names_changed(names, text_of(text)).at : NULL;
}
