#!/usr/bin/env python3
"""What `whycpu run` does to a program that shows the signs of a framework, what it changes on disk,
and what it costs. The frameworks are programs of our own that map files of their names and give
threads theirs; tests/oracle/truth/under_run has the real ones. Prints TAP. WHYCPU is the program.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tap import done, skip, tell  # noqa: E402

WHYCPU = os.path.abspath(os.environ["WHYCPU"])
SECONDS = 60
HERE = tempfile.mkdtemp(prefix="whycpu-run-")
SEVEN = ["libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcufft.so.11",
         "libcusolver.so.11", "libcusparse.so.12", "libcudnn.so.9"]
FRAMEWORK = "libtensorflow_framework.so.2"


# A program that does what its words say, one after the other.
with open(os.path.join(HERE, "acts"), "w") as stream:
    stream.write("""
import ctypes, mmap, os, signal, subprocess, sys, threading, time
kept = []
def act(word):
    verb, _, rest = word.partition("=")
    if verb == "map":
        for name in rest.split(","):
            with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
                kept.append(mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ))
    elif verb == "thread":
        def live():
            ctypes.CDLL(None).prctl(15, rest.encode(), 0, 0, 0)
            time.sleep(100)
        threading.Thread(target=live, daemon=True).start()
    elif verb == "begin":
        old = os.path.join(os.path.dirname(__file__), "old", "libtensorflow_framework.so.2")
        kept.append(ctypes.CDLL(old))
        kept[-1].begin(rest.encode())
    elif verb == "sleep":
        time.sleep(float(rest))
    elif verb == "log":
        sys.stderr.write(rest + "\\n")
        sys.stderr.flush()
    elif verb == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    elif verb == "saves":
        def save(*_):
            open(rest, "w").write("saved")
            os._exit(0)
        signal.signal(signal.SIGTERM, save)
    elif verb == "child":
        kept.append(subprocess.Popen([sys.executable, "-S", __file__] + rest.split("+")))
    elif verb == "exec":
        os.execv(sys.executable, [sys.executable, "-S", __file__] + rest.split("+"))
    elif verb == "burn":
        end = time.process_time() + float(rest)
        while time.process_time() < end:
            sum(range(1000))
for word in sys.argv[1:]:
    act(word)
""")
for name in SEVEN + [FRAMEWORK, "libcuda.so.1", "libtorch_cpu.so", "libjax_common.so"]:
    with open(os.path.join(HERE, name), "wb") as stream:
        stream.write(b"\0" * 4096)
ACTS = [sys.executable, "-S", os.path.join(HERE, "acts")]
ALL = ",".join(SEVEN)
SIX = ",".join(name for name in SEVEN if "cusolver" not in name)


def run(*words, options=("--require-gpu",), prefix=(), stderr=subprocess.PIPE, words_before=()):
    """Status, what was said, seconds. `sh -c` cannot be seen through, so nothing is judged."""
    begin = time.monotonic()
    done = subprocess.run([*prefix, WHYCPU, "run", *options, "--", "sh", "-c", 'exec "$@"', "sh",
                           *words_before, *ACTS, *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=stderr, timeout=180)
    return done.returncode, (done.stderr or b"").decode(), time.monotonic() - begin


def ended(what, *words, says="", **more):
    status, text, seconds = run(*words, **more)
    tell(status == 3 and seconds < SECONDS and says in text, what,
         "status %d after %.1f s" % (status, seconds), text)


def left_alone(what, *words, **more):
    status, text, _ = run(*words, **more)
    tell(status == 0 and text == "", what, "status %d" % status, text)


# -- the decision ------------------------------------------------------------------------------

CPU = ["map=" + FRAMEWORK, "thread=tf_Compute"]
ended("TensorFlow with its devices and without libcuda", *CPU, "sleep=90",
      says="is on the CPU: TensorFlow has made its devices, and libcuda.so.1 is not loaded")
ended("with libcuda and without a library", "map=libcuda.so.1," + SIX, *CPU, "sleep=90",
      says="libcusolver.so is not loaded")
left_alone("with all of them", "map=libcuda.so.1," + ALL, *CPU, "sleep=3")
left_alone("before its devices are made", "map=" + FRAMEWORK, "sleep=3")
left_alone("beside PyTorch", "map=libtorch_cpu.so", *CPU, "sleep=3")
left_alone("beside JAX", "map=libjax_common.so", *CPU, "sleep=3")
left_alone("libraries that are not there for long", "map=libcuda.so.1", "map=" + FRAMEWORK,
           "sleep=15")


def inner_names():
    """A framework as up to 2.20: it alone knows the names of its threads."""
    source = os.path.join(HERE, "framework.c")
    with open(source, "w") as stream:
        stream.write("""
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
struct record { char *at; size_t length; char inside[16]; };
static void *live(void *record)
{
    for (;;)
        pause();
    return record;
}
void begin(const char *name)
{
    pthread_t thread;
    struct record *record = calloc(1, sizeof *record);
    record->at = record->inside;
    record->length = strlen(strcpy(record->inside, name));
    pthread_create(&thread, NULL, live, record);
}
""")
    os.makedirs(os.path.join(HERE, "old"))
    made = subprocess.run([*os.environ.get("CC", "cc").split(), "-O1", "-fPIC", "-shared",
                           "-pthread", source, "-o", os.path.join(HERE, "old", FRAMEWORK)])
    if made.returncode != 0:
        return skip("names that the kernel does not know", "it cannot be compiled here")
    ended("a thread whose name the kernel does not know", "begin=tf_Compute", "sleep=90",
          says="TensorFlow has made its devices, and libcuda.so.1 is not loaded")
    left_alone("and one of another name", "begin=tf_data_worker", "sleep=3")


if shutil.which(os.environ.get("CC", "cc").split()[0]):
    inner_names()
else:
    skip("names that the kernel does not know", "there is no compiler")
left_alone("a worker without the GPU", "map=libcuda.so.1," + ALL, "map=" + FRAMEWORK,
           "child=" + "+".join(CPU + ["sleep=3"]), "sleep=4")
ended("a program that was started by another", "child=" + "+".join(CPU + ["sleep=90"]), "sleep=90")
left_alone("a program that became another one", *CPU[:1], "exec=sleep=3")
status, text, _ = run(*CPU, "sleep=90", options=("--require-gpu", "--exit-code", "17"))
tell(status == 17, "--exit-code", status, text)
status, text, seconds = run("sleep=90", options=("--require-gpu", "--within", "2"))
tell(status == 3 and "no GPU was seen in use within 2 seconds" in text and seconds < 40,
     "--within", status, text, seconds)

log = os.path.join(HERE, "log")
with open(log, "w") as stream:
    stream.write("Cannot dlopen some GPU libraries: of somebody before\n")
with open(log, "a") as stream:
    status, _, _ = run("map=libcuda.so.1", "map=" + FRAMEWORK, "sleep=3", stderr=stream)
tell(status == 0, "what stood in the log before is of others", status)
with open(log, "a") as stream:
    status, _, seconds = run("map=libcuda.so.1", "map=" + FRAMEWORK,
                             "log=W gpu_device.cc] Cannot dlopen some GPU libraries. Please",
                             "sleep=90", stderr=stream)
tell(status == 3 and seconds < 40, "its log tells", status, seconds)
with tempfile.TemporaryFile() as stream:
    status, _, seconds = run("map=libcuda.so.1", "map=" + FRAMEWORK, "log=failed call to cuInit",
                             "sleep=90", stderr=stream)
tell(status == 3 and seconds < 40, "so does one without a name", status, seconds)

# -- the end -----------------------------------------------------------------------------------

saved = os.path.join(HERE, "saved")
ended("it may save what it has", "saves=" + saved, *CPU, "sleep=90")
tell(os.path.exists(saved), "and did")
status, text, seconds = run("deaf", "child=deaf+sleep=95", *CPU, "sleep=95")
left = subprocess.run(["ps", "-eo", "args"], stdout=subprocess.PIPE, text=True).stdout
tell(status == 3 and "sleep=95" not in left, "what does not listen is killed, with its children",
     status, [line for line in left.splitlines() if "sleep=95" in line])


def neighbours():
    """A pipe shares the process group; nobody else in it is ended."""
    done = subprocess.run(
        ["bash", "-c", "'%s' run --require-gpu -- sh -c 'exec \"$@\"' sh %s 2>/dev/null | "
         "(cat; sleep 1; echo lives)" % (WHYCPU, " ".join(ACTS + CPU + ["sleep=90"]))],
        stdout=subprocess.PIPE, text=True, timeout=120)
    return done.stdout


tell(neighbours() == "lives\n", "a neighbour in a pipe is left alone")

# -- before it is started ----------------------------------------------------------------------

def environment(*, broken):
    """A virtual environment in which TensorFlow is in pieces, or is not there."""
    prefix = os.path.join(HERE, "broken" if broken else "bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
    site = subprocess.run([prefix + "/bin/python", "-c", "import sysconfig; "
                           "print(sysconfig.get_paths()['purelib'])"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()
    if broken:
        info = os.path.join(site, "tensorflow_cpu-2.20.0.dist-info")
        build = os.path.join(site, "tensorflow/python/platform")
        os.makedirs(info)
        os.makedirs(build)
        with open(os.path.join(info, "METADATA"), "w") as stream:
            stream.write("Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.20.0\n")
        with open(os.path.join(info, "RECORD"), "w") as stream:
            stream.write("tensorflow/__init__.py,,\ntensorflow/python/platform/build_info.py,,\n")
        open(os.path.join(site, "tensorflow/__init__.py"), "w").close()
        with open(os.path.join(build, "build_info.py"), "w") as stream:
            stream.write("build_info = {'is_cuda_build': False, 'is_rocm_build': False}\n")
    return prefix


def refused(what, prefix, words, expected=3, options=()):
    begin = time.monotonic()
    done = subprocess.run([WHYCPU, "run", "--require-gpu", "--assume-gpu", *options, "--", *words],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE,
                          env=dict(os.environ, PATH=prefix + "/bin:/usr/bin:/bin"))
    lines = done.stderr.splitlines()
    tell(done.returncode == expected and (expected != 3 or (
        done.stdout == "" and len(lines) == 3 and "(framework-broken)" in done.stderr)), what,
        done.returncode, done.stdout, done.stderr, time.monotonic() - begin)


broken = environment(broken=True)
script = os.path.join(HERE, "train.py")
console = os.path.join(broken, "bin/torchrun")
trampoline = os.path.join(HERE, "long")
for path, head in ((script, "#!%s/bin/python\n" % broken), (console, "#!%s/bin/python3\n" % broken),
                   (trampoline, "#!/bin/sh\n'''exec' \"%s/bin/python\" \"$0\" \"$@\"\n' '''\n"
                    % broken)):
    with open(path, "w") as stream:
        stream.write(head + "print('started')\n")
    os.chmod(path, 0o755)
by_env = os.path.join(HERE, "by-env")
with open(by_env, "w") as stream:
    stream.write("#!/usr/bin/env python3\nprint('started')\n")
os.chmod(by_env, 0o755)
def mending(stderr):
    """The command that is said to tell what mends it, as it stands there."""
    found = re.search("`((?:env -u [A-Z_]+ )?whycpu fix [^`]*)` tells what mends it", stderr)
    return found.group(1) if found else "none: " + stderr


def says_what_mends(what, given, stderr, expected):
    """What is said can be typed, and tells of the same fault."""
    command = mending(stderr)
    done = subprocess.run(["sh", "-c", command.replace("whycpu", WHYCPU, 1)], cwd="/", env=given,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    tell(command == expected and "framework-broken" in done.stdout, what, command, expected,
         done.stdout)


refused("python is not started where it would be on the CPU", broken, ["python", script])
for hidden, words, expected in (
        (None, ["python"], "whycpu fix --python {}/bin/python --assume-gpu"),
        (None, ["env", "CUDA_VISIBLE_DEVICES=-1", "python"],
         "whycpu fix --python {}/bin/python --assume-gpu --env CUDA_VISIBLE_DEVICES=-1"),
        ("-1", ["env", "-u", "CUDA_VISIBLE_DEVICES", "python"],
         "env -u CUDA_VISIBLE_DEVICES whycpu fix --python {}/bin/python --assume-gpu"),
        ("-1", ["env", "CUDA_VISIBLE_DEVICES=-1", "python"],
         "whycpu fix --python {}/bin/python --assume-gpu")):
    given = dict(os.environ, PATH=broken + "/bin:/usr/bin:/bin")
    given.pop("CUDA_VISIBLE_DEVICES", None)
    if hidden:
        given["CUDA_VISIBLE_DEVICES"] = hidden
    got = subprocess.run([WHYCPU, "run", "--require-gpu", "--assume-gpu", "--", *words, script],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given,
                         cwd=HERE)
    says_what_mends("what mends it is told for what was judged: " + " ".join(words), given,
                    got.stderr, expected.format(broken))
refused("nor by its path", "/nonexistent", [broken + "/bin/python", script])
refused("nor a script that names it", "/nonexistent", [script])
refused("nor a command of the environment", broken, ["torchrun", "x"])
refused("nor a script too long for its first line", "/nonexistent", [trampoline])
refused("nor one by env in its first line", broken, [by_env])
refused("nor behind env", broken, ["env", "A=B", "-u", "C", "python", script])
refused("nor with --", broken, ["python3", "--", script])
refused("what sh starts is not judged", broken, ["sh", "-c", "python " + script], 0)
refused("nor an isolated Python", broken, ["python", "-I", script], 0)
refused("nor one without a framework", environment(broken=False), ["python", by_env], 0)
refused("--python judges another one", "/usr/bin", ["true"],
        options=("--python", broken + "/bin/python"))

# -- what a launcher started is judged when it is there ----------------------------------------

def launched(prefix, *words, options=()):
    """`sh` cannot be seen through; its Python does what the words say."""
    return subprocess.run([WHYCPU, "run", "--require-gpu", "--assume-gpu", *options, "--", "sh",
                           "-c", 'exec "$@"', "sh", "python", "-B",
                           os.path.join(HERE, "acts"), *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE,
                          env=dict(os.environ, PATH=prefix + "/bin:/usr/bin:/bin"), timeout=180)


site = subprocess.run([broken + "/bin/python", "-c", "import sysconfig; "
                       "print(sysconfig.get_paths()['purelib'])"], check=True,
                      stdout=subprocess.PIPE, text=True).stdout.strip()
own = os.path.join(site, "tensorflow", FRAMEWORK)
shutil.copy(os.path.join(HERE, FRAMEWORK), own)
got = launched(broken, "map=" + own, "sleep=90")
tell(got.returncode == 3 and "will be on the CPU: " in got.stderr and
     "(framework-broken)" in got.stderr, "what sh started is judged when it has loaded TensorFlow",
     got.returncode, got.stderr)
says_what_mends("and what mends its environment is told", dict(os.environ), got.stderr,
                f"whycpu fix --python {broken}/bin/python --assume-gpu")
got = launched(broken, "map=" + FRAMEWORK, "sleep=3")
tell(got.returncode == 0 and not got.stderr, "not by a TensorFlow that lies elsewhere",
     got.returncode, got.stderr)
got = launched(broken, "map=" + own, "map=libtorch_cpu.so", "sleep=3")
tell(got.returncode == 0 and not got.stderr, "nor beside PyTorch", got.returncode, got.stderr)
got = launched(broken, "map=" + own, "sleep=3",
               options=("--python", environment(broken=False) + "/bin/python"))
tell(got.returncode == 0 and not got.stderr, "nor where another one is to be judged",
     got.returncode, got.stderr)

# -- a launcher as torchrun and accelerate are: it starts `python -m` workers -------------------

def as_torchrun(worker, *words):
    """Two workers, each with its rank; the launcher's own environment has no framework."""
    script = os.path.join(environment(broken=False), "bin/torchrun")
    with open(script, "w") as stream:
        stream.write("#!%s\n" % os.path.join(os.path.dirname(script), "python") + """\
import os, subprocess, sys
workers = [subprocess.Popen([os.environ["WORKER"], "-u", "-B", "-m", *sys.argv[1:]],
                            env=dict(os.environ, RANK=str(rank))) for rank in range(2)]
sys.exit(max(worker.wait() for worker in workers))
""")
    os.chmod(script, 0o755)
    begin = time.monotonic()
    got = subprocess.run([WHYCPU, "run", "--require-gpu", "--assume-gpu", "--", script, "train",
                          *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, cwd=HERE, timeout=180,
                         env=dict(os.environ, PATH="/usr/bin:/bin", PYTHONPATH=HERE, WORKER=worker))
    return got, time.monotonic() - begin, subprocess.run(
        ["pgrep", "-f", f"{worker} -u -B -m train"], stdout=subprocess.PIPE, text=True).stdout


shutil.copy(os.path.join(HERE, "acts"), os.path.join(HERE, "train.py"))
got, took, left = as_torchrun(broken + "/bin/python", "map=" + own, "sleep=90")
tell(got.returncode == 3 and "will be on the CPU: " in got.stderr and took < 60 and not left,
     "workers of a launcher that will be on the CPU are ended, and the launcher",
     got.returncode, got.stderr, took, left)
says_what_mends("and what mends the workers' environment is told", dict(os.environ), got.stderr,
                f"whycpu fix --python {broken}/bin/python --assume-gpu")
got, took, left = as_torchrun(broken + "/bin/python", "map=" + own, "map=libtorch_cpu.so",
                              "sleep=3")
tell(got.returncode == 0 and not got.stderr and not left,
     "workers of which that cannot be told are left alone", got.returncode, got.stderr, left)

# -- what is changed, and what it costs --------------------------------------------------------

CHANGES = re.compile(r"^(?:\d+ +)?(creat|mkdir|rmdir|unlink|rename|symlink|link|chmod|chown|truncate|mknod|"
                     r"utime|setxattr|open(?:at)?2?\(.*O_(?:WRONLY|RDWR|CREAT|TRUNC))", re.M)


def traced():
    trace = os.path.join(HERE, "trace")
    done = subprocess.run(["strace", "-f", "-o", trace, "-e", "trace=%file,%desc", WHYCPU, "run",
                           "--repair", "--assume-gpu", "--", broken + "/bin/python", "-S", "-B",
                           "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(trace) as stream:
        text = stream.read()
    return done.returncode, [line for line in text.splitlines() if CHANGES.search(line)]


if shutil.which("strace") and subprocess.run(
        ["strace", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL).returncode == 0:
    status, lines = traced()
    tell(status == 0 and lines == [], "run --repair changes nothing on disk", status, *lines)
else:
    skip("run --repair changes nothing on disk", "strace cannot be used here")


def costs(prefix):
    """Processor seconds of a program that works for some, and of whoever accompanies it."""
    child = subprocess.Popen([*prefix, "sh", "-c", 'exec "$@"', "sh", *ACTS, "map=" + FRAMEWORK,
                              "burn=2"])
    _, status, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime


def own_share():
    """What whycpu itself took, told by the kernel at its end, as a part of the program's."""
    child = subprocess.Popen([WHYCPU, "run", "--require-gpu", "--", "sh", "-c", 'exec "$@"', "sh",
                              *ACTS, "map=" + FRAMEWORK, "burn=2", "sleep=1"])
    own = 0
    while True:
        try:
            with open("/proc/%d/schedstat" % child.pid) as stream:
                own = max(own, int(stream.read().split()[0]))
        except (OSError, IndexError, ValueError):
            pass
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            return own / 1e9 / (usage.ru_utime + usage.ru_stime)
        time.sleep(0.05)


share = own_share()
alone, under = [], []
for _ in range(2):
    alone.append(costs([]))
    under.append(costs([WHYCPU, "run", "--require-gpu", "--"]))
print("# whycpu itself took %.3f %% of the processor time" % (100 * share))
print("# two pairs: %.2f %% more than alone" % (100 * (min(under) / min(alone) - 1)))
tell(share < 0.01, "whycpu takes less than a hundredth of the program's time", share)

shutil.rmtree(HERE)
sys.exit(done())
