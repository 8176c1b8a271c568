"""The tests that may notice a mutant, each small enough to be tried alone.

A suite knows its tests by name (`names`), tries some of them (`first_failure`: the name of the one
that failed, or None), and runs in a worker: with copies of the programs that look at the worker's
board, in a directory of the worker's own."""
import os
import re
import select
import signal
import subprocess
import time

TOLERANCE = 8  # times as long as without a mutant, and
GRACE_SECONDS = 4
OUTPUT_CEILING = 64 * 1024 * 1024


def deadline_after(seconds):
    return time.monotonic() + GRACE_SECONDS + TOLERANCE * seconds


def end(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    process.stdout.close()


def lines_of(process, deadline):
    """What a process prints, line by line; None, last, when it is too late or too much."""
    descriptor, rest, total = process.stdout.fileno(), b"", 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or total > OUTPUT_CEILING or not select.select([descriptor], [], [], left)[0]:
            yield None
            return
        data = os.read(descriptor, 65536)
        if not data:
            break
        total += len(data)
        *lines, rest = (rest + data).split(b"\n")
        yield from lines
    if rest:
        yield rest


def start(command, **more):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            start_new_session=True, **more)


RESULT = re.compile(rb"(not )?ok \d+(?: - (.*?))?(?: # (?:SKIP|skip).*)?$")


def tap_failure(command, deadline, **more):
    """None when all is well, else the name of the test that failed first, or how the program ended."""
    more.setdefault("stderr", subprocess.DEVNULL)
    process = start(command, **more)
    failure, last = None, "the first"
    for line in lines_of(process, deadline):
        if line is None:
            failure = f"too slow after {last}"
            break
        result = RESULT.match(line)
        if result:
            last = (result.group(2) or b"").decode(errors="replace")
            if result.group(1):
                failure = last
                break
    if failure is None and wait(process, deadline):
        failure = f"status {process.returncode} after {last}"
    end(process)
    return failure


def wait(process, deadline):
    """Whether it ended otherwise than well."""
    try:
        return process.wait(max(0.01, deadline - time.monotonic())) != 0
    except subprocess.TimeoutExpired:
        return True


class Unit:
    """The tests of one unit test program."""

    def __init__(self, place):
        self.program = f"tests/unit/unit_{place}"
        self.title = f"unit {place}"

    def prepare(self, worker):
        said = subprocess.run([worker.program(self.program)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False, env=worker.environment)
        self.names = [m.group(2).decode() for m in map(RESULT.match, said.stdout.split(b"\n")) if m]

    def first_failure(self, worker, names, deadline):
        return tap_failure([worker.program(self.program), *names], deadline,
                           env=worker.environment)


class Machines:
    """tests/machines, machine by machine; `option` as in judge_machines."""

    def __init__(self, title, *options):
        self.title, self.options = title, list(options)

    def prepare(self, worker):
        faults = os.path.join(worker.tree, "tests/machines/faults")
        said = subprocess.run([worker.program("tests/machines/judge_machines"),
                               os.path.dirname(faults)], stdout=subprocess.PIPE, check=False)
        names = [m.group(2).decode() for m in map(RESULT.match, said.stdout.split(b"\n")) if m]
        self.names = [name for name in names if " " not in name]

    def first_failure(self, worker, names, deadline):
        return tap_failure([worker.program("tests/machines/judge_machines"), *self.options,
                            os.path.join(worker.tree, "tests/machines"), *names], deadline,
                           env=worker.environment)


class Transcripts:
    """Commands and their output, to the letter: tests/cli/cases, as tests/cli/transcripts.sh."""

    title = "transcripts"

    def prepare(self, worker):
        self.put_machine(worker)
        self.cases = {}
        folder = os.path.join(worker.tree, "tests/cli/cases")
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as stream:
                for number, (command, expected) in enumerate(self.split(stream.read()), 1):
                    self.cases[f"{name[:-5]} {number}: {command.decode()}"] = (command, expected)
        self.names = list(self.cases)

    @staticmethod
    def put_machine(worker):
        """The command `machine`, as tests/cli/transcripts.sh has it."""
        os.makedirs(worker.worlds, exist_ok=True)
        path = os.path.join(worker.bin, "machine")
        with open(path, "w") as stream:
            stream.write("#!/bin/sh\nenvironment=\n"
                         '[ "$1" != -e ] || { environment=$2; shift 2; }\n'
                         "for name; do\n"
                         f"    {worker.program('tests/machines/judge_machines')} --recorded "
                         f'{worker.tree}/tests/machines "$name" $environment \\\n'
                         f"        >{worker.worlds}/${{name##*/}}.world || exit\n"
                         "done\n")
        os.chmod(path, 0o755)

    @staticmethod
    def split(text):
        command, expected, inside = None, [], False
        for line in text.split(b"\n"):
            if line.startswith(b"$ "):
                if command is not None:
                    yield command, b"\n".join(expected).rstrip(b"\n")
                command, expected, inside = line[2:], [], True
            elif line.startswith(b"#"):
                inside = False
            elif inside:
                expected.append(line)
        if command is not None:
            yield command, b"\n".join(expected).rstrip(b"\n")

    def first_failure(self, worker, names, deadline):
        environment = {"PATH": worker.bin + ":/usr/bin:/bin", "HOME": "/nonexistent",
                       "WORLDS": worker.worlds, "LC_ALL": "C.UTF-8", "TERM": "xterm"}
        for name in names:
            command, expected = self.cases[name]
            process = start(["sh", "-c", command], stderr=subprocess.STDOUT, env=environment,
                            cwd=os.path.join(worker.tree, "tests/machines"))
            lines = list(lines_of(process, deadline))
            late = bool(lines) and lines[-1] is None
            if not late:
                wait(process, deadline)
            end(process)
            if not late and process.returncode:
                lines.append(b"= %d" % process.returncode)
            if late or b"\n".join(lines).rstrip(b"\n") != expected:
                return name
        return None


class Script:
    """A TAP script as a whole: tests/cli/documents.sh and the like."""

    def __init__(self, *paths):
        self.title = "scripts"
        self.paths = paths

    def prepare(self, worker):
        self.names = [path for path in self.paths
                      if os.path.exists(os.path.join(worker.tree, path))]

    def first_failure(self, worker, names, deadline):
        for name in names:
            failure = tap_failure([os.path.join(worker.tree, name)], deadline,
                                  env=worker.test_environment)
            if failure:
                return name
        return None


class Hostile:
    """tests/hostile, tree by tree, without the look at the system calls."""

    title = "hostile trees"

    def prepare(self, worker):
        folder = os.path.join(worker.tree, "tests/hostile")
        said = subprocess.run(["python3", "-B", "-c", "import trees; print(*trees.TREES, sep='\\n')"],
                              cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
        self.names = said.stdout.splitlines()

    def first_failure(self, worker, names, deadline):
        environment = dict(worker.test_environment, PATH=worker.no_strace, HOSTILE_SECONDS="30")
        return tap_failure(["python3", os.path.join(worker.tree, "tests/hostile/run"), *names],
                           deadline, env=environment)
