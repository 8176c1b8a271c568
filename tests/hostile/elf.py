"""Small shared libraries, byte by byte: enough for a loader's search, and as strange as a test
wants them."""
import struct

DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_SONAME, DT_RUNPATH = 1, 5, 10, 14, 29
HEADER, PROGRAM_HEADER = 64, 56


def library(soname="libx.so", needed=(), runpath=None, interpreter=None):
    """An ELF file of this machine kind (x86-64) with a dynamic section and nothing else."""
    strings = bytearray(b"\0")

    def string(text):
        at = len(strings)
        strings.extend(text.encode() + b"\0")
        return at

    rows = [(DT_NEEDED, string(name)) for name in needed]
    if soname:
        rows.append((DT_SONAME, string(soname)))
    if runpath:
        rows.append((DT_RUNPATH, string(runpath)))
    interpreter = (interpreter or "").encode() + b"\0" if interpreter else b""
    headers = 3 if interpreter else 2
    strings_at = HEADER + headers * PROGRAM_HEADER + len(interpreter)
    dynamic_at = (strings_at + len(strings) + 7) // 8 * 8
    rows += [(DT_STRTAB, strings_at), (DT_STRSZ, len(strings)), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *row) for row in rows)
    end = dynamic_at + len(dynamic)

    def segment(kind, at, size, flags=4, align=8):
        return struct.pack("<IIQQQQQQ", kind, flags, at, at, at, size, size, align)

    parts = [
        b"\x7fELF\x02\x01\x01" + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, HEADER, 0, 0, HEADER, PROGRAM_HEADER,
                      headers, 64, 0, 0),
        segment(1, 0, end, 5, 4096),
        segment(2, dynamic_at, len(dynamic)),
    ]
    if interpreter:
        parts.append(segment(3, HEADER + headers * PROGRAM_HEADER, len(interpreter), 4, 1))
    image = b"".join(parts) + interpreter + bytes(strings)
    return image.ljust(dynamic_at, b"\0") + dynamic
