"""One kind of fault from end to end, in a mount namespace of its own: the real framework before,
the plan, the real framework under `whycpu run --repair`, the repair, the real framework after it,
and everything put back."""

import json
import os
import subprocess

import compare
import digest
import environments
import real
import stage

PROBE = os.path.join(os.path.dirname(os.path.abspath(real.__file__)), "probe.py")
LONGEST = 1500  # seconds; a package manager may fetch gigabytes
# What a user has set so that package managers reach an index.
NETWORK = ("PIP_", "UV_", "SSL_CERT", "REQUESTS_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
           "http_proxy", "https_proxy", "no_proxy")


class Place(stage.Stage):
    """A stage on which a person works in a shell, and a repair is done."""

    def __init__(self, environment, fault):
        super().__init__(environment, fault)
        self.state = os.path.join(stage.WORK, "state")

    def do_append(self, path, text):
        path = self.own(path)
        with open(path, "a") as stream:
            stream.write(text)

    def set_up(self):
        """The layer below the overlay stays in sight, to be compared with."""
        stays = os.open(self.prefix, os.O_PATH | os.O_DIRECTORY)
        super().set_up()
        os.makedirs(self.state)
        moved_to = os.path.dirname(os.path.dirname(self.python))
        self.layers = digest.Layers(
            [self.prefix, moved_to], os.path.join(stage.WORK, "overlay", "environment", "upper"),
            "/proc/%d/fd/%d" % (os.getpid(), stays))

    def tree(self):
        """All that a repair could change: the environment, and the person's own files. What Keras
        writes when it is first imported is no part of it."""
        return digest.tree([*self.layers.merged, stage.WORK],
                           {os.path.join(stage.WORK, "overlay"), self.state,
                            os.path.join(stage.WORK, "home", ".keras")}, self.layers)

    def changes_since(self, before):
        return digest.differences(before, self.tree(), self.layers)

    def environment(self):
        variables = super().environment()
        variables["XDG_STATE_HOME"] = self.state
        variables["PATH"] = ":".join([os.path.join(environments.CACHE, "uv-tool", "bin"),
                                      variables["PATH"]])
        if self.fault.get("packages"):
            variables.update((name, value) for name, value in os.environ.items()
                             if name.startswith(NETWORK))
            variables.setdefault("UV_CACHE_DIR", os.path.join(
                os.path.dirname(environments.CACHE), "uv"))
        return variables

    def shell(self, command, new=False):
        """The command as it is started from the person's shell; a new one reads start files anew,
        and has nothing of what was set in the old one alone."""
        variables = self.environment()
        if new:
            for name in self.fault.get("only_here", []):
                del variables[name]
        for file in map(self.fill, self.fault.get("start_files", [])):
            command = ["bash", "--norc", "-c", '. "$1"; shift; exec "$@"', "sh", file, *command]
        return subprocess.run(command, env=variables, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LONGEST)


def text_of(stream):
    return stream.decode(errors="replace")


def started(done):
    """What the framework did, of a start in a shell."""
    return real.understand(done.returncode, text_of(done.stdout), text_of(done.stderr), 0)


def target(place):
    return ["--python", place.python, "--framework", "tensorflow",
            compare.assumption(place.fault)]


def plan(whycpu, place):
    done = place.shell([whycpu, "fix", "--json", *target(place)])
    try:
        document = json.loads(text_of(done.stdout).splitlines()[0])
    except (IndexError, ValueError):
        return {"broken": "status %d: %s" % (done.returncode, text_of(done.stderr).strip()[:300])}
    return {"document": document, "status": done.returncode}


def told(done):
    return {"status": done.returncode, "out": text_of(done.stdout), "err": text_of(done.stderr)}


def whole_way(whycpu, environment, fault):
    """Everything that happened, as a dict."""
    place = Place(environment, fault)
    place.set_up()
    probe = [place.python, PROBE]
    found = {"before": started(place.shell(probe))}
    original = place.tree()
    found["plan"] = plan(whycpu, place)
    if fault.get("run"):
        found["run"] = started(place.shell([whycpu, "run", "--repair", *target(place), "--",
                                            *probe]))
    found["untouched"] = place.changes_since(original)
    found["apply"] = told(place.shell([whycpu, "fix", "--apply", "--yes", *target(place)]))
    found["changed"] = place.changes_since(original)
    found["after"] = started(place.shell(probe, new=True))
    if os.listdir(place.state):
        found["undo"] = told(place.shell([whycpu, "fix", "--undo"], new=True))
    found["left"] = place.changes_since(original)
    return found
