"""Spoils a machine in many ways at once. Everything follows from the generator of random numbers, so
a seed is a tree."""
import os
import stat
import struct

import trees
from trees import beneath, put, remove

TERABYTE = 1 << 40
NUMBERS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
           0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff]
WORDS = [b"\0", b"\xff\xfe", b"\x1b[2J", b"\x1b]0;x\x07", b"\xc2\x9b31m", b"\r", b"\n", b"\n\n", b"\t",
         b"/", b"../", b"/../../../../etc/passwd", b"/proc/self/mem", b"$ORIGIN/", b"${LIB}", b"%s%n",
         b"9" * 40, b"-1", b"0x", b"'", b'"', b"\\", b"{", b"[" * 2000, b"(" * 2000, b"a" * 70000,
         b"\xe2\x80\xae", b"\xed\xa0\x80", b"import os\n", b"Name: ", b"=", b":", b",", b"\xef\xbb\xbf"]
NAMES = trees.NAMES + [b"n" * 255, b"\xe2\x80\xae.dist-info", b"tensorflow-.dist-info", b"-1.0.dist-info",
                       b"tensorflow-2.20.0.dist-info.", b"...", b"~", b"*", b"$(touch x)", b"a b\tc.pth",
                       b"__editable___x_finder.py", b"libcuda.so.1\n", b"nvidia0\x1b[0m", b"libcudnn.so.9"]
DEVICES = [(1, 3), (1, 5), (1, 7), (5, 0), (195, 0), (195, 255), (507, 0)]


# ---- What a file holds ----

def random_bytes(random, content):
    return random.randbytes(random.choice([0, 1, 7, 64, 500, 5000]))


def truncated(random, content):
    return content[:random.randrange(len(content) + 1)]


def flipped(random, content):
    content = bytearray(content)
    for _ in range(random.randrange(1, 9)):
        if content:
            content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


def numbered(random, content):
    """Numbers at the edge of what fits, where an ELF file or a cache has its own."""
    content = bytearray(content)
    for _ in range(random.randrange(1, 5)):
        size = random.choice([2, 4, 8])
        if len(content) > size:
            at = random.randrange(len(content) - size) // size * size
            number = random.choice(NUMBERS + [len(content), len(content) - 1, len(content) + 1])
            content[at:at + size] = struct.pack("<Q", number % (1 << 64))[:size]
    return bytes(content)


def worded(random, content):
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(content) + 1)
        content = content[:at] + random.choice(WORDS) + content[at:]
    return content


def repeated(random, content):
    times = random.choice([2, 100, 5000])
    return (content or b"x")[:MOST_BYTES // times] * times


def shuffled(random, content):
    lines = content.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


MOST_BYTES = 8 << 20
CONTENTS = [random_bytes, truncated, flipped, numbered, worded, repeated, shuffled]


def spoil_content(random, root, path):
    full = beneath(root, path)
    content = b""
    if os.path.isfile(full): # a pipe would wait for ever
        with open(full, "rb") as file:
            content = file.read(MOST_BYTES)
    for _ in range(random.randrange(1, 3)):
        content = random.choice(CONTENTS)(random, content)[:MOST_BYTES]
    put(root, path, content)


# ---- What a file is ----

def place(make):
    def spoil(random, root, path):
        full = beneath(root, path)
        remove(full)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        make(random, root, full)
    return spoil


def make_device(random, root, full):
    kind = random.choice([stat.S_IFCHR, stat.S_IFCHR, stat.S_IFBLK])
    number = random.choice(DEVICES) if kind == stat.S_IFCHR else (7, 99)
    os.mknod(full, kind | random.choice([0o666, 0o600, 0]), os.makedev(*number))


def make_hole(random, root, full):
    with open(full, "wb") as file:
        file.write(random.choice([b"", b"\x7fELF\x02\x01\x01", b"glibc-ld.so.cache1.1", b"{"]))
        file.truncate(random.choice([TERABYTE, 1 << 32, (1 << 31) - 1, 1 << 24]))


def make_link(random, root, full):
    outside = os.path.join(os.path.dirname(root), "outside", "secret")
    others = trees.READ + trees.LISTED
    os.symlink(random.choice([
        os.path.basename(full), "/" + random.choice(others), "../" * 40 + outside.lstrip("/"), outside,
        "/proc/self/root" + outside, "/proc/self/exe", "/proc/1/root/etc/passwd", ".", "..", "/",
        "x" * 4000, "a/" * 1000, "/dev/zero", "\n", "\x1b[2J",
    ]), full)


def make_empty(random, root, full):
    os.mkdir(full)


def make_deep(random, root, full):
    os.mkdir(full)
    here = os.open(full, os.O_RDONLY)
    for _ in range(random.choice([50, 500])):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def spoil_mode(random, root, path):
    full = beneath(root, path)
    if os.path.lexists(full) and not os.path.islink(full):
        os.chmod(full, random.choice([0, 0o111, 0o222, 0o444, 0o4755, 0o7777]))


def spoil_names(random, root, path):
    full = trees.make_directory(root, random.choice(trees.LISTED)).encode()
    for name in random.sample(NAMES, random.randrange(1, 6)):
        name = os.path.join(full, name.replace(b"/", b""))
        if not os.path.lexists(name):
            if random.random() < 0.3:
                os.mkdir(name)
            else:
                with open(name, "wb") as file:
                    file.write(random.choice(WORDS))


def drop(random, root, path):
    remove(beneath(root, path))


KINDS = [place(make_device), place(make_hole), place(make_link), place(make_empty),
         place(make_deep), place(lambda random, root, full: os.mkfifo(full)),
         place(lambda random, root, full: trees.sockets(full)), spoil_mode, spoil_names, drop]


def paths_of(root):
    """Everything that is there, and what is looked for besides."""
    found = set(trees.READ)
    for directory, directories, files in os.walk(root):
        for name in files + directories:
            found.add(os.path.relpath(os.path.join(directory, name), root))
    return sorted(path for path in found if "\n" not in path)


def spoil(random, root):
    """The paths that were spoilt, with how."""
    told, paths = [], paths_of(root)
    read = [path for path in paths if not os.path.isdir(os.path.join(root, path))]
    for _ in range(random.choice([1, 2, 4, 8, 16, 40])):
        if random.random() < 0.6:
            how, path = spoil_content, random.choice(read)
        else:
            how, path = random.choice(KINDS), random.choice(paths)
        try:
            how(random, root, path)
            told.append(path)
        except (OSError, ValueError):
            pass # something above it was spoilt before
    return told


def changing(random, root):
    """Files whose size changes all the while: a function to be called again and again."""
    files = []
    for path in random.sample(trees.READ, 6):
        try:
            full = beneath(root, path)
        except trees.LeadsOut:
            continue
        if os.path.isfile(full) and not os.path.islink(full):
            files.append(full)

    def change():
        for path in files:
            try:
                truncate(random, path)
            except OSError:
                pass
    return change


def truncate(random, path):
    file = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    size = os.fstat(file).st_size
    os.ftruncate(file, random.choice([0, size // 2, size + 4096, 100]))
    os.close(file)
