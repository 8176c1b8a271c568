"""Notes of libraries: the levels of x86 and the system that they were built for."""

# Of systems and kernels; glibc before 2.36 passes over the last three.
TAGS = [(2, (0, 2, 6, 32)), (2, (0, 3, 17, 0)), (2, (0, 99, 0, 0)), (1, (0, 255, 255, 255)),
        (1, (1, 0, 0, 0))]


def add_levels(maker, library):
    """Levels that this processor has, and one that none has."""
    maker.tag("x86 level")
    library.isa = maker.weighted([(3, 1), (2, 3), (1, 2), (5, 0x10001), (2, 0x10)])
    library.isa_by = maker.one_of(["property", "note"])


def add_tag(maker, library):
    maker.tag("tag of a system or kernel")
    library.abi_tag = maker.weighted(TAGS)
    library.abi_tag_alignment = maker.weighted([(6, 4), (3, 8), (1, 16), (1, 1)])
