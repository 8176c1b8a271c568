/* ELF files in the text of a recorded world: what a loader looks at, as attributes. */
#include <elf.h>
#include <string.h>

#include "world/text_reader.h"

static const char wrong_value[] = "the value of an ELF attribute is not what it should be";

typedef struct Name {
    const char *word;
    unsigned number;
} Name;

static const Name types[] = {
    {"none", ET_NONE}, {"rel", ET_REL}, {"exec", ET_EXEC}, {"dyn", ET_DYN}, {"core", ET_CORE}};

static const Name machines[] = {{"i386", EM_386},        {"x86_64", EM_X86_64}, {"arm", EM_ARM},
                                {"aarch64", EM_AARCH64}, {"ppc64", EM_PPC64},   {"s390", EM_S390},
                                {"riscv", EM_RISCV},     {"none", EM_NONE}};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* A word of the table, or a number. */
static bool named_number(const Name *names, size_t count, Text value, uint16_t *number)
{
    uint64_t read;
    for (size_t i = 0; i < count; i++) {
        if (text_is(value, names[i].word)) {
            *number = (uint16_t)names[i].number;
            return true;
        }
    }
    if (!value_number(value, UINT16_MAX, &read))
        return false;
    *number = (uint16_t)read;
    return true;
}

static void put_named_number(Writer *writer, const char *key, const Name *names, size_t count,
                             unsigned number)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i].number == number) {
            put_format(writer, " %s=%s", key, names[i].word);
            return;
        }
    }
    put_format(writer, " %s=%u", key, number);
}

static bool is_one_of(Text value, const char *no, const char *yes, bool *is_yes)
{
    *is_yes = text_is(value, yes);
    return *is_yes || text_is(value, no);
}

static void read_strings(Arena *arena, Text value, Strings *strings)
{
    const char *item;
    while (list_item(arena, &value, ',', &item))
        list_add(arena, *strings, item);
}

/* "libc.so.6:GLIBC_2.2.5,GLIBC_2.14,weak:GLIBC_2.30": a file and the versions needed of it. */
static bool read_version_need(Arena *arena, Text value, ElfVersionNeeds *needs)
{
    ElfVersionNeed need = {0};
    const char *item;
    if (!list_item(arena, &value, ':', &need.file))
        return false;
    while (list_item(arena, &value, ',', &item)) {
        bool weak = starts_with(item, "weak:");
        ElfVersion version = {.name = item + (weak ? 5 : 0), .weak = weak};
        list_add(arena, need.versions, version);
    }
    list_add(arena, *needs, need);
    return true;
}

/* "libx.so.1,V1,V2": the base first, as the file has it. */
static void read_version_definitions(Arena *arena, Text value, ElfVersionDefinitions *definitions)
{
    const char *item;
    while (list_item(arena, &value, ',', &item)) {
        ElfVersionDefinition definition = {.name = item, .is_base = definitions->count == 0};
        if (starts_with(item, "weak:")) {
            definition.name = item + 5;
            definition.weak = true;
        }
        list_add(arena, *definitions, definition);
    }
}

/* "name@version": defined; "undefined:name": looked for in vain; "needs:name@version": needed. */
static void read_symbols(Arena *arena, Text value, ElfImageSpec *spec)
{
    const char *item;
    while (list_item(arena, &value, ',', &item)) {
        ElfImageSymbol symbol = {.needed = starts_with(item, "needs:")};
        symbol.undefined = symbol.needed || starts_with(item, "undefined:");
        Text name = text_of(symbol.undefined ? strchr(item, ':') + 1 : item);
        size_t at = text_find(name, '@');
        if (at < name.length)
            symbol.version = name.at + at + 1;
        symbol.name = text_copy(arena, text_part(name, 0, at));
        list_add(arena, spec->symbols, symbol);
    }
}

static bool read_byte(Text value, uint8_t *byte)
{
    uint64_t number;
    if (!value_number(value, UINT8_MAX, &number))
        return false;
    *byte = (uint8_t)number;
    return true;
}

/* "0.3.17.0": the system (0 is Linux) and three numbers of its release. */
static bool read_abi_tag(Text value, ElfAbiTag *tag)
{
    uint32_t numbers[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        size_t length = text_find(value, '.');
        uint64_t number;
        if (!value_number(text_part(value, 0, length), i == 0 ? UINT32_MAX : UINT8_MAX, &number) ||
            (i == 3) != (length == value.length))
            return false;
        numbers[i] = (uint32_t)number;
        value = text_part(value, length + 1, value.length);
    }
    *tag = (ElfAbiTag){true, numbers[0], numbers[1] << 16 | numbers[2] << 8 | numbers[3]};
    return true;
}

static bool read_header_attribute(ElfImageSpec *spec, Text name, Text value, bool *fits)
{
    uint64_t flags = 0;
    if (text_is(name, "type"))
        *fits = named_number(types, COUNT_OF(types), value, &spec->type);
    else if (text_is(name, "machine"))
        *fits = named_number(machines, COUNT_OF(machines), value, &spec->machine);
    else if (text_is(name, "class"))
        *fits = is_one_of(value, "64", "32", &spec->is_32);
    else if (text_is(name, "order"))
        *fits = is_one_of(value, "little", "big", &spec->big_endian);
    else if (text_is(name, "osabi"))
        *fits = read_byte(value, &spec->os_abi);
    else if (text_is(name, "abiversion"))
        *fits = read_byte(value, &spec->abi_version);
    else if (text_is(name, "headerflags"))
        *fits = value_number(value, UINT32_MAX, &flags), spec->header_flags = (uint32_t)flags;
    else if (text_is(name, "interpreter"))
        spec->interpreter = value.at;
    else if (text_is(name, "x86level"))
        *fits = value_number(value, UINT32_MAX, &flags), spec->x86_level = (uint32_t)flags;
    else if (text_is(name, "abitag"))
        *fits = read_abi_tag(value, &spec->abi_tag);
    else if (text_is(name, "compat-note"))
        spec->compat_note = value.at;
    else if (text_is(name, "kernels"))
        spec->kernels = value.at;
    else if (text_is(name, "reach"))
        *fits = value_number(value, INT64_MAX, &spec->reach);
    else
        return false;
    return true;
}

static bool read_dynamic_attribute(Arena *arena, ElfImageSpec *spec, Text name, Text value,
                                   bool *fits)
{
    if (text_is(name, "soname"))
        spec->soname = value.at;
    else if (text_is(name, "rpath"))
        spec->rpath = value.at;
    else if (text_is(name, "runpath"))
        spec->runpath = value.at;
    else if (text_is(name, "needed"))
        read_strings(arena, value, &spec->needed);
    else if (text_is(name, "flags"))
        *fits = value_number(value, UINT64_MAX, &spec->flags);
    else if (text_is(name, "flags1"))
        *fits = value_number(value, UINT64_MAX, &spec->flags_1);
    else if (text_is(name, "verneed"))
        *fits = read_version_need(arena, value, &spec->version_needs);
    else if (text_is(name, "verdef"))
        read_version_definitions(arena, value, &spec->version_definitions);
    else if (text_is(name, "symbols"))
        read_symbols(arena, value, spec);
    else if (text_is(name, "hash"))
        *fits = is_one_of(value, "sysv", "both", &spec->sysv_hash), spec->sysv_hash = true,
        spec->no_gnu_hash = text_is(value, "sysv");
    else if (text_is(name, "dynamic"))
        *fits = is_one_of(value, "yes", "no", &spec->no_dynamic);
    else
        return false;
    return true;
}

bool elf_attribute_read(Arena *arena, ElfImageSpec *spec, Text name, Text value,
                        const char **problem)
{
    bool fits = true;
    if (!read_header_attribute(spec, name, value, &fits) &&
        !read_dynamic_attribute(arena, spec, name, value, &fits))
        return false;
    if (!fits)
        *problem = wrong_value;
    return fits;
}

/* ---- Writing ---- */

static void put_attribute(Writer *writer, const char *key, const char *value)
{
    if (!value)
        return;
    put_format(writer, " %s=", key);
    put_word(writer, text_of(value));
}

static void put_number_attribute(Writer *writer, const char *key, uint64_t value)
{
    if (value)
        put_format(writer, " %s=%llu", key, (unsigned long long)value);
}

/* A list is built apart, since quotes go around all of it. */
static void put_list(Writer *writer, const char *key, const Writer *list)
{
    if (list->length)
        put_attribute(writer, key, list->bytes);
}

static void put_needed(Writer *writer, const Strings *needed)
{
    Writer list = writer_new(writer->arena);
    for (size_t i = 0; i < needed->count; i++) {
        if (i)
            put_char(&list, ',');
        put_list_item(&list, needed->items[i]);
    }
    if (needed->count)
        put_attribute(writer, "needed", list.bytes);
}

static void put_version_needs(Writer *writer, const ElfVersionNeeds *needs)
{
    for (size_t i = 0; i < needs->count; i++) {
        const ElfVersionNeed *need = &needs->items[i];
        Writer list = writer_new(writer->arena);
        put_list_item(&list, need->file);
        for (size_t k = 0; k < need->versions.count; k++) {
            put_char(&list, k ? ',' : ':');
            put(&list, need->versions.items[k].weak ? "weak:" : "");
            put_list_item(&list, need->versions.items[k].name);
        }
        put_list(writer, "verneed", &list);
    }
}

static void put_version_definitions(Writer *writer, const ElfVersionDefinitions *definitions)
{
    Writer list = writer_new(writer->arena);
    for (size_t i = 0; i < definitions->count; i++) {
        if (i)
            put_char(&list, ',');
        put(&list, definitions->items[i].weak ? "weak:" : "");
        put_list_item(&list, definitions->items[i].name);
    }
    put_list(writer, "verdef", &list);
}

static void put_symbols(Writer *writer, const ElfImageSpec *spec)
{
    Writer list = writer_new(writer->arena);
    for (size_t i = 0; i < spec->symbols.count; i++) {
        const ElfImageSymbol *symbol = &spec->symbols.items[i];
        if (i)
            put_char(&list, ',');
        put(&list, symbol->needed ? "needs:" : symbol->undefined ? "undefined:" : "");
        put_list_item(&list, symbol->name);
        if (symbol->version) {
            put_char(&list, '@');
            put_list_item(&list, symbol->version);
        }
    }
    put_list(writer, "symbols", &list);
}

void elf_attributes_write(Writer *writer, const ElfImageSpec *spec)
{
    put_named_number(writer, "type", types, COUNT_OF(types), spec->type ? spec->type : ET_DYN);
    put_named_number(writer, "machine", machines, COUNT_OF(machines), spec->machine);
    put(writer, spec->is_32 ? " class=32" : "");
    put(writer, spec->big_endian ? " order=big" : "");
    put_number_attribute(writer, "osabi", spec->os_abi);
    put_number_attribute(writer, "abiversion", spec->abi_version);
    put_number_attribute(writer, "headerflags", spec->header_flags);
    put_attribute(writer, "interpreter", spec->interpreter);
    put_attribute(writer, "compat-note", spec->compat_note);
    put_attribute(writer, "kernels", spec->kernels);
    put_number_attribute(writer, "x86level", spec->x86_level);
    if (spec->abi_tag.is_there)
        put_format(writer, " abitag=%u.%u.%u.%u", spec->abi_tag.system,
                   spec->abi_tag.release >> 16 & 0xff, spec->abi_tag.release >> 8 & 0xff,
                   spec->abi_tag.release & 0xff);
    put_number_attribute(writer, "reach", spec->reach);
    put(writer, spec->no_dynamic ? " dynamic=no" : "");
    put_attribute(writer, "soname", spec->soname);
    put_needed(writer, &spec->needed);
    put_attribute(writer, "rpath", spec->rpath);
    put_attribute(writer, "runpath", spec->runpath);
    put_number_attribute(writer, "flags", spec->flags);
    put_number_attribute(writer, "flags1", spec->flags_1);
    put_version_needs(writer, &spec->version_needs);
    put_version_definitions(writer, &spec->version_definitions);
    if (spec->sysv_hash)
        put(writer, spec->no_gnu_hash ? " hash=sysv" : " hash=both");
    put_symbols(writer, spec);
}
