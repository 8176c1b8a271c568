"""Lets a test change nothing but its own directories, whatever links it makes: a namespace in which
everything else is mounted read-only. What root may do to a machine by a mistake in a test is more
than a review of the test can promise."""
import ctypes
import errno
import os
import re
import signal
import stat
import subprocess
import sys

CLONE_NEWNS, PR_SET_PDEATHSIG = 0x20000, 1
# mount(2): by the words of /proc/self/mountinfo, and what is asked for.
KEPT = {b"nosuid": 2, b"nodev": 4, b"noexec": 8, b"noatime": 1024, b"nodiratime": 2048,
        b"relatime": 1 << 21}
READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 32, 4096, 16384, 1 << 18
libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def mount(source, target, flags):
    call(libc.mount, source, target, None, ctypes.c_ulong(flags), None)


def mounts():
    """(where, flags) of each mount."""
    with open("/proc/self/mountinfo", "rb") as lines:
        for line in lines:
            where, words = line.split()[4:6]
            where = re.sub(rb"\\(\d{3})", lambda octal: bytes([int(octal[1], 8)]), where)
            yield where, sum(KEPT.get(word, 0) for word in words.split(b","))


def is_at(place, directories):
    return any(place == directory or place.startswith(directory + b"/") for directory in directories)


def may_be_changed(where):
    try:
        return not os.statvfs(where).f_flag & os.ST_RDONLY
    except FileNotFoundError:
        return False # something else is mounted above it


def enclose(directories):
    """From here on, this process changes nothing but what lies in these directories. OSError where
    that cannot be had: for others than root, and in most containers."""
    directories = [os.path.realpath(os.fsencode(directory)) for directory in directories]
    call(libc.unshare, CLONE_NEWNS)
    mount(None, b"/", RECURSIVE | PRIVATE)
    for directory in directories:
        mount(directory, directory, BIND | RECURSIVE)
    others = [(where, flags) for where, flags in mounts() if not is_at(where, directories)]
    for where, flags in others:
        try:
            mount(None, where, REMOUNT | BIND | READ_ONLY | flags)
        except OSError:
            if may_be_changed(where):
                raise


def why_open(enclosed, path):
    """What is wrong where a process is said to be enclosed: the file at `path` must not change."""
    if enclosed:
        return []
    changes = {"chmod": lambda: os.chmod(path, 0), "truncate": lambda: os.truncate(path, 100),
               "unlink": lambda: os.unlink(path), "open": lambda: os.open(path, os.O_WRONLY),
               "mknod": lambda: os.mknod(path + ".new")}
    done = []
    for name, change in changes.items():
        try:
            change()
            done.append(f"{name} of {path} was possible")
        except OSError as error:
            done += [] if error.errno == errno.EROFS else [f"{name}: {error}"]
    return done


def state(directory):
    """Everything that a look can tell of it, to be compared."""
    found = []
    for above, _, files in os.walk(directory):
        for path in [above] + [os.path.join(above, name) for name in files]:
            info = os.lstat(path)
            found.append((path, oct(info.st_mode), info.st_size, info.st_mtime_ns, info.st_nlink))
            if stat.S_ISREG(info.st_mode):
                with open(path, "rb") as file:
                    found.append(file.read(100))
    return found


def clear_up(directory):
    subprocess.run(["chmod", "-R", "u+rwX", "--", directory], capture_output=True, check=False)
    subprocess.run(["rm", "-rf", "--", directory], check=False)


def in_own_process(directories, work):
    """The exit status of work(enclosed), which runs in a process that is enclosed in `directories`
    where that can be had; the caller stays as it is, and can clear up."""
    sys.stdout.flush()
    parent = os.getpid()
    child = os.fork()
    if child:
        # Who works is the child: it hears of what ends the work, and tells what it came to.
        signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    status = 70
    try:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(status)
        try:
            enclose(directories)
            enclosed = None
        except OSError as error:
            enclosed = error.strerror
        status = work(enclosed)
    except BaseException: # pylint: disable=broad-except
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(status)
