"""One worker: its board, its copies of the programs, its place for what tests leave behind."""
import os
import resource
import shutil
import signal
import time

import board
import checks

MEMORY_CEILING = 4 << 30
PR_SET_PDEATHSIG = 1


class Worker:
    def __init__(self, tree, number):
        board.LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        self.tree = tree.place
        self.build = tree.build
        self.place = os.path.join(tree.scratch, f"worker-{number}")
        shutil.rmtree(self.place, ignore_errors=True)
        self.bin = os.path.join(self.place, "programs/src")
        self.temporary = os.path.join(self.place, "tmp")
        self.worlds = os.path.join(self.place, "worlds")
        os.makedirs(self.temporary)
        self.no_strace = self.path_without("strace")
        self.board = board.Board()
        self.copies = {}
        helper = self.program("src/whycpu-helper")
        whycpu = self.program("src/whycpu")
        self.environment = {"PATH": os.environ["PATH"], "TMPDIR": self.temporary,
                            "HOME": self.temporary, "LC_ALL": "C.UTF-8"}
        self.test_environment = dict(
            self.environment, WHYCPU=whycpu, HELPER=helper,
            STUBS=os.path.join(self.build, "tests/ask"),
            VALIDATE_JSON=os.path.join(self.build, "tests/tools/validate_json"),
            OPEN_DEVICE=os.path.join(self.build, "tests/tools/open_device"),
            MEASURE=os.path.join(self.build, "tests/tools/measure"),
            SCHEMAS=os.path.join(self.tree, "docs/schema"), PYTHONDONTWRITEBYTECODE="1",
            MACHINES=os.path.join(self.tree, "tests/machines"))
        for limit, value in ((resource.RLIMIT_AS, MEMORY_CEILING), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))

    def path_without(self, tool):
        """A directory of links to what the hostile trees' test needs."""
        place = os.path.join(self.place, "tools")
        os.makedirs(place)
        for name in ("python3", "sh", "chmod", "rm", "env"):
            os.symlink(shutil.which(name), os.path.join(place, name))
        return place

    def program(self, name):
        """The path of this worker's copy."""
        if name not in self.copies:
            source = os.path.join(self.build, name)
            target = os.path.join(self.place, "programs", name)
            if name.endswith("helper"):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(source, target)
            else:
                board.watched_copy(source, target, self.board)
            self.copies[name] = target
        return self.copies[name]

    def try_names(self, suite, names, seconds):
        failure = suite.first_failure(self, names, checks.deadline_after(seconds))
        self.clean()
        return failure

    def clean(self):
        with os.scandir(self.temporary) as left:
            for entry in left:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)

    def record(self, suite, name):
        """(seconds, what it reached, failure) of one test with no condition flipped."""
        self.board.choose(board.NONE)
        self.board.forget()
        started = time.monotonic()
        failure = self.try_names(suite, [name], 60)
        return time.monotonic() - started, self.board.reached(), failure

    def close(self):
        shutil.rmtree(self.place, ignore_errors=True)
