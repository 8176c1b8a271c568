"""Run by the Python that is judged: starts PyTorch and says how far it comes."""

import json
import os
import sys
import warnings

told = {}


def end():
    print("PROBE " + json.dumps(told), flush=True)
    os._exit(0)


def kind(error):
    return {"exception": type(error).__name__, "text": str(error)[:600]}


try:
    import torch
except BaseException as error:  # noqa: B902
    told["import"] = kind(error)
    end()
told["version"] = torch.__version__
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    told["available"] = torch.cuda.is_available()
    told["warnings"] = [str(w.message)[:300] for w in caught]
try:
    told["count"] = torch.cuda.device_count()
    told["architectures"] = torch._C._cuda_getArchFlags()
except Exception as error:
    told["count_error"] = kind(error)
try:
    torch.cuda.init()
except BaseException as error:  # noqa: B902
    told["init"] = kind(error)
sys.stderr.flush()
end()
