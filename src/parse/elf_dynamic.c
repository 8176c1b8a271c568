/* The dynamic section: what a library is called, needs, and where its own tables are. */
#include <elf.h>

#include "parse/elf_inside.h"

/* Offsets into the strings, before it is known where those are. */
typedef struct Names {
    LIST_OF(uint64_t) needed;
    uint64_t soname, rpath, runpath;
    bool has_soname, has_rpath, has_runpath;
} Names;

/* glibc takes the last PT_DYNAMIC, and passes over those without bytes in the file (files of
 * separate debug information have such). */
static const ElfSegment *dynamic_segment(const Elf *elf)
{
    for (size_t i = elf->segment_count; i-- > 0;)
        if (elf->segments[i].type == PT_DYNAMIC && elf->segments[i].file_size > 0)
            return &elf->segments[i];
    return NULL;
}

static void take_name(uint64_t value, uint64_t *offset, bool *has)
{
    *offset = value;
    *has = true;
}

/* Of several entries with one tag the last counts, but for DT_NEEDED. */
static void take_entry(ElfInside *inside, Names *names, uint64_t tag, uint64_t value)
{
    ElfDynamic *dynamic = &inside->dynamic;
    switch (tag) {
    case DT_NEEDED: list_add(inside->arena, names->needed, value); break;
    case DT_SONAME: take_name(value, &names->soname, &names->has_soname); break;
    case DT_RPATH: take_name(value, &names->rpath, &names->has_rpath); break;
    case DT_RUNPATH: take_name(value, &names->runpath, &names->has_runpath); break;
    case DT_AUXILIARY:
    case DT_FILTER: dynamic->is_filter = true; break;
    case DT_FLAGS: dynamic->flags = value; break;
    case DT_FLAGS_1: dynamic->flags_1 = value; break;
    case DT_STRTAB:
        inside->strings_at = value;
        dynamic->has_strings = true;
        break;
    case DT_STRSZ: inside->strings_bytes = value; break;
    case DT_SYMTAB: inside->symbols_at = value; break;
    case DT_VERSYM:
        inside->versions_at = value;
        dynamic->has_symbol_versions = true;
        break;
    case DT_REL: inside->rel.at = value; break;
    case DT_RELSZ: inside->rel.bytes = value; break;
    case DT_RELCOUNT: inside->relative_rel = value; break;
    case DT_RELA: inside->rela.at = value; break;
    case DT_RELASZ: inside->rela.bytes = value; break;
    case DT_RELACOUNT: inside->relative_rela = value; break;
    case DT_JMPREL: inside->plt.at = value; break;
    case DT_PLTRELSZ: inside->plt.bytes = value; break;
    case DT_PLTREL: inside->plt_kind = value; break;
    case DT_HASH:
        inside->hash_at = value;
        dynamic->has_hash = true;
        break;
    case DT_GNU_HASH:
        inside->gnu_hash_at = value;
        dynamic->has_gnu_hash = true;
        break;
    case DT_VERNEED:
        inside->needs_at = value;
        dynamic->has_version_needs = true;
        break;
    case DT_VERDEF:
        inside->definitions_at = value;
        dynamic->has_version_definitions = true;
        break;
    default: break;
    }
}

/* Up to DT_NULL, as the loader does, whatever the size of the segment says. */
static ElfStatus read_entries(Elf *elf, ElfTable table, Names *names)
{
    size_t word = elf_word_bytes(elf);
    for (uint64_t at = 0;; at += 2 * word) {
        const unsigned char *entry = NULL;
        ElfStatus status = elf_table_view(elf, table, at, 2 * word, &entry);
        if (status != ELF_OK)
            return status;
        uint64_t tag = elf_word(elf, entry);
        if (tag == DT_NULL)
            return ELF_OK;
        take_entry(elf->inside, names, tag, elf_word(elf, entry + word));
        if (names->needed.count > ELF_RECORD_CEILING)
            return elf_fail(elf, ELF_MALFORMED, "it needs more libraries than there are");
    }
}

static ElfStatus read_names(Elf *elf, const Names *names)
{
    ElfDynamic *dynamic = &elf->inside->dynamic;
    if (names->needed.count == 0 && !names->has_soname && !names->has_rpath && !names->has_runpath)
        return ELF_OK;
    if (!dynamic->has_strings) {
        dynamic->nameless_needed = names->needed.count > 0;
        dynamic->nameless_soname = names->has_soname;
        dynamic->nameless_path = names->has_rpath || names->has_runpath;
        return ELF_OK;
    }
    ElfTable strings;
    ElfStatus status = elf_table(elf, elf->inside->strings_at, "the string table", &strings);
    for (size_t i = 0; status == ELF_OK && i < names->needed.count; i++) {
        const char *name = NULL;
        status = elf_string(elf, strings, names->needed.items[i], &name);
        if (status == ELF_OK)
            list_add(elf->inside->arena, dynamic->needed, name);
    }
    if (status == ELF_OK && names->has_soname)
        status = elf_string(elf, strings, names->soname, &dynamic->soname);
    if (status == ELF_OK && names->has_rpath)
        status = elf_string(elf, strings, names->rpath, &dynamic->rpath);
    if (status == ELF_OK && names->has_runpath)
        status = elf_string(elf, strings, names->runpath, &dynamic->runpath);
    return status;
}

static ElfStatus read_dynamic(Elf *elf)
{
    const ElfSegment *segment = dynamic_segment(elf);
    if (!segment)
        return elf_fail(elf, ELF_NO_DYNAMIC, "the file has no dynamic section");
    ElfTable table;
    Names names = {0};
    ElfStatus status = elf_table(elf, segment->address, "the dynamic section", &table);
    if (status == ELF_OK)
        status = read_entries(elf, table, &names);
    if (status != ELF_OK)
        return status;
    status = elf_read_tables(elf);
    return status == ELF_OK ? read_names(elf, &names) : status;
}

ElfStatus elf_dynamic(Elf *elf, const ElfDynamic **dynamic)
{
    ElfInside *inside = elf->inside;
    ElfStatus status;
    if (!elf_kept_answer(elf, &inside->dynamic_answer, &status))
        status = elf_keep_answer(elf, &inside->dynamic_answer, read_dynamic(elf));
    *dynamic = status == ELF_OK ? &inside->dynamic : NULL;
    return status;
}
