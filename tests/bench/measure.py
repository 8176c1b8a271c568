"""What a command costs: system calls and bytes by strace, time and memory by tests/tools/measure."""
import os
import re
import statistics
import subprocess
import tempfile

# What a Python virtual environment or a shell might put in the way of a fair comparison.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"),
               "LC_ALL": "C.UTF-8"}

CALL = re.compile(r"^(?:\d+ +)?(?:<\.\.\. )?([a-z_0-9]+)(?:\(| resumed)")
RESULT = re.compile(r"= (-?\d+)(?: |$)")
READS = {"read", "pread64", "readv", "preadv", "preadv2"}


def forget_files():
    """What the kernel keeps of files in memory is dropped; PermissionError where that is barred."""
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
        file.write("3\n")


class NoTrace(Exception):
    """strace cannot be used here."""


class Trace:
    """Every system call of a command and of what it starts."""

    def __init__(self, command, around=(), environment=None):
        """`around`: a command that runs another one, and is not counted."""
        with tempfile.NamedTemporaryFile(suffix=".strace") as file:
            try:
                ran = subprocess.run(
                    [*map(str, around), "strace", "-f", "-qq", "-s", "64", "-e", "signal=none", "-o", file.name,
                     *map(str, command)], env=environment or ENVIRONMENT, stdin=subprocess.DEVNULL,
                    capture_output=True, check=False)
            except OSError as error:
                raise NoTrace(str(error)) from error
            with open(file.name, encoding="utf-8", errors="replace") as lines:
                self.lines = lines.read().splitlines()
        if not any("execve(" in line for line in self.lines):
            raise NoTrace(ran.stderr.decode(errors="replace").strip())
        self.status = ran.returncode
        self.output = ran.stdout.decode(errors="replace")
        self.errors = ran.stderr.decode(errors="replace")

    def calls(self):
        """(name, line) of each call; one that was interrupted counts once."""
        for line in self.lines:
            match = CALL.match(line)
            if match and "resumed>" not in line:
                yield match.group(1), line

    def count(self):
        return sum(1 for _ in self.calls())

    def bytes_read(self):
        """What was read, and the whole length of what was mapped from a file."""
        total = 0
        for line in self.lines:
            match, result = CALL.match(line), RESULT.search(line)
            if not match or not result:
                continue
            name = match.group(1)
            if name in READS:
                total += max(0, int(result.group(1)))
            elif name == "mmap" and "MAP_ANONYMOUS" not in line:
                total += int(line.split(", ")[1])
        return total


class Runs:
    """Times and memory of a command that was run several times, after one run that warms caches."""

    def __init__(self, measure, command, count, around=(), environment=None, cold=False):
        """`cold`: nothing is cached, before each run; needs root."""
        def lines(times):
            ran = subprocess.run([*map(str, around), str(measure), str(times), *map(str, command)],
                                 env=environment or ENVIRONMENT, stdout=subprocess.PIPE,
                                 check=True, text=True)
            return [tuple(int(word) for word in line.split()) for line in ran.stdout.splitlines()]
        lines(1)
        rows = []
        while cold and len(rows) < count:
            forget_files()
            rows += lines(1)
        rows = rows or lines(count)
        self.wall_ms = statistics.median(row[0] for row in rows) / 1000
        self.largest_resident_kib = max(row[1] for row in rows)
        self.statuses = {os.waitstatus_to_exitcode(row[2]) for row in rows}
