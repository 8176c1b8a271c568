"""What is said about TensorFlow on the CPU, tried on real TensorFlow.

Each function is one test: it is named by a row of advice.py, gets a Starter, and asserts. One that
needs what is not here raises NotHere. The stand-in driver answers what a driver answers until the
GPUs are listed; nothing computes on it, so no test says anything about speed or results on a GPU.
"""

import os
import subprocess
import sys
import tempfile

from started import NotHere

HEALTHY = "tf-2.20.0-cuda"      # [and-cuda]: everything is found
DEFECT = "tf-2.21.0-cuda"       # [and-cuda]: libcusolver.so.11 is installed and not searched
PLAIN = "tf-2.20.0"             # without the extra: no library of CUDA
CPU = "tf-cpu-2.21.0"
OLD_PLAIN = "tf-2.13.1-cu11"    # libraries of CUDA 11 in packages that nobody searches
SEARCHED = "LD_LIBRARY_PATH"
SOLVER = "{site}/nvidia/cusolver/lib"


# ---- Packages ----

def plain_package_is_a_gpu_build(c):
    started = c.start(PLAIN, """
import tensorflow as tf
print("CUDA", tf.test.is_built_with_cuda())
print("GPUS", len(tf.config.list_physical_devices("GPU")))
""")
    assert started.answer("CUDA") == "True" and started.gpus == 0, started.out
    started = c.start(PLAIN, env={SEARCHED: "{other_seven}"})
    assert started.gpus == 1, "with the libraries alone, the same wheel lists the GPU"


def extra_brings_the_same_wheel(c):
    def hash_of(environment):
        path = os.path.join(c.site(environment), "tensorflow-2.20.0.dist-info", "RECORD")
        with open(path) as stream:
            return [line for line in stream if line.startswith("tensorflow/libtensorflow_")]
    assert hash_of(PLAIN) == hash_of(HEALTHY) != []


def built_with_cuda_says_nothing_about_a_gpu(c):
    started = c.start(PLAIN, """
import tensorflow as tf
print("CUDA", tf.test.is_built_with_cuda())
print("GPUS", len(tf.config.list_physical_devices("GPU")))
""")
    assert started.answer("CUDA") == "True" and started.gpus == 0, started.out


def newest_release_lists_no_gpu(c):
    assert c.start(DEFECT).gpus == 0
    assert c.start(HEALTHY).gpus == 1


def two_packages_spoil_each_other(c):
    started = c.start("tf-2.21.0-cuda+cpu", """
import tensorflow as tf
print("CUDA", tf.test.is_built_with_cuda())
print("GPUS", len(tf.config.list_physical_devices("GPU")))
""")
    assert started.answer("CUDA") == "False" and started.gpus == 0, started.out


def gpu_package_cannot_be_installed(c):
    """Asks the package index for its last release."""
    with tempfile.TemporaryDirectory(prefix="whycpu-advice-") as scratch:
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
             "--disable-pip-version-check", "--dest", scratch, "tensorflow-gpu==2.12.0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if "No matching distribution" in done.stdout:
        raise NotHere("the package index does not answer")
    assert done.returncode != 0 and "did not run successfully" in done.stdout, done.stdout[-500:]


def works_on_python_3_13(c):
    assert c.start("tf-2.20.0-cuda-3.13").gpus == 1


# ---- Libraries ----

def variable_set_in_python_comes_too_late(c):
    late = """
import os, sys, glob
site = next(p for p in sys.path if p.endswith("site-packages"))
os.environ["LD_LIBRARY_PATH"] = site + "/nvidia/cusolver/lib"
import tensorflow as tf
print("GPUS", len(tf.config.list_physical_devices("GPU")))
"""
    assert c.start(DEFECT, late).gpus == 0
    assert c.start(DEFECT, env={SEARCHED: SOLVER}).gpus == 1


def path_is_not_searched_for_libraries(c):
    assert c.start(DEFECT, env={"PATH": SOLVER + ":/usr/bin:/bin"}).gpus == 0


def cuda_home_is_not_read(c):
    names = ("CUDA_HOME", "CUDA_PATH", "TF_CUDA_PATHS", "CUDNN_PATH")
    assert c.start(DEFECT, env={n: "{site}/nvidia/cusolver" for n in names}).gpus == 0


def one_missing_library_is_enough(c):
    assert c.start(HEALTHY).gpus == 1
    assert c.start(HEALTHY, changes=[["remove", "cufft"]]).gpus == 0


def parts_that_are_not_asked_for(c):
    removed = [["remove", "nvidia/" + part] for part in ("nccl", "cuda_cupti", "cuda_nvcc",
                                                         "curand")]
    assert c.start(HEALTHY, changes=removed).gpus == 1


def another_major_version_does_not_serve(c):
    """Libraries of CUDA 11, all of them searched, for a build for CUDA 12."""
    site = c.site(OLD_PLAIN)
    parts = ("cublas", "cuda_runtime", "cudnn", "cufft", "curand", "cusolver", "cusparse")
    path = ":".join(os.path.join(site, "nvidia", part, "lib") for part in parts)
    assert c.start(OLD_PLAIN, env={SEARCHED: path}).gpus == 1, "they serve their own build"
    assert c.start(PLAIN, env={SEARCHED: path}).gpus == 0


def system_toolkit_of_another_version(c):
    import stage
    directories = stage.toolkit_directories()
    if not directories:
        raise NotHere("no CUDA toolkit is in the loader's cache of this machine")
    if any(os.path.exists(os.path.join(d, "libcudart.so.12")) for d in directories):
        raise NotHere("the toolkit of this machine is the one that the build was made for")
    assert c.start(PLAIN, toolkit=True).gpus == 0


def newer_cudnn_of_the_same_major(c):
    import glob
    found = glob.glob(os.path.join(c.site(HEALTHY), "nvidia_cudnn_cu12-*.dist-info"))
    version = os.path.basename(found[0]).split("-")[1]
    assert not version.startswith("9.3."), "the build was made with 9.3: nothing to compare"
    assert c.start(HEALTHY).gpus == 1


def links_into_the_package(c):
    """The workaround of the official installation page."""
    farm = [["farm", "nvidia", "tensorflow", "relative"]]
    assert c.start("tf-2.16.1-cuda", changes=farm).gpus == 1
    assert c.start(DEFECT, changes=farm).gpus == 0, "2.21.0 does not search its own directory"


def link_into_a_searched_directory(c):
    link = ["link", "nvidia/cusparse/lib/libcusolver.so.11", "../../cusolver/lib/libcusolver.so.11"]
    assert c.start(DEFECT, changes=[link]).gpus == 1


def missing_entry_in_the_search_path(c):
    """What `whycpu check --report` asks the makers of 2.21.0 for."""
    parts = ("nccl", "cuda_cupti", "cublas", "cudnn", "cufft", "cusparse", "cuda_runtime", "nvshmem")
    entries = ["$ORIGIN/../nvidia/%s/lib" % part for part in parts]
    without = [["searchpath", "framework", ":".join(entries)]]
    assert c.start(DEFECT, changes=without).gpus == 0
    entries.insert(0, "$ORIGIN/../nvidia/cusolver/lib")
    assert c.start(DEFECT, changes=[["searchpath", "framework", ":".join(entries)]]).gpus == 1


def library_that_is_loaded_before(c):
    """What importing another framework first does by accident."""
    before = """
import ctypes, sys
site = next(p for p in sys.path if p.endswith("site-packages"))
for name in ("cublas/lib/libcublasLt.so.12", "cublas/lib/libcublas.so.12",
             "nvjitlink/lib/libnvJitLink.so.12", "cusparse/lib/libcusparse.so.12",
             "cusolver/lib/libcusolver.so.11"):
    ctypes.CDLL(site + "/nvidia/" + name)
import tensorflow as tf
print("GPUS", len(tf.config.list_physical_devices("GPU")))
"""
    assert c.start(DEFECT, before).gpus == 1


# ---- Driver ----

def driver_of_any_cuda_version(c):
    for version in (11040, 12050, 13000, 13020):
        assert c.start(HEALTHY, stub={"DRIVER": version}).gpus == 1, version


def could_not_find_cuda_drivers(c):
    line = "Could not find cuda drivers"
    assert c.start(PLAIN).says(line), "a driver is there, libcudart is not"
    assert not c.start(HEALTHY, driver=False).says(line), "no driver is there, libcudart is"


def cannot_dlopen_some_libraries(c):
    line = "Cannot dlopen some GPU libraries"
    assert c.start(PLAIN).says(line)
    assert not c.start(PLAIN, driver=False).says(line), "without a driver it does not get so far"


def message_names_no_library(c):
    for environment in (PLAIN, DEFECT):
        started = c.start(environment)
        assert started.says("Cannot dlopen some GPU libraries")
        assert not any(name in started.err for name in ("libcu", "cusolver", "cublas.so"))


def module_log_names_the_library(c):
    started = c.start(DEFECT, env={"TF_CPP_VMODULE": "dso_loader=1"})
    assert started.says("libcusolver.so.11")


def nothing_asks_how_busy_a_gpu_is(c):
    """The names of the calls that would tell it are not in the libraries that decide."""
    directory = os.path.join(c.site(HEALTHY), "tensorflow")
    for name in ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2"):
        with open(os.path.join(directory, name), "rb") as stream:
            data = stream.read()
        assert b"cuDeviceGetCount" in data or name.endswith("cc.so.2"), "it would be seen"
        for call in (b"nvmlDeviceGetUtilizationRates", b"nvmlDeviceGetComputeRunningProcesses",
                     b"nvmlDeviceGetMemoryInfo"):
            assert call not in data, (name, call)


def small_memory_hides_no_gpu(c):
    for size in (1 << 20, 1 << 30):
        assert c.start(HEALTHY, stub={"MEMORY": size}).gpus == 1, size


# ---- Variables and settings ----

def visible_devices_does_not_enable(c):
    assert c.start(DEFECT, env={"CUDA_VISIBLE_DEVICES": "0"}).gpus == 0
    assert c.start(HEALTHY, env={"CUDA_VISIBLE_DEVICES": ""}).gpus == 0
    assert c.start(HEALTHY, env={"CUDA_VISIBLE_DEVICES": "-1"}).gpus == 0


def visible_devices_after_the_import(c):
    early = """
import os
import tensorflow as tf
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
print("GPUS", len(tf.config.list_physical_devices("GPU")))
"""
    late = """
import os
import tensorflow as tf
tf.config.list_physical_devices("GPU")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
print("GPUS", len(tf.config.list_physical_devices("GPU")))
"""
    assert c.start(HEALTHY, early).gpus == 0, "before the first question it counts"
    assert c.start(HEALTHY, late).gpus == 1, "after it, nothing changes"


def memory_growth_enables_nothing(c):
    assert c.start(DEFECT, env={"TF_FORCE_GPU_ALLOW_GROWTH": "true"}).gpus == 0


def xla_devices_enable_nothing(c):
    flags = "--tf_xla_enable_xla_devices --tf_xla_auto_jit=2"
    assert c.start(DEFECT, env={"TF_XLA_FLAGS": flags}).gpus == 0
    assert c.start(HEALTHY).gpus == 1, "and it is not needed where all is well"


def hidden_messages_change_nothing(c):
    started = c.start(DEFECT, env={"TF_CPP_MIN_LOG_LEVEL": "3"})
    assert started.gpus == 0 and c.start(DEFECT).gpus == 0


# ---- Messages that are not about it ----

def listed_beside(c, environment, *lines):
    started = c.start(environment)
    assert started.gpus == 1, environment
    for line in lines:
        assert started.says(line), (environment, line)


def onednn_message_beside_a_gpu(c):
    listed_beside(c, HEALTHY, "oneDNN custom operations are on")


def cpu_instructions_message_beside_a_gpu(c):
    listed_beside(c, HEALTHY, "This TensorFlow binary is optimized to use available CPU")


def factory_message_beside_a_gpu(c):
    listed_beside(c, "tf-2.17.1-cuda", "Unable to register cuDNN factory")


def tensorrt_message_beside_a_gpu(c):
    listed_beside(c, "tf-2.15.1-cuda", "TF-TRT Warning: Could not find TensorRT")


def numa_message_beside_a_gpu(c):
    started = c.start("tf-2.15.1-cuda")
    if "NUMA" not in started.err:
        raise NotHere("this machine's kernel gives no reason for the message")
    assert started.gpus == 1


# ---- Which GPU ----

def old_gpus(c):
    assert c.start(HEALTHY, stub={"CC": "3.0"}).gpus == 0
    started = c.start(HEALTHY, stub={"CC": "5.0"})
    assert started.gpus == 1, "it is listed, though the build has nothing for it"
    assert started.says("not built with CUDA kernel binaries compatible")


# ---- Programs ----

REGISTRY = """
from tensorflow.python.framework import kernels
from tensorflow.core.framework import types_pb2
def defs(op, device):
    return [k for k in kernels.get_registered_kernels_for_op(op).kernel if k.device_type == device]
def takes(op, device, dtype):
    for k in defs(op, device):
        types = [t for c in k.constraint if c.name == "T" for t in c.allowed_values.list.type]
        if dtype in types:
            return k
    return None
D = types_pb2
double = [op for op in ("MatMul", "Conv2D", "AddV2", "Relu", "Softmax", "Sum", "BiasAdd", "Conv3D",
                        "Cholesky", "Mul") if takes(op, "GPU", D.DT_DOUBLE)]
print("DOUBLE", len(double))
integer = takes("AddV2", "GPU", D.DT_INT32) or takes("AddV2", "DEFAULT", D.DT_INT32)
print("INT32", sorted(integer.host_memory_arg) if integer else None)
for op in ("DecodeJpeg", "StringJoin", "LookupTableFindV2"):
    print(op, bool(defs(op, "GPU") or defs(op, "DEFAULT")))
print("CAST", bool(defs("Cast", "GPU")))
"""


def double_has_gpu_kernels(c):
    assert int(c.start(HEALTHY, REGISTRY, driver=False).answer("DOUBLE")) == 10


def cast_has_gpu_kernels(c):
    assert c.start(HEALTHY, REGISTRY, driver=False).answer("CAST") == "True"


def small_integers_stay_on_the_host(c):
    answer = c.start(HEALTHY, REGISTRY, driver=False).answer("INT32")
    assert answer == "['x', 'y', 'z']", answer


def some_ops_have_no_gpu_kernel(c):
    started = c.start(HEALTHY, REGISTRY, driver=False)
    assert all(started.answer(op) == "False" for op in ("DecodeJpeg", "StringJoin",
                                                        "LookupTableFindV2"))


SOFT = """
import tensorflow as tf
with tf.device("/GPU:0"):
    print("EAGER", tf.matmul(tf.ones((2, 2)), tf.ones((2, 2))).device.rsplit("/", 1)[1])
tf.config.set_soft_device_placement(False)
try:
    with tf.device("/GPU:0"):
        tf.matmul(tf.ones((2, 2)), tf.ones((2, 2)))
    print("HARD works")
except (RuntimeError, tf.errors.InvalidArgumentError):
    print("HARD fails")
"""


def device_scope_falls_back(c):
    started = c.start(CPU, SOFT)
    assert started.answer("EAGER") == "device:CPU:0" and started.answer("HARD") == "fails", \
        started.out
    assert not started.says("GPU"), "and nothing is said about it"


def asking_whether_there_is_a_gpu(c):
    ask = """
import tensorflow as tf
print("GPUS", len(tf.config.list_physical_devices("GPU")))
try:
    print("AVAILABLE", tf.test.is_gpu_available())
except Exception as error:
    print("AVAILABLE cannot be told")
"""
    started = c.start(CPU, ask)
    assert started.answer("AVAILABLE") == "False" and started.says("deprecated")
    started = c.start(HEALTHY, ask)
    assert started.gpus == 1 and started.answer("AVAILABLE") == "cannot be told", \
        "it creates the devices, which the stand-in driver cannot"


def listing_local_devices_starts_them(c):
    started = c.start(CPU, """
from tensorflow.python.client import device_lib
import tensorflow as tf
print("TYPES", sorted(d.device_type for d in device_lib.list_local_devices()))
""")
    assert started.answer("TYPES") == "['CPU']", started.out
    failed = c.start(HEALTHY, """
from tensorflow.python.client import device_lib
import tensorflow as tf
print("GPUS", len(tf.config.list_physical_devices("GPU")))
try:
    device_lib.list_local_devices()
    print("LOCAL works")
except Exception as error:
    print("LOCAL fails")
""")
    assert failed.gpus == 1 and failed.answer("LOCAL") == "fails", \
        "it creates the devices, which the stand-in driver cannot"
