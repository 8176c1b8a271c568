/* validate_json SCHEMA-DIRECTORY|SCHEMA-FILE [FILE…]: whether every JSON document in the files
 * (default: standard input; one may follow another) is as its schema says. With a directory, a
 * document names its schema in its member "schema": "whycpu.dlopen/1" is whycpu.dlopen-1.json.
 *
 * It knows the part of JSON Schema 2020-12 that the schemas of this project use, and refuses a
 * schema that uses more, so that no rule is passed over in silence. Says each offence with its
 * place. Status 0: valid, 1: not, 2: a schema or a file cannot be used.
 * validate_json --know SCHEMA-FILE: whether all of its keywords are implemented.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "yyjson.h"

/* Where in a document and below which schema file a value is looked at. */
typedef struct Place {
    const struct Place *outer;
    const char *key; /* of an object; NULL: index of an array */
    size_t index;
} Place;

typedef struct Schemas {
    const char *directory;
    yyjson_doc *files[32];
    const char *names[32];
    size_t count;
} Schemas;

typedef struct Check {
    Schemas *schemas;
    yyjson_val *root; /* of the schema file that "#/…" points into */
    bool quiet;       /* inside anyOf, oneOf, not: offences are counted, not said */
    unsigned depth;
} Check;

/* One member of a schema. */
typedef struct Rule {
    yyjson_val *schema;
    const char *keyword;
    yyjson_val *value;
} Rule;

static bool is_valid(Check check, yyjson_val *schema, yyjson_val *value, const Place *place);

static _Noreturn void refuse(const char *what, const char *which)
{
    fprintf(stderr, "validate_json: %s: %s\n", which, what);
    exit(2);
}

static void print_place(const Place *place)
{
    if (!place)
        return;
    print_place(place->outer);
    if (place->key)
        printf("/%s", place->key);
    else
        printf("/%zu", place->index);
}

static bool offence(Check check, const Place *place, const char *rule, const char *detail)
{
    if (!check.quiet) {
        printf("at ");
        print_place(place);
        printf("%s: %s%s%s\n", place ? "" : "/", rule, detail ? ": " : "", detail ? detail : "");
    }
    return false;
}

/* ---- Schema files and $ref ---- */

static yyjson_doc *read_file(const char *path)
{
    yyjson_read_err error;
    yyjson_doc *doc = yyjson_read_file(path, 0, NULL, &error);
    if (!doc)
        refuse(error.msg, path);
    return doc;
}

static yyjson_val *schema_file(Schemas *schemas, const char *name)
{
    for (size_t i = 0; i < schemas->count; i++)
        if (strcmp(schemas->names[i], name) == 0)
            return yyjson_doc_get_root(schemas->files[i]);
    if (schemas->count == sizeof schemas->files / sizeof *schemas->files || strchr(name, '/'))
        refuse("no such schema", name);
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", schemas->directory, name);
    schemas->files[schemas->count] = read_file(path);
    schemas->names[schemas->count] = strdup(name);
    return yyjson_doc_get_root(schemas->files[schemas->count++]);
}

/* "#/$defs/x", "other.json" and "other.json#/$defs/x". */
static yyjson_val *referred(Check *check, const char *reference)
{
    const char *hash = strchr(reference, '#');
    size_t length = hash ? (size_t)(hash - reference) : strlen(reference);
    if (length) {
        char *name = strndup(reference, length);
        check->root = schema_file(check->schemas, name);
        free(name);
    }
    yyjson_val *schema = hash && hash[1] ? yyjson_ptr_get(check->root, hash + 1) : check->root;
    if (!schema)
        refuse("this $ref points nowhere", reference);
    return schema;
}

/* ---- Keywords ---- */

static bool has_type(yyjson_val *value, const char *type)
{
    if (strcmp(type, "integer") == 0)
        return yyjson_is_int(value);
    if (strcmp(type, "number") == 0)
        return yyjson_is_num(value);
    if (strcmp(type, "object") == 0)
        return yyjson_is_obj(value);
    if (strcmp(type, "array") == 0)
        return yyjson_is_arr(value);
    if (strcmp(type, "string") == 0)
        return yyjson_is_str(value);
    if (strcmp(type, "boolean") == 0)
        return yyjson_is_bool(value);
    if (strcmp(type, "null") == 0)
        return yyjson_is_null(value);
    refuse("no such type", type);
}

static bool type_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    if (yyjson_is_str(rule.value))
        return has_type(value, yyjson_get_str(rule.value)) ||
               offence(check, place, "has another type than", yyjson_get_str(rule.value));
    size_t i, count;
    yyjson_val *type;
    yyjson_arr_foreach(rule.value, i, count,
                       type) if (has_type(value, yyjson_get_str(type))) return true;
    return offence(check, place, "has none of the types", NULL);
}

static bool enum_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    size_t i, count;
    yyjson_val *allowed;
    yyjson_arr_foreach(rule.value, i, count,
                       allowed) if (yyjson_equals(allowed, value)) return true;
    return offence(check, place, "is none of the allowed values", yyjson_get_str(value));
}

static bool const_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    return yyjson_equals(rule.value, value) ||
           offence(check, place, "is not the one allowed value", yyjson_get_str(rule.value));
}

static bool required_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    bool holds = true;
    size_t i, count;
    yyjson_val *key;
    if (yyjson_is_obj(value))
        yyjson_arr_foreach(rule.value, i, count,
                           key) if (!yyjson_obj_get(value, yyjson_get_str(key))) holds =
            offence(check, place, "lacks", yyjson_get_str(key));
    return holds;
}

static bool properties_hold(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    if (!yyjson_is_obj(value))
        return true;
    yyjson_val *properties = yyjson_obj_get(rule.schema, "properties");
    yyjson_val *others = yyjson_obj_get(rule.schema, "additionalProperties");
    bool holds = true;
    size_t i, count;
    yyjson_val *key, *member;
    yyjson_obj_foreach(value, i, count, key, member)
    {
        const char *name = yyjson_get_str(key);
        yyjson_val *schema = yyjson_obj_get(properties, name);
        Place inner = {place, name, 0};
        if (schema)
            holds &= is_valid(check, schema, member, &inner);
        else if (others && yyjson_is_false(others))
            holds = offence(check, place, "has an unknown member", name);
        else if (others)
            holds &= is_valid(check, others, member, &inner);
    }
    return holds;
}

static bool items_hold(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    bool holds = true;
    size_t i, count;
    yyjson_val *item;
    if (yyjson_is_arr(value))
        yyjson_arr_foreach(value, i, count, item)
        {
            Place inner = {place, NULL, i};
            holds &= is_valid(check, rule.value, item, &inner);
        }
    return holds;
}

static bool unique_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    if (!yyjson_is_true(rule.value) || !yyjson_is_arr(value))
        return true;
    for (size_t i = 0; i < yyjson_arr_size(value); i++)
        for (size_t j = 0; j < i; j++)
            if (yyjson_equals(yyjson_arr_get(value, i), yyjson_arr_get(value, j)))
                return offence(check, place, "has an item twice", NULL);
    return true;
}

/* How many of the schemas in a list hold. */
static size_t holding(Check check, yyjson_val *schemas, yyjson_val *value, const Place *place)
{
    check.quiet = true;
    size_t held = 0, i, count;
    yyjson_val *schema;
    yyjson_arr_foreach(schemas, i, count, schema) held += is_valid(check, schema, value, place);
    return held;
}

static bool pattern_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    if (!yyjson_is_str(value))
        return true;
    regex_t pattern;
    if (regcomp(&pattern, yyjson_get_str(rule.value), REG_EXTENDED | REG_NOSUB) != 0)
        refuse("no such pattern", yyjson_get_str(rule.value));
    bool holds = regexec(&pattern, yyjson_get_str(value), 0, NULL, 0) == 0;
    regfree(&pattern);
    return holds || offence(check, place, "does not match", yyjson_get_str(rule.value));
}

static bool bounds_hold(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    double bound = yyjson_get_num(rule.value), is = 0;
    if (strcmp(rule.keyword + 3, "imum") == 0 && yyjson_is_num(value))
        is = yyjson_get_num(value);
    else if (strcmp(rule.keyword + 3, "Items") == 0 && yyjson_is_arr(value))
        is = (double)yyjson_arr_size(value);
    else if (strcmp(rule.keyword + 3, "Length") == 0 && yyjson_is_str(value))
        is = (double)yyjson_get_len(value);
    else
        return true;
    bool holds = strncmp(rule.keyword, "min", 3) == 0 ? is >= bound : is <= bound;
    return holds || offence(check, place, "breaks", rule.keyword);
}

static bool additional_properties_hold(Check check, Rule rule, yyjson_val *value,
                                       const Place *place)
{
    return yyjson_obj_get(rule.schema, "properties") || properties_hold(check, rule, value, place);
}

static bool any_of_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    return holding(check, rule.value, value, place) > 0 ||
           offence(check, place, "is as none of anyOf says", NULL);
}

static bool one_of_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    return holding(check, rule.value, value, place) == 1 ||
           offence(check, place, "is not as exactly one of oneOf says", NULL);
}

static bool ref_holds(Check check, Rule rule, yyjson_val *value, const Place *place)
{
    yyjson_val *schema = referred(&check, yyjson_get_str(rule.value));
    return is_valid(check, schema, value, place);
}

/* What stands in the value of a keyword. */
typedef enum Inside { NO_SCHEMA, A_SCHEMA, A_LIST_OF_SCHEMAS, SCHEMAS_BY_NAME } Inside;

typedef struct Keyword {
    const char *name;
    bool (*holds)(Check check, Rule rule, yyjson_val *value, const Place *place); /* or a remark */
    Inside inside;
} Keyword;

static const Keyword KEYWORDS[] = {
    {"$schema", NULL, NO_SCHEMA},
    {"$id", NULL, NO_SCHEMA},
    {"$comment", NULL, NO_SCHEMA},
    {"$defs", NULL, SCHEMAS_BY_NAME},
    {"title", NULL, NO_SCHEMA},
    {"description", NULL, NO_SCHEMA},
    {"examples", NULL, NO_SCHEMA},
    {"default", NULL, NO_SCHEMA},
    {"$ref", ref_holds, NO_SCHEMA},
    {"type", type_holds, NO_SCHEMA},
    {"enum", enum_holds, NO_SCHEMA},
    {"const", const_holds, NO_SCHEMA},
    {"required", required_holds, NO_SCHEMA},
    {"properties", properties_hold, SCHEMAS_BY_NAME},
    {"additionalProperties", additional_properties_hold, A_SCHEMA},
    {"items", items_hold, A_SCHEMA},
    {"uniqueItems", unique_holds, NO_SCHEMA},
    {"pattern", pattern_holds, NO_SCHEMA},
    {"anyOf", any_of_holds, A_LIST_OF_SCHEMAS},
    {"oneOf", one_of_holds, A_LIST_OF_SCHEMAS},
    {"minimum", bounds_hold, NO_SCHEMA},
    {"maximum", bounds_hold, NO_SCHEMA},
    {"minItems", bounds_hold, NO_SCHEMA},
    {"maxItems", bounds_hold, NO_SCHEMA},
    {"minLength", bounds_hold, NO_SCHEMA},
    {"maxLength", bounds_hold, NO_SCHEMA},
};

static const Keyword *keyword_of(const char *name)
{
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++)
        if (strcmp(KEYWORDS[i].name, name) == 0)
            return &KEYWORDS[i];
    refuse("the schema uses this keyword, which is not implemented", name);
}

static bool is_valid(Check check, yyjson_val *schema, yyjson_val *value, const Place *place)
{
    if (++check.depth > 200)
        refuse("the schema refers to itself without end", "$ref");
    if (yyjson_is_bool(schema))
        return yyjson_is_true(schema) || offence(check, place, "is not allowed", NULL);
    if (!yyjson_is_obj(schema))
        refuse("is neither an object nor a boolean", "a schema");
    bool holds = true;
    size_t i, count;
    yyjson_val *keyword, *rule;
    yyjson_obj_foreach(schema, i, count, keyword, rule)
    {
        const Keyword *known = keyword_of(yyjson_get_str(keyword));
        Rule one = {schema, known->name, rule};
        if (known->holds)
            holds &= known->holds(check, one, value, place);
    }
    return holds;
}

/* Refuses a keyword that is not implemented wherever it stands, not only where documents lead. */
static void know_all(yyjson_val *schema)
{
    size_t i, j, count, inner_count;
    yyjson_val *keyword, *value, *name, *inner;
    yyjson_obj_foreach(schema, i, count, keyword, value)
    {
        const Keyword *known = keyword_of(yyjson_get_str(keyword));
        if (known->inside == A_SCHEMA)
            know_all(value);
        if (known->inside == A_LIST_OF_SCHEMAS)
            yyjson_arr_foreach(value, j, inner_count, inner) know_all(inner);
        if (known->inside == SCHEMAS_BY_NAME)
            yyjson_obj_foreach(value, j, inner_count, name, inner) know_all(inner);
    }
}

/* ---- Documents ---- */

/* "whycpu.dlopen/1" → "whycpu.dlopen-1.json" */
static yyjson_val *schema_of(Schemas *schemas, yyjson_val *document)
{
    const char *name = yyjson_get_str(yyjson_obj_get(document, "schema"));
    if (!name)
        return NULL;
    char file[256];
    snprintf(file, sizeof file, "%s.json", name);
    for (char *c = file; *c; c++)
        if (*c == '/')
            *c = '-';
    return schema_file(schemas, file);
}

static bool document_is_valid(Schemas *schemas, yyjson_val *only, yyjson_val *document)
{
    yyjson_val *schema = only ? only : schema_of(schemas, document);
    if (!schema) {
        printf("at /: names no schema\n");
        return false;
    }
    return is_valid((Check){schemas, schema, false, 0}, schema, document, NULL);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool stream_is_valid(Schemas *schemas, yyjson_val *only, FILE *file, const char *name)
{
    static char text[16 << 20];
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    if (!feof(file) || is_blank(text))
        refuse(feof(file) ? "holds no document" : "is too long", name);
    bool valid = true;
    for (char *rest = text; !is_blank(rest);) {
        yyjson_read_err error;
        yyjson_doc *doc = yyjson_read_opts(rest, size - (size_t)(rest - text),
                                           YYJSON_READ_STOP_WHEN_DONE, NULL, &error);
        if (!doc) {
            printf("at byte %zu: is no JSON: %s\n", (size_t)(rest - text) + error.pos, error.msg);
            return false;
        }
        valid &= document_is_valid(schemas, only, yyjson_doc_get_root(doc));
        rest += yyjson_doc_get_read_size(doc);
        yyjson_doc_free(doc);
    }
    return valid;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: validate_json SCHEMA-DIRECTORY|SCHEMA-FILE [FILE...]\n");
        return 2;
    }
    if (argc == 3 && strcmp(argv[1], "--know") == 0) {
        yyjson_doc *file = read_file(argv[2]);
        know_all(yyjson_doc_get_root(file));
        yyjson_doc_free(file);
        return 0;
    }
    static char directory[4096];
    snprintf(directory, sizeof directory, "%s", argv[1]);
    Schemas schemas = {.directory = directory};
    yyjson_doc *only_file = NULL;
    if (strstr(argv[1], ".json")) {
        only_file = read_file(argv[1]);
        char *slash = strrchr(directory, '/');
        snprintf(slash ? slash : directory, 2, "%s", slash ? "" : ".");
    }
    yyjson_val *only = yyjson_doc_get_root(only_file);
    bool valid = true;
    if (argc == 2)
        valid = stream_is_valid(&schemas, only, stdin, "standard input");
    for (int i = 2; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file)
            refuse("cannot be opened", argv[i]);
        valid &= stream_is_valid(&schemas, only, file, argv[i]);
        fclose(file);
    }
    for (size_t i = 0; i < schemas.count; i++)
        yyjson_doc_free(schemas.files[i]);
    yyjson_doc_free(only_file);
    return valid ? 0 : 1;
}
