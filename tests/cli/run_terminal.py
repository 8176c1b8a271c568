#!/usr/bin/env python3
"""A program under `whycpu run --require-gpu` and the same program alone: to the terminal, to the
shell, to whoever sends a signal and to the program itself both have to look alike. Prints TAP.
WHYCPU is the program.
"""
import difflib
import fcntl
import os
import pickle
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tap import done, skip, tell  # noqa: E402

WHYCPU = os.path.abspath(os.environ["WHYCPU"])
WITH = [WHYCPU, "run", "--require-gpu", "--"]
SECONDS = 60  # for one answer, on a machine that has much else to do


class Parallel:
    """Comparisons wait more than they work, so some are under way at a time, each in a process of
    its own (that forks, has terminals and is sent signals). They are told in their order."""

    def __init__(self, most):
        self.most, self.waiting, self.under_way = most, [], []

    def begin(self, make, argument):
        promise = {"make": make, "argument": argument}
        self.waiting.append(promise)
        self.start()
        return promise

    def start(self):
        while self.waiting and len(self.under_way) < self.most:
            promise = self.waiting.pop(0)
            promise["pipe"], out = os.pipe()
            promise["pid"] = os.fork()
            if promise["pid"] == 0:
                self.be_worker(promise, out)
            os.close(out)
            self.under_way.append(promise)

    @staticmethod
    def be_worker(promise, out):
        try:
            result = promise["make"](promise["argument"])
        except BaseException:
            result = "it failed under %r: %s" % (promise["argument"], traceback.format_exc())
        with os.fdopen(out, "wb") as stream:
            pickle.dump(result, stream)
        os._exit(0)

    def result(self, promise):
        """Waits for this one, and takes whatever else ends meanwhile."""
        while "result" not in promise:
            pipes = [other["pipe"] for other in self.under_way]
            for pipe in select.select(pipes, [], [])[0]:
                self.take(next(other for other in self.under_way if other["pipe"] == pipe))
            self.start()
        return promise["result"]

    def take(self, promise):
        with os.fdopen(promise["pipe"], "rb") as stream:
            text = stream.read()
        os.waitpid(promise["pid"], 0)
        self.under_way.remove(promise)
        promise["result"] = pickle.loads(text) if text else "it was killed: %r" % promise


PARALLEL = Parallel(8)
COMPARISONS = []


def compare(what, make, keep=None):
    """What `make` gives of a program alone and under whycpu has to be alike; told by tell_all()."""
    COMPARISONS.append((what, PARALLEL.begin(make, []), PARALLEL.begin(make, WITH), keep))


def tell_all():
    for what, alone, under, keep in COMPARISONS:
        alike(what, PARALLEL.result(alone), PARALLEL.result(under), keep)
    COMPARISONS.clear()


def alike(what, alone, under, keep=None):
    """`keep`: what both have to hold besides."""
    holds = alone == under and (keep is None or keep in str(alone))
    differences = difflib.unified_diff(str(alone).splitlines(), str(under).splitlines(), "alone",
                                       "under whycpu", lineterm="", n=0)
    tell(holds, what, *differences, "both lack %r" % keep if alone == under else "")


# -- programs ----------------------------------------------------------------------------------

HERE = tempfile.mkdtemp(prefix="whycpu-run-")
PROGRAMS = {
    # What a process was given.
    "given": """
import os, re
status = open("/proc/self/status").read()
print(re.findall(r"(Sig(?:Blk|Ign|Pnd)|ShdPnd|Umask|NoNewPrivs|Seccomp|CapEff):\\s*(\\S+)", status))
print([os.isatty(fd) for fd in range(3)])
for fd in sorted(map(int, os.listdir("/proc/self/fd"))):
    try:
        print(fd, re.sub(r"\\d+", "N", os.readlink("/proc/self/fd/%d" % fd)))
    except OSError:
        pass
print(open("/proc/self/limits").read())
os.environ.pop("_", None) # of the shell: the path of what it started
print(os.getcwd(), sorted(os.environ.items()))
print(os.getsid(0) == os.getpgid(0), os.nice(0), os.sched_getaffinity(0))
""",
    # Says how often it was sent what, and ends with `q`.
    "counts": """
import os, signal, sys, time
seen = {}
def note(number, frame):
    seen[number] = seen.get(number, 0) + 1
for name in sys.argv[1].split(","):
    signal.signal(getattr(signal, "SIG" + name), note)
print("ready", os.getpid(), flush=True)
end = time.monotonic() + 120
while not seen and time.monotonic() < end:
    time.sleep(0.02)
time.sleep(0.6)
print("seen", {signal.Signals(k).name: v for k, v in seen.items()}, flush=True)
sys.exit(9)
""",
    "ticks": """
import sys, time
for i in range(int(sys.argv[1])):
    print("tick", i, flush=True)
    time.sleep(0.1)
print("done", flush=True)
""",
    "bar": """
import sys, time
for i in range(30):
    sys.stderr.write("\\r%3d%%|%s| %d/30" % (i * 100 // 29, "█" * i, i))
    sys.stderr.flush()
    time.sleep(0.005)
sys.stderr.write("\\n")

""",
}
for name, text in PROGRAMS.items():
    with open(os.path.join(HERE, name), "w") as stream:
        stream.write(text)


def program(name, *arguments):
    return [sys.executable, "-S", os.path.join(HERE, name), *arguments]


def quoted(words):
    return " ".join("'%s'" % word.replace("'", "'\\''") for word in words)


# -- terminals ---------------------------------------------------------------------------------

class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, words, environment=None):
        self.text = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            # Nothing of what the runner of the tests ignores.
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            os.execvpe(words[0], words, dict(os.environ, PS1="$ ", TERM="dumb",
                                             **(environment or {})))

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:
            part = b""
        self.text += part
        return bool(part)

    def wait_for(self, pattern, since=0):
        """The match of a pattern behind `since`; None when it does not come."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            match = re.compile(pattern.encode(), re.S).search(self.text, since)
            if match:
                return match
            if not self.read(0.5) and not self.is_alive():
                break
        return re.compile(pattern.encode(), re.S).search(self.text, since)

    def is_alive(self):
        return os.path.exists("/proc/%d" % self.pid)

    def type(self, text):
        os.write(self.master, text.encode())

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def drain(self):
        while self.read(0.3):
            pass

    def end(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.close(self.master)
        os.waitpid(self.pid, 0)


def shell_words(shell):
    return {"bash": ["bash", "--noprofile", "--norc", "-i"], "dash": ["dash", "-i"]}[shell]


class Shell(Terminal):
    def __init__(self, shell):
        super().__init__(shell_words(shell), {"ENV": ""})
        self.wait_for(r"\$ ")
        self.type("stty -echo; PS1=\n")
        self.ask("true")

    def ask(self, command):
        """What a command prints, with its status."""
        since = len(self.text)
        self.type("%s; echo \"<$?>\"\n" % command)
        match = self.wait_for(r"<(\d+)>", since)
        return self.text[since:match.end()].decode() if match else "no answer: %r" % self.text[since:]


# -- what the program is given -----------------------------------------------------------------

def given(prefix, how):
    words = quoted(prefix + program("given"))
    done = subprocess.run(["bash", "-c", how % words], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=HERE)
    return done.stdout.decode()


for what, how in (
        ("the program is given the same", "%s"),
        ("in the background of a script too", "%s & wait"),
        ("with nohup", "nohup %s"),
        ("with setsid", "setsid -w %s"),
        ("with signals that are ignored", "trap '' INT TERM PIPE USR1 CHLD; %s"),
        ("with open descriptors", "exec 7</dev/null 9>/dev/zero; %s"),
        ("with closed streams", "%s 0<&-"),
        ("with limits", "ulimit -n 200 -s 4096 -c 0; umask 027; %s")):
    compare(what, lambda prefix, how=how: given(prefix, how), "SigIgn")


def blocked(prefix):
    """A signal that is blocked stays so, and one that waits already is handed on."""
    script = ("import signal, os, sys\n"
              "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGTERM])\n"
              "os.execv(sys.argv[1], sys.argv[1:])\n")
    done = subprocess.run([sys.executable, "-c", script] + prefix + program("given"), cwd=HERE,
                          stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return done.stdout.decode()


compare("with signals that are blocked", blocked, "SigBlk")


def on_terminal(prefix):
    terminal = Terminal(prefix + program("given"))
    while terminal.read(SECONDS):
        pass
    terminal.end()
    return terminal.text.decode()


compare("on a terminal", on_terminal, "[True, True, True]")


# -- its end -----------------------------------------------------------------------------------

def status(prefix, words):
    return subprocess.run(prefix + words, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode


for code in (0, 1, 3, 77, 125, 126, 127, 128, 255):
    compare("status %d" % code,
            lambda prefix, code=code: status(prefix, ["sh", "-c", "exit %d" % code]))
for name in ("TERM", "INT", "SEGV", "KILL", "PIPE", "ABRT", "USR1", "RTMIN"):
    compare("death by SIG" + name, lambda prefix, name=name: status(
        prefix, ["bash", "-c", "ulimit -c 0; kill -%s $$" % name]))


def alarm(prefix):
    script = "import os, signal, sys; signal.alarm(2); os.execvp(sys.argv[1], sys.argv[1:])"
    return status([sys.executable, "-c", script] + prefix, ["sleep", "30"])


compare("an alarm that was set before", alarm)


def pipe(prefix):
    done = subprocess.run(
        ["bash", "-c", "yes | %s cat | head -n 2; echo ${PIPESTATUS[*]}" % quoted(prefix)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
    return done.stdout.decode()


compare("between two others of a pipe", pipe, "141 141 0")


def closes_early(prefix):
    """The other end of a pipe sees at once that the program has let go of it."""
    begin = time.monotonic()
    child = subprocess.Popen(prefix + ["bash", "-c", "exec >&- 0<&- 5>&-; sleep 20"],
                             stdout=subprocess.PIPE)
    child.stdout.read()
    child.kill()
    child.wait()
    return time.monotonic() - begin < 15


compare("a stream that the program closes is closed", closes_early, "True")


# -- signals -----------------------------------------------------------------------------------

def started(prefix, words, **options):
    child = subprocess.Popen(prefix + words, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                             text=True, **options)
    first = child.stdout.readline().split()
    return child, int(first[1])


def sent(prefix, name, to_group):
    child, _ = started(prefix, program("counts", name), start_new_session=True)
    number = getattr(signal, "SIG" + name)
    (os.killpg if to_group else os.kill)(child.pid, number)
    return child.stdout.read(), child.wait()


for name in ("TERM", "INT", "HUP", "USR1", "CONT", "WINCH", "QUIT"):
    compare("SIG%s to it alone comes once" % name, lambda p, name=name: sent(p, name, False),
            "'SIG%s': 1" % name)
    compare("SIG%s to its group comes once" % name, lambda p, name=name: sent(p, name, True),
            "'SIG%s': 1" % name)


def killed(prefix):
    child, pid = started(prefix, program("counts", "TERM"))
    child.kill()
    child.wait()
    end = time.monotonic() + 10
    while os.path.exists("/proc/%d" % pid) and time.monotonic() < end:
        time.sleep(0.02)
    return os.path.exists("/proc/%d" % pid)


compare("kill -9 leaves no program behind", killed, "False")


def no_witness():
    """Whatever accompanies the program goes with it."""
    child, _ = started(WITH, program("ticks", "5"), start_new_session=True)
    child.stdout.read()
    child.wait()
    left = subprocess.run(["ps", "-eo", "sid,comm"], stdout=subprocess.PIPE, text=True).stdout
    return [line for line in left.splitlines() if line.split()[0] == str(child.pid)]


tell(no_witness() == [], "no process is left", no_witness())


def stopped(prefix):
    """Stopped and continued by someone who knows only the program's parent."""
    child, _ = started(prefix, program("ticks", "10"), start_new_session=True)
    os.killpg(child.pid, signal.SIGSTOP)
    time.sleep(0.3)
    os.kill(child.pid, signal.SIGCONT)
    return "done" in child.stdout.read(), child.wait()


compare("stopped with its group, continued alone", stopped)


# -- shells with job control -------------------------------------------------------------------

def interrupted(prefix, shell, key, words):
    session = Shell(shell)
    since = len(session.text)
    session.type(quoted(prefix + words) + "; echo \"<$?>\"\n")
    session.wait_for(r"ready|tick 3", since)
    session.type(key)
    match = session.wait_for(r"<(\d+)>", since)
    text = session.text[since:match.end() if match else None].decode()
    session.end()
    return re.sub(r"tick \d+\r\n|ready \d+\r\n", "", text)


def suspended(prefix, shell):
    session = Shell(shell)
    since = len(session.text)
    session.type(quoted(prefix + program("ticks", "25")) + "\n")
    session.wait_for(r"tick 3", since)
    session.type("\x1a")
    stop = session.wait_for(r"Stopped", since)
    ticks = session.text.count(b"tick")
    time.sleep(0.5)
    still = session.text.count(b"tick") == ticks
    listed = "Stopped" in session.ask("jobs")
    since = len(session.text)
    session.type("fg; echo \"<$?>\"\n")
    done = session.wait_for(r"done.*<(\d+)>", since)
    jobs = session.ask("jobs")
    session.end()
    return bool(stop), still, listed, done and done.group(1), jobs


def background(prefix, shell):
    session = Shell(shell)
    since = len(session.text)
    session.type(quoted(prefix + ["cat"]) + " &\n")
    time.sleep(1)
    session.type("\n")
    session.wait_for(r"Stopped[^\n]*", since)
    session.drain()
    listed = re.findall(r"Stopped(?: \([a-z ]*\))?", session.ask("jobs"))
    since = len(session.text)
    session.type("fg\n")
    time.sleep(0.5)
    session.type("words\n\x04")
    heard = session.wait_for(r"words", since)
    status = session.ask("true")
    session.end()
    return listed, bool(heard), status


def resized(prefix, shell):
    session = Shell(shell)
    since = len(session.text)
    session.type(quoted(prefix + program("counts", "WINCH")) + "\n")
    session.wait_for(r"ready", since)
    session.resize(50, 132)
    match = session.wait_for(r"seen ([^\r\n]*)\r\n", since)
    session.end()
    return match and match.group(1)


def killed_job(prefix, shell):
    session = Shell(shell)
    since = len(session.text)
    session.type(quoted(prefix + program("counts", "TERM")) + " &\n")
    session.wait_for(r"ready", since)
    session.type("kill %1\n")
    match = session.wait_for(r"seen ([^\r\n]*)\r\n", since)
    session.end()
    return match and match.group(1)


for shell in ("bash", "dash"):
    if not shutil.which(shell):
        skip(shell, "it is not there")
        continue
    for what, key in (("Ctrl-C", "\x03"), ("Ctrl-\\", "\x1c")):
        compare("%s: %s ends it" % (shell, what), lambda p, shell=shell, key=key: interrupted(
            p, shell, key, ["sh", "-c", "echo ready; ulimit -c 0; exec sleep 60"]))
    compare(shell + ": Ctrl-C comes once", lambda p, shell=shell: interrupted(
        p, shell, "\x03", program("counts", "INT")), "'SIGINT': 1")
    compare(shell + ": Ctrl-Z, jobs and fg", lambda p, shell=shell: suspended(p, shell),
            "True, True, True")
    compare(shell + ": a background job that reads the terminal",
            lambda p, shell=shell: background(p, shell))
    compare(shell + ": a new size comes once", lambda p, shell=shell: resized(p, shell),
            "'SIGWINCH': 1")
    compare(shell + ": kill %1 comes once", lambda p, shell=shell: killed_job(p, shell),
            "'SIGTERM': 1")


def hang_up(prefix):
    """The terminal goes away under a program that leads its session."""
    out = os.path.join(HERE, "hung-up")
    terminal = Terminal(prefix + ["sh", "-c", "trap 'echo hup >>%s; exit 4' HUP; echo ready; "
                                  "while :; do sleep 0.1; done" % out])
    terminal.wait_for("ready")
    os.close(terminal.master)
    _, state = os.waitpid(terminal.pid, 0)
    with open(out) as stream:
        text = stream.read()
    os.unlink(out)
    return text, state


compare("a terminal that hangs up", hang_up, "hup")


# -- bytes -------------------------------------------------------------------------------------

def shown(prefix, words):
    terminal = Terminal(prefix + words, {"COLUMNS": "100"})
    while terminal.read(SECONDS):
        pass
    terminal.end()
    return terminal.text


tell_all()
alone, under = shown([], program("bar")), shown(WITH, program("bar"))
tell(alone == under and b"\r" in alone, "a progress bar, byte for byte", alone, under)

shutil.rmtree(HERE)
sys.exit(done())
