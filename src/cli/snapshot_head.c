#include "cli/snapshot_head.h"

#include <string.h>

#include "report/printable.h"
#include "world/world_text.h"

enum { LINE_COLUMNS = 78 };

/* ---- Counting ---- */

/* With which the machine failed to answer about it; 0: it answered. */
static int failure_at(const Entry *entry)
{
    if (error_is_of_system(entry->node.answer.error))
        return entry->node.answer.error;
    if (error_is_of_system(entry->open_error))
        return entry->open_error;
    for (size_t i = 0; i < entry->node.notes.count; i++)
        if (error_is_of_system(entry->node.notes.items[i].error))
            return entry->node.notes.items[i].error;
    return 0;
}

static void count_entry(Arena *arena, const Entry *entry, SnapshotContents *contents)
{
    const Content *content = &entry->content;
    int error = failure_at(entry);
    contents->paths++;
    if (content->elf)
        contents->libraries++;
    else if (content->extents.count && content->extents.items[0].bytes.length)
        contents->texts++;
    if (error)
        list_add(arena, contents->failures,
                 arena_printf(arena, "%s (%s)", entry->node.path, strerror(error)));
}

bool snapshot_contents(Arena *arena, Text text, SnapshotContents *contents, const char **error)
{
    WorldText world;
    *contents = (SnapshotContents){.bytes = text.length};
    if (!world_text_read(arena, text, &world, error))
        return false;
    for (size_t i = 0; i < world.entries.count; i++)
        count_entry(arena, world.entries.items[i], contents);
    for (size_t i = 0; i < world.variables.count; i++)
        if (world.variables.items[i].known == PRESENT)
            list_add(arena, contents->variables, world.variables.items[i].name);
    contents->answers = world.testimonies.count;
    contents->version = world.origin.version;
    contents->date = world.origin.date;
    contents->redacted = world.origin.redacted;
    return true;
}

/* ---- Words ---- */

/* Words separated by blanks, wrapped; each line begins with `lead`. */
static void put_wrapped(Writer *out, const char *first, const char *lead, const char *words)
{
    size_t column = strlen(first);
    Text rest = text_of(words);
    bool more, fresh = true;
    put(out, first);
    for (Text word = text_next(&rest, ' ', &more); more; word = text_next(&rest, ' ', &more)) {
        if (!fresh && column + 1 + word.length > LINE_COLUMNS) {
            put_char(out, '\n');
            put(out, lead);
            column = strlen(lead);
            fresh = true;
        }
        if (!fresh)
            put_char(out, ' ');
        put_text(out, word);
        column += word.length + !fresh;
        fresh = false;
    }
    put_char(out, '\n');
}

static const char *joined(Arena *arena, Strings words)
{
    Writer out = writer_new(arena);
    for (size_t i = 0; i < words.count; i++)
        put_format(&out, "%s%s", i ? ", " : "", printable_of(arena, words.items[i]));
    return out.bytes;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static const char *holdings(Arena *arena, const SnapshotContents *contents)
{
    return arena_printf(arena,
                        "%zu path%s with size, owner and rights; the text of %zu file%s; %zu "
                        "librar%s and program%s, described by what a loader looks at, without "
                        "their bytes%s.",
                        contents->paths, plural(contents->paths), contents->texts,
                        plural(contents->texts), contents->libraries,
                        contents->libraries == 1 ? "y" : "ies", plural(contents->libraries),
                        contents->answers ? "; what the driver answered" : "");
}

static const char *variables(Arena *arena, const SnapshotContents *contents)
{
    if (contents->variables.count == 0)
        return "of no variable.";
    return arena_printf(arena, "%s.", joined(arena, contents->variables));
}

enum { FAILURES_SHOWN = 3 };

/* The first few; the file has them all. */
const char *snapshot_failures(Arena *arena, const SnapshotContents *contents)
{
    Strings shown = contents->failures;
    size_t more = shown.count > FAILURES_SHOWN ? shown.count - FAILURES_SHOWN : 0;
    shown.count -= more;
    const char *words = joined(arena, shown);
    return more ? arena_printf(arena, "%s and %zu more", words, more) : words;
}

static const char CHANGED[] =
    "names of users, groups and hosts, home directories, GPU and container ids, serial numbers; "
    "left out: other variables, credentials and queries of URLs, lines of files that nothing "
    "was decided by.";
static const char KEPT[] = "packages and versions, paths below the home directory, hardware, the "
                           "versions of driver and kernel.";
static const char NOT_REDACTED[] =
    "Nothing: names of users and hosts, and files as they were read, are in it.";

/* ---- The head of the file ---- */

static void put_head(Writer *out, const SnapshotContents *contents)
{
    Arena *arena = out->arena;
    put_wrapped(out, "# ", "# ",
                "A recorded machine: what whycpu asked about a Python environment, and what the "
                "machine answered. Read it before you pass it on.");
    put(out, "#\n");
    put_wrapped(out, "# Holds:   ", "#          ", holdings(arena, contents));
    put_wrapped(out, "# Values:  ", "#          ", variables(arena, contents));
    put_wrapped(out, "# Changed: ", "#          ", contents->redacted ? CHANGED : NOT_REDACTED);
    if (contents->redacted)
        put_wrapped(out, "# Kept:    ", "#          ", KEPT);
    if (contents->withheld.count)
        put_wrapped(out, "# Without: ", "#          ",
                    arena_printf(arena, "the text of %s.", joined(arena, contents->withheld)));
    if (contents->failures.count)
        put_wrapped(out, "# Failed:  ", "#          ",
                    arena_printf(arena, "%s.", snapshot_failures(arena, contents)));
    put(out, "# Replay:  whycpu check --snapshot FILE\n"
             "# Format:  docs/WORLD_FORMAT.md\n\n");
}

Text snapshot_with_head(Arena *arena, Text text, const SnapshotContents *contents)
{
    Writer out = writer_new(arena);
    size_t first = text_find(text, '\n') + 1;
    put_text(&out, text_part(text, 0, first));
    put_head(&out, contents);
    put_text(&out, text_part(text, first, text.length));
    return (Text){out.bytes, out.length};
}

/* ---- The terminal ---- */

static const char *size_words(Arena *arena, size_t bytes)
{
    return bytes < 10 * 1024 ? arena_printf(arena, "%zu bytes", bytes)
                             : arena_printf(arena, "%zu kB", (bytes + 512) / 1024);
}

void snapshot_tell(Writer *out, const SnapshotContents *contents, const char *name)
{
    Arena *arena = out->arena;
    const char *shown = name ? printable_of(arena, name) : "FILE";
    put_format(out, "%s: %s, %s\n\n", name ? shown : "standard output",
               size_words(arena, contents->bytes),
               contents->redacted ? "redacted" : "NOT redacted");
    put_wrapped(out, "  Holds    ", "           ", holdings(arena, contents));
    put_wrapped(out, "  Values   ", "           ", variables(arena, contents));
    put_wrapped(out, "  Changed  ", "           ", contents->redacted ? CHANGED : NOT_REDACTED);
    if (contents->redacted)
        put_wrapped(out, "  Kept     ", "           ", KEPT);
    if (contents->withheld.count)
        put_wrapped(out, "  Without  ", "           ",
                    arena_printf(arena, "the text of %s.", joined(arena, contents->withheld)));
    if (contents->failures.count)
        put_wrapped(out, "  Failed   ", "           ",
                    arena_printf(arena, "%s.", snapshot_failures(arena, contents)));
    put_format(out, "  Look     less %s\n  Replay   whycpu check --snapshot %s\n", shown, shown);
}
