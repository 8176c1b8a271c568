"""The faults of tests/oracle/truth whose real side was run before: each in a mount namespace that is
kept, so that whycpu can be asked in it again and again."""
import argparse
import concurrent.futures
import ctypes
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys

import checks

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS = 0x20000
NAMES = ("chance", "compare", "elf", "environments", "faults", "real", "report", "stage")


class TruthWorlds:
    title = "TensorFlow"

    def __init__(self, root):
        self.folder = os.path.join(root, "tests/oracle/truth")
        self.helpers = []

    def load(self):
        before = {name: sys.modules.pop(name, None) for name in NAMES}
        loader = importlib.machinery.SourceFileLoader("truth_run", os.path.join(self.folder, "run"))
        run = importlib.util.module_from_spec(
            importlib.util.spec_from_loader("truth_run", loader))
        loader.exec_module(run)
        for name in NAMES:
            sys.modules.pop(name, None)
            if before[name]:
                sys.modules[name] = before[name]
        return run

    def make(self):
        """Whether there is one."""
        self.worlds = {}
        self.run = run = self.load()
        run.unshare_command = run.unshare()
        if run.unshare_command is None:
            return False
        run.driver_digest = run.digest_of_driver()
        run.stage.build_driver()
        run.stage.build_bare_cache()
        chosen = run.chosen(argparse.Namespace(seed=1, chance=None, small=False, only="*"))
        faults = [(environment, fault) for environment, of_it in chosen
                  if os.path.isdir(run.environments.path_of(environment)) for fault in of_it
                  if run.possible(fault) and run.is_kept(environment, fault)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for name, world in pool.map(self.make_one, faults):
                if world:
                    self.worlds[name] = world
        return bool(self.worlds)

    def make_one(self, named):
        environment, fault = named
        job = json.dumps({"environment": environment, "fault": fault})
        helper = subprocess.Popen(
            self.run.unshare_command + [sys.executable, os.path.join(
                os.path.dirname(os.path.abspath(__file__)), "truth_stage.py"), self.folder, job],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.helpers.append(helper)
        line = helper.stdout.readline()
        name = f"{environment}/{fault['name']}"
        if not line:
            return name, None
        with open(self.run.path_of_kept(environment, fault)) as stream:
            return name, (helper.pid, fault, json.load(stream), json.loads(line))

    def prepare(self, worker):
        self.names = list(self.worlds)

    def first_failure(self, worker, names, deadline):
        program = worker.program("src/whycpu")
        for name in names:
            pid, fault, real, how = self.worlds[name]
            namespace = os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY)

            def enter():
                if LIBC.setns(namespace, CLONE_NEWNS):
                    raise OSError(ctypes.get_errno(), "setns")
                os.chdir(how["cwd"])

            process = checks.start([program, *how["command"]], env=how["environment"],
                                   stderr=subprocess.DEVNULL, preexec_fn=enter)
            os.close(namespace)
            if self.differs(process, deadline, real, fault):
                return name
        return None

    def differs(self, process, deadline, real, fault):
        lines = list(checks.lines_of(process, deadline))
        late = (bool(lines) and lines[-1] is None) or \
            (checks.wait(process, deadline) and process.returncode not in (0, 1, 2))
        checks.end(process)
        if late:
            return True
        try:
            document = json.loads(lines[0])
        except (IndexError, ValueError):
            return True
        document["status"] = process.returncode
        compare = self.run.compare
        judged, _ = compare.judge(real, compare.summary(document), fault)
        return judged not in (compare.AGREES, compare.APART)

    def remove(self):
        for helper in self.helpers:
            helper.stdin.close()
            helper.wait()
