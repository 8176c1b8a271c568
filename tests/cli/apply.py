#!/usr/bin/env python3
"""Repairs are done on made up environments, and taken back: the tree is then what it was, byte for
byte, wherever whycpu was killed on the way or the disk was full. Prints TAP.

  apply.py [--every N]     each Nth system call that changes something, default 1

WHYCPU is the program."""
import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
sys.dont_write_bytecode = True
import environments  # noqa: E402

WHYCPU = os.environ["WHYCPU"]
SITE = "lib/python3.11/site-packages"
SOLVER = f"{SITE}/nvidia/cusolver/lib/libcusolver.so.11"
CHANGES = ("write,pwrite64,fsync,syncfs,rename,renameat,renameat2,mkdir,mkdirat,rmdir,unlink,"
           "unlinkat,link,linkat,symlink,symlinkat,fchmod,fchmodat,fchown,utimensat,ftruncate")
FULL = "write,rename,renameat,renameat2,mkdirat,linkat,symlinkat,fsync"

# A stand-in for a package manager: takes what it replaces away first, as they all do, edits a
# RECORD in place, and makes names that were not there.
MANAGER = r"""#!/bin/sh
set -eu
site=$PREFIX/lib/python3.11/site-packages
printf 'x,,\n' >>"$site/nvidia_cublas_cu12-12.0.1.dist-info/RECORD"
rm -f "$site/tensorflow/__init__.py"
mkdir -p "$site/nvidia/cusolver/lib" "$site/tensorflow/__pycache__" "$PREFIX/share/doc"
echo '# new' >"$site/tensorflow/__init__.py"
[ "${HOW:-}" != unreachable ] || { echo "no route to the index" >&2; exit 1; }
[ "${HOW:-}" != killed ] || kill -9 $$
[ "${HOW:-}" != parent ] || { kill -9 $PPID; sleep 5; }
[ "${HOW:-}" != full ] || dd if=/dev/zero of="$site/fill" bs=1M 2>/dev/null
echo code >"$site/tensorflow/__pycache__/x.pyc"
echo text >"$PREFIX/share/doc/new"
cp "$WHEEL" "$site/nvidia/cusolver/lib/.new"
mv "$site/nvidia/cusolver/lib/.new" "$site/nvidia/cusolver/lib/libcusolver.so.11"
rm -f "$site/nvidia/cufft/lib/gone.so"
"""


def tree(root, times=True):
    """Type, rights, content, target, and time of each file."""
    found = {}
    for directory, below, files in os.walk(root):
        for name in below + files:
            path = os.path.join(directory, name)
            status = os.lstat(path)
            what = [status.st_mode]
            if os.path.islink(path):
                what = [os.readlink(path)]
            elif not os.path.isdir(path):
                with open(path, "rb") as file:
                    what += [hashlib.sha256(file.read()).hexdigest()]
                what += [status.st_mtime_ns] if times else []
            found[os.path.relpath(path, root)] = what
    return found


def differences(one, other):
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


class Place:
    """An environment as it comes, copied anew for each run, and a home for the journal."""

    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.pristine, self.env = self.work / "pristine", self.work / "env"
        self.bin = self.work / "bin"
        self.bin.mkdir()
        self.variables = {}
        (self.bin / "uv").write_text(MANAGER)
        (self.bin / "uv").chmod(0o755)
        environments.make_environment(self.pristine, 9)
        site = self.pristine / SITE
        (site / "nvidia/cufft/lib/gone.so").write_text("it goes")
        for installer in site.glob("*.dist-info/INSTALLER"):
            installer.write_text("uv\n")
        shutil.copy(self.pristine / SOLVER, self.work / "wheel")

    def defective(self):
        """A framework that does not look where cuSOLVER lies."""
        framework = self.pristine / SITE / "tensorflow/libtensorflow_framework.so.2"
        places = [f"$ORIGIN/../nvidia/{place}/lib" for _, place, _ in environments.LIBRARIES
                  if place != "cusolver"]
        environments.link(framework, framework.name,
                          "-Wl,--enable-new-dtags,-rpath," + ":".join(places))

    def hidden(self):
        """A line in the activation that hides the GPU."""
        (self.pristine / "bin/activate").write_text("export A=1\nexport CUDA_VISIBLE_DEVICES=-1\n")
        self.variables = {"CUDA_VISIBLE_DEVICES": "-1", "VIRTUAL_ENV": str(self.env)}

    def damaged(self):
        """A file that is no library, in a directory that comes first."""
        (self.pristine / "bad").mkdir()
        (self.pristine / "bad/libcufft.so.11").write_text("no library")
        self.variables = {"LD_LIBRARY_PATH": str(self.env / "bad")}

    def without_package(self):
        (self.pristine / SOLVER).unlink()

    def fresh(self):
        for place in (self.env, self.work / "state"):
            shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.pristine, self.env, symlinks=True)
        self.before = tree(self.env)

    def run(self, *arguments, how="", tracer=()):
        environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.work),
                       "XDG_STATE_HOME": str(self.work / "state"), "HOW": how,
                       "PREFIX": str(self.env), "WHEEL": str(self.work / "wheel"),
                       "ASAN_OPTIONS": "detect_leaks=0", **self.variables}
        return subprocess.run([*tracer, WHYCPU, "fix", *arguments], env=environment, cwd="/",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=300, check=False)

    def apply(self, **more):
        return self.run("--apply", "--yes", "--assume-gpu", "--venv", str(self.env), **more)

    def changed(self):
        return differences(self.before, tree(self.env))


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def result(self, held, what, said=""):
        self.count += 1
        self.failed += not held
        if not held:
            for line in str(said).splitlines()[:20]:
                print("#   " + line)
        print(f"{'ok' if held else 'not ok'} {self.count} - {what}", flush=True)


def wholly(tap, place, what):
    place.fresh()
    plan = place.run("--assume-gpu", "--venv", str(place.env))
    tap.result(not place.changed(), f"{what}: the plan changes nothing", plan.stdout)
    refused = place.run("--apply", "--assume-gpu", "--venv", str(place.env))
    tap.result(refused.returncode == 64 and not place.changed(),
               f"{what}: without --yes and a terminal nothing is done", refused.stdout)
    done = place.apply()
    tap.result(done.returncode == 0 and place.changed(), f"{what}: done", done.stdout)
    after = tree(place.env, times=False)
    undone = place.run("--undo")
    tap.result(undone.returncode == 0 and not place.changed(), f"{what}: taken back",
               undone.stdout + str(place.changed()))
    again = place.run("--undo")
    tap.result(again.returncode == 64, f"{what}: there is nothing more to take back", again.stdout)
    return {path: is_ for path, is_ in after.items() if ".whycpu-kept-" not in path}


def newer_work(tap, place, what, path):
    place.fresh()
    place.apply()
    os.unlink(place.env / path)
    (place.env / path).write_text("somebody's own")
    now = tree(place.env)
    refused = place.run("--undo")
    tap.result(refused.returncode == 1 and path in refused.stdout and tree(place.env) == now,
               f"{what}: newer work is not overwritten, but named", refused.stdout)


def calls_of(place, what):
    """How many calls of each kind whycpu itself makes."""
    trace = place.work / "trace"
    place.fresh()
    place.apply(tracer=("strace", "-o", str(trace), "-e", f"trace={what}", "-e", "signal=none"))
    return sum("(" in line for line in trace.read_text().splitlines())


def injected(kind, nth, what):
    return ("strace", "-o", "/dev/null", "-e", f"trace={what}", "-e",
            f"inject={what}:{kind}:when={nth}")


def interrupted(tap, place, what, after, every):
    for kind, calls in (("signal=KILL", CHANGES), ("error=ENOSPC", FULL)):
        undo_problems, resume_problems, runs = [], [], 0
        total = calls_of(place, calls)
        for nth in range(1, total + 1, every):
            runs += 1
            place.fresh()
            place.apply(tracer=injected(kind, nth, calls))
            undone = place.run("--undo")
            if place.changed() or undone.returncode not in (0, 64):
                undo_problems.append(f"{kind} {nth}: {undone.stdout} {place.changed()[:5]}")
            if kind != "signal=KILL":
                continue
            place.fresh()
            place.apply(tracer=injected(kind, nth, calls))
            resumed = place.run("--resume", "--yes")
            if resumed.returncode == 64:
                place.apply()
            now = {path: is_ for path, is_ in tree(place.env, times=False).items()
                   if ".whycpu-kept-" not in path}
            if differences(now, after):
                resume_problems.append(f"{nth}: {resumed.stdout} {differences(now, after)[:5]}")
        tap.result(runs and not undo_problems,
                   f"{what}: {kind} at {runs} of {total} calls, then --undo",
                   "\n".join(undo_problems))
        if kind == "signal=KILL":
            tap.result(not resume_problems, f"{what}: {kind} at {runs} calls, then --resume",
                       "\n".join(resume_problems))


def managers(tap, place):
    for how in ("unreachable", "killed", "parent"):
        place.fresh()
        failed = place.apply(how=how)
        named = place.run("--assume-gpu", "--venv", str(place.env))
        second = place.apply()
        tap.result(failed.returncode in (1, -9) and "was interrupted" in named.stdout and
                   second.returncode == 64, f"a package manager that is {how} leaves it open",
                   failed.stdout + named.stdout + second.stdout)
        undone = place.run("--undo")
        tap.result(undone.returncode == 0 and not place.changed(), f"{how}: taken back",
                   undone.stdout + str(place.changed()))


def foreign(tap, place):
    place.fresh()
    if os.geteuid() != 0:
        return
    for path, _, files in os.walk(place.env):
        os.chown(path, 12345, 12345)
    place.before = tree(place.env)
    refused = place.apply()
    tap.result("belongs to user 12345" in refused.stdout and not place.changed(),
               "as root, nothing of another user is changed", refused.stdout)
    place.fresh()
    nearest = place.env / SITE / "nvidia"
    os.rename(nearest, place.work / "elsewhere")
    nearest.symlink_to(place.work / "elsewhere")
    elsewhere = tree(place.work / "elsewhere")
    refused = place.apply()
    tap.result(tree(place.work / "elsewhere") == elsewhere,
               "nothing is changed through a link that leads out", refused.stdout)
    shutil.rmtree(place.work / "elsewhere")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    every, tap = parser.parse_args().every, Tap()
    can_trace = subprocess.run(["strace", "-o", "/dev/null", "true"], check=False,
                               stderr=subprocess.DEVNULL).returncode == 0
    for what, prepare, path in (("a link", Place.defective, None),
                                ("a text", Place.hidden, "bin/activate"),
                                ("a file put away", Place.damaged, None),
                                ("a package", Place.without_package, SOLVER)):
        with tempfile.TemporaryDirectory(prefix="whycpu-apply-") as work:
            place = Place(os.path.realpath(work))
            prepare(place)
            after = wholly(tap, place, what)
            if path:
                newer_work(tap, place, what, path)
            if path == SOLVER:
                managers(tap, place)
            if prepare is Place.defective:
                foreign(tap, place)
            if can_trace:
                interrupted(tap, place, what, after, every)
    print(f"1..{tap.count}")
    return 1 if tap.failed else 0


sys.exit(main())
