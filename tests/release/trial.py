#!/usr/bin/env python3
"""Tries what packaging/release made where it is going to be used: fresh environments of every Python
that is here, other distributions, a system without glibc, another processor. Prints TAP.

    trial.py --dist build/dist [--root CHROOT…] [--build] [--again] [--judge-machines PROGRAM]
        wheels and source; --build compiles the source, and a checkout; --again makes the release once more in
        another place, and compares; PROGRAM writes the machines of the transcripts
    trial.py --same DIRECTORY DIRECTORY     the files of two releases are the same bytes
    trial.py --program build/whycpu         the program alone, without glibc
"""
import argparse
import glob
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tap import done, skip, tell  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
MOST_BYTES = 3_000_000
OLDEST_GLIBC = (2, 17)
# Every page that there is: one that the build forgets is missed.
BESIDE = [f"man/man1/{page.name}" for page in sorted((TOP / "docs/man").glob("*.1"))] + [
    "bash-completion/completions/whycpu", "zsh/site-functions/_whycpu",
    "fish/vendor_completions.d/whycpu.fish"]

HELPER_SPOKE = "the driver was asked: "  # whether there is one or not
HELPER_CANNOT = ("whycpu-helper cannot be started: the loader of glibc that it needs is not on this "
                 "system")


def run(*command, **more):
    """Ended, with what it said in .stdout; a program that is not there ends with 127."""
    try:
        return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                              check=False, **more)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def version():
    return re.search(r"version: '([^']+)'", (TOP / "meson.build").read_text()).group(1)


def answers(name, *command, **more):
    """The program says its version and gives an answer as JSON that is one."""
    ran = run(*command, "--version", **more)
    tell(ran.stdout == f"whycpu {version()}\n", f"{name}: whycpu --version", ran.stdout)
    ran = run(*command, "check", "--json", **more)
    try:
        schema = json.loads(ran.stdout.splitlines()[0])["schema"]
    except (ValueError, LookupError):
        schema = None
    tell(ran.returncode in (0, 1, 2) and schema == "whycpu/1", f"{name}: whycpu check",
         ran.returncode, ran.stdout)


# ---- What is in a wheel ----

def data_of():
    return f"whycpu-{version()}.data"


def look_into(wheel, scratch):
    """Unpacks it; the directory."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(scratch)
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        dates = {info.date_time for info in archive.infolist()}
    data = data_of()
    wanted = [f"{data}/scripts/whycpu", f"{data}/scripts/whycpu-helper",
              *(f"{data}/data/share/{name}" for name in BESIDE)]
    tell(set(wanted) <= set(names), f"{wheel.name}: program, manuals and completions are in it",
         names)
    for licence in ("LICENSE", "NOTICE"):
        tell(any(name.endswith(f"licenses/{licence}") for name in names),
             f"{wheel.name}: {licence} is in it", names)
    tell(all(modes[name] & 0o111 for name in wanted[:2]), f"{wheel.name}: programs can be started",
         modes)
    tell(len(dates) == 1, f"{wheel.name}: its files have one date, that of the commit", dates)
    return scratch / data / "scripts"


def look_at_programs(wheel, programs):
    program, helper = programs / "whycpu", programs / "whycpu-helper"
    headers = run("readelf", "-lW", program).stdout
    tell("LOAD" in headers and "INTERP" not in headers, f"{wheel.name}: whycpu is static", headers)
    sections = run("readelf", "-SW", program).stdout
    tell(".symtab" not in sections and ".debug" not in sections, f"{wheel.name}: it is stripped")
    size = program.stat().st_size
    tell(size <= MOST_BYTES, f"{wheel.name}: it has {size} bytes of {MOST_BYTES}")
    needed = run("readelf", "-dVW", helper).stdout
    versions = {tuple(map(int, found.split("."))) for found in
                re.findall(r"GLIBC_(\d+(?:\.\d+)+)", needed)}
    tell(versions and max(v[:2] for v in versions) <= OLDEST_GLIBC,
         f"{wheel.name}: whycpu-helper needs glibc {max(versions, default=())} at most", needed)
    tell(set(re.findall(r"NEEDED.*\[(.*)\]", needed)) <= {"libc.so.6", "libdl.so.2",
                                                       "ld-linux-aarch64.so.1"},
         f"{wheel.name}: and links libc alone", needed)


# What pip would accept: its own rule, told that the system has this musl.
ACCEPTED = """
import sys
from pip._vendor.packaging import _musllinux as rule
rule._get_musl_version = lambda program: rule._MuslVersion(1, int(sys.argv[1]))
one = list(rule.platform_tags("x86_64"))
print(*(one if one[0].endswith("_x86_64") else rule.platform_tags(["x86_64"])))
"""


def accepted_on_musl(wheel, python):
    tags = set(wheel.stem.split("-")[-1].split("."))
    for minor in (1, 2):
        ran = run(python, "-c", ACCEPTED, minor)
        tell(tags & set(ran.stdout.split()), f"{wheel.name}: pip takes it with musl 1.{minor}",
             ran.stdout)


# ---- Fresh environments ----

def pythons():
    """The Pythons of this machine from 3.8 on, one a version."""
    places = [*glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin/python")),
              *filter(None, (shutil.which(f"python3.{minor}") for minor in range(8, 16))),
              sys.executable]
    found = {}
    for place in places:
        ran = run(place, "-c", "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])")
        words = ran.stdout.split(".")
        if ran.returncode == 0 and tuple(map(int, words)) >= (3, 8):
            found.setdefault(tuple(map(int, words)), place)
    return dict(sorted(found.items()))


def fresh_environment(name, python, wheel, scratch):
    environment = scratch / name
    ran = run(python, "-m", "venv", environment)
    pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    if ran.returncode == 0:
        ran = run(*pip, "install", "--no-index", "--no-deps", wheel)
    if not tell(ran.returncode == 0, f"{name}: pip installs the wheel", ran.stdout):
        return
    answers(name, environment / "bin" / "whycpu")
    missing = [part for part in BESIDE if not (environment / "share" / part).is_file()]
    tell(not missing, f"{name}: manuals and completions lie in share/", missing)
    ran = run(environment / "bin" / "whycpu", "--ask", "driver", "--json")
    tell(HELPER_SPOKE in ran.stdout, f"{name}: whycpu-helper starts", ran.stdout)
    run(*pip, "uninstall", "--yes", "whycpu")
    left = [str(path) for path in environment.rglob("*whycpu*")]
    tell(not left, f"{name}: pip uninstall leaves nothing", left)


# ---- Other systems ----

def bundled_pip():
    """A pip that any Python from 3.8 on runs out of its wheel."""
    import ensurepip
    return next(pathlib.Path(ensurepip.__file__).parent.rglob("pip-*.whl"), None)


def pip_inside(root, inside, pip, wheel_name):
    return run("chroot", root, "python3", f"{inside}/{pip.name}/pip", "install", "--no-index",
               "--no-deps", "--no-warn-script-location", "--prefix", f"{inside}/prefix",
               f"{inside}/{wheel_name}",
               env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PIP_BREAK_SYSTEM_PACKAGES": "1"})


def refuses_glibc(name, root, inside, pip, wheel):
    """That this pip runs on musl is seen by what it refuses: the same file, for glibc alone."""
    glibc_alone = re.sub(r"\.musllinux_[^.]*", "", wheel.name)
    shutil.copy(wheel, root / inside.lstrip("/") / glibc_alone)
    ran = pip_inside(root, inside, pip, glibc_alone)
    tell(ran.returncode != 0 and "is not a supported wheel on this platform" in ran.stdout,
         f"{name}: pip refuses the wheel when its name is for glibc alone", ran.stdout)


def other_distribution(root, wheel):
    name = re.search(r'PRETTY_NAME="?([^"\n]*)', (root / "etc/os-release").read_text()).group(1)
    pip = bundled_pip()
    if os.geteuid() != 0 or not pip:
        skip(name, "only root may chroot" if pip else "this Python has no pip of its own")
        return
    has_musl = next(root.glob("lib/ld-musl-*"), None) is not None
    with tempfile.TemporaryDirectory(prefix="whycpu-trial-", dir=root / "tmp") as scratch:
        inside = "/tmp/" + os.path.basename(scratch)
        for file in (wheel, pip):
            shutil.copy(file, scratch)
        if has_musl:
            refuses_glibc(name, root, inside, pip, wheel)
        ran = pip_inside(root, inside, pip, wheel.name)
        if "No module named 'distutils" in ran.stdout:
            skip(f"{name}: pip installs the wheel", "its Python is not whole: it lacks distutils")
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(scratch)
            ran = run("mkdir", "-p", f"{scratch}/prefix")
            os.rename(pathlib.Path(scratch) / data_of() / "scripts", f"{scratch}/prefix/bin")
            run("chmod", "-R", "755", f"{scratch}/prefix/bin")
        programs = list(pathlib.Path(scratch).glob("prefix/**/bin/whycpu"))
        if tell(ran.returncode == 0 and programs, f"{name}: pip installs the wheel", ran.stdout):
            program = inside + "/" + str(programs[0].relative_to(scratch))
            # Without /proc no program knows where it lies, and so not where its helper is.
            with_proc = ["unshare", "--mount", "sh", "-c",
                         f'mount --rbind /proc {root}/proc && exec chroot {root} "$@"', "sh"]
            answers(name, *with_proc, program)
            ran = run(*with_proc, program, "--ask", "driver", "--json")
            if has_musl:
                tell(HELPER_CANNOT in ran.stdout, f"{name}: --ask driver says that it cannot ask, "
                     "and why", ran.stdout)
            else:
                tell(HELPER_SPOKE in ran.stdout, f"{name}: whycpu-helper starts", ran.stdout)


def without_glibc(program, scratch):
    """A root directory in which there is nothing but the programs: no libc, no loader."""
    name = "without glibc"
    if run("unshare", "--user", "--map-root-user", "true").returncode != 0 and os.geteuid() != 0:
        skip(name, "nobody may chroot here")
        return
    root = scratch / "root"
    (root / "bin").mkdir(parents=True)
    (root / "proc").mkdir()
    for file in (program, program.with_name("whycpu-helper")):
        shutil.copy(file, root / "bin")
    inside = (["unshare", "--mount"] if os.geteuid() == 0 else
              ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork"])
    script = f"mount --rbind /proc {root}/proc && exec chroot {root} \"$@\""
    if run(*inside, "sh", "-c", script, "sh", "/bin/whycpu", "--version").returncode == 1:
        skip(name, "nothing may be mounted here")
        return
    command = [*inside, "sh", "-c", script, "sh", "/bin/whycpu"]
    environment = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}
    ran = run(*inside, "sh", "-c", script, "sh", "/bin/whycpu-helper", env=environment)
    tell(ran.returncode != 0 and "No such file" in ran.stdout,
         f"{name}: a program that needs it does not start", ran.stdout)
    answers(name, *command, env=environment)
    ran = run(*command, "--ask", "driver", "--json", env=environment)
    tell(HELPER_CANNOT in ran.stdout, f"{name}: --ask driver says that it cannot ask, and why", ran.stdout)


def other_processor(wheel, programs, judge_machines, scratch):
    processor = "aarch64" if "aarch64" in wheel.name else "x86_64"
    emulator = shutil.which(f"qemu-{processor}-static")
    if not emulator:
        skip(wheel.name, f"there is no qemu-{processor}-static")
        return
    (programs / "whycpu").chmod(0o755)
    answers(wheel.name, emulator, programs / "whycpu")
    if not judge_machines:
        skip(f"{wheel.name}: transcripts", "they need --judge-machines")
        return
    wrapped = scratch / "wrapped"
    wrapped.write_text(f'#!/bin/sh\nexec {emulator} {programs}/whycpu "$@"\n')
    wrapped.chmod(0o755)
    ran = run("sh", TOP / "tests/cli/transcripts.sh",
              env={**os.environ, "WHYCPU": str(wrapped), "MACHINES": str(TOP / "tests/machines"),
                   "JUDGE_MACHINES": str(judge_machines.resolve())})
    bad = re.findall(r"^not ok.*", ran.stdout, re.M)
    tell(ran.returncode == 0, f"{wheel.name}: {len(re.findall('^ok', ran.stdout, re.M))} transcripts"
         " are the same under emulation", *bad)


def build_source(source, python, scratch):
    environment = scratch / "source"
    ran = run(python, "-m", "venv", environment)
    if ran.returncode == 0:
        ran = run(environment / "bin" / "pip", "install", source,
                  env={**os.environ, "XDG_CACHE_HOME": str(scratch / "cache")})
    if tell(ran.returncode == 0, f"{source.name}: pip builds and installs it", ran.stdout[-3000:]):
        answers(source.name, environment / "bin" / "whycpu")
        tell(not (scratch / "cache/whycpu").exists(),
             f"{source.name}: carries the source of others, and fetched none")


def build_checkout(python, name, scratch):
    """`pip install .` of a clone, with a cache of its own: what it is built from is fetched."""
    clone, environment = scratch / "checkout", scratch / "of checkout"
    ran = run("git", "clone", "--quiet", TOP, clone)
    if ran.returncode == 0:
        ran = run(python, "-m", "venv", environment)
    if ran.returncode == 0:
        ran = run(environment / "bin" / "pip", "install", clone,
                  env={**os.environ, "XDG_CACHE_HOME": str(scratch / "cache of checkout")})
    if tell(ran.returncode == 0, f"{name}: pip builds and installs a checkout", ran.stdout[-3000:]):
        answers(f"checkout, {name}", environment / "bin" / "whycpu")


# ---- The same again ----

def parts(archive):
    """What stands in the archive about each file, and the file's sha256."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as file:
            return [(info.filename, oct(info.external_attr >> 16), info.date_time,
                     sha256(file.read(info))) for info in file.infolist()]
    with tarfile.open(archive) as file:
        return [(info.name, oct(info.mode), info.mtime, info.uname, info.uid,
                 sha256(file.extractfile(info).read() if info.isfile() else b"")) for info in file]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def same_bytes(one, other):
    names = sorted(path.name for path in one.iterdir())
    tell(names and names == sorted(path.name for path in other.iterdir()),
         "made again: the same files", names, sorted(other.iterdir()))
    for name in names:
        if not (other / name).is_file():
            continue
        same = (one / name).read_bytes() == (other / name).read_bytes()
        differs = [] if same else itertools.zip_longest(parts(one / name), parts(other / name))
        tell(same, f"made again: {name} has the same bytes",
             *[f"{a}\n{b}" for a, b in differs if a != b][:5])


def make_again(dist, scratch):
    """In another directory, later, with other rights for new files, in another zone and language."""
    clone, tools = scratch / "made again elsewhere", TOP / "build/packaging/tools"
    ran = run("git", "clone", "--quiet", TOP, clone)
    if ran.returncode == 0:
        words = [clone / "packaging/release", "--tools", tools]
        ran = run("sh", "-c", 'umask 077; exec "$@"', "sh", *words,
                  env={**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": str(scratch)})
    if tell(ran.returncode == 0, "made again: in another directory", ran.stdout):
        same_bytes(dist, clone / "build/dist")


def try_distributions(options, scratch):
    for wheel in sorted(options.dist.glob("*.whl")):
        unpacked = scratch / wheel.stem
        programs = look_into(wheel, unpacked)
        look_at_programs(wheel, programs)
        if os.uname().machine not in wheel.name:
            other_processor(wheel, programs, options.judge_machines, scratch)
            continue
        for program in programs.iterdir():
            program.chmod(0o755)
        for numbers, python in pythons().items():
            fresh_environment("Python %d.%d" % numbers, python, wheel, scratch)
        accepted_on_musl(wheel, sys.executable)
        for root in options.root:
            other_distribution(root, wheel)
        without_glibc(programs / "whycpu", scratch)
    for source in sorted(options.dist.glob("*.tar.gz")) if options.build else ():
        build_source(source, sys.executable, scratch)
    if options.build:  # the oldest: fewest versions of what it is built with are for it
        numbers, python = next(iter(pythons().items()))
        build_checkout(python, "Python %d.%d" % numbers, scratch)
    if options.again:
        make_again(options.dist, scratch)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dist", type=pathlib.Path)
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--same", type=pathlib.Path, nargs=2)
    parser.add_argument("--judge-machines", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="whycpu-trial-") as scratch:
        if options.program:
            without_glibc(options.program.resolve(), pathlib.Path(scratch))
        if options.same:
            same_bytes(*options.same)
        if options.dist:
            options.dist = options.dist.resolve()
            try_distributions(options, pathlib.Path(scratch))
    return done()


sys.exit(main())
