"""What is spoiled, a row a fault, for an environment of ONNX Runtime.

The packages of NVIDIA are on no path that its provider searches, so most faults name their
directories in LD_LIBRARY_PATH ({libraries}): without it nothing but the first fault would be seen.
"""

import glob
import os

import beside
import environments
from beside import library

LIBRARIES = ("libcudart", "libcublas", "libcublasLt", "libcudnn", "libcufft", "libcurand",
             "libnvrtc", "libnvJitLink")
PROVIDER = "onnxruntime/capi/libonnxruntime_providers_cuda.so"
SHARED = "onnxruntime/capi/libonnxruntime_providers_shared.so"
WHOLE = ("onnx-1.31.1-cu13", "onnx-1.23.2-cu12", "onnx-1.16.3-cu11")
LENDER = "onnx-1.31.1-cu13"  # its libraries are named where an environment has none of its own
ENVIRONMENTS = WHOLE + ("onnx-1.31.1-bare", "onnx-cpu-1.31.1", "onnx-gpu+cpu", "onnx-cpu+gpu",
                        "onnx-gpu+cpu-1.30.0")


def directories(environment):
    """LD_LIBRARY_PATH with every directory of NVIDIA's packages."""
    site = environments.site_of(environment)
    return ":".join(sorted(glob.glob(os.path.join(glob.escape(site), "nvidia", "*", "lib"))))


def words_of(environment):
    libraries = directories(environment) or directories(LENDER)
    return {"libraries": libraries,
            "without_cudnn": ":".join(one for one in libraries.split(":")
                                      if not one.endswith("/cudnn/lib"))}


def extension(environment):
    site = environments.site_of(environment)
    found = glob.glob(os.path.join(glob.escape(site), "onnxruntime", "capi",
                                   "onnxruntime_pybind11_state*.so"))
    return os.path.relpath(found[0], site)


def fault(name, *changes, env=None, on_path=True, **more):
    variables = {"LD_LIBRARY_PATH": "{libraries}"} if on_path else {}
    return beside.fault(name, *changes, env=dict(variables, **(env or {})), **more)


def of_driver():
    yield fault("no libcuda", driver="none")
    yield fault("no libcuda, not on the path", driver="none", on_path=False)
    for name, value in (("empty", ""), ("-1", "-1"), ("7", "7"), ("0", "0")):
        yield fault("visible " + name, env={"CUDA_VISIBLE_DEVICES": value})
    yield fault("driver of CUDA 12.8", stub={"DRIVER": 12080}, assume="driver=570.124.06")
    yield fault("driver of CUDA 12.0", stub={"DRIVER": 12000}, assume="driver=525.60.13")
    yield fault("driver of CUDA 11.8", stub={"DRIVER": 11080}, assume="driver=520.61.05",
                driver="old")
    yield fault("driver of CUDA 11.0", stub={"DRIVER": 11000}, assume="driver=450.80.02",
                driver="old")
    yield fault("driver of CUDA 10.2", stub={"DRIVER": 10020}, assume="driver=440.33.01",
                driver="old")
    yield fault("driver of CUDA 11.8, nothing visible", stub={"DRIVER": 11080},
                assume="driver=520.61.05", driver="old", env={"CUDA_VISIBLE_DEVICES": ""})
    yield fault("driver of CUDA 10.2, not on the path", stub={"DRIVER": 10020},
                assume="driver=440.33.01", driver="old", on_path=False)


def of_libraries(environment):
    def at(stem):
        return library(environment, stem)

    for stem in LIBRARIES:
        if at(stem):
            yield fault("without " + stem, ("remove", at(stem)))
            yield fault("without %s, the system has a toolkit" % stem, ("remove", at(stem)),
                        toolkit=True)
    for stem in ("libcurand", "libcufft", "libcudnn", "libcublasLt"):
        yield fault(stem + " empty", ("empty", at(stem)))
        yield fault(stem + " a text", ("text", at(stem)))
        yield fault(stem + " cut to its headers", ("cut", at(stem), "headers"))
        yield fault(stem + " a directory", ("directory", at(stem)))
        yield fault(stem + " a dangling link", ("link", at(stem), "nowhere.so"))
    yield fault("libcurand of another SONAME", ("copy", at("libcufft"), at("libcurand")))
    yield fault("libcufft of another version", ("move", at("libcufft"), at("libcufft") + "9"))
    yield fault("libcudart of another version", ("move", at("libcudart"), at("libcudart") + "9"))
    yield fault("cuDNN of another major", ("move", at("libcudnn"), at("libcudnn")[:-1] + "7"))
    yield fault("a decoy before it", ("write", "{work}/decoy/" + os.path.basename(at("libcurand")),
                                      "x" * 99),
                env={"LD_LIBRARY_PATH": "{work}/decoy:{libraries}"})
    yield fault("a foreign one before it",
                ("write", "{work}/decoy/" + os.path.basename(at("libcurand")),
                 "\x7fELF\x02\x01\x01" + "\0" * 9 + "\x03\0\x28\0\x01\0\0\0" + "\0" * 400),
                env={"LD_LIBRARY_PATH": "{work}/decoy:{libraries}"})
    yield fault("the directory of cudart alone",
                env={"LD_LIBRARY_PATH": "{site}/" + os.path.dirname(at("libcudart"))})
    yield fault("the directory of cuDNN alone",
                env={"LD_LIBRARY_PATH": "{site}/nvidia/cudnn/lib"})
    yield fault("all but the directory of cuDNN",
                env={"LD_LIBRARY_PATH": "{without_cudnn}"})
    yield fault("without nvidia", ("remove", "nvidia"), on_path=False)
    yield fault("without nvidia, on the path", ("remove", "nvidia"))
    yield fault("cuDNN without its graph", *[("remove", at(stem)) for stem in
                                             ("libcudnn_graph", "libcudnn_ops_infer") if at(stem)])
    yield fault("links beside the provider", ("farm", "nvidia", "onnxruntime/capi", "relative"),
                on_path=False)
    yield fault("links where the wheel keeps its own", ("farm", "nvidia", "onnxruntime_gpu.libs",
                                                        "relative"), on_path=False)
    yield fault("preloaded by LD_PRELOAD", on_path=False, env={"LD_PRELOAD": ":".join(
        "{site}/" + at(stem) for stem in ("libcublasLt", "libcublas", "libcudart", "libcudnn",
                                          "libcurand", "libcufft"))})


def of_package(environment):
    module = extension(environment)
    yield fault("without the provider", ("remove", PROVIDER))
    yield fault("the provider a text", ("text", PROVIDER))
    yield fault("the provider empty", ("empty", PROVIDER))
    yield fault("the provider cut to its headers", ("cut", PROVIDER, "headers"))
    yield fault("the provider a directory", ("directory", PROVIDER))
    yield fault("without the shared part", ("remove", SHARED))
    yield fault("the shared part a text", ("text", SHARED))
    yield fault("without the extension", ("remove", module))
    yield fault("the extension a text", ("text", module))
    yield fault("without __init__.py", ("remove", "onnxruntime/__init__.py"))
    yield fault("without onnxruntime", ("remove", "onnxruntime"))
    yield fault("without TensorRT's provider",
                ("remove", "onnxruntime/capi/libonnxruntime_providers_tensorrt.so"))


def of_whole(environment):
    yield fault("nothing", on_path=False)
    yield fault("on the path")
    yield fault("not on the path, the system has a toolkit", on_path=False, toolkit=True)
    yield from of_driver()
    yield from of_libraries(environment)
    yield from of_package(environment)
    if environment != "onnx-1.16.3-cu11":
        yield fault("preloaded", on_path=False, env={"WHYCPU_PROBE": "preload"})
        for stem in LIBRARIES:
            yield fault("preloaded without " + stem, ("remove", library(environment, stem)),
                        on_path=False, env={"WHYCPU_PROBE": "preload"})
        yield fault("preloaded, cublasLt a text",
                    ("text", library(environment, "libcublasLt")), on_path=False,
                    env={"WHYCPU_PROBE": "preload"})
        yield fault("preloaded, no libcuda", driver="none", on_path=False,
                    env={"WHYCPU_PROBE": "preload"})


def of_mixed(environment):
    yield fault("nothing", on_path=False)
    yield fault("on the path")
    yield fault("on the path, no libcuda", driver="none")
    yield fault("on the path, nothing visible", env={"CUDA_VISIBLE_DEVICES": "-1"})
    if "+" in environment:
        for name in environments.distributions(environment):
            if name.startswith("onnxruntime"):
                yield fault(name + " uninstalled", ("uninstall", name))


def faults_of(environment):
    return of_whole(environment) if environment in WHOLE else of_mixed(environment)
