"""The faults of jax_truth: what is spoiled in an environment with JAX and its plugin for CUDA."""

import fnmatch
import glob
import os

import environments
from beside import decoys, fault, library

LIBRARIES = ("libcudart", "libcublas", "libcublasLt", "libcudnn", "libcufft", "libcupti",
             "libcusparse", "libnvJitLink", "libnvrtc", "libcudnn_graph", "libcudnn_ops",
             "libcudnn_adv", "libcudnn_engines_precompiled")
CODES = (3, 34, 100, 802, 803, 804, 999)
PLATFORMS = ("cpu", "cuda", "cuda,cpu", "cpu,cuda", "gpu", "CPU", "", " cuda", "cuda, cpu", "tpu",
             "rocm", "rocm,cuda", "cuda,rocm", "nonsense", ",", "gpu,cpu")
OLDER = ("jax-0.7.2-cuda12", "jax-0.4.30-cuda12")
OLD_DRIVER = dict(stub={"DRIVER": 11080}, assume="driver=520.61.05")

# What a library answers when it is asked for its version; nothing else of it is called before.
ANSWERS = {
    "libcudart": "int cudaRuntimeGetVersion(int *v) { *v = %d; return 0; }",
    "libcudnn": "unsigned long cudnnGetVersion(void) { return %d; }",
    "libcublas": "int cublasGetVersion_v2(void *handle, int *v) { (void)handle; *v = %d; return 0; }",
    "libcufft": "int cufftGetVersion(int *v) { *v = %d; return 0; }",
    "libcusparse": "int cusparseGetProperty(int what, int *v)"
                   "{ static const int n[] = {%d, %d, %d}; *v = n[what]; return 0; }",
}


def major_of(environment):
    return 13 if "cuda13" in environment else 12


def plugin_of(environment):
    return "jax_cuda%d_plugin" % major_of(environment)


def pjrt_of(environment):
    return "jax_plugins/xla_cuda%d" % major_of(environment)


def without(environment, stem):
    return ("remove", library(environment, stem))


def dist_info(environment, start):
    found = glob.glob(os.path.join(glob.escape(environments.site_of(environment)),
                                   start + "-*.dist-info"))
    return [os.path.basename(one) for one in sorted(found)]


def of_version(environment, stem, distribution, version, source):
    """The library that says it is of another version, and the package that says so too."""
    path = library(environment, stem)
    old = dist_info(environment, distribution)[0]
    return [("compile", path, source.replace("{", "{{").replace("}", "}}"), os.path.basename(path)),
            ("move", old, "%s-%s.dist-info" % (distribution, version))]


def about_the_driver(environment):
    for name, value in (("empty", ""), ("-1", "-1"), ("7", "7"), ("0", "0")):
        yield fault("visible " + name, env={"CUDA_VISIBLE_DEVICES": value})
    yield fault("driver of CUDA 13.0", stub={"DRIVER": 13000}, assume="driver=580.65.06")
    yield fault("driver of CUDA 12.9", stub={"DRIVER": 12090}, assume="driver=575.57.08")
    yield fault("driver of CUDA 12.0", stub={"DRIVER": 12000}, assume="driver=525.60.13")
    yield fault("driver of CUDA 11.8", **OLD_DRIVER)
    yield fault("driver of CUDA 11.8, nothing visible", env={"CUDA_VISIBLE_DEVICES": ""},
                **OLD_DRIVER)
    for code in CODES:
        yield fault("cuInit answers %d" % code, stub={"CUINIT": code}, machine="whole")
    yield fault("a machine", machine="whole")
    yield fault("a machine without libcuda", driver="none", machine="whole")
    yield fault("a machine, cuInit answers 100 and no node", stub={"CUINIT": 100},
                env={"WHYCPU_PROBE_NODES": "none"}, machine="nodeless")
    yield fault("a machine without nodes, platforms cuda", stub={"CUINIT": 100}, machine="nodeless",
                env={"WHYCPU_PROBE_NODES": "none", "JAX_PLATFORMS": "cuda"})
    yield fault("a machine without nodes, platforms cuda,cpu", stub={"CUINIT": 100},
                env={"WHYCPU_PROBE_NODES": "none", "JAX_PLATFORMS": "cuda,cpu"}, machine="nodeless")
    yield fault("a machine without nodes, platforms gpu", stub={"CUINIT": 100}, machine="nodeless",
                env={"WHYCPU_PROBE_NODES": "none", "JAX_PLATFORMS": "gpu"})


def about_variables(environment):
    for value in PLATFORMS:
        yield fault("platforms " + (value or "empty"), env={"JAX_PLATFORMS": value})
    for value in ("cuda", "cpu", "cuda,cpu", "gpu", "rocm", ""):
        yield fault("platforms %s, without cuFFT" % value, without(environment, "libcufft"),
                    env={"JAX_PLATFORMS": value})
    yield fault("platforms cpu, driver of CUDA 11.8", env={"JAX_PLATFORMS": "cpu"}, **OLD_DRIVER)
    yield fault("platforms cpu, without libcudnn_graph", without(environment, "libcudnn_graph"),
                env={"JAX_PLATFORMS": "cpu"})
    yield fault("platforms cuda, nothing visible", env={"JAX_PLATFORMS": "cuda",
                                                        "CUDA_VISIBLE_DEVICES": ""})
    yield fault("platforms cuda,cpu, nothing visible", env={"JAX_PLATFORMS": "cuda,cpu",
                                                            "CUDA_VISIBLE_DEVICES": ""})
    for value in ("cpu", "gpu", "cuda", "GPU", "rocm", "tpu", "nonsense", ""):
        yield fault("platform name %s, without cuFFT" % value, without(environment, "libcufft"),
                    env={"JAX_PLATFORM_NAME": value})
    yield fault("platform name cpu", env={"JAX_PLATFORM_NAME": "cpu"})
    yield fault("platform name gpu", env={"JAX_PLATFORM_NAME": "gpu"})
    yield fault("platform name cpu, driver of CUDA 11.8", env={"JAX_PLATFORM_NAME": "cpu"},
                **OLD_DRIVER)
    yield fault("platform name gpu, platforms cpu",
                env={"JAX_PLATFORM_NAME": "gpu", "JAX_PLATFORMS": "cpu"})
    yield fault("JAX_CUDA_VISIBLE_DEVICES=7", env={"JAX_CUDA_VISIBLE_DEVICES": "7"})
    skip = {"JAX_SKIP_CUDA_CONSTRAINTS_CHECK": "1"}
    yield fault("no check of constraints", env=skip)
    yield fault("the check of constraints empty", env={"JAX_SKIP_CUDA_CONSTRAINTS_CHECK": ""})
    for stem in ("libcudart", "libcudnn", "libcufft", "libcupti", "libcublas", "libcusparse",
                 "libcudnn_graph"):
        yield fault("no check of constraints, without " + stem, without(environment, stem),
                    env=skip)
    yield fault("no check of constraints, nothing visible", env=dict(skip, CUDA_VISIBLE_DEVICES=""))
    yield fault("no check of constraints, driver of CUDA 11.8", env=skip, **OLD_DRIVER)
    yield fault("XLA_FLAGS that nobody knows", env={"XLA_FLAGS": "--xla_gpu_nonsense=1"})
    yield fault("XLA_FLAGS that are no flags", env={"XLA_FLAGS": "nonsense"})
    yield fault("XLA_FLAGS of the CPU",
                env={"XLA_FLAGS": "--xla_force_host_platform_device_count=2 "
                                  "--xla_gpu_enable_latency_hiding_scheduler=true"
                     + ("" if environment in OLDER
                        else " --xla_gpu_experimental_vmm_disabled=true")})


def about_libraries(environment):
    for stem in LIBRARIES:
        if library(environment, stem):
            yield fault("without " + stem, without(environment, stem))
    yield fault("without cuFFT, driver of CUDA 11.8", without(environment, "libcufft"),
                **OLD_DRIVER)
    yield fault("without cuFFT, nothing visible", without(environment, "libcufft"),
                env={"CUDA_VISIBLE_DEVICES": ""})
    yield fault("cuDNN empty", ("empty", library(environment, "libcudnn")))
    yield fault("cuDNN a text", ("text", library(environment, "libcudnn")))
    yield fault("cuBLAS cut to its headers", ("cut", library(environment, "libcublas"), "headers"))
    yield fault("cudart a text", ("text", library(environment, "libcudart")))
    yield fault("without nvidia", ("remove", "nvidia"))
    on_path = {"LD_LIBRARY_PATH": "{work}/decoy"}
    yield fault("decoys of CUDA's libraries",
                *decoys(environment, "libcudnn", "libcudart", "libcublas", "libcublasLt",
                        "libcusparse"), env=on_path)
    yield fault("a decoy of nvJitLink", *decoys(environment, "libnvJitLink"), env=on_path)


def about_versions(environment):
    """Bounds below which JAX refuses a library, or only seems to."""
    if major_of(environment) == 13:
        return
    for runtime, version in ((12000, "12.0.146"), (12010, "12.1.105"), (12020, "12.2.140")):
        yield fault("cudart of CUDA %s" % version[:4], *of_version(
            environment, "libcudart", "nvidia_cuda_runtime_cu12", version,
            ANSWERS["libcudart"] % runtime))
    for number, version in ((90100, "9.1.0.70"), (90000, "9.0.0.312"), (91000, "9.10.0.56"),
                            (91001, "9.10.1.4"), (91002, "9.10.2.21")):
        yield fault("cuDNN %s" % version, *of_version(
            environment, "libcudnn", "nvidia_cudnn_cu12", version, ANSWERS["libcudnn"] % number))
    for gpus, number, version in ((2, 90100, "9.1.0.70"), (2, 91001, "9.10.1.4")):
        yield fault("cuDNN %s and %d GPUs" % (version, gpus), *of_version(
            environment, "libcudnn", "nvidia_cudnn_cu12", version, ANSWERS["libcudnn"] % number),
            stub={"COUNT": gpus}, assume="count=%d" % gpus)
    for number, version in ((120001, "12.0.1.189"), (120100, "12.1.0.26")):
        yield fault("cuBLAS %s" % version, *of_version(
            environment, "libcublas", "nvidia_cublas_cu12", version, ANSWERS["libcublas"] % number))
    yield fault("cuFFT 11.0.0.21", *of_version(
        environment, "libcufft", "nvidia_cufft_cu12", "11.0.0.21", ANSWERS["libcufft"] % 11000))
    for number, version in (((12, 0, 0), "12.0.0.76"), ((12, 0, 2), "12.0.2.55"),
                            ((12, 1, 0), "12.1.0.106")):
        yield fault("cuSPARSE %s" % version, *of_version(
            environment, "libcusparse", "nvidia_cusparse_cu12", version,
            ANSWERS["libcusparse"] % number))


def about_packages(environment):
    plugin, pjrt = plugin_of(environment), pjrt_of(environment)
    yield fault("without xla_cuda_plugin.so", ("remove", pjrt + "/xla_cuda_plugin.so"))
    yield fault("xla_cuda_plugin.so a text", ("text", pjrt + "/xla_cuda_plugin.so"))
    yield fault("without _versions.so", ("remove", plugin + "/_versions.so"))
    yield fault("without cuda_plugin_extension.so",
                ("remove", plugin + "/cuda_plugin_extension.so"))
    yield fault("without " + plugin, ("remove", plugin))
    yield fault("without jax_plugins", ("remove", "jax_plugins"))
    yield fault("without the plugin's __init__.py", ("remove", pjrt + "/__init__.py"))
    yield fault("without jaxlib", ("remove", "jaxlib"))
    yield fault("without jaxlib's utils.so", ("remove", "jaxlib/utils.so"))
    if os.path.exists(os.path.join(environments.site_of(environment), "jaxlib/libjax_common.so")):
        yield fault("without libjax_common.so", ("remove", "jaxlib/libjax_common.so"))
    yield fault("a CPU installation", ("remove", "jax_plugins"), ("remove", plugin),
                *[("remove", one) for one in dist_info(environment,
                                                       "jax_cuda%d_p*" % major_of(environment))])
    yield fault("_versions.so without RPATH", ("pathless", plugin + "/_versions.so"))
    yield fault("both without RPATH", ("pathless", plugin + "/_versions.so"),
                ("pathless", pjrt + "/xla_cuda_plugin.so"))
    yield fault("an empty nvidia/__init__.py", ("write", "nvidia/__init__.py", ""))
    yield fault("an nvidia/__init__.py that fails, no RPATH",
                ("pathless", plugin + "/_versions.so"),
                ("write", "nvidia/__init__.py", "raise ImportError\n"))
    yield from about_releases(environment)
    yield from about_a_toolkit(environment)


def says_version(package, was, version):
    """The package calls itself of another release, in its file and in its metadata."""
    dashed = package.replace("/", "_")
    return [("replace", package + "/version.py", "'%s'" % was, "'%s'" % version),
            ("replace", package + "/version.py", '"%s"' % was, '"%s"' % version),
            ("move", "%s-%s.dist-info" % (dashed, was), "%s-%s.dist-info" % (dashed, version))]


def about_releases(environment):
    was = dist_info(environment, "jaxlib")[0][len("jaxlib-"):-len(".dist-info")]
    plugin = plugin_of(environment)
    for version in ("0.3.0", "0.4.28", "0.10.0", "0.11.2", "0.99.0"):
        yield fault("jaxlib calls itself " + version, *says_version("jaxlib", was, version))
    for version in ("0.4.1", "0.99.0"):
        yield fault("%s calls itself %s" % (plugin, version), *says_version(plugin, was, version))
    for other in ("jax-cuda12", "jax-0.7.2-cuda12"):
        if other == environment or environment not in ("jax-cuda12", "jax-0.7.2-cuda12"):
            continue
        yield fault("the plugin of " + other, *[
            ("remove", one) for one in dist_info(environment, "jax_cuda12_p*")], *[
            ("bind", os.path.join(environments.site_of(other), one), "{site}/" + one)
            for one in ["jax_plugins", "jax_cuda12_plugin"] + dist_info(other, "jax_cuda12_p*")],
            **({"driver": "older", "env": {"XLA_FLAGS": ""}} if other in OLDER else {}))


def about_a_toolkit(environment):
    """jax[cuda12-local]: no package of NVIDIA, and a toolkit in LD_LIBRARY_PATH. The toolkit's
    directories are those of another environment with the same CUDA."""
    lender = "jax-0.7.2-cuda12" if environment == "jax-cuda12" else "jax-cuda12"
    if major_of(environment) == 13 or not environments.is_complete(lender):
        return  # the one lender for 13 has a CUPTI that calls itself without end here
    toolkit = sorted(glob.glob(os.path.join(glob.escape(environments.site_of(lender)), "nvidia",
                                            "*", "lib")))
    gone = [("remove", "nvidia"), *[("remove", one) for one in dist_info(environment, "nvidia_*")]]
    yield fault("local", *gone, env={"LD_LIBRARY_PATH": ":".join(toolkit)})
    yield fault("local, not in LD_LIBRARY_PATH", *gone)
    yield fault("local without cuDNN", *gone, env={"LD_LIBRARY_PATH": ":".join(
        one for one in toolkit if "cudnn" not in one)})


def all_of(environment):
    yield fault("nothing")
    yield from about_the_driver(environment)
    yield from about_variables(environment)
    yield from about_libraries(environment)
    yield from about_versions(environment)
    yield from about_packages(environment)


# What a second environment cannot answer otherwise than the first: tried in the first alone.
ONLY_IN_THE_FIRST = (
    "visible -1", "visible 0", "cuInit answers 3", "cuInit answers 34", "cuInit answers 80[234]",
    "platforms *,cuda", "platforms  *", "platforms *, cpu", "platforms ,", "platforms tpu",
    "platforms rocm*", "platforms CPU", "platforms nonsense", "platforms gpu,cpu",
    "platforms *, nothing visible", "platform name [GUrtn]*", "platform name , *",
    "no check of constraints, without libc[upb]*", "the check of constraints empty",
    "XLA_FLAGS that are no flags", "without cuFFT, *", "cuDNN empty", "an empty *",
    "jaxlib calls itself 0.[34].*", "*plugin calls itself 0.4.1", "local, *")
FIRST = "jax-cuda12"


def is_tried(environment, name):
    return environment == FIRST or not any(fnmatch.fnmatch(name, one) for one in ONLY_IN_THE_FIRST)


def faults_of(environment):
    """A release that needs no virtual memory management does not know the flag for it either, with
    which the probe turns that off."""
    for one in all_of(environment):
        if not is_tried(environment, one["name"]):
            continue
        if environment in OLDER:
            one["env"] = {"XLA_FLAGS": "", **one.get("env", {})}
            one.setdefault("driver", "older-machine" if "machine" in one else "older")
        yield one
