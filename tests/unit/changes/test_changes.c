#include "harness.h"

#include <string.h>

#include "../../machines/machine_file.h"
#include "base/writer.h"
#include "changes/changes.h"
#include "world/internal.h"

/* ---- Recordings of the healthy desktop, with something laid over it ---- */

static Recording recording_with(const char *name, const char *lines)
{
    Arena *arena = test_arena();
    const char *error = NULL;
    const char *machines = TESTS_DIRECTORY "/machines";
    Machine *machine = machine_read(arena, machines, "2A/healthy-desktop", &error);
    World *world = machine ? machine_world(arena, machines, machine, &error) : NULL;
    Question question = {.framework = FRAMEWORK_TENSORFLOW};
    bool is_laid =
        world &&
        overlay_text(world, text_of(arena_printf(arena, "whycpu-world 1\n%s", lines)), &error);
    if (!CHECK(is_laid))
        return (Recording){.name = error};
    world->overlays = 0; /* a machine, of which nothing is assumed */
    World *recorder = world_recorder(arena, world);
    side_judge(recorder, name, &question);
    return (Recording){.text = recorder_text(recorder), .name = name, .question = question};
}

static Recording with_line(Recording recording, const char *line)
{
    Writer text = writer_new(test_arena());
    put_text(&text, recording.text);
    put(&text, line);
    recording.text = (Text){text.bytes, text.length};
    return recording;
}

static const Changes *changes_of(const char *before, const char *after)
{
    const char *error = "";
    int wrong;
    Recording then = recording_with("before", before), now = recording_with("after", after);
    const Changes *changes = changes_between(test_arena(), &then, &now, &error, &wrong);
    CHECK(changes != NULL);
    return changes;
}

/* "together: nodes variable/CUDA_VISIBLE_DEVICES" */
static const char *explanation_of(const Changes *changes)
{
    Writer words = writer_new(test_arena());
    const Explanation *explanation = &changes->explanation;
    put_format(&words, "%s:", explanation_word(explanation->kind));
    for (size_t i = 0; i < explanation->parts.count; i++) {
        const Part *part = explanation->parts.items[i];
        put_format(&words, " %s%s%s", part_kind_word(part->kind), part->key[0] ? "/" : "",
                   part->key);
    }
    if (explanation->led_by)
        put_format(&words, " < %s", part_kind_word(explanation->led_by->kind));
    return words.bytes;
}

#define HIDDEN "env CUDA_VISIBLE_DEVICES=-1\n"
#define REFUSED                                                                                    \
    "char /dev/nvidia0 195:0 mode=0600\nchar /dev/nvidiactl 195:255 mode=0600\n"                   \
    "char /dev/nvidia-uvm 507:0 mode=0600\n"
#define NO_LIBCUDA                                                                                 \
    "absent /usr/lib/x86_64-linux-gnu/libcuda.so.1\n"                                              \
    "absent /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06\n"
#define OTHER_KERNEL                                                                               \
    "file /proc/sys/kernel/osrelease size=0\n  | 6.8.0-99-generic\n"                               \
    "tree /usr/lib/modules/6.8.0-99-generic\n"
#define BOUND_TO(driver)                                                                           \
    "file /sys/bus/pci/devices/0000:01:00.0/uevent size=4096\n" driver                             \
    "  | PCI_CLASS=30000\n  | PCI_ID=10DE:2684\n  | PCI_SLOT_NAME=0000:01:00.0\n"
#define NOT_LOADED                                                                                 \
    "absent /sys/module/nvidia\nabsent /sys/module/nvidia_uvm\nabsent /proc/driver/nvidia\n"       \
    "absent /sys/bus/pci/devices/0000:01:00.0/driver\nabsent /dev/nvidia0\n"                       \
    "file /sys/bus/pci/devices/0000:01:00.0/uevent size=4096\n"                                    \
    "  | PCI_CLASS=30000\n  | PCI_ID=10DE:2684\n  | PCI_SLOT_NAME=0000:01:00.0\n"                  \
    "absent /dev/nvidiactl\nabsent /dev/nvidia-uvm\n"
#define HARMLESS                                                                                   \
    "file /home/ada/.bashrc\n  | alias la='ls -A'\n"                                               \
    "file /usr/lib/os-release\n  | ID=ubuntu\n  | VERSION_ID=\"26.04\"\n"

TEST(what_explains_another_answer_is_found_by_trying)
{
    static const struct {
        const char *before, *after, *explanation;
    } ROWS[] = {
        {"", "", "not-needed:"},
        {"", HARMLESS, "not-needed:"},
        {"", HIDDEN, "alone: variable/CUDA_VISIBLE_DEVICES"},
        {"", HIDDEN HARMLESS, "alone: variable/CUDA_VISIBLE_DEVICES"},
        {"", REFUSED, "alone: nodes"},
        {"", NO_LIBCUDA, "alone: driver"},
        {"", HIDDEN REFUSED, "together: variable/CUDA_VISIBLE_DEVICES nodes"},
        {"", HIDDEN REFUSED NO_LIBCUDA HARMLESS,
         "together: variable/CUDA_VISIBLE_DEVICES driver nodes"},
        {"", NOT_LOADED, "together: module nodes < module"},
        {"", NOT_LOADED OTHER_KERNEL, "together: module nodes < kernel"},
        /* The other way round, it is what mended it. */
        {HIDDEN, "", "alone: variable/CUDA_VISIBLE_DEVICES"},
        {HIDDEN REFUSED, "", "together: variable/CUDA_VISIBLE_DEVICES nodes"},
        /* One verdict, two reasons. */
        {HIDDEN, NO_LIBCUDA, "together: variable/CUDA_VISIBLE_DEVICES driver"},
        {HIDDEN, HIDDEN HARMLESS, "not-needed:"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const Changes *changes = changes_of(ROWS[i].before, ROWS[i].after);
        REQUIRE(changes);
        CHECK_TEXT(explanation_of(changes), ROWS[i].explanation);
    }
}

TEST(who_is_better_off_is_told)
{
    CHECK(!changes_of("", HIDDEN)->explanation.is_improved);
    CHECK(changes_of(HIDDEN, "")->explanation.is_improved);
}

/* A file that is needed and a variable that leads elsewhere: either of them mends it. */
TEST(several_changes_may_be_enough_alone)
{
    static const char LED_ASTRAY[] =
        "env LD_LIBRARY_PATH=/opt/stubs\ndir /opt/stubs\n"
        "elf /opt/stubs/libcuda.so.1 machine=x86_64 soname=libcuda.so.1 needed=libc.so.6\n";
    const char *error;
    int wrong;
    Recording then = recording_with("before", ""), now = recording_with("after", LED_ASTRAY);
    then = with_line(then, "absent /opt/stubs\n"); /* nobody asked for it */
    const Changes *changes = changes_between(test_arena(), &then, &now, &error, &wrong);
    REQUIRE(changes);
    CHECK_NUMBER(changes->explanation.kind, EXPLANATION_ALONE);
    CHECK_NUMBER(changes->explanation.parts.count, 2);
    CHECK_TEXT(changes->explanation.parts.items[0]->key, "LD_LIBRARY_PATH");
}

/* A hundred packages that have nothing to do with it cost a handful of judgements. */
TEST(what_changed_beside_it_costs_little)
{
    Writer lines = writer_new(test_arena());
    put(&lines, HIDDEN);
    for (int i = 0; i < 100; i++)
        put_format(&lines,
                   "file /home/ada/project/.venv/lib/python3.11/site-packages/"
                   "package%d-1.0.dist-info/METADATA\n",
                   i);
    const Changes *changes = changes_of("", lines.bytes);
    REQUIRE(changes);
    CHECK_TEXT(explanation_of(changes), "alone: variable/CUDA_VISIBLE_DEVICES");
    CHECK(changes->parts.all.count >= 100);
    CHECK(changes->explanation.judgements <= 16);
}

/* ---- Names ---- */

static Recording with_other_names(Recording recording)
{
    Arena *arena = test_arena();
    Writer text = writer_new(arena);
    static const char HOME[] = "/home/ada";
    for (size_t i = 0; i < recording.text.length;) {
        const char *at = recording.text.at + i;
        bool is_home =
            recording.text.length - i >= strlen(HOME) && memcmp(at, HOME, strlen(HOME)) == 0;
        if (is_home)
            put(&text, "/srv/people/user");
        else
            put_char(&text, *at);
        i += is_home ? strlen(HOME) : 1;
    }
    recording.text = (Text){text.bytes, text.length};
    return recording;
}

TEST(another_home_is_no_change)
{
    const char *error;
    int wrong;
    Recording then = with_other_names(recording_with("before", ""));
    Recording now = recording_with("after", HIDDEN);
    const Changes *changes = changes_between(test_arena(), &then, &now, &error, &wrong);
    REQUIRE(changes);
    CHECK_TEXT(explanation_of(changes), "alone: variable/CUDA_VISIBLE_DEVICES");
    size_t told = 0;
    for (size_t i = 0; i < changes->parts.all.count; i++)
        told += changes->parts.all.items[i]->is_told;
    CHECK_NUMBER(told, 1);
}

TEST(what_is_no_recording_is_named)
{
    const char *error = NULL;
    int wrong = -1;
    Recording then = recording_with("before", ""), now = {.text = TEXT("no"), .name = "after"};
    CHECK(!changes_between(test_arena(), &then, &now, &error, &wrong));
    CHECK_NUMBER(wrong, 1);
    CHECK(error != NULL);
    CHECK(!changes_between(test_arena(), &now, &then, &error, &wrong));
    CHECK_NUMBER(wrong, 0);
}

/* ---- Silence ---- */

TEST(what_only_one_of_them_tells_explains_nothing)
{
    const char *error;
    int wrong;
    Recording then = {.text = TEXT("whycpu-world 1\nuser ada uid=1000 gid=1000\n"),
                      .name = "little"};
    Recording now = recording_with("after", "");
    const Changes *changes = changes_between(test_arena(), &then, &now, &error, &wrong);
    REQUIRE(changes);
    CHECK_TEXT(explanation_of(changes), "not-recorded:");
    CHECK(changes->parts.not_recorded > 100);
}

/* ---- Facts and words ---- */

static const FactChange *fact_change(const Changes *changes, const char *subject, FactName name)
{
    for (size_t i = 0; i < changes->facts.count; i++)
        if (changes->facts.items[i].name == name &&
            strcmp(changes->facts.items[i].subject, subject) == 0)
            return &changes->facts.items[i];
    return NULL;
}

TEST(facts_that_both_tell_are_compared)
{
    const Changes *changes = changes_of("", HIDDEN OTHER_KERNEL);
    const FactChange *kernel = fact_change(changes, "machine", FACT_KERNEL_RELEASE);
    const FactChange *variable =
        fact_change(changes, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE);
    REQUIRE(kernel && variable);
    CHECK_TEXT(kernel->before, "6.8.0-60-generic");
    CHECK_TEXT(kernel->after, "6.8.0-99-generic");
    CHECK_TEXT(variable->before, NULL);
    CHECK_TEXT(variable->after, "-1");
}

static const Part *part_of(const Changes *changes, PartKind kind)
{
    for (size_t i = 0; i < changes->parts.all.count; i++)
        if (changes->parts.all.items[i]->kind == kind)
            return changes->parts.all.items[i];
    return NULL;
}

TEST(each_kind_has_words)
{
    static const struct {
        const char *after;
        PartKind kind;
        const char *says;
    } ROWS[] = {
        {HIDDEN, PART_VARIABLE, "CUDA_VISIBLE_DEVICES is set now"},
        {"user ada uid=1000 gid=1000 groups=1000,4,24,27,30,46,100,44 home=/home/ada\n", PART_USER,
         "the user ada is in the group 44 now"},
        {NO_LIBCUDA, PART_DRIVER, "the driver's libraries are gone"},
        {NOT_LOADED, PART_MODULE, "the kernel module nvidia is no longer loaded"},
        {OTHER_KERNEL, PART_KERNEL, "another kernel runs"},
        {BOUND_TO(""), PART_MODULE,
         "no kernel driver is bound to the GPU at 0000:01:00.0 any more"},
        {BOUND_TO("  | DRIVER=vfio-pci\n"), PART_MODULE,
         "the kernel driver vfio-pci is bound to the GPU at 0000:01:00.0 now"},
        {NOT_LOADED BOUND_TO("  | DRIVER=nouveau\n"), PART_MODULE,
         "the kernel module nvidia is no longer loaded; the kernel driver nouveau is bound to the "
         "GPU at 0000:01:00.0 now"},
        {"file /usr/lib/os-release\n  | ID=debian\n", PART_FILES,
         "/usr/lib/os-release has other contents"},
        {"absent /dev/nvidia0\n", PART_NODES, "/dev/nvidia0 is gone"},
        {"file /home/ada/project/.venv/lib/python3.11/site-packages/"
         "new_thing-1.5.dist-info/METADATA\n",
         PART_PACKAGE, "new-thing 1.5 is installed now"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const Part *part = part_of(changes_of("", ROWS[i].after), ROWS[i].kind);
        REQUIRE(part);
        CHECK_TEXT(part->says, ROWS[i].says);
    }
}

/* A recording holds no value that nobody asked for; one that was written by hand may. */
TEST(values_of_other_variables_are_not_shown)
{
    static const char *const NAMES[] = {"API_TOKEN", "TF_VAR_password"};
    for (size_t i = 0; i < 2; i++) {
        const char *error;
        int wrong;
        Recording bare = recording_with("bare", "");
        Recording then = with_line(bare, arena_printf(test_arena(), "env %s=abc\n", NAMES[i]));
        Recording now = with_line(bare, arena_printf(test_arena(), "env %s=def\n", NAMES[i]));
        const Changes *changes = changes_between(test_arena(), &then, &now, &error, &wrong);
        REQUIRE(changes);
        const Part *part = part_of(changes, PART_VARIABLE);
        REQUIRE(part);
        CHECK_TEXT(part->key, NAMES[i]);
        CHECK_TEXT(part->before, "set");
        CHECK_TEXT(part->after, "set");
    }
}
