"""Run by the Python that is judged: makes a session of ONNX Runtime on CUDA and says what comes.

WHYCPU_PROBE=preload calls onnxruntime.preload_dlls() before, WHYCPU_PROBE=torch imports torch
before.
"""

import json
import os
import sys
import warnings

told = {}


def end():
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(told.pop("stdout"), 1)
    with open(LOG, errors="replace") as stream:
        told["log"] = stream.read()[-4000:]
    print("PROBE " + json.dumps(told), flush=True)
    os._exit(0)


def kind(error):
    return {"exception": type(error).__name__, "text": str(error)[:1500]}


LOG = os.path.join(os.environ.get("HOME", "/tmp"), "onnx.log")
told["stdout"] = os.dup(1)
log = os.open(LOG, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
os.dup2(log, 1)
os.dup2(log, 2)
how = os.environ.get("WHYCPU_PROBE")
try:
    if how == "torch":
        import torch  # noqa: F401
    import onnxruntime
    if how == "preload":
        onnxruntime.preload_dlls()
    InferenceSession = onnxruntime.InferenceSession
except BaseException as error:  # noqa: B902
    told["import"] = kind(error)
    end()
told["version"] = onnxruntime.__version__
told["available"] = onnxruntime.get_available_providers()
told["device"] = onnxruntime.get_device()
model = os.path.join(os.path.dirname(onnxruntime.__file__), "datasets", "mul_1.onnx")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        session = InferenceSession(model, providers=["CUDAExecutionProvider",
                                                     "CPUExecutionProvider"])
        told["providers"] = session.get_providers()
    except BaseException as error:  # noqa: B902
        told["session"] = kind(error)
    told["warnings"] = [str(w.message)[:300] for w in caught]
with open("/proc/self/maps") as stream:
    told["mapped"] = sorted({line.split()[-1] for line in stream
                             if ".so" in line and ("/libcu" in line or "/libnv" in line or
                                                   "providers_" in line)})
end()
