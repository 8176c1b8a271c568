/* What is told of libcuda.so.1 and libnvidia-ml.so.1 on small machines, line by line, against
 * expected/driver_library.txt. A row says which library a small program opens, and what lies
 * there. */
#include <string.h>

#include "expected.h"
#include "inspect/driver_files.h"
#include "inspect/machine.h"
#include "inspect/machine_of_lines.h"
#include "inspect/variables.h"
#include "parse/elf_image.h"

typedef struct Row {
    const char *name, *lines;
} Row;

#define D       "/usr/lib/x86_64-linux-gnu/"
#define LIBRARY " machine=x86_64 needed=libc.so.6 "
#define FILE_OF "soname=libcuda.so.1\n"
#define LINK    "link " D "libcuda.so.1 -> libcuda.so.580.65.06\n"
#define DRIVER  "elf " D "libcuda.so.580.65.06" LIBRARY FILE_OF LINK
#define GPU                                                                                        \
    "file /sys/bus/pci/devices/0000:01:00.0/uevent\n"                                              \
    "  | DRIVER=nvidia\n  | PCI_CLASS=30200\n  | PCI_ID=10DE:2335\n"
#define MODULE(version) "file /sys/module/nvidia/version\n  | " version "\n"
#define RUNNING         "file /proc/sys/kernel/osrelease\n  | 6.1.0\n"
#define WSL             "file /proc/sys/kernel/osrelease\n  | 5.15.153.1-microsoft-standard-WSL2\n"
#define OF_WSL          "elf /usr/lib/wsl/lib/libcuda.so.1" LIBRARY FILE_OF
#define CONF            "env LD_LIBRARY_PATH="
#define STUB            "elf /usr/local/cuda/lib64/stubs/libcuda.so machine=x86_64 " FILE_OF
#define COMPAT          "/usr/local/cuda/compat/"

static const char PROGRAM[] =
    "link /lib64 -> usr/lib64\n"
    "link /lib -> usr/lib\n"
    "link /usr/lib64/ld-linux-x86-64.so.2 -> ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n"
    "elf " D "ld-linux-x86-64.so.2 mode=0755 machine=x86_64 soname=ld-linux-x86-64.so.2\n"
    "elf " D "libc.so.6 machine=x86_64 soname=libc.so.6 verdef=libc.so.6,GLIBC_2.36\n"
    "elf /bin/app mode=0755 machine=x86_64 interpreter=/lib64/ld-linux-x86-64.so.2 "
    "needed=libc.so.6\n";

static const Row ROWS[] = {
    {"driver", GPU MODULE("580.65.06") DRIVER},
    {"driver, through the alternatives of Debian",
     GPU "elf " D "nvidia/current/libcuda.so.535.183.01" LIBRARY FILE_OF
         "link /etc/alternatives/libcuda.so.1 -> " D "nvidia/current/libcuda.so.535.183.01\n"
         "link " D "libcuda.so.1 -> /etc/alternatives/libcuda.so.1\n"},
    {"no GPU, no library", ""},
    {"a GPU, no library", GPU},
    {"only the file, no link", GPU "elf " D "libcuda.so.580.65.06" LIBRARY FILE_OF},
    {"only the stub", GPU STUB},
    {"only for 32 bits", GPU "elf /usr/lib/libcuda.so.1 machine=i386 class=32 " FILE_OF},
    {"only for 32 bits of the same processor",
     GPU "elf /usr/lib/libcuda.so.1 machine=x86_64 class=32 " FILE_OF},
    {"only for another processor, elsewhere",
     GPU "elf /usr/local/nvidia/lib64/libcuda.so.1 machine=aarch64 " FILE_OF},
    {"where nobody looks", GPU "elf /usr/local/nvidia/lib64/libcuda.so.1" LIBRARY FILE_OF},
    {"a copy by three names",
     GPU "elf /usr/local/nvidia/lib64/libcuda.so.580.65.06" LIBRARY FILE_OF
         "link /usr/local/nvidia/lib64/libcuda.so -> libcuda.so.580.65.06\n"
         "link /usr/local/nvidia/lib64/libcuda.so.1 -> libcuda.so\n"},
    {"places that cannot be listed", GPU "unknown "
                                         "/usr/local/lib EACCES\n"},

    {"stub in its place",
     GPU STUB CONF "/usr/local/cuda/lib64/stubs\n"
                   "link /usr/local/cuda/lib64/stubs/libcuda.so.1 -> libcuda.so\n"},
    {"stub before the driver",
     GPU DRIVER STUB CONF "/usr/local/cuda/lib64/stubs\n"
                          "link /usr/local/cuda/lib64/stubs/libcuda.so.1 -> libcuda.so\n"},
    {"stub that was copied", GPU "elf " D "libcuda.so.1 machine=x86_64 " FILE_OF},
    {"small, needs libc: no stub", GPU "elf " D "libcuda.so.1" LIBRARY FILE_OF},
    {"needs nothing, other inner name",
     GPU "elf " D "libcuda.so.1 machine=x86_64 soname=libx.so\n"},

    {"updated, DKMS",
     GPU RUNNING MODULE("570.86.10") DRIVER "dir /var/lib/dkms/nvidia/580.65.06/6.1.0\n"
                                            "dir /var/lib/dkms/nvidia/570.86.10/5.0.0\n"},
    {"updated, modules of Ubuntu",
     GPU RUNNING MODULE("570.86.10") DRIVER "dir /usr/lib/modules/6.1.0/kernel/nvidia-580-open\n"},
    {"updated, nobody tells", GPU RUNNING MODULE("570.86.10") DRIVER},
    {"two drivers, both linked",
     GPU RUNNING MODULE("570.86.10") "elf /opt/driver/libcuda.so.580.65.06" LIBRARY FILE_OF
                                     "link /opt/driver/libcuda.so.1 -> libcuda.so.580.65.06\n" CONF
                                     "/opt/driver\n"
                                     "elf " D "libcuda.so.570.86.10" LIBRARY FILE_OF "link " D
                                     "libcuda.so.1 -> libcuda.so.570.86.10\n"},
    {"two drivers",
     GPU RUNNING MODULE("570.86.10") DRIVER "elf /usr/lib64/libcuda.so.570.86.10" LIBRARY FILE_OF},
    {"in the image", GPU RUNNING MODULE("570.86.10") DRIVER
     "file /.dockerenv\n"
     "file /proc/self/mountinfo\n  | 1 0 0:1 / / rw - overlay x rw\n"},
    {"in a container whose mounts cannot be read", GPU RUNNING MODULE("570.86.10") DRIVER
     "file /.dockerenv\nunknown /proc/self/mountinfo EACCES\n"},
    {"in a container without a list of mounts",
     GPU RUNNING MODULE("570.86.10") DRIVER "file /.dockerenv\n"},
    {"mounted", GPU RUNNING MODULE("570.86.10") DRIVER "file /.dockerenv\n"
                                                       "file /proc/self/mountinfo\n"
                                                       "  | 2 1 8:1 /x " D
                                                       "libcuda.so.580.65.06 ro - ext4 y rw\n"},

    {"compat without a note",
     GPU MODULE("535.183.01") CONF "/usr/local/cuda/compat\n"
                                   "elf " COMPAT "libcuda.so.575.57.08" LIBRARY FILE_OF
                                   "link " COMPAT "libcuda.so.1 -> libcuda.so.575.57.08\n"},
    {"compat with a note", GPU MODULE("535.183.01") CONF
     "/usr/local/cuda/compat\n"
     "elf " COMPAT "libcuda.so.575.57.08" LIBRARY
     "compat-note=\"{\\\"CUDA Version\\\": \\\"12.9\\\", \\\"Driver\\\": [535, 550]}\" " FILE_OF
     "link " COMPAT "libcuda.so.1 -> libcuda.so.575.57.08\n"},

    {"WSL", WSL OF_WSL "file /usr/lib/wsl/lib/libdxcore.so\n" CONF "/usr/lib/wsl/lib\n"},
    {"WSL, not searched", WSL OF_WSL},
    {"WSL, nothing there", WSL},
    {"WSL, may not be listed", WSL "unknown /usr/lib/wsl/lib EACCES\n"},
    {"WSL, a driver for Linux", WSL OF_WSL DRIVER},
    {"Tegra, JetPack 5",
     "elf /usr/lib/aarch64-linux-gnu/tegra/libcuda.so.1.1" LIBRARY FILE_OF "link " D
     "libcuda.so.1 -> /usr/lib/aarch64-linux-gnu/tegra/libcuda.so.1.1\n"},
    {"Tegra, JetPack 6",
     "elf /usr/lib/aarch64-linux-gnu/nvidia/libcuda.so.1.1" LIBRARY FILE_OF "link " D
     "libcuda.so.1 -> /usr/lib/aarch64-linux-gnu/nvidia/libcuda.so.1.1\n"},

    {"with the compiler of PTX", GPU MODULE("580.65.06") DRIVER
     "elf " D "libnvidia-ptxjitcompiler.so.1" LIBRARY "soname=libnvidia-ptxjitcompiler.so.1\n"},
    {"a driver variable and a shim", "env CUDA_LAUNCH_BLOCKING=1\nfile /etc/ld.so.preload\n"
                                     "  | /usr/local/vgpu/libvgpu.so\n  | /a.so:/b.so\t/c.so\n"},
    {"a preload file that may not be read", "unknown /etc/ld.so.preload EACCES\n"},
};

static bool is_of_interest(const char *line)
{
    static const char *const WORDS[] = {"library/", "module-on-disk", "wsl-libraries", "preloaded",
                                        "variable/CUDA_LAUNCH"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strstr(line, WORDS[i]))
            return true;
    return false;
}

static void put_interesting(Writer *writer, Text lines)
{
    Text line;
    while (text_line(&lines, &line)) {
        const char *copy = text_copy(test_arena(), line);
        if (is_of_interest(copy))
            put_format(writer, "%s\n", copy);
    }
}

static Facts *inspected(World *world)
{
    Facts *facts = facts_new(test_arena());
    inspect_machine(world, facts);
    inspect_variables(world, NULL, facts);
    Loader *loader = loader_new(world);
    if (!CHECK(opens(loader_start(loader, "/bin/app"))))
        return facts;
    inspect_driver_library(world, facts, loader_dlopen(loader, "libcuda.so.1", NULL));
    inspect_jit_compiler(world, facts, loader);
    return facts;
}

TEST(every_fact_of_the_driver_library)
{
    Writer all = writer_new(test_arena());
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *lines = arena_printf(test_arena(), "%s%s", PROGRAM, ROWS[i].lines);
        put_format(&all, "\n== %s\n", ROWS[i].name);
        put_interesting(&all, all_facts(inspected(machine_of(lines))));
    }
    CHECK_EXPECTED(all.bytes, "inspect/expected/driver_library.txt");
}

/* ---- Who chose it, who can load it ---- */

static Known who_chose(const char *kind, const char *other, Rule rule)
{
    Facts *facts = facts_new(test_arena());
    Opening opening = {.name = "libcuda.so.1", .result = OPEN_FOUND, .rule = rule};
    fact_set_opening(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING, &opening, "test");
    fact_set_text(facts, "library/libcuda.so.1", FACT_LIBRARY_KIND, kind, "test");
    fact_set_text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "/x", "test");
    Strings others = {0};
    if (other) {
        list_add(test_arena(), others, other);
        fact_set_texts(facts, "library/libcuda.so.1", FACT_LIBRARY_OTHER_VERSIONS, others, "test");
    }
    inspect_who_chose_libcuda(machine_of("file /etc/environment\n  | LD_LIBRARY_PATH=/x\n"), NULL,
                              facts);
    return fact_get(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_SET_BY)->known;
}

TEST(who_set_the_path_is_asked_where_it_leads_to_a_strange_driver)
{
    CHECK_NUMBER(who_chose("stub", NULL, RULE_LD_LIBRARY_PATH), PRESENT);
    CHECK_NUMBER(who_chose("compat", NULL, RULE_LD_LIBRARY_PATH), PRESENT);
    CHECK_NUMBER(who_chose("driver", "/y/libcuda.so.1", RULE_LD_LIBRARY_PATH), PRESENT);
    CHECK_NUMBER(who_chose("driver", NULL, RULE_LD_LIBRARY_PATH), UNKNOWN);
    CHECK_NUMBER(who_chose("stub", NULL, RULE_CACHE), UNKNOWN);
}

static const Fact *for_glibc(const char *lines, bool on_musl)
{
    Facts *facts = facts_new(test_arena());
    Opening opening = {.name = "libcuda.so.1", .result = OPEN_FAILED, .on_musl = on_musl};
    inspect_driver_library(machine_of(lines), facts, &opening);
    return fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_FOR_GLIBC);
}

TEST(on_musl_the_driver_is_for_another_c_library)
{
    CHECK(for_glibc("", true)->known == PRESENT && for_glibc("", true)->flag);
    const Fact *imitated = for_glibc("file /lib/libgcompat.so.0\n", true);
    CHECK_NUMBER(imitated->known, UNKNOWN);
    CHECK_TEXT(imitated->because, "gcompat is installed, which imitates glibc on musl");
    CHECK_TEXT(for_glibc("unknown /lib/libgcompat.so.0 EACCES\n", true)->because,
               "Permission denied");
    CHECK_TEXT(for_glibc("", false)->because, "not looked at");
    CHECK_NUMBER(for_glibc("", false)->known, UNKNOWN);
}

/* A copy for x86 on an ARM machine, and the other way round. */
TEST(a_copy_for_another_processor_is_foreign)
{
    static const struct {
        const char *processor, *library;
        bool foreign;
    } COPIES[] = {{"aarch64", "x86_64", true},
                  {"aarch64", "aarch64", false},
                  {"x86_64", "aarch64", true},
                  {"x86_64", "x86_64", false}};
    for (size_t i = 0; i < sizeof COPIES / sizeof *COPIES; i++) {
        const char *error = NULL;
        const char *text = arena_printf(test_arena(),
                                        "whycpu-world 1\ntree /\nenvironment complete\n"
                                        "processor %s\nuser me uid=1000\n"
                                        "elf /usr/local/nvidia/lib64/libcuda.so.1 machine=%s\n",
                                        COPIES[i].processor, COPIES[i].library);
        World *world = world_recorded(test_arena(), text_of(text), &error);
        CHECK_TEXT(error, NULL);
        Facts *facts = facts_new(test_arena());
        inspect_driver_copies(world, facts, "libcuda.so.1", NULL);
        CHECK_NUMBER(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_IS_FOREIGN)->flag,
                     COPIES[i].foreign);
    }
}

/* ---- A note that the linker left out of the segments ---- */

static const char NOTE[] = "\x13\0\0\0\x36\0\0\0\x01\0\0\0NVIDIA Corporation\0\0"
                           "{\"CUDA Version\": \"12.9\", \"Driver\": [535, 550], \"x\": 1}\0";

enum { SECTION_NOTE = 7, TABLE_AT = 4096, NOTE_AT = 8192 };

static void put_at(char *bytes, size_t at, uint64_t value, size_t length)
{
    for (size_t i = 0; i < length; i++)
        bytes[at + i] = (char)(value >> (8 * i) & 0xFF);
}

/* A library with a table of one section. */
static Text library_with_section(void)
{
    ElfImageSpec spec = {.machine = 62, .soname = "libcuda.so.1"};
    list_add(test_arena(), spec.needed, "libc.so.6");
    Text image = elf_image(test_arena(), &spec);
    size_t size = NOTE_AT + sizeof NOTE;
    char *bytes = arena_alloc(test_arena(), size);
    memset(bytes, 0, size);
    memcpy(bytes, image.at, image.length < TABLE_AT ? image.length : TABLE_AT);
    memcpy(bytes + NOTE_AT, NOTE, sizeof NOTE);
    put_at(bytes, 40, TABLE_AT, 8); /* e_shoff, e_shentsize, e_shnum */
    put_at(bytes, 58, 64, 2);
    put_at(bytes, 60, 1, 2);
    put_at(bytes, TABLE_AT + 4, SECTION_NOTE, 4); /* sh_type, sh_offset, sh_size, sh_addralign */
    put_at(bytes, TABLE_AT + 24, NOTE_AT, 8);
    put_at(bytes, TABLE_AT + 32, sizeof NOTE, 8);
    put_at(bytes, TABLE_AT + 48, 4, 8);
    return (Text){bytes, size};
}

TEST(the_note_of_cuda_compat_may_stand_in_a_section_alone)
{
    const char *lines =
        arena_printf(test_arena(), "%s%s", PROGRAM, GPU CONF "/usr/local/cuda/compat\n");
    World *world = world_overlay(test_arena(), machine_of(lines));
    overlay_file(world, COMPAT "libcuda.so.575.57.08", 0755, library_with_section());
    overlay_link(world, COMPAT "libcuda.so.1", "libcuda.so.575.57.08");
    Facts *facts = inspected(world);
    const Fact *branches = fact_get(facts, "library/libcuda.so.1", FACT_COMPAT_BRANCHES);
    CHECK_TEXT(fact_text_or(facts, "library/libcuda.so.1", FACT_COMPAT_CUDA, "-"), "12.9");
    REQUIRE(branches->known == PRESENT);
    CHECK_NUMBER(branches->texts.count, 2);
    CHECK_TEXT(branches->texts.items[1], "550");
}

/* A recorded machine answers like the real one. */
TEST(the_note_of_cuda_compat_is_recorded)
{
    const char *lines =
        arena_printf(test_arena(), "%s%s", PROGRAM, GPU CONF "/usr/local/cuda/compat\n");
    World *below = world_overlay(test_arena(), machine_of(lines)), *again;
    const char *error = NULL;
    overlay_file(below, COMPAT "libcuda.so.575.57.08", 0755, library_with_section());
    overlay_link(below, COMPAT "libcuda.so.1", "libcuda.so.575.57.08");
    World *recorder = world_recorder(test_arena(), below);
    inspected(recorder);
    again = world_recorded(test_arena(), recorder_text(recorder), &error);
    CHECK_TEXT(error, NULL);
    REQUIRE(again);
    CHECK_TEXT(fact_text_or(inspected(again), "library/libcuda.so.1", FACT_COMPAT_CUDA, "-"),
               "12.9");
}
