/* Fixes of the step driver-library: the host's administrator does most of them. */
#include <string.h>

#include "base/path.h"
#include "fix/distribution.h"
#include "fix/framework_fixes.h"
#include "fix/proposal.h"

#define LIBCUDA "library/libcuda.so.1"
#define PROGRAM "PROGRAM.py"

static const Opening *libcuda(const Proposal *p)
{
    const Fact *fact = fact_get(p->facts, LIBCUDA, FACT_LIBRARY_OPENING);
    return fact->known == PRESENT ? fact->opening : NULL;
}

static const char *subject_or(const Proposal *p, const char *otherwise)
{
    return p->cause->subjects.count ? p->cause->subjects.items[0] : otherwise;
}

static bool in_container(const Proposal *p)
{
    return fact_get(p->facts, "machine", FACT_CONTAINER)->known == PRESENT;
}

static Strings no_command(void)
{
    return (Strings){0};
}

/* ---- A directory that should not be searched ---- */

/* "/a:/stubs:/b" → "/a:/b"; "" when nothing is left. */
static const char *without_directory(Proposal *p, const char *list, const char *directory)
{
    const char *kept = "";
    Text rest = text_of(list);
    bool more;
    for (Text part = text_next(&rest, ':', &more); more; part = text_next(&rest, ':', &more)) {
        Text bare = text_ends(part, "/") ? text_part(part, 0, part.length - 1) : part;
        if (part.length == 0 || text_is(bare, directory))
            continue;
        kept = words(p, "%s%s%s", kept, *kept ? ":" : "", text_copy(p->arena, part));
    }
    return kept;
}

static void remove_lines(Proposal *p)
{
    const Fact *set_by = fact_get(p->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_SET_BY);
    for (size_t i = 0; set_by->known == PRESENT && i < set_by->texts.count; i++)
        if (set_by->texts.items[i][0] == '/')
            add_alternative(p, "remove-line", words(p, "change %s", set_by->texts.items[i]),
                            no_command(), false, NULL);
}

static void leave_out_of_variable(Proposal *p, const char *directory)
{
    const char *list =
        fact_text_or(p->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, NULL);
    const char *kept = list ? without_directory(p, list, directory) : "";
    Strings command =
        *kept ? command_of(p, "env", words(p, "LD_LIBRARY_PATH=%s", kept), "python", PROGRAM, NULL)
              : command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", PROGRAM, NULL);
    add_fix(p, "shorter-path",
            words(p, "take %s out of LD_LIBRARY_PATH, here and where it is set", directory),
            command, false, NULL);
    remove_lines(p);
}

/* The loader's own list: a line of its configuration, or a link that somebody made. */
static void leave_out_of_cache(Proposal *p, const char *directory)
{
    add_fix(p, "find-line", words(p, "find the line that lists %s and remove it", directory),
            command_of(p, "grep", "-rn", directory, "/etc/ld.so.conf", "/etc/ld.so.conf.d", NULL),
            false, NULL);
    add_fix(p, "refresh-cache", "then let the loader read its list again",
            command_of(p, "sudo", "ldconfig", NULL), true, NULL);
}

static void leave_out(Proposal *p, const char *path)
{
    const Opening *opening = libcuda(p);
    const char *directory = path_parent(p->arena, path);
    if (opening && (opening->rule == RULE_CACHE || opening->rule == RULE_DEFAULT))
        leave_out_of_cache(p, directory);
    else
        leave_out_of_variable(p, directory);
}

/* Directories that every program searches and that hold much else. */
static bool is_of_system(const char *path)
{
    static const char *const SYSTEM[] = {"/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"};
    for (size_t i = 0; i < sizeof SYSTEM / sizeof *SYSTEM; i++)
        if (starts_with(path, SYSTEM[i]))
            return true;
    return false;
}

/* Somebody copied the stub to where the driver's own library belongs. */
static void put_libcuda_back(Proposal *p)
{
    Family family = family_of_host(p);
    add_fix(p, "reinstall-libcuda",
            words(p, "install the part of the driver again that holds libcuda.so.1%s",
                  as_an_example(family)),
            reinstall_package(p, family, driver_package(p, family, DRIVER_LIBCUDA, NULL)), true,
            NULL);
}

static void for_stub(Proposal *p)
{
    const char *path = subject_or(p, "libcuda.so.1");
    const char *real = fact_text_or(p->facts, LIBCUDA, FACT_LIBRARY_REAL_PATH, path);
    if (!is_of_system(path))
        leave_out(p, path);
    if (strcmp(path, real) != 0)
        add_alternative(p, "remove-link", words(p, "remove the link to the stub %s", real),
                        command_of(p, "sudo", "rm", path, NULL), true,
                        words(p, "sudo ln -s %s %s", real, path));
    else if (is_of_system(path))
        put_libcuda_back(p);
    p->cause->check_yourself = words(p, "readelf -d %s | grep NEEDED", path);
}

/* ---- Versions that differ ---- */

static void run_matching_module(Proposal *p)
{
    add_fix(p, "restart",
            "restart the machine: the driver was updated, and the old module still runs",
            command_of(p, "sudo", "systemctl", "reboot", NULL), true, NULL);
    add_alternative(
        p, "reload",
        "while nothing uses the GPU, unload the old module without a restart; `sudo modprobe "
        "nvidia` then loads the new one",
        command_of(p, "sudo", "modprobe", "-r", "nvidia_drm", "nvidia_modeset", "nvidia_uvm",
                   "nvidia", NULL),
        true, NULL);
}

static void install_matching_libraries(Proposal *p, const char *module)
{
    Family family = family_of_host(p);
    add_alternative(
        p, "match-libraries",
        words(p, "bring libraries and module%s to one version, then restart the machine%s",
              *module ? words(p, " (%s)", module) : "", as_an_example(family)),
        install_packages(p, family, driver_package(p, family, DRIVER_LIBCUDA, NULL), NULL), true,
        NULL);
}

static const char *fitting_copy(Proposal *p, const char *module)
{
    const Fact *others = fact_get(p->facts, LIBCUDA, FACT_LIBRARY_OTHER_VERSIONS);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count; i++)
        if (ends_with(others->texts.items[i], words(p, ".so.%s", module)))
            return others->texts.items[i];
    return NULL;
}

static void for_image(Proposal *p, const char *path)
{
    add_fix(
        p, "remove-from-image",
        words(p, "remove the driver's libraries from the image (a line RUN of its Dockerfile); the "
                 "host's are mounted at the start"),
        command_of(p, "rm", fact_text_or(p->facts, LIBCUDA, FACT_LIBRARY_REAL_PATH, path), path,
                   NULL),
        false, NULL);
}

static void for_compat(Proposal *p, const char *path)
{
    leave_out(p, path);
    add_alternative(p, "newer-driver",
                    "update the driver of the host, which then needs no cuda-compat", no_command(),
                    true, NULL);
    p->cause->check_yourself = words(p, "readelf -n %s; cat /sys/module/nvidia/version", path);
}

static void for_mismatch(Proposal *p)
{
    const char *path = subject_or(p, "libcuda.so.1");
    const char *module = fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, "");
    const char *library = fact_text_or(p->facts, LIBCUDA, FACT_LIBRARY_VERSION, "");
    const char *disk = fact_text_or(p->facts, "machine", FACT_MODULE_ON_DISK, "");
    const Fact *mounted = fact_get(p->facts, LIBCUDA, FACT_LIBRARY_IS_MOUNTED);
    const char *fits = fitting_copy(p, module);
    p->cause->check_yourself =
        path[0] == '/' ? words(p, "readlink -f %s; cat /sys/module/nvidia/version", path)
                       : "ldconfig -p | grep libcuda.so.1; cat /sys/module/nvidia/version";
    if (is_yes(fact_is_text(p->facts, LIBCUDA, FACT_LIBRARY_KIND, "compat"))) {
        for_compat(p, path);
    } else if (fits) {
        if (!is_of_system(path))
            leave_out(p, path);
        add_alternative(p, "remove-other-driver",
                        words(p, "remove the second driver; %s is the one that fits", fits),
                        no_command(), true, NULL);
    } else if (mounted->known == PRESENT && mounted->flag) {
        add_fix(p, "recreate-container", "start the container anew: it has the old libraries",
                no_command(), false, NULL);
    } else if (in_container(p)) {
        for_image(p, path);
    } else if (*disk && starts_with(library, disk)) {
        run_matching_module(p);
    } else if (*disk && starts_with(module, disk)) {
        install_matching_libraries(p, module);
    } else {
        run_matching_module(p);
        install_matching_libraries(p, module);
    }
}

/* ---- Not found ---- */

static bool is_there(const Proposal *p, const char *subject, FactName name)
{
    const Fact *fact = fact_get(p->facts, subject, name);
    return fact->known == PRESENT && fact->texts.count > 0;
}

/* The toolkit's stub is no driver: the loader is not to see it. */
static bool has_driver_file(const Proposal *p, const char *subject)
{
    const Fact *others = fact_get(p->facts, subject, FACT_LIBRARY_OTHER_VERSIONS);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count; i++)
        if (!strstr(others->texts.items[i], "/stubs/"))
            return true;
    return false;
}

static void search_there(Proposal *p, const char *subject)
{
    const Fact *at = fact_get(p->facts, subject, FACT_LIBRARY_INSTALLED_AT);
    const char *directory = path_parent(p->arena, at->texts.items[0]);
    add_fix(
        p, "search-there", words(p, "let the loader look into %s", directory),
        command_of(p, "env", words(p, "LD_LIBRARY_PATH=%s", directory), "python", PROGRAM, NULL),
        false, NULL);
    add_alternative(
        p, "refresh-cache",
        words(p, "for good: write %s into a file of /etc/ld.so.conf.d, then", directory),
        command_of(p, "sudo", "ldconfig", NULL), true, NULL);
}

static void add_capability(Proposal *p, const char *capability)
{
    const char *kind = fact_text_or(p->facts, "machine", FACT_CONTAINER, "docker");
    const char *says = words(p, "in a container, ask for the capability `%s` too", capability);
    const char *variable = "NVIDIA_DRIVER_CAPABILITIES=compute,utility";
    if (strcmp(kind, "podman") == 0)
        add_fix(p, words(p, "add-%s", capability), says,
                command_of(p, "podman", "run", "--device", "nvidia.com/gpu=all", "-e", variable,
                           "IMAGE", NULL),
                false, NULL);
    else if (strcmp(kind, "apptainer") == 0)
        add_fix(p, words(p, "add-%s", capability), says,
                command_of(p, "apptainer", "exec", "--nv", "--nvccli", "IMAGE", NULL), false, NULL);
    else if (strcmp(kind, "kubernetes") == 0)
        add_fix(p, words(p, "add-%s", capability),
                words(p, "%s: a variable %s in the container's `env`", says, variable),
                no_command(), false, NULL);
    else
        add_fix(p, words(p, "add-%s", capability), says,
                command_of(p, "docker", "run", "--gpus", "all", "-e", variable, "IMAGE", NULL),
                false, NULL);
}

static void install_part(Proposal *p, const char *id, DriverPart part)
{
    Family family = family_of_host(p);
    const char *package = driver_package(p, family, part, NULL);
    add_fix(p, id,
            words(p,
                  "install the part of the driver that holds it, in the version of the kernel "
                  "module%s",
                  as_an_example(family)),
            install_packages(p, family, package, NULL), true, remove_words(p, family, package));
}

static void for_musl(Proposal *p)
{
    add_fix(p, "glibc-image",
            "take an image or a system with glibc; the driver has no library for musl, and the "
            "frameworks have no wheel with CUDA for it",
            command_of(p, "docker", "run", "--gpus", "all", "python:3.12-slim", NULL), false, NULL);
    p->cause->check_yourself = "ls /lib/ld-musl-*.so.1";
}

static void for_not_found(Proposal *p, const char *name, DriverPart part, const char *capability)
{
    const char *subject = words(p, "library/%s", name);
    const Fact *for_glibc = fact_get(p->facts, subject, FACT_LIBRARY_FOR_GLIBC);
    if (for_glibc->known == PRESENT && for_glibc->flag) {
        for_musl(p);
        return;
    }
    p->cause->check_yourself = words(p, "ldconfig -p | grep %.*s", (int)strcspn(name, "."), name);
    if (is_there(p, subject, FACT_LIBRARY_INSTALLED_AT))
        search_there(p, subject);
    else if (has_driver_file(p, subject) ||
             fact_get(p->facts, subject, FACT_LIBRARY_INSTALLED_AT)->known != PRESENT)
        add_fix(p, "refresh-cache", "let the loader see the driver's libraries",
                command_of(p, "sudo", "ldconfig", NULL), true, NULL);
    if (in_container(p))
        add_capability(p, capability);
    else
        install_part(p, strcmp(capability, "compute") == 0 ? "install-libcuda" : "install-nvml",
                     part);
}

static void for_jit_compiler(Proposal *p)
{
    p->cause->check_yourself = "ldconfig -p | grep libnvidia-ptxjitcompiler";
    if (in_container(p))
        add_capability(p, "compute");
    else
        install_part(p, "install-compute", DRIVER_LIBCUDA);
}

/* ---- Too old ---- */

static void for_old_driver(Proposal *p)
{
    Family family = family_of_host(p);
    bool proprietary =
        is_yes(fact_is_text(p->facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, "proprietary"));
    DriverPart part = proprietary ? DRIVER_PROPRIETARY : DRIVER_OPEN;
    const char *where = in_container(p) ? "on the host (a container has the host's driver), " : "";
    if (family == FAMILY_UBUNTU)
        add_fix(p, "newer-driver",
                words(p, "%sinstall a newer driver, then restart the machine", where),
                command_of(p, "sudo", "ubuntu-drivers", "install", NULL), true, NULL);
    else
        add_fix(p, "newer-driver",
                words(p, "%sinstall a newer driver%s, then restart the machine", where,
                      as_an_example(family)),
                install_packages(p, family, driver_package(p, family, part, "580"), NULL), true,
                NULL);
    const char *older = fixes_of(p)->for_driver(p);
    if (older)
        add_alternative(p, "older-framework", "install a release that was built with an older CUDA",
                        install_command(p, older), false, NULL);
    p->cause->check_yourself = "cat /proc/driver/nvidia/version";
}

/* ---- WSL ---- */

static void for_linux_driver_in_wsl(Proposal *p)
{
    Family family = family_here(p);
    add_fix(p, "remove-driver",
            words(p, "remove the driver for Linux from this WSL%s; the one of Windows stays",
                  as_an_example(family)),
            remove_packages(p, family, driver_package(p, family, DRIVER_LIBCUDA, NULL), NULL), true,
            NULL);
    add_fix(p, "refresh-cache", "then let the loader forget it",
            command_of(p, "sudo", "ldconfig", NULL), true, NULL);
    add_fix(p, "windows-first", "until then, put the one of Windows first",
            command_of(p, "env", "LD_LIBRARY_PATH=/usr/lib/wsl/lib", "python", PROGRAM, NULL),
            false, NULL);
    p->cause->check_yourself = "ldconfig -p | grep libcuda.so.1";
}

static void for_missing_in_wsl(Proposal *p)
{
    const Fact *libraries = fact_get(p->facts, "machine", FACT_WSL_LIBRARIES);
    const char *release = fact_text_or(p->facts, "machine", FACT_KERNEL_RELEASE, "");
    bool there = libraries->known == PRESENT && libraries->texts.count > 0;
    p->cause->check_yourself = "ls -l /usr/lib/wsl/lib";
    if (ends_with(release, "-Microsoft")) {
        add_fix(p, "wsl-2", "in Windows, make it WSL 2 (wsl --list names the distribution)",
                command_of(p, "wsl.exe", "--set-version", "DISTRIBUTION", "2", NULL), false,
                "wsl.exe --set-version DISTRIBUTION 1");
        return;
    }
    if (there && strcmp(subject_or(p, ""), "libcuda.so.1") == 0)
        add_fix(p, "search-there",
                "write /usr/lib/wsl/lib into /etc/ld.so.conf.d/ld.wsl.conf, then",
                command_of(p, "sudo", "ldconfig", NULL), true, NULL);
    add_fix(p, "windows-driver",
            "install the newest NVIDIA driver in Windows, then bring WSL up to date",
            command_of(p, "wsl.exe", "--update", NULL), false, NULL);
    add_fix(p, "wsl-restart", "and start it anew (this ends everything in it)",
            command_of(p, "wsl.exe", "--shutdown", NULL), false, NULL);
}

void propose_for_driver_library(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_STUB_LIBCUDA: for_stub(p); break;
    case CAUSE_WSL_LINUX_DRIVER_INSTALLED: for_linux_driver_in_wsl(p); break;
    case CAUSE_WSL_LIBCUDA_MISSING: for_missing_in_wsl(p); break;
    case CAUSE_DRIVER_LIB_MISMATCH: for_mismatch(p); break;
    case CAUSE_NVML_NOT_FOUND: for_not_found(p, "libnvidia-ml.so.1", DRIVER_NVML, "utility"); break;
    case CAUSE_DRIVER_TOO_OLD: for_old_driver(p); break;
    case CAUSE_JIT_COMPILER_MISSING: for_jit_compiler(p); break;
    default: for_not_found(p, "libcuda.so.1", DRIVER_LIBCUDA, "compute"); break;
    }
}
