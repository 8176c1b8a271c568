#include "redact/redact.h"

#include <stdlib.h>
#include <string.h>

#include "redact/keep.h"
#include "world/recorded.h"

typedef struct Work {
    Arena *arena;
    WorldText world;
    Tree tree;
    Names names;
    Redaction *done;
} Work;

/* ---- The world as entries that know each other ---- */

static bool begin(Work *work, Arena *arena, Text text, const char **error)
{
    *work = (Work){.arena = arena, .tree = tree_new(arena)};
    if (!world_text_read(arena, text, &work->world, error))
        return false;
    for (size_t i = 0; i < work->world.entries.count; i++) {
        Entry *entry = work->world.entries.items[i];
        const char *problem = NULL;
        if (!entry_insert(&work->tree, entry, &problem)) {
            *error = arena_printf(arena, "line %u: %s", entry->line, problem);
            return false;
        }
    }
    return true;
}

static bool is_dropped(const Entry *entry)
{
    for (; entry; entry = entry->parent)
        if (entry->dropped)
            return true;
    return false;
}

static Text written(Work *work)
{
    work->world.entries.count = 0;
    for (size_t i = 0; i < work->tree.slot_count; i++) {
        Entry *entry = work->tree.slots[i];
        if (entry && !entry->implied && !is_dropped(entry))
            list_add(work->arena, work->world.entries, entry);
    }
    return world_text_write(work->arena, &work->world);
}

/* ---- The text of files ---- */

/* What is known of a file from its beginning on; of a long one, what was read of it. */
static bool beginning_of(const Entry *entry, Text *bytes)
{
    const Content *content = &entry->content;
    *bytes = TEXT("");
    for (size_t i = 0; i < content->extents.count; i++)
        if (content->extents.items[i].offset == 0 &&
            content->extents.items[i].bytes.length >= bytes->length)
            *bytes = content->extents.items[i].bytes;
    return bytes->length > 0;
}

static void set_text(Arena *arena, Entry *entry, Text before, Text kept)
{
    Content *content = &entry->content;
    bool told_size = entry->node.info.size_bytes == before.length || !content->whole;
    content->whole = true;
    content->extents.count = content->extents.room = 0;
    content->extents.items = NULL;
    list_add(arena, content->extents, (Extent){0, kept});
    if (told_size)
        entry->node.info.size_bytes = kept.length;
}

static bool is_program(Text bytes)
{
    return text_starts(bytes, "\x7f"
                              "ELF");
}

/* In words it is shorter, can be read, and can be compared. */
static void tell_cache(Work *work, Entry *entry, Text bytes)
{
    const char *error;
    const LdCache *cache = ldcache_read(work->arena, bytes, &error);
    if (!cache || !cache_can_be_told(cache))
        return;
    entry->content.cache = cache;
    entry->content.whole = false;
    entry->content.extents.count = 0;
}

static bool is_cache(const char *path)
{
    return ends_with(path, "/ld.so.cache");
}

static void shorten_file(Work *work, Entry *entry)
{
    Text bytes;
    if (is_cache(entry->node.path) && beginning_of(entry, &bytes)) {
        tell_cache(work, entry, bytes);
        return;
    }
    Keeper *trim = trimmer_of(entry->node.path);
    Keeping keeping = {.arena = work->arena,
                       .tree = &work->tree,
                       .user = work->world.user,
                       .path = entry->node.path};
    if (trim && beginning_of(entry, &bytes))
        set_text(work->arena, entry, bytes, trim(&keeping, bytes));
}

static bool is_known(const Variable *variable)
{
    Text name = text_of(variable->name);
    return variable_is_kept(name) || variable_is_a_mark(name);
}

/* Who asks the driver hands on the whole environment; no answer depends on most of it. */
static void forget_other_values(Work *work)
{
    for (size_t i = 0; i < work->world.variables.count; i++) {
        Variable *variable = &work->world.variables.items[i];
        if (variable->known == PRESENT && !is_known(variable))
            variable->known = UNKNOWN;
    }
}

static int compare_inodes(const void *a, const void *b)
{
    const FileInfo *left = &(*(Entry *const *)a)->node.info,
                   *right = &(*(Entry *const *)b)->node.info;
    if (left->device != right->device)
        return left->device < right->device ? -1 : 1;
    return (left->inode > right->inode) - (left->inode < right->inode);
}

/* Identity matters only of files that are one; each of the others is its own without a number. */
static void forget_single_inodes(Work *work)
{
    LIST_OF(Entry *) entries = {0};
    for (size_t i = 0; i < work->tree.slot_count; i++)
        if (work->tree.slots[i] && work->tree.slots[i]->node.info.inode)
            list_add(work->arena, entries, work->tree.slots[i]);
    if (entries.count)
        qsort(entries.items, entries.count, sizeof *entries.items, compare_inodes);
    for (size_t i = 0; i < entries.count;) {
        size_t end = i + 1;
        while (end < entries.count && compare_inodes(&entries.items[i], &entries.items[end]) == 0)
            end++;
        if (end == i + 1)
            entries.items[i]->node.info.inode = entries.items[i]->node.info.device = 0;
        i = end;
    }
}

bool world_shortened(Arena *arena, Text text, Text *shorter, const char **error)
{
    Work work;
    if (!begin(&work, arena, text, error))
        return false;
    for (size_t i = 0; i < work.tree.slot_count; i++)
        if (work.tree.slots[i])
            shorten_file(&work, work.tree.slots[i]);
    forget_other_values(&work);
    forget_single_inodes(&work);
    *shorter = written(&work);
    return true;
}

static void withhold(Work *work, Entry *entry)
{
    entry->content.extents.count = 0;
    entry->content.whole = false;
    entry->has_size = true;
    list_add(work->arena, work->done->withheld, names_changed_in(&work->names, entry->node.path));
}

static void redact_file(Work *work, Entry *entry)
{
    Text bytes;
    Keeper *keep = keeper_of(entry->node.path);
    Keeping keeping = {.arena = work->arena,
                       .names = &work->names,
                       .tree = &work->tree,
                       .user = work->world.user,
                       .path = entry->node.path};
    if (!beginning_of(entry, &bytes) || is_program(bytes))
        return;
    if (keep)
        set_text(work->arena, entry, bytes, keep(&keeping, bytes));
    else
        withhold(work, entry);
}

/* ---- Which names there are ---- */

static void add_home(Work *work, const char *home)
{
    const char *last = strrchr(home, '/');
    Text rest = text_of(home);
    bool more;
    if (!last || !last[1])
        return;
    names_add(&work->names, NAME_OF_USER, text_of(last + 1));
    for (Text part = text_next(&rest, '/', &more); more; part = text_next(&rest, '/', &more))
        if (part.length && part.at != last + 1)
            names_add(&work->names, NAME_OF_PLACE, part);
}

/* Everybody who has a directory where homes are. */
static void add_homes_beside(Work *work)
{
    static const char *const PARENTS[] = {"/home", "/Users", "/export/home", "/mnt/home"};
    for (size_t i = 0; i < sizeof PARENTS / sizeof *PARENTS; i++) {
        const Entry *parent = tree_find(&work->tree, PARENTS[i]);
        for (const Entry *home = parent ? parent->first_child : NULL; home;
             home = home->next_sibling)
            names_add(&work->names, NAME_OF_USER, text_of(entry_name(home)));
    }
}

static bool is_of_path(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("/._-~", c);
}

/* Of "/home/NAME" and of "/mnt/c/Users/NAME", as Windows is seen from inside WSL, the length up to
 * the name; 0 where no such path begins. */
static size_t length_of_parent(Text path)
{
    static const char *const PARENTS[] = {"/home/", "/Users/", "/homes/"};
    static const char windows[] = "/mnt/?/Users/";
    for (size_t i = 0; i < sizeof PARENTS / sizeof *PARENTS; i++)
        if (text_starts(path, PARENTS[i]))
            return strlen(PARENTS[i]);
    for (size_t i = 0; i < sizeof windows - 1; i++)
        if (i >= path.length || (windows[i] != '?' && path.at[i] != windows[i]))
            return 0;
    return sizeof windows - 1;
}

/* Homes that are only mentioned, in a variable or in a file. */
static void add_homes_mentioned(Work *work, Text text)
{
    for (size_t at = 0; at < text.length; at++) {
        if (text.at[at] != '/' || (at > 0 && is_of_path(text.at[at - 1])))
            continue;
        Text rest = text_part(text, at, text.length);
        size_t length = length_of_parent(rest), end = length;
        while (length && end < rest.length && rest.at[end] != '/' && is_of_path(rest.at[end]))
            end++;
        if (end > length)
            names_add(&work->names, NAME_OF_USER, text_part(rest, length, end - length));
    }
}

static Text whole_text(Work *work, const char *path)
{
    const Entry *entry = tree_find(&work->tree, path);
    Text bytes = TEXT("");
    if (entry)
        beginning_of(entry, &bytes);
    return bytes;
}

/* The first field of each line whose third is the number of a person or a group of persons. */
static void add_accounts(Work *work, const char *path, NameKind kind)
{
    enum { FIRST_OF_PERSONS = 1000, NOBODY = 65534 };
    Text rest = whole_text(work, path), line;
    while (text_line(&rest, &line)) {
        bool more;
        long long number;
        Text name = text_next(&line, ':', &more);
        text_next(&line, ':', &more);
        if (text_number(text_next(&line, ':', &more), &number) && number >= FIRST_OF_PERSONS &&
            number != NOBODY)
            names_add(&work->names, kind, name);
    }
}

static void add_hosts(Work *work, Strings hosts)
{
    for (size_t i = 0; i < hosts.count; i++) {
        Text name = text_trim(text_of(hosts.items[i]));
        if (!name.length)
            continue;
        names_add(&work->names, NAME_OF_HOST, name);
        names_add(&work->names, NAME_OF_HOST, text_part(name, 0, text_find(name, '.')));
    }
    static const char *const FILES[] = {"/etc/hostname", "/proc/sys/kernel/hostname"};
    for (size_t i = 0; i < 2; i++) {
        Text name = text_trim(whole_text(work, FILES[i]));
        names_add(&work->names, NAME_OF_HOST, name);
    }
}

static const char *value_of(const Work *work, const char *name)
{
    const Variable *variable = text_variable(&work->world, name);
    return variable && variable->known == PRESENT ? variable->value : NULL;
}

static void collect_names(Work *work, Strings hosts)
{
    const User *user = work->world.user;
    static const char *const WHO[] = {"USER", "LOGNAME", "SUDO_USER"};
    if (user && user->name)
        names_add(&work->names, NAME_OF_USER, text_of(user->name));
    if (user && user->home)
        add_home(work, user->home);
    if (value_of(work, "HOME"))
        add_home(work, value_of(work, "HOME"));
    for (size_t i = 0; i < sizeof WHO / sizeof *WHO; i++)
        if (value_of(work, WHO[i]))
            names_add(&work->names, NAME_OF_USER, text_of(value_of(work, WHO[i])));
    add_accounts(work, "/etc/passwd", NAME_OF_USER);
    add_homes_beside(work);
    add_homes_mentioned(work, work->names.whole);
    add_accounts(work, "/etc/group", NAME_OF_GROUP);
    add_hosts(work, hosts);
}

/* ---- Files of a home that nobody cared about ---- */

/* Neither a file that was read, nor a library, nor a link, nor a directory that holds one. */
static bool is_dull(const Entry *entry)
{
    if (entry->node.answer.known != PRESENT)
        return true;
    if (entry->node.info.type == FILE_REGULAR)
        return !entry->content.elf && !entry->content.extents.count;
    if (entry->node.info.type != FILE_DIRECTORY)
        return false;
    for (const Entry *child = entry->first_child; child; child = child->next_sibling)
        if (!is_dull(child))
            return false;
    return true;
}

/* Its listing then does not have them: who looks for environments passes them over all the same.
 * Where there is no listing, what is left out would be unknown instead of absent. */
static void drop_dull_children(Work *work, Entry *home)
{
    if (!home || home->node.answer.known != PRESENT || home->listing != LISTING_COMPLETE)
        return;
    Entry **link = &home->first_child;
    while (*link) {
        Entry *child = *link;
        if (is_dull(child) && child->listed) {
            child->dropped = true;
            work->done->names_left_out++;
            *link = child->next_sibling;
        } else {
            link = &child->next_sibling;
        }
    }
}

/* What lies there came with the system, and is the same on many machines. */
static bool is_of_system(const char *path)
{
    static const char *const PLACES[] = {"/usr", "/bin", "/sbin", "/lib"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (starts_with(path, PLACES[i]))
            return true;
    return strcmp(path, "/") == 0;
}

/* Where programs were looked for, names of other programs may tell who works on what. */
static void drop_names_on_path(Work *work)
{
    Text rest = text_of(value_of(work, "PATH"));
    bool more;
    for (Text part = text_next(&rest, ':', &more); more; part = text_next(&rest, ':', &more)) {
        const char *directory = text_copy(work->arena, part);
        if (!is_of_system(directory))
            drop_dull_children(work, tree_find(&work->tree, directory));
    }
}

static void drop_names_in_homes(Work *work)
{
    const char *const homes[] = {value_of(work, "HOME"),
                                 work->world.user ? work->world.user->home : NULL, work->world.cwd};
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (homes[i] && !is_of_system(homes[i]))
            drop_dull_children(work, tree_find(&work->tree, homes[i]));
    drop_dull_children(work, tree_find(&work->tree, "/home"));
    drop_dull_children(work, tree_find(&work->tree, "/opt"));
    drop_names_on_path(work);
}

/* ---- All the rest ---- */

static void redact_elf(Work *work, Entry *entry)
{
    ElfImageSpec *spec = arena_new_of(work->arena, ElfImageSpec);
    *spec = *entry->content.elf;
    spec->interpreter = names_changed_in(&work->names, spec->interpreter);
    spec->soname = names_changed_in(&work->names, spec->soname);
    spec->rpath = names_changed_in(&work->names, spec->rpath);
    spec->runpath = names_changed_in(&work->names, spec->runpath);
    Strings needed = {0};
    for (size_t i = 0; i < spec->needed.count; i++)
        list_add(work->arena, needed, names_changed_in(&work->names, spec->needed.items[i]));
    spec->needed = needed;
    entry->content.elf = spec;
}

static void redact_cache(Work *work, Entry *entry)
{
    LdCache *cache = arena_new_of(work->arena, LdCache);
    *cache = *entry->content.cache;
    for (size_t i = 0; i < cache->entries.count; i++)
        cache->entries.items[i].path = names_changed_in(&work->names, cache->entries.items[i].path);
    entry->content.cache = cache;
}

static void redact_place(Work *work, Entry *entry)
{
    entry->node.path = names_changed_in(&work->names, entry->node.path);
    entry->node.answer.because = names_changed_in(&work->names, entry->node.answer.because);
    if (!entry->node.target)
        return;
    bool told = entry->node.info.size_bytes == strlen(entry->node.target);
    entry->node.target = names_changed_in(&work->names, entry->node.target);
    if (told)
        entry->node.info.size_bytes = strlen(entry->node.target);
}

/* Of a mark, that it is set, and whether to nothing. */
static const char *value_to_pass_on(Work *work, const Variable *variable)
{
    if (!variable->value[0])
        return "";
    return variable_is_kept(text_of(variable->name))
               ? names_changed_in(&work->names, variable->value)
               : "redacted";
}

static void redact_variables(Work *work)
{
    size_t kept = 0;
    for (size_t i = 0; i < work->world.variables.count; i++) {
        Variable variable = work->world.variables.items[i];
        if (variable.known == UNKNOWN || (variable.known == PRESENT && !is_known(&variable)))
            continue; /* nothing was decided by it; its name may say something */
        if (variable.known == PRESENT)
            variable.value = value_to_pass_on(work, &variable);
        work->world.variables.items[kept++] = variable;
    }
    work->world.variables.count = kept;
    work->world.environment_complete = false;
}

static void redact_strings(Work *work, Strings *strings)
{
    Strings changed = {0};
    for (size_t i = 0; i < strings->count; i++)
        list_add(work->arena, changed, names_changed_in(&work->names, strings->items[i]));
    *strings = changed;
}

static void redact_process(Work *work)
{
    WorldText *world = &work->world;
    redact_variables(work);
    world->cwd = names_changed_in(&work->names, world->cwd);
    world->root = names_changed_in(&work->names, world->root);
    if (world->user) {
        User *user = arena_new_of(work->arena, User);
        *user = *world->user;
        user->name = names_changed_in(&work->names, user->name);
        user->home = names_changed_in(&work->names, user->home);
        world->user = user;
    }
    redact_strings(work, &world->origin.question);
    redact_strings(work, &world->origin.notes);
    for (size_t i = 0; i < world->testimonies.count; i++) {
        Testimony *testimony = &world->testimonies.items[i];
        testimony->of = names_changed_in(&work->names, testimony->of);
        testimony->ending = names_changed_in(&work->names, testimony->ending);
        testimony->said = names_changed(&work->names, testimony->said);
    }
    world->origin.redacted = true;
}

static void redact_entries(Work *work)
{
    /* Keepers look files up by the paths as they were, so paths are changed last. */
    for (size_t i = 0; i < work->tree.slot_count; i++) {
        Entry *entry = work->tree.slots[i];
        if (entry && !is_dropped(entry) && entry->content.elf)
            redact_elf(work, entry);
        else if (entry && !is_dropped(entry) && entry->content.cache)
            redact_cache(work, entry);
        else if (entry && !is_dropped(entry))
            redact_file(work, entry);
    }
    for (size_t i = 0; i < work->tree.slot_count; i++)
        if (work->tree.slots[i])
            redact_place(work, work->tree.slots[i]);
}

bool world_redacted(Arena *arena, Text text, Strings hosts, Text *redacted, Redaction *done,
                    const char **error)
{
    Work work;
    *done = (Redaction){0};
    if (!begin(&work, arena, text, error))
        return false;
    work.done = done;
    work.names = names_new(arena, text);
    collect_names(&work, hosts);
    drop_names_in_homes(&work);
    redact_entries(&work);
    redact_process(&work);
    *redacted = written(&work);
    done->users = work.names.users;
    done->hosts = work.names.hosts;
    done->groups = work.names.groups;
    done->places = work.names.places;
    done->ids = work.names.ids;
    return true;
}
