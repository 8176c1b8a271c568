"""Real TensorFlow, started in a prepared world, for the tests of advice.

The worlds are those of tests/oracle/truth (real wheels, a stand-in driver, a private mount
namespace each). A start costs seconds, so what it printed is kept, keyed by everything that could
change it.
"""

import hashlib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TRUTH = os.path.join(os.path.dirname(HERE), "oracle", "truth")
sys.path.insert(0, TRUTH)

import environments  # noqa: E402
import stage  # noqa: E402

LONGEST = 900  # seconds

# What most tests want to know of a start.
LIST = """
import tensorflow as tf
print("GPUS", len(tf.config.list_physical_devices("GPU")))
"""


class NotHere(Exception):
    """What a test needs is not on this machine: it is not run, and nothing is claimed."""


class Started:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def gpus(self):
        """How many GPUs TensorFlow listed; None when it did not get so far."""
        for line in self.out.splitlines():
            if line.startswith("GPUS "):
                return int(line.split()[1])
        return None

    def says(self, text):
        return text in self.err

    def answer(self, word):
        """The rest of the line of output that begins with this word."""
        for line in self.out.splitlines():
            if line.startswith(word + " "):
                return line[len(word) + 1:]
        return None


def digest(*parts):
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:24]


def digest_of_driver():
    whole = hashlib.sha256()
    folder = os.path.join(TRUTH, "stub")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as stream:
            whole.update(stream.read())
    return whole.hexdigest()


class Starter:
    def __init__(self, unshare, kept):
        self.unshare, self.kept = unshare, kept
        self.driver = digest_of_driver()

    def start(self, environment, code=LIST, driver=True, **fault):
        """Runs `code` by the Python of an environment of ./dev truth. `fault` is what is changed
        before (tests/oracle/truth/faults.py); `driver` False: no driver is there at all."""
        if not self.unshare:
            raise NotHere("a mount namespace cannot be made here")
        if environment not in environments.recipes.TABLE or \
                not environments.is_complete(environment):
            raise NotHere("the environment %s is not installed; ./dev truth installs it"
                          % environment)
        if not os.path.isdir(stage.DRIVER):
            raise NotHere("the stand-in driver is not built; ./dev truth builds it")
        job = {"environment": environment, "code": code, "driver": driver,
               "fault": dict(fault, name="advice")}
        path = os.path.join(self.kept, digest(job, environments.fingerprint(environment),
                                              self.driver) + ".json")
        if os.path.exists(path):
            with open(path) as stream:
                return Started(**json.load(stream))
        done = subprocess.run(self.unshare + [sys.executable, os.path.join(HERE, "run"),
                                              "--inside", json.dumps(job)],
                              stdout=subprocess.PIPE, text=True)
        result = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")),
                      None)
        if done.returncode or not result:
            raise RuntimeError("the world of %s could not be prepared" % environment)
        os.makedirs(self.kept, exist_ok=True)
        with open(path + ".new", "w") as stream:
            stream.write(result[len("RESULT "):])
        os.rename(path + ".new", path)
        return Started(**json.loads(result[len("RESULT "):]))

    def site(self, environment):
        if not environments.is_complete(environment):
            raise NotHere("the environment %s is not installed" % environment)
        return environments.site_of(environment)


def inside(job):
    """In the namespace: prepares the world, runs the code, prints what came of it."""
    stage.die_with_parent()
    world = stage.Stage(job["environment"], job["fault"])
    world.set_up()
    if not job["driver"]:
        subprocess.run(["umount", "--lazy", stage.multiarch()], check=True)
    done = subprocess.run([world.python, "-c", job["code"]], env=world.environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, timeout=LONGEST)
    print("RESULT " + json.dumps({"status": done.returncode,
                                  "out": done.stdout.decode(errors="replace")[-20000:],
                                  "err": done.stderr.decode(errors="replace")[-20000:]}))
    return 0
