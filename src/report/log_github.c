/* Annotations that GitHub shows beside the lines of a file. */
#include "report/log.h"

#include <string.h>

#include "report/printable.h"

/* A message is one line: %, CR and LF are escaped; in a property besides ':' and ','. Anything else
 * that a log may hold, as in the name of a rank, is shown as on a terminal. */
static void put_escaped(Writer *out, const char *text, bool property)
{
    while (*text) {
        size_t plain = strcspn(text, property ? "%\r\n:," : "%\r\n");
        put(out, printable(out->arena, (Text){text, plain}));
        text += plain;
        if (*text)
            put_format(out, "%%%02X", (unsigned char)*text++);
    }
}

static void put_place(Writer *out, const LoggedLine *line)
{
    const char *colon = line->source ? strrchr(line->source, ':') : NULL;
    if (!colon || line->source[0] == '-')
        return;
    put(out, " file=");
    Text file = {line->source, (size_t)(colon - line->source)};
    put_escaped(out, text_copy(out->arena, file), true);
    put(out, ",line=");
    put_escaped(out, colon + 1, true);
}

static void put_annotations(Writer *out, const LoggedAnswer *answer, const CauseList *causes,
                            const char *least)
{
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        put_format(out, "::%s", cause->certain ? least : "warning");
        put_place(out, &cause->line);
        put(out, "::");
        put_escaped(out, cause->says, false);
        put_format(out, " (%s", cause_word(cause->id));
        if (answer->who)
            put(out, "; ");
        put_escaped(out, answer->who ? answer->who : "", false);
        put(out, ")\n");
    }
}

void report_log_github(Writer *out, const LoggedAnswer *answer)
{
    put_annotations(out, answer, &answer->judgement->causes, "error");
    put_annotations(out, answer, &answer->judgement->findings, "notice");
}
