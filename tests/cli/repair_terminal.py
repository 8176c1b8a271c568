#!/usr/bin/env python3
"""`whycpu fix --apply` at a terminal: what is asked, what each answer does, and that nothing is done
where nobody can answer. Prints TAP. WHYCPU is the program."""
import os
import pty
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from repairs import WHYCPU, Place, fast_directory  # noqa: E402
from tap import done, tell  # noqa: E402
from terminal import Terminal  # noqa: E402

PROMPT = "Do it? y: yes, n: not this way, a: yes, and all that follows, q: stop: "
STOPPED = "Nothing more is done; whycpu fix --apply goes on from here."
CTRL_C, CTRL_D = "\x03", "\x04"
MOST = 12  # of prompts


def begin(place, *options, how="", ignored=()):
    place.fresh()
    return Terminal([WHYCPU, "fix", "--apply", "--assume-gpu", "--venv", str(place.env), *options],
                    place.environment(how), ignored)


def talk(terminal, answers):
    """Gives one answer a prompt, the last one again and again; how often it was asked."""
    at, asked = 0, 0
    while asked < MOST:
        at = terminal.wait_for(PROMPT, at)
        if at < 0:
            break
        terminal.type(answers[min(asked, len(answers) - 1)])
        asked += 1
    return asked


def is_untouched(place):
    """Neither the environment nor the journals."""
    return not place.changed() and place.run("--list").stdout == "No repair was done.\n"


def comes_back(place):
    undone = place.run("--undo")
    return undone.returncode == 0 and not place.changed()


def answers_are_obeyed(place):
    for what, answers in (("y", ["y\n"]), ("yes", ["yes\n"]), ("a", ["a\n"]), ("all", [" all \n"])):
        terminal = begin(place)
        asked, status = talk(terminal, answers), terminal.end()
        tell(asked == 1 and status == 0 and place.changed() and comes_back(place),
             f"{what}: it is done, and can be taken back", asked, status, terminal.text)
    for what, answer in (("n", "n\n"), ("no", "no\n"), ("an empty line", "\n")):
        terminal = begin(place)
        asked, status = talk(terminal, [answer]), terminal.end()
        tell(asked > 1 and asked < MOST and status == 1 and is_untouched(place),
             f"{what}: each way is offered, and none is done", asked, status, terminal.text)
    terminal = begin(place)
    asked, status = talk(terminal, ["n\n", "y\n"]), terminal.end()
    tell(asked == 2 and status == 0 and comes_back(place), "n, then y: the other way is done",
         asked, status, terminal.text)


def stops(place):
    for what, answer in (("q", "q\n"), ("quit", "quit\n"), ("Ctrl-C", CTRL_C), ("Ctrl-D", CTRL_D),
                         ("Ctrl-D behind a y", "y" + CTRL_D * 2)):
        terminal = begin(place)
        asked, status = talk(terminal, [answer]), terminal.end()
        tell(asked == 1 and status == 1 and STOPPED in terminal.text and is_untouched(place),
             f"{what}: nothing is done", asked, status, terminal.text)


def garbage_is_asked_again(place):
    garbage = ["maybe\n", "Y E S\n", "yn\n", "\x1b[A\n", "ä\n", "y" * 300 + "\n", "-\n"]
    terminal = begin(place)
    asked, status = talk(terminal, [*garbage, "y\n"]), terminal.end()
    tell(asked == len(garbage) + 1 and status == 0 and comes_back(place),
         "what is no answer is asked again", asked, status, terminal.text)


def hung_up(place):
    for what, ignored in (("hung up", ()), ("hung up under nohup", (signal.SIGHUP,))):
        terminal = begin(place, ignored=ignored)
        terminal.wait_for(PROMPT)
        terminal.hang_up()
        status = terminal.end()
        tell(status is not None and status != 0 and is_untouched(place), f"{what}: nothing is done",
             status)


def several_steps(place):
    terminal = begin(place)
    asked, status = talk(terminal, ["a\n"]), terminal.end()
    tell(asked == 1 and status == 0 and comes_back(place), "a: what follows is not asked for",
         asked, status, terminal.text)
    terminal = begin(place)
    asked, status = talk(terminal, ["y\n"]), terminal.end()
    tell(asked > 1 and status == 0 and comes_back(place), "y: each step is asked for", asked, status,
         terminal.text)
    for what, answer in (("q", "q\n"), ("Ctrl-C", CTRL_C)):
        terminal = begin(place)
        asked, status = talk(terminal, ["y\n", answer]), terminal.end()
        tell(asked == 2 and status == 1 and STOPPED in terminal.text and place.changed() and
             "done" in place.run("--list").stdout and comes_back(place),
             f"y, then {what}: the first step stays, and can be taken back", asked, status,
             terminal.text)


def manager_is_interrupted(place):
    for what, stop in (("Ctrl-C", lambda terminal: terminal.type(CTRL_C)),
                       ("a terminal that is hung up", Terminal.hang_up)):
        terminal = begin(place, how="slow")
        talk_at = terminal.wait_for(PROMPT)
        terminal.type("y\n")
        begun = terminal.wait_for("it takes long", talk_at)
        stop(terminal)
        status = terminal.end()
        listed = place.run("--list").stdout
        told = what != "Ctrl-C" or "--resume" in terminal.text
        tell(begun > 0 and status not in (0, None) and told and place.changed() and
             "interrupted" in listed and comes_back(place),
             f"{what} while the package manager runs: open, and taken back", status,
             terminal.text, listed)
    terminal = begin(place, how="slow")
    terminal.wait_for(PROMPT)
    terminal.type("y\n")
    terminal.wait_for("it takes long")
    terminal.hang_up()
    terminal.end()
    terminal = Terminal([WHYCPU, "fix", "--resume"], place.environment())
    asked, status = talk(terminal, ["y\n"]), terminal.end()
    tell(asked == 0 and status == 0 and comes_back(place),
         "--resume ends what was agreed to, and is taken back", asked, status, terminal.text)


def nobody_can_answer(place):
    words = [WHYCPU, "fix", "--apply", "--assume-gpu", "--venv", str(place.env)]
    for what, has_input, has_output in (("a pipe for an input", False, True),
                                        ("a pipe for an output", True, False),
                                        ("pipes", False, False)):
        place.fresh()
        master, terminal = pty.openpty()
        ended = subprocess.run(words, env=place.environment(), cwd="/", check=False, timeout=60,
                               stdin=terminal if has_input else None,
                               input=None if has_input else b"y\n",
                               stdout=terminal if has_output else subprocess.PIPE,
                               stderr=subprocess.PIPE)
        os.close(master)
        os.close(terminal)
        tell(ended.returncode == 64 and b"--yes" in ended.stderr and is_untouched(place),
             f"{what}: nothing is asked or done", ended)


def nobody_listens(place):
    """`| head` ends before the repair does: it is done to its end all the same."""
    place.fresh()
    reader, writer = os.pipe()
    os.close(reader)
    words = [WHYCPU, "fix", "--apply", "--yes", "--assume-gpu", "--venv", str(place.env)]
    ended = subprocess.run(words, env=place.environment(), cwd="/", check=False, timeout=60,
                           stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.PIPE,
                           preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
    os.close(writer)
    listed = place.run("--list").stdout
    tell(place.changed() and "  done  " in listed and comes_back(place),
         "a repair to which nobody listens is done to its end", ended, listed)


def several(place):
    place.defective()
    place.hidden()
    place.without_package("libcufft.so.11")


def main():
    with tempfile.TemporaryDirectory(prefix="whycpu-ask-", dir=fast_directory()) as work:
        place = Place(os.path.realpath(work))
        place.defective()
        (place.pristine / "bin/activate").write_text("# of this environment\n")
        for test in (answers_are_obeyed, stops, garbage_is_asked_again, hung_up, nobody_can_answer,
                     nobody_listens):
            test(place)
    with tempfile.TemporaryDirectory(prefix="whycpu-ask-", dir=fast_directory()) as work:
        place = Place(os.path.realpath(work))
        several(place)
        several_steps(place)
    with tempfile.TemporaryDirectory(prefix="whycpu-ask-", dir=fast_directory()) as work:
        place = Place(os.path.realpath(work))
        place.without_package()
        manager_is_interrupted(place)
    return done()


sys.exit(main())
