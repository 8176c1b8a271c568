"""What the commands python3 and python start, against what whycpu chooses."""
import os
import subprocess
from environments import make_venv, write


def started(comparison, env, directory):
    """sys.executable of what a shell starts: python3, else python; None when neither starts."""
    for name in ("python3", "python"):
        asked = subprocess.run(["/bin/sh", "-c", name + " -c 'import sys; print(sys.executable)'"],
                               env=env, cwd=directory, capture_output=True, text=True)
        if asked.returncode == 0:
            return asked.stdout.strip()
    return None


def check_choice(comparison, name, env, directory, expected=None, because=None):
    if not comparison.wants(name):
        return
    told = comparison.ask_whycpu([], env, directory)
    real = str(expected) if expected else started(comparison, env, directory)
    problems = []
    if real != told.get("python"):
        problems.append("starts %s, told %s %s" % (real, told.get("python"), told.get("error", "")))
    if because and because != told.get("chosen_because"):
        problems.append("because %s, told %s" % (because, told.get("chosen_because")))
    comparison.report(name, problems)


def path_cases(comparison, interpreters):
    place = comparison.place / "paths"
    python = next(iter(interpreters.values()))
    for name in ("good", "folder/python3", "plain", "late", "only_python"):
        (place / name).mkdir(parents=True)
    (place / "good/python3").symlink_to(python)
    (place / "late/python3").symlink_to(list(interpreters.values())[-1])
    (place / "only_python/python").symlink_to(python)
    write(place / "plain/python3", "#!/bin/sh\n")  # not executable
    good, late = str(place / "good"), str(place / "late")
    values = {
        "first": good + ":" + late, "second": late + ":" + good,
        "folder": "%s:%s" % (place / "folder", good), "not executable": "%s:%s" % (place / "plain", good),
        "absent": "/nowhere:" + good, "twice": good + ":" + good, "python alone": place / "only_python",
        "dots": "%s/../late/.:%s" % (good, good),
    }
    for name, value in values.items():
        env = comparison.environment(PATH=value)
        if name == "dots":
            check_choice(comparison, "PATH " + name, env, place, expected=late + "/python3")
        else:
            check_choice(comparison, "PATH " + name, env, place)
    check_choice(comparison, "PATH empty element", comparison.environment(PATH=":" + late),
                 place / "good", expected=good + "/python3")
    check_choice(comparison, "PATH relative", comparison.environment(PATH="good"), place,
                 expected=good + "/python3")


def active_cases(comparison, interpreters):
    place = comparison.place / "active"
    python = next(iter(interpreters.values()))
    one, two = (make_venv(comparison, python, "active/" + name) for name in ("one", "two"))
    here = make_venv(comparison, python, "active/work/.venv")
    work = place / "work"
    environment = comparison.environment
    check_choice(comparison, "VIRTUAL_ENV", environment(VIRTUAL_ENV=one), work,
                 one / "bin/python", "VIRTUAL_ENV")
    check_choice(comparison, "CONDA_PREFIX", environment(CONDA_PREFIX=two), work,
                 two / "bin/python", "CONDA_PREFIX")
    for first, second, name, because in ((one, two, "venv first", "VIRTUAL_ENV"),
                                         (two, one, "conda first", "CONDA_PREFIX")):
        env = environment(VIRTUAL_ENV=one, CONDA_PREFIX=two,
                          PATH="%s/bin:%s/bin:/usr/bin" % (first, second))
        check_choice(comparison, "both active, " + name, env, work, first / "bin/python", because)
    check_choice(comparison, "./.venv", environment(), work, here / "bin/python", "./.venv")
    check_choice(comparison, "VIRTUAL_ENV that is gone", environment(VIRTUAL_ENV=place / "gone"),
                 work, here / "bin/python", "./.venv")


def pyenv_cases(comparison):
    root = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    versions = sorted(os.listdir(root + "/versions")) if os.path.isdir(root + "/versions") else []
    if len(versions) < 2 or not os.path.exists(root + "/shims/python"):
        comparison.skip("shims of pyenv", "there is no pyenv with two versions")
        return
    last, first = versions[-1], next(one for one in versions if one.startswith("3."))
    prefix = last.rsplit(".", 1)[0]
    env = comparison.environment(PATH="%s/shims:%s/bin:/usr/bin:/bin" % (root, root), PYENV_ROOT=root)
    deep = comparison.place / "pyenv/a/b"
    deep.mkdir(parents=True)
    cases = {"global": None, "one": last, "list": "%s:%s" % (first, last), "prefix": prefix,
             "missing first": "3.99.1:" + last, "system": "system", "python-": "python-" + first,
             "none of them": "3.99.1", "system second": last + ":system"}
    for name, value in cases.items():
        check_choice(comparison, "pyenv PYENV_VERSION " + name,
                     dict(env, PYENV_VERSION=value) if value else env, deep)
    files = {"file above": (deep.parent, last + "\n"), "file here": (deep, first + "\n"),
             "file with comments": (deep, "# no\n\n  %s  more\r\n%s\n" % (last, first)),
             "file that leads out": (deep, "../../etc\n%s\n" % first),
             "file without end": (deep, prefix), "empty file": (deep, "")}
    for name, (directory, text) in files.items():
        write(directory / ".python-version", text)
        check_choice(comparison, "pyenv " + name, env, deep)
    check_choice(comparison, "pyenv PYENV_DIR", dict(env, PYENV_DIR=str(deep.parent)), "/")


def run_all(comparison, interpreters):
    path_cases(comparison, interpreters)
    active_cases(comparison, interpreters)
    pyenv_cases(comparison)
