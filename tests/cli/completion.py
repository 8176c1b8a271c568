#!/usr/bin/env python3
"""Every option stands in the option table, in --help, in the manual and in the completions; and the
real shells complete it. Prints TAP. WHYCPU is the program, MANUALS the directory of the manuals.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tap import done, skip, tell  # noqa: E402

WHYCPU = pathlib.Path(os.environ["WHYCPU"])
MANUALS = sorted(pathlib.Path(os.environ["MANUALS"]).glob("whycpu*.1"))
SECONDS = 20  # for one answer of a shell, on a machine that has much else to do
OURS = {"--help", "--version"}  # of the program, not of a command


def same(what, found, expected):
    found, expected = set(found), set(expected)
    tell(found == expected, what, f"missing {sorted(expected - found)}",
         f"too many {sorted(found - expected)}")


def ask(*arguments):
    return subprocess.run([WHYCPU, *arguments], capture_output=True, text=True, check=False)


# ---- Shells ----

class Bash:
    """Calls the function as bash does, and for one line types it."""
    start = ["bash", "--noprofile", "--norc", "-i"]
    prepare = ("bind 'set bell-style none'; "
               "bind -x '\"\\C-x\\C-p\": printf \"\\n<%s>\\n\" \"$READLINE_LINE\"'; "
               'eval "$(whycpu completion bash)"; ')

    def offers(self, line):
        words = re.findall(r"=|[^ =]+", line) + ([""] if line.endswith(" ") else [])
        script = ('eval "$(whycpu completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_whycpu; printf "%s\\n" "${COMPREPLY[@]}"')
        return run_shell(["bash", "--noprofile", "--norc", "-c", script, "bash", *words]).split()


class Zsh:
    start = ["zsh", "-f", "-i"]
    prepare = ("autoload -U compinit; compinit -u -D; LISTMAX=1000; PS1='$ '; "
               "show() { print -r -- \"<$BUFFER>\" }; zle -N show; bindkey '^X^P' show; "
               'eval "$(whycpu completion zsh)"; ')

    def offers(self, line):
        shown, result = type_into(self, line)
        return re.findall(r"--?[a-z][a-z-]*|[a-z][a-z0-9-]*", shown) + result.split()


class Fish:
    def offers(self, line):
        quoted = line.replace("\\", "\\\\").replace("'", "\\'")
        script = f"whycpu completion fish | source; complete -C '{quoted}'"
        return [row.split("\t")[0].rsplit("=", 1)[-1]
                for row in run_shell(["fish", "-N", "-c", script]).splitlines()]


def shell_environment():
    return {"PATH": f"{scratch}/bin:/usr/bin:/bin", "HOME": str(scratch), "TERM": "dumb",
            "LC_ALL": "C.UTF-8"}


def run_shell(command):
    ran = subprocess.run(command, env=shell_environment(), capture_output=True, text=True,
                         check=False, cwd=scratch, stdin=subprocess.DEVNULL)
    return ran.stdout + "".join(f"\n!{line}" for line in ran.stderr.splitlines())


def read_until(terminal, pattern, seen=""):
    end = time.monotonic() + SECONDS
    while not re.search(pattern, seen) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536).decode(errors="replace").replace("\r", "")
            except OSError:
                break
    return seen


class Session:
    """An interactive shell at a terminal of its own."""

    def __init__(self, shell):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(scratch)
            os.execvpe(shell.start[0], shell.start, shell_environment())
        prepare = f" stty cols 200 rows 200; {shell.prepare} echo rea''dy\n"
        os.write(self.terminal, prepare.encode())
        read_until(self.terminal, "\nready")

    def type(self, line):
        """What is shown for `line` and a Tab, and the line as it is afterwards."""
        os.write(self.terminal, b"\x15" + line.encode() + b"\t\x18\x10")
        shown = read_until(self.terminal, r"<whycpu[^>\n]*>")
        match = re.search(r"<(whycpu[^>\n]*)>", shown)
        return shown, match.group(1) if match else ""

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


def type_into(shell, line):
    if not hasattr(shell, "session"):
        shell.session = Session(shell)
    return shell.session.type(line)


# ---- What must agree ----

def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - OURS


def commands():
    return re.findall(r"^  whycpu ([a-z]+) ", ask("help").stdout, re.M)


def completed(command):
    """The rows of the table: the list that bash has."""
    words = re.search(rf"^    {command}:-\*\) _whycpu_offer -W '([^']*)'",
                      ask("completion", "bash").stdout, re.M)
    return set(words.group(1).split()) - OURS if words else set()


def in_manual(command):
    """Options with an entry of their own, and all that are named."""
    text = "\n".join(manual.read_text() for manual in MANUALS)
    if command == "check":
        text = re.search(r"^\.Ss Options of check$(.*?)^\.S[sh] ", text, re.M | re.S).group(1)
        return set(re.findall(r"^\.It .*?Fl -([a-z-]+)", text, re.M))
    return set(re.findall(r"Fl -([a-z-]+)", text))


def tables_agree():
    everywhere = set()
    for command in commands():
        long = {option for option in completed(command) if option.startswith("--")}
        everywhere |= long
        same(f"{command}: the options of --help are those of the table",
             options_in(ask("help", command).stdout), long)
        missing = {option for option in long if option[2:] not in in_manual(command)}
        tell(not missing, f"{command}: the manual has every option", missing)
        unknown = {option for option in long
                   if "no such option" in ask(command, option, "auto").stderr}
        tell(not unknown, f"{command}: every completed option is one", unknown)
    named = {f"--{word}" for word in in_manual("all of them")} - OURS
    tell(named <= everywhere, "the manual names no option that does not exist", named - everywhere)


def shell_completes(shell):
    name = type(shell).__name__.lower()
    same(f"{name}: commands", set(shell.offers("whycpu ")) & set(commands()), commands())
    for command in commands():
        long = {option for option in completed(command) if option.startswith("--")}
        if long:
            offered = {word for word in shell.offers(f"whycpu {command} --")
                       if word.startswith("--")} - OURS - {"--"}
            same(f"{name}: options of {command}", offered, long)
    offered = {word for word in shell.offers("whycpu --") if word.startswith("--")} - {"--"}
    same(f"{name}: without a command, those of check",
         offered - {"--help"}, {w for w in completed("check") if w[1] == "-"} | {"--version"})
    causes = set(re.findall(r"^ {2,}([a-z][a-z0-9-]+-[a-z0-9-]+) ", ask("explain").stdout, re.M))
    tell(len(causes) > 40, f"{len(causes)} causes are listed")
    missing = causes - set(shell.offers("whycpu explain "))
    tell(not missing, f"{name}: every cause", missing)
    for line, expected in VALUES.items():
        offered = set(shell.offers(line))
        tell(expected <= offered, f"{name}: {line}", offered)
    offered = set(shell.offers("whycpu check --venv "))
    tell(not any("recorded" in word for word in offered),
         f"{name}: a file is no directory", offered)


VALUES = {
    "whycpu --framework ": {"tensorflow", "keras", "torch", "jax", "onnxruntime"},
    "whycpu check --format=": {"terminal", "json"},
    "whycpu dlopen --color ": {"auto", "always", "never"},
    "whycpu completion ": {"bash", "zsh", "fish"},
    "whycpu help ": {"dlopen", "explain"},
}
TYPED = {
    "whycpu expl": "whycpu explain ",
    "whycpu --framework=tens": "whycpu --framework=tensorflow ",
    "whycpu check --snapshot reco": "whycpu check --snapshot recorded.world ",
    "whycpu check --snapshot=reco": "whycpu check --snapshot=recorded.world ",
    "whycpu --venv pla": "whycpu --venv place/",
    "whycpu dlopen --by=reco": "whycpu dlopen --by=recorded.world ",
    "whycpu explain system-tool": "whycpu explain system-toolkit-rescues ",
}


def prepare():
    (scratch / "bin").mkdir()
    (scratch / "bin" / "whycpu").symlink_to(WHYCPU)
    (scratch / "recorded.world").touch()
    (scratch / "place").mkdir()


with tempfile.TemporaryDirectory(prefix="whycpu-completion-") as directory:
    scratch = pathlib.Path(directory)
    prepare()
    tables_agree()
    for each in (Bash(), Zsh(), Fish()):
        program = type(each).__name__.lower()
        if not shutil.which(program):
            skip(f"{program} completes", f"{program} is not there")
            continue
        shell_completes(each)
        for before, after in TYPED.items() if hasattr(each, "start") else ():
            output, result = type_into(each, before)
            tell(result == after, f"{program}: {before} Tab", repr(result), repr(output))
        if hasattr(each, "session"):
            each.session.close()
sys.exit(done())
