#include "parse/kernel_log.h"

#include "base/writer.h"
#include "harness.h"

static const char *shown(const char *line)
{
    KernelEvent event;
    if (!kernel_log_event(text_of(line), &event))
        return "nothing";
    return arena_printf(test_arena(), "%s|%s|%lld|%s", kernel_event_word(event.kind),
                        text_copy(test_arena(), event.address), event.xid,
                        text_copy(test_arena(), event.says));
}

#define HEAD "Nov 21 10:00:00 box kernel: [   12.345678] "

TEST(an_error_of_a_gpu_is_told_up_to_its_number)
{
    CHECK_TEXT(shown(HEAD "NVRM: Xid (PCI:0000:3b:00): 79, pid=12, name=python, GPU has fallen"),
               "xid|0000:3b:00|79|NVRM: Xid (PCI:0000:3b:00): 79");
    CHECK_TEXT(shown("NVRM: Xid (PCI:0000:3b:00 GPU-I:01): 94, x"),
               "xid|0000:3b:00|94|NVRM: Xid (PCI:0000:3b:00 GPU-I:01): 94");
    CHECK_TEXT(shown("NVRM: Xid (0000:3b:00): 13, x"),
               "xid|0000:3b:00|13|NVRM: Xid (0000:3b:00): 13");
    CHECK_TEXT(shown("NVRM: Xid (PCI:0000:3b:00): x"), "nothing");
    CHECK_TEXT(shown("NVRM: Xid (PCI:0000:3b:00"), "nothing");
}

TEST(each_sign_has_its_kind)
{
    static const char *const ROWS[][2] = {
        {"NVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x24:0x65:1426)", "init-failed"},
        {"NVRM: GPU 0000:01:00.0: rm_init_adapter failed, device minor number 0", "init-failed"},
        {"NVRM: GPU at PCI:0000:01:00: GPU has fallen off the bus.", "off-the-bus"},
        {"NVRM: ignoring the legacy GPU 0000:01:00.0", "legacy-gpu"},
        {"NVRM: NVIDIA 470.xx Legacy drivers. Please", "legacy-gpu"},
        {"NVRM: installed in this system is not supported by open", "needs-proprietary"},
        {"NVRM: it lacks the required GPU System Processor (GSP).", "needs-proprietary"},
        {"NVRM: The NVIDIA probe routine was not called for 1 device(s).", "not-probed"},
        {"NVRM: Ignoring probe for VF 0000:01:00.4", "virtual-function"},
        {"NVRM: API mismatch: the client has the version 550.54.14, but", "api-mismatch"},
        {"NVRM: This PCI I/O region assigned to your NVIDIA device is invalid:", "bad-bar"},
        {"Loading of unsigned module is rejected", "module-rejected"},
        {"Lockdown: modprobe: unsigned module loading is restricted; see x", "module-rejected"},
        {"nvidia 0000:01:00.0: Direct firmware load for nvidia/580.65.06/gsp_tu10x.bin failed",
         "firmware-missing"},
        {"nvidia-uvm: request_free_mem_region() err -34", "uvm-failed"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        KernelEvent event = {.kind = KERNEL_EVENT_KINDS};
        CHECK(kernel_log_event(text_of(ROWS[i][0]), &event));
        CHECK_TEXT(event.kind < KERNEL_EVENT_KINDS ? kernel_event_word(event.kind) : "",
                   ROWS[i][1]);
    }
}

TEST(other_lines_say_nothing)
{
    CHECK_TEXT(shown("NVRM: loading NVIDIA UNIX x86_64 Kernel Module  580.65.06"), "nothing");
    CHECK_TEXT(shown("usb 1-1: Direct firmware load for brcm/x.bin failed"), "nothing");
    CHECK_TEXT(shown("RmInitAdapter failed"), "nothing");
    CHECK_TEXT(shown("nvidia: module verification failed: signature and/or required key missing"),
               "nothing");
    CHECK_TEXT(shown(""), "nothing");
}

TEST(addresses_with_and_without_a_function)
{
    CHECK_TEXT(shown("x NVRM: GPU 0000:01:00.0: RmInitAdapter failed!"),
               "init-failed|0000:01:00.0|0|NVRM: GPU 0000:01:00.0: RmInitAdapter failed!");
    CHECK_TEXT(shown("NVRM: RmInitAdapter failed! (0x24:0x65:1426)"),
               "init-failed||0|NVRM: RmInitAdapter failed! (0x24:0x65:1426)");
}

static const char *last_start(const char *log, bool cut)
{
    return text_copy(test_arena(), kernel_log_last_start(text_of(log), cut));
}

TEST(only_what_was_said_since_the_last_start_counts)
{
    CHECK_TEXT(last_start("[    9.000000] a\n[    1.000000] b\n[    2.000000] c\n", false),
               "[    1.000000] b\n[    2.000000] c\n");
    CHECK_TEXT(last_start("x: [    1.000000] a\nx: [    1.000000] b\n", false),
               "x: [    1.000000] a\nx: [    1.000000] b\n");
    CHECK_TEXT(last_start("[    0.000000] a\n[    0.000000] Linux version 6\n", false),
               "[    0.000000] Linux version 6\n");
    CHECK_TEXT(last_start("box kernel: a\nbox kernel: Linux version 6\nbox kernel: b\n", false),
               "box kernel: Linux version 6\nbox kernel: b\n");
    CHECK_TEXT(last_start("no stamp\n", false), "no stamp\n");
    CHECK_TEXT(last_start("half a line\n[    1.000000] b\n", true), "[    1.000000] b\n");
    CHECK_TEXT(last_start("", true), "");
}

TEST(other_brackets_are_no_stamps)
{
    CHECK_TEXT(last_start("[    9.000000] a\n[drm] [1.5] [ 0x12 ] b\n[   10.000000] c\n", false),
               "[    9.000000] a\n[drm] [1.5] [ 0x12 ] b\n[   10.000000] c\n");
    CHECK_TEXT(last_start("[drm] [    9.000000] a\n[    1.000000] b\n", false),
               "[    1.000000] b\n");
}

TEST(a_digest_names_nobody)
{
    Text digest = kernel_log_digest(
        test_arena(),
        TEXT(HEAD "usb 1-1: SerialNumber: 12345\n" HEAD
                  "NVRM: Xid (PCI:0000:3b:00): 31, pid=12, name=secret, x\n" HEAD
                  "[UFW BLOCK] SRC=10.0.0.1\n" HEAD "NVRM: API mismatch: the client has y\n"),
        false);
    CHECK_TEXT(text_copy(test_arena(), digest),
               "NVRM: Xid (PCI:0000:3b:00): 31\nNVRM: API mismatch: the client has y\n");
    CHECK(text_equal(kernel_log_digest(test_arena(), digest, false), digest));
}

/* A message that another one was torn into tells the same when it is looked at again. */
TEST(a_message_ends_at_a_second_stamp)
{
    Text log =
        TEXT("[    9.000000] NVRM: GPU 0000:01:00.0: RmInitAdapter failed! [    4.000000] x\n"
             "[    9.100000] NVRM: [    4.100000] RmInitAdapter failed!\n"
             "[    9.200000] NVRM: API mismatch: y\n");
    Text digest = kernel_log_digest(test_arena(), log, false);
    CHECK_TEXT(text_copy(test_arena(), digest),
               "NVRM: GPU 0000:01:00.0: RmInitAdapter failed!\nNVRM: API mismatch: y\n");
    CHECK(text_equal(kernel_log_digest(test_arena(), digest, false), digest));
}

/* What is told of a torn line tells the same when it is looked at again. */
TEST(a_sign_behind_a_torn_one_is_found)
{
    Text log = TEXT("[    9.000000] NVRM: Xi [    2.000000] unsigned module loading is restricted "
                    "NVRM: ignoring the legacy GPU 0000:01:00.0\n");
    Text digest = kernel_log_digest(test_arena(), log, false);
    CHECK_TEXT(text_copy(test_arena(), digest), "NVRM: ignoring the legacy GPU 0000:01:00.0\n");
    CHECK(text_equal(kernel_log_digest(test_arena(), digest, false), digest));
}

TEST(a_line_of_nothing_but_signs_takes_no_time)
{
    Writer line = writer_new(test_arena());
    for (int i = 0; i < 20000; i++)
        put(&line, "NVRM:");
    KernelEvent event;
    CHECK(!kernel_log_event((Text){line.bytes, line.length}, &event));
}
