"""Run by the Python that is judged: starts Keras, and its backend as far as that goes.

What JAX needs to meet the stand-in for the driver is told in jax_probe.py.
"""

import json
import os
import sys

told = {}
os.environ.setdefault("XLA_FLAGS", "--xla_gpu_experimental_vmm_disabled=true")


def end():
    sys.stderr.flush()
    print("PROBE " + json.dumps(told), flush=True)
    os._exit(0)


def kind(error):
    return {"exception": type(error).__name__, "text": str(error)[:900]}


def find_a_node():
    """JAX leaves CUDA alone where there is none."""
    try:
        import jax._src.hardware_utils as hardware
        hardware._NVIDIA_GPU_DEVICES = ["/dev/null"]
    except BaseException:  # noqa: B902
        pass  # the import of Keras will say it


def devices_of(backend):
    if backend == "tensorflow":
        import tensorflow
        return len(tensorflow.config.list_physical_devices("GPU"))
    if backend == "jax":
        import jax
        return sum(device.platform != "cpu" for device in jax.devices())
    if backend == "torch":
        import torch
        torch.cuda.init()
        return torch.cuda.device_count()
    return 0


try:
    import keras
except BaseException as error:  # noqa: B902
    told["import"] = kind(error)
    end()
told["version"] = keras.__version__
told["backend"] = keras.backend.backend()
if told["backend"] == "jax":
    find_a_node()  # its devices are not asked for by the import
try:
    told["devices"] = devices_of(told["backend"])
except BaseException as error:  # noqa: B902
    told["devices_error"] = kind(error)
if told["backend"] == "torch" and "KERAS_TORCH_DEVICE" in os.environ:
    try:
        told["ones"] = str(keras.ops.ones((2, 2)).device)
    except BaseException as error:  # noqa: B902
        told["ones_error"] = kind(error)
end()
