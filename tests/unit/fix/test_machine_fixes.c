/* Fixes of gpu and kernel-driver, word for word, on each distribution where they differ, against
 * expected/machine_fixes.txt. */
#include "expected.h"
#include "fix/propose.h"

#define GPU "gpu/0000:01:00.0"

static Strings one(const char *text)
{
    Strings list = {0};
    list_add(test_arena(), list, text);
    return list;
}

static void machine_is(Facts *f, FactName name, const char *value)
{
    fact_set_text(f, "machine", name, value, "test");
}
static void card(Facts *f, int last_branch, const char *module)
{
    fact_set_text(f, GPU, FACT_GPU_VENDOR, "nvidia", "test");
    if (last_branch)
        fact_set_number(f, GPU, FACT_GPU_LAST_BRANCH, last_branch, "test");
    if (module)
        fact_set_text(f, GPU, FACT_GPU_MODULE_NEEDED, module, "test");
}

static void nothing(Facts *f)
{
    (void)f;
}
static void qemu(Facts *f)
{
    machine_is(f, FACT_HYPERVISOR, "QEMU");
}
static void ec2(Facts *f)
{
    machine_is(f, FACT_HYPERVISOR, "Amazon EC2");
}
static void gcp(Facts *f)
{
    machine_is(f, FACT_HYPERVISOR, "Google Compute Engine");
}
static void azure(Facts *f)
{
    machine_is(f, FACT_HYPERVISOR, "Hyper-V or Azure");
}
static void remains(Facts *f)
{
    fact_set_texts(f, "machine", FACT_GPU_REMAINS, one("0000:01:00.1"), "test");
}
static void switches(Facts *f)
{
    Strings list = one("/sys/devices/platform/asus-nb-wmi/dgpu_disable: 1");
    list_add(test_arena(), list, "/proc/acpi/bbswitch: 0000:01:00.0 OFF");
    list_add(test_arena(), list, "/etc/prime-discrete: intel");
    list_add(test_arena(), list, "/etc/udev/rules.d/50-remove-nvidia.rules");
    fact_set_texts(f, "machine", FACT_GPU_SWITCHES, list, "test");
}
static void hopper(Facts *f)
{
    card(f, 0, NULL);
}
static void blackwell(Facts *f)
{
    card(f, 0, "open");
}
static void pascal(Facts *f)
{
    card(f, 580, "proprietary");
}
static void kepler(Facts *f)
{
    card(f, 470, "proprietary");
}
static void container(Facts *f)
{
    card(f, 0, NULL);
    machine_is(f, FACT_CONTAINER, "docker");
}
static void installed(Facts *f)
{
    card(f, 0, NULL);
    machine_is(f, FACT_NVIDIA_MODULE_FILE, "updates/dkms/nvidia.ko");
}
static void kept_away(Facts *f)
{
    installed(f);
    fact_set_texts(f, "machine", FACT_NOUVEAU_BLACKLIST, one("x"), "test");
}
static void kernel_replaced(Facts *f)
{
    fact_set_flag(f, "machine", FACT_KERNEL_MODULES, false, "test");
}
static void no_headers(Facts *f)
{
    card(f, 0, NULL);
    fact_set_flag(f, "machine", FACT_KERNEL_HEADERS, false, "test");
}
static void build_failed(Facts *f)
{
    card(f, 0, NULL);
    fact_set_text(f, "machine", FACT_DKMS_ERROR, "error: x", "/var/lib/dkms/nvidia/580/make.log");
}
static void not_built(Facts *f)
{
    fact_set_texts(f, "machine", FACT_NVIDIA_SOURCES, one("/usr/src/nvidia-580"), "test");
}
static void blacklisted(Facts *f)
{
    installed(f);
    fact_set_texts(f, "machine", FACT_NVIDIA_BLACKLIST, one("/etc/modprobe.d/x.conf: blacklist x"),
                   "test");
}
static void blacklisted_by_prime(Facts *f)
{
    installed(f);
    fact_set_texts(f, "machine", FACT_NVIDIA_BLACKLIST,
                   one("/lib/modprobe.d/blacklist-nvidia.conf: blacklist nvidia"), "test");
}
static void on_command_line(Facts *f)
{
    installed(f);
    fact_set_texts(f, "machine", FACT_NVIDIA_BLACKLIST, one("/proc/cmdline: module_blacklist=x"),
                   "test");
}
static void secure_boot(Facts *f)
{
    installed(f);
    fact_set_flag(f, "machine", FACT_SECURE_BOOT, true, "test");
    fact_set_flag(f, "machine", FACT_NVIDIA_MODULE_SIGNED, false, "test");
}
static void secure_boot_perhaps(Facts *f)
{
    installed(f);
    fact_set_flag(f, "machine", FACT_SECURE_BOOT, true, "test");
}
static void driver_580(Facts *f)
{
    machine_is(f, FACT_NVIDIA_MODULE, "580.65.06");
}
static void driver_in_container(Facts *f)
{
    driver_580(f);
    machine_is(f, FACT_CONTAINER, "docker");
}
static void no_uvm(Facts *f)
{
    fact_set_flag(f, "machine", FACT_NVIDIA_UVM, false, "test");
}
static void no_uvm_in_container(Facts *f)
{
    no_uvm(f);
    machine_is(f, FACT_CONTAINER, "docker");
}
static void no_room(Facts *f)
{
    fact_set_text(f, "kernel-log/uvm-failed", FACT_LOG_LINE, "x", "test");
}

typedef struct Row {
    const char *name;
    CauseId id;
    const char *subject;
    void (*know)(Facts *facts);
    bool everywhere; /* the distributions differ */
} Row;

static const Row ROWS[] = {
    {"no GPU", CAUSE_NO_NVIDIA_GPU, NULL, nothing, false},
    {"no GPU, QEMU", CAUSE_NO_NVIDIA_GPU, NULL, qemu, false},
    {"no GPU, EC2", CAUSE_NO_NVIDIA_GPU, NULL, ec2, false},
    {"no GPU, Google", CAUSE_NO_NVIDIA_GPU, NULL, gcp, false},
    {"no GPU, Azure", CAUSE_NO_NVIDIA_GPU, NULL, azure, false},
    {"switched off, unsaid", CAUSE_GPU_SWITCHED_OFF, NULL, nothing, false},
    {"switched off, remains", CAUSE_GPU_SWITCHED_OFF, NULL, remains, false},
    {"switched off by each", CAUSE_GPU_SWITCHED_OFF, NULL, switches, false},
    {"nouveau", CAUSE_NOUVEAU_IN_USE, "nouveau", hopper, true},
    {"nova, installed", CAUSE_NOUVEAU_IN_USE, "nova_core", installed, false},
    {"nouveau, kept away since", CAUSE_NOUVEAU_IN_USE, "nouveau", kept_away, false},
    {"vfio", CAUSE_NOUVEAU_IN_USE, "vfio-pci", hopper, false},
    {"not installed", CAUSE_DRIVER_NOT_INSTALLED, NULL, hopper, true},
    {"not installed, Blackwell", CAUSE_DRIVER_NOT_INSTALLED, NULL, blackwell, true},
    {"not installed, Pascal", CAUSE_DRIVER_NOT_INSTALLED, NULL, pascal, true},
    {"not installed, Kepler", CAUSE_DRIVER_NOT_INSTALLED, NULL, kepler, true},
    {"not installed, container", CAUSE_DRIVER_NOT_INSTALLED, NULL, container, false},
    {"old card, Pascal", CAUSE_DRIVER_DROPS_OLD_GPU, NULL, pascal, true},
    {"wrong flavour, Pascal", CAUSE_DRIVER_WRONG_FLAVOUR, NULL, pascal, true},
    {"wrong flavour, Blackwell", CAUSE_DRIVER_WRONG_FLAVOUR, NULL, blackwell, true},
    {"not loaded", CAUSE_DRIVER_NOT_LOADED, NULL, nothing, false},
    {"not loaded, module there", CAUSE_DRIVER_NOT_LOADED, NULL, installed, false},
    {"not loaded, container", CAUSE_DRIVER_NOT_LOADED, NULL, container, false},
    {"kernel replaced", CAUSE_DRIVER_NOT_LOADED, NULL, kernel_replaced, false},
    {"no headers", CAUSE_DRIVER_NOT_LOADED, NULL, no_headers, true},
    {"build failed", CAUSE_DRIVER_NOT_LOADED, NULL, build_failed, false},
    {"not built", CAUSE_DRIVER_NOT_LOADED, NULL, not_built, false},
    {"blacklisted", CAUSE_DRIVER_NOT_LOADED, NULL, blacklisted, true},
    {"blacklisted by prime-select", CAUSE_DRIVER_NOT_LOADED, NULL, blacklisted_by_prime, false},
    {"blacklisted on the command line", CAUSE_DRIVER_NOT_LOADED, NULL, on_command_line, false},
    {"Secure Boot", CAUSE_DRIVER_NOT_LOADED, NULL, secure_boot, true},
    {"Secure Boot perhaps", CAUSE_DRIVER_NOT_LOADED, NULL, secure_boot_perhaps, false},
    {"excluded", CAUSE_GPU_EXCLUDED, NULL, nothing, false},
    {"no firmware", CAUSE_GSP_FIRMWARE_MISSING, NULL, driver_580, true},
    {"lost", CAUSE_GPU_LOST, NULL, nothing, false},
    {"does not start", CAUSE_GPU_DOES_NOT_START, NULL, nothing, false},
    {"fabric manager", CAUSE_FABRIC_MANAGER_DOWN, NULL, driver_580, true},
    {"fabric manager, container", CAUSE_FABRIC_MANAGER_DOWN, NULL, driver_in_container, false},
    {"no uvm", CAUSE_DEVICE_NODES_MISSING, "/dev/nvidia-uvm", no_uvm, false},
    {"no uvm, container", CAUSE_DEVICE_NODES_MISSING, "/dev/nvidia-uvm", no_uvm_in_container,
     false},
    {"error 999", CAUSE_CUINIT_UNKNOWN_999, NULL, nothing, false},
    {"error 999, no room", CAUSE_CUINIT_UNKNOWN_999, NULL, no_room, false},
};

static const char *const DISTRIBUTIONS[] = {
    "ubuntu 24.04", "debian 12", "fedora 42", "rocky 9.4", "opensuse-leap 15.6", "arch", NULL};

static void put_fix(Writer *writer, const Fix *fix)
{
    put_format(writer, "%s%s: %s\n", fix->id, fix->needs_root ? " (as root)" : "", fix->says);
    for (size_t i = 0; i < fix->command.count; i++)
        put_format(writer, "%s%s%s", i ? " " : "  $ ", fix->command.items[i],
                   i + 1 < fix->command.count ? "" : "\n");
    if (fix->undo)
        put_format(writer, "  undo: %s\n", fix->undo);
}

static void put_row(Writer *writer, const Row *row, const char *distribution)
{
    Facts *facts = facts_new(test_arena());
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Cause cause = {.id = row->id};
    if (row->subject)
        list_add(test_arena(), cause.subjects, row->subject);
    list_add(test_arena(), judgement->causes, cause);
    machine_is(facts, FACT_KERNEL_RELEASE, "6.8.0-45-generic");
    if (distribution)
        machine_is(facts, FACT_DISTRIBUTION, distribution);
    row->know(facts);
    propose_fixes(facts, judgement);
    const Cause *mended = &judgement->causes.items[0];
    put_format(writer, "\n== %s: %s\ncheck: %s\n", row->name,
               distribution ? distribution : "unknown", mended->check_yourself);
    for (size_t i = 0; i < mended->fixes.count; i++)
        put_fix(writer, &mended->fixes.items[i]);
}

TEST(every_fix_of_the_machine_word_for_word)
{
    Writer all = writer_new(test_arena());
    size_t count = sizeof DISTRIBUTIONS / sizeof *DISTRIBUTIONS;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        for (size_t k = 0; k < (ROWS[i].everywhere ? count : 1); k++)
            put_row(&all, &ROWS[i], DISTRIBUTIONS[k]);
    CHECK_EXPECTED(all.bytes, "fix/expected/machine_fixes.txt");
}
