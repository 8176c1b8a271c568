/* The ELF writer: what it writes is read back as it was specified, and the real loader of this
 * machine takes it (and refuses what it must refuse). */
#include "parse/elf_image.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf_samples.h"
#include "harness.h"

/* ---- Read back ---- */

static void check_dynamic(Elf *elf)
{
    const ElfDynamic *dynamic;
    REQUIRE(elf_dynamic(elf, &dynamic) == ELF_OK);
    REQUIRE(CHECK_NUMBER(dynamic->needed.count, 2));
    CHECK_TEXT(dynamic->needed.items[0], "libfirst.so.1");
    CHECK_TEXT(dynamic->needed.items[1], "libsecond.so.2");
    CHECK_TEXT(dynamic->soname, "libsample.so.1");
    CHECK_TEXT(dynamic->rpath, "/old/$ORIGIN");
    CHECK_TEXT(dynamic->runpath, "$ORIGIN/../lib:/opt/lib");
    CHECK_NUMBER(dynamic->flags, DF_BIND_NOW);
    CHECK_NUMBER(dynamic->flags_1, DF_1_NOW | DF_1_NODELETE);
    CHECK(dynamic->has_hash && dynamic->has_gnu_hash);
    CHECK(dynamic->has_version_needs && dynamic->has_version_definitions);
}

static void check_versions(Elf *elf)
{
    const ElfVersionNeeds *needs;
    const ElfVersionDefinitions *definitions;
    REQUIRE(elf_version_needs(elf, &needs) == ELF_OK);
    REQUIRE(CHECK_NUMBER(needs->count, 2));
    CHECK_TEXT(needs->items[0].file, "libfirst.so.1");
    REQUIRE(CHECK_NUMBER(needs->items[0].versions.count, 2));
    CHECK_TEXT(needs->items[0].versions.items[0].name, "FIRST_1.0");
    CHECK(!needs->items[0].versions.items[0].weak);
    CHECK_TEXT(needs->items[0].versions.items[1].name, "FIRST_2.0");
    CHECK(needs->items[0].versions.items[1].weak);
    CHECK_NUMBER(needs->items[0].versions.items[1].hash, elf_hash("FIRST_2.0"));
    CHECK_TEXT(needs->items[1].file, "libsecond.so.2");

    REQUIRE(elf_version_definitions(elf, &definitions) == ELF_OK);
    REQUIRE(CHECK_NUMBER(definitions->count, 3));
    CHECK_TEXT(definitions->items[0].name, "libsample.so.1");
    CHECK(definitions->items[0].is_base);
    CHECK_NUMBER(definitions->items[0].index, 1);
    CHECK_TEXT(definitions->items[2].name, "SAMPLE_2");
    CHECK_NUMBER(definitions->items[2].index, 3);
    CHECK(elf_defines_version(definitions, "SAMPLE_1", elf_hash("SAMPLE_1")));
    CHECK(!elf_defines_version(definitions, "SAMPLE_1", elf_hash("SAMPLE_2")));
    CHECK(!elf_defines_version(definitions, "SAMPLE_3", elf_hash("SAMPLE_1")));
}

TEST(elf_image_is_read_back_in_both_classes_and_byte_orders)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        Text bytes;
        ElfImageSpec spec = sample_spec(test_arena(), shape);
        Elf *elf = sample_elf(test_arena(), &spec, &bytes);
        REQUIRE(CHECK_NUMBER(elf->status, ELF_OK));
        CHECK(elf->is_64 == !spec.is_32 && elf->big_endian == spec.big_endian);
        CHECK_NUMBER(elf->machine, spec.machine);
        CHECK_NUMBER(elf->flags, spec.header_flags);
        check_dynamic(elf);
        check_versions(elf);
    }
}

TEST(elf_image_of_what_was_read_is_the_same_image)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        Text bytes;
        ElfImageSpec spec = sample_spec(test_arena(), shape), again;
        spec.symbols.count = 0; /* symbols are not read as a list */
        spec.interpreter = "/lib/ld.so.1";
        spec.type = ET_EXEC;
        spec.os_abi = ELFOSABI_FREEBSD;
        spec.abi_version = 7;
        spec.reach = 0x20000;
        Elf *elf = sample_elf(test_arena(), &spec, &bytes);
        REQUIRE(elf_image_spec_of(elf, &again) == ELF_OK);
        CHECK(text_equal(elf_image(test_arena(), &again), bytes));
    }
}

TEST(elf_image_spec_of_a_file_without_dynamic_section_or_cut_short)
{
    Text bytes;
    ElfImageSpec bare = {.machine = EM_AARCH64, .no_dynamic = true}, again;
    REQUIRE(elf_image_spec_of(sample_elf(test_arena(), &bare, &bytes), &again) == ELF_OK);
    CHECK(again.no_dynamic);
    CHECK_NUMBER(again.machine, EM_AARCH64);

    ElfImageSpec spec = sample_spec(test_arena(), 0);
    Text whole = elf_image(test_arena(), &spec), cut = text_part(whole, 0, 300);
    CHECK_NUMBER(elf_image_spec_of(elf_open(test_arena(), elf_memory(&cut)), &again), ELF_CUT);
    CHECK_NUMBER(again.machine, EM_X86_64);
    CHECK_NUMBER(again.reach, whole.length);
}

static void check_symbols(ElfImageSpec *spec, const char *what)
{
    enum { COUNT = 300 };
    for (int i = 0; i < COUNT; i++)
        sample_add_symbol(test_arena(), spec, arena_printf(test_arena(), "name%d", i), NULL);
    ElfImageSymbol needed = {.name = "needed", .undefined = true};
    list_add(test_arena(), spec->symbols, needed);
    Text bytes;
    Elf *elf = sample_elf(test_arena(), spec, &bytes);
    ElfSymbol symbol;
    bool found;
    int missed = 0, invented = 0;
    for (int i = 0; i < COUNT; i++) {
        const char *name = arena_printf(test_arena(), "name%d", i);
        CHECK_NUMBER(elf_symbol(elf, name, &symbol, &found), ELF_OK);
        missed += !found || !symbol.defined || symbol.type != STT_OBJECT;
        name = arena_printf(test_arena(), "other%d", i);
        CHECK_NUMBER(elf_symbol(elf, name, &symbol, &found), ELF_OK);
        invented += found;
    }
    if (!CHECK_NUMBER(missed, 0) || !CHECK_NUMBER(invented, 0))
        printf("# %s\n", what);
    CHECK_NUMBER(elf_symbol(elf, "needed", &symbol, &found), ELF_OK);
    CHECK(found == spec->no_gnu_hash && !symbol.defined);
    CHECK_NUMBER(elf_symbol(elf, "", &symbol, &found), ELF_OK);
    CHECK(!found);
}

TEST(elf_image_symbols_are_found_through_either_hash_table)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = sample_spec(test_arena(), shape);
        spec.sysv_hash = false;
        check_symbols(&spec, "DT_GNU_HASH");
        spec = sample_spec(test_arena(), shape);
        spec.no_gnu_hash = true;
        check_symbols(&spec, "DT_HASH");
    }
}

TEST(elf_image_needed_versions_have_indexes_after_the_defined_ones)
{
    Text bytes;
    ElfImageSpec spec = sample_spec(test_arena(), 0); /* defines 1 to 3 */
    bytes = elf_image(test_arena(), &spec);
    static const char weak[] = {VER_FLG_WEAK, 0};
    uint32_t hash = elf_hash("FIRST_2.0");
    bool found = false;
    for (size_t at = 0; at + 8 <= bytes.length; at++)
        if (memcmp(bytes.at + at, &hash, 4) == 0 && memcmp(bytes.at + at + 4, weak, 2) == 0) {
            CHECK_NUMBER(bytes.at[at + 6], 5);
            found = true;
        }
    CHECK(found);
}

TEST(elf_image_symbol_values_are_read_back)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = {.is_32 = shape & 1, .big_endian = shape & 2};
        ElfImageSymbol symbol = {.name = "somewhere", .value = 0x12345678};
        list_add(test_arena(), spec.symbols, symbol);
        Text bytes;
        ElfSymbol read;
        bool found;
        Elf *elf = sample_elf(test_arena(), &spec, &bytes);
        REQUIRE(elf_symbol(elf, "somewhere", &read, &found) == ELF_OK && found);
        CHECK_NUMBER(read.value, 0x12345678);
        CHECK_NUMBER(read.size, 0);
        CHECK_NUMBER(read.binding, STB_GLOBAL);
        CHECK_NUMBER(read.visibility, STV_DEFAULT);
        CHECK(read.section != SHN_UNDEF);
    }
}

TEST(elf_image_with_wide_hash_entries)
{
    ElfImageSpec spec = {
        .machine = EM_S390, .big_endian = true, .sysv_hash = true, .no_gnu_hash = true};
    check_symbols(&spec, "DT_HASH of s390x");
}

TEST(elf_image_without_hash_tables_has_no_symbols)
{
    Text bytes;
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    spec.sysv_hash = false;
    spec.no_gnu_hash = true;
    ElfSymbol symbol;
    bool found;
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    CHECK_NUMBER(elf_symbol(elf, "sample_plain", &symbol, &found), ELF_OK);
    CHECK(!found);
}

/* ---- The real loader ---- */

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64, OTHER_MACHINE = EM_AARCH64 };
#elif defined(__aarch64__)
enum { MACHINE = EM_AARCH64, OTHER_MACHINE = EM_X86_64 };
#else
enum { MACHINE = EM_NONE, OTHER_MACHINE = EM_NONE };
#endif

static const char *directory(void)
{
    static char path[] = "/tmp/whycpu-elf-XXXXXX";
    static const char *made;
    if (!made && MACHINE != EM_NONE)
        made = mkdtemp(path);
    return made;
}

static void remove_file(const char *name)
{
    unlink(arena_printf(test_arena(), "%s/%s", directory(), name));
}

static void write_library(const char *name, const ElfImageSpec *spec)
{
    Text image = elf_image(test_arena(), spec);
    int fd = open(arena_printf(test_arena(), "%s/%s", directory(), name),
                  O_WRONLY | O_CREAT | O_TRUNC, 0755);
    CHECK(fd >= 0 && write(fd, image.at, image.length) == (ssize_t)image.length);
    close(fd);
}

/* NULL when it opens (and is closed again), else what dlerror() says. */
static const char *open_error(const char *name)
{
    void *handle = dlopen(arena_printf(test_arena(), "%s/%s", directory(), name), RTLD_NOW);
    if (!handle)
        return arena_strdup(test_arena(), dlerror());
    dlclose(handle);
    return NULL;
}

static void check_refused(const char *name, const ElfImageSpec *spec, const char *because)
{
    write_library(name, spec);
    const char *error = open_error(name);
    if (!CHECK(error && strstr(error, because)))
        printf("# %s\n", error ? error : "it opens");
    remove_file(name);
}

/* A library that is needed under a version, and one that needs it. */
static void write_pair(const char *needed_version, bool weak)
{
    ElfImageSpec low = {.machine = MACHINE, .soname = "libwhylow.so.1"};
    sample_add_definition(test_arena(), &low, "libwhylow.so.1", true);
    sample_add_definition(test_arena(), &low, "LOW_1", false);
    sample_add_definition(test_arena(), &low, "LOW_2", false);
    sample_add_symbol(test_arena(), &low, "low_plain", NULL);
    sample_add_symbol(test_arena(), &low, "low_first", "LOW_1");
    sample_add_symbol(test_arena(), &low, "low_second", "LOW_2");
    write_library("libwhylow.so.1", &low);

    ElfImageSpec high = {.machine = MACHINE, .soname = "libwhyhigh.so.1", .runpath = "$ORIGIN"};
    list_add(test_arena(), high.needed, "libwhylow.so.1");
    sample_add_need(test_arena(), &high, "libwhylow.so.1", needed_version, weak);
    ElfVersion plain = {.name = "LOW_1"};
    list_add(test_arena(), high.version_needs.items[0].versions, plain);
    sample_add_definition(test_arena(), &high, "HIGH_1", false);
    sample_add_symbol(test_arena(), &high, "high_first", "HIGH_1");
    write_library("libwhyhigh.so.1", &high);
}

static void remove_pair(void)
{
    remove_file("libwhylow.so.1");
    remove_file("libwhyhigh.so.1");
}

TEST(elf_image_opens_in_the_real_loader)
{
    if (!directory()) {
        test_skip("the loader of this machine is not known here");
        return;
    }
    write_pair("LOW_2", false);
    const char *path = arena_printf(test_arena(), "%s/libwhyhigh.so.1", directory());
    void *handle = dlopen(path, RTLD_NOW);
    if (CHECK(handle != NULL)) {
        CHECK(dlsym(handle, "low_plain") != NULL);
        CHECK(dlsym(handle, "low_second") != NULL);
        CHECK(dlvsym(handle, "low_first", "LOW_1") != NULL);
        CHECK(dlvsym(handle, "low_first", "LOW_2") == NULL);
        CHECK(dlsym(handle, "low_third") == NULL);
        CHECK(dlvsym(handle, "high_first", "HIGH_1") != NULL);
        dlclose(handle);
    } else {
        printf("# %s\n", dlerror());
    }
    remove_pair();
}

TEST(elf_image_with_many_symbols_opens_in_the_real_loader)
{
    if (!directory()) {
        test_skip("the loader of this machine is not known here");
        return;
    }
    for (int sysv = 0; sysv < 2; sysv++) {
        ElfImageSpec spec = {.machine = MACHINE, .sysv_hash = sysv, .no_gnu_hash = sysv};
        for (int i = 0; i < 1000; i++)
            sample_add_symbol(test_arena(), &spec, arena_printf(test_arena(), "why%d", i), NULL);
        const char *name = sysv ? "libwhysysv.so" : "libwhygnu.so";
        write_library(name, &spec);
        void *handle = dlopen(arena_printf(test_arena(), "%s/%s", directory(), name), RTLD_NOW);
        int found = 0;
        for (int i = 0; handle && i < 1000; i++)
            found += dlsym(handle, arena_printf(test_arena(), "why%d", i)) != NULL;
        CHECK_NUMBER(found, 1000);
        if (handle)
            dlclose(handle);
        remove_file(name);
    }
}

TEST(elf_image_that_lacks_a_version_is_refused_by_the_real_loader)
{
    if (!directory()) {
        test_skip("the loader of this machine is not known here");
        return;
    }
    write_pair("LOW_3", false);
    const char *error = open_error("libwhyhigh.so.1");
    CHECK(error && strstr(error, "version `LOW_3' not found (required by "));
    write_pair("LOW_3", true);
    CHECK_TEXT(open_error("libwhyhigh.so.1"), NULL);
    remove_file("libwhylow.so.1");
    error = open_error("libwhyhigh.so.1");
    CHECK(error && strstr(error, "libwhylow.so.1: cannot open shared object file"));
    remove_pair();
}

TEST(elf_image_is_refused_by_the_real_loader_for_the_reason_that_was_specified)
{
    if (!directory()) {
        test_skip("the loader of this machine is not known here");
        return;
    }
    ElfImageSpec spec = {.machine = MACHINE, .flags_1 = DF_1_PIE};
    check_refused("libpie.so", &spec, "cannot dynamically load position-independent executable");
    spec = (ElfImageSpec){.machine = MACHINE, .flags_1 = DF_1_NOOPEN};
    check_refused("libnoopen.so", &spec, "shared object cannot be dlopen()ed");
    spec = (ElfImageSpec){.machine = MACHINE, .type = ET_REL};
    check_refused("librel.so", &spec, "only ET_DYN and ET_EXEC can be loaded");
    spec = (ElfImageSpec){.machine = MACHINE, .type = ET_EXEC};
    check_refused("libexec.so", &spec, "cannot dynamically load executable");
    spec = (ElfImageSpec){.machine = MACHINE, .no_dynamic = true};
    check_refused("libbare.so", &spec, "object file has no dynamic section");
    spec = (ElfImageSpec){.machine = MACHINE, .os_abi = ELFOSABI_FREEBSD};
    check_refused("libabi.so", &spec, "ELF file OS ABI invalid");
    spec = (ElfImageSpec){.machine = MACHINE, .is_32 = true};
    check_refused("lib32.so", &spec, "wrong ELF class: ELFCLASS32");
    spec = (ElfImageSpec){.machine = OTHER_MACHINE};
    check_refused("libother.so", &spec, "cannot open shared object file");
    /* The machine is compared first, in the loader's own byte order. */
    unsigned swapped = (MACHINE << 8 | MACHINE >> 8) & 0xffff;
    spec = (ElfImageSpec){.machine = (uint16_t)swapped, .big_endian = true};
    check_refused("libbig.so", &spec, "ELF file data encoding not little-endian");
}

__attribute__((destructor)) static void remove_directory(void)
{
    if (MACHINE != EM_NONE && directory())
        rmdir(directory());
}

/* ---- Levels of x86 ---- */

/* What is read of an image that says it needs x86-64-v3, with one byte of its note changed. */
static uint32_t level_read(bool is_32, size_t at, unsigned char byte)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .is_32 = is_32, .x86_level = 5};
    Text bytes;
    sample_elf(test_arena(), &spec, &bytes);
    char *note = memmem(bytes.at, bytes.length, "GNU", 4);
    if (CHECK(note != NULL) && at > 0)
        note[at] = (char)byte;
    uint32_t level = 77;
    CHECK_NUMBER(elf_x86_level(elf_open(test_arena(), elf_memory(&bytes)), &level), ELF_OK);
    return level;
}

TEST(the_level_of_x86_is_read_back)
{
    CHECK_NUMBER(level_read(false, 0, 0), 5);
    CHECK_NUMBER(level_read(true, 0, 0), 5);
}

TEST(a_note_that_is_not_as_it_should_be_needs_nothing)
{
    CHECK_NUMBER(level_read(false, 2, 'X'), 0);  /* another owner */
    CHECK_NUMBER(level_read(false, 4, 0x03), 0); /* another property, below */
    CHECK_NUMBER(level_read(false, 7, 0xd0), 0); /* one above */
    CHECK_NUMBER(level_read(false, 8, 8), 0);    /* of another length */
    CHECK_NUMBER(level_read(false, 9, 1), 0);    /* longer than the note */
}

TEST(other_machines_have_no_levels_of_x86)
{
    ElfImageSpec spec = {.machine = EM_AARCH64, .x86_level = 5};
    Text bytes;
    uint32_t level = 77;
    CHECK_NUMBER(elf_x86_level(sample_elf(test_arena(), &spec, &bytes), &level), ELF_OK);
    CHECK_NUMBER(level, 0);
}

/* ---- Tags of an ABI ---- */

static ElfAbiTag tag_read(bool is_32, bool big_endian, ElfAbiTag written)
{
    ElfImageSpec spec = {.is_32 = is_32, .big_endian = big_endian, .abi_tag = written};
    Text bytes;
    ElfAbiTag tag;
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    CHECK_NUMBER(elf_abi_tag(elf, false, &tag), ELF_OK);
    return tag;
}

TEST(the_tag_of_an_abi_is_read_back)
{
    for (int kind = 0; kind < 4; kind++) {
        ElfAbiTag tag = tag_read(kind & 1, kind & 2, (ElfAbiTag){true, 3, 0x031105});
        CHECK(tag.is_there);
        CHECK_NUMBER(tag.system, 3);
        CHECK_NUMBER(tag.release, 0x031105);
    }
    CHECK(!tag_read(false, false, (ElfAbiTag){0}).is_there);
}

/* What every system in use meets is not written down. */
TEST(the_tag_of_an_abi_is_kept_where_it_matters)
{
    static const struct {
        ElfAbiTag tag;
        bool is_kept;
    } rows[] = {{{true, 0, 0x030200}, false},
                {{true, 0, 0x030201}, true},
                {{true, 1, 0}, true},
                {{false, 0, 0x040000}, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ElfImageSpec spec = {.machine = EM_X86_64, .abi_tag = rows[i].tag}, again;
        Text bytes;
        CHECK_NUMBER(elf_image_spec_of(sample_elf(test_arena(), &spec, &bytes), &again), ELF_OK);
        CHECK_NUMBER(again.abi_tag.is_there, rows[i].is_kept);
    }
}
