#include "redact/keep.h"

#include "harness.h"

/* What is left of a file of that path, read by eva, in a world that holds a few paths. */
static const char *kept(const char *path, const char *content)
{
    static const unsigned groups[] = {44};
    static const User eva = {1000, 1000, groups, 1, "eva", "/home/eva"};
    static const char *const there[] = {"/e/lib/s/tf/__init__.py", "/e/bin/tool", "/data"};
    Arena *arena = test_arena();
    Names names = names_new(arena, TEXT(""));
    Tree tree = tree_new(arena);
    names_add(&names, NAME_OF_USER, TEXT("eva"));
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        tree_make(&tree, there[i]);
    Keeping keeping = {arena, &names, &tree, &eva, path};
    Keeper *keep = keeper_of(path);
    return keep ? text_copy(arena, keep(&keeping, text_of(content))) : NULL;
}

typedef struct Row {
    const char *path, *content, *kept;
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_TEXT(kept(rows[i].path, rows[i].content), rows[i].kept);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

TEST(of_a_kind_that_nobody_thought_about_nothing_is_kept)
{
    static const char *const paths[] = {
        "/home/eva/.netrc",
        "/home/eva/.aws/credentials",
        "/etc/shadow",
        "/etc/hostname",
        "/proc/sys/kernel/hostname",
        "/sys/class/dmi/id/product_serial",
        "/home/eva/notes.txt",
        "/sys/class/dmi/id/product_uuid",
        "/etc/pip.conf",
        "/home/eva/.config/pip/pip.conf",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        CHECK_TEXT(kept(paths[i], "secret"), NULL);
}

TEST(of_packages_what_they_say_of_themselves)
{
    static const Row rows[] = {
        {"/e/lib/python3.12/site-packages/torch/version.py",
         "from typing import Optional\n\n__all__ = ['cuda']\n__version__ = '2.15.0+cu132'\n"
         "cuda: Optional[str] = '13.2'\nhip: Optional[str] = None\nowner = who('eva')\n",
         "__all__ = ['cuda']\n__version__ = '2.15.0+cu132'\ncuda: Optional[str] = '13.2'\n"
         "hip: Optional[str] = None\n"},
        {"/e/lib/python3.12/site-packages/jax/version.py",
         "# of eva\n_release_version: str = '0.12.0.1'\ndef f():\n  return 1\n",
         "_release_version: str = '0.12.0.1'\n"},
        {"/e/lib/python3.12/site-packages/onnxruntime/capi/build_and_package_info.py",
         "package_name = 'onnxruntime-gpu'\ncuda_version = '12.2'\nimport eva\n",
         "package_name = 'onnxruntime-gpu'\ncuda_version = '12.2'\n"},
        {"/e/lib/python3.12/site-packages/torch/__init__.py",
         "import secret\n"
         "            os.path.join(path, \"nvidia\", f\"cu{maj}\", \"lib\", lib_name)\n"
         "    lib_paths = glob.glob(os.path.join(path, lib_folder, \"lib\", lib_name))\n"
         "    cuda_libs: list[tuple[str, str]] = [\n"
         "        # of eva\n"
         "        (\"cublas\", \"libcublas.so.*[0-9]\"),\n"
         "    ]\n"
         "    secret = 1\n"
         "            if \"libcudart.so\" not in _maps:\n"
         "            _preload_cuda_deps(required=False)\n"
         "    return [\n",
         "            os.path.join(path, \"nvidia\", f\"cu{maj}\", \"lib\", lib_name)\n"
         "    lib_paths = glob.glob(os.path.join(path, lib_folder, \"lib\", lib_name))\n"
         "    cuda_libs: list[tuple[str, str]] = [\n"
         "        (\"cublas\", \"libcublas.so.*[0-9]\"),\n"
         "    ]\n"
         "            if \"libcudart.so\" not in _maps:\n"
         "            _preload_cuda_deps(required=False)\n"},
        {"/e/lib/python3.8/site-packages/torch/__init__.py",
         "        cuda_libs: Dict[str, str] = {\n"
         "            'cublas': 'libcublas.so.*[0-9]',\n"
         "        }\n"
         "        is_cuda_lib_err = [lib for lib in cuda_libs.values() if(lib in err.args[0])]\n",
         "        cuda_libs: Dict[str, str] = {\n"
         "            'cublas': 'libcublas.so.*[0-9]',\n"
         "        }\n"},
    };
    CHECK_ROWS(rows);
}

TEST(accounts_are_those_of_the_judged_user)
{
    static const Row rows[] = {
        {"/etc/passwd",
         "root:x:0:0:root:/root:/bin/bash\nbob:x:1001:1001:Bob Secret:/home/bob:/bin/sh\n"
         "eva:x:1000:1000:Eva Berg,,+49 30:/home/eva:/usr/bin/fish\nbroken\n",
         "root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n"},
        {"/etc/group", "video:x:44:bob,eva\nsecret:x:2000:bob\nroot:x:0:\nteam:x:2001:eva\n",
         "video:x:44:user\nroot:x:0:\nteam:x:2001:user\n"},
    };
    CHECK_ROWS(rows);
}

TEST(of_the_kernel_what_concerns_modules)
{
    static const Row rows[] = {
        {"/proc/cmdline",
         "BOOT_IMAGE=/vmlinuz root=UUID=1 ip=10.0.0.1 modprobe.blacklist=nvidia token=x\n",
         "modprobe.blacklist=nvidia\n"},
        {"/proc/version", "Linux version 6.8 (eva@host) (gcc 12) #45 SMP\n",
         "Linux version 6.8 (redacted) (gcc 12) #45 SMP\n"},
        {"/etc/modprobe.d/x.conf",
         "# secret\noptions wifi key=secret\nblacklist nouveau\n"
         "install nvidia /bin/false\ninstall nvidia /opt/secret --go\n",
         "\n\nblacklist nouveau\ninstall nvidia /bin/false\ninstall nvidia /redacted\n"},
        {"/lib/modules/6/modules.dep", "a/x.ko: b.ko\nd/nvidia.ko.xz: a/b.ko\n",
         "d/nvidia.ko.xz:\n"},
        {"/var/lib/dkms/nvidia/5/build/make.log",
         "DKMS make.log for 6\nsecret\n/home/eva/x.c:1: error: no\nmore\n",
         "DKMS make.log for 6\n/home/user/x.c:1: error: no\n"},
    };
    CHECK_ROWS(rows);
}

TEST(mounts_name_no_servers_and_no_accounts)
{
    static const Row rows[] = {
        {"/proc/1/mountinfo",
         "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw,secret\n"
         "23 22 0:5 / /mnt/secret rw - nfs server:/x rw,addr=10.0.0.1\n"
         "24 22 0:5 / /data rw shared:1 - cifs //server/eva rw,username=eva,password=x\n"
         "25 22 0:6 /home/eva /usr/x ro - overlay overlay rw,lowerdir=/var/lib/docker/a\n",
         "1 1 0:1 / / rw,relatime - ext4 /dev/vda rw\n"
         "1 1 0:1 / /data rw - cifs redacted rw\n"
         "1 1 0:1 /home/user /usr/x ro - overlay overlay rw,lowerdir=/var/lib/docker/a\n"},
    };
    CHECK_ROWS(rows);
}

TEST(lines_that_set_what_decides_keep_their_numbers)
{
    static const Row rows[] = {
        {"/home/eva/.bashrc",
         "export TOKEN=secret\nexport CUDA_VISIBLE_DEVICES=1 KEY='my secret' # of eva\n",
         "\nexport CUDA_VISIBLE_DEVICES=1 KEY=redacted\n"},
        {"/e/bin/activate", "X=secret\nLD_LIBRARY_PATH=/home/eva/lib\n",
         "\nLD_LIBRARY_PATH=/home/user/lib\n"},
        {"/etc/systemd/system/x.service",
         "[Service]\nEnvironment=\"CUDA_VISIBLE_DEVICES=\" \"PASSWORD=a b\"\n",
         "\nEnvironment=\"CUDA_VISIBLE_DEVICES=\" \"PASSWORD=redacted\"\n"},
    };
    CHECK_ROWS(rows);
}

TEST(of_packages_names_and_versions)
{
    static const Row rows[] = {
        {"/e/lib/s/p-1.dist-info/METADATA",
         "Metadata-Version: 2.1\nName: p\nVersion: 1\nAuthor: eva\nAuthor-email: e@x.y\n"
         "License: secret\n secret\nRequires-Dist: q @ https://u:secret@h/q.whl\n\nsecret\n",
         "Metadata-Version: 2.1\nName: p\nVersion: 1\n"
         "Requires-Dist: q @ https://redacted.invalid/\n\n"},
        {"/e/lib/s/p-1.dist-info/RECORD",
         "tf/__init__.py,sha256=x,1\ntf/secret.py,sha256=y,2\n../../bin/tool,sha256=z,3\n",
         "tf/__init__.py,,\n../../bin/tool,,\n"},
        {"/e/conda-meta/p-1-0.json",
         "{\"name\": \"p\", \"version\": \"1\", \"build\": \"0\", \"url\": \"https://secret\", "
         "\"depends\": [\"python >=3\"], \"files\": [\"bin/tool\", \"secret\"]}",
         "{\"name\": \"p\", \"version\": \"1\", \"build\": \"0\", "
         "\"depends\": [\"python >=3\"], \"files\": [\"bin/tool\"]}\n"},
        {"/e/lib/s/p-1.dist-info/direct_url.json",
         "{\"url\": \"https://eva:secret@h/x\", \"vcs_info\": {\"commit_id\": \"secret\"}}",
         "{\"url\": \"https://redacted.invalid/\", \"vcs_info\": {\"commit_id\": \"redacted\"}}"},
        {"/e/lib/s/q-1.dist-info/direct_url.json",
         "{\"url\": \"file:///home/eva/q\", \"dir_info\": {\"editable\": true}}",
         "{\"url\": \"file:///home/user/q\", \"dir_info\": {\"editable\": true}}"},
        {"/x/kernels/k/kernel.json",
         "{\"argv\": [\"/home/eva/bin/python\", \"-m\", \"k\", \"--t=secret\"],\n"
         "\"env\": {\"K\": \"secret \\\" x\", \"CUDA_VISIBLE_DEVICES\": \"0\"}}",
         "{\"argv\": [\"/home/user/bin/python\", \"-m\", \"redacted\", \"redacted\"],\n"
         "\"env\": {\"K\": \"redacted\", \"CUDA_VISIBLE_DEVICES\": \"0\"}}"},
    };
    CHECK_ROWS(rows);
}

TEST(of_environments_where_things_lie)
{
    static const Row rows[] = {
        {"/e/pyvenv.cfg", "home = /home/eva/py\nprompt = secret\nVersion = 3.11\nother = secret\n",
         "home = /home/user/py\nVersion = 3.11\n"},
        {"/e/lib/s/distutils-precedence.pth",
         "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = 'eva'\n",
         "import os; var = 'SETUPTOOLS_USE_DISTUTILS'\n"},
        {"/e/lib/s/x.pth", "/home/eva/x\n# secret\nimport os; os.x = 'secret'\n",
         "/home/user/x\n#\nimport os\n"},
        {"/e/lib/s/__editable___p_finder.py",
         "secret = 1\nMAPPING: dict = {'p': '/home/eva/p'}\nsecret = 2\n",
         "MAPPING = {'p': '/home/user/p'}\n"},
        {"/home/eva/.pyenv/shims/python", "#!/bin/sh\nsecret\nexport PYENV_ROOT=\"/home/eva/.p\"\n",
         "#!/bin/sh\n\nexport PYENV_ROOT=\"/home/user/.p\"\n"},
    };
    CHECK_ROWS(rows);
}

TEST(variables_are_kept_by_what_they_decide)
{
    static const char *const yes[] = {
        "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH",        "PYTHONPATH",
        "TF_XLA_FLAGS",         "NVIDIA_VISIBLE_DEVICES", "HOME"};
    static const char *const no[] = {"AWS_SECRET_ACCESS_KEY",
                                     "TF_VAR_password",
                                     "TF_TOKEN_x",
                                     "PIP_INDEX_URL",
                                     "USER",
                                     "HOSTNAME",
                                     "KUBERNETES_SERVICE_HOST",
                                     "SSH_CONNECTION",
                                     "NVIDIA_API_KEY",
                                     "CUDA_password",
                                     "PYTHON_AUTH",
                                     "NVIDIA_API_KEY",
                                     "CUDA_password",
                                     "PYTHON_AUTH",
                                     ""};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        CHECK(variable_is_kept(text_of(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        CHECK(!variable_is_kept(text_of(no[i])));
}

TEST(of_the_environment_of_a_process_what_decides)
{
    Arena *arena = test_arena();
    Names names = names_new(arena, TEXT(""));
    Keeping keeping = {arena, &names, NULL, NULL, "/proc/1/environ"};
    Text left = keep_environment(&keeping, TEXT("A=secret\0CUDA_VISIBLE_DEVICES=0\0B=x\0"));
    CHECK_NUMBER(left.length, sizeof "CUDA_VISIBLE_DEVICES=0");
    CHECK_TEXT(left.at, "CUDA_VISIBLE_DEVICES=0");
}
