"""The same fault, asked of everybody in one run: the newest TensorFlow wheel as it comes, which does
not find one of its libraries; TensorFlow itself, whycpu, and the tools of the package index that say
why a framework does not use the GPU. All of it happens in the world of ./dev truth, in which a
stand-in driver offers a GPU.
"""
import collections
import json
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import time

ENVIRONMENT, FAULT = "tf-2.21.0-cuda", "untouched"
MISSING = "libcusolver.so.11"
TRUTH = pathlib.Path(__file__).resolve().parents[1] / "oracle" / "truth" / "run"
SECONDS = 120

Peer = collections.namedtuple("Peer", "name version arguments quotes")
# What a tool answers is quoted from what it printed: the lines that speak of GPU, driver or
# TensorFlow.
PEERS = [
    Peer("env-doctor", "0.3.5", ["check"],
         [r"No NVIDIA Driver detected", r"Found tensorflow: \S+", r"Bundled CUDA: \S+",
          r"cuDNN: \S+", r"LD_LIBRARY_PATH is unset"]),
    Peer("mlenvdoctor", "0.1.6", ["diagnose"],
         [r"nvidia-smi not found", r"Basic tensor execution succeeded",
          r"Backend detection limited", r"Critical Issues: \d+"]),
    Peer("cuda-doctor", "0.2.0", ["diagnose"],
         [r"nvidia-smi unavailable", r"none detected", r"torch +not installed", r"Status: \w+"]),
]
TENSORFLOW = "import tensorflow as tf; print(tf.config.list_physical_devices('GPU'))"
TENSORFLOW_QUOTES = [r"Cannot dlopen some GPU libraries", r"Skipping registering GPU devices",
                     r"^\[.*\]$"]
WHYCPU_QUOTES = [r"TensorFlow \S+ would run on the CPU, even with a GPU",
                 r"libcusolver\S* is installed, but not where", r"RUNPATH has no \S+",
                 r"'tensorflow\[and-cuda\]\S+"]


class NotRun(Exception):
    """Nobody could be asked."""


def environment_directory():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    return cache / "whycpu-truth" / "envs" / ENVIRONMENT


def install(peer, judged, below):
    """A virtual environment of the peer's own, in which TensorFlow is found as in the judged one:
    these tools look at the Python that runs them. None when it cannot be had."""
    directory = below / f"{peer.name}-{peer.version}"
    done = directory / "installed"
    if not done.exists():
        python = os.path.realpath(judged / "bin" / "python")
        print(f"installing {peer.name} {peer.version} below {below}", file=sys.stderr)
        for command in ([python, "-m", "venv", "--clear", directory],
                        [directory / "bin" / "python", "-m", "pip", "install", "--quiet",
                         "--disable-pip-version-check", "--only-binary", ":all:",
                         f"{peer.name}=={peer.version}"]):
            if subprocess.run([str(w) for w in command], stdout=subprocess.DEVNULL,
                              check=False).returncode != 0:
                return None
        done.touch()
    own = next(directory.glob("lib/python3.*/site-packages"))
    theirs = next(judged.glob("lib/python3.*/site-packages"))
    (own / "judged.pth").write_text(f"{theirs}\n")
    return directory / "bin" / peer.name


def commands(whycpu, below):
    """(name, command, quotes) of everybody; a command is None where there is none."""
    judged = environment_directory()
    if not (judged / "bin" / "python").exists():
        raise NotRun(f"{ENVIRONMENT} is not installed; ./dev truth installs it")
    yield ("whycpu", [whycpu, "check", "--venv", judged, "--framework", "tensorflow",
                      "--assume-gpu=sm_90"], WHYCPU_QUOTES)
    yield "TensorFlow itself", [judged / "bin" / "python", "-c", TENSORFLOW], TENSORFLOW_QUOTES
    for peer in PEERS:
        program = install(peer, judged, below)
        yield (f"{peer.name} {peer.version}", program and [program, *peer.arguments], peer.quotes)


def ask_everybody(whycpu, below, count):
    """`below`: where the others are installed. A dict each: name, seconds (median), names (whether the missing library is), quotes."""
    everybody = list(commands(whycpu, below))
    asked = [{"name": name, "command": [str(word) for word in command], "count":
              count * 5 if name == "whycpu" else count} for name, command, _ in everybody if command]
    script = shlex.join(["exec", sys.executable, "-B", os.path.abspath(__file__),
                         json.dumps(asked)]) + "\n"
    world = subprocess.run([sys.executable, "-B", TRUTH, "--shell", "--only",
                            f"{ENVIRONMENT}/{FAULT}"], input=script, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    answers = [json.loads(line.split(" ", 1)[1]) for line in world.stdout.splitlines()
               if line.startswith("ANSWER ")]
    if len(answers) != len(asked):
        raise NotRun((world.stderr.strip().splitlines() or ["the world could not be made"])[-1])
    quotes = {name: patterns for name, _, patterns in everybody}
    for answer in answers:
        yield {**answer, "names": MISSING in answer["said"],
               "quotes": quoted(answer["said"], quotes[answer["name"]])}
    for name, command, _ in everybody:
        if not command:
            yield {"name": name, "seconds": None, "names": None, "quotes": []}


def quoted(said, patterns):
    found = (re.search(pattern, said, re.M) for pattern in patterns)
    return [re.sub(r"\s+", " ", match.group(0)).strip() for match in found if match]


# ---- In that world ----

def answer(name, command, count):
    environment = {**os.environ, "COLUMNS": "200", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    seconds = []
    for _ in range(count + 1):  # the first one fills caches
        start = time.monotonic()
        ran = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                             errors="replace", timeout=SECONDS)
        seconds.append(time.monotonic() - start)
    print("ANSWER " + json.dumps({"name": name, "seconds": statistics.median(seconds[1:]),
                                  "status": ran.returncode, "said": ran.stdout}), flush=True)


if __name__ == "__main__":
    for each in json.loads(sys.argv[1]):
        answer(each["name"], each["command"], each["count"])
