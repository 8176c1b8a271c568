"""A program on a terminal of its own, for tests."""
import os
import pty
import select
import signal
import time

SECONDS = 60  # for one answer, on a machine that has much else to do


class Terminal:
    def __init__(self, words, environment, ignored=()):
        self.text, self.status = "", None
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            # Nothing of what the runner of the tests ignores.
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
            os.chdir("/")
            os.execve(words[0], words, environment)

    def _read(self):
        """False at the end of what the terminal shows."""
        try:
            part = os.read(self.master, 65536)
        except OSError:
            part = b""
        self.text += part.decode(errors="replace").replace("\r\n", "\n")
        return bool(part)

    def wait_for(self, what, since=0):
        """Where a text ends that comes behind `since`; -1 when it does not come."""
        end = time.monotonic() + SECONDS
        while what not in self.text[since:] and time.monotonic() < end:
            if select.select([self.master], [], [], 0.5)[0] and not self._read():
                break
        at = self.text.find(what, since)
        return at + len(what) if at >= 0 else -1

    def type(self, text):
        os.write(self.master, text.encode())

    def hang_up(self):
        os.close(self.master)
        self.master = -1

    def end(self):
        """Waits for it; its exit status, negative for a signal, None when it did not end."""
        until = time.monotonic() + SECONDS
        while self.status is None and time.monotonic() < until:
            if self.master >= 0 and select.select([self.master], [], [], 0.05)[0]:
                self._read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif self.master < 0:
                time.sleep(0.05)
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        while self.master >= 0 and self._read():
            pass
        if self.master >= 0:
            self.hang_up()
        return self.status
