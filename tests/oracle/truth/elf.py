"""Just enough of ELF to spoil a shared object in a known way (64-bit, little-endian)."""

import struct

PT_LOAD, PT_DYNAMIC = 1, 2
DT_NULL, DT_STRTAB, DT_RPATH, DT_RUNPATH = 0, 5, 15, 29


class Elf:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as stream:
            header = stream.read(64)
            if header[:6] != b"\x7fELF\x02\x01":
                raise ValueError(path + ": not a 64-bit little-endian ELF file")
            table, self.sections_offset = struct.unpack_from("<QQ", header, 32)
            size, count = struct.unpack_from("<HH", header, 54)
            stream.seek(table)
            raw = stream.read(size * count)
        self.segments = [struct.unpack_from("<IIQQQQQQ", raw, size * i) for i in range(count)]

    def loaded_end(self):
        """The first byte of the file that is mapped by no segment."""
        return max(s[2] + s[5] for s in self.segments if s[0] == PT_LOAD)

    def headers_end(self):
        return 64 + 56 * len(self.segments)

    def offset_of(self, address):
        for kind, _, offset, virtual, _, in_file, _, _ in self.segments:
            if kind == PT_LOAD and virtual <= address < virtual + in_file:
                return address - virtual + offset
        raise ValueError(self.path + ": address outside of the file")

    def dynamic(self):
        """(offset of the table, its entries up to and without the last)"""
        segment = next(s for s in self.segments if s[0] == PT_DYNAMIC)
        with open(self.path, "rb") as stream:
            stream.seek(segment[2])
            raw = stream.read(segment[5])
        entries = [struct.unpack_from("<qQ", raw, at) for at in range(0, len(raw), 16)]
        return segment[2], entries[: [tag for tag, _ in entries].index(DT_NULL)]

    def _write(self, offset, data):
        with open(self.path, "r+b") as stream:
            stream.seek(offset)
            stream.write(data)

    def _rewrite_dynamic(self, change):
        offset, entries = self.dynamic()
        changed = [entry for entry in map(change, entries) if entry is not None]
        changed += [(DT_NULL, 0)] * (len(entries) - len(changed))
        self._write(offset, b"".join(struct.pack("<qQ", *entry) for entry in changed))

    def drop_search_path(self):
        self._rewrite_dynamic(lambda e: None if e[0] in (DT_RPATH, DT_RUNPATH) else e)

    def make_rpath(self):
        self._rewrite_dynamic(lambda e: (DT_RPATH, e[1]) if e[0] == DT_RUNPATH else e)

    def set_search_path(self, text):
        _, entries = self.dynamic()
        strings = self.offset_of(next(value for tag, value in entries if tag == DT_STRTAB))
        start = strings + next(value for tag, value in entries if tag in (DT_RPATH, DT_RUNPATH))
        with open(self.path, "rb") as stream:
            stream.seek(start)
            room = stream.read(1 << 20).index(b"\0")
        if len(text) > room:
            raise ValueError("no room for a longer search path")
        self._write(start, text.encode() + b"\0")

    def poke(self, offset, data):
        self._write(offset, data)
