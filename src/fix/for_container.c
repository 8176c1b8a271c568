/* How a container is given the GPU, by the runtime that started it. Nearly all of it is done on the
 * host: inside, nothing can be mended. */
#include <string.h>

#include "fix/distribution.h"
#include "fix/for_device_access.h"

#define COMPOSE                                                                                    \
    "deploy: {resources: {reservations: {devices: "                                                \
    "[{driver: nvidia, count: all, capabilities: [gpu%s]}]}}}"
#define PARTS "NVIDIA_DRIVER_CAPABILITIES=compute,utility"

static const char *kind_here(const Proposal *p)
{
    return fact_text_or(p->facts, "machine", FACT_CONTAINER, "");
}

bool in_container_of(const Proposal *p, const char *kind)
{
    const char *here = kind_here(p);
    return *kind ? strcmp(here, kind) == 0 : *here != '\0';
}

static bool is_rootless(const Proposal *p)
{
    return is_yes(fact_is_flag(p->facts, "machine", FACT_CONTAINER_ROOTLESS));
}

/* The nodes are there, and a part of the driver is what is missing. */
static bool lacks_a_library(const Proposal *p)
{
    return p->cause->subjects.count && starts_with(p->cause->subjects.items[0], "lib");
}

static bool in_wsl(const Proposal *p)
{
    return is_yes(fact_is_flag(p->facts, "machine", FACT_WSL));
}

/* ---- container-no-gpu ---- */

static void with_docker(Proposal *p)
{
    if (lacks_a_library(p))
        add_fix(p, "start-with-gpus", "start it with the GPU and these parts of the driver",
                command_of(p, "docker", "run", "--gpus", "all", "-e", PARTS, "IMAGE", NULL), false,
                NULL);
    else
        add_fix(p, "start-with-gpus",
                in_wsl(p) ? "start it with the GPU"
                          : "start it with the GPU; the host needs "
                            "nvidia-container-toolkit",
                command_of(p, "docker", "run", "--gpus", "all", "IMAGE", NULL), false, NULL);
    add_alternative(p, "compose",
                    words(p, "write " COMPOSE " below the service in compose.yaml",
                          lacks_a_library(p) ? ", compute, utility" : ""),
                    (Strings){0}, false, NULL);
}

static void with_podman(Proposal *p)
{
    add_fix(p, "describe-devices", "on the host, once and after each update of the driver",
            command_of(p, "sudo", "nvidia-ctk", "cdi", "generate", "--output=/etc/cdi/nvidia.yaml",
                       NULL),
            true, "sudo rm /etc/cdi/nvidia.yaml");
    Strings command = command_of(p, "podman", "run", "--device", "nvidia.com/gpu=all", NULL);
    if (is_rootless(p))
        list_add(p->arena, command, "--group-add=keep-groups");
    list_add(p->arena, command, "IMAGE");
    add_fix(p, "start-with-device",
            "start it with the device; under SELinux also --security-opt=label=disable", command,
            false, NULL);
}

static void with_kubernetes(Proposal *p)
{
    add_fix(p, "request-gpu",
            "write resources: {limits: {nvidia.com/gpu: 1}} below the container in the pod's file",
            (Strings){0}, false, NULL);
    if (lacks_a_library(p))
        add_fix(
            p, "request-parts",
            "and env: [{name: NVIDIA_DRIVER_CAPABILITIES, value: \"compute,utility\"}] there too",
            (Strings){0}, false, NULL);
    add_alternative(p, "runtime-class",
                    "when that is there already, write runtimeClassName: nvidia below its spec",
                    (Strings){0}, false, NULL);
}

static void with_lxc(Proposal *p)
{
    add_fix(p, "add-device", "on the host (with LXD: lxc instead of incus)",
            command_of(p, "incus", "config", "device", "add", "NAME", "gpu", "gpu", NULL), false,
            "incus config device remove NAME gpu");
    add_fix(p, "mount-driver", "mount the host's driver",
            command_of(p, "incus", "config", "set", "NAME", "nvidia.runtime=true",
                       "nvidia.driver.capabilities=compute,utility", NULL),
            false, "incus config unset NAME nvidia.runtime");
    add_fix(p, "restart", "then start it anew", command_of(p, "incus", "restart", "NAME", NULL),
            false, NULL);
}

static void with_nspawn(Proposal *p)
{
    add_fix(p, "bind-devices",
            "start it with the nodes, and the host's libcuda.so.1 and libnvidia-ml.so.1 by "
            "--bind-ro=",
            command_of(p, "sudo", "systemd-nspawn", "--bind=/dev/nvidiactl", "--bind=/dev/nvidia0",
                       "--bind=/dev/nvidia-uvm", "--property=DeviceAllow=/dev/nvidiactl rw",
                       "--property=DeviceAllow=/dev/nvidia0 rw",
                       "--property=DeviceAllow=/dev/nvidia-uvm rw", "-D", "DIRECTORY", NULL),
            true, NULL);
}

/* The runtime of Flatpak has the driver as an extension, named by its version with hyphens. */
static void with_flatpak(Proposal *p)
{
    const char *version = fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, "VERSION");
    char *name = arena_copy(p->arena, version, strlen(version));
    for (char *c = name; *c; c++)
        *c = *c == '.' ? '-' : *c;
    add_fix(p, "install-extension", "install the driver's extension",
            command_of(p, "flatpak", "install",
                       words(p, "org.freedesktop.Platform.GL.nvidia-%s", name), NULL),
            false, words(p, "flatpak uninstall org.freedesktop.Platform.GL.nvidia-%s", name));
    add_fix(p, "allow-devices", "allow it the devices",
            command_of(p, "flatpak", "override", "--user", "--device=all", "APPLICATION", NULL),
            false, "flatpak override --user --nodevice=all APPLICATION");
}

static void with_snap(Proposal *p)
{
    add_fix(p, "connect", "let the snap have the GPU",
            command_of(p, "sudo", "snap", "connect", "NAME:opengl", NULL), true,
            "sudo snap disconnect NAME:opengl");
}

static void in_image_build(Proposal *p)
{
    add_fix(p, "run-later",
            "move what needs the GPU from the build into the start of the container (docker run "
            "--gpus all)",
            (Strings){0}, false, NULL);
}

static void with_apptainer(Proposal *p)
{
    add_fix(p, "start-with-nv", "start it with --nv",
            command_of(p, "apptainer", "exec", "--nv", "IMAGE", "COMMAND", NULL), false, NULL);
}

static void with_containerd(Proposal *p)
{
    add_fix(p, "start-with-gpus", "start it with the GPU",
            command_of(p, "nerdctl", "run", "--gpus", "all", "IMAGE", NULL), false, NULL);
}

static void in_gvisor(Proposal *p)
{
    add_fix(p, "nvproxy",
            "on the host, let \"runtimeArgs\": [\"--nvproxy\"] of runsc in /etc/docker/daemon.json "
            "pass "
            "the driver on, and restart docker",
            (Strings){0}, true, NULL);
}

void give_container_the_gpu(Proposal *p)
{
    static const struct {
        const char *kind;
        void (*propose)(Proposal *p);
    } KINDS[] = {{"kubernetes", with_kubernetes},
                 {"apptainer", with_apptainer},
                 {"podman", with_podman},
                 {"lxc", with_lxc},
                 {"systemd-nspawn", with_nspawn},
                 {"flatpak", with_flatpak},
                 {"snap", with_snap},
                 {"image-build", in_image_build},
                 {"containerd", with_containerd}};
    p->cause->check_yourself =
        in_wsl(p)            ? "ls -l /dev/dxg"
        : lacks_a_library(p) ? "grep -E 'libcuda|libnvidia-ml' /proc/self/mountinfo; env | grep "
                               "^NVIDIA_"
                             : "ls -l /dev/nvidiactl /dev/nvidia0; env | grep ^NVIDIA_";
    if (fact_get(p->facts, "machine", FACT_CONTAINER_SANDBOX)->known == PRESENT)
        in_gvisor(p);
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (in_container_of(p, KINDS[i].kind)) {
            KINDS[i].propose(p);
            return;
        }
    }
    with_docker(p);
}

/* ---- Containers that run ---- */

void restart_container(Proposal *p, const char *says)
{
    if (in_container_of(p, "kubernetes"))
        add_fix(p, "new-pod", says, command_of(p, "kubectl", "delete", "pod", "POD", NULL), false,
                NULL);
    else if (in_container_of(p, "podman"))
        add_fix(p, "restart", says, command_of(p, "podman", "restart", "CONTAINER", NULL), false,
                NULL);
    else if (in_container_of(p, "lxc"))
        add_fix(p, "restart", says, command_of(p, "incus", "restart", "NAME", NULL), false, NULL);
    else
        add_fix(p, "restart", says, command_of(p, "docker", "restart", "CONTAINER", NULL), false,
                NULL);
}

void give_rights_back(Proposal *p)
{
    restart_container(p, "on the host: started anew, it has its rights again");
    add_fix(p, "device-links",
            "for good, on the host, at each boot: systemd then knows the devices",
            command_of(p, "sudo", "nvidia-ctk", "system", "create-dev-char-symlinks",
                       "--create-all", NULL),
            true, "sudo find /dev/char -lname '*nvidia*' -delete");
    if (!in_container_of(p, "kubernetes"))
        add_alternative(
            p, "cgroupfs",
            "write \"exec-opts\": [\"native.cgroupdriver=cgroupfs\"] into "
            "/etc/docker/daemon.json and restart docker, which then keeps control groups "
            "itself",
            (Strings){0}, true, NULL);
    p->cause->check_yourself = "cat /dev/nvidiactl; ls -l /dev/nvidiactl";
}

/* Kubernetes runs its pods with containerd; docker and podman are told by themselves. */
static const char *runtime_of_host(const Proposal *p)
{
    return in_container_of(p, "docker")   ? "docker"
           : in_container_of(p, "podman") ? "podman"
                                          : "containerd";
}

void mend_toolkit(Proposal *p)
{
    Family family = family_of_host(p);
    const char *package = driver_package(p, family, CONTAINER_TOOLKIT, NULL);
    const char *runtime = runtime_of_host(p);
    bool with_podman = strcmp(runtime, "podman") == 0;
    add_fix(p, "install-toolkit",
            words(p, "on the host: install or update the toolkit%s", as_an_example(family)),
            install_packages(p, family, package, NULL), true, remove_words(p, family, package));
    if (with_podman) {
        add_fix(p, "describe-devices", "describe the driver's files anew",
                command_of(p, "sudo", "nvidia-ctk", "cdi", "generate",
                           "--output=/etc/cdi/nvidia.yaml", NULL),
                true, NULL);
    } else {
        add_fix(p, "configure-runtime", "tell the runtime of it",
                command_of(p, "sudo", "nvidia-ctk", "runtime", "configure",
                           words(p, "--runtime=%s", runtime), NULL),
                true, NULL);
        add_fix(p, "restart-runtime", "then its containers start with it",
                command_of(p, "sudo", "systemctl", "restart", runtime, NULL), true, NULL);
    }
    if (in_container_of(p, "kubernetes"))
        add_fix(p, "runtime-class", "and write runtimeClassName: nvidia below the spec of the pod",
                (Strings){0}, false, NULL);
    p->cause->check_yourself = lacks_a_library(p)
                                   ? "grep -E 'libcuda|libnvidia-ml' /proc/self/mountinfo"
                                   : "env | grep ^NVIDIA_; ls -l /dev/nvidiactl";
}
