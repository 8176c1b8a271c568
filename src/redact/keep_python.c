/* What is left of the files of a Python environment. */
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "parse/editable_finder.h"
#include "parse/installer_json.h"
#include "parse/pth.h"
#include "redact/keep.h"

enum { FIRST_ARGUMENT = 0 };

static Text written(const Writer *out)
{
    return (Text){out->bytes, out->length};
}

/* Without names nothing is changed: then the keeper only makes the text shorter. */
static Text changed(Keeping *keeping, Text text)
{
    return keeping->names ? names_changed(keeping->names, text) : text;
}

/* ---- Metadata ---- */

static bool begins_field(Text line, const char *field)
{
    size_t length = strlen(field);
    return line.length > length && strncasecmp(line.at, field, length) == 0 &&
           line.at[length] == ':';
}

static bool is_wanted_field(Text line)
{
    static const char *const FIELDS[] = {"Metadata-Version", "Name",          "Version",
                                         "Requires-Python",  "Requires-Dist", "Provides-Extra"};
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (begins_field(line, FIELDS[i]))
            return true;
    return false;
}

/* No authors and no descriptions. */
Text keep_metadata(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    bool wanted = false;
    while (text_line(&content, &line) && line.length) {
        bool continues = line.at[0] == ' ' || line.at[0] == '\t';
        wanted = continues ? wanted : is_wanted_field(line);
        if (!wanted)
            continue;
        put_text(&out, changed(keeping, line));
        put_char(&out, '\n');
    }
    put_char(&out, '\n');
    return written(&out);
}

/* ---- JSON ---- */

typedef struct JsonPlace {
    Text key;     /* the last one */
    size_t index; /* of strings behind it */
} JsonPlace;

static size_t end_of_string(Text text, size_t at)
{
    for (at++; at < text.length && text.at[at] != '"'; at++)
        if (text.at[at] == '\\')
            at++;
    return at < text.length ? at : text.length;
}

static bool is_key(Text text, size_t behind)
{
    Text rest = text_trim(text_part(text, behind, text.length));
    return text_starts(rest, ":");
}

/* What starts a kernel is its first argument; "{connection_file}" and options without values say
 * nothing. */
static bool is_wanted_value(const JsonPlace *place, Text value)
{
    static const char *const KEYS[] = {"display_name", "language", "url",
                                       "backend",      "floatx",   "image_data_format"};
    if (text_is(place->key, "argv"))
        return place->index == FIRST_ARGUMENT || text_starts(value, "{") ||
               (text_starts(value, "-") && text_find(value, '=') == value.length);
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (text_is(place->key, KEYS[i]))
            return true;
    return variable_is_kept(place->key);
}

/* Keys, numbers and lines stay as they are. */
Text keep_json(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    JsonPlace place = {TEXT(""), 0};
    for (size_t at = 0; at < content.length; at++) {
        if (content.at[at] != '"') {
            put_char(&out, content.at[at]);
            continue;
        }
        size_t end = end_of_string(content, at);
        Text value = text_part(content, at + 1, end - at - 1);
        put_char(&out, '"');
        if (is_key(content, end + 1)) {
            place = (JsonPlace){value, 0};
            put_text(&out, changed(keeping, value));
        } else {
            bool wanted = is_wanted_value(&place, value);
            put_text(&out, wanted ? changed(keeping, value) : TEXT("redacted"));
            place.index++;
        }
        put_char(&out, '"');
        at = end;
    }
    return written(&out);
}

static void put_string_list(Keeping *keeping, Writer *out, const char *key, const JsonValue *list,
                            const char *below)
{
    JsonWalk walk = json_walk(json_is_list(list) ? list : NULL);
    const JsonValue *item;
    json_key(out, key);
    json_open(out, '[');
    while ((item = json_next(&walk, NULL))) {
        const char *text = json_string_of(item);
        if (text && (!below || tree_find(keeping->tree, path_join(keeping->arena, below, text))))
            json_text(out, changed(keeping, text_of(text)));
    }
    json_close(out, ']');
}

/* conda-meta/NAME.json lists every file, twice: those that somebody looked at are left. */
Text keep_conda(Keeping *keeping, Text content)
{
    CondaPackage package;
    const char *error;
    Writer out = writer_new(keeping->arena);
    if (!conda_package_read(keeping->arena, content, &package, &error))
        return TEXT("");
    const char *prefix = path_parent(keeping->arena, path_parent(keeping->arena, keeping->path));
    json_open(&out, '{');
    json_pair(&out, "name", package.name);
    json_pair(&out, "version", package.version);
    if (package.build)
        json_pair(&out, "build", package.build);
    if (package.build_number >= 0)
        json_pair_number(&out, "build_number", package.build_number);
    put_string_list(keeping, &out, "depends", package.depends, NULL);
    put_string_list(keeping, &out, "files", package.files, prefix);
    json_close(&out, '}');
    put_char(&out, '\n');
    return written(&out);
}

/* ---- Lines ---- */

/* Of lines that Python runs: by what they are known to add nothing, or what they import. */
static Text what_is_run(Text line)
{
    Text known = pth_known_beginning(line);
    return known.length ? known : text_part(line, 0, text_find(line, ';'));
}

/* Paths stay. */
Text keep_pth(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line)) {
        bool runs = text_starts(line, "import ") || text_starts(line, "import\t");
        if (text_starts(line, "#"))
            line = TEXT("#");
        put_text(&out, changed(keeping, runs ? what_is_run(line) : line));
        put_char(&out, '\n');
    }
    return written(&out);
}

static void put_python_string(Writer *out, Text text)
{
    put_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\'' || text.at[i] == '\\')
            put_char(out, '\\');
        put_char(out, text.at[i]);
    }
    put_char(out, '\'');
}

/* Which package lies where; nothing of the code around it. */
Text keep_finder(Keeping *keeping, Text content)
{
    EditableMappings mappings;
    Writer out = writer_new(keeping->arena);
    if (!editable_finder_read(keeping->arena, content, &mappings))
        return TEXT("");
    put(&out, "MAPPING = {");
    for (size_t i = 0; i < mappings.count; i++) {
        put(&out, i ? ", " : "");
        put_python_string(&out, changed(keeping, text_of(mappings.items[i].name)));
        put(&out, ": ");
        put_python_string(&out, changed(keeping, text_of(mappings.items[i].path)));
    }
    put(&out, "}\n");
    return written(&out);
}

static bool mentions(Text line, const char *word)
{
    size_t length = strlen(word);
    for (size_t at = 0; at + length <= line.length; at++)
        if (strncasecmp(line.at + at, word, length) == 0)
            return true;
    return false;
}

/* A shim: its first line, and those that tell whose shim it is. */
Text keep_script(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    for (int number = 1; text_line(&content, &line); number++) {
        if (number == 1 || mentions(line, "pyenv") || mentions(line, "asdf"))
            put_text(&out, changed(keeping, line));
        put_char(&out, '\n');
    }
    return written(&out);
}

Text keep_pyvenv(Keeping *keeping, Text content)
{
    static const char *const KEYS[] = {"home",
                                       "include-system-site-packages",
                                       "version",
                                       "version_info",
                                       "executable",
                                       "base-prefix",
                                       "base-exec-prefix",
                                       "base-executable",
                                       "virtualenv",
                                       "uv",
                                       "implementation",
                                       "command"};
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line)) {
        Text key = text_trim(text_part(line, 0, text_find(line, '=')));
        for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
            if (key.length != strlen(KEYS[i]) || strncasecmp(key.at, KEYS[i], key.length) != 0)
                continue;
            put_text(&out, changed(keeping, line));
            put_char(&out, '\n');
        }
    }
    return written(&out);
}

/* Of Python's own site module, by what a distribution's changes are known. */
Text keep_site(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line))
        if (mentions(line, "dist-packages") || mentions(line, "\"/usr/local\"")) {
            put_text(&out, line);
            put_char(&out, '\n');
        }
    return written(&out);
}
