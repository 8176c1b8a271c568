"""Environments by hand and by chance."""
import os
import random
import shutil
import subprocess
from pathlib import Path


def install_tools(place, interpreters):
    """virtualenv and uv in an environment of their own; None when they cannot be had."""
    python = next((interpreters[name] for name in sorted(interpreters) if name.startswith("3.11")),
                  next(iter(interpreters.values())))
    tools = place / "tools"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    made = subprocess.run([python, "-m", "venv", tools], **quiet)
    if made.returncode:
        return None
    got = subprocess.run([tools / "bin/python", "-m", "pip", "install", "-q", "virtualenv", "uv"],
                         **quiet)
    return None if got.returncode else tools / "bin"


def make_venv(comparison, python, name, *options):
    directory = comparison.place / name
    subprocess.run([python, "-m", "venv", "--without-pip", *options, directory], check=True,
                   capture_output=True, env=comparison.environment())
    return directory


def site_of(environment):
    return next(environment.glob("lib/python3*/site-packages"))


def version_name(python):
    asked = subprocess.run([python, "-I", "-c",
                            "import sys; print('python%d.%d' % sys.version_info[:2])"],
                           capture_output=True, text=True)
    return asked.stdout.strip()


def write(path, text, binary=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    if binary:
        path.write_bytes(text)
    else:
        path.write_text(text)


def fill(directory, chance=None):
    """Packages, modules and records of distributions, all or by chance."""
    things = {
        "sample/__init__.py": "", "plain.py": "", "spread/inside.py": "",
        "shadow/__init__.py": "", "shadow.py": "",
        "linked.py": "", "compiled.abi3.so": "", "compiled.py": "",
        "Sample_Thing-1.0.dist-info/METADATA": "Name: sample-thing\nVersion: 1.0\n\n",
        "old.name-2.0-py3.egg-info/PKG-INFO": "Name: old.name\nVersion: 2.0\n\n",
        "lonely.egg-info": "Name: lonely\nVersion: 0.1\n\n",
    }
    for name, text in things.items():
        if chance is None or chance.random() < 0.5:
            write(directory / name, text)


def write_pth_files(site, place):
    for name in ("one", "two", "three", "four", "five", "six"):
        (place / "added" / name).mkdir(parents=True, exist_ok=True)
    fill(place / "added/two")
    write(place / "added/archive.zip", "no archive")
    write(site / "b.pth", "# comment\n\n%s\n  leading\n%s  \t\nimport sys\nimport\tos\nnothing_there\n"
          % (place / "added/one", place / "added/two"))
    write(site / "a.pth", "../inside\r\n%s\r\n./\n%s" % (place / "added/three", place / "added/one"))
    write(site / "c.pth", b"\xef\xbb\xbf" + bytes(place / "added/four") + b"\n", binary=True)
    write(site / ".hidden.pth", str(place / "added/five") + "\n")
    write(site / "notes.pth.txt", str(place / "added/six") + "\n")
    write(site / "d.pth", "%s\n%s\n" % (place / "added/archive.zip", place / "added/../added/six"))
    write(site.parent / "inside/sub.pth", str(place / "added/one") + "\n")
    (site / "e.pth").mkdir(exist_ok=True)


def with_editable(site, place):
    write(place / "project/editable/__init__.py", "")
    write(site / "__editable__.editable-1.0.pth",
          "import __editable___editable_1_0_finder; __editable___editable_1_0_finder.install()\n")
    write(site / "__editable___editable_1_0_finder.py", EDITABLE_FINDER %
          repr({"editable": str(place / "project/editable")}))


# As small as a finder can be that has a MAPPING and an install().
EDITABLE_FINDER = '''import sys
import os
from importlib.machinery import PathFinder
from importlib.util import spec_from_file_location

MAPPING: dict = %s


class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in MAPPING:
            return spec_from_file_location(name, os.path.join(MAPPING[name], "__init__.py"))
        return None


def install():
    sys.meta_path.append(Finder)
'''


def rewrite_config(environment, change):
    path = environment / "pyvenv.cfg"
    path.write_text("".join(line for line in map(change, path.read_text().splitlines(True)) if line))


def plain_cases(comparison, label, python):
    place, check = comparison.place, comparison.check
    check(label + " as it is", python)
    home = place / (label + "-home")
    user = home / ".local/lib" / version_name(python) / "site-packages"
    fill(user)
    write(user / "user.pth", "more\n")
    (user / "more").mkdir()
    env = comparison.environment(HOME=home)
    check(label + " user site", python, env=env)
    check(label + " no user site", python, env=dict(env, PYTHONNOUSERSITE="1"))
    check(label + " user base", python,
          env=comparison.environment(PYTHONUSERBASE=home / ".local"))
    check(label + " PYTHONNOUSERSITE empty", python, env=dict(env, PYTHONNOUSERSITE=""))
    fill(place / "first")
    (place / "second").mkdir(exist_ok=True)
    paths = [place / "first", "second", "", place / "nowhere", place / "first/../second", "first"]
    for number, value in enumerate((":".join(map(str, paths)), "", ":", str(user) + ":" + str(user))):
        check("%s PYTHONPATH %d" % (label, number), python,
              env=comparison.environment(PYTHONPATH=value))
    check(label + " PYTHONPATH is the user site", python, env=dict(env, PYTHONPATH=str(user)))
    link = place / (label + "-link-to-python")
    link.symlink_to(python)
    check(label + " linked", link)


def venv_cases(comparison, label, python, tools):
    place, check = comparison.place, comparison.check
    home = place / (label + "-home")
    env = comparison.environment(HOME=home)
    plain = make_venv(comparison, python, label + "-venv")
    fill(site_of(plain))
    check(label + " venv", plain / "bin/python")
    check(label + " venv with a user site", plain / "bin/python", env=env)
    check(label + " venv by --venv", plain / "bin/python", ["--venv", plain])
    check(label + " venv and PYTHONPATH", plain / "bin/python",
          env=comparison.environment(PYTHONPATH="%s:%s" % (place / "first", site_of(plain))))
    seeing = make_venv(comparison, python, label + "-system", "--system-site-packages")
    fill(site_of(seeing))
    check(label + " venv with system site", seeing / "bin/python3", env=env)
    check(label + " venv with system site, no user site", seeing / "bin/python",
          env=dict(env, PYTHONNOUSERSITE="1"))
    copied = make_venv(comparison, python, label + "-copies", "--copies")
    check(label + " venv of copies", copied / "bin/python")
    pth = make_venv(comparison, python, label + "-pth")
    write_pth_files(site_of(pth), place)
    check(label + " .pth files", pth / "bin/python")
    with_editable(site_of(pth), place)
    check(label + " editable", pth / "bin/python")
    nested = place / (label + "-nested")
    subprocess.run([plain / "bin/python", "-m", "venv", "--without-pip", nested], check=True)
    check(label + " nested venv", nested / "bin/python")
    moved = place / (label + "-moved")
    shutil.copytree(plain, moved, symlinks=True)
    check(label + " moved venv", moved / "bin/python")
    linked = place / (label + "-linked")
    linked.symlink_to(plain)
    check(label + " link to a venv", linked / "bin/python")
    outside = place / (label + "-outside")
    outside.symlink_to(plain / "bin/python")
    check(label + " link to the program of a venv", outside)
    config_cases(comparison, label, plain)
    if tools:
        tool_cases(comparison, label, python, tools, env)


def config_cases(comparison, label, plain):
    changes = {
        "capitals": lambda line: line.replace("include-system-site-packages = false",
                                              "Include-System-Site-Packages=TRUE"),
        "no line": lambda line: None if line.startswith("include") else line,
        "yes": lambda line: line.replace("= false", "= yes"),
        "twice": lambda line: line + "include-system-site-packages = true\n"
        if line.startswith("include") else line,
        "comment": lambda line: "# include-system-site-packages = true\n" + line,
    }
    for name, change in changes.items():
        changed = comparison.place / ("%s-config-%s" % (label, name.replace(" ", "-")))
        shutil.copytree(plain, changed, symlinks=True)
        rewrite_config(changed, change)
        comparison.check("%s pyvenv.cfg %s" % (label, name), changed / "bin/python")


def tool_cases(comparison, label, python, tools, env):
    place = comparison.place
    commands = {
        "virtualenv": [tools / "virtualenv", "--no-download", "-q", "-p", python],
        "virtualenv system": [tools / "virtualenv", "--no-download", "-q",
                              "--system-site-packages", "-p", python],
        "uv": [tools / "uv", "venv", "-q", "--no-config", "-p", python],
        "uv system": [tools / "uv", "venv", "-q", "--no-config", "--system-site-packages", "-p",
                      python],
    }
    for name, command in commands.items():
        directory = place / ("%s-%s" % (label, name.replace(" ", "-")))
        made = subprocess.run(command + [directory], capture_output=True, text=True,
                              env=comparison.environment())
        if made.returncode:
            comparison.skip("%s %s" % (label, name), "it makes none: %s" %
                            (made.stderr.strip().splitlines() or ["?"])[-1])
            continue
        fill(site_of(directory))
        comparison.check("%s %s" % (label, name), directory / "bin/python", env=env)


def random_case(comparison, number, seed, interpreters):
    chance = random.Random("%s %d" % (seed, number))
    name = "chance %d" % number
    if not comparison.wants(name):
        return
    place = comparison.place / ("chance-%d" % number)
    python = interpreters[chance.choice(sorted(interpreters))]
    options = ["--system-site-packages"] if chance.random() < 0.5 else []
    options += ["--copies"] if chance.random() < 0.2 else []
    made = make_venv(comparison, python, "chance-%d/env" % number, *options)
    directories = [place / one for one in "abcd"]
    home = place / "home"
    user = home / ".local/lib" / version_name(python) / "site-packages"
    directories += [user] if chance.random() < 0.7 else []
    for directory in directories:
        if chance.random() < 0.8:
            directory.mkdir(parents=True)
            fill(directory, chance)
    places = directories + [site_of(made), place / "nowhere", made / "lib", Path("a"), Path("../x")]
    for directory in [site_of(made)] + ([user] if user.is_dir() else []):
        fill(directory, chance)
        for letter in "zyx"[:chance.randrange(4)]:
            lines = [str(chance.choice(places)) for _ in range(chance.randrange(5))]
            lines += chance.sample(["# no", "", "import sys", "not/there", "\t"], 2)
            chance.shuffle(lines)
            write(directory / (letter + ".pth"), "\n".join(lines) + chance.choice(["", "\n"]))
    env = comparison.environment(HOME=home)
    if chance.random() < 0.5:
        some = [str(chance.choice(places + [Path("")])) for _ in range(chance.randrange(1, 5))]
        env["PYTHONPATH"] = ":".join("" if one == "." else one for one in some)
    if chance.random() < 0.2:
        env["PYTHONNOUSERSITE"] = "x"
    comparison.check(name, made / "bin/python", env=env, directory=place)


def run_all(comparison, interpreters, tools, count, seed):
    for label, python in interpreters.items():
        plain_cases(comparison, label, python)
        venv_cases(comparison, label, python, tools)
    if not tools:
        comparison.skip("virtualenv and uv", "they could not be installed")
    for number in range(count):
        random_case(comparison, number, seed, interpreters)
