/* All symbols of a library at once, against what was written into it. */
#include "parse/elf_symbol_tables.h"

#include <elf.h>
#include <string.h>

#include "elf_samples.h"
#include "harness.h"

enum { COUNT = 200 };

static ElfImageSpec many(int shape, bool sysv)
{
    ElfImageSpec spec = sample_spec(test_arena(), shape);
    spec.sysv_hash = sysv;
    spec.no_gnu_hash = sysv;
    for (int i = 0; i < COUNT; i++)
        sample_add_symbol(test_arena(), &spec, arena_printf(test_arena(), "name%d", i), NULL);
    ElfImageSymbol looked_for = {.name = "looked_for", .undefined = true};
    ElfImageSymbol needed = {.name = "needed", .undefined = true, .needed = true};
    list_add(test_arena(), spec.symbols, looked_for);
    list_add(test_arena(), spec.symbols, needed);
    return spec;
}

static bool defines(ElfSymbolTables *tables, const char *name)
{
    ElfEntry entry;
    for (ElfNamed named = elf_named(tables, elf_name(name)); elf_next_named(&named, &entry);)
        if (entry.section != SHN_UNDEF && strcmp(entry.name, name) == 0)
            return true;
    return false;
}

TEST(every_symbol_is_found_by_its_name_and_no_other)
{
    for (int shape = 0; shape < 2 * SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = many(shape / 2, shape % 2);
        Text bytes;
        ElfSymbolTables *tables = elf_symbol_tables(sample_elf(test_arena(), &spec, &bytes));
        REQUIRE(tables != NULL);
        int missed = 0, invented = 0;
        for (int i = 0; i < COUNT; i++) {
            missed += !defines(tables, arena_printf(test_arena(), "name%d", i));
            invented += defines(tables, arena_printf(test_arena(), "other%d", i));
        }
        CHECK_NUMBER(missed, 0);
        CHECK_NUMBER(invented, 0);
        CHECK(!defines(tables, "needed"));
        CHECK(!elf_symbols_are_torn(tables));
    }
}

/* ---- A disk that fails ---- */

typedef struct Failing {
    Text bytes;
    int reads, fails; /* which read fails, from 1; 0: none */
} Failing;

static size_t read_failing(void *context, uint64_t offset, void *buffer, size_t length)
{
    Failing *file = context;
    if (++file->reads == file->fails || offset >= file->bytes.length)
        return 0;
    if (length > file->bytes.length - offset)
        length = (size_t)(file->bytes.length - offset);
    memcpy(buffer, file->bytes.at + offset, length);
    return length;
}

static ElfStatus status_of(Failing *file)
{
    const ElfDynamic *dynamic;
    Elf *elf = elf_open(test_arena(), (ElfSource){file, read_failing, file->bytes.length});
    return elf->status == ELF_OK ? elf_dynamic(elf, &dynamic) : elf->status;
}

TEST(a_read_that_fails_is_no_library_without_symbols)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = many(shape, false);
        Failing file = {.bytes = elf_image(test_arena(), &spec)};
        CHECK_NUMBER(status_of(&file), ELF_OK);
        CHECK(file.reads > 1);
        for (int i = 1; i <= file.reads; i++) {
            Failing failing = {.bytes = file.bytes, .fails = i};
            CHECK_NUMBER(status_of(&failing), ELF_UNREADABLE);
        }
    }
}

TEST(what_a_library_refers_to_is_listed_with_its_kind)
{
    for (int shape = 0; shape < 2 * SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = many(shape / 2, shape % 2);
        Text bytes;
        ElfSymbolTables *tables = elf_symbol_tables(sample_elf(test_arena(), &spec, &bytes));
        REQUIRE(tables != NULL);
        int weak = 0, strong = 0;
        ElfEntry entry;
        for (uint32_t index = 0; elf_next_unhashed(tables, &index, &entry);) {
            if (entry.section != SHN_UNDEF)
                continue;
            weak += entry.binding == STB_WEAK && strcmp(entry.name, "looked_for") == 0;
            strong += entry.binding == STB_GLOBAL && strcmp(entry.name, "needed") == 0;
        }
        CHECK_NUMBER(weak, 1);
        CHECK_NUMBER(strong, 1);
    }
}

TEST(a_needed_symbol_has_the_index_of_its_version)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libuser.so"};
    sample_add_need(test_arena(), &spec, "libgiver.so", "V_1", false);
    sample_add_need(test_arena(), &spec, "libgiver.so", "V_2", false);
    ElfImageSymbol needed = {.name = "f", .version = "V_2", .undefined = true, .needed = true};
    list_add(test_arena(), spec.symbols, needed);
    Text bytes;
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    const ElfVersionNeeds *needs;
    REQUIRE(elf_version_needs(elf, &needs) == ELF_OK);
    ElfEntry entry;
    uint32_t index = 0;
    REQUIRE(elf_next_unhashed(elf_symbol_tables(elf), &index, &entry));
    const char *version = NULL;
    for (size_t n = 0; n < needs->count; n++)
        for (size_t i = 0; i < needs->items[n].versions.count; i++)
            if (needs->items[n].versions.items[i].index == entry.version)
                version = needs->items[n].versions.items[i].name;
    CHECK_TEXT(version, "V_2");
}

TEST(tables_of_a_megabyte_are_left_alone)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libhuge.so"};
    for (int i = 0; i < 30000; i++)
        sample_add_symbol(test_arena(), &spec, arena_printf(test_arena(), "a_symbol_number_%d", i),
                          NULL);
    Text bytes;
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    CHECK(elf_symbol_tables(elf) == NULL);
    ElfSymbol symbol;
    bool found;
    CHECK_NUMBER(elf_symbol(elf, "a_symbol_number_29999", &symbol, &found), ELF_OK);
    CHECK(found);
    CHECK(elf_reads(elf).bytes < 200000);
}

TEST(a_library_without_hash_tables_offers_nothing)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libempty.so", .no_gnu_hash = true};
    Text bytes;
    ElfSymbolTables *tables = elf_symbol_tables(sample_elf(test_arena(), &spec, &bytes));
    REQUIRE(tables != NULL);
    ElfEntry entry;
    uint32_t index = 0;
    CHECK(!defines(tables, "f") && !elf_next_unhashed(tables, &index, &entry));
}

/* The bucket of DT_GNU_HASH that leads behind the symbols. */
TEST(a_look_up_that_leaves_the_tables_is_not_certain)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libtorn.so"};
    sample_add_symbol(test_arena(), &spec, "f", NULL);
    Text whole = elf_image(test_arena(), &spec);
    char *copy = arena_copy(test_arena(), whole.at, whole.length);
    Text bytes = {copy, whole.length};
    /* One bucket, first symbol 1, one word of filter, shift 6: then filter and bucket. */
    static const unsigned char header[16] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 6};
    char *table = memmem(copy, whole.length, header, sizeof header);
    REQUIRE(table != NULL);
    memset(table + 16, 0xff, 8);
    memcpy(table + 24, "\x00\x00\x00\x70", 4);
    ElfSymbolTables *tables = elf_symbol_tables(elf_open(test_arena(), elf_memory(&bytes)));
    REQUIRE(tables != NULL);
    CHECK(!defines(tables, "f"));
    CHECK(elf_symbols_are_torn(tables));
}

TEST(what_a_library_refers_to_is_told_without_its_whole_tables)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = many(shape, false);
        Text bytes;
        Strings names;
        Elf *elf = sample_elf(test_arena(), &spec, &bytes);
        CHECK_NUMBER(elf_first_undefined(elf, &names), ELF_OK);
        CHECK(!elf->is_64 == !strings_have(names, "needed"));
        CHECK(!strings_have(names, "looked_for")); /* a weak one */
        CHECK(!strings_have(names, "name0") && !strings_have(names, ""));
    }
    ElfImageSpec sysv = many(0, true);
    Text bytes;
    Strings names;
    CHECK_NUMBER(elf_first_undefined(sample_elf(test_arena(), &sysv, &bytes), &names), ELF_OK);
    CHECK_NUMBER(names.count, 0);
}
