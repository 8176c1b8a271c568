#!/usr/bin/env python3
"""What lays worlds out for the real thing changes nothing but them: every way in which a world of the
loader or an environment is changed, where a link leads to a directory that is there only to be hit.
Prints TAP."""
import os
import shutil
import sys
import tempfile
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
for below in ["../hostile", "ldso", "truth"]:
    sys.path.insert(0, os.path.join(HERE, below))
import confine  # noqa: E402
import stage  # noqa: E402
import world_disk  # noqa: E402
from world_plan import Cache, Content, Directory, HardLink, Link, Socket  # noqa: E402

# A small ELF file, so that what pokes into one could do so.
ELF = b"\x7fELF\x02\x01\x01" + bytes(57) + bytes(200)


def lay_out(place):
    """(root, outside): the root has a link to the directory outside, and one to a file there."""
    root, outside = os.path.join(place, "root"), os.path.join(place, "outside")
    os.makedirs(os.path.join(outside, "below/lib"))
    os.mkdir(root)
    for path in ["file", "below/lib/libx.so"]:
        with open(os.path.join(outside, path), "wb") as file:
            file.write(ELF)
    os.symlink(outside, os.path.join(root, "away"))
    os.symlink(os.path.join(outside, "file"), os.path.join(root, "file"))
    os.symlink(os.path.join(outside, "below"), os.path.join(root, "below"))
    with open(os.path.join(root, "mine"), "wb") as file:
        file.write(b"mine")
    return root, outside


# ---- Worlds of the loader ----

def world(root):
    plan = SimpleNamespace(root="inside", modes={"below": 0, "away/below": 0, "away": 0}, cwd=None)
    made = world_disk.World(plan, root, None, {})
    made.plan.cache = Cache([], removed=["away/file", "away/below/lib/libx.so"],
                            replaced={"away/file": b"x", "file": b"x"})
    return made


THINGS = {"a link": Link("x"), "a file": Content(b"x"), "a directory": Directory(),
          "a hard link": HardLink("mine"), "a socket": Socket()}


def of_worlds():
    for name, thing in THINGS.items():
        for path in ["away/new", "away/below/new", "below/lib/new", "below/a/b", "file/new"]:
            yield f"{name} at {path}", lambda root, thing=thing, path=path: \
                world(root).put(path, thing)
    yield "modes", lambda root: [world(root).set_mode(path, 0) for path in world(root).plan.modes]
    yield "what goes once the cache is made", lambda root: world(root).change_what_was_cached()
    yield "its end", lambda root: world(root).remove()


# ---- Environments ----

def environment(root):
    made = stage.Stage.__new__(stage.Stage)
    made.prefix = made.site = root
    made.own_places, made.files, made.words = [root], {}, {}
    made.base_python = sys.executable
    return made


def uninstall(root):
    os.mkdir(os.path.join(root, "x.dist-info"))
    with open(os.path.join(root, "x.dist-info/RECORD"), "w", encoding="utf-8") as record:
        record.write("away/file,,\nbelow/lib/libx.so,,\n")
    environment(root).do_uninstall("x")


CHANGES = [
    ("remove", "away/file"), ("remove", "below/lib"), ("write", "away/file", "x"),
    ("write", "away/new/file", "x"), ("write", "file", "x"), ("empty", "file"), ("text", "away/file"),
    ("cut", "away/file", 1), ("cut", "file", 1), ("link", "away/file", "x"), ("link", "file", "x"),
    ("hardlink", "away/new", "mine"), ("directory", "away/file"), ("directory", "away/new"),
    ("socket", "away/file"), ("device", "away/file"), ("poke", "away/file", 20, [1]),
    ("poke", "file", 20, [1]), ("move", "away/file", "there"), ("move", "mine", "away/new"),
    ("copy", "mine", "away/file"), ("copy", "mine", "file"), ("copy", "mine", "away/new"),
    ("mode", "away/file", 0), ("mode", "file", 0), ("mode", "below", 0),
    ("farm", "below", "away", "absolute"), ("farm", "below", "away/new", "absolute"),
    ("venv", "away/new"),
]


def of_environments():
    for name, *arguments in CHANGES:
        yield f"{name} {' '.join(map(str, arguments))}", lambda root, name=name, \
            arguments=arguments: getattr(environment(root), "do_" + name)(*arguments)
    yield "uninstall", uninstall


def look(name, ways):
    problems = []
    for what, how in ways:
        place = tempfile.mkdtemp(prefix="whycpu-inside-")
        root, outside = lay_out(place)
        before = confine.state(outside)
        try:
            how(root)
        except (OSError, ValueError):
            pass  # a refusal is as good
        problems += [what] if confine.state(outside) != before else []
        os.chmod(outside, 0o755)
        shutil.rmtree(place)
    for what in problems:
        print("#   changed what lies outside: " + what)
    print("%s - %s" % ("not ok" if problems else "ok", name))
    return len(problems)


def main():
    print("1..2")
    return 1 if look("worlds of the loader", of_worlds()) + \
        look("environments", of_environments()) else 0


sys.exit(main())
