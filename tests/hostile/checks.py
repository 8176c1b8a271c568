"""What must hold of an answer about a tree that a stranger handed to whycpu."""
import functools
import os
import resource
import subprocess

import trees

WHYCPU = os.environ["WHYCPU"]
SLOW = float(os.environ.get("HOSTILE_SECONDS", "2"))
MEMORY_CEILING = 512 * 1024 * 1024
ANSWERS = (0, 1, 2)


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def tell(self, name, problems):
        self.count += 1
        for problem in problems[:8]:
            print("#   " + problem.encode("unicode_escape").decode())
        print(f"{'not ok' if problems else 'ok'} {self.count} - {name}")
        self.failed += bool(problems)

    def skip(self, name, because):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {because}")


def limits(user):
    def set_them():
        if not sanitized():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_CEILING, MEMORY_CEILING))
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
    return set_them


@functools.lru_cache
def sanitized():
    with open(WHYCPU, "rb") as program:
        return b"__asan_init" in program.read()


def run(root, options, user=None, before=(), seconds=60):
    return ask(["check", "--root", root, "--venv", "/" + trees.ENVIRONMENT,
                "--framework", "tensorflow", *options], user, before, seconds)


def ask(arguments, user=None, before=(), seconds=60):
    """The ended program, or None when it did not end, and the processor's seconds that it took."""
    before_it = processor_seconds()
    try:
        done = subprocess.run([*before, WHYCPU, *arguments], capture_output=True, timeout=seconds,
                              cwd="/", env={"PATH": "/usr/bin:/bin"}, preexec_fn=limits(user),
                              check=False)
    except subprocess.TimeoutExpired:
        return None, seconds
    return done, processor_seconds() - before_it


def processor_seconds():
    """Of our children: what else the machine does at the time does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def control_characters(data):
    text = data.decode("utf-8", "replace")
    return sorted({character for character in text
                   if (ord(character) < 32 and character != "\n") or 127 <= ord(character) < 160})


def look_at_answer(done, elapsed, slow):
    if done is None:
        return [f"no answer after {elapsed} s"]
    problems = []
    if done.returncode not in ANSWERS and not said_usage(done):
        problems.append(f"status {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    if elapsed > slow:
        problems.append(f"took {elapsed:.1f} s")
    for stream in (done.stdout, done.stderr):
        if control_characters(stream):
            problems.append(f"control characters: {control_characters(stream)}")
        if trees.SECRET.encode() in stream:
            problems.append("tells what lies outside the root")
    if not done.stdout and not said_usage(done):
        problems.append("says nothing")
    return problems


def said_usage(done):
    """The environment that was asked for is not there: wrong usage, in one sentence."""
    return done.returncode == 64 and done.stderr.count(b"\n") <= 3 and done.stderr


def look_at_document(done, work):
    if done is None or done.returncode not in ANSWERS or "VALIDATE_JSON" not in os.environ:
        return []
    path = os.path.join(work, "document")
    with open(path, "wb") as file:
        file.write(done.stdout)
    # The validator gives nothing back at its end.
    valid = subprocess.run([os.environ["VALIDATE_JSON"], os.environ["SCHEMAS"], path],
                           capture_output=True, check=False,
                           env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
    return [] if valid.returncode == 0 else ["no valid document: " + valid.stdout.decode()[-300:]]
