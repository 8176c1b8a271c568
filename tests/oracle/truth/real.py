"""What the real framework does with one prepared world."""

import json
import os
import re
import signal
import subprocess
import time

PROBE_VERSION = 1
LONGEST = 900  # seconds; a start takes 3 to 8, and very much longer on a machine with other work
HERE = os.path.dirname(os.path.abspath(__file__))
ASKED = re.compile(r"(?:Successfully opened dynamic library |Could not load dynamic library ')"
                   r"(lib(?:cudart|cublasLt|cublas|cufft|curand|cusolver|cusparse|cudnn)\.so[.\d]*)"
                   r"('?)")
# The framework reports each dlopen when it is told to; whether that changes anything is measured
# by the runner's --plain.
TALK = {"TF_CPP_VMODULE": "dso_loader=1"}


def start(stage, talk=True):
    """The real start: a dict that can be kept."""
    command = [stage.python, os.path.join(HERE, "probe.py")]
    variables = dict(stage.environment(), **(TALK if talk else {}))
    begin = time.monotonic()
    try:
        done = subprocess.run(command, env=variables, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return {"outcome": "hangs", "seconds": LONGEST}
    return understand(done.returncode, done.stdout.decode(errors="replace"),
                      done.stderr.decode(errors="replace"), time.monotonic() - begin)


def understand(status, out, err, seconds):
    result = {"outcome": "fails", "seconds": round(seconds, 2), "imported": "PROBE imported" in out,
              "status": status}
    listed = re.search(r"PROBE listed (.*)", out)
    if listed:
        result.update(json.loads(listed.group(1)), outcome="lists")
    elif status < 0:
        result["signal"] = signal.Signals(-status).name
    else:
        result["error"] = next((line.strip()[:200] for line in reversed(err.splitlines())
                                if re.match(r"\s*[\w.]*(Error|Exception)\b", line)),
                               err.strip()[-200:])
    last = {}
    for name, quote in ASKED.findall(err):
        last[name] = not quote  # the last answer counts: libcudart is asked for twice
    result["asked"] = sorted(last)
    result["failed"] = sorted(name for name, opened in last.items() if not opened)
    # Only a walk that got beyond cudart says anything about all the names.
    result["walked"] = any(name.startswith("libcufft") for name in last) and bool(listed)
    result["complains"] = "Cannot dlopen some GPU libraries" in err
    return result


def contradiction(result):
    """The two independent signs in one start must agree; returns what does not, or None."""
    if not result.get("walked"):
        return None
    if bool(result["failed"]) != result["complains"]:
        return "the warning and the names that failed disagree"
    if result["failed"] and result["listed"]:
        return "a GPU is listed although a library failed"
    # Not the other way round: what failed by itself may come later as somebody's dependency.
    for name in result["asked"]:
        stem = name[: name.index(".so") + 3]  # what is mapped may be a file that a link leads to
        if name not in result["failed"] and not any(stem in path for path in result["mapped"]):
            return "%s opened and is not mapped" % name
    return None
