#include "parse/elf_image.h"

#include <elf.h>
#include <string.h>

#include "parse/compat_note.h"
#include "parse/elf_image_inside.h"
#include "parse/elf_inside.h"

/* One segment holds the whole file, aligned for every page size in use. */
enum { SEGMENT_ALIGNMENT = 0x10000, TABLE_ALIGNMENT = 8, SHARED_NAMES_BYTES = 2048 };

/* ---- Numbers and names ---- */

void image_number(const ElfBuild *build, Writer *writer, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        size_t place = build->spec->big_endian ? bytes - 1 - i : i;
        put_char(writer, (char)(value >> 8 * place));
    }
}

size_t image_word_bytes(const ElfBuild *build)
{
    return build->spec->is_32 ? 4 : 8;
}

void image_word(const ElfBuild *build, Writer *writer, uint64_t value)
{
    image_number(build, writer, value, image_word_bytes(build));
}

/* Names are looked for in the first part of the table alone, so that many do not cost their
 * square. */
uint32_t image_name(ElfBuild *build, const char *name)
{
    const Writer *strings = &build->strings;
    for (size_t at = 0; at < strings->length && at < SHARED_NAMES_BYTES;
         at += strlen(strings->bytes + at) + 1)
        if (strcmp(strings->bytes + at, name) == 0)
            return (uint32_t)at;
    size_t at = strings->length;
    put_bytes(&build->strings, name, strlen(name) + 1);
    return (uint32_t)at;
}

/* ---- Layout ---- */

typedef struct Place {
    uint64_t at, length;
} Place;

typedef struct Layout {
    Place interpreter, note, properties, abi_tag, sysv_hash, gnu_hash, symbols, symbol_versions,
        definitions, needs, strings, dynamic;
    uint64_t end;
} Layout;

static size_t file_header_bytes(const ElfBuild *build)
{
    return build->spec->is_32 ? 52 : 64;
}

static size_t segment_bytes(const ElfBuild *build)
{
    return build->spec->is_32 ? 32 : 56;
}

static size_t segment_count(const ElfBuild *build)
{
    const ElfImageSpec *spec = build->spec;
    return 2 + (spec->interpreter != NULL) + (spec->compat_note != NULL) + (spec->x86_level != 0) +
           spec->abi_tag.is_there + !spec->no_dynamic;
}

size_t image_header_bytes(const ElfBuild *build)
{
    return file_header_bytes(build) + segment_count(build) * segment_bytes(build);
}

static Place place(Layout *layout, size_t length)
{
    if (length)
        layout->end = (layout->end + TABLE_ALIGNMENT - 1) / TABLE_ALIGNMENT * TABLE_ALIGNMENT;
    Place result = {layout->end, length};
    layout->end += length;
    return result;
}

/* ---- Dynamic section ---- */

static void put_entry(const ElfBuild *build, Writer *out, uint64_t tag, uint64_t value)
{
    image_word(build, out, tag);
    image_word(build, out, value);
}

static void put_name(ElfBuild *build, Writer *out, uint64_t tag, const char *name)
{
    if (name)
        put_entry(build, out, tag, image_name(build, name));
}

/* The first part: names, which still add to the string table. */
static void put_named_entries(ElfBuild *build, Writer *out)
{
    const ElfImageSpec *spec = build->spec;
    for (size_t i = 0; i < spec->needed.count; i++)
        put_name(build, out, DT_NEEDED, spec->needed.items[i]);
    put_name(build, out, DT_SONAME, spec->soname);
    put_name(build, out, DT_RPATH, spec->rpath);
    put_name(build, out, DT_RUNPATH, spec->runpath);
    if (spec->flags)
        put_entry(build, out, DT_FLAGS, spec->flags);
    if (spec->flags_1)
        put_entry(build, out, DT_FLAGS_1, spec->flags_1);
    if (spec->reach > 0) /* code that starts it: without, nothing would touch what is missing */
        put_entry(build, out, DT_INIT, 0);
}

static void put_table(const ElfBuild *build, Writer *out, uint64_t tag, Place table)
{
    if (table.length)
        put_entry(build, out, tag, table.at);
}

/* The second part: tables, whose places are known only after the first. */
static void put_table_entries(const ElfBuild *build, Writer *out, const Layout *layout)
{
    put_table(build, out, DT_HASH, layout->sysv_hash);
    put_table(build, out, DT_GNU_HASH, layout->gnu_hash);
    put_table(build, out, DT_STRTAB, layout->strings);
    put_table(build, out, DT_SYMTAB, layout->symbols);
    put_entry(build, out, DT_STRSZ, layout->strings.length);
    put_entry(build, out, DT_SYMENT, build->spec->is_32 ? 16 : 24);
    put_table(build, out, DT_VERSYM, layout->symbol_versions);
    put_table(build, out, DT_VERDEF, layout->definitions);
    if (layout->definitions.length)
        put_entry(build, out, DT_VERDEFNUM, build->definition_count);
    put_table(build, out, DT_VERNEED, layout->needs);
    if (layout->needs.length)
        put_entry(build, out, DT_VERNEEDNUM, build->need_count);
    put_entry(build, out, DT_NULL, 0);
}

/* ---- Headers ---- */

static void put_file_header(const ElfBuild *build, Writer *out)
{
    const ElfImageSpec *spec = build->spec;
    put_bytes(out, ELFMAG, SELFMAG);
    put_char(out, spec->is_32 ? ELFCLASS32 : ELFCLASS64);
    put_char(out, spec->big_endian ? ELFDATA2MSB : ELFDATA2LSB);
    put_char(out, EV_CURRENT);
    put_char(out, (char)spec->os_abi);
    put_char(out, (char)spec->abi_version);
    image_number(build, out, 0, 7);
    image_number(build, out, spec->type ? spec->type : ET_DYN, 2);
    image_number(build, out, spec->machine, 2);
    image_number(build, out, EV_CURRENT, 4);
    image_word(build, out, 0); /* no entry point */
    image_word(build, out, file_header_bytes(build));
    image_word(build, out, 0); /* no section headers */
    image_number(build, out, spec->header_flags, 4);
    image_number(build, out, file_header_bytes(build), 2);
    image_number(build, out, segment_bytes(build), 2);
    image_number(build, out, segment_count(build), 2);
    image_number(build, out, 0, 6); /* sections: size, count, names */
}

static void put_segment(const ElfBuild *build, Writer *out, uint32_t type, uint32_t flags,
                        Place where, uint64_t alignment)
{
    image_number(build, out, type, 4);
    if (!build->spec->is_32)
        image_number(build, out, flags, 4);
    image_word(build, out, where.at);     /* offset */
    image_word(build, out, where.at);     /* address */
    image_word(build, out, where.at);     /* physical address */
    image_word(build, out, where.length); /* in the file */
    image_word(build, out, where.length); /* in memory */
    if (build->spec->is_32)
        image_number(build, out, flags, 4);
    image_word(build, out, alignment);
}

/* The loader relocates the dynamic section in place, so the segment is writable. Without
 * PT_GNU_STACK it would make the stack executable. */
static void put_segments(const ElfBuild *build, Writer *out, const Layout *layout)
{
    const ElfImageSpec *spec = build->spec;
    Place whole = {0, spec->reach > layout->end ? spec->reach : layout->end};
    if (spec->interpreter)
        put_segment(build, out, PT_INTERP, PF_R, layout->interpreter, 1);
    if (spec->compat_note)
        put_segment(build, out, PT_NOTE, PF_R, layout->note, 4);
    if (spec->x86_level)
        put_segment(build, out, PT_NOTE, PF_R, layout->properties, image_word_bytes(build));
    if (spec->abi_tag.is_there)
        put_segment(build, out, PT_NOTE, PF_R, layout->abi_tag, 4);
    put_segment(build, out, PT_LOAD, PF_R | PF_W, whole, SEGMENT_ALIGNMENT);
    if (!spec->no_dynamic)
        put_segment(build, out, PT_DYNAMIC, PF_R | PF_W, layout->dynamic, TABLE_ALIGNMENT);
    put_segment(build, out, PT_GNU_STACK, PF_R | PF_W, (Place){0, 0}, 16);
}

/* ---- All of it ---- */

/* The owner counts its terminating zero, as a linker writes it. */
static void put_note(const ElfBuild *build, Writer *out)
{
    static const char owner[] = "NVIDIA Corporation";
    const char *json = build->spec->compat_note;
    if (!json)
        return;
    image_number(build, out, sizeof owner, 4);
    image_number(build, out, strlen(json), 4);
    image_number(build, out, 1, 4);
    put_bytes(out, owner, sizeof owner);
    image_number(build, out, 0, 1); /* to a multiple of 4 */
    put_bytes(out, json, strlen(json));
    image_number(build, out, 0, (4 - strlen(json) % 4) % 4);
}

static void put_properties(const ElfBuild *build, Writer *out)
{
    enum { PROPERTY_NOTE = 5 };
    const uint32_t levels_needed = 0xc0008002;
    uint32_t level = build->spec->x86_level;
    if (level == 0)
        return;
    image_number(build, out, sizeof "GNU", 4);
    image_number(build, out, 8 + image_word_bytes(build), 4);
    image_number(build, out, PROPERTY_NOTE, 4);
    put_bytes(out, "GNU", sizeof "GNU");
    image_number(build, out, levels_needed, 4);
    image_number(build, out, 4, 4);
    image_word(build, out, level);
}

static void put_abi_tag(const ElfBuild *build, Writer *out)
{
    enum { ABI_TAG_NOTE = 1 };
    const ElfAbiTag *tag = &build->spec->abi_tag;
    if (!tag->is_there)
        return;
    image_number(build, out, sizeof "GNU", 4);
    image_number(build, out, 16, 4);
    image_number(build, out, ABI_TAG_NOTE, 4);
    put_bytes(out, "GNU", sizeof "GNU");
    image_number(build, out, tag->system, 4);
    for (int shift = 16; shift >= 0; shift -= 8)
        image_number(build, out, tag->release >> shift & 0xff, 4);
}

static void put_at(Writer *out, Place where, const void *bytes)
{
    while (out->length < where.at)
        put_char(out, 0);
    put_bytes(out, bytes, where.length);
}

static void make_tables(ElfBuild *build, Writer *named)
{
    Arena *arena = build->arena;
    build->strings = writer_new(arena);
    build->symbols = writer_new(arena);
    build->symbol_versions = writer_new(arena);
    build->sysv_hash = writer_new(arena);
    build->gnu_hash = writer_new(arena);
    build->definitions = writer_new(arena);
    build->needs = writer_new(arena);
    build->note = writer_new(arena);
    put_note(build, &build->note);
    build->properties = writer_new(arena);
    put_properties(build, &build->properties);
    build->abi_tag = writer_new(arena);
    put_abi_tag(build, &build->abi_tag);
    if (build->spec->no_dynamic)
        return;
    put_char(&build->strings, 0); /* offset 0 is the empty name */
    put_named_entries(build, named);
    image_versions(build);
    image_symbols(build); /* last: a name is not looked for among those of symbols */
}

static Layout lay_out(ElfBuild *build, Writer *dynamic)
{
    Layout layout = {.end = image_header_bytes(build)};
    const char *interpreter = build->spec->interpreter;
    layout.interpreter = place(&layout, interpreter ? strlen(interpreter) + 1 : 0);
    layout.note = place(&layout, build->note.length);
    layout.properties = place(&layout, build->properties.length);
    layout.abi_tag = place(&layout, build->abi_tag.length);
    layout.sysv_hash = place(&layout, build->sysv_hash.length);
    layout.gnu_hash = place(&layout, build->gnu_hash.length);
    layout.symbols = place(&layout, build->symbols.length);
    layout.symbol_versions = place(&layout, build->symbol_versions.length);
    layout.definitions = place(&layout, build->definitions.length);
    layout.needs = place(&layout, build->needs.length);
    layout.strings = place(&layout, build->strings.length);
    if (!build->spec->no_dynamic)
        put_table_entries(build, dynamic, &layout);
    layout.dynamic = place(&layout, dynamic->length);
    return layout;
}

Text elf_image(Arena *arena, const ElfImageSpec *spec)
{
    ElfBuild build = {.arena = arena, .spec = spec};
    Writer dynamic = writer_new(arena), out = writer_new(arena);
    make_tables(&build, &dynamic);
    Layout layout = lay_out(&build, &dynamic);

    put_file_header(&build, &out);
    put_segments(&build, &out, &layout);
    put_at(&out, layout.interpreter, spec->interpreter);
    put_at(&out, layout.note, build.note.bytes);
    put_at(&out, layout.properties, build.properties.bytes);
    put_at(&out, layout.abi_tag, build.abi_tag.bytes);
    put_at(&out, layout.sysv_hash, build.sysv_hash.bytes);
    put_at(&out, layout.gnu_hash, build.gnu_hash.bytes);
    put_at(&out, layout.symbols, build.symbols.bytes);
    put_at(&out, layout.symbol_versions, build.symbol_versions.bytes);
    put_at(&out, layout.definitions, build.definitions.bytes);
    put_at(&out, layout.needs, build.needs.bytes);
    put_at(&out, layout.strings, build.strings.bytes);
    put_at(&out, layout.dynamic, dynamic.bytes);
    return (Text){out.bytes, out.length};
}

/* ---- From a file that is read ---- */

static void take_dynamic(ElfImageSpec *spec, const ElfDynamic *dynamic)
{
    spec->needed = dynamic->needed;
    spec->soname = dynamic->soname;
    spec->rpath = dynamic->rpath;
    spec->runpath = dynamic->runpath;
    spec->flags = dynamic->flags;
    spec->flags_1 = dynamic->flags_1;
    spec->sysv_hash = dynamic->has_hash;
    spec->no_gnu_hash = !dynamic->has_gnu_hash;
}

/* A tag that every kernel in use meets is not worth a word. */
static void take_abi_tag(Elf *elf, ElfImageSpec *spec)
{
    ElfAbiTag tag;
    if (elf_abi_tag(elf, false, &tag) == ELF_OK && elf_abi_tag_matters(&tag))
        spec->abi_tag = tag;
}

/* Looked for in what calls itself the driver; other files have other notes. */
static void take_note(Elf *elf, ElfImageSpec *spec)
{
    CompatNote note;
    if (spec->soname && strcmp(spec->soname, "libcuda.so.1") == 0 && compat_note_read(elf, &note))
        spec->compat_note = text_copy(elf->inside->arena, note.json);
}

ElfStatus elf_image_spec_of(Elf *elf, ElfImageSpec *spec)
{
    const ElfDynamic *dynamic = NULL;
    const ElfVersionNeeds *needs = NULL;
    const ElfVersionDefinitions *definitions = NULL;
    uint64_t reach = elf_reach(elf);
    *spec = (ElfImageSpec){.is_32 = !elf->is_64,
                           .big_endian = elf->big_endian,
                           .os_abi = elf->os_abi,
                           .abi_version = elf->abi_version,
                           .type = elf->type,
                           .machine = elf->machine,
                           .header_flags = elf->flags,
                           .no_dynamic = true,
                           .reach = reach > elf->size ? reach : 0};
    ElfStatus status = elf_interpreter(elf, &spec->interpreter);
    elf_x86_level(elf, &spec->x86_level); /* where it cannot be read, nothing is needed */
    take_abi_tag(elf, spec);
    if (status == ELF_OK)
        status = elf_dynamic(elf, &dynamic);
    if (status == ELF_NO_DYNAMIC)
        return ELF_OK;
    if (status == ELF_OK) {
        spec->no_dynamic = false;
        take_dynamic(spec, dynamic);
        take_note(elf, spec);
        status = elf_version_needs(elf, &needs);
    }
    if (status == ELF_OK) {
        spec->version_needs = *needs;
        status = elf_version_definitions(elf, &definitions);
    }
    if (status == ELF_OK)
        spec->version_definitions = *definitions;
    return status;
}
