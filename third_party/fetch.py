#!/usr/bin/env python3
"""Puts the third-party source that whycpu is built from into a directory.

    fetch.py DIRECTORY       below DIRECTORY afterwards: yyjson/ and zlib/ with their licences
    fetch.py --into-dist     called by `meson dist`: a source distribution carries the files

Name, version and sha256 stand in pins.txt. zlib itself is not in the package index: it comes out of
the source distribution of numcodecs, which carries it whole. A file comes from the user's cache or, by pip, from
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
ZLIB = "c-blosc/internal-complibs/zlib-1.3.1/"
ZLIB_FILES = ["LICENSE", "adler32.c", "crc32.c", "crc32.h", "inffast.c", "inffast.h", "inffixed.h",
              "inflate.c", "inflate.h", "inftrees.c", "inftrees.h", "zconf.h", "zlib.h", "zutil.c",
              "zutil.h"]
# What is taken out of each, and its name here.
PARTS = {
    "yyjson": {"yyjson/yyjson.c": "yyjson/yyjson.c", "yyjson/yyjson.h": "yyjson/yyjson.h",
               "LICENSE": "LICENSE"},
    "numcodecs": {ZLIB + name: "zlib/" + name for name in ZLIB_FILES},
}

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


def pins():
    """(name, version, sha256) of each row of pins.txt."""
    rows = re.findall(r"^([a-z][\w-]*)==(\S+) --hash=sha256:([0-9a-f]{64})$", PINS.read_text(), re.M)
    if sorted(row[0] for row in rows) != sorted(PARTS):
        stop(f"{PINS} has to name one source distribution each of {', '.join(sorted(PARTS))}")
    return rows


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
    pinned = directory / "pin.txt"
    pinned.write_text(f"{name}=={version} --hash=sha256:{sha256}\n")
    print(f"fetching the source of {name} {version} with pip", file=sys.stderr)
    done = subprocess.run(
        [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--require-hashes", "--no-binary", ":all:", "--no-build-isolation",
         "--dest", str(directory), "--requirement", str(pinned)],
        # What is taken out is C: which Python the package is for says nothing about it. As a
        # variable, since pip before 21 ends at an option that it does not know.
        env={**os.environ, "PYTHONPATH": path, "PIP_IGNORE_REQUIRES_PYTHON": "1"}, stdout=sys.stderr, check=False)
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


def unpack(file, parts, directory):
    found = {}
    with tarfile.open(file) as archive:
        for member in archive:
            part = member.name.partition("/")[2]
            if member.isfile() and part in parts:
                found[part] = archive.extractfile(member).read()
    for part, name in parts.items():
        if part not in found:
            stop(f"{file.name} has no {part}")
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(found[part])


def fetch_one(name, version, sha256, directory):
    kept = cache_directory() / f"{name}-{version}.tar.gz"
    if is_pinned(kept, sha256):
        unpack(kept, PARTS[name], directory)
        return
    with tempfile.TemporaryDirectory(prefix="whycpu-fetch-") as scratch:
        file = download(name, version, sha256, pathlib.Path(scratch))
        keep(file, kept)
        unpack(file, PARTS[name], directory)


def fetch(directory):
    if (directory / "pins.txt").is_file() and (directory / "pins.txt").read_text() == PINS.read_text():
        return
    for row in pins():
        fetch_one(*row, directory)
    shutil.copyfile(PINS, directory / "pins.txt")


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
