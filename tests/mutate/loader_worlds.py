"""The worlds of tests/oracle/ldso, made once and asked of the real loader once; then whycpu is asked
again and again."""
import importlib.machinery
import importlib.util
import os
import shutil
import sys
import tempfile
import time


class LoaderWorlds:
    title = "ld.so"

    def __init__(self, root, count, seed):
        folder = os.path.join(root, "tests/oracle/ldso")
        sys.path.insert(0, folder)
        loader = importlib.machinery.SourceFileLoader("ldso_run", os.path.join(folder, "run"))
        self.run = importlib.util.module_from_spec(
            importlib.util.spec_from_loader("ldso_run", loader))
        loader.exec_module(self.run)
        self.count, self.seed, self.scratch = count, seed, None

    def make(self):
        run = self.run
        self.scratch = tempfile.mkdtemp(prefix="whycpu-mutants-", dir=run.place_of_worlds())
        os.chmod(self.scratch, 0o755)
        builder = run.Builder(os.path.join(self.scratch, "objects"))
        run.ask.enter = str(builder.enter)
        machine = run.look_at_machine(builder)
        may_root = run.ask.may_change_root(self.scratch) and shutil.which("ldconfig")
        plans = dict(run.written_plans(machine))
        for number in range(self.count):
            plans[str(number)] = run.make_plan(self.seed, number, machine, bool(may_root))
        self.worlds = {}
        for name, plan in plans.items():
            if plan.root and not may_root:
                continue
            world = run.World(plan, os.path.join(self.scratch, f"w{name}"), builder, machine)
            world.make()
            self.worlds[name] = (world, list(zip(plan.names, run.ask.real_answers(world))))

    def prepare(self, worker):
        self.names = list(self.worlds)

    def first_failure(self, worker, names, deadline):
        ask = self.run.ask
        executable = os.open(worker.program("src/whycpu"), os.O_RDONLY)
        try:
            for name in names:
                world, answers = self.worlds[name]
                for asked, real in answers:
                    ours = ask.whycpu_answer(world, asked, executable)
                    if self.differs(ask, world, real, ours) or time.monotonic() > deadline:
                        return name
        finally:
            os.close(executable)
        return None

    @staticmethod
    def differs(ask, world, real, ours):
        try:
            return ask.compared(world, real, ours) or ask.told_otherwise(real, ours)
        except (AttributeError, TypeError):  # no text where there must be one
            return "shape"

    def remove(self):
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
