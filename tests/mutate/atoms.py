"""Finds the atomic conditions of C sources: what decides a branch, and each comparison."""
import ctypes
import hashlib
import os
import re
from dataclasses import dataclass

from clang import cindex

LOGICAL = {"&&", "||"}
COMPARING = {"<", ">", "<=", ">=", "==", "!="}
# enum CXBinaryOperatorKind of clang-c/Index.h
OPERATORS = {11: "<", 12: ">", 13: "<=", 14: ">=", 15: "==", 16: "!=", 20: "&&", 21: "||"}
LOGICAL_NOT = 10  # enum CXUnaryOperatorKind
Kind = cindex.CursorKind
TRANSPARENT = {Kind.PAREN_EXPR, Kind.UNEXPOSED_EXPR}
LITERALS = {Kind.INTEGER_LITERAL, Kind.CXX_BOOL_LITERAL_EXPR, Kind.CHARACTER_LITERAL}


@dataclass(frozen=True)
class Atom:
    """A condition in a file: bytes [start, end) of it. `key` names it as long as nobody changes
    the condition or the name of its function, wherever its line goes."""
    number: int
    file: str  # below the root, as src/loader/search.c
    line: int
    start: int
    end: int
    function: str
    text: str
    ordinal: int  # the how manieth of this text in the function

    @property
    def key(self):
        return (self.file, self.function, self.text + (f" #{self.ordinal}" if self.ordinal > 1 else ""))


class Finder:
    """One translation unit after another; a condition in a header counts once."""

    def __init__(self, root, places, arguments):
        self.root, self.places, self.arguments = root, places, arguments
        self.index = cindex.Index.create()
        self.found = {}  # (file, start, end) -> (line, function)
        library = cindex.conf.lib
        library.clang_getCursorBinaryOperatorKind.argtypes = [cindex.Cursor]
        library.clang_getCursorBinaryOperatorKind.restype = ctypes.c_int
        library.clang_getCursorUnaryOperatorKind.argtypes = [cindex.Cursor]
        library.clang_getCursorUnaryOperatorKind.restype = ctypes.c_int
        self.library = library
        self.sources = {}

    def read(self, path):
        self.unit = self.index.parse(os.path.join(self.root, path), self.arguments)
        problems = [d for d in self.unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
        if problems:
            raise RuntimeError(f"{path} does not parse: {problems[0]}")
        for function in self.unit.cursor.get_children():
            if function.kind is not Kind.FUNCTION_DECL or not function.is_definition():
                continue
            if self.file_of(function.location) is None:
                continue
            self.function = function.spelling
            for child in function.get_children():
                if child.kind is Kind.COMPOUND_STMT:
                    self.visit(child)

    # ---- Places in files ----

    def place(self, location):
        """(file, offset) of what stands in a file, also as an argument of a macro."""
        handle, line = cindex.c_object_p(), ctypes.c_uint()
        column, offset = ctypes.c_uint(), ctypes.c_uint()
        self.library.clang_getFileLocation(location, ctypes.byref(handle), ctypes.byref(line),
                                           ctypes.byref(column), ctypes.byref(offset))
        if not handle:
            return None, 0, 0
        return os.path.normpath(cindex.File(handle).name), line.value, offset.value

    def file_of(self, location):
        name, _, _ = self.place(location)
        if name is None:
            return None
        relative = os.path.relpath(name, self.root)
        return relative if relative.startswith(self.places) else None

    def source(self, file):
        if file not in self.sources:
            with open(os.path.join(self.root, file), "rb") as stream:
                self.sources[file] = stream.read()
        return self.sources[file]

    def add(self, cursor):
        file = self.file_of(cursor.extent.start)
        if file is None or self.file_of(cursor.extent.end) != file:
            return
        _, line, start = self.place(cursor.extent.start)
        _, _, end = self.place(cursor.extent.end)
        if self.balanced(self.source(file)[start:end]):
            self.found[(file, start, end)] = (line, self.function)

    @staticmethod
    def balanced(text):
        """What begins outside and ends inside of a macro's parentheses cannot be wrapped."""
        depth = 0
        for c in re.sub(rb'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])+\'', b"", text):
            depth += (c == ord("(")) - (c == ord(")"))
            if depth < 0:
                return False
        return depth == 0 and bool(text.strip())

    # ---- The tree ----

    def operator(self, cursor):
        if cursor.kind is Kind.BINARY_OPERATOR:
            return OPERATORS.get(self.library.clang_getCursorBinaryOperatorKind(cursor))
        if cursor.kind is Kind.UNARY_OPERATOR:
            number = self.library.clang_getCursorUnaryOperatorKind(cursor)
            return "!" if number == LOGICAL_NOT else None
        return None

    def visit(self, cursor):
        """A statement, or an expression for its value."""
        if cursor.kind is Kind.CXX_UNARY_EXPR:  # sizeof: not evaluated
            return
        if cursor.kind is Kind.VAR_DECL and cursor.storage_class is cindex.StorageClass.STATIC:
            return  # a constant
        children = list(cursor.get_children())
        operator = self.operator(cursor)
        conditions = []
        if cursor.kind in (Kind.IF_STMT, Kind.WHILE_STMT, Kind.CONDITIONAL_OPERATOR):
            conditions = children[:1]
        elif cursor.kind is Kind.DO_STMT:
            conditions = children[-1:]
        elif cursor.kind is Kind.FOR_STMT:
            conditions = self.condition_of_for(cursor, children)
        elif operator in LOGICAL or operator == "!":
            conditions = children
        elif operator in COMPARING:
            self.add(cursor)
        for child in children:
            if any(child == condition for condition in conditions):
                self.decide(child)
            else:
                self.visit(child)

    def condition_of_for(self, cursor, children):
        """The children do not say which parts of a `for` are missing; its semicolons do."""
        _, _, start = self.place(cursor.extent.start)
        file = self.file_of(cursor.extent.start)
        if file is None:
            return []
        text, depth, semicolons = self.source(file), 0, []
        for at in range(start, len(text)):
            depth += (text[at] == ord("(")) - (text[at] == ord(")"))
            if text[at] == ord(";") and depth == 1:
                semicolons.append(at)
            if len(semicolons) == 2:
                break
        return [child for child in children[:-1]
                if semicolons[0] < self.place(child.extent.start)[2] < semicolons[1]]

    def decide(self, cursor):
        """An expression of which only its truth matters."""
        inner = cursor
        while inner.kind in TRANSPARENT:
            children = list(inner.get_children())
            if len(children) != 1:
                break
            inner = children[0]
        operator = self.operator(inner)
        if operator in LOGICAL or operator == "!":
            for child in inner.get_children():
                self.decide(child)
        elif inner.kind is Kind.CONDITIONAL_OPERATOR:
            for child in inner.get_children():
                self.decide(child)
        elif inner.kind not in LITERALS:
            self.add(inner)
            for child in inner.get_children():
                self.visit(child)

    # ---- The list ----

    def atoms(self):
        numbered, seen = [], {}
        order = sorted(self.found, key=lambda place: (place[0], place[1], -place[2]))
        for number, (file, start, end) in enumerate(order):
            line, function = self.found[(file, start, end)]
            text = " ".join(self.source(file)[start:end].decode().split())
            same = seen[(file, function, text)] = seen.get((file, function, text), 0) + 1
            numbered.append(Atom(number, file, line, start, end, function, text, same))
        return numbered


def find_atoms(root, places, compiler_arguments):
    """All atoms of the places of a checkout: directories ("src/loader/") and files."""
    finder = Finder(root, tuple(places), compiler_arguments)
    for place in places:
        names = [""] if place.endswith(".c") else sorted(os.listdir(os.path.join(root, place)))
        for name in names:
            if (place + name).endswith(".c"):
                finder.read(place + name)
    return finder.atoms()


def wrapped(source, atoms):
    """The bytes of a file in which each of its atoms can be flipped."""
    inserts = []
    for atom in atoms:
        # Outer ones open first and close last; each is longer than what lies in it.
        inserts.append((atom.start, 1, -(atom.end - atom.start), b"MUTANT(%d, " % atom.number))
        inserts.append((atom.end, 0, atom.end - atom.start, b")"))
    pieces, at = [], 0
    for place, _, _, text in sorted(inserts):
        pieces += [source[at:place], text]
        at = place
    return b"".join(pieces + [source[at:]])


def digest(paths, root):
    whole = hashlib.sha256()
    for path in paths:
        with open(os.path.join(root, path), "rb") as stream:
            whole.update(path.encode() + b"\0" + stream.read())
    return whole.hexdigest()[:16]
