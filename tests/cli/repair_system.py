#!/usr/bin/env python3
"""What needs root is left alone without --system, done with it and taken back, in a root directory
made for it; and the repairs that were done are listed and forgotten. Prints TAP. WHYCPU is the
program."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from repairs import WHYCPU, Place, fast_directory, tree  # noqa: E402
from tap import done, skip, tell  # noqa: E402

INSIDE = "WHYCPU_TEST_INSIDE"  # the user who started it
CHROOT = shutil.which("chroot", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
SOMEBODY = 12345
NO_REPAIR = "No repair was done.\n"


class Machine(Place):
    """An environment in a root directory of its own, with the programs of this machine."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.root.chmod(0o755)
        (self.root / "work").mkdir()
        super().__init__(self.root / "work")
        for name in ("etc/profile.d", "root", "usr", "proc", "dev", "tmp"):
            (self.root / name).mkdir(parents=True)
        (self.root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n"
                                              f"somebody:x:{SOMEBODY}:{SOMEBODY}::/work:/bin/sh\n")
        (self.root / "whycpu").touch()
        for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
            here = pathlib.Path("/", name)
            if here.is_symlink():
                (self.root / name).symlink_to(os.readlink(here))
            elif here.is_dir():
                (self.root / name).mkdir()
                self.bind(here, name)
        for name in ("usr", "proc", "dev"):
            self.bind(f"/{name}", name)
        self.bind(WHYCPU, "whycpu")

    def bind(self, what, name):
        subprocess.run(["mount", "--rbind", what, self.root / name], check=True)

    def set_in(self, file, lines):
        """A file of the system that hides the GPU."""
        (self.root / file).write_text(lines)
        self.variables = {"CUDA_VISIBLE_DEVICES": "-1"}

    def fresh(self):
        super().fresh()
        self.etc = tree(self.root / "etc")

    def etc_changed(self):
        now = tree(self.root / "etc")
        return sorted(path for path in now.keys() | self.etc.keys()
                      if now.get(path) != self.etc.get(path))

    def run(self, *arguments, user=0, **_):
        given = {"PATH": "/work/bin:/usr/bin:/bin", "HOME": "/root" if user == 0 else "/work",
                 "XDG_STATE_HOME": f"/work/state-{user}", "ASAN_OPTIONS": "detect_leaks=0",
                 "LC_ALL": "C.UTF-8", **self.variables}
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        return subprocess.run([CHROOT, self.root, *become, "/whycpu", "fix", *arguments],
                              env=given, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120, check=False)

    def apply(self, *more, **who):
        return self.run("--apply", "--yes", "--assume-gpu", "--venv", "/work/env", *more, **who)


def files_of_the_system(machine, is_root):
    machine.set_in("etc/profile.d/gpu.sh", "export A=1\nexport CUDA_VISIBLE_DEVICES=-1\n")
    machine.fresh()
    refused = machine.apply()
    tell(refused.returncode == 1 and "another way needs root, and with --system whycpu does it"
         in refused.stdout and not machine.etc_changed() and machine.run("--list").stdout == NO_REPAIR,
         "without --system nothing of the system is changed", refused.stdout, machine.etc_changed())
    mended = machine.apply("--system")
    text = (machine.root / "etc/profile.d/gpu.sh").read_text()
    tell(mended.returncode == 0 and "export A=1\n" in text and "whycpu took out" in text,
         "with it, it is done", mended.stdout, text)
    undone = machine.run("--undo")
    tell(undone.returncode == 0 and not machine.etc_changed(), "and taken back", undone.stdout,
         machine.etc_changed())
    if not is_root:
        skip("what another user may", "only root can become another user")
        return
    state = machine.work / f"state-{SOMEBODY}"
    state.mkdir()
    os.chown(state, SOMEBODY, SOMEBODY)
    refused = machine.apply("--system", user=SOMEBODY)
    tell(refused.returncode == 1 and "belongs to user 0" in refused.stdout and
         not machine.etc_changed(), "--system makes nobody root", refused.stdout)
    os.chown(machine.root / "etc/profile.d", SOMEBODY, SOMEBODY)
    machine.fresh()
    refused = machine.apply("--system")
    tell(refused.returncode == 1 and f"belongs to user {SOMEBODY}, and root changes nothing there"
         in refused.stdout and not machine.etc_changed() and not machine.changed(),
         "root changes nothing in a directory of another user", refused.stdout)
    os.chown(machine.root / "etc/profile.d", 0, 0)


def trees_of_others(machine):
    """The environment belongs to somebody; the fault is one that anybody may mend."""
    (machine.root / "etc/profile.d/gpu.sh").unlink()
    machine.variables = {}
    machine.defective()
    for what, places in (("an environment", ["env"]), ("a directory on its way", ["."]),
                         ("a directory in it", ["env/lib/python3.11/site-packages/nvidia"])):
        os.chown(machine.work, 0, 0)
        machine.fresh()
        listed_before = machine.run("--list").stdout
        for place in places:
            for directory, names, files in os.walk(machine.work / place):
                if place == "." and directory != str(machine.work):
                    break
                for name in [".", *(files if place != "." else [])]:
                    os.lchown(os.path.join(directory, name), SOMEBODY, SOMEBODY)
        machine.before = tree(machine.env)
        refused = machine.apply("--system")
        tell(refused.returncode == 1 and f"belongs to user {SOMEBODY}" in refused.stdout and
             not machine.changed() and machine.run("--list").stdout == listed_before,
             f"root changes nothing where {what} belongs to another user", refused.stdout)


def inside(root):
    """In a namespace of mounts. Whoever made `root` removes it, where nothing is mounted there."""
    is_root = os.environ[INSIDE] == "0"
    machine = Machine(root)
    files_of_the_system(machine, is_root)
    if is_root:
        trees_of_others(machine)
    return done()


# -- what was done -------------------------------------------------------------------------------

def ids(place):
    lines = place.run("--list").stdout
    return [] if lines == NO_REPAIR else [line.split()[0] for line in lines.splitlines()
                                          if not line.startswith(" ")]


def listed(place):
    place.fresh()
    tell(place.run("--list").stdout == NO_REPAIR and not (place.work / "state").exists(),
         "at first there is none, and looking makes none")
    place.apply()
    name = ids(place)[0]
    lines = place.run("--list").stdout.splitlines()
    tell(lines[0] == f"{name}  done  {place.env}" and
         lines[1] == "    cuda-libs-not-on-path: link-into-searched-directory" and len(lines) == 2,
         "one that was done is listed with what it did", *lines)
    place.run("--undo")
    place.apply()
    states = [line.split("  ")[1] for line in place.run("--list").stdout.splitlines()
              if not line.startswith(" ")]
    tell(states == ["undone", "done"], "the oldest comes first", states)
    both = ids(place)
    again = place.run("--undo", both[0])
    tell(again.returncode == 64 and "is undone already" in again.stdout,
         "one that is undone is not undone again", again.stdout)
    journal = place.work / "state/whycpu/repairs" / both[1] / "journal"
    text = journal.read_text()
    journal.write_text(text + "a line of the future\n")
    shown, undone = place.run("--list").stdout, place.run("--undo", both[1])
    tell("unreadable" in shown and undone.returncode == 64 and place.changed(),
         "a journal with a line that is not understood is refused", shown, undone.stdout)
    journal.write_text(text)
    tell(place.run("--undo").returncode == 0 and not place.changed(), "and is none the worse")


def forgotten(place):
    place.fresh()
    place.apply()
    name, now = ids(place)[0], place.mended()
    for what, words in (("no name", []), ("a name that is none", ["../" + name]),
                        ("one that is not there", ["20200101T000000Z-1"])):
        refused = place.run("--forget", *words)
        tell(refused.returncode == 64 and ids(place) == [name] and
             any(".whycpu-kept-" in path for path in os.listdir(place.env)) == place.keeps,
             f"--forget with {what} forgets nothing", refused.stdout)
    # A journal that lies elsewhere is none of ours, however it is called.
    repairs = place.work / "state/whycpu/repairs"
    shutil.copytree(repairs / name, repairs.parent / "elsewhere")
    for option in ("--forget", "--undo", "--resume"):
        refused = place.run(option, "../elsewhere", *(["--yes"] if option == "--resume" else []))
        tell(refused.returncode == 64 and "no name of a repair" in refused.stdout and
             (repairs.parent / "elsewhere/journal").exists() and place.mended() == now,
             f"{option} goes to no other directory", refused.stdout)
    shutil.rmtree(repairs.parent / "elsewhere")
    gone = place.run("--forget", name)
    tell(gone.returncode == 0 and f"Repair {name} is forgotten: what it changed stays." in
         gone.stdout and place.mended() == now and ids(place) == [] and
         not any(".whycpu-kept-" in path for path in os.listdir(place.env)),
         "what is forgotten stays as it is, and nothing is kept", gone.stdout)
    undone = place.run("--undo")
    tell(undone.returncode == 64 and place.mended() == now, "and cannot be undone any more",
         undone.stdout)


def held_by_another(place):
    """While a repair is being done, no other one is begun, undone or forgotten."""
    place.fresh()
    words = [WHYCPU, "fix", "--apply", "--yes", "--assume-gpu", "--venv", str(place.env)]
    process = subprocess.Popen(words, env=place.environment("slow"), cwd="/",
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    while "it takes long" not in process.stdout.readline():
        pass
    now = place.changed()
    for words in (["--undo"], ["--resume", "--yes"], ["--forget", ids(place)[0]]):
        refused = place.run(*words)
        tell(refused.returncode != 0 and "still at work" in refused.stdout and
             place.changed() == now, f"{words[0]} waits for a repair that is being done",
             refused.stdout)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed = time.monotonic()
    undone = place.run("--undo")
    while "still at work" in undone.stdout:
        undone = place.run("--undo")
    took = time.monotonic() - killed
    tell(undone.returncode == 0 and not place.changed(), "once it is gone it is undone",
         undone.stdout)
    tell(took < 30, "the package manager, which would take a minute, is gone with it", took)


def main():
    if INSIDE in os.environ:
        return inside(sys.argv[1])
    for prepare, keeps in ((Place.defective, False), (Place.without_package, True)):
        with tempfile.TemporaryDirectory(prefix="whycpu-list-", dir=fast_directory()) as work:
            place = Place(os.path.realpath(work))
            prepare(place)
            place.keeps = keeps
            if keeps:
                held_by_another(place)
            else:
                listed(place)
            forgotten(place)
    flags = "-m" if os.geteuid() == 0 else "-rm"
    may = subprocess.run(["unshare", flags, "sh", "-c", "mount -t tmpfs none /mnt"], check=False,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if may.returncode != 0 or not CHROOT:
        skip("what needs root", "no file system can be mounted here: " + may.stderr.strip())
        return done()
    environment = {**os.environ, INSIDE: str(os.geteuid())}
    with tempfile.TemporaryDirectory(prefix="whycpu-system-") as root:
        below = subprocess.run(["unshare", flags, "--propagation", "private", sys.executable,
                                sys.argv[0], os.path.realpath(root)], check=False,
                               env=environment, stdout=subprocess.PIPE, text=True)
    hand_on(below)
    return done()


def hand_on(below):
    """What another run of this test told, with the numbers of this one."""
    for line in below.stdout.splitlines():
        what = line.split(" - ", 1)[-1]
        if " # SKIP " in line:
            skip(*what.split(" # SKIP "))
        elif line.startswith(("ok", "not ok")):
            tell(line.startswith("ok"), what)
        elif line.startswith("#"):
            print(line)
    tell(below.returncode == 0 and "\n1.." in below.stdout, "all of it was tried")


sys.exit(main())
