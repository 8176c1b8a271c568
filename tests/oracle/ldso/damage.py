"""Files that are not what their name says.

Each function takes the bytes of a sound object and one argument and gives the damaged bytes.
"""
import struct

from elf_writer import PT_DYNAMIC, PT_LOAD, PT_NOTE, program_headers


def cut(data, where):
    """Cut short: `where` is a count of bytes, or (part, fraction) of a part of the file."""
    if isinstance(where, int):
        return data[:where]
    part, fraction = where
    headers = [header for _, header in program_headers(data)]
    loads = [header for header in headers if header[0] == PT_LOAD]
    end_of_loads = max(header[2] + header[5] for header in loads)
    if part == "program-headers":
        start, end = 64, 64 + 56 * len(headers)
    elif part == "sections":
        start, end = end_of_loads, len(data)
    elif part == "file":
        start, end = 0, len(data)
    elif part == "dynamic":
        dynamic = next(header for header in headers if header[0] == PT_DYNAMIC)
        start, end = dynamic[2], dynamic[2] + dynamic[5]
    elif part == "notes":  # of a file without any, its beginning
        notes = [header for header in headers if header[0] == PT_NOTE]
        start = min((header[2] for header in notes), default=0)
        end = max((header[2] + header[5] for header in notes), default=64)
    else:
        load = loads[min(part, len(loads) - 1)]
        start, end = load[2], load[2] + load[5]
    return data[:start + int((end - start) * fraction)]


def content(_, replacement):
    return replacement


def patch(data, change):
    """`change`: (offset, bytes)."""
    offset, new = change
    return data[:offset] + new + data[offset + len(new):]


def without_header(data, kind):
    """Every program header of that type becomes PT_NULL."""
    image = bytearray(data)
    for at, header in program_headers(data):
        if header[0] == kind:
            struct.pack_into("<I", image, at, 0)
    return bytes(image)


def load_field(data, change):
    """`change`: (which PT_LOAD, field index in the header, what to add)."""
    which, index, add = change
    image = bytearray(data)
    loads = [(at, header) for at, header in program_headers(data) if header[0] == PT_LOAD]
    at, header = loads[min(which, len(loads) - 1)]
    header = list(header)
    header[index] += add
    struct.pack_into("<IIQQQQQQ", image, at, *header)
    return bytes(image)


def padded(data, size):
    return data + b"\0" * size


KINDS = {"cut": cut, "content": content, "patch": patch, "without-header": without_header,
         "load-field": load_field, "padded": padded}


def apply_damage(data, damages):
    for kind, argument in damages:
        data = KINDS[kind](data, argument)
    return data


def i386_header(size):
    head = struct.pack("<16sHHIIIIIHHHHHH", b"\x7fELF\x01\x01\x01", 3, 3, 1, 0, 52, 0, 0, 52, 32, 1,
                       40, 0, 0)
    return (head + struct.pack("<8I", 1, 0, 0, 0, size, size, 5, 4096) + b"\0" * size)[:size]


# name -> (weight, list of damages); what a file of the search path may turn out to be
STOPPING = {
    "empty": (4, [("cut", 0)]),
    "ten bytes": (2, [("cut", 10)]),
    "63 bytes": (2, [("cut", 63)]),
    "ELF32 of 52 bytes": (2, [("content", i386_header(52))]),
    "short text": (2, [("content", b"version https://git-lfs\n")]),
    "text": (3, [("content", b"version https://git-lfs.github.com/spec/v1\n" * 4)]),
    "linker script": (2, [("content", b"/* GNU ld script */\nGROUP ( /lib/libc.so.6 AS_NEEDED ( "
                                      b"libnone.so ) )\n")]),
    "64 bytes": (2, [("cut", 64)]),
    "one header": (1, [("cut", 64 + 56)]),
    "zeros": (1, [("content", b"\0" * 8192)]),
    "executable": (2, [("patch", (16, b"\x02\0"))]),
    "relocatable": (2, [("patch", (16, b"\x01\0"))]),
    "core": (1, [("patch", (16, b"\x04\0"))]),
    "no dynamic section": (2, [("without-header", PT_DYNAMIC)]),
    "no segments": (1, [("without-header", PT_LOAD)]),
    "foreign OSABI": (2, [("patch", (7, b"\x09"))]),
    "OSABI GNU": (1, [("patch", (7, b"\x03"))]),
    "OSABI GNU, other ABI version": (1, [("patch", (7, b"\x03\x63"))]),
    "ABI version": (1, [("patch", (8, b"\x01"))]),
    "e_ident version": (1, [("patch", (6, b"\x02"))]),
    "e_ident padding": (1, [("patch", (10, b"\x01"))]),
    "e_version": (1, [("patch", (20, b"\x02"))]),
    "e_phentsize": (1, [("patch", (54, b"\x28\0"))]),
    "e_phnum 0": (1, [("patch", (56, b"\0\0"))]),
    "e_phnum many": (1, [("patch", (56, b"\xff\x7f"))]),
    "e_phoff beyond": (1, [("patch", (32, b"\0\0\0\1"))]),
    "misaligned segment": (1, [("load-field", (9, 3, 8))]),
    "odd alignment": (1, [("load-field", (9, 7, 8))]),
}

PASSED_OVER = {
    "aarch64": (4, [("patch", (18, b"\xb7\0"))]),
    "i386": (4, [("content", i386_header(4096))]),
    "i386 of 64 bytes": (1, [("content", i386_header(64))]),
    "ppc64": (1, [("patch", (18, b"\x15\0"))]),
    "big endian": (2, [("patch", (5, b"\x02"))]),
    "s390x": (1, [("patch", (5, b"\x02")), ("patch", (18, b"\0\x16"))]),
    "i386, OSABI": (1, [("content", i386_header(4096)), ("patch", (7, b"\x09"))]),
    "aarch64, executable": (1, [("patch", (18, b"\xb7\0")), ("patch", (16, b"\x02\0"))]),
    "no ELF class": (1, [("patch", (4, b"\0"))]),
    "x32": (1, [("patch", (4, b"\x01"))]),
    "aarch64, cut": (1, [("patch", (18, b"\xb7\0")), ("cut", 64)]),
}

CUTS = [(2, "program-headers"), (3, 0), (3, 1), (3, 2), (3, 3), (5, "dynamic"), (3, "sections"),
        (3, "file"), (2, "notes")]
