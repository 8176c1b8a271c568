#!/usr/bin/env python3
"""Puts the third-party source that whycpu is built from into a directory.

    fetch.py DIRECTORY       below DIRECTORY afterwards: yyjson/yyjson.c and its licence
    fetch.py --into-dist     called by `meson dist`: a source distribution carries the files

Name, version and sha256 stand in pins.txt. The file comes from the user's cache or, by pip, from
the package index; any other file than the pinned one is refused. Of a source distribution pip asks
its build system for name and version; a stand-in answers, so nothing that was fetched is run.
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

PINS = pathlib.Path(__file__).resolve().parent / "pins.txt"
PARTS = ["yyjson/yyjson.c", "yyjson/yyjson.h", "LICENSE"]

STAND_IN = '''\
import os

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(directory, config_settings=None):
    name = "{name}-{version}.dist-info"
    os.mkdir(os.path.join(directory, name))
    with open(os.path.join(directory, name, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    return name
'''


def stop(why):
    sys.exit(f"third_party/fetch.py: {why}")


def pin():
    """(name, version, sha256) of the only row in pins.txt."""
    rows = re.findall(r"^([a-z][\w-]*)==(\S+) --hash=sha256:([0-9a-f]{64})$", PINS.read_text(), re.M)
    if len(rows) != 1:
        stop(f"{PINS} has to name one source distribution")
    return rows[0]


def is_pinned(file, sha256):
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def cache_directory():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(cache) / "whycpu" / "third_party"


def pythons():
    """This one, and the machine's own: one of them has pip."""
    return [sys.executable, "/usr/bin/python3"]


def has_pip(python):
    try:
        return subprocess.run([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def download(name, version, sha256, directory):
    """The file's path below `directory`, checked."""
    python = next(filter(has_pip, pythons()), None)
    if not python:
        stop(f"to fetch {name} {version}, python3 needs pip; install python3-pip")
    backend = directory / "backend" / "setuptools"
    backend.mkdir(parents=True)
    (backend / "__init__.py").touch()
    (backend / "build_meta.py").write_text(STAND_IN.format(name=name, version=version))
    path = os.pathsep.join(filter(None, [str(backend.parent), os.environ.get("PYTHONPATH")]))
    print(f"fetching {name} {version}, source of the JSON reader, with pip", file=sys.stderr)
    done = subprocess.run(
        [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--require-hashes", "--no-binary", ":all:", "--no-build-isolation",
         "--dest", str(directory), "--requirement", str(PINS)],
        env={**os.environ, "PYTHONPATH": path}, stdout=sys.stderr, check=False)
    file = directory / f"{name}-{version}.tar.gz"
    if done.returncode != 0 or not is_pinned(file, sha256):
        stop(f"pip could not fetch {name} {version}; is there a network?")
    return file


def keep(file, kept):
    """A cache that cannot be written is no reason to fail."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        copy = kept.with_name(f"{kept.name}.{os.getpid()}")
        shutil.copyfile(file, copy)
        os.replace(copy, kept)
    except OSError:
        pass


def unpack(file, directory):
    with tarfile.open(file) as archive:
        for part in PARTS:
            member = next(m for m in archive if m.isfile() and m.name.split("/", 1)[1] == part)
            (directory / part).parent.mkdir(parents=True, exist_ok=True)
            (directory / part).write_bytes(archive.extractfile(member).read())
    shutil.copyfile(PINS, directory / "pins.txt")


def fetch(directory):
    if (directory / "pins.txt").is_file() and (directory / "pins.txt").read_text() == PINS.read_text():
        return
    name, version, sha256 = pin()
    kept = cache_directory() / f"{name}-{version}.tar.gz"
    if is_pinned(kept, sha256):
        unpack(kept, directory)
        return
    with tempfile.TemporaryDirectory(prefix="whycpu-fetch-") as scratch:
        file = download(name, version, sha256, pathlib.Path(scratch))
        keep(file, kept)
        unpack(file, directory)


def look_committed(added, date):
    """What was added to a source distribution has the date and rights of what was committed, so that
    two of one commit are the same bytes."""
    for path in [added, *added.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (date, date))


def main():
    if sys.argv[1:] == ["--into-dist"]:
        top = pathlib.Path(os.environ["MESON_DIST_ROOT"])
        added = top / "third_party" / "source"
        fetch(added)
        look_committed(added, (top / "pyproject.toml").stat().st_mtime)
    elif len(sys.argv) == 2:
        fetch(pathlib.Path(sys.argv[1]))
    else:
        stop("usage: fetch.py DIRECTORY")


main()
