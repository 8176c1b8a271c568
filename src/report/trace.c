#include "report/trace.h"

#include <string.h>

#include "base/text.h"
#include "report/page.h"
#include "report/places.h"

enum {
    MARGIN = 2,
    LABEL_COLUMN = 12,
    TRY_COLUMN = 4,
    PATH_COLUMN = 6,
    WIDE_COLUMNS = 120,
    /* Of more absent ones in a row, the rest is counted. Who looks for what is not found wants to
     * see where it was looked for. */
    SHOWN_WHERE_FOUND = 3,
    SHOWN_WHERE_NOT = 40,
    FOLDED_AT_LEAST = 3
};

/* The tries for one name, which stand together. */
typedef struct Stretch {
    const char *name;
    const Try *tries;
    size_t count;
} Stretch;

typedef struct Trace {
    Page page;
    Arena *arena;
    const Opening *opening;
    Places places;
    LIST_OF(Stretch) stretches;
} Trace;

static const char *shown(const Trace *trace, const char *path)
{
    return shorten_path(trace->arena, &trace->places, path);
}

static void flow(Trace *trace, Style style, const char *text, size_t indent)
{
    page_tab(&trace->page, indent);
    page_flow(&trace->page, style, shorten_text(trace->arena, &trace->places, text), indent,
              trace->page.columns);
    page_end_line(&trace->page);
}

static void find_stretches(Trace *trace)
{
    const Opening *opening = trace->opening;
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        size_t last = trace->stretches.count - 1;
        if (i > 0 && strcmp(trace->stretches.items[last].name, try->for_name) == 0)
            trace->stretches.items[last].count++;
        else
            list_add(trace->arena, trace->stretches, (Stretch){try->for_name, try, 1});
    }
}

/* ---- The answer ---- */

static bool is_passed_over(TryOutcome outcome)
{
    return outcome == TRY_ABSENT || outcome == TRY_FOREIGN || outcome == TRY_UNREADABLE ||
           outcome == TRY_NOT_LOOKED;
}

/* The try at which a name came to its end; NULL when nothing was opened for it. */
static const Try *decisive(const Stretch *stretch)
{
    for (size_t i = 0; i < stretch->count; i++)
        if (!is_passed_over(stretch->tries[i].outcome))
            return &stretch->tries[i];
    return NULL;
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const Stretch *last_stretch(const Trace *trace)
{
    return trace->stretches.count ? &trace->stretches.items[trace->stretches.count - 1] : NULL;
}

/* " does not open: libcublasLt.so.12 lacks what it needs" */
static const char *why_symbol_fails(const Trace *trace)
{
    const Opening *opening = trace->opening;
    const char *user = last_name(opening->fails_on);
    const char *who = strcmp(user, last_name(opening->name)) == 0 ? "it" : user;
    if (!opening->missing_from)
        return arena_printf(trace->arena, " does not open: %s needs a symbol that nobody defines",
                            who);
    return arena_printf(trace->arena, " does not open: %s lacks a symbol that %s needs",
                        last_name(opening->missing_from), who);
}

static const char *why_it_fails(const Trace *trace)
{
    const Opening *opening = trace->opening;
    const Stretch *last = last_stretch(trace);
    if (opening->because)
        return " cannot be asked for"; /* the object that asks does not open itself */
    if (opening->missing_symbol)
        return why_symbol_fails(trace);
    if (!last || !opening->fails_on || strcmp(last->name, opening->fails_on) != 0)
        return " does not open";
    if (decisive(last))
        return " does not open";
    if (strcmp(last->name, opening->name) == 0)
        return strchr(opening->name, '/') ? " does not open: it is not there"
                                          : " does not open: it is found nowhere";
    return arena_printf(trace->arena, " does not open: it needs %s, which is found nowhere",
                        last->name);
}

static void put_headline(Trace *trace)
{
    static const struct {
        const char *symbol, *ascii;
        Style style;
        const char *says;
    } ANSWERS[] = {
        [OPEN_FOUND] = {"✓", "ok", STYLE_GOOD, " is found"},
        [OPEN_LOADED] = {"✓", "ok", STYLE_GOOD, " is mapped already"},
        [OPEN_FAILED] = {"✗", "x", STYLE_BAD, NULL},
        [OPEN_CRASHES] = {"✗", "x", STYLE_BAD, " kills the process"},
        [OPEN_UNKNOWN] = {"?", "?", STYLE_DOUBT, ": it cannot be told"},
    };
    const Opening *opening = trace->opening;
    OpenResult result = opening->result;
    const char *says = result == OPEN_FAILED ? why_it_fails(trace) : ANSWERS[result].says;
    page_put(&trace->page, ANSWERS[result].style,
             trace->page.ascii ? ANSWERS[result].ascii : ANSWERS[result].symbol);
    page_put(&trace->page, STYLE_PLAIN, " ");
    page_flow(&trace->page, STYLE_STRONG, arena_printf(trace->arena, "%s%s", opening->name, says),
              MARGIN, trace->page.columns);
    page_end_line(&trace->page);
}

/* "RUNPATH of tensorflow/libtensorflow_framework.so.2" */
static const char *rule_says(const Trace *trace, Rule rule, const char *listed_by)
{
    const char *by = listed_by ? shown(trace, listed_by) : "";
    switch (rule) {
    case RULE_RPATH: return arena_printf(trace->arena, "RPATH of %s", by);
    case RULE_RUNPATH: return arena_printf(trace->arena, "RUNPATH of %s", by);
    case RULE_LD_LIBRARY_PATH: return "LD_LIBRARY_PATH";
    case RULE_CACHE: return arena_printf(trace->arena, "the cache, %s", by);
    case RULE_DEFAULT: return "default directories";
    case RULE_PATH: return "the path as it is given";
    case RULE_PRELOAD: return listed_by ? by : "LD_PRELOAD";
    case RULE_LOADED: return "mapped before";
    case RULE_NONE: break;
    }
    return "";
}

static void put_labelled(Trace *trace, const char *label, Style style, const char *text)
{
    page_tab(&trace->page, MARGIN);
    page_put(&trace->page, STYLE_FAINT, label);
    page_tab(&trace->page, LABEL_COLUMN);
    page_flow(&trace->page, style, text, LABEL_COLUMN, trace->page.columns);
    page_end_line(&trace->page);
}

/* By which rule the file was found; NULL for one that was mapped before. */
static const Try *found_by(const Trace *trace)
{
    if (trace->opening->result != OPEN_FOUND || trace->stretches.count == 0)
        return NULL;
    return decisive(&trace->stretches.items[0]);
}

static void put_rule(Trace *trace)
{
    const Opening *opening = trace->opening;
    const Try *found = found_by(trace);
    const char *says = NULL;
    if (found && opening->by && found->listed_by && strcmp(found->listed_by, opening->by) == 0)
        says = found->rule == RULE_RPATH ? "its RPATH" : "its RUNPATH";
    else if (found)
        says = rule_says(trace, found->rule, found->listed_by);
    else if (opening->rule == RULE_PRELOAD)
        says = "LD_PRELOAD or /etc/ld.so.preload";
    if (says)
        put_labelled(trace, "through", STYLE_PLAIN, says);
}

static void put_answer(Trace *trace)
{
    const Opening *opening = trace->opening;
    if (opening->path)
        put_labelled(trace, "at", STYLE_PLAIN, shown(trace, opening->path));
    if (opening->by)
        put_labelled(trace, "asked by", STYLE_PLAIN, shown(trace, opening->by));
    put_rule(trace);
    if (opening->error)
        put_labelled(trace, "dlerror()", STYLE_PLAIN,
                     shorten_text(trace->arena, &trace->places, opening->error));
    if (opening->because)
        put_labelled(trace, "because", STYLE_PLAIN,
                     shorten_text(trace->arena, &trace->places, opening->because));
}

/* ---- The search ---- */

static const char *outcome_says(const Try *try)
{
    switch (try->outcome) {
    case TRY_OPENED: return "opened";
    case TRY_ABSENT: return try->directory_is_absent ? "no such directory" : "not there";
    case TRY_FOREIGN: return "for another machine, passed over";
    case TRY_UNREADABLE: return "cannot be opened, passed over";
    case TRY_NOT_LOOKED: return "not looked at";
    case TRY_TOO_SHORT: return "too short, stops the search";
    case TRY_TRUNCATED: return "cut short";
    case TRY_NOT_ELF: return "no library, stops the search";
    case TRY_DIRECTORY: return "a directory, stops the search";
    }
    return "";
}

/* In a list that an object names, paths below its own directory are shown as it writes them. */
static const char *from_origin(const Trace *trace, const Try *try, const char *path)
{
    bool is_own = try->rule == RULE_RPATH || try->rule == RULE_RUNPATH;
    const char *object = is_own ? try->listed_by : NULL;
    if (object && object[0] != '/' && trace->places.cwd)
        object = arena_printf(trace->arena, "%s/%s", trace->places.cwd, object);
    const char *slash = object ? strrchr(object, '/') : NULL;
    size_t length = slash ? (size_t)(slash - object) : 0;
    if (length == 0 || strncmp(path, object, length) != 0 ||
        (path[length] != '/' && path[length] != '\0'))
        return shown(trace, path);
    return arena_printf(trace->arena, "$ORIGIN%s", path + length);
}

/* The directory for what is not there, else the file. */
static const char *place_of(const Trace *trace, const Try *try)
{
    bool is_in_list =
        try->rule != RULE_PATH && try->rule != RULE_CACHE && try->rule != RULE_PRELOAD;
    bool is_passed = try->outcome == TRY_ABSENT || try->outcome == TRY_NOT_LOOKED;
    if (!is_passed || !is_in_list)
        return from_origin(trace, try, try->path);
    const char *slash = strrchr(try->path, '/');
    if (!slash)
        return "the working directory";
    size_t length = (size_t)(slash - try->path);
    return from_origin(trace, try, arena_copy(trace->arena, try->path, length ? length : 1));
}

/* What opened and was refused then is what the opening fails on; it stands last. Symbols are looked
 * up when everything was opened; there it is the library that lacks one. */
static bool is_refused_later(const Opening *opening, const Try *try)
{
    if (opening->result != OPEN_FAILED || try->outcome != TRY_OPENED)
        return false;
    if (opening->missing_symbol)
        return opening->missing_from && strcmp(try->path, opening->missing_from) == 0;
    return try == &opening->tried.items[opening->tried.count - 1];
}

static const char *try_says(const Trace *trace, const Try *try)
{
    if (!is_refused_later(trace->opening, try))
        return outcome_says(try);
    return trace->opening->missing_symbol ? "opened, and lacks the symbol" : "opened, and refused";
}

static void put_try(Trace *trace, const Try *try)
{
    bool is_end = !is_passed_over(try->outcome);
    bool is_good = try->outcome == TRY_OPENED && !is_refused_later(trace->opening, try);
    Style style = !is_end ? STYLE_FAINT : is_good ? STYLE_GOOD : STYLE_BAD;
    page_tab(&trace->page, TRY_COLUMN);
    page_put(&trace->page, style, !is_end ? "·" : is_good ? "✓" : "✗");
    page_tab(&trace->page, PATH_COLUMN);
    page_keep_right(&trace->page, style, try_says(trace, try));
    page_flow(&trace->page, STYLE_PLAIN, place_of(trace, try), PATH_COLUMN, trace->page.columns);
    page_end_line(&trace->page);
}

static bool is_told(const Try *try)
{
    return !try->in_variation || try->outcome != TRY_ABSENT;
}

/* How many tries from `from` on are absent and to be told, in a row within one group. */
static size_t absent_in_a_row(const Stretch *stretch, size_t from, size_t end)
{
    size_t count = 0;
    for (size_t i = from; i < end && stretch->tries[i].outcome == TRY_ABSENT; i++)
        count += is_told(&stretch->tries[i]);
    return count;
}

static void put_folded(Trace *trace, size_t count)
{
    page_tab(&trace->page, PATH_COLUMN);
    page_put(&trace->page, STYLE_FAINT,
             arena_printf(trace->arena, "… and %zu more without it (--json lists them)", count));
    page_end_line(&trace->page);
}

/* "RUNPATH of libtensorflow_framework.so.2", in full where that object was not named before. */
static void put_title(Trace *trace, const Try *first)
{
    const Opening *opening = trace->opening;
    bool is_known = opening->by && first->listed_by && strcmp(opening->by, first->listed_by) == 0;
    const char *slash = is_known ? strrchr(first->listed_by, '/') : NULL;
    const char *by = slash ? slash + 1 : first->listed_by;
    flow(trace, STYLE_STRONG, rule_says(trace, first->rule, by), MARGIN);
}

/* The cache is asked before the default directories; a name that it lacks leaves no try. */
static void put_silent_cache(Trace *trace, const Stretch *stretch, size_t from)
{
    const Try *first = &stretch->tries[from];
    bool is_musl = first->listed_by && strstr(first->listed_by, "ld-musl-");
    bool was_told = from > 0 && stretch->tries[from - 1].rule == RULE_CACHE;
    if (first->rule != RULE_DEFAULT || is_musl || was_told)
        return;
    page_tab(&trace->page, MARGIN);
    page_put(&trace->page, STYLE_STRONG, "the cache, ld.so.cache");
    page_keep_right(&trace->page, STYLE_FAINT, "does not list it");
    page_end_line(&trace->page);
}

static void put_group(Trace *trace, const Stretch *stretch, size_t from, size_t end)
{
    size_t most = decisive(stretch) ? SHOWN_WHERE_FOUND : SHOWN_WHERE_NOT;
    size_t shown_in_a_row = 0;
    put_title(trace, &stretch->tries[from]);
    for (size_t i = from; i < end; i++) {
        const Try *try = &stretch->tries[i];
        if (!is_told(try))
            continue;
        size_t left = absent_in_a_row(stretch, i, end);
        if (shown_in_a_row >= most && left >= FOLDED_AT_LEAST) {
            put_folded(trace, left);
            while (i + 1 < end && stretch->tries[i + 1].outcome == TRY_ABSENT)
                i++;
            shown_in_a_row = 0;
            continue;
        }
        shown_in_a_row = try->outcome == TRY_ABSENT ? shown_in_a_row + 1 : 0;
        put_try(trace, try);
    }
}

static bool is_same_group(const Try *a, const Try *b)
{
    bool same_lister = a->listed_by == b->listed_by ||
                       (a->listed_by && b->listed_by && strcmp(a->listed_by, b->listed_by) == 0);
    return a->rule == b->rule && same_lister;
}

static void put_stretch(Trace *trace, const Stretch *stretch)
{
    for (size_t from = 0; from < stretch->count;) {
        size_t end = from + 1;
        while (end < stretch->count && is_same_group(&stretch->tries[from], &stretch->tries[end]))
            end++;
        put_silent_cache(trace, stretch, from);
        put_group(trace, stretch, from, end);
        from = end;
    }
}

/* ---- What it brings along ---- */

static void put_brought(Trace *trace, const Stretch *stretch)
{
    const Try *try = decisive(stretch);
    page_tab(&trace->page, TRY_COLUMN);
    page_put(&trace->page, STYLE_FAINT, "+");
    page_tab(&trace->page, PATH_COLUMN);
    page_keep_right(&trace->page, STYLE_FAINT, rule_word(try->rule));
    page_flow(&trace->page, STYLE_PLAIN, from_origin(trace, try, try->path), PATH_COLUMN,
              trace->page.columns);
    page_end_line(&trace->page);
}

static void put_heading(Trace *trace, const char *text)
{
    page_end_line(&trace->page);
    page_tab(&trace->page, MARGIN);
    page_flow(&trace->page, STYLE_STRONG, text, MARGIN, trace->page.columns);
    page_end_line(&trace->page);
}

/* Dependencies that were found; the one that ended the opening is told in full. */
static void put_dependencies(Trace *trace)
{
    bool fails = trace->opening->result != OPEN_FOUND;
    size_t told =
        fails && trace->stretches.count ? trace->stretches.count - 1 : trace->stretches.count;
    bool has_title = false;
    for (size_t i = 1; i < told; i++) {
        if (!decisive(&trace->stretches.items[i]))
            continue;
        if (!has_title)
            put_heading(trace, fails ? "It needs, and finds" : "It needs, and brings along");
        has_title = true;
        put_brought(trace, &trace->stretches.items[i]);
    }
    if (!fails || trace->stretches.count < 2)
        return;
    const Stretch *last = last_stretch(trace);
    put_heading(trace, arena_printf(trace->arena, "It needs %s", last->name));
    put_stretch(trace, last);
}

/* Subdirectories for certain processors are tried before each directory, mostly in vain. */
static void put_variations(Trace *trace)
{
    size_t count = 0;
    for (size_t i = 0; i < trace->opening->tried.count; i++)
        count += !is_told(&trace->opening->tried.items[i]);
    if (count == 0)
        return;
    page_end_line(&trace->page);
    flow(trace, STYLE_FAINT,
         arena_printf(trace->arena,
                      "Before a directory itself, its subdirectories for certain processors are "
                      "tried (glibc-hwcaps and older ones): %zu here, none of which holds it.",
                      count),
         MARGIN);
}

void report_trace(Writer *out, const Opening *opening, Strings messages, const View *view)
{
    Trace trace = {
        .page = {.out = out,
                 .columns = view->columns,
                 .colour = view->colour,
                 .ascii = view->ascii},
        .arena = out->arena,
        .opening = opening,
        .places = {.cwd = view->cwd, .home = view->home},
    };
    find_stretches(&trace);
    put_headline(&trace);
    put_answer(&trace);
    for (size_t i = 0; i < messages.count; i++)
        put_labelled(&trace, "ld.so says", STYLE_DOUBT, messages.items[i]);
    if (trace.stretches.count) {
        page_end_line(&trace.page);
        put_stretch(&trace, &trace.stretches.items[0]);
    }
    put_dependencies(&trace);
    put_variations(&trace);
}
