/* Which keeper a file has. */
#include "redact/keep.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

/* Names are changed, the rest stays. */
static Text keep_all(Keeping *keeping, Text content)
{
    return names_changed(keeping->names, content);
}

/* Numbers of hardware, in which nothing is a name. */
static Text keep_as_is(Keeping *keeping, Text content)
{
    (void)keeping;
    return content;
}

typedef struct Kind {
    const char *pattern; /* fnmatch(3); * takes slashes too */
    Keeper *keep;
} Kind;

/* The first row that fits counts. */
static const Kind KINDS[] = {
    /* The machine */
    {"/proc/cmdline", keep_command_line},
    {"/proc/version", keep_kernel_version},
    {"/proc/driver/*", keep_all},
    {"/proc/bus/pci/devices", keep_as_is},
    {"/proc/devices", keep_as_is},
    {"/proc/modules", keep_all},
    {"/proc/misc", keep_all},
    {"/proc/sys/kernel/hostname", NULL},
    {"/proc/sys/kernel/domainname", NULL},
    {"/proc/sys/kernel/*", keep_all},
    {"/proc/device-tree/model", keep_all},
    {"/proc/device-tree/compatible", keep_all},
    {"/proc/acpi/bbswitch", keep_all},
    {"/proc/*/mountinfo", keep_mounts},
    {"/proc/*/environ", keep_environment},
    {"/proc/*/stat", keep_all},
    {"/proc/*/comm", keep_all},
    {"/proc/*/cgroup", keep_all},
    {"/proc/*/uid_map", keep_all},
    {"/proc/*/gid_map", keep_all},
    {"/sys/class/dmi/id/chassis_asset_tag", NULL},
    {"/sys/devices/virtual/dmi/id/chassis_asset_tag", NULL},
    {"/sys/*serial*", NULL},
    {"/sys/*product_uuid", NULL},
    {"/sys/*", keep_all},
    {"/run/systemd/container", keep_all},
    {"/run/host/container-manager", keep_all},
    {"/var/log/*", keep_all}, /* of a log, a recorder keeps the driver's lines alone */
    {"/etc/passwd", keep_accounts},
    {"/etc/group", keep_groups},
    {"*/os-release", keep_as_is},
    {"/etc/ld.so.preload", keep_all},
    {"/etc/prime-discrete", keep_as_is},
    {"*/udev/rules.d/50-remove-nvidia.rules", keep_all},
    {"/etc/ld-musl-*.path", keep_all},
    {"*/modprobe.d/*.conf", keep_modprobe},
    {"*/modules.dep", keep_modules},
    {"/var/lib/dkms/*/make.log", keep_first_error},
    {"*/pci.ids", keep_pci_ids},
    /* Python environments */
    {"*/pyvenv.cfg", keep_pyvenv},
    {"*.pth", keep_pth},
    {"*/__editable___*.py", keep_finder},
    {"*.egg-link", keep_all},
    {"*/INSTALLER", keep_all},
    {"*/top_level.txt", keep_all},
    {"*/METADATA", keep_metadata},
    {"*/PKG-INFO", keep_metadata},
    {"*.egg-info", keep_metadata},
    {"*/RECORD", keep_record},
    {"*/installed-files.txt", keep_record},
    {"*/conda-meta/*.json", keep_conda},
    {"*/direct_url.json", keep_json},
    {"*/kernel.json", keep_json},
    {"*/keras.json", keep_json},
    {"*/.conda/environments.txt", keep_all},
    {"*/.python-version", keep_all},
    {"*/.tool-versions", keep_all},
    {"*/version", keep_all}, /* of pyenv */
    {"*/patchlevel.h", keep_all},
    {"*/build_info.py", keep_all},
    {"*/build_and_package_info.py", keep_assignments},
    {"*/version.py", keep_assignments},
    {"*/torch/__init__.py", keep_torch_start},
    {"*/site.py", keep_site},
    {"*/shims/*", keep_script},
    {"*/python*", keep_script},
    /* Files in which a variable may be set */
    {"*/.bashrc", keep_setting_lines},
    {"*/.bash_profile", keep_setting_lines},
    {"*/.bash_login", keep_setting_lines},
    {"*/.profile", keep_setting_lines},
    {"*/.zshrc", keep_setting_lines},
    {"*/.zshenv", keep_setting_lines},
    {"*/.zprofile", keep_setting_lines},
    {"*/.cshrc", keep_setting_lines},
    {"*/.pam_environment", keep_setting_lines},
    {"*/config.fish", keep_setting_lines},
    {"*/environment.d/*", keep_setting_lines},
    {"/etc/environment", keep_setting_lines},
    {"/etc/profile*", keep_setting_lines},
    {"/etc/*bashrc", keep_setting_lines},
    {"/etc/zsh/*", keep_setting_lines},
    {"/etc/security/pam_env.conf", keep_setting_lines},
    {"*/bin/activate", keep_setting_lines},
    {"*/activate.d/*", keep_setting_lines},
    {"*/systemd/system/*", keep_setting_lines},
};

Keeper *keeper_of(const char *path)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (fnmatch(KINDS[i].pattern, path, 0) == 0)
            return KINDS[i].keep;
    return NULL;
}

static const Kind TRIMMED[] = {
    {"*/python*/site.py", keep_site},    {"*/METADATA", keep_metadata},
    {"*/PKG-INFO", keep_metadata},       {"*/conda-meta/*.json", keep_conda},
    {"*/pci.ids", keep_pci_ids},         {"*/modules.dep", keep_modules},
    {"*/RECORD", trim_record},           {"*/installed-files.txt", trim_record},
    {"*/METADATA", keep_metadata},       {"*/PKG-INFO", keep_metadata},
    {"*/conda-meta/*.json", keep_conda},
};

Keeper *trimmer_of(const char *path)
{
    for (size_t i = 0; i < sizeof TRIMMED / sizeof *TRIMMED; i++)
        if (fnmatch(TRIMMED[i].pattern, path, 0) == 0)
            return TRIMMED[i].keep;
    return NULL;
}

/* ---- Variables ---- */

static const char *const VARIABLES[] = {
    "PATH",
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "LD_BIND_NOW",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "CONDA_EXE",
    "CONDA_DEFAULT_ENV",
    "MAMBA_ROOT_PREFIX",
    "WORKON_HOME",
    "PYENV_ROOT",
    "PYENV_VERSION",
    "PYENV_DIR",
    "ASDF_PYTHON_VERSION",
    "ASDF_DATA_DIR",
    "UV_PROJECT_ENVIRONMENT",
    "UV_TOOL_DIR",
    "UV_PYTHON_INSTALL_DIR",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "JUPYTER_PATH",
    "JUPYTER_DATA_DIR",
    "JAX_PLATFORMS",
    "KERAS_BACKEND",
    "KERAS_HOME",
    "ROCR_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "GPU_DEVICE_ORDINAL",
    "container",
    "APPTAINER_CONTAINER",
    "SINGULARITY_CONTAINER",
    "SNAP_NAME",
    "SLURM_STEP_GPUS",
    "SLURM_JOB_GPUS",
    "SLURM_GPUS_ON_NODE",
    "PBS_GPUFILE",
    "PBS_NGPUS",
    "SGE_HGR_gpu",
    "_CONDOR_SLOT",
    "_CONDOR_AssignedGPUs",
    "SGE_ROOT",
    "LSF_ENVDIR",
    "SLURM_JOB_ID",
    "LSB_JOBID",
    "PBS_JOBID",
    "JOB_ID",
    "XLA_FLAGS",
};

static const char *const FAMILIES[] = {"CUDA_", "TF_", "XLA_", "NVIDIA_", "PYTHON"};
/* Of a family by its name, and of another by its content. */
static const char *const STRANGERS[] = {"TF_VAR_", "TF_CLI_", "TF_HTTP_", "TF_CLOUD_"};
/* NVIDIA_API_KEY, TF_TOKEN_app_terraform_io: in any family there are secrets. */
static const char *const SECRETS[] = {"KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH"};

static bool names_a_secret(Text name)
{
    for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++)
        for (size_t at = 0; at < name.length; at++)
            if (name.length - at >= strlen(SECRETS[i]) &&
                strncasecmp(name.at + at, SECRETS[i], strlen(SECRETS[i])) == 0)
                return true;
    return false;
}

bool variable_is_kept(Text name)
{
    if (names_a_secret(name))
        return false;
    for (size_t i = 0; i < sizeof STRANGERS / sizeof *STRANGERS; i++)
        if (text_starts(name, STRANGERS[i]))
            return false;
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (text_starts(name, FAMILIES[i]))
            return true;
    for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++)
        if (text_is(name, VARIABLES[i]))
            return true;
    return false;
}

bool variable_is_a_mark(Text name)
{
    return text_is(name, "KUBERNETES_SERVICE_HOST");
}
