"""Shared objects from a description, written byte by byte.

A linker needs 30 ms for an object; a world needs twenty objects and the suite many thousand worlds.
More important: linkers refuse to write half of what is found in the wild (RPATH beside RUNPATH, a
version that nobody defines, flags that do not go together). The real loader takes these objects
for what they are; nothing here knows its rules.

Two makes, so that no answer hangs on one layout:
  written   everything by hand, in one of the segment layouts that linkers use
  appended  a library or program that gcc made, with a new dynamic section at its end, as tools
            that edit RPATHs leave it behind
"""
import struct
from dataclasses import dataclass, field
from typing import List, Optional, Tuple

PAGE = 0x1000

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE, PT_PHDR = 1, 2, 3, 4, 6
PT_GNU_STACK, PT_GNU_PROPERTY, PT_TLS = 0x6474E551, 0x6474E553, 7
DT_NEEDED, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT = 1, 4, 5, 6, 10, 11
DT_SONAME, DT_RPATH, DT_RUNPATH, DT_FLAGS, DT_FLAGS_1 = 14, 15, 29, 30, 0x6FFFFFFB
DT_GNU_HASH, DT_VERSYM = 0x6FFFFEF5, 0x6FFFFFF0
DT_PLTGOT, DT_RELA, DT_RELASZ, DT_RELAENT, DT_PLTREL, DT_JMPREL = 3, 7, 8, 9, 20, 23
DT_PLTRELSZ = 2
R_NONE, R_GLOB_DAT, R_JUMP_SLOT, R_TPOFF64 = 0, 6, 7, 18  # of x86-64
DF_BIND_NOW, DF_STATIC_TLS = 0x8, 0x10
DT_VERDEF, DT_VERDEFNUM, DT_VERNEED, DT_VERNEEDNUM = (0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE,
                                                       0x6FFFFFFF)
NODEFLIB, NOOPEN = 0x800, 0x40

# void *opener(void *(*open)(const char *, int), const char *name, int mode)
# calls `open`, so that the return address lies in this object.
OPENER_CODE = bytes.fromhex("4883ec08" "4889f8" "4889f7" "89d6" "ffd0" "4883c408" "c3")

# What a symbol of type STT_GNU_IFUNC stands for is called by the loader: it returns NULL.
RESOLVER_CODE = bytes.fromhex("31c0" "c3")
IFUNC = 10

LAYOUTS = ("one", "two", "four", "four-bss", "two-bss")


@dataclass
class Symbol:
    """Something that a library defines."""
    name: str
    version: Optional[str] = None  # one of `defines`
    hidden: bool = False           # of an older version: "name@version", not "name@@version"
    weak: bool = False
    visibility: int = 0            # STV_HIDDEN is 2, STV_PROTECTED 3
    kind: int = 2                  # STT_FUNC; STT_SECTION is 3
    value: Optional[int] = None    # None: an address; 0: none, so that it does not count


@dataclass
class Reference:
    """Something that a library looks up."""
    name: str
    version: Optional[Tuple[str, str]] = None  # file and version, one of `wants`
    weak: bool = False
    how: str = "data"  # a relocation of data, "call" of the procedure linkage table, "nothing", or
    #                    "none" (R_X86_64_NONE)


@dataclass
class Library:
    """What the dynamic section of an object says. None: no such entry; "" is an entry."""
    soname: Optional[str] = None
    needed: List[str] = field(default_factory=list)
    rpath: Optional[str] = None
    runpath: Optional[str] = None
    flags_1: int = 0
    defines: List[str] = field(default_factory=list)              # versions
    wants: List[Tuple[str, str, bool]] = field(default_factory=list)  # file, version, weak
    layout: str = "four"  # of LAYOUTS; or "appended", "linked", "linked-whole"
    hash_style: str = "gnu"                                       # "sysv", "both"
    symbols: List["Symbol"] = field(default_factory=list)         # beside `opener`
    references: List["Reference"] = field(default_factory=list)
    bind_now: bool = False
    isa: int = 0     # bits of GNU_PROPERTY_X86_ISA_1_NEEDED
    isa_by: str = "property"  # PT_GNU_PROPERTY beside PT_NOTE, as ld writes it; or "note" alone
    abi_tag: Optional[Tuple[int, int, int, int]] = None  # system (0: Linux), its release at least
    abi_tag_alignment: int = 4
    tls: int = 0     # bytes of thread-local storage with a place fixed at start (DF_STATIC_TLS)
    damage: List[Tuple[str, object]] = field(default_factory=list)  # see damage.py
    mode: int = 0o755


class Strings:
    def __init__(self, start=b"\0"):
        self.data = bytearray(start)
        self.known = {}

    def add(self, text):
        if text not in self.known:
            self.known[text] = len(self.data)
            self.data += text.encode() + b"\0"
        return self.known[text]


def sysv_hash(name):
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        high = value & 0xF0000000
        value ^= high >> 24
        value &= ~high & 0xFFFFFFFF
    return value


def gnu_hash(name):
    value = 5381
    for byte in name.encode():
        value = (value * 33 + byte) & 0xFFFFFFFF
    return value


def version_definitions(strings, library):
    """.gnu.version_d: the base definition, then each version."""
    names = [library.soname or "base"] + library.defines
    blob = b""
    for index, name in enumerate(names):
        last = index == len(names) - 1
        blob += struct.pack("<HHHHIII", 1, 1 if index == 0 else 0, index + 1, 1, sysv_hash(name),
                            20, 0 if last else 28)
        blob += struct.pack("<II", strings.add(name), 0)
    return blob, len(names)


def version_needs(strings, library):
    """.gnu.version_r: one record a file, one entry a version."""
    files = {}
    for name, version, weak in library.wants:
        files.setdefault(name, []).append((version, weak))
    blob, index = b"", len(library.defines) + 2
    for position, (name, versions) in enumerate(files.items()):
        last = position == len(files) - 1
        blob += struct.pack("<HHIII", 1, len(versions), strings.add(name), 16,
                            0 if last else 16 + 16 * len(versions))
        for number, (version, weak) in enumerate(versions):
            last_version = number == len(versions) - 1
            blob += struct.pack("<IHHII", sysv_hash(version), 2 if weak else 0, index,
                                strings.add(version), 0 if last_version else 16)
            index += 1
    return blob, len(files)


def named_entries(strings, library):
    """The dynamic entries that hold strings."""
    entries = [(DT_NEEDED, strings.add(name)) for name in library.needed]
    for tag, text in ((DT_SONAME, library.soname), (DT_RPATH, library.rpath),
                      (DT_RUNPATH, library.runpath)):
        if text is not None:
            entries.append((tag, strings.add(text)))
    if library.flags_1:
        entries.append((DT_FLAGS_1, library.flags_1))
    return entries


class Image:
    """A file that grows, piece by piece, with the address of each piece."""

    def __init__(self, start):
        self.data = bytearray(start)
        self.shift = 0  # address minus offset

    def add(self, blob, align=8):
        self.data += b"\0" * (-len(self.data) % align)
        offset = len(self.data)
        self.data += blob
        return offset

    def new_page(self):
        self.data += b"\0" * (-len(self.data) % PAGE)


# ---- Symbols: first those that are looked up, then those that are defined, `opener` among them ----

def symbol_table(library):
    return list(library.references) + [Symbol("opener")] + list(library.symbols)


def first_defined(table):
    return 1 + sum(isinstance(symbol, Reference) for symbol in table)


def chain_of_all(table):
    """DT_HASH with one bucket."""
    chain = [0] + list(range(2, len(table) + 1)) + [0]
    return struct.pack("<%dI" % (len(chain) + 3), 1, len(chain), 1, *chain)


def chain_of_defined(table):
    """DT_GNU_HASH with one bucket, and a filter that lets all names pass."""
    first = first_defined(table)
    hashes = [gnu_hash(symbol.name) & ~1 for symbol in table[first - 1:]]
    hashes[-1] |= 1
    return struct.pack("<4IQI%dI" % len(hashes), 1, first, 1, 6, 2**64 - 1, first, *hashes)


def symbol_versions(table, library):
    """.gnu.version: an index for each symbol. Those of needs are counted as version_needs() does."""
    needs, index = {}, len(library.defines) + 2
    files = {}
    for name, version, _ in library.wants:
        files.setdefault(name, []).append(version)
    for name, versions in files.items():
        for version in versions:
            needs[name, version] = index
            index += 1
    blob = struct.pack("<H", 0)
    for symbol in table:
        if isinstance(symbol, Reference):
            number = needs.get(symbol.version, 1)
        else:
            known = symbol.version in library.defines
            number = library.defines.index(symbol.version) + 2 if known else 1
            number |= 0x8000 if symbol.hidden else 0
        blob += struct.pack("<H", number)
    return blob


def write_symbol(data, at, symbol, strings, code_at):
    name = strings.add(symbol.name)
    if isinstance(symbol, Reference):
        struct.pack_into("<IBBHQQ", data, at, name, 0x20 if symbol.weak else 0x10, 0, 0, 0, 0)
        return
    value = code_at + (len(OPENER_CODE) if symbol.kind == IFUNC else 0)
    value = value if symbol.value is None else symbol.value
    struct.pack_into("<IBBHQQ", data, at, name, (0x20 if symbol.weak else 0x10) | symbol.kind,
                     symbol.visibility, 1, value, len(OPENER_CODE))


def property_note(isa):
    """What ld writes of -Wl,-z,x86-64-v3: a note with the levels that the code needs."""
    wanted = struct.pack("<IIII", 0xC0008002, 4, isa, 0)
    return struct.pack("<III4s", 4, len(wanted), 5, b"GNU\0") + wanted


def notes_of(library):
    """The note with the levels, and the tag: whoever looks for it walks over the note."""
    levels = property_note(library.isa) if library.isa else b""
    tag = b""
    if library.abi_tag:
        tag = struct.pack("<III4sIIII", 4, 16, 1, b"GNU\0", *library.abi_tag)
    return levels, tag


def extra_headers(library, note_at, address):
    """(type, flags, offset, address, size in the file, in memory, alignment) of each."""
    extra = []
    levels, tag = map(len, notes_of(library))
    if levels:
        kinds = [PT_NOTE] + ([PT_GNU_PROPERTY] if library.isa_by == "property" else [])
        extra += [(kind, 4, note_at, note_at, note_at, levels, levels, 8) for kind in kinds]
    if tag:
        extra.append((PT_NOTE, 4, note_at, note_at, note_at, levels + tag, levels + tag,
                      library.abi_tag_alignment))
    if library.tls:
        extra.append((PT_TLS, 4, note_at, address, address, 0, library.tls, 16))
    return b"".join(struct.pack("<IIQQQQQQ", *one) for one in extra)


def relocations_of(table, tls):
    """Type and symbol of each, those of calls last; in an order that is not that of the symbols."""
    kinds = {"data": R_GLOB_DAT, "none": R_NONE, "call": R_JUMP_SLOT}
    all_of_them = [(kinds[symbol.how], index + 1) for index, symbol in enumerate(table)
                   if isinstance(symbol, Reference) and symbol.how in kinds]
    if tls:
        all_of_them.append((R_TPOFF64, 0))
    return sorted(all_of_them, key=lambda one: (one[0] == R_JUMP_SLOT, -one[1]))


def relocation_entries(relocations, at):
    """The value of DT_PLTGOT is relative to the slots, whose place is not known yet."""
    calls = sum(kind == R_JUMP_SLOT for kind, _ in relocations)
    others = len(relocations) - calls
    entries = []
    if others:
        entries += [(DT_RELA, at), (DT_RELASZ, 24 * others), (DT_RELAENT, 24)]
    if calls:
        entries += [(DT_PLTGOT, 0), (DT_PLTRELSZ, 24 * calls), (DT_PLTREL, DT_RELA),
                    (DT_JMPREL, at + 24 * others)]
    return entries


def write_library(library):
    """The bytes of an object in one of LAYOUTS."""
    layout, _, tail = library.layout.partition("-")
    parts = {"one": 1, "two": 2, "four": 4}[layout]
    header_count = parts + 2 + len(extra_headers(library, 0, 0)) // 56
    image = Image(b"\0" * (64 + 56 * header_count))
    note_at = image.add(b"".join(notes_of(library)), 8)
    strings = Strings()
    entries = named_entries(strings, library)
    tables = []
    if library.defines:
        blob, count = version_definitions(strings, library)
        tables += [(DT_VERDEF, blob), (DT_VERDEFNUM, count)]
    if library.wants:
        blob, count = version_needs(strings, library)
        tables += [(DT_VERNEED, blob), (DT_VERNEEDNUM, count)]
    table = symbol_table(library)
    if tables:
        tables.append((DT_VERSYM, symbol_versions(table, library)))

    if library.hash_style in ("sysv", "both"):
        entries.append((DT_HASH, image.add(chain_of_all(table))))
    if library.hash_style in ("gnu", "both"):
        entries.append((DT_GNU_HASH, image.add(chain_of_defined(table))))
    for symbol in table:
        strings.add(symbol.name)
    symbols_at = image.add(b"\0" * 24 * (len(table) + 1))
    relocations = relocations_of(table, library.tls)
    relocations_at = image.add(b"\0" * 24 * len(relocations))
    entries += [(DT_SYMTAB, symbols_at), (DT_SYMENT, 24),
                (DT_STRTAB, image.add(bytes(strings.data))), (DT_STRSZ, len(strings.data))]
    for tag, value in tables:
        entries.append((tag, image.add(value) if isinstance(value, bytes) else value))
    entries += relocation_entries(relocations, relocations_at)
    flags = (DF_BIND_NOW if library.bind_now else 0) | (DF_STATIC_TLS if library.tls else 0)
    if flags:
        entries.append((DT_FLAGS, flags))

    segments = []  # start, flags; the end is where the next one starts

    def start_segment(flags, own_page):
        if own_page:
            image.new_page()
        segments.append([len(image.data), flags])

    segments.append([0, {1: 7, 2: 5, 4: 4}[parts]])
    if parts == 4:
        start_segment(5, True)
    code_at = image.add(OPENER_CODE + RESOLVER_CODE + b"\xcc" * 197, 16)
    if parts == 4:
        start_segment(4, True)
    image.add(b"read-only data " * 40)
    shift = 0
    if parts > 1:
        # As ld does: the file goes on without a gap, the address skips a page.
        start_segment(6, parts == 4)
        shift = PAGE if parts == 2 else 0
    slots_at = image.add(b"\0" * 8 * (3 + len(relocations)))
    entries = [(tag, value + slots_at + shift if tag == DT_PLTGOT else value)
               for tag, value in entries]
    # The order in which ld writes them: what is named first.
    dynamic = b"".join(struct.pack("<QQ", tag, value) for tag, value in entries + [(0, 0), (0, 0)])
    dynamic_at = image.add(dynamic)
    image.add(b"writable data. " * 40)
    ends = [start for start, _ in segments[1:]] + [len(image.data)]

    headers = b""
    for (start, flags), end in zip(segments, ends):
        last = end == ends[-1]
        address = start + (shift if last and parts > 1 else 0)
        memory = end - start + (3 * PAGE if last and tail else 0)
        headers += struct.pack("<IIQQQQQQ", PT_LOAD, flags, start, address, address, end - start,
                               memory, PAGE)
    headers += struct.pack("<IIQQQQQQ", PT_DYNAMIC, 6, dynamic_at, dynamic_at + shift,
                           dynamic_at + shift, len(dynamic), len(dynamic), 8)
    headers += struct.pack("<IIQQQQQQ", PT_GNU_STACK, 6, 0, 0, 0, 0, 0, 16)
    headers += extra_headers(library, note_at, slots_at + shift)

    for index, symbol in enumerate(table):
        write_symbol(image.data, symbols_at + 24 * (index + 1), symbol, strings, code_at)
    for index, (kind, symbol) in enumerate(relocations):
        struct.pack_into("<QQq", image.data, relocations_at + 24 * index,
                         slots_at + shift + 8 * (3 + index), symbol << 32 | kind, 0)
    image.add(b".shstrtab and the like: nothing that a loader reads\0")
    sections_at = image.add(b"\0" * 64 * 3)
    image.data[:64] = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 62, 1, 0, 64,
                                  sections_at, 0, 64, 56, header_count, 64, 3, 0)
    image.data[64:64 + len(headers)] = headers
    return bytes(image.data)


def program_headers(data):
    offset, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    return [(offset + i * size, struct.unpack_from("<IIQQQQQQ", data, offset + i * size))
            for i in range(count)]


def append_dynamic(template, library):
    """`template` (linked by gcc) with what `library` says in place of its own names."""
    headers = program_headers(template)
    dynamic = next(header for _, header in headers if header[0] == PT_DYNAMIC)
    note_at = next(at for at, header in headers if header[0] == PT_NOTE)
    top = max(header[3] + header[6] for _, header in headers if header[0] == PT_LOAD)
    old = list(struct.iter_unpack("<QQ", template[dynamic[2]:dynamic[2] + dynamic[5]]))
    old = old[:[tag for tag, _ in old].index(0)]
    values = dict(old)

    image = Image(template)
    image.new_page()
    start = len(image.data)
    address = (top + PAGE - 1) // PAGE * PAGE
    shift = address - start
    text_at = values[DT_STRTAB]  # below the first writable page: offset and address are the same
    strings = Strings(template[text_at:text_at + values[DT_STRSZ]])
    entries = [(DT_NEEDED, value) for tag, value in old if tag == DT_NEEDED]
    entries += named_entries(strings, library)
    if library.defines or library.wants:
        symbol_count, = struct.unpack_from("<I", template, values[DT_HASH] + 4)
        entries.append((DT_VERSYM, image.add(struct.pack("<H", 1) * symbol_count) + shift))
    if library.defines:
        blob, count = version_definitions(strings, library)
        entries += [(DT_VERDEF, image.add(blob) + shift), (DT_VERDEFNUM, count)]
    if library.wants:
        blob, count = version_needs(strings, library)
        entries += [(DT_VERNEED, image.add(blob) + shift), (DT_VERNEEDNUM, count)]
    entries += [(DT_STRTAB, image.add(bytes(strings.data)) + shift), (DT_STRSZ, len(strings.data))]
    replaced = {DT_NEEDED, DT_STRTAB, DT_STRSZ}
    if library.flags_1:
        replaced.add(DT_FLAGS_1)
        flags = values.get(DT_FLAGS_1, 0) | library.flags_1
        entries = [(tag, flags if tag == DT_FLAGS_1 else value) for tag, value in entries]
    entries += [(tag, value) for tag, value in old if tag not in replaced]
    blob = b"".join(struct.pack("<QQ", tag, value) for tag, value in entries + [(0, 0)])
    dynamic_at = image.add(blob)
    size = len(image.data) - start
    struct.pack_into("<IIQQQQQQ", image.data, note_at, PT_LOAD, 6, start, address, address, size,
                     size, PAGE)
    for at, header in headers:
        if header[0] == PT_DYNAMIC:
            struct.pack_into("<IIQQQQQQ", image.data, at, PT_DYNAMIC, 6, dynamic_at,
                             dynamic_at + shift, dynamic_at + shift, len(blob), len(blob), 8)
    return bytes(image.data)
