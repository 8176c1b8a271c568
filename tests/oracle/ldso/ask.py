"""Asks the real loader and whycpu the same question, each in a process of its own."""
import json
import os
import signal
from dataclasses import dataclass, field
from typing import List, Optional

from elf_writer import Library

NOBODY, PROGRAM_DESCRIPTOR = 65534, 9  # the descriptor as in enter.c


@dataclass
class Answer:
    """`result` as in whycpu.dlopen/1, or "setup": something that was to be opened before did not
    open, so that the question could not be asked."""
    result: str
    path: Optional[str] = None
    rule: Optional[str] = None
    fails_on: Optional[str] = None
    error: Optional[str] = None
    tried: List[str] = field(default_factory=list)  # paths, for the name itself, in order
    raw: str = ""
    culprit_index: Optional[int] = None  # of "setup": which argument of the program


@dataclass
class Ended:
    status: int
    output: str
    errors: str


enter = None  # enter.c, compiled


def spawn(executable, arguments, environment, cwd, root=None, nobody=False):
    """Runs a program and waits. `executable`: a path, or a descriptor (which needs no path inside
    another root)."""
    output, errors = os.memfd_create("output"), os.memfd_create("errors")
    moves = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, errors, 2)]
    if isinstance(executable, int):
        moves.append((os.POSIX_SPAWN_DUP2, executable, PROGRAM_DESCRIPTOR))
        executable = ""
    user = str(NOBODY) if nobody and is_root() else ""
    variables = ["%s=%s" % pair for pair in environment.items()]
    child = os.posix_spawn(enter, ["enter", root or "", cwd, user, executable] + variables +
                           ["--"] + arguments, {}, file_actions=moves)
    _, status = os.waitpid(child, 0)
    texts = []
    for descriptor in (output, errors):
        size = os.fstat(descriptor).st_size
        texts.append(os.pread(descriptor, size, 0).decode(errors="surrogateescape"))
        os.close(descriptor)
    return Ended(status, *texts)


def working_directory(world, inside):
    below = world.plan.cwd
    return "/" + below if inside else world.path(below) if below else world.directory


# ---- The real loader ----

def culprit(message):
    """The file or name at the start of what dlerror() says."""
    return message.partition(": ")[0]


def real_answers(world):
    """What really happens: one Answer a name. Where something that is to be opened before does not
    open, little can be learnt: it is left out of the plan (most times) and all is tried again."""
    while True:
        answers = real_answers_once(world)
        index = answers[0].culprit_index
        if answers[0].result != "setup" or world.plan.keep_setup or index is None:
            return answers
        index -= 1
        loaded, by = world.plan.loaded, world.plan.by
        if index < len(loaded):
            del loaded[index]
        else:
            del by[len(by) - 1 - (index - len(loaded) - 1)]


def real_answers_once(world):
    plan = world.plan
    environment = {name: world.text(value) for name, value in plan.environment.items()}
    environment["LD_DEBUG"] = "libs"
    main = world.text(plan.main_as)
    arguments = [main] + [world.text(path) for path in plan.loaded] + ["--"]
    arguments += [world.text(path) for path in reversed(plan.by)] + ["--"]
    arguments += [world.text(name) for name in plan.names]
    ended = spawn(main, arguments, environment, working_directory(world, bool(plan.root)),
                  root=world.directory if plan.root else None, nobody=plan.nobody)
    lines = ended.output.splitlines()
    traces = ended.errors.split("\nopening ")[1:]
    if not os.WIFEXITED(ended.status):
        number = os.WTERMSIG(ended.status)
        if number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL):
            raise RuntimeError("the real loader did not end")
        return [Answer("setup", raw="signal %d before the first name" % number)] * len(plan.names)
    if os.WEXITSTATUS(ended.status) in (1, 127):  # 1: a version is missing
        return [start_failure(main, ended.errors)] * len(plan.names)
    if os.WEXITSTATUS(ended.status) or not lines:
        raise RuntimeError("the program gave %d %s" % (ended.status, ended.errors))
    if lines[0].startswith("setup "):
        _, index, message = lines[0].split(" ", 2)
        return [Answer("setup", fails_on=culprit(message), error=message, raw=lines[0],
                       culprit_index=int(index))] * len(plan.names)
    if len(lines) != len(plan.names):
        raise RuntimeError("the program answered %r %s" % (lines, ended.errors))
    answers = [real_answer(line, main, rule_of(trace)) for line, trace in zip(lines, traces)]
    for answer, trace in zip(answers, traces):
        answer.tried = real_tries(trace)
    return answers


def start_failure(main, errors):
    """ld.so says `main: error while loading shared libraries: NAME: reason`, or `main: FILE:
    version …`, a line for each version that is missing: the first one counts, weak ones do not."""
    for line in errors.splitlines():
        if line.endswith(": CPU ISA level is lower than required"):
            return Answer("failed", fails_on=culprit(line), error=line, raw="no start: " + line)
        if not line.startswith(main + ": "):
            continue  # LD_DEBUG, and preloads that were passed over
        for mark in (": error while loading shared libraries: ", ": symbol lookup error: "):
            if mark in line:
                message = line.partition(mark)[2]
                return Answer("failed", fails_on=culprit(message), error=message,
                              raw="no start: " + line)
        if ": version `" in line:
            message = line.partition(": ")[2]
            return Answer("failed", fails_on=culprit(message), error=message,
                          raw="no start: " + line)
    if "Inconsistency detected by ld.so" in errors:
        return Answer("setup", raw="the loader gave up")
    raise RuntimeError("the program did not start: %s" % errors)


RULES = {"(RPATH from file": "rpath", "(LD_LIBRARY_PATH": "ld-library-path",
         "(RUNPATH from file": "runpath", "search cache=": "cache",
         "(system search path": "default"}


def own_search(trace):
    """What LD_DEBUG=libs says of the search for the name itself: the lines before the search for a
    dependency. Empty: it was not searched for."""
    searches = trace.split("find library=")[1:]
    name = trace.partition("\n")[0]
    return searches[0].splitlines() if searches and searches[0].startswith(name + " ") else []


def real_tries(trace):
    """The files that the loader tried to open. What it finds in the cache it prints before it
    decides whether to try it, so that is left out."""
    lines = own_search(trace)
    return [line.partition("trying file=")[2] for before, line in zip([""] + lines, lines)
            if "trying file=" in line and "search cache=" not in before]


def rule_of(trace):
    """By which rule the name came to its end: the last list that was searched."""
    if not own_search(trace):
        return "path" if "/" in trace.partition("\n")[0] else None
    rule = None
    for line in own_search(trace):
        for mark, word in RULES.items():
            if mark in line and "trying file=" not in line:
                rule = word
    return rule


def real_answer(line, main, rule):
    word, _, rest = line.partition(" ")
    if word == "found":
        return Answer(word, path=rest, rule=rule, raw="%s by %s" % (line, rule))
    if word in ("found", "loaded"):
        return Answer(word, path=rest or main, raw=line)
    if word == "failed":
        return Answer("failed", fails_on=culprit(rest), error=rest, raw=line)
    if word == "signal" and rest in ("7", "11"):
        return Answer("crashes", raw=line)
    if word == "exit" and rest == "127":
        return Answer("crashes", raw="the loader gave up: assertion")
    raise RuntimeError("the program answered %r" % line)


# ---- whycpu ----

def whycpu_arguments(world, name):
    plan = world.plan
    arguments = ["whycpu", "dlopen", world.text(name), "--main", world.text(plan.main_as)]
    for path in plan.by or ([] if plan.by_default else [plan.main_as]):
        arguments += ["--by", world.text(path)]
    for path in plan.loaded:
        arguments += ["--loaded", world.text(path)]
    if plan.env_by_option:
        for variable, value in plan.environment.items():
            arguments += ["--env", "%s=%s" % (variable, world.text(value))]
    if plan.root == "outside":
        arguments += ["--root", world.directory]
    return arguments + ["--json"]


def whycpu_answer(world, name, executable):
    plan = world.plan
    inside = plan.root == "inside"
    environment = {variable: world.text(value) for variable, value in plan.environment.items()}
    if plan.env_by_option:
        environment = {}
    arguments = whycpu_arguments(world, name)
    ended = spawn(executable, arguments, environment, working_directory(world, inside),
                  root=world.directory if inside else None, nobody=plan.nobody)
    if not os.WIFEXITED(ended.status):
        return Answer("whycpu died", raw="signal %d" % os.WTERMSIG(ended.status))
    try:
        document = json.loads(ended.output)
    except ValueError:
        return Answer("whycpu spoke no JSON", raw="status %d: %s%s" % (
            os.WEXITSTATUS(ended.status), ended.output, ended.errors))
    answer = Answer(document.get("result"), document.get("path"), document.get("rule"),
                    document.get("fails_on"), document.get("error"),
                    [one.get("path") for one in document.get("tried", [])
                     if one.get("for") == document.get("name") and
                     one.get("outcome") != "not-looked"], raw=ended.output)
    expected = {"found": 0, "loaded": 0, "failed": 1, "crashes": 1, "unknown": 2}
    if os.WEXITSTATUS(ended.status) != expected.get(answer.result):
        answer.result = "%s with status %d" % (answer.result, os.WEXITSTATUS(ended.status))
    return answer


def rule_is_certain(world, real):
    """Whether LD_DEBUG tells the rule. glibc keeps each directory once, with the name of the list
    that named it first, and prints that name for every other list in which it stands too."""
    if real.rule not in RULES.values() or real.rule == "cache":
        return True
    if not real.path.startswith("/"):
        return False
    plan = world.plan
    libraries = [plan.main] + [what for what in plan.files.values() if isinstance(what, Library)]
    lists = [":".join(library.rpath or "" for library in libraries),
             ":".join(library.runpath or "" for library in libraries),
             plan.environment.get("LD_LIBRARY_PATH", ""),
             ":".join(world.machine["system-directories"])]
    parts = os.path.dirname(real.path).split("/") + ["$ORIGIN", "${ORIGIN}"]
    naming = [text for text in lists if any(part and part in text for part in parts)]
    return len(naming) < 2


def compared(world, real, ours):
    """None when they agree, else what differs. A path is compared letter by letter: it is what
    /proc/PID/maps of the real process leads back to, and what $ORIGIN is taken from."""
    if real.result == "setup" and real.error is None:
        return None if ours.result == "crashes" else "setup"
    if real.result == "setup":
        return None if (ours.result, ours.fails_on) == ("failed", real.fails_on) else "setup"
    if real.result != ours.result:
        return "result"
    if real.result in ("found", "loaded") and real.path != ours.path:
        return "path"
    if real.result == "found" and real.rule != ours.rule and rule_is_certain(world, real):
        return "rule"
    if real.result == "failed" and real.fails_on != ours.fails_on:
        return "fails_on"
    return None


def told_otherwise(real, ours):
    """What of the story differs: the words of dlerror(), or a path that the real loader tried for
    the name and that whycpu does not tell of, or not in this order; None when they agree. whycpu
    tells of more: the loader does not try again in a directory that it has seen not to be there."""
    # What kills a process says nothing; what stops a program is told with the program before it.
    if real.result in ("failed", "setup") and real.error and not ours.error.endswith(real.error):
        return "error"
    told = iter(ours.tried)
    pairs = zip([None] + real.tried, real.tried)
    untold = next((path for before, path in pairs if path != before and path not in told), None)
    return "place tried, %s," % untold if untold else None


def is_root():
    return os.geteuid() == 0


def may_change_root(directory):
    """Whether worlds that are roots of their own can be tried."""
    child = os.fork()
    if child == 0:
        try:
            os.chroot(directory)
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0
