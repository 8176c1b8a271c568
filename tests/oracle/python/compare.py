"""Asks the real interpreter and whycpu the same, and counts."""
import json
import os
import subprocess
from pathlib import Path

# What the interpreter tells of itself. sys.path[0] is the directory of the script ('' for -c).
ASK = r"""
import json, os, sys
import importlib.util
try:
    from importlib import metadata
except ImportError:
    metadata = None
found = {}
for name in sys.argv[1:]:
    try:
        spec = importlib.util.find_spec(name)
    except Exception as problem:
        spec = None
    place = None
    if spec is not None and spec.origin not in (None, 'namespace'):
        place = spec.origin
        if os.path.basename(place).startswith('__init__.'):
            place = os.path.dirname(place)
    elif spec is not None and spec.submodule_search_locations:
        place = list(spec.submodule_search_locations)[0]
    found[name] = place
names = {}
for one in (metadata.distributions() if metadata else []):
    path = getattr(one, '_path', None)
    if path is None:
        continue
    stem = os.path.basename(str(path)).rsplit('.', 1)[0]
    name = stem.split('-')[0].lower().replace('_', '-').replace('.', '-')
    while '--' in name:
        name = name.replace('--', '-')
    names.setdefault(name, str(path))
print('ANSWER' + json.dumps({
    'python': sys.executable, 'real_python': os.path.realpath(sys.executable),
    'prefix': sys.prefix, 'base_prefix': sys.base_prefix,
    'version': '%d.%d.%d' % sys.version_info[:3], 'path': sys.path[1:],
    'imports': found, 'distributions': sorted(names)}))
"""

NAMES = ["sample", "plain", "spread", "shadow", "linked", "compiled", "editable", "absent", "json"]


def find_interpreters():
    """Real interpreters by version, one for each version and kind."""
    found = {}
    candidates = sorted(Path(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")))
                        .glob("versions/*/bin/python"))
    candidates += [Path("/usr/bin/python3"), Path("/usr/local/bin/python3")]
    for path in candidates:
        if not os.access(path, os.X_OK):
            continue
        asked = subprocess.run([str(path), "-I", "-c",
                                "import sys; print('%d.%d.%d' % sys.version_info[:3])"],
                               capture_output=True, text=True)
        version = asked.stdout.strip()
        if asked.returncode == 0 and tuple(map(int, version.split("."))) >= (3, 8):
            found["%s-%s" % (version, path.parts[1])] = path
    return found


class Comparison:
    def __init__(self, tell, place, only):
        self.tell, self.place, self.only = tell, place, only
        self.passed = self.failed = self.skipped = self.number = 0
        self.looks = []

    def wants(self, name):
        return not self.only or self.only in name

    def environment(self, **changes):
        # No byte code beside the modules of the real interpreters.
        kept = {"PATH": "/usr/bin:/bin", "HOME": str(self.place / "home"), "LC_ALL": "C.UTF-8",
                "PYTHONDONTWRITEBYTECODE": "1"}
        kept.update({name: str(value) for name, value in changes.items()})
        return kept

    def ask_whycpu(self, arguments, env, directory):
        command = [self.tell] + [str(one) for one in arguments]
        for name in NAMES:
            command += ["--import", name]
        told = subprocess.run(command, env=env, cwd=directory, capture_output=True, text=True)
        try:
            return json.loads(told.stdout)
        except ValueError:
            return {"error": "no JSON (status %d): %s%s" % (told.returncode, told.stdout, told.stderr)}

    def ask_python(self, command, env, directory):
        asked = subprocess.run([str(one) for one in command] + ["-c", ASK] + NAMES, env=env,
                               cwd=directory, capture_output=True, text=True)
        for line in asked.stdout.splitlines():
            if line.startswith("ANSWER"):
                return json.loads(line[len("ANSWER"):])
        return {"error": asked.stderr.strip() or "status %d" % asked.returncode}

    def check(self, name, python, arguments=None, env=None, directory=None):
        """`python` is the real command; `arguments` are whycpu's (default: --python)."""
        if not self.wants(name):
            return
        env = env or self.environment()
        directory = directory or self.place
        command = python if isinstance(python, list) else [python]
        real = self.ask_python(command, env, directory)
        told = self.ask_whycpu(["--python", python] if arguments is None else arguments, env,
                               directory)
        self.report(name, list(differences(real, told)))
        self.looks.append(told.get("looks", 0))

    def report(self, name, problems):
        self.number += 1
        self.passed += not problems
        self.failed += bool(problems)
        print("%sok %d - %s" % ("not " if problems else "", self.number, name), flush=True)
        for problem in problems:
            print("#   " + problem)

    def skip(self, name, why):
        self.number += 1
        self.skipped += 1
        print("ok %d - %s # SKIP %s" % (self.number, name, why))

    def end(self):
        if self.looks:
            print("# looks: most %d, mean %.0f" % (max(self.looks),
                                                  sum(self.looks) / len(self.looks)))
        print("1..%d" % self.number)
        print("# %d passed, %d failed, %d skipped" % (self.passed, self.failed, self.skipped))
        return 1 if self.failed or not self.passed else 0


def differences(real, told):
    if "error" in real or "error" in told:
        if ("error" in real) != ("error" in told):
            yield "real %s, told %s" % (real.get("error", "starts"), told.get("error", "starts"))
        return
    for key in ("python", "real_python", "prefix", "base_prefix"):
        if real[key] != told[key]:
            yield "%s: real %s, told %s" % (key, real[key], told[key])
    version = told["version"] or ""
    if real["version"] != version and not real["version"].startswith(version + "."):
        yield "version: real %s, told %s" % (real["version"], version)
    if real["path"] != told["path"]:
        yield "path: real %s" % real["path"]
        yield "path: told %s" % told["path"]
    for name in NAMES:
        if real["imports"][name] != told["imports"][name]:
            yield "import %s: real %s, told %s" % (name, real["imports"][name],
                                                   told["imports"][name])
    names = sorted(told["distributions"])
    if real["distributions"] != names:
        only_real = [name for name in real["distributions"] if name not in names]
        only_told = [name for name in names if name not in real["distributions"]]
        yield "distributions: only real %s, only told %s" % (only_real, only_told)
