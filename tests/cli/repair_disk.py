#!/usr/bin/env python3
"""Repairs on a disk that is really full: a small file system in memory holds the environment, or the
journal, or both, at many sizes, so that space ends at many places. It is said what happened, and
--undo brings every byte back. Prints TAP.

  repair_disk.py [--sample N]      N sizes of each kind, default: all

WHYCPU is the program. Needs a namespace of mounts, which is made by `unshare -rm`."""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from repairs import SITE, Place, tree  # noqa: E402
from tap import done, skip, tell  # noqa: E402

PAGE = 4096
INSIDE = "WHYCPU_TEST_INSIDE"  # the user who started it


class Disk:
    """A file system that is mounted anew for each run."""

    def __init__(self, at):
        self.at = pathlib.Path(at)
        self.is_mounted = False

    def mount(self, **limits):
        """Of `size` bytes and `nr_inodes` files."""
        self.unmount()
        self.at.mkdir(exist_ok=True)
        options = ",".join(f"{name}={value}" for name, value in {"mode": "700", **limits}.items())
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", self.at], check=True)
        self.is_mounted = True

    def unmount(self):
        if self.is_mounted:
            subprocess.run(["umount", self.at], check=True)
        self.is_mounted = False

    def used(self):
        status = os.statvfs(self.at)
        return ((status.f_blocks - status.f_bfree) * status.f_frsize,
                status.f_files - status.f_ffree)

    def fill(self):
        """Nothing more can be written; freed() takes it away."""
        with open(self.at / "filler", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * PAGE)
            except OSError:
                pass

    def freed(self):
        (self.at / "filler").unlink()


class SmallPlace(Place):
    """The environment lies on a disk, so do the journals, or they on the same one."""

    def __init__(self, work, as_user):
        super().__init__(work)
        self.env_disk, self.state_disk = Disk(self.work / "disk"), Disk(self.work / "state")
        self.env = self.work / "disk/env"
        self.as_user = as_user

    def fresh_on(self, env=None, state=None, together=False):
        self.state_disk.unmount()
        self.env_disk.mount(**(env or {"size": "64m"}))
        shutil.copytree(self.pristine, self.env, symlinks=True)
        self.before = tree(self.env)
        if together:
            self.state_disk.at = self.env_disk.at / "state"
        else:
            self.state_disk.at = self.work / "state"
            self.state_disk.mount(**(state or {"size": "1m"}))
        self.variables["XDG_STATE_HOME"] = str(self.state_disk.at)

    def run(self, *arguments, tracer=(), **more):
        return super().run(*arguments, tracer=(*self.as_user, *tracer), **more)

    def close(self):
        self.state_disk.unmount()
        self.env_disk.unmount()


class Seen:
    """What happened at each size, told once."""

    def __init__(self):
        self.problems, self.ends = [], {}

    def note(self, end, held, where, *said):
        self.ends[end] = self.ends.get(end, 0) + 1
        if not held:
            self.problems.append(f"{where}: {end}: {' '.join(map(str, said))}")

    def tell(self, what, *ends):
        """All of `ends` must have been seen, else the sizes did not reach what they are for."""
        lacking = [end for end in ends if end not in self.ends]
        tell(not self.problems and not lacking, f"{what} {self.ends}", *self.problems[:4],
             *lacking)


def end_of(place, said):
    if said.returncode == 0:
        return "done"
    if "puts everything back" in said.stdout or "puts the rest back" in said.stdout:
        return "open"
    return "nothing" if not place.changed() else "CHANGED"


def comes_back(place, seen, where, how=""):
    """Applied where space is short, and taken back."""
    said = place.apply(how=how)
    end = end_of(place, said)
    words = {"done": True, "nothing": "nothing was changed" in said.stdout}.get(end, True) and \
        (end == "done" or "the disk is full" in said.stdout or "ended with status" in said.stdout)
    undone = place.run("--undo")
    back = undone.returncode == (64 if end == "nothing" else 0)
    listed = place.run("--list").stdout
    seen.note(end, words and back and not place.changed() and
              "interrupted" not in listed and "unreadable" not in listed,
              where, said.stdout[-400:], undone.stdout, listed, place.changed()[:5])


def some_of(sizes, sample):
    sizes = list(sizes)
    if not sample or sample >= len(sizes):
        return sizes
    return [sizes[(len(sizes) - 1) * i // (sample - 1)] for i in range(sample)]


def environment_is_full(place, sample, *ends):
    place.fresh_on()
    size, files = place.env_disk.used()
    place.apply()
    most, most_files = place.env_disk.used()
    seen = Seen()
    for more in some_of(range(0, most - size + 3 * PAGE, PAGE), sample):
        place.fresh_on(env={"size": size + more})
        comes_back(place, seen, f"{more} bytes")
    seen.tell("the disk of the environment has too few bytes", *ends)
    seen = Seen()
    for more in some_of(range(0, most_files - files + 3), sample):
        place.fresh_on(env={"size": "64m", "nr_inodes": files + more})
        comes_back(place, seen, f"{more} files")
    seen.tell("the disk of the environment has too few files", *ends)


def state_is_full(place, sample):
    seen = Seen()
    place.fresh_on()
    place.apply()
    size, files = place.state_disk.used()
    limits_of_all = [{"size": PAGE * pages} for pages in range(1, size // PAGE + 2)] + \
                    [{"size": "1m", "nr_inodes": count} for count in range(1, files + 2)]
    for limits in some_of(limits_of_all, sample):
        place.fresh_on(state=limits)
        comes_back(place, seen, limits)
    place.fresh_on()
    place.state_disk.fill()
    comes_back(place, seen, "nothing is free")
    seen.tell("the disk of the journal is full", "nothing", "done")


def full_on_the_way_back(place):
    """What was changed goes back without a byte of space; what cannot be noted is said."""
    for together in (False, True):
        place.fresh_on(together=together)
        place.apply()
        for disk in {place.env_disk.at, place.state_disk.at}:
            Disk(disk).fill()
        said = place.run("--undo")
        for disk in {place.env_disk.at, place.state_disk.at}:
            Disk(disk).freed()
        first = [path for path in place.changed() if not path.startswith(".whycpu-kept-")]
        second = place.run("--undo")
        tell(not first and second.returncode in (0, 64) and not place.changed(),
             "taken back while no byte is free" + (", on one disk" if together else ""),
             said.stdout, first, second.stdout, place.changed())


def no_room_for_a_line(place):
    """The journal ends where its last page does, and the disk is full: what is taken back cannot be
    noted. It is taken back all the same, and the next --undo sees that."""
    activate = place.pristine / "bin/activate"
    slack = PAGE
    while slack >= len("undoing\n"):
        place.fresh_on()
        place.apply()
        journal = next(place.state_disk.at.glob("whycpu/repairs/*/journal"))
        slack = -journal.stat().st_size % PAGE
        if slack >= len("undoing\n"):
            activate.write_text(activate.read_text() + "#" * (slack - 2))
    place.state_disk.fill()
    said = place.run("--undo")
    left = [path for path in place.changed() if not path.startswith(".whycpu-kept-")]
    tell(said.returncode == 1 and not left and "the disk is full" in said.stdout and
         "once that is mended" in said.stdout, "what cannot be noted is taken back, and told",
         said.stdout, left)
    place.state_disk.freed()
    again = place.run("--undo")
    tell(again.returncode == 0 and not place.changed(), "and the next --undo ends it",
         again.stdout, place.changed())


def manager_fills_it(place, sample):
    """The package manager itself uses up what is free, on the disk that has the journal too."""
    seen = Seen()
    place.fresh_on()
    size, _ = place.env_disk.used()
    for more in some_of(range(100 * PAGE, 400 * PAGE, 10 * PAGE), sample):
        place.fresh_on(env={"size": size + more}, together=True)
        comes_back(place, seen, f"{more} bytes", how="full")
    seen.tell("the package manager fills the disk", "open")


def long_text(place):
    """An activation that the journal has to quote in many pages."""
    place.hidden()
    activate = place.pristine / "bin/activate"
    activate.write_text(activate.read_text() + "# a line that says little\n" * 1500)
    place.variables = {name: value.replace(str(place.work / "env"), str(place.env))
                       for name, value in place.variables.items()}


def several_of_all(place):
    place.defective()
    long_text(place)


def inside(sample):
    caller = int(os.environ[INSIDE])
    # root of a namespace that another user made is not root of what lies around.
    as_user = () if caller == 0 else ("unshare", "-U", "--map-user=1000", "--map-group=1000")
    with tempfile.TemporaryDirectory(prefix="whycpu-disk-") as work:
        place = SmallPlace(os.path.realpath(work), as_user)
        place.without_package()
        try:
            environment_is_full(place, sample, "nothing", "done")
            state_is_full(place, sample)
            full_on_the_way_back(place)
            manager_fills_it(place, sample)
        finally:
            place.close()
    with tempfile.TemporaryDirectory(prefix="whycpu-disk-") as work:
        place = SmallPlace(os.path.realpath(work), as_user)
        several_of_all(place)
        try:
            environment_is_full(place, sample, "open", "done")
            state_is_full(place, sample)
            full_on_the_way_back(place)
            no_room_for_a_line(place)
        finally:
            place.close()
    return done()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    if INSIDE in os.environ:
        return inside(options.sample)
    may = subprocess.run(["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"], check=False,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if may.returncode != 0:
        skip("a disk that is full", "no file system can be mounted here: " + may.stderr.strip())
        return done()
    os.environ[INSIDE] = str(os.geteuid())
    return subprocess.run(["unshare", "-rm", sys.executable, *sys.argv], check=False).returncode


sys.exit(main())
