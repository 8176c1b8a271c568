"""Python environments to measure: made up ones of any size, and the real ones of ./dev truth."""
import os
import pathlib
import shutil
import subprocess

# What the made up TensorFlow opens: (package, directory below nvidia/, SONAME).
LIBRARIES = [
    ("nvidia_cuda_runtime_cu12", "cuda_runtime", "libcudart.so.12"),
    ("nvidia_cublas_cu12", "cublas", "libcublas.so.12"),
    ("nvidia_cublas_cu12", "cublas", "libcublasLt.so.12"),
    ("nvidia_cufft_cu12", "cufft", "libcufft.so.11"),
    ("nvidia_cusolver_cu12", "cusolver", "libcusolver.so.11"),
    ("nvidia_cusparse_cu12", "cusparse", "libcusparse.so.12"),
    ("nvidia_cudnn_cu12", "cudnn", "libcudnn.so.9"),
]
BUILD_INFO = """import collections
build_info = collections.OrderedDict([('cpu_compiler', 'gcc'),
    ('cuda_compute_capabilities', ['sm_60', 'sm_70', 'sm_80', 'sm_89', 'compute_90']),
    ('cuda_version', '12.5.1'), ('cudnn_version', '9'), ('is_cuda_build', True),
    ('is_rocm_build', False), ('is_tensorrt_build', False)])
"""


def real_environments():
    """{name: directory} of what ./dev truth installed."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    below = cache / "whycpu-truth" / "envs"
    return {env.name: env for env in sorted(below.glob("*"))
            if (env / "bin" / "python").exists()} if below.is_dir() else {}


# How the names of real environments begin, after a release or "+".
WORDS = {"tf": "tensorflow", "torch": "torch", "jax": "jax", "onnx": "onnxruntime"}


def frameworks_of(name):
    """[(framework, variables)] of the environment of that name: "torch-2.15+jax-cuda12" has two."""
    if name.startswith("keras-"):
        backend = name.removeprefix("keras-")
        return [("keras", {"KERAS_BACKEND": backend})] if backend in WORDS else []
    words = [WORDS.get(part.split("-")[0]) for part in name.split("+")]
    return [(word, {}) for word in dict.fromkeys(filter(None, words))] or [("tensorflow", {})]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def add_distribution(site, name, version, files):
    info = f"{name}-{version}.dist-info"
    write(site / info / "METADATA",
          f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n\n"
          + "What it does, at some length.\n" * 40)
    write(site / info / "INSTALLER", "pip\n")
    write(site / info / "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    write(site / info / "RECORD",
          "".join(f"{file},,\n" for file in [*files, f"{info}/METADATA", f"{info}/RECORD"]))


def link(output, soname, *options):
    output.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["gcc", "-shared", "-nostdlib", "-x", "c", "/dev/null", "-x", "none",
                    f"-Wl,-soname,{soname}", "-Wl,--no-as-needed", "-o", str(output),
                    *map(str, options)], check=True)


def add_tensorflow(site):
    package = site / "tensorflow"
    write(package / "__init__.py", "")
    write(package / "python" / "__init__.py", "")
    write(package / "python" / "platform" / "build_info.py", BUILD_INFO)
    directories = []
    for name, place, soname in LIBRARIES:
        link(site / "nvidia" / place / "lib" / soname, soname)
        add_distribution(site, name, "12.0.1", [f"nvidia/{place}/lib/{soname}"])
        directories.append(f"$ORIGIN/../nvidia/{place}/lib")
    framework = package / "libtensorflow_framework.so.2"
    link(framework, framework.name, "-Wl,--enable-new-dtags,-rpath," + ":".join(directories))
    everything = package / "libtensorflow_cc.so.2"
    link(everything, everything.name, framework, "-Wl,-rpath,$ORIGIN")
    module = package / "python" / "_pywrap_tensorflow_internal.so"
    link(module, module.name, everything, framework, "-Wl,-rpath,$ORIGIN/..")
    files = ["tensorflow/__init__.py", "tensorflow/python/__init__.py",
             "tensorflow/python/platform/build_info.py",
             *(str(file.relative_to(site)) for file in (framework, everything, module))]
    files += [f"tensorflow/include/header_{i}.h" for i in range(10000)]
    add_distribution(site, "tensorflow", "2.20.0", files)


def make_home(directory, count):
    """A home with `count` virtual environments, each like any other."""
    first = make_environment(directory / ".venvs" / "0", 20)
    for i in range(1, count):
        shutil.copytree(first, first.with_name(str(i)), symlinks=True, copy_function=os.link)
    return directory


def make_loader_cache(directory, entries):
    """A cache of the loader like the machine's, with so many libraries more; None without
    ldconfig."""
    ldconfig = shutil.which("ldconfig", path="/sbin:/usr/sbin:/usr/bin")
    if not ldconfig:
        return None
    libraries = directory / "libraries"
    libraries.mkdir(parents=True)
    first = libraries / "libsome-library-0.so.1"
    # Without a SONAME of its own a file is listed by its name.
    subprocess.run(["gcc", "-shared", "-nostdlib", "-x", "c", "/dev/null", "-o", str(first)],
                   check=True)
    for i in range(1, entries):
        os.link(first, libraries / f"libsome-library-{i}.so.1")
    write(directory / "ld.so.conf", f"{libraries}\ninclude /etc/ld.so.conf\n")
    cache = directory / f"cache-{entries}"
    subprocess.run([ldconfig, "-X", "-f", str(directory / "ld.so.conf"), "-C", str(cache)],
                   check=True, stderr=subprocess.DEVNULL)
    return cache


def make_environment(directory, distributions):
    """A virtual environment with a made up TensorFlow, and other distributions up to a number."""
    site = directory / "lib" / "python3.11" / "site-packages"
    (directory / "bin").mkdir(parents=True)
    (directory / "bin" / "python3").symlink_to("/usr/bin/python3")
    (directory / "bin" / "python").symlink_to("python3")
    write(directory / "pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\n"
                                    "version = 3.11.2\n")
    add_tensorflow(site)
    for i in range(distributions - len(list(site.glob("*.dist-info")))):
        name = f"package_{i}"
        write(site / name / "__init__.py", "")
        add_distribution(site, name, "1.0", [f"{name}/__init__.py"])
    return directory
