"""The environments of tests/oracle/python, made once and asked of real interpreters once; then tell is
asked again and again. What it answers is held against its first answer, which agreed with the real
one in all that is compared; a case that a later one changed on the disk is left out."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import checks

COMPARED = ("python", "real_python", "prefix", "base_prefix", "version", "path", "imports",
            "distributions")


def load(root):
    """tests/oracle/python as modules; their names are those of other directories' modules too."""
    folder = os.path.join(root, "tests/oracle/python")
    names = ("compare", "environments", "choices")
    before = {name: sys.modules.pop(name, None) for name in names}
    sys.path.insert(0, folder)
    try:
        modules = [__import__(name) for name in names]
    finally:
        sys.path.remove(folder)
        for name in names:
            sys.modules.pop(name, None)
            if before[name]:
                sys.modules[name] = before[name]
    return modules


class PythonWorlds:
    title = "Python"

    def __init__(self, tree, count, seed):
        self.tree, self.count, self.seed, self.place = tree, count, seed, None

    def make(self):
        compare, environments, choices = load(self.tree.root)
        self.place = Path(os.path.realpath(tempfile.mkdtemp(prefix="whycpu-mutants-")))
        self.asked = {}
        worlds = self

        class Recorded(compare.Comparison):
            reason = None

            def ask_whycpu(self, arguments, env, directory):
                told = super().ask_whycpu(arguments, env, directory)
                command = [str(one) for one in arguments]
                for name in compare.NAMES:
                    command += ["--import", name]
                self.last = (command, dict(env), str(directory), told)
                return told

            def report(self, name, problems):
                if not problems:
                    keys = ("python",) if self.last[0][0] == "--import" else COMPARED
                    keys += ("chosen_because",) if self.reason else ()
                    worlds.asked[name] = (*self.last, keys)

            def skip(self, name, why):
                pass

        comparison = Recorded(os.path.join(self.tree.build, "tests/oracle/tell"), self.place, None)
        original = choices.check_choice

        def check_choice(comparison, name, env, directory, expected=None, because=None):
            comparison.reason = because
            original(comparison, name, env, directory, expected, because)
            comparison.reason = None

        choices.check_choice = check_choice
        interpreters = compare.find_interpreters()
        environments.run_all(comparison, interpreters, None, self.count, self.seed)
        choices.run_all(comparison, interpreters)

    def prepare(self, worker):
        self.names = list(self.asked)

    def first_failure(self, worker, names, deadline):
        for name in names:
            command, env, directory, before, keys = self.asked[name]
            process = checks.start([worker.program("tests/oracle/tell"), *command], env=env,
                                   cwd=directory, stderr=subprocess.DEVNULL)
            lines = list(checks.lines_of(process, deadline))
            checks.end(process)
            try:
                told = json.loads(b"\n".join(lines))
            except (TypeError, ValueError):
                told = {"error": "no JSON"}
            if ("error" in told) != ("error" in before) or \
                    "error" not in told and any(told[key] != before[key] for key in keys):
                return name
        return None

    def remove(self):
        if self.place:
            shutil.rmtree(self.place, ignore_errors=True)
