#include "fix/distribution.h"

#include <stdarg.h>
#include <string.h>

/* As ID or in ID_LIKE of os-release; Ubuntu's relatives name it before Debian. */
static const struct {
    const char *id;
    Family family;
} IDS[] = {
    {"ubuntu", FAMILY_UBUNTU},
    {"linuxmint", FAMILY_UBUNTU},
    {"pop", FAMILY_UBUNTU},
    {"debian", FAMILY_DEBIAN},
    {"rhel", FAMILY_RHEL},
    {"centos", FAMILY_RHEL},
    {"rocky", FAMILY_RHEL},
    {"almalinux", FAMILY_RHEL},
    {"ol", FAMILY_RHEL},
    {"amzn", FAMILY_RHEL},
    {"fedora", FAMILY_FEDORA},
    {"suse", FAMILY_SUSE},
    {"opensuse", FAMILY_SUSE},
    {"sles", FAMILY_SUSE},
    {"arch", FAMILY_ARCH},
    {"archlinux", FAMILY_ARCH},
    {"manjaro", FAMILY_ARCH},
    {"opensuse-leap", FAMILY_SUSE},
    {"opensuse-tumbleweed", FAMILY_SUSE},
};

static Family family_of_word(Text word)
{
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++)
        if (text_is(word, IDS[i].id))
            return IDS[i].family;
    return FAMILY_UNKNOWN;
}

static Family family_of_words(const char *words)
{
    Text rest = text_of(words);
    for (bool more = true; more;) {
        Text word = text_next(&rest, ' ', &more);
        Family family = family_of_word(word);
        if (family != FAMILY_UNKNOWN)
            return family;
    }
    return FAMILY_UNKNOWN;
}

Family family_here(const Proposal *p)
{
    const char *name = fact_text_or(p->facts, "machine", FACT_DISTRIBUTION, "");
    Text id = text_part(text_of(name), 0, text_find(text_of(name), ' '));
    Family family = family_of_word(id);
    return family != FAMILY_UNKNOWN
               ? family
               : family_of_words(fact_text_or(p->facts, "machine", FACT_DISTRIBUTION_LIKE, ""));
}

Family family_of_host(const Proposal *p)
{
    bool inside = fact_get(p->facts, "machine", FACT_CONTAINER)->known == PRESENT;
    return inside ? FAMILY_UNKNOWN : family_here(p);
}

const char *family_word(Family family)
{
    switch (family) {
    case FAMILY_UBUNTU: return "Ubuntu";
    case FAMILY_FEDORA: return "Fedora";
    case FAMILY_RHEL: return "Red Hat Enterprise Linux";
    case FAMILY_SUSE: return "SUSE";
    case FAMILY_ARCH: return "Arch Linux";
    case FAMILY_DEBIAN:
    case FAMILY_UNKNOWN: break;
    }
    return "Debian";
}

const char *as_an_example(Family family)
{
    return family == FAMILY_UNKNOWN ? ", as on Debian" : "";
}

static Strings begin_install(Proposal *p, Family family)
{
    switch (family) {
    case FAMILY_FEDORA:
    case FAMILY_RHEL: return command_of(p, "sudo", "dnf", "install", NULL);
    case FAMILY_SUSE: return command_of(p, "sudo", "zypper", "install", NULL);
    case FAMILY_ARCH: return command_of(p, "sudo", "pacman", "-S", NULL);
    default: return command_of(p, "sudo", "apt-get", "install", NULL);
    }
}

static Strings begin_remove(Proposal *p, Family family)
{
    switch (family) {
    case FAMILY_FEDORA:
    case FAMILY_RHEL: return command_of(p, "sudo", "dnf", "remove", NULL);
    case FAMILY_SUSE: return command_of(p, "sudo", "zypper", "remove", NULL);
    case FAMILY_ARCH: return command_of(p, "sudo", "pacman", "-Rs", NULL);
    default: return command_of(p, "sudo", "apt-get", "purge", NULL);
    }
}

static void add_words(Proposal *p, Strings *command, va_list names)
{
    for (const char *name = va_arg(names, const char *); name; name = va_arg(names, const char *))
        list_add(p->arena, *command, name);
}

Strings install_packages(Proposal *p, Family family, ...)
{
    Strings command = begin_install(p, family);
    va_list names;
    va_start(names, family);
    add_words(p, &command, names);
    va_end(names);
    return command;
}

Strings remove_packages(Proposal *p, Family family, ...)
{
    Strings command = begin_remove(p, family);
    va_list names;
    va_start(names, family);
    add_words(p, &command, names);
    va_end(names);
    return command;
}

Strings reinstall_package(Proposal *p, Family family, const char *package)
{
    switch (family) {
    case FAMILY_FEDORA:
    case FAMILY_RHEL: return command_of(p, "sudo", "dnf", "reinstall", package, NULL);
    case FAMILY_SUSE: return command_of(p, "sudo", "zypper", "install", "--force", package, NULL);
    case FAMILY_ARCH: return install_packages(p, family, package, NULL);
    default: return command_of(p, "sudo", "apt-get", "install", "--reinstall", package, NULL);
    }
}

const char *remove_words(Proposal *p, Family family, const char *package)
{
    Strings command = remove_packages(p, family, package, NULL);
    const char *line = command.items[0];
    for (size_t i = 1; i < command.count; i++)
        line = words(p, "%s %s", line, command.items[i]);
    return line;
}

Strings hold_package(Proposal *p, Family family, const char *package)
{
    switch (family) {
    case FAMILY_FEDORA:
    case FAMILY_RHEL: return command_of(p, "sudo", "dnf", "versionlock", "add", package, NULL);
    case FAMILY_SUSE: return command_of(p, "sudo", "zypper", "addlock", package, NULL);
    case FAMILY_ARCH: return (Strings){0};
    default: return command_of(p, "sudo", "apt-mark", "hold", package, NULL);
    }
}

Strings rebuild_initramfs(Proposal *p, Family family)
{
    switch (family) {
    case FAMILY_FEDORA:
    case FAMILY_RHEL:
    case FAMILY_SUSE: return command_of(p, "sudo", "dracut", "--force", NULL);
    case FAMILY_ARCH: return command_of(p, "sudo", "mkinitcpio", "-P", NULL);
    default: return command_of(p, "sudo", "update-initramfs", "-u", NULL);
    }
}

/* Names by family, in the order of DriverPart. "%s" is the branch; KERNEL_HEADERS takes the release
 * of the kernel instead. Sources: the archives of Debian 12 and Ubuntu 24.04, RPM Fusion, NVIDIA's
 * driver installation guide (Red Hat, SUSE), the Arch repositories. */
typedef struct PartNames {
    const char *debian, *ubuntu, *fedora, *rhel, *suse, *arch;
} PartNames;

static const PartNames NAMES[] = {
    [DRIVER_OPEN] = {"nvidia-open-kernel-dkms", "nvidia-driver-%s-open", "akmod-nvidia-open",
                     "nvidia-open", "nvidia-open", "nvidia-open"},
    [DRIVER_PROPRIETARY] = {"nvidia-driver", "nvidia-driver-%s", "akmod-nvidia", "cuda-drivers",
                            "cuda-drivers", "nvidia-%sxx-dkms"},
    [DRIVER_LIBCUDA] = {"libcuda1", "libnvidia-compute-%s", "xorg-x11-drv-nvidia-cuda-libs",
                        "nvidia-driver-cuda-libs", "nvidia-compute-G06", "nvidia-utils"},
    [DRIVER_NVML] = {"libnvidia-ml1", "libnvidia-compute-%s", "xorg-x11-drv-nvidia-cuda-libs",
                     "nvidia-driver-cuda-libs", "nvidia-compute-G06", "nvidia-utils"},
    [DRIVER_TOOLS] = {"nvidia-smi", "nvidia-utils-%s", "xorg-x11-drv-nvidia-cuda",
                      "nvidia-driver-cuda", "nvidia-compute-utils-G06", "nvidia-utils"},
    [DRIVER_MODPROBE] = {"nvidia-modprobe", "nvidia-modprobe", "nvidia-modprobe", "nvidia-modprobe",
                         "nvidia-modprobe", "nvidia-utils"},
    [DRIVER_FIRMWARE] = {"firmware-nvidia-gsp", "nvidia-firmware-%s", "xorg-x11-drv-nvidia",
                         "nvidia-kmod-common", "nvidia-common-G06", "nvidia-utils"},
    [FABRIC_MANAGER] = {"nvidia-fabricmanager-%s", "nvidia-fabricmanager-%s",
                        "nvidia-fabricmanager", "nvidia-fabricmanager", "nvidia-fabricmanager",
                        "nvidia-fabricmanager"},
    [KERNEL_HEADERS] = {"linux-headers-%s", "linux-headers-%s", "kernel-devel-%s",
                        "kernel-devel-%s", "kernel-default-devel", "linux-headers"},
    [CONTAINER_TOOLKIT] = {"nvidia-container-toolkit", "nvidia-container-toolkit",
                           "nvidia-container-toolkit", "nvidia-container-toolkit",
                           "nvidia-container-toolkit", "nvidia-container-toolkit"},
};

static const char *pattern_of(Family family, DriverPart part)
{
    const PartNames *names = &NAMES[part];
    switch (family) {
    case FAMILY_UBUNTU: return names->ubuntu;
    case FAMILY_FEDORA: return names->fedora;
    case FAMILY_RHEL: return names->rhel;
    case FAMILY_SUSE: return names->suse;
    case FAMILY_ARCH: return names->arch;
    case FAMILY_DEBIAN:
    case FAMILY_UNKNOWN: break;
    }
    return names->debian;
}

const char *driver_package(Proposal *p, Family family, DriverPart part, const char *branch)
{
    const char *pattern = pattern_of(family, part), *hole = strstr(pattern, "%s");
    const char *filling = branch ? branch : driver_branch(p);
    if (part == KERNEL_HEADERS)
        filling = fact_text_or(p->facts, "machine", FACT_KERNEL_RELEASE, "RELEASE");
    /* Ubuntu keeps the firmware of several versions side by side. */
    if (part == DRIVER_FIRMWARE)
        filling = words(p, "%s-%s", filling,
                        fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, "VERSION"));
    return hole ? words(p, "%.*s%s%s", (int)(hole - pattern), pattern, filling, hole + 2) : pattern;
}

const char *driver_branch(Proposal *p)
{
    const char *version = fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, NULL);
    if (!version)
        version = fact_text_or(p->facts, "library/libcuda.so.1", FACT_LIBRARY_VERSION, NULL);
    Text branch = text_part(text_of(version), 0, text_find(text_of(version), '.'));
    long long number;
    return text_number(branch, &number) ? text_copy(p->arena, branch) : "580";
}
