#!/usr/bin/env python3
"""Package managers that fail half-way, and real ones (pip, uv) that install from a directory: what
they changed is told, goes on, and comes back byte for byte. Prints TAP.

WHYCPU is the program. UV names the program of uv, default: what PATH has."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from repairs import SITE, SOLVER, WHYCPU, Place, differences, fast_directory, tree  # noqa: E402
from tap import done, skip, tell  # noqa: E402

NOWHERE = "http://127.0.0.1:1/simple"  # nobody listens there


# -- stand-ins -----------------------------------------------------------------------------------

def comes_back(place, what, *said):
    undone = place.run("--undo")
    tell(undone.returncode == 0 and not place.changed(), f"{what}: taken back", *said,
         undone.stdout, place.changed())


def stand_ins_fail(place):
    """What was interrupted ends as if it had not been: the manager starts from what was kept."""
    place.fresh()
    place.apply()
    after = place.mended()
    for how, words in (("unreachable", "uv ended with status 1"),
                       ("killed", "uv was ended by signal 9 (Killed)"), ("parent", "")):
        place.fresh()
        failed = place.apply(how=how)
        named = place.run("--assume-gpu", "--venv", str(place.env))
        second = place.apply()
        tell(failed.returncode in (1, -9) and words in failed.stdout and place.changed() and
             "was interrupted" in named.stdout and second.returncode == 64,
             f"a package manager that is {how} leaves it open",
             failed.stdout + named.stdout + second.stdout)
        comes_back(place, how)
        place.fresh()
        place.apply(how=how)
        resumed = place.run("--resume", "--yes")
        tell(resumed.returncode == 0 and (place.env / SOLVER).exists() and place.mended() == after,
             f"{how}: goes on", resumed.stdout, differences(place.mended(), after))
        comes_back(place, f"{how}, then mended")


HARM = {
    "deletes the framework": 'rm -rf "$site/tensorflow"',
    "deletes all packages": 'rm -rf "$PREFIX/lib"',
    "empties what it edits": 'for file in "$site"/*/RECORD; do : >"$file"; done; '
                             ': >"$PREFIX/pyvenv.cfg"',
    "moves a directory": 'mv "$site/nvidia" "$site/~vidia"',
    "takes rights away": 'chmod -R a-w "$PREFIX/lib"; chmod 0 "$site/tensorflow"',
    "replaces a directory by a file": 'rm -rf "$site/nvidia"; echo x >"$site/nvidia"',
    "replaces a file by a directory": 'rm "$site/tensorflow/__init__.py"; '
                                      'mkdir "$site/tensorflow/__init__.py"',
    "replaces the Python": 'rm -rf "$PREFIX/bin"; mkdir "$PREFIX/bin"; echo x >"$PREFIX/bin/python3"',
}


def harm_is_undone(place):
    manager = place.bin / "uv"
    usual = manager.read_text()
    for what, script in HARM.items():
        for status in (1, 0):
            manager.write_text('#!/bin/sh\nsite=$PREFIX/lib/python3.11/site-packages\n'
                               f'{script}\nexit {status}\n')
            place.fresh()
            failed = place.apply()
            told = "ended with status 1" in failed.stdout if status else failed.returncode != 0
            changed = place.changed()
            undone = place.run("--undo")
            tell(told and changed and undone.returncode == 0 and not place.changed(),
                 f"one that {what} and ends with {status}: told, and taken back", failed.stdout,
                 changed[:5], undone.stdout, place.changed())
    manager.write_text(usual)


# -- real ones -----------------------------------------------------------------------------------

class RealPlace(Place):
    """A virtual environment of this Python, whose packages were installed from wheels."""

    def __init__(self, work):
        super().__init__(work)
        (self.bin / "uv").unlink()
        self.wheels = self.work / "wheels"
        self.wheels.mkdir()

    def make(self, install):
        """`install` is a command behind which the names of packages stand."""
        made_up = self.pristine
        names = self.make_wheels(made_up / SITE)
        self.pristine = self.work / "real"
        subprocess.run([sys.executable, "-m", "venv", self.pristine], check=True)
        # They are called by where they will lie.
        self.pristine.rename(self.env)
        subprocess.run([*install(self.env), *names], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, **self.variables})
        self.solver = next(self.env.glob("lib/*/site-packages/nvidia/cusolver/lib/*.so.11"))
        self.solver = self.solver.relative_to(self.env)
        self.env.rename(self.pristine)
        (self.pristine / self.solver).unlink()

    def make_wheels(self, site):
        """One for each distribution that is recorded in a made up environment."""
        names = []
        for info in sorted(site.glob("*.dist-info")):
            name, version = info.name[:-len(".dist-info")].rsplit("-", 1)
            files = [line.split(",")[0] for line in (info / "RECORD").read_text().splitlines()]
            # One package can have several libraries, of which the made up list has the last.
            files += [str(file.relative_to(site)) for library in files
                      if library.startswith("nvidia/")
                      for file in (site / library).parent.glob("lib*")
                      if str(file.relative_to(site)) not in files]
            wheel = self.wheels / f"{name}-{version}-py3-none-any.whl"
            with zipfile.ZipFile(wheel, "w") as archive:
                for file in files:
                    if (site / file).is_file() and not file.endswith("RECORD"):
                        archive.write(site / file, file)
                archive.write(info / "WHEEL", f"{info.name}/WHEEL")
                archive.writestr(f"{info.name}/RECORD",
                                 "".join(f"{file},,\n" for file in archive.namelist()))
            names.append(f"{name.replace('_', '-')}=={version}")
        return names

    def fresh(self):
        for place in (self.env, self.work / "state"):
            shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.pristine, self.env, symlinks=True)
        self.before = tree(self.env)


def real_manager(place, name):
    place.fresh()
    mended = place.apply()
    after = place.mended()
    tell(mended.returncode == 0 and (place.env / place.solver).exists(),
         f"{name}: a library that is gone is installed again", mended.stdout)
    comes_back(place, name)

    good, place.variables = place.variables, {**place.variables, **UNREACHABLE[name]}
    place.fresh()
    failed = place.apply()
    tell(failed.returncode == 1 and "ended with status" in failed.stdout and
         "--undo" in failed.stdout, f"{name}: an index that cannot be reached is told",
         failed.stdout)
    comes_back(place, f"{name}: an index that cannot be reached")
    place.fresh()
    place.apply()
    place.variables = good
    resumed = place.run("--resume", "--yes")
    tell(resumed.returncode == 0 and sorted(place.mended()) == sorted(after),
         f"{name}: once it can be reached, it goes on", resumed.stdout)
    comes_back(place, f"{name}: gone on")

    wheel = next(place.wheels.glob("nvidia_cusolver*"))
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:len(whole) // 2])
    place.fresh()
    failed = place.apply()
    wheel.write_bytes(whole)
    tell(failed.returncode == 1 and "ended with status" in failed.stdout,
         f"{name}: half a wheel is told", failed.stdout)
    comes_back(place, f"{name}: half a wheel")
    killed_on_its_way(place, name)


def killed_on_its_way(place, name):
    """whycpu is killed while the package manager works, at some times; it does not outlive it."""
    problems = []
    begun = time.monotonic()
    place.fresh()
    place.apply()
    takes = time.monotonic() - begun
    for part in range(1, 6):
        place.fresh()
        words = [WHYCPU, "fix", "--apply", "--yes", "--assume-gpu", "--venv", str(place.env)]
        process = subprocess.Popen(words, env=place.environment(), cwd="/",
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(takes * part / 6)
        process.kill()
        process.wait()
        undone = undo_once_alone(place)
        if undone.returncode not in (0, 64) or place.changed():
            problems.append(f"after {part}/6: {undone.stdout} {place.changed()[:5]}")
    tell(not problems, f"{name}: whycpu is killed meanwhile, and it is taken back", *problems)


def undo_once_alone(place):
    """The kernel ends the package manager with whycpu, but not at the same instant."""
    until = time.monotonic() + 20
    while True:
        undone = place.run("--undo")
        if "still at work" not in undone.stdout or time.monotonic() > until:
            return undone
        time.sleep(0.1)


UNREACHABLE = {
    "pip": {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": NOWHERE,
            "PIP_RETRIES": "0", "PIP_TIMEOUT": "2", "PIP_NO_CACHE_DIR": "1"},
    "uv": {"UV_OFFLINE": "0", "UV_FIND_LINKS": "", "UV_INDEX_URL": NOWHERE,
           "UV_HTTP_TIMEOUT": "2", "UV_HTTP_RETRIES": "0", "UV_NO_CACHE": "1"},
}


def main():
    with tempfile.TemporaryDirectory(prefix="whycpu-managers-", dir=fast_directory()) as work:
        place = Place(os.path.realpath(work))
        place.without_package()
        stand_ins_fail(place)
        harm_is_undone(place)
    with tempfile.TemporaryDirectory(prefix="whycpu-managers-", dir=fast_directory()) as work:
        place = RealPlace(os.path.realpath(work))
        place.variables = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(place.wheels)}
        place.make(lambda env: [env / "bin/python", "-m", "pip", "install", "--no-deps"])
        real_manager(place, "pip")
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        skip("uv", "it is not on PATH")
        return done()
    with tempfile.TemporaryDirectory(prefix="whycpu-managers-", dir=fast_directory()) as work:
        place = RealPlace(os.path.realpath(work))
        (place.bin / "uv").symlink_to(pathlib.Path(uv).resolve())
        place.variables = {"UV_OFFLINE": "1", "UV_FIND_LINKS": str(place.wheels),
                           "UV_CACHE_DIR": str(place.work / "cache")}
        place.make(lambda env: [uv, "pip", "install", "--quiet", "--no-index", "--no-deps",
                                "--python", env / "bin/python"])
        real_manager(place, "uv")
    return done()


sys.exit(main())
