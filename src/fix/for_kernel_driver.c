/* Fixes of the step kernel-driver: the host's administrator does them, in the order in which they
 * are listed. */
#include <string.h>

#include "diagnose/not_loaded.h"
#include "fix/distribution.h"

static bool in_container(const Proposal *p)
{
    return fact_get(p->facts, "machine", FACT_CONTAINER)->known == PRESENT;
}

/* "on the host: " before what cannot be done inside a container. */
static const char *where(const Proposal *p)
{
    return in_container(p) ? "on the host of the container: " : "";
}

static const char *release_of(const Proposal *p)
{
    return fact_text_or(p->facts, "machine", FACT_KERNEL_RELEASE, "RELEASE");
}

/* The first NVIDIA card, whose needs decide. */
static const char *first_card(const Proposal *p)
{
    Strings gpus = facts_subjects(p->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(p->facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia")))
            return gpus.items[i];
    return "gpu/";
}

/* Last branch that supports the card; NULL: the newest does. */
static const char *last_branch(Proposal *p)
{
    long long last = fact_number_or(p->facts, first_card(p), FACT_GPU_LAST_BRANCH, 0);
    return last ? words(p, "%lld", last) : NULL;
}

static bool needs_open(const Proposal *p)
{
    return !is_yes(fact_is_text(p->facts, first_card(p), FACT_GPU_MODULE_NEEDED, "proprietary"));
}

/* Packages of the last branches for old cards, where they have names of their own. 580 is the
 * newest that still is in the ordinary ones. */
static const char *package_of_branch(Proposal *p, Family family, const char *branch)
{
    bool newest = strcmp(branch, "580") == 0;
    switch (family) {
    case FAMILY_UBUNTU: return words(p, "nvidia-driver-%s", branch);
    case FAMILY_FEDORA:
        return newest ? "akmod-nvidia-580xx" : words(p, "akmod-nvidia-%sxx", branch);
    case FAMILY_RHEL: return words(p, "cuda-drivers-%s", branch);
    case FAMILY_SUSE:
        return newest ? "nvidia-driver-G06-kmp-default" : "nvidia-driver-G05-kmp-default";
    case FAMILY_ARCH: return words(p, "nvidia-%sxx-dkms", branch);
    default: return newest ? "nvidia-driver" : words(p, "nvidia-tesla-%s-driver", branch);
    }
}

/* On Arch only the AUR has them, which pacman does not know. */
static void install_branch(Proposal *p, const char *branch)
{
    Family family = family_of_host(p);
    const char *package = package_of_branch(p, family, branch);
    bool aur = family == FAMILY_ARCH;
    add_fix(p, "install-older-driver",
            words(p,
                  "%sinstall a driver of a branch up to %s, the last that supports this card%s, "
                  "then restart%s",
                  where(p), branch, aur ? ", from the AUR" : "", as_an_example(family)),
            aur ? command_of(p, "yay", "-S", package, NULL)
                : install_packages(p, family, package, NULL),
            !aur, remove_words(p, family, package));
}

/* Where the packages come from, in words. */
static const char *origin(Family family)
{
    switch (family) {
    case FAMILY_FEDORA: return " from RPM Fusion";
    case FAMILY_RHEL:
    case FAMILY_SUSE: return " from NVIDIA's repository";
    case FAMILY_DEBIAN:
    case FAMILY_UNKNOWN: return " from the component non-free";
    default: return "";
    }
}

/* On Debian the parts have to be named one by one; nvidia-driver alone brings the proprietary
 * module. */
static Strings install_whole_driver(Proposal *p, Family family)
{
    bool open = is_yes(fact_is_text(p->facts, first_card(p), FACT_GPU_MODULE_NEEDED, "open"));
    const char *package =
        driver_package(p, family, needs_open(p) ? DRIVER_OPEN : DRIVER_PROPRIETARY, "580");
    if (family == FAMILY_DEBIAN || family == FAMILY_UNKNOWN)
        return open ? install_packages(p, family, "nvidia-open-kernel-dkms", "nvidia-driver",
                                       "libcuda1", "nvidia-smi", NULL)
                    : install_packages(p, family, "nvidia-driver", "libcuda1", "nvidia-smi", NULL);
    return install_packages(p, family, package, driver_package(p, family, DRIVER_TOOLS, "580"),
                            NULL);
}

/* By the names behind "sudo MANAGER VERB". */
static const char *removal_of(Proposal *p, Family family, Strings install)
{
    enum { FIRST_NAME = 3 };
    const char *line = remove_words(p, family, install.items[FIRST_NAME]);
    for (size_t i = FIRST_NAME + 1; i < install.count; i++)
        line = words(p, "%s %s", line, install.items[i]);
    return line;
}

static void install_driver(Proposal *p)
{
    Family family = family_of_host(p);
    const char *last = last_branch(p);
    if (last && (family == FAMILY_ARCH || strcmp(last, "580") != 0))
        install_branch(p, last);
    else if (family == FAMILY_UBUNTU)
        add_fix(p, "install-driver", "install the driver that Ubuntu recommends, then restart",
                command_of(p, "sudo", "ubuntu-drivers", "install", NULL), true,
                "sudo apt-get purge 'nvidia-driver-*'");
    else {
        Strings install = install_whole_driver(p, family);
        add_fix(p, "install-driver",
                words(p, "%sinstall the NVIDIA driver%s, then restart%s", where(p), origin(family),
                      as_an_example(family)),
                install, true, removal_of(p, family, install));
    }
    p->cause->check_yourself = "cat /proc/driver/nvidia/version";
}

static void rebuild_and_restart(Proposal *p, const char *id, const char *says)
{
    Family family = family_of_host(p);
    add_fix(p, id, words(p, "%s%s%s", where(p), says, as_an_example(family)),
            rebuild_initramfs(p, family), true, NULL);
}

static void install_headers(Proposal *p)
{
    Family family = family_of_host(p);
    const char *headers = driver_package(p, family, KERNEL_HEADERS, NULL);
    add_fix(p, "install-headers",
            words(p, "install the headers of the running kernel%s", as_an_example(family)),
            install_packages(p, family, headers, NULL), true, remove_words(p, family, headers));
}

static void build_module(Proposal *p)
{
    bool akmods = family_of_host(p) == FAMILY_FEDORA;
    if (akmods)
        add_fix(p, "build-module", "build the module for the running kernel",
                command_of(p, "sudo", "akmods", "--force", "--kernels", release_of(p), NULL), true,
                NULL);
    else
        add_fix(p, "build-module", "build the module for the running kernel",
                command_of(p, "sudo", "dkms", "autoinstall", "-k", release_of(p), NULL), true,
                NULL);
    add_fix(p, "load-module", "load it", command_of(p, "sudo", "modprobe", "nvidia", NULL), true,
            "sudo modprobe -r nvidia");
}

/* "/etc/modprobe.d/x.conf: blacklist nvidia" → its file; NULL: the kernel's command line. */
static const char *file_that_forbids(Proposal *p)
{
    const Fact *lines = fact_get(p->facts, "machine", FACT_NVIDIA_BLACKLIST);
    if (lines->known != PRESENT || starts_with(lines->texts.items[0], "/proc/"))
        return NULL;
    Text line = text_of(lines->texts.items[0]);
    return text_copy(p->arena, text_part(line, 0, text_find(line, ':')));
}

static void allow_module(Proposal *p)
{
    const char *file = file_that_forbids(p);
    if (file && ends_with(file, "/blacklist-nvidia.conf") && family_of_host(p) == FAMILY_UBUNTU)
        add_fix(p, "switch-on-with-prime",
                "the file is that of prime-select: let programs use the card again, then restart",
                command_of(p, "sudo", "prime-select", "on-demand", NULL), true,
                "sudo prime-select intel");
    else if (file)
        add_fix(p, "allow-module", "take the line that forbids the module out of this file",
                command_of(p, "sudo", "sed", "-i.before", "-e",
                           "/^[[:space:]]*blacklist[[:space:]]*nvidia[[:space:]]*$/d", "-e",
                           "/^[[:space:]]*install[[:space:]]*nvidia[[:space:]]/d", file, NULL),
                true, words(p, "sudo mv %s.before %s", file, file));
    else
        add_fix(
            p, "allow-module",
            "take the word out of the kernel's command line, in the settings of the boot loader",
            (Strings){0}, true, NULL);
    rebuild_and_restart(p, "rebuild-initramfs", "rebuild the initramfs, then restart");
}

static const char *signing_key(Family family)
{
    return family == FAMILY_UBUNTU   ? "/var/lib/shim-signed/mok/MOK.der"
           : family == FAMILY_FEDORA ? "/etc/pki/akmods/certs/public_key.der"
                                     : "/var/lib/dkms/mok.pub";
}

/* What builds modules signs them, once it has a key. */
static void build_signed(Proposal *p, Family family)
{
    const char *version = fact_text_or(p->facts, "machine", FACT_NVIDIA_DISK_VERSION, "VERSION");
    Strings command = family == FAMILY_FEDORA
                          ? command_of(p, "sudo", "akmods", "--force", "--rebuild", NULL)
                          : command_of(p, "sudo", "dkms", "install", "--force",
                                       words(p, "nvidia/%s", version), "-k", release_of(p), NULL);
    add_fix(p, "sign-module", "build the module again, which signs it with that key", command, true,
            NULL);
}

static void sign_module(Proposal *p)
{
    Family family = family_of_host(p);
    const Fact *is_signed = fact_get(p->facts, "machine", FACT_NVIDIA_MODULE_SIGNED);
    const char *key = signing_key(family);
    if (family == FAMILY_FEDORA)
        add_fix(p, "make-key", "make a key, if there is none yet",
                command_of(p, "sudo", "kmodgenca", "-a", NULL), true, NULL);
    add_fix(p, "enrol-key",
            "let the firmware trust the key with which this machine signs its modules; restart "
            "and enrol it in the blue screen that comes up",
            command_of(p, "sudo", "mokutil", "--import", key, NULL), true,
            words(p, "sudo mokutil --delete %s", key));
    if (is_signed->known == PRESENT && !is_signed->flag)
        build_signed(p, family);
    if (family == FAMILY_UBUNTU)
        add_alternative(p, "install-signed-module",
                        "install the modules that Ubuntu has signed, then restart",
                        install_packages(p, family,
                                         words(p, "linux-modules-nvidia-%s%s-%s", driver_branch(p),
                                               needs_open(p) ? "-open" : "", release_of(p)),
                                         NULL),
                        true, NULL);
    add_alternative(
        p, "switch-off-secure-boot",
        "switch Secure Boot off in the firmware setup, if the owner of the machine allows it",
        (Strings){0}, true, NULL);
}

static void load_module(Proposal *p)
{
    add_fix(
        p, "load-driver",
        words(p, "%sload the kernel module; its own message says why when it refuses", where(p)),
        command_of(p, "sudo", "modprobe", "nvidia", NULL), true, "sudo modprobe -r nvidia");
    if (fact_get(p->facts, "machine", FACT_NVIDIA_MODULE_FILE)->known != PRESENT)
        add_alternative(p, "build-driver", "build it for the running kernel (headers needed)",
                        command_of(p, "sudo", "dkms", "autoinstall", NULL), true, NULL);
}

static void load_driver(Proposal *p)
{
    const char *check = "cat /sys/module/nvidia/version";
    switch (why_not_loaded(p->facts)) {
    case NOT_LOADED_KERNEL_REPLACED:
        add_fix(p, "restart", "restart, so that the kernel runs whose modules are installed",
                command_of(p, "sudo", "systemctl", "reboot", NULL), true, NULL);
        check = "ls /lib/modules";
        break;
    case NOT_LOADED_NO_HEADERS:
        install_headers(p);
        build_module(p);
        check = words(p, "ls -d /lib/modules/%s/build", release_of(p));
        break;
    case NOT_LOADED_BUILD_FAILED:
        install_headers(p);
        add_fix(
            p, "update-driver", "update the driver: an older one may not build for a newer kernel",
            install_packages(p, family_of_host(p),
                             driver_package(p, family_of_host(p),
                                            needs_open(p) ? DRIVER_OPEN : DRIVER_PROPRIETARY, NULL),
                             NULL),
            true, NULL);
        build_module(p);
        check = words(p, "less %s", fact_get(p->facts, "machine", FACT_DKMS_ERROR)->source);
        break;
    case NOT_LOADED_NOT_BUILT:
        build_module(p);
        check = "dkms status";
        break;
    case NOT_LOADED_BLACKLISTED:
        allow_module(p);
        check = "modprobe --showconfig | grep -E '^(blacklist|install) nvidia'";
        break;
    case NOT_LOADED_REJECTED:
    case NOT_LOADED_PERHAPS_REJECTED:
        if (why_not_loaded(p->facts) == NOT_LOADED_PERHAPS_REJECTED)
            load_module(p);
        sign_module(p);
        check = "mokutil --sb-state";
        break;
    case NOT_LOADED_UNSAID: load_module(p); break;
    }
    p->cause->check_yourself = check;
}

static void give_back_card(Proposal *p)
{
    const char *driver = p->cause->subjects.count ? p->cause->subjects.items[0] : "nouveau";
    bool nova = starts_with(driver, "nova") || starts_with(driver, "Nova");
    const char *line = strcmp(driver, "nouveau") == 0
                           ? "blacklist nouveau\\noptions nouveau modeset=0\\n"
                       : nova ? "blacklist nova_core\\nblacklist nova_drm\\nblacklist nouveau\\n"
                              : words(p, "blacklist %s\\n", driver);
    bool away = fact_get(p->facts, "machine", FACT_NOUVEAU_BLACKLIST)->known == PRESENT;
    bool installed = fact_get(p->facts, "machine", FACT_NVIDIA_MODULE_FILE)->known == PRESENT ||
                     fact_get(p->facts, "machine", FACT_NVIDIA_MODULE)->known == PRESENT;
    p->cause->check_yourself = "lspci -k -d 10de:";
    if (strcmp(driver, "vfio-pci") == 0) {
        add_fix(p, "release-from-vm",
                "the card is kept for a virtual machine; remove vfio-pci.ids from the kernel "
                "command line and restart",
                (Strings){0}, true, NULL);
        return;
    }
    if (!installed)
        install_driver(p);
    p->cause->check_yourself = "lspci -k -d 10de:";
    if (!away)
        add_fix(
            p, "keep-other-driver-away",
            words(p, "%s%skeep %s away", where(p),
                  installed ? "" : "if it still has the card: ", driver),
            command_of(p, "sudo", "sh", "-c",
                       words(p, "printf '%s' > /etc/modprobe.d/blacklist-%s.conf", line, driver),
                       NULL),
            true, words(p, "sudo rm /etc/modprobe.d/blacklist-%s.conf", driver));
    rebuild_and_restart(p, "rebuild-initramfs", "rebuild the initramfs, then restart");
}

static void drop_newer_driver(Proposal *p)
{
    const char *branch = last_branch(p);
    install_branch(p, branch ? branch : "580");
    p->cause->check_yourself = "nvidia-smi -L";
}

static void change_flavour(Proposal *p)
{
    Family family = family_of_host(p);
    DriverPart part = needs_open(p) ? DRIVER_OPEN : DRIVER_PROPRIETARY;
    const char *package = driver_package(p, family, part, NULL);
    p->cause->check_yourself = "cat /proc/driver/nvidia/version";
    if ((family == FAMILY_DEBIAN || family == FAMILY_UNKNOWN) && part == DRIVER_PROPRIETARY)
        package = "nvidia-kernel-dkms"; /* the rest of nvidia-driver is installed already */
    if (family == FAMILY_ARCH && part == DRIVER_PROPRIETARY) {
        install_branch(p, "580");
        return;
    }
    add_fix(p, "change-flavour",
            words(p, "%sinstall the %s kernel module, then restart%s", where(p),
                  part == DRIVER_OPEN ? "open" : "proprietary", as_an_example(family)),
            install_packages(p, family, package, NULL), true, NULL);
    p->cause->check_yourself = "cat /proc/driver/nvidia/version";
}

static void stop_excluding(Proposal *p)
{
    add_fix(p, "stop-excluding",
            words(p,
                  "%stake NVreg_ExcludedGpus (or NVreg_GpuBlacklist) out of the file that this "
                  "shows",
                  where(p)),
            command_of(p, "grep", "-rE", "NVreg_(ExcludedGpus|GpuBlacklist)", "/etc/modprobe.d",
                       "/proc/cmdline", NULL),
            true, NULL);
    rebuild_and_restart(p, "rebuild-initramfs", "rebuild the initramfs, then restart");
    p->cause->check_yourself = "grep Excluded /proc/driver/nvidia/gpus/*/information";
}

static void install_firmware(Proposal *p)
{
    Family family = family_of_host(p);
    const char *package = driver_package(p, family, DRIVER_FIRMWARE, NULL);
    add_fix(p, "install-firmware",
            words(p, "install the firmware in exactly the version of the driver%s",
                  as_an_example(family)),
            install_packages(p, family, package, NULL), true, NULL);
    rebuild_and_restart(p, "rebuild-initramfs", "rebuild the initramfs, then restart");
    p->cause->check_yourself =
        words(p, "ls /lib/firmware/nvidia/%s",
              fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, "VERSION"));
}

static void revive_card(Proposal *p)
{
    bool lost = p->cause->id == CAUSE_GPU_LOST;
    add_fix(p, lost ? "power-cycle" : "look-at-the-card",
            lost ? "switch the machine off and on; then look at power, temperature, riser and slot"
                 : "restart; then look at the power cables and the slot of the card, and switch on "
                   "\"Above 4G Decoding\" in the firmware setup",
            (Strings){0}, true, NULL);
    p->cause->check_yourself = "sudo dmesg | grep -iE 'nvrm|xid'";
}

static void start_fabric_manager(Proposal *p)
{
    Family family = family_of_host(p);
    const char *package = driver_package(p, family, FABRIC_MANAGER, NULL);
    const char *version = fact_text_or(p->facts, "asked/nvml", FACT_ASKED_VERSION, NULL);
    version = version ? version : fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, NULL);
    add_fix(p, "start-fabric-manager",
            words(p, "%sstart the fabric manager%s%s, now and at each start", where(p),
                  version ? ", which has to be of version " : "", version ? version : ""),
            command_of(p, "sudo", "systemctl", "enable", "--now", "nvidia-fabricmanager", NULL),
            true, "sudo systemctl disable --now nvidia-fabricmanager");
    add_fix(p, "install-fabric-manager",
            words(p, "if it is not installed: in exactly the version of the driver%s",
                  as_an_example(family)),
            install_packages(p, family, package, NULL), true, remove_words(p, family, package));
    p->cause->check_yourself =
        "systemctl status nvidia-fabricmanager; nvidia-smi -q | grep -A3 -i fabric";
}

static void reload_uvm(Proposal *p)
{
    bool no_room = fact_get(p->facts, "kernel-log/uvm-failed", FACT_LOG_LINE)->known == PRESENT;
    if (no_room)
        add_fix(p, "switch-off-hmm", words(p, "%slet the module do without that memory", where(p)),
                command_of(p, "sudo", "sh", "-c",
                           "echo options nvidia_uvm uvm_disable_hmm=1 > "
                           "/etc/modprobe.d/nvidia-uvm.conf",
                           NULL),
                true, "sudo rm /etc/modprobe.d/nvidia-uvm.conf");
    add_fix(p, "unload-uvm",
            words(p, "%sunload the module, with all CUDA programs ended", where(p)),
            command_of(p, "sudo", "modprobe", "-r", "nvidia_uvm", NULL), true, NULL);
    add_fix(p, "load-uvm", words(p, "%sand load it again", where(p)),
            command_of(p, "sudo", "modprobe", "nvidia_uvm", NULL), true, NULL);
    add_fix(p, "restart-machine", words(p, "%sor restart the machine", where(p)),
            command_of(p, "sudo", "systemctl", "reboot", NULL), true, NULL);
    p->cause->check_yourself =
        "python3 -c 'import ctypes; print(ctypes.CDLL(\"libcuda.so.1\").cuInit(0))'";
}

void propose_for_kernel_driver(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_NOUVEAU_IN_USE: give_back_card(p); break;
    case CAUSE_DRIVER_DROPS_OLD_GPU: drop_newer_driver(p); break;
    case CAUSE_DRIVER_WRONG_FLAVOUR: change_flavour(p); break;
    case CAUSE_DRIVER_NOT_INSTALLED: install_driver(p); break;
    case CAUSE_GPU_EXCLUDED: stop_excluding(p); break;
    case CAUSE_GSP_FIRMWARE_MISSING: install_firmware(p); break;
    case CAUSE_GPU_LOST:
    case CAUSE_GPU_DOES_NOT_START: revive_card(p); break;
    case CAUSE_FABRIC_MANAGER_DOWN: start_fabric_manager(p); break;
    case CAUSE_CUINIT_UNKNOWN_999: reload_uvm(p); break;
    default: load_driver(p); break;
    }
}
