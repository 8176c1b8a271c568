/* Headers of GPU code, in small files written here. */
#include "parse/fatbin.h"

#include <elf.h>
#include <string.h>

#include "harness.h"

enum { ROOM = 64 * 1024, CODE_AT = sizeof(Elf64_Ehdr), ENTRY_HEADER = 64 };
enum { PTX = 1, MACHINE_CODE = 2, OF_THE_LINKER = 8 };

/* A file that is written from the front: header, GPU code, names, table of sections. */
typedef struct Made {
    char *bytes;
    size_t size;
    size_t container_at;
} Made;

static void put(Made *made, const void *from, size_t length)
{
    memcpy(made->bytes + made->size, from, length);
    made->size += length;
}

static void put_u64(Made *made, size_t at, uint64_t value)
{
    memcpy(made->bytes + at, &value, sizeof value);
}

static Made begin(void)
{
    Made made = {arena_alloc(test_arena(), ROOM), CODE_AT, 0};
    memset(made.bytes, 0, ROOM);
    return made;
}

static void container(Made *made)
{
    static const char head[16] = "\x50\xed\x55\xba\x01\x00\x10";
    made->size = (made->size + 7) / 8 * 8;
    made->container_at = made->size;
    put(made, head, sizeof head);
}

static void entry(Made *made, uint16_t kind, uint32_t architecture, uint64_t flags, uint64_t bytes)
{
    char head[ENTRY_HEADER] = {0};
    uint32_t header_bytes = ENTRY_HEADER;
    memcpy(head, &kind, sizeof kind);
    memcpy(head + 4, &header_bytes, sizeof header_bytes);
    memcpy(head + 8, &bytes, sizeof bytes);
    memcpy(head + 28, &architecture, sizeof architecture);
    memcpy(head + 40, &flags, sizeof flags);
    put(made, head, sizeof head);
    made->size += bytes;
    put_u64(made, made->container_at + 8, made->size - made->container_at - 16);
}

static Elf64_Ehdr *header_of(Made *made)
{
    return (Elf64_Ehdr *)(void *)made->bytes;
}

static Elf64_Shdr *section_of(Made *made, size_t index)
{
    return (Elf64_Shdr *)(void *)(made->bytes + header_of(made)->e_shoff) + index;
}

static void finish(Made *made)
{
    static const char names[] = "\0.shstrtab\0.nv_fatbin";
    size_t code_end = made->size;
    put(made, names, sizeof names);
    made->size = (made->size + 7) / 8 * 8;
    Elf64_Ehdr *header = header_of(made);
    *header = (Elf64_Ehdr){.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB},
                           .e_shoff = made->size,
                           .e_shentsize = sizeof(Elf64_Shdr),
                           .e_shnum = 3,
                           .e_shstrndx = 1};
    made->size += 3 * sizeof(Elf64_Shdr);
    *section_of(made, 1) =
        (Elf64_Shdr){.sh_name = 1, .sh_offset = code_end, .sh_size = sizeof names};
    *section_of(made, 2) =
        (Elf64_Shdr){.sh_name = 11, .sh_offset = CODE_AT, .sh_size = code_end - CODE_AT};
}

/* The words with blanks between them, or why there are none. */
static const char *read_again(const Made *made)
{
    const char *because = NULL, *words = "";
    Text bytes = {made->bytes, made->size};
    Strings kernels = fatbin_kernels(test_arena(), elf_memory(&bytes), &because);
    for (size_t i = 0; i < kernels.count; i++)
        words = arena_printf(test_arena(), "%s%s%s", words, i ? " " : "", kernels.items[i]);
    return kernels.count ? words : because;
}

static const char *kernels_of(Made *made)
{
    finish(made);
    return read_again(made);
}

#define NO_SECTION "it has no section of GPU code"
#define NEW_FORM   "its GPU code has a form that this version of whycpu does not read"

TEST(machine_code_and_ptx_of_each_architecture_once)
{
    Made made = begin();
    container(&made);
    entry(&made, MACHINE_CODE, 75, 0x8011, 8);
    entry(&made, PTX, 90, 0x8011, 3);
    entry(&made, OF_THE_LINKER, 91, 0, 1);
    container(&made);
    entry(&made, MACHINE_CODE, 75, 0x8011, 8);
    entry(&made, MACHINE_CODE, 80, 0x2011, 0);
    CHECK_TEXT(kernels_of(&made), "sm_75 compute_90 sm_80");
}

TEST(code_for_one_chip_or_one_family_is_marked)
{
    Made made = begin();
    container(&made);
    entry(&made, MACHINE_CODE, 90, 0x108011, 8);
    entry(&made, MACHINE_CODE, 100, 0x1000011, 8);
    entry(&made, MACHINE_CODE, 103, 0x1200011, 8);
    CHECK_TEXT(kernels_of(&made), "sm_90a sm_100 sm_103f");
}

TEST(the_first_containers_are_read_alone)
{
    Made made = begin();
    for (uint32_t i = 0; i < 6; i++) {
        container(&made);
        entry(&made, MACHINE_CODE, 70 + i, 0, 1);
    }
    CHECK_TEXT(kernels_of(&made), "sm_70 sm_71 sm_72 sm_73");
}

TEST(an_empty_section_has_no_kernels)
{
    Made made = begin();
    CHECK_TEXT(kernels_of(&made), "its section of GPU code is empty");
}

TEST(what_does_not_look_like_it_is_not_read)
{
    Made made = begin();
    container(&made);
    entry(&made, MACHINE_CODE, 90, 0, 8);
    finish(&made);
    CHECK_TEXT(read_again(&made), "sm_90");
    Made other = made;
    char *bytes = made.bytes + made.container_at;
    bytes[0] ^= 1;
    CHECK_TEXT(read_again(&made), NEW_FORM);
    bytes[0] ^= 1;
    bytes[6] = 8; /* a header that is too short for one */
    CHECK_TEXT(read_again(&made), NEW_FORM);
    bytes[6] = 16;
    bytes[16 + 4] = 40; /* likewise of an entry */
    CHECK_TEXT(read_again(&made), NEW_FORM);
    bytes[16 + 4] = ENTRY_HEADER;
    CHECK_TEXT(read_again(&other), "sm_90");
}

/* One byte more than there is, of a container and of an entry. */
TEST(what_is_longer_than_its_place_is_not_read)
{
    Made made = begin();
    container(&made);
    entry(&made, MACHINE_CODE, 90, 0, 8);
    finish(&made);
    made.bytes[made.container_at + 8]++;
    CHECK_TEXT(read_again(&made), NEW_FORM);
    made.bytes[made.container_at + 8]--;
    made.bytes[made.container_at + 16 + 8]++;
    CHECK_TEXT(read_again(&made), NEW_FORM);
    made.bytes[made.container_at + 16 + 8]--;
    CHECK_TEXT(read_again(&made), "sm_90");
    put_u64(&made, made.container_at + 8, UINT64_MAX - 8);
    CHECK_TEXT(read_again(&made), NEW_FORM);
}

TEST(a_file_without_such_a_section)
{
    Made whole = begin();
    container(&whole);
    entry(&whole, MACHINE_CODE, 90, 0, 8);
    finish(&whole);
    static const struct {
        size_t at;
        char value;
    } CHANGES[] = {{0, 'x'},
                   {EI_CLASS, ELFCLASS32},
                   {EI_DATA, ELFDATA2MSB},
                   {offsetof(Elf64_Ehdr, e_shentsize), 40},
                   {offsetof(Elf64_Ehdr, e_shnum), 1},
                   {offsetof(Elf64_Ehdr, e_shnum) + 1, 3},
                   {offsetof(Elf64_Ehdr, e_shstrndx), 0},
                   {offsetof(Elf64_Ehdr, e_shoff) + 3, 1}};
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        char *byte = &whole.bytes[CHANGES[i].at], before = *byte;
        *byte = CHANGES[i].value;
        CHECK_TEXT(read_again(&whole), NO_SECTION);
        *byte = before;
    }
    CHECK_TEXT(read_again(&whole), "sm_90");
}

TEST(sections_and_names_outside_of_the_file)
{
    Made whole = begin();
    container(&whole);
    entry(&whole, MACHINE_CODE, 90, 0, 8);
    finish(&whole);
    Elf64_Shdr *names = section_of(&whole, 1), *code = section_of(&whole, 2), before = *code;
    code->sh_offset = whole.size + 1;
    CHECK_TEXT(read_again(&whole), NO_SECTION);
    *code = before;
    code->sh_size = whole.size - code->sh_offset + 1;
    CHECK_TEXT(read_again(&whole), NO_SECTION);
    *code = before;
    code->sh_name = 10;
    CHECK_TEXT(read_again(&whole), NO_SECTION);
    *code = before;
    code->sh_name = (uint32_t)names->sh_size;
    CHECK_TEXT(read_again(&whole), NO_SECTION);
    *code = before;
    names->sh_size--; /* the last name has no end */
    CHECK_TEXT(read_again(&whole), NO_SECTION);
    names->sh_size = 1 << 20;
    CHECK_TEXT(read_again(&whole), NO_SECTION);
    CHECK_TEXT(kernels_of(&(Made){whole.bytes, CODE_AT, 0}), "its section of GPU code is empty");
}
