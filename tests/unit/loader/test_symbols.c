/* Libraries with real tables: what counts as a definition (elf/dl-lookup.c of glibc), tables that
 * are too large to be read at once, and what a recording keeps of all that. The same is compared
 * with the real loader by tests/oracle/ldso. */
#include <elf.h>
#include <string.h>

#include "parse/elf_image.h"
#include "processes.h"

enum { LARGE_BYTES = 1024 * 1024 };

/* ---- Images ---- */

/* An entry of the dynamic section; every image here has it. */
static Elf64_Dyn *entry_of(Text image, int64_t tag)
{
    const Elf64_Phdr *segment =
        (const Elf64_Phdr *)(image.at + ((const Elf64_Ehdr *)image.at)->e_phoff);
    while (segment->p_type != PT_DYNAMIC)
        segment++;
    Elf64_Dyn *entry = (Elf64_Dyn *)(image.at + segment->p_offset);
    while (entry->d_tag != tag)
        entry++;
    return entry;
}

/* Places in these images are their addresses. */
static char *table_of(Text image, int64_t tag)
{
    return (char *)image.at + entry_of(image, tag)->d_un.d_ptr;
}

static uint32_t index_of(Text image, const char *name)
{
    const Elf64_Sym *symbols = (const Elf64_Sym *)table_of(image, DT_SYMTAB);
    uint32_t index = 1;
    while (strcmp(table_of(image, DT_STRTAB) + symbols[index].st_name, name) != 0)
        index++;
    return index;
}

static Elf64_Sym *symbol_of(Text image, const char *name)
{
    return (Elf64_Sym *)table_of(image, DT_SYMTAB) + index_of(image, name);
}

/* The image with room at its end, which belongs to its segment. */
static Text grown(Text image, size_t bytes)
{
    size_t length = (image.length + 15) / 16 * 16 + bytes;
    char *larger = arena_alloc(test_arena(), length);
    memcpy(larger, image.at, image.length);
    Elf64_Phdr *segment = (Elf64_Phdr *)(larger + ((const Elf64_Ehdr *)image.at)->e_phoff);
    while (segment->p_type != PT_LOAD)
        segment++;
    segment->p_filesz = segment->p_memsz = length;
    return (Text){larger, length};
}

/* Takes the place of another entry. */
static void put_entry(Text image, int64_t instead_of, int64_t tag, uint64_t value)
{
    *entry_of(image, instead_of) = (Elf64_Dyn){tag, {value}};
}

/* A library that refers to these symbols, in this order. Entries that say nothing about it make
 * room for its relocations. */
static Text referring(ElfImageSpec spec, const char *const *names, size_t count)
{
    spec.machine = EM_X86_64;
    spec.rpath = spec.rpath ? spec.rpath : "/none";
    spec.flags = spec.flags_1 = 0x4000;
    Text image = grown(elf_image(test_arena(), &spec), count * sizeof(Elf64_Rela));
    uint64_t at = image.length - count * sizeof(Elf64_Rela);
    for (size_t i = 0; i < count; i++)
        ((Elf64_Rela *)(image.at + at))[i] =
            (Elf64_Rela){0, ELF64_R_INFO(index_of(image, names[i]), R_X86_64_GLOB_DAT), 0};
    put_entry(image, DT_FLAGS, DT_RELA, at);
    put_entry(image, DT_FLAGS_1, DT_RELASZ, count * sizeof(Elf64_Rela));
    put_entry(image, DT_RPATH, DT_RELAENT, sizeof(Elf64_Rela));
    return image;
}

static Text library_of(ElfImageSpec spec)
{
    spec.machine = EM_X86_64;
    return elf_image(test_arena(), &spec);
}

/* The same with so many strings that its tables are not read at once. */
static Text large(Text image)
{
    size_t strings = entry_of(image, DT_STRSZ)->d_un.d_val;
    Text larger = grown(image, LARGE_BYTES);
    memcpy((char *)larger.at + larger.length - LARGE_BYTES, table_of(image, DT_STRTAB), strings);
    put_entry(larger, DT_STRTAB, DT_STRTAB, larger.length - LARGE_BYTES);
    put_entry(larger, DT_STRSZ, DT_STRSZ, LARGE_BYTES);
    return larger;
}

static void add_version(ElfImageSpec *spec, const char *file, const char *name)
{
    ElfVersionNeed need = {.file = file};
    list_add(test_arena(), need.versions, ((ElfVersion){.name = name}));
    list_add(test_arena(), spec->version_needs, need);
}

/* libuser.so.1 needs libgiver.so.1 and refers to its symbol "first", of a version or of none. */
static Text user_of(const char *version)
{
    static const char *const names[] = {"first"};
    ElfImageSpec spec = {.soname = "libuser.so.1"};
    list_add(test_arena(), spec.needed, "libgiver.so.1");
    ElfImageSymbol first = {.name = "first", .version = version, .undefined = true, .needed = true};
    list_add(test_arena(), spec.symbols, first);
    if (version)
        add_version(&spec, "libgiver.so.1", version);
    return referring(spec, names, 1);
}

static Text defining(const char *name)
{
    ElfImageSpec spec = {0};
    list_add(test_arena(), spec.symbols, (ElfImageSymbol){.name = name});
    return library_of(spec);
}

/* ---- Processes ---- */

/* A machine whose program and loader define nothing; these two libraries lie in /a. */
static World *machine_with(int minor, Text user, Text giver)
{
    const char *lines = "env LD_LIBRARY_PATH=/a\n"
                        "elf /bin/app machine=x86_64 type=dyn "
                        "interpreter=/lib64/ld-linux-x86-64.so.2 symbols=undefined:first\n"
                        "elf /b/libtold.so machine=x86_64 symbols=undefined:first\n";
    World *world = laid_over(debian_with_glibc(minor, ""), lines);
    overlay_file(world, "/a/libuser.so.1", 0755, user);
    overlay_file(world, "/a/libgiver.so.1", 0755, giver);
    return world;
}

static const char found[] = "found /a/libuser.so.1 by ld-library-path";
static const char missing[] = "failed: /a/libuser.so.1: undefined symbol: first";

static const char *user_opened(World *world)
{
    return opened(world, "libuser.so.1", NULL);
}

TEST(what_counts_as_a_definition)
{
    static const struct {
        uint8_t binding, type, visibility;
        uint16_t section;
        uint64_t value;
        const char *ends;
    } rows[] = {
        {STB_GLOBAL, STT_OBJECT, STV_DEFAULT, 1, 64, found},
        {STB_WEAK, STT_FUNC, STV_PROTECTED, 1, 64, found},
        {STB_GNU_UNIQUE, STT_OBJECT, STV_DEFAULT, 1, 64, found},
        {STB_LOCAL, STT_OBJECT, STV_DEFAULT, 1, 64, missing},
        {11, STT_OBJECT, STV_DEFAULT, 1, 64, missing},
        {STB_GLOBAL, STT_OBJECT, STV_HIDDEN, 1, 64, missing},
        {STB_GLOBAL, STT_OBJECT, STV_INTERNAL, 1, 64, missing},
        {STB_GLOBAL, STT_OBJECT, STV_DEFAULT, 1, 0, missing},
        {STB_GLOBAL, STT_OBJECT, STV_DEFAULT, SHN_ABS, 0, found},
        {STB_GLOBAL, STT_TLS, STV_DEFAULT, 1, 0, found},
        {STB_GLOBAL, STT_NOTYPE, STV_DEFAULT, 1, 64, found},
        {STB_GLOBAL, STT_COMMON, STV_DEFAULT, 1, 64, found},
        {STB_GLOBAL, STT_GNU_IFUNC, STV_DEFAULT, 1, 64, found},
        {STB_GLOBAL, STT_SECTION, STV_DEFAULT, 1, 64, missing},
        {STB_GLOBAL, STT_FILE, STV_DEFAULT, 1, 64, missing},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Text giver = defining("first");
        Elf64_Sym *symbol = symbol_of(giver, "first");
        symbol->st_info = ELF64_ST_INFO(rows[i].binding, rows[i].type);
        symbol->st_other = rows[i].visibility;
        symbol->st_shndx = rows[i].section;
        symbol->st_value = rows[i].value;
        CHECK_TEXT(user_opened(machine_with(35, user_of(NULL), giver)), rows[i].ends);
    }
}

TEST(a_library_that_only_needs_versions_is_known_by_them_too)
{
    ElfImageSpec spec = {0};
    list_add(test_arena(), spec.needed, "libc.so.6");
    list_add(test_arena(), spec.symbols, (ElfImageSymbol){.name = "first"});
    CHECK_TEXT(user_opened(machine_with(35, user_of("V_1"), library_of(spec))),
               "crashes on /a/libuser.so.1");
    CHECK_TEXT(user_opened(machine_with(41, user_of("V_1"), library_of(spec))), found);
    add_version(&spec, "libc.so.6", "GLIBC_2.2.5");
    CHECK_TEXT(user_opened(machine_with(35, user_of("V_1"), library_of(spec))), found);
}

/* libgiver.so.1 that defines V_1 (index 2), V_2 (3), V_1 again with another hash (4), V_4 with the
 * hash of V_1 (5), and "first" once or twice, with these indexes of DT_VERSYM. */
static Text versioned(uint16_t one, uint16_t other)
{
    ElfImageSpec spec = {.soname = "libgiver.so.1"};
    const ElfVersionDefinition definitions[] = {{.name = "libgiver.so.1", .is_base = true},
                                                {.name = "V_1"},
                                                {.name = "V_2"},
                                                {.name = "V_1", .hash = 7},
                                                {.name = "V_4", .hash = elf_hash("V_1")}};
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        list_add(test_arena(), spec.version_definitions, definitions[i]);
    list_add(test_arena(), spec.symbols, (ElfImageSymbol){.name = "first"});
    if (other)
        list_add(test_arena(), spec.symbols, (ElfImageSymbol){.name = "first"});
    Text image = library_of(spec);
    uint16_t *versions = (uint16_t *)table_of(image, DT_VERSYM);
    versions[1] = one;
    if (other)
        versions[2] = other;
    return image;
}

/* check_match() of elf/dl-lookup.c. The highest bit of an index hides the symbol from those who
 * ask for no version. */
TEST(which_version_does)
{
    static const char missing_v1[] = "failed: /a/libuser.so.1: undefined symbol: first, "
                                     "version V_1";
    static const struct {
        const char *asked;
        uint16_t one, other;
        const char *ends;
    } rows[] = {
        {"V_1", 2, 0, found},
        {"V_1", 3, 0, missing_v1},
        {"V_1", 0x8002, 0, found},
        {"V_1", 1, 0, found},
        {"V_1", 0x8001, 0, missing_v1},
        {"V_1", 4, 0, missing_v1},
        {"V_1", 5, 0, missing_v1},
        {"V_1", 3, 2, found},
        {NULL, 1, 0, found},
        {NULL, 2, 0, found},
        {NULL, 3, 0, found},
        {NULL, 0x8003, 0, missing},
        {NULL, 3, 5, missing},
        {NULL, 3, 0x8005, found},
        {NULL, 0x8003, 5, found},
        {NULL, 0x8003, 0x8005, missing},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(user_opened(machine_with(35, user_of(rows[i].asked),
                                            versioned(rows[i].one, rows[i].other))),
                   rows[i].ends);
}

TEST(definitions_of_an_unknown_revision_are_an_error_for_who_needs_one)
{
    Text giver = versioned(2, 0);
    *table_of(giver, DT_VERDEF) = 3;
    CHECK_TEXT(user_opened(machine_with(35, user_of("V_1"), giver)),
               "failed: /a/libgiver.so.1: unsupported version 3 of Verdef record");
    CHECK_TEXT(user_opened(machine_with(35, user_of(NULL), giver)), found);
}

/* While a program starts, functions wait for their first call. */
TEST(who_waits_for_functions)
{
    static const struct {
        const char *environment;
        int64_t tag;
        uint64_t value;
        OpenResult result;
    } rows[] = {
        {"", DT_NULL, 0, OPEN_FOUND},
        {"env LD_BIND_NOW=\n", DT_NULL, 0, OPEN_FOUND},
        {"env LD_BIND_NOW=1\n", DT_NULL, 0, OPEN_FAILED},
        {"", DT_FLAGS, DF_BIND_NOW, OPEN_FAILED},
        {"", DT_FLAGS, DF_SYMBOLIC, OPEN_FOUND},
        {"", DT_FLAGS_1, DF_1_NOW, OPEN_FAILED},
        {"", DT_FLAGS_1, DF_1_NODELETE, OPEN_FOUND},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Text user = user_of(NULL);
        put_entry(user, DT_RELA, DT_JMPREL, entry_of(user, DT_RELA)->d_un.d_val);
        put_entry(user, DT_RELASZ, DT_PLTRELSZ, sizeof(Elf64_Rela));
        put_entry(user, DT_RELAENT, DT_PLTREL, DT_RELA);
        put_entry(user, DT_SYMENT, rows[i].tag == DT_NULL ? DT_SYMENT : rows[i].tag, rows[i].value);
        World *world = machine_with(35, user, defining("other"));
        CHECK_TEXT(user_opened(world), missing);
        const char *program = "elf /bin/app machine=x86_64 type=dyn needed=libuser.so.1 "
                              "interpreter=/lib64/ld-linux-x86-64.so.2 symbols=undefined:first\n"
                              "elf /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 machine=x86_64 "
                              "symbols=undefined:first\n";
        World *needing = laid_over(world, LINES(program, rows[i].environment));
        CHECK_NUMBER(loader_start(loader_new(needing), "/bin/app")->result, rows[i].result);
    }
}

TEST(the_first_symbol_that_is_referred_to_is_named)
{
    static const char *const names[] = {"second", "first"};
    ElfImageSpec spec = {.soname = "libuser.so.1"};
    for (size_t i = 2; i-- > 0;)
        list_add(test_arena(), spec.symbols,
                 ((ElfImageSymbol){.name = names[i], .undefined = true, .needed = true}));
    World *world =
        laid_over(machine_with(35, referring(spec, names, 2), library_of((ElfImageSpec){0})),
                  "elf /bin/app machine=x86_64 type=dyn "
                  "interpreter=/lib64/ld-linux-x86-64.so.2 "
                  "symbols=undefined:first,undefined:second\n");
    CHECK_TEXT(user_opened(world), "failed: /a/libuser.so.1: undefined symbol: second");
}

/* ---- Large tables ---- */

/* A process in which the libraries at these paths are global. */
static Loader *with_global(World *world, const char *const *paths)
{
    Loader *loader = app(world);
    for (; *paths; paths++) {
        CHECK_NUMBER(loader_dlopen(loader, *paths, NULL)->result, OPEN_FOUND);
        loader_make_global(loader, *paths);
    }
    return loader;
}

static const char *const helper[] = {"/b/libhelp.so", NULL};
static const char *const told_and_helper[] = {"/b/libtold.so", "/b/libhelp.so", NULL};

/* With a library that defines nothing of that name, and another one of large tables. */
static World *machine_helped_by(Text help)
{
    World *world = machine_with(35, user_of(NULL), defining("other"));
    overlay_file(world, "/b/libhelp.so", 0755, large(help));
    return world;
}

static const char *helped_by(Text help, const char *const *global)
{
    Loader *loader = with_global(machine_helped_by(help), global);
    return told(loader_dlopen(loader, "libuser.so.1", NULL));
}

TEST(global_libraries_with_large_tables_are_looked_into)
{
    CHECK_TEXT(helped_by(defining("first"), helper), found);
    CHECK_TEXT(helped_by(defining("other"), helper), missing);
    CHECK_TEXT(helped_by(defining("first"), told_and_helper), found);
    CHECK_TEXT(helped_by(defining("other"), told_and_helper), missing);
    Text hidden = defining("first");
    symbol_of(hidden, "first")->st_other = STV_HIDDEN;
    CHECK_TEXT(helped_by(hidden, helper), missing);
}

/* What the second process would find by itself is something else. */
TEST(large_tables_are_looked_into_once_for_all_processes)
{
    World *world = machine_helped_by(defining("first"));
    Loader *one = with_global(world, helper);
    CHECK_TEXT(told(loader_dlopen(one, "libuser.so.1", NULL)), found);
    overlay_file(world, "/b/libhelp.so", 0755, large(defining("other")));
    Loader *other = loader_again(one);
    CHECK_NUMBER(loader_start(other, "/bin/app")->result, OPEN_FOUND);
    CHECK_NUMBER(loader_dlopen(other, helper[0], NULL)->result, OPEN_FOUND);
    loader_make_global(other, helper[0]);
    CHECK_TEXT(told(loader_dlopen(other, "libuser.so.1", NULL)), found);
}

TEST(large_tables_without_versions_end_the_process_too)
{
    static const char *const giver[] = {"/a/libgiver.so.1", NULL};
    for (int minor = 35; minor <= 41; minor += 6) {
        Text bytes = large(defining("first"));
        Loader *loader = with_global(machine_with(minor, user_of("V_1"), bytes), giver);
        CHECK_TEXT(told(loader_dlopen(loader, "libuser.so.1", NULL)),
                   minor == 35 ? "crashes on /a/libuser.so.1" : found);
    }
}

/* ---- Recordings ---- */

/* What was recorded while that was opened, and what a replay of it comes to. */
static const char *recorded(World *below, const char *const *global, const char *ends)
{
    World *recorder = world_recorder(test_arena(), below);
    Loader *loader = with_global(recorder, global);
    CHECK_TEXT(told(loader_dlopen(loader, "libuser.so.1", NULL)), ends);
    Text text = recorder_text(recorder);
    const char *error = NULL;
    World *replay = world_recorded(test_arena(), text, &error);
    CHECK_TEXT(error, NULL);
    loader = with_global(replay, global);
    CHECK_TEXT(told(loader_dlopen(loader, "libuser.so.1", NULL)), ends);
    return text_copy(test_arena(), text);
}

TEST(a_replay_misses_the_same_symbol)
{
    static const char *const none[] = {NULL};
    recorded(machine_with(35, user_of(NULL), defining("other")), none, missing);
    recorded(machine_helped_by(defining("other")), helper, missing);
    recorded(machine_helped_by(defining("other")), told_and_helper, missing);
}

TEST(a_recording_tells_what_large_tables_define)
{
    const char *text = recorded(machine_helped_by(defining("first")), helper, found);
    const char *line = strstr(text, "elf /b/libhelp.so ");
    REQUIRE(line != NULL);
    const char *symbols = strstr(line, " symbols=");
    REQUIRE(symbols != NULL && symbols < strchr(line, '\n'));
    CHECK(starts_with(symbols, " symbols=first"));
}
