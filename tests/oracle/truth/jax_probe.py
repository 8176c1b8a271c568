"""Run by the Python that is judged: starts JAX and says how far it comes.

JAX leaves CUDA alone where no device node of the driver exists. A stand-in has none, so the list of
nodes is replaced in this process by one that exists, or, with WHYCPU_PROBE_NODES=none, by nothing. Nor has it virtual memory management, which JAX is told to do
without.
"""

import io
import json
import logging
import os
import warnings

told = {}
os.environ.setdefault("XLA_FLAGS", "--xla_gpu_experimental_vmm_disabled=true")


def end():
    print("PROBE " + json.dumps(told), flush=True)
    os._exit(0)


def kind(error):
    return {"exception": type(error).__name__, "text": str(error)[:1500]}


log = io.StringIO()
logging.basicConfig(stream=log, level=logging.WARNING)
try:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import jax
        import jax._src.hardware_utils as hardware
except BaseException as error:  # noqa: B902
    told["import"] = kind(error)
    end()
nodes = [] if os.environ.get("WHYCPU_PROBE_NODES") == "none" else ["/dev/null"]
hardware._NVIDIA_GPU_DEVICES = nodes
told["version"] = jax.__version__
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        told["devices"] = [str(device.platform) for device in jax.devices()]
    except BaseException as error:  # noqa: B902
        told["devices_error"] = kind(error)
    told["warnings"] = [str(w.message)[:300] for w in caught]
told["log"] = log.getvalue()[-2500:]
end()
