"""Run by the Python that is judged: uses several frameworks in one process, in the order of its
arguments, and says how far each of them comes. What torch_probe.py, jax_probe.py and probe.py do
in a process each, and last what the libraries that several share say of themselves."""

import ctypes
import io
import json
import logging
import os
import sys
import warnings

told = {"order": sys.argv[1:]}
warnings.simplefilter("ignore")
# A stand-in for the driver has no virtual memory management, which JAX is told to do without.
os.environ.setdefault("XLA_FLAGS", "--xla_gpu_experimental_vmm_disabled=true")
log = io.StringIO()
logging.basicConfig(stream=log, level=logging.WARNING)


def kind(error):
    return {"exception": type(error).__name__, "text": str(error)[:900]}


def use_torch(told):
    try:
        import torch
    except BaseException as error:  # noqa: B902
        told["import"] = kind(error)
        return
    told["available"] = torch.cuda.is_available()
    try:
        torch.cuda.init()
    except BaseException as error:  # noqa: B902
        told["init"] = kind(error)


def use_jax(told):
    try:
        import jax
        import jax._src.hardware_utils as hardware
    except BaseException as error:  # noqa: B902
        told["import"] = kind(error)
        return
    hardware._NVIDIA_GPU_DEVICES = ["/dev/null"]  # a stand-in has no device node
    try:
        told["devices"] = [str(device.platform) for device in jax.devices()]
    except BaseException as error:  # noqa: B902
        told["devices_error"] = kind(error)
    told["log"] = log.getvalue()[-2500:]


def use_tensorflow(told):
    try:
        import tensorflow
    except BaseException as error:  # noqa: B902
        told["import"] = kind(error)
        return
    told["listed"] = len(tensorflow.config.list_physical_devices("GPU"))


def mapped():
    with open("/proc/self/maps") as maps:
        paths = {line.split(None, 5)[5].strip() for line in maps if ".so" in line}
    return sorted(path for path in paths
                  if os.path.basename(path).startswith(("libcu", "libnv", "libnccl")))


class LinkMap(ctypes.Structure):
    _fields_ = [("address", ctypes.c_void_p), ("name", ctypes.c_char_p)]


def serves(name):
    """The file that whoever asks for this name gets from now on."""
    try:
        handle = ctypes.CDLL(name, mode=os.RTLD_NOLOAD | os.RTLD_LAZY)._handle
    except OSError:
        return None
    found = ctypes.POINTER(LinkMap)()
    dlinfo = ctypes.CDLL(None).dlinfo
    dlinfo.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
    dlinfo(handle, 2, ctypes.byref(found))  # RTLD_DI_LINKMAP
    return os.path.realpath(found.contents.name.decode())


USE = {"torch": use_torch, "jax": use_jax, "tensorflow": use_tensorflow}
for word in sys.argv[1:]:
    told[word] = {}
    print("BEGINS " + word, flush=True)
    USE[word](told[word])
told["mapped"] = mapped()
told["serves"] = {name: serves(name) for name in map(os.path.basename, told["mapped"])}
# For which CUDA the cuDNN was built that all of them share from now on.
for path in told["mapped"]:
    if os.path.basename(path).startswith("libcudnn.so."):
        told["cudnn_is_for"] = ctypes.CDLL(path).cudnnGetCudartVersion()
print("PROBE " + json.dumps(told), flush=True)
sys.stderr.flush()
os._exit(0)
