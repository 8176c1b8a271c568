"""The texts within a release: what can be printed by its binaries and its Python sources."""

import glob
import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

BINARY = re.compile(r"\.(so(\.\d+)*|pyd|dll|dylib)$")
# Names of the linker and tables of numbers make most of a binary; nobody prints them. Names of errors
# are printed.
STRINGS = "strings -a -n 8 | grep -av '^_Z' | grep -aE ' |^[A-Z0-9_]+$|^cudaError[A-Za-z]+$' | sort -u"
# Where a text of Python stands in pieces, one below the other.
SEAM = re.compile(rb"""(["'])\s*\n\s*[fFrRbBuU]{0,2}\1""")
PLATFORMS = ("manylinux1_x86_64", "manylinux2010_x86_64", "manylinux2014_x86_64",
             "manylinux_2_12_x86_64", "manylinux_2_17_x86_64", "manylinux_2_24_x86_64",
             "manylinux_2_26_x86_64", "manylinux_2_27_x86_64", "manylinux_2_28_x86_64")


def of_python(source):
    """Its lines, those of a text in pieces joined."""
    joined = SEAM.sub(b"", source.replace(b'\\"', b'"').replace(b"\\'", b"'"))
    return [line.strip() for line in joined.splitlines() if b'"' in line or b"'" in line or b" " in line]


def of_binary(stream):
    """What strings(1) finds, of a stream that is never put on the disk."""
    with tempfile.TemporaryFile() as found:
        child = subprocess.Popen(["sh", "-c", STRINGS], stdin=subprocess.PIPE, stdout=found,
                                 env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        shutil.copyfileobj(stream, child.stdin, 1 << 20)
        child.stdin.close()
        child.wait()
        found.seek(0)
        return found.read().split(b"\n")


def of_member(name, open_member):
    if name.endswith(".py"):
        with open_member() as stream:
            return of_python(stream.read())
    if BINARY.search(os.path.basename(name)):
        with open_member() as stream:
            return of_binary(stream)
    return []


def of_wheel(path):
    texts = set()
    with zipfile.ZipFile(path) as wheel:
        for info in wheel.infolist():
            texts.update(of_member(info.filename, lambda info=info: wheel.open(info)))
    return texts


def of_source(path):
    """Of a source distribution."""
    texts = set()
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".py"):
                texts.update(of_member(member.name, lambda member=member: archive.extractfile(member)))
    return texts


def of_release(path):
    return of_wheel(path) if path.endswith(".whl") else of_source(path)


def of_directories(directories):
    texts = set()
    for directory in directories:
        for parent, _, names in os.walk(directory):
            for name in names:
                path = os.path.join(parent, name)
                if os.path.isfile(path):
                    texts.update(of_member(name, lambda path=path: open(path, "rb")))
    return texts


def download(distribution, version, python, directory):
    """The path of the wheel, of the source where no release of that time has one, or None with a word to
    standard error."""
    os.makedirs(directory, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", directory]
    of_wheels = ["--only-binary=:all:", "--python-version", python]
    for platform in PLATFORMS:
        of_wheels += ["--platform", platform]
    why = []
    for options in (of_wheels, ["--no-binary=" + distribution]):
        done = subprocess.run(command + options + ["%s==%s" % (distribution, version)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        files = glob.glob(os.path.join(directory, "*.whl")) + \
            glob.glob(os.path.join(directory, "*.tar.gz"))
        if not done.returncode and len(files) == 1:
            return files[0]
        why += done.stderr.strip().splitlines()[-1:]
    print("%s %s: %s" % (distribution, version, why), file=sys.stderr)
    return None


def load(path):
    with gzip.open(path) as file:
        return file.read()


def save(path, texts):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with gzip.open(path + ".part", "wb", compresslevel=3) as file:
        file.write(b"\n".join(sorted(texts)))
    os.rename(path + ".part", path)
