/* Texts: NVIDIA's open kernel modules (nv.c, nv-pci.c, osinit.c), Linux (kernel/module, firmware
 * loader). */
#include "parse/kernel_log.h"

#include <string.h>

static const char *const WORDS[KERNEL_EVENT_KINDS] = {
    [KERNEL_XID] = "xid",
    [KERNEL_INIT_FAILED] = "init-failed",
    [KERNEL_OFF_THE_BUS] = "off-the-bus",
    [KERNEL_LEGACY_GPU] = "legacy-gpu",
    [KERNEL_NEEDS_PROPRIETARY] = "needs-proprietary",
    [KERNEL_NOT_PROBED] = "not-probed",
    [KERNEL_VIRTUAL_FUNCTION] = "virtual-function",
    [KERNEL_API_MISMATCH] = "api-mismatch",
    [KERNEL_MODULE_REJECTED] = "module-rejected",
    [KERNEL_FIRMWARE_MISSING] = "firmware-missing",
    [KERNEL_UVM_FAILED] = "uvm-failed",
    [KERNEL_BAD_BAR] = "bad-bar",
};

const char *kernel_event_word(KernelEventKind kind)
{
    return WORDS[kind];
}

/* Of several that fit, the first. */
static const struct {
    const char *text, *also; /* both are in the line; `also` may be NULL */
    KernelEventKind kind;
} SIGNS[] = {
    {"NVRM: Xid (", NULL, KERNEL_XID},
    {"NVRM:", "fallen off the bus", KERNEL_OFF_THE_BUS},
    {"NVRM:", "RmInitAdapter failed", KERNEL_INIT_FAILED},
    {"NVRM:", "rm_init_adapter failed", KERNEL_INIT_FAILED},
    {"NVRM:", "ignoring the legacy GPU", KERNEL_LEGACY_GPU},
    {"NVRM:", "Legacy drivers", KERNEL_LEGACY_GPU},
    {"NVRM:", "not supported by open", KERNEL_NEEDS_PROPRIETARY},
    {"NVRM:", "GPU System Processor (GSP)", KERNEL_NEEDS_PROPRIETARY},
    {"NVRM:", "probe routine was not called", KERNEL_NOT_PROBED},
    {"NVRM:", "Ignoring probe for VF", KERNEL_VIRTUAL_FUNCTION},
    {"NVRM:", "API mismatch", KERNEL_API_MISMATCH},
    {"NVRM:", "I/O region assigned to your NVIDIA device is invalid", KERNEL_BAD_BAR},
    {"Loading of ", " is rejected", KERNEL_MODULE_REJECTED},
    {"unsigned module loading is restricted", NULL, KERNEL_MODULE_REJECTED},
    {"firmware load for nvidia/", "gsp_", KERNEL_FIRMWARE_MISSING},
    {"nvidia-uvm", "request_free_mem_region", KERNEL_UVM_FAILED},
    {"nvidia_uvm", "request_free_mem_region", KERNEL_UVM_FAILED},
};

static size_t find(Text text, const char *needle)
{
    const char *at = text.length ? memmem(text.at, text.length, needle, strlen(needle)) : NULL;
    return at ? (size_t)(at - text.at) : text.length;
}

static bool has(Text text, const char *needle)
{
    return find(text, needle) < text.length;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Length of "0000:01:00" or "0000:01:00.0" at the start of the text; 0: it is none. */
static size_t address_length(Text text)
{
    static const char shape[] = "xxxx:xx:xx";
    size_t length = sizeof shape - 1;
    if (text.length < length)
        return 0;
    for (size_t i = 0; i < length; i++)
        if (shape[i] == 'x' ? !is_hex(text.at[i]) : text.at[i] != shape[i])
            return 0;
    bool function = text.length >= length + 2 && text.at[length] == '.' &&
                    text.at[length + 1] >= '0' && text.at[length + 1] <= '7';
    return function ? length + 2 : length;
}

static Text address_in(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        Text rest = text_part(text, i, text.length);
        size_t length = address_length(rest);
        if (length)
            return text_part(rest, 0, length);
    }
    return TEXT("");
}

static size_t digits_at(Text text, size_t from)
{
    size_t end = from;
    while (end < text.length && text.at[end] >= '0' && text.at[end] <= '9')
        end++;
    return end - from;
}

/* "NVRM: Xid (PCI:0000:01:00): 79, pid=1234, name=python, …" is told up to the number: what comes
 * then may name processes of other people. */
static bool read_xid(KernelEvent *event)
{
    size_t end = find(event->says, "): ");
    size_t number = end + strlen("): "), digits = digits_at(event->says, number);
    if (end == event->says.length ||
        !text_number(text_part(event->says, number, digits), &event->xid))
        return false;
    event->says.length = number + digits;
    return true;
}

/* Seconds and microseconds of "[  123.456789]", and where that stands; -1: there is no stamp. */
static long long stamp_in(Text line, size_t *where)
{
    for (size_t from = find(line, "["); from < line.length;) {
        size_t start = from + 1;
        while (start < line.length && line.at[start] == ' ')
            start++;
        size_t seconds = digits_at(line, start), point = start + seconds;
        size_t fraction = point < line.length ? digits_at(line, point + 1) : 0;
        long long whole, part;
        if (fraction == 6 && point < line.length && line.at[point] == '.' && seconds <= 10 &&
            point + 7 < line.length && line.at[point + 7] == ']' &&
            text_number(text_part(line, start, seconds), &whole) &&
            text_number(text_part(line, point + 1, fraction), &part)) {
            *where = from;
            return whole * 1000000 + part;
        }
        size_t next = find(text_part(line, start, line.length), "[");
        from = start + next;
    }
    return -1;
}

static long long stamp_of(Text line)
{
    size_t where;
    return stamp_in(line, &where);
}

/* LOG_LINE_MAX of the kernel: it tells no longer message. */
enum { MOST_MESSAGE_BYTES = 1024 };

/* From `at` on, up to a second stamp: another message that was torn into the line. */
static Text message_at(Text line, size_t at)
{
    size_t end;
    Text says = text_part(line, at, MOST_MESSAGE_BYTES);
    if (stamp_in(says, &end) >= 0)
        says.length = end;
    return text_trim(says);
}

/* Each place of the sign is tried: the first may be of a message that another one tore apart. */
static bool read_sign(Text line, size_t sign, KernelEvent *event)
{
    const char *text = SIGNS[sign].text, *also = SIGNS[sign].also;
    size_t at = find(line, text);
    while (at < line.length) {
        Text says = message_at(line, at);
        *event = (KernelEvent){.kind = SIGNS[sign].kind, .says = says};
        if (has(says, text) && (!also || has(says, also)) &&
            (event->kind != KERNEL_XID || read_xid(event)))
            return true;
        at += 1 + find(text_part(line, at + 1, line.length), text);
    }
    return false;
}

bool kernel_log_event(Text line, KernelEvent *event)
{
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        if (!read_sign(line, i, event))
            continue;
        event->address = address_in(line);
        return true;
    }
    return false;
}

Text kernel_log_last_start(Text log, bool cut)
{
    Text rest = log, line;
    if (cut && !text_line(&rest, &line))
        return TEXT("");
    Text last = rest;
    long long before = -1;
    for (Text here = rest; text_line(&rest, &line); here = rest) {
        long long stamp = stamp_of(line);
        bool first = has(line, "] Linux version ") || has(line, "kernel: Linux version ");
        if (first || (stamp >= 0 && stamp < before))
            last = here;
        if (first || stamp >= 0)
            before = stamp;
    }
    return last;
}

Text kernel_log_digest(Arena *arena, Text log, bool cut)
{
    Text rest = kernel_log_last_start(log, cut), line;
    char *bytes = arena_alloc(arena, rest.length + 1); /* events are parts of their lines */
    size_t length = 0;
    KernelEvent event;
    while (text_line(&rest, &line)) {
        if (!kernel_log_event(line, &event))
            continue;
        memcpy(bytes + length, event.says.at, event.says.length);
        length += event.says.length;
        bytes[length++] = '\n';
    }
    return (Text){bytes, length};
}
