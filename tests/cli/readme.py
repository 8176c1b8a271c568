#!/usr/bin/env python3
"""What the README and the pages of docs/ show of a terminal is what one sees there. Prints TAP.

In a block of a page, a line `$ COMMAND` is run among the recorded machines, or what a remark above
the block says instead: <!-- shown by: COMMAND -->. The lines below it must come, in their order; a
line that is … stands for any, and … within a line for any text. What TensorFlow says is compared
with the real one where ./dev truth has installed it. WHYCPU is the program.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?:<!-- shown by: (.*?) -->\n+)?^```\n(\$ .*?)^```$", re.M | re.S)
ENVIRONMENT = "tf-2.21.0-cuda"

number = failed = 0


def tell(what, trouble):
    global number, failed
    number += 1
    failed += bool(trouble)
    for line in trouble or ():
        print("#", line)
    print("not ok" if trouble else "ok", number, "-", what, flush=True)


def skip(what, why):
    global number
    number += 1
    print("ok", number, "-", what, "# SKIP", why, flush=True)


def matches(shown, line):
    return re.fullmatch(".*".join(map(re.escape, shown.rstrip().split("…"))), line.rstrip())


def difference(shown, got):
    """Why `got` is not what is shown; None when it is."""
    rest = list(got)
    skipping = False
    for line in shown:
        if line.strip() == "…":
            skipping = True
            continue
        # A … at its beginning alone may stand for a path that the program shortened.
        while skipping and rest and not matches(line, rest[0]):
            rest.pop(0)
        skipping = False
        if not rest or not matches(line, rest[0]):
            return [f"shown: {line}", f"seen:  {rest[0] if rest else '(nothing more)'}"]
        rest.pop(0)
    return None if skipping or not rest else [f"not shown: {rest[0]}"]


def run_whycpu(command, scratch):
    environment = {"PATH": f"{scratch}:/usr/bin:/bin", "HOME": "/nonexistent",
                   "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    return subprocess.run(["sh", "-c", command], cwd=TOP / "tests/machines", env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False).stdout.splitlines()


def run_tensorflow(command):
    """In the world of ./dev truth in which nothing is at fault but the wheel; None without one."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    python = cache / "whycpu-truth" / "envs" / ENVIRONMENT / "bin" / "python"
    if not python.exists() or not (cache / "whycpu-truth" / "driver").exists():
        return None
    command = command.replace("python ", f"{python} ", 1)
    ran = subprocess.run([sys.executable, TOP / "tests/oracle/truth/run", "--shell", "--only",
                          f"{ENVIRONMENT}/untouched"], input=f"{command} 2>&1\n", text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return ran.stdout.splitlines() if "python:" in ran.stdout else None


def check_block(page, instead, block, scratch):
    lines = block.splitlines()
    command, shown = lines[0][2:], lines[1:]
    what = f"{page.name}: {command}"
    if command.startswith("whycpu"):
        tell(what, difference(shown, run_whycpu(instead or command, scratch)))
    elif "tensorflow" in command:
        got = run_tensorflow(command)
        if got is None:
            skip(what, f"{ENVIRONMENT} is not installed, or its world cannot be made here")
        else:
            tell(what, difference(["…", *shown], got))
            tell("TensorFlow names no library that is missing",
                 [line for line in got if "libcusolver" in line])


with tempfile.TemporaryDirectory(prefix="whycpu-readme-") as directory:
    os.symlink(os.environ["WHYCPU"], f"{directory}/whycpu")
    for file in [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]:
        for found in BLOCK.finditer(file.read_text()):
            check_block(file, found.group(1), found.group(2), directory)
print(f"1..{number}")
sys.exit(1 if failed or number < 3 else 0)
