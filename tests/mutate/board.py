"""The memory in which a watched program finds which condition to flip, and leaves what it saw."""
import ctypes
import os
import shutil

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.shmat.restype = ctypes.c_void_p
LIBC.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
IPC_PRIVATE, IPC_CREAT, IPC_RMID = 0, 0o1000, 0
NONE = -1
WORDS = b"whycpu mutants' board:".ljust(24, b"\0")


ROOM = 16384  # MUTANT_COUNT of mutant.h


class Board:
    def __init__(self):
        self.id = LIBC.shmget(IPC_PRIVATE, ctypes.c_size_t(4 + ROOM), IPC_CREAT | 0o666)
        if self.id < 0:
            raise OSError(ctypes.get_errno(), "no shared memory")
        at = LIBC.shmat(self.id, None, 0)
        # It goes with the last process that has it; Linux lets others find it by its id until then.
        LIBC.shmctl(self.id, IPC_RMID, None)
        self.chosen = ctypes.c_int.from_address(at)
        self.seen = (ctypes.c_ubyte * ROOM).from_address(at + 4)
        self.choose(NONE)

    def choose(self, number):
        self.chosen.value = number

    def forget(self):
        ctypes.memset(self.seen, 0, ROOM)

    def reached(self):
        return bytes(self.seen)


def is_watchable(program):
    """Whether a program contains instrumented code."""
    with open(program, "rb") as stream:
        return WORDS in stream.read()


def watched_copy(program, target, board):
    """A copy of an instrumented program that looks at the board."""
    with open(program, "rb") as stream:
        data = stream.read()
    at = data.find(WORDS)
    if at < 0:
        raise RuntimeError(f"{program} is not instrumented")
    number = board.id.to_bytes(4, "little")
    data = data[:at + len(WORDS)] + number + data[at + len(WORDS) + 4:]
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.exists(target):
        os.unlink(target)
    with open(target, "wb") as stream:
        stream.write(data)
    shutil.copymode(program, target)
