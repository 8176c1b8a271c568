#include "report/wheel_report.h"

#include <string.h>

#include "base/path.h"
#include "fix/known_good.h"
#include "report/places.h"
#include "report/printable.h"
#include "report/terminal_parts.h"

enum { MOST_ENTRIES = 200 };

typedef struct WheelReport {
    Writer *out;
    Arena *arena;
    const Judgement *judgement;
    const WheelDefect *wheel;
    const char *site; /* the directory of sys.path that holds the framework */
    Places places;
    Strings names; /* the parts that are the wheel's fault */
} WheelReport;

/* "site-packages/nvidia/cusolver/lib/…": what a reader finds in his own environment too. */
static const char *shown(const WheelReport *report, const char *path)
{
    size_t length = report->site ? strlen(report->site) : 0;
    if (length && strncmp(path, report->site, length) == 0 && path[length] == '/')
        path = arena_printf(report->arena, "site-packages%s", path + length);
    return printable_of(report->arena, shorten_path(report->arena, &report->places, path));
}

/* The same, seen from the directory of sys.path. */
static const char *inside(const WheelReport *report, const char *path)
{
    const char *place = shown(report, path);
    return starts_with(place, "site-packages/") ? place + strlen("site-packages/") : place;
}

static void line(const WheelReport *report, const char *text)
{
    put(report->out, text);
    put_char(report->out, '\n');
}

static void heading(const WheelReport *report, const char *text)
{
    put_format(report->out, "\n## %s\n\n", text);
}

static bool is_at_fault(const WheelPart *part)
{
    return is_yes(part->of_wheel);
}

static const WheelPart *first_part(const WheelReport *report)
{
    for (size_t i = 0; i < report->wheel->parts.count; i++)
        if (is_at_fault(&report->wheel->parts.items[i]))
            return &report->wheel->parts.items[i];
    return NULL;
}

static const char *joined(const WheelReport *report, Strings words)
{
    const char *text = words.count ? words.items[0] : "";
    for (size_t i = 1; i < words.count; i++)
        text = arena_printf(report->arena, i + 1 < words.count ? "%s, %s" : "%s and %s", text,
                            words.items[i]);
    return text;
}

static bool is_among(Strings words, const char *word)
{
    for (size_t i = 0; i < words.count; i++)
        if (strcmp(words.items[i], word) == 0)
            return true;
    return false;
}

/* What each part has of one kind, without repeats: libcublas and libcublasLt share a package. */
static Strings each(const WheelReport *report,
                    const char *(*value)(const WheelReport *, const WheelPart *))
{
    Strings values = {0};
    for (size_t i = 0; i < report->wheel->parts.count; i++) {
        const WheelPart *part = &report->wheel->parts.items[i];
        const char *text = is_at_fault(part) ? value(report, part) : NULL;
        if (text && !is_among(values, text))
            list_add(report->arena, values, text);
    }
    return values;
}

static const char *name_of(const WheelReport *report, const WheelPart *part)
{
    (void)report;
    return part->name;
}

static const char *owner_of(const WheelReport *report, const WheelPart *part)
{
    (void)report;
    return part->owner;
}

static const char *requirement_of(const WheelReport *report, const WheelPart *part)
{
    (void)report;
    return part->required_as;
}

static const char *lacking_of(const WheelReport *report, const WheelPart *part)
{
    (void)report;
    return part->lacks;
}

static const char *directory_of(const WheelReport *report, const WheelPart *part)
{
    return inside(report, path_parent(report->arena, part->file));
}

static const char *file_of(const WheelReport *report, const WheelPart *part)
{
    return inside(report, part->file);
}

/* "tensorflow[and-cuda]==2.21.0" of "tensorflow 2.21.0". */
static const char *requirement(const WheelReport *report)
{
    Text whole = text_of(report->wheel->framework);
    size_t blank = text_find(whole, ' ');
    const char *name = text_copy(report->arena, text_part(whole, 0, blank));
    const char *version = blank < whole.length ? report->wheel->framework + blank + 1 : "";
    const char *extra = report->wheel->extra;
    return extra ? arena_printf(report->arena, "%s[%s]==%s", name, extra, version)
                 : arena_printf(report->arena, "%s==%s", name, version);
}

/* ---- The chapters ---- */

static void put_title(const WheelReport *report)
{
    put_format(report->out, "# %s: %s does not search %s\n", report->wheel->framework,
               path_name(report->wheel->opener), joined(report, each(report, directory_of)));
}

static void put_what_happens(const WheelReport *report)
{
    bool one = report->names.count == 1;
    heading(report, "What happens");
    put_format(report->out,
               "After `pip install '%s'` TensorFlow uses no GPU on a machine whose GPU and driver "
               "are in order.\n\n",
               requirement(report));
    put_format(report->out,
               "Before it uses a GPU it opens its CUDA libraries by name, all of them or none. %s "
               "%s installed by %s, which the wheel asks for, and %s not found: the object that "
               "makes the call, `%s`, does not name the %s in its RUNPATH, and no other object's "
               "RUNPATH counts.\n\n",
               joined(report, report->names), one ? "is" : "are",
               joined(report, each(report, owner_of)), one ? "is" : "are",
               inside(report, report->wheel->opener), one ? "directory" : "directories");
    line(report, "TensorFlow says \"Cannot dlopen some GPU libraries\" and names none of them.");
    heading(report, "What was expected");
    put_format(report->out,
               "What `pip install '%s'` brings along is found by the wheel that asked for it, with "
               "no variable set and no link laid by hand.\n",
               requirement(report));
}

static void put_row(const WheelReport *report, const char *what, const char *value)
{
    if (value && *value)
        put_format(report->out, "| %s | %s |\n", what, printable_of(report->arena, value));
}

static void put_versions(const WheelReport *report)
{
    const WheelDefect *wheel = report->wheel;
    heading(report, "Versions");
    line(report, "| | |\n|---|---|");
    put_row(report, "wheel", wheel->framework);
    put_row(report, "built with CUDA", wheel->cuda);
    put_row(report, "built with cuDNN", wheel->cudnn);
    put_row(report, "installed by", wheel->installer);
    put_row(report, "Python", report->judgement->target.python_version);
    put_row(report, "C library", wheel->c_library);
    put_row(report, "distribution", wheel->system);
    for (size_t i = 0; i < wheel->packages.count; i++)
        put_row(report, i ? "" : "NVIDIA's packages", wheel->packages.items[i]);
    put_row(report, "found by", "whycpu " WHYCPU_VERSION);
}

static const char *outcome_words(const Try *try)
{
    if (try->outcome == TRY_ABSENT)
        return try->directory_is_absent ? "no such directory" : "not there";
    return try_outcome_word(try->outcome);
}

/* In the order of the loader, under the rule by which each place was tried. */
static void put_search_for(const WheelReport *report, const WheelPart *part)
{
    const Opening *opening = part->opening;
    Rule rule = RULE_NONE;
    put_format(report->out, "```text\n%s, opened by %s\n", part->name,
               shown(report, report->wheel->opener));
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        if (strcmp(try->for_name, part->name) != 0)
            continue;
        if (try->rule != rule)
            put_format(report->out, "%s\n", rule_word(try->rule));
        rule = try->rule;
        put_format(report->out, "  %s: %s\n", shown(report, try->path), outcome_words(try));
    }
    put_format(report->out, "installed: %s\n```\n", shown(report, part->file));
}

/* A toolkit of the system can hide a part of the defect. */
static void put_rescued(const WheelReport *report)
{
    const CauseList *findings = &report->judgement->findings;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].id == CAUSE_SYSTEM_TOOLKIT_RESCUES)
            put_format(report->out,
                       "\nOn this machine %s came from a CUDA toolkit of the system, through the "
                       "loader's cache. Without that toolkit the wheel does not find it either.\n",
                       joined(report, findings->items[i].subjects));
}

static void put_search(const WheelReport *report)
{
    const WheelPart *part = first_part(report);
    heading(report, "The search");
    line(report, "Every place that the dynamic loader tries, in its order (ld.so(8)):\n");
    put_search_for(report, part);
    if (report->names.count > 1)
        put_format(report->out,
                   "\nThe search for the other %zu of %s goes through the same directories and "
                   "ends in the same way.\n",
                   report->names.count - 1, joined(report, report->names));
    put_rescued(report);
}

/* Wheels repeat their entries hundreds of times; each counts once. */
static void put_runpath(const WheelReport *report)
{
    Text rest = text_of(report->wheel->runpath);
    Strings seen = {0};
    bool more;
    for (Text entry = text_next(&rest, ':', &more); more; entry = text_next(&rest, ':', &more)) {
        const char *text = text_copy(report->arena, entry);
        if (is_among(seen, text) || seen.count >= MOST_ENTRIES)
            continue;
        list_add(report->arena, seen, text);
        line(report, printable_of(report->arena, text));
    }
}

/* Of "nvidia-cusolver-cu12 11.6.3.83". */
static const char *package_of(const WheelReport *report, const WheelPart *part)
{
    Text whole = text_of(part->owner);
    return text_copy(report->arena, text_part(whole, 0, text_find(whole, ' ')));
}

/* "tf_nightly-2.21.0.dist-info/METADATA". */
static const char *metadata_of(const WheelReport *report)
{
    char *name = arena_strdup(report->arena, report->wheel->framework);
    for (char *at = name; *at; at++)
        *at = *at == '-' ? '_' : *at == ' ' ? '-' : *at;
    return arena_printf(report->arena, "%s.dist-info/METADATA", name);
}

static void put_each(const WheelReport *report, const char *format, Strings words)
{
    for (size_t i = 0; i < words.count; i++) {
        Text whole = text_of(format);
        size_t hole = text_find(whole, '*');
        put_text(report->out, text_part(whole, 0, hole));
        put(report->out, printable_of(report->arena, words.items[i]));
        put_text(report->out, text_part(whole, hole + 1, whole.length));
    }
}

static void put_proof(const WheelReport *report)
{
    Strings files = each(report, file_of);
    heading(report, "Proof");
    put_format(report->out,
               "In site-packages. The RUNPATH of the calling object, each entry once:\n\n```text\n"
               "$ readelf -dW %s |\n    sed -n 's/.*RUNPATH.*\\[\\(.*\\)\\]/\\1/p' | tr : '\\n' | "
               "awk '!seen[$0]++'\n",
               inside(report, report->wheel->opener));
    if (report->wheel->runpath)
        put_runpath(report);
    put(report->out, "```\n\nWhat the wheel asks for:\n\n```text\n$ grep");
    put_each(report, " -e '*[ <>=]'", each(report, package_of));
    put_format(report->out, " %s\n", metadata_of(report));
    put_each(report, "Requires-Dist: *\n", each(report, requirement_of));
    put_format(report->out, "```\n\nWhere that puts %s:\n\n```text\n$ ls",
               report->names.count == 1 ? "it" : "them");
    put_each(report, " *", files);
    put_char(report->out, '\n');
    put_each(report, "*\n", files);
    line(report, "```");
}

/* "3.11" of "3.11.7". */
static const char *minor_of(const WheelReport *report)
{
    const char *version = report->judgement->target.python_version;
    const char *dot = version ? strchr(version, '.') : NULL,
               *second = dot ? strchr(dot + 1, '.') : NULL;
    return second ? arena_copy(report->arena, version, (size_t)(second - version))
           : dot  ? version
                  : "3";
}

static void put_reproduction(const WheelReport *report)
{
    Strings directories = each(report, directory_of);
    heading(report, "How to reproduce");
    put_format(report->out,
               "A GPU is not needed to see it:\n\n```sh\npython%s -m venv reproduce\n"
               "reproduce/bin/python -m pip install '%s'\n"
               "cd reproduce/lib/python%s/site-packages\n",
               minor_of(report), requirement(report), minor_of(report));
    for (size_t i = 0; i < directories.count; i++)
        put_format(report->out, "ls %s; readelf -dW %s | grep -c '%s' # 0: it is not searched\n",
                   directories.items[i], inside(report, report->wheel->opener),
                   directories.items[i]);
    put_format(report->out,
               "```\n\nOn a machine with a GPU and a driver, from the same directory:\n\n```sh\n"
               "../../../bin/python -c 'import tensorflow as tf; "
               "print(tf.config.list_physical_devices(\"GPU\"))' # []\nLD_LIBRARY_PATH=");
    for (size_t i = 0; i < directories.count; i++)
        put_format(report->out, "%s$PWD/%s", i ? ":" : "", directories.items[i]);
    line(report, " \\\n    ../../../bin/python -c 'import tensorflow as tf; "
                 "print(tf.config.list_physical_devices(\"GPU\"))' # the GPU\n```");
}

static void put_repair(const WheelReport *report)
{
    Strings entries = each(report, lacking_of);
    heading(report, "The smallest repair");
    put_format(report->out, "RUNPATH of `%s` gets %s:\n\n```text\n",
               inside(report, report->wheel->opener),
               entries.count == 1 ? "one entry more" : "these entries");
    for (size_t i = 0; i < entries.count; i++)
        line(report, entries.items[i]);
    put_format(report->out, "```\n\nTo try it on an installed copy:\n\n```sh\n");
    for (size_t i = 0; i < entries.count; i++)
        put_format(report->out, "patchelf --add-rpath '%s' %s\n", entries.items[i],
                   inside(report, report->wheel->opener));
    line(report, "```");
    const char *says;
    const char *good = known_good_release(deciding_version(&report->judgement->target), &says);
    heading(report, "Releases that have it right");
    if (good)
        put_format(report->out,
                   "`%s`: the same search was made with the real wheel, and every "
                   "library opened.\n",
                   good);
    else
        line(report, "None is known to this version of whycpu.");
}

static void put_report(Writer *out, const Judgement *judgement, const char *home)
{
    const WheelDefect *wheel = judgement->wheel;
    WheelReport report = {.out = out,
                          .arena = out->arena,
                          .judgement = judgement,
                          .wheel = wheel,
                          .places = {.home = home}};
    if (wheel->package)
        report.site = path_parent(out->arena, wheel->package);
    report.names = each(&report, name_of);
    put_title(&report);
    put_what_happens(&report);
    put_versions(&report);
    put_search(&report);
    put_proof(&report);
    put_reproduction(&report);
    put_repair(&report);
}

/* ---- Nothing to report ---- */

static const char *why_none(Writer *out, const Judgement *judgement)
{
    const WheelDefect *wheel = judgement->wheel;
    const Cause *root = root_cause(judgement);
    if (wheel && is_unknown(wheel->of_wheel))
        return arena_printf(out->arena, "It cannot be told whether it is: %s.",
                            wheel->of_wheel.because);
    if (wheel && wheel->because)
        return as_sentence(out->arena, wheel->because);
    if (root)
        return arena_printf(out->arena, "What was found is %s: %s", cause_word(root->id),
                            as_sentence(out->arena, root->says));
    return "Nothing was found that keeps the framework from the GPU.";
}

static void put_none(Writer *out, const Judgement *judgement, const char *home)
{
    Places places = {.home = home};
    const char *why = why_none(out, judgement);
    put_format(out,
               "No defect of a wheel was found, so there is nothing to report to its makers.\n%s\n",
               printable_of(out->arena, shorten_text(out->arena, &places, why)));
}

void report_wheel(Writer *out, const Judgement *const *judgements, size_t count, const char *home)
{
    for (size_t i = 0; i < count; i++) {
        const WheelDefect *wheel = judgements[i]->wheel;
        if (wheel && is_yes(wheel->of_wheel)) {
            put_report(out, judgements[i], home);
            return;
        }
    }
    if (count)
        put_none(out, judgements[0], home);
}
