#include "ask/testimony.h"

#include <limits.h>
#include <string.h>

/* How it ended, in words: "exited 0 within 5000", "stuck 9 within 5000 D (disk sleep) in nv_open",
 * "refused there is no /usr/bin/whycpu-helper". */
static const char *const ENDS[] = {
    [CHILD_NOT_STARTED] = "not-started",
    [CHILD_EXITED] = "exited",
    [CHILD_SIGNALLED] = "signalled",
    [CHILD_LATE] = "late",
    [CHILD_STUCK] = "stuck",
};

#define REFUSED "refused "

Testimony testimony_of(Arena *arena, LibraryKind kind, const char *library,
                       const ChildReport *report, int deadline_ms)
{
    return (Testimony){
        .kind = library_kind_word(kind),
        .of = library,
        .ending =
            arena_printf(arena, "%s %d within %d%s%s", ENDS[report->end], report->number,
                         deadline_ms, report->state ? " " : "", report->state ? report->state : ""),
        .said = report->said,
    };
}

Testimony testimony_of_refusal(Arena *arena, LibraryKind kind, const char *library,
                               const char *because)
{
    return (Testimony){
        .kind = library_kind_word(kind),
        .of = library,
        .ending = arena_printf(arena, REFUSED "%s", because),
        .said = TEXT(""),
    };
}

static bool read_number(Text *rest, int *number)
{
    bool more;
    long long read;
    if (!text_number(text_next(rest, ' ', &more), &read) || read > INT_MAX)
        return false;
    *number = (int)read;
    return true;
}

static bool read_ending(Arena *arena, Text rest, ChildReport *report, int *deadline_ms)
{
    bool more;
    Text word = text_next(&rest, ' ', &more);
    size_t end = 0;
    while (end < sizeof ENDS / sizeof *ENDS && !text_is(word, ENDS[end]))
        end++;
    if (end == sizeof ENDS / sizeof *ENDS || !read_number(&rest, &report->number) ||
        !text_is(text_next(&rest, ' ', &more), "within") || !read_number(&rest, deadline_ms))
        return false;
    report->end = (ChildEnd)end;
    report->state = rest.length ? text_copy(arena, rest) : NULL;
    return true;
}

Outcome outcome_of_testimony(Arena *arena, LibraryKind kind, const Testimony *testimony)
{
    ChildReport report = {.said = testimony->said};
    int deadline_ms;
    if (starts_with(testimony->ending, REFUSED))
        return (Outcome){.refused = testimony->ending + strlen(REFUSED)};
    if (!read_ending(arena, text_of(testimony->ending), &report, &deadline_ms))
        return (Outcome){.refused = "how the driver's answer ended is not told in words that this "
                                    "version of whycpu knows"};
    return outcome_of_former(arena, kind, &report, deadline_ms);
}
