"""What whycpu is asked about, in growing sizes: distributions, environments, entries of the loader's
cache. A case is a command and what is around it."""
import collections

from environments import make_environment, make_home, make_loader_cache
from measure import ENVIRONMENT

Case = collections.namedtuple("Case", "size command around environment file_bytes",
                              defaults=((), None, 0))

DISTRIBUTIONS, ENVIRONMENTS, ENTRIES = "distributions", "environments", "cache entries"


def check(whycpu, environment):
    return [whycpu, "check", "--venv", environment, "--framework", "tensorflow", "--json"]


def distributions(whycpu, scratch, sizes):
    for size in sizes:
        yield Case(size, check(whycpu, make_environment(scratch / f"packages-{size}", size)))


def environments(whycpu, scratch, sizes):
    """`--all` in a home that has so many; what else the machine has is there every time."""
    for size in sizes:
        home = make_home(scratch / f"home-{size}", size)
        command = [whycpu, "check", "--all", "--framework", "tensorflow", "--json"]
        yield Case(size, command, (), {**ENVIRONMENT, "HOME": str(home)})


def cache_entries(whycpu, scratch, sizes):
    """A loader's cache of so many entries, laid over the machine's; needs root."""
    environment = make_environment(scratch / "beside-a-cache", 20)
    for size in sizes:
        cache = make_loader_cache(scratch / f"cache-{size}", size)
        if cache:
            around = ["unshare", "--mount", "sh", "-c",
                      f'mount --bind {cache} /etc/ld.so.cache && exec "$@"', "sh"]
            yield Case(size, check(whycpu, environment), around, None, cache.stat().st_size)


def grows_linearly(small, middle, large, cost):
    """Whether the larger step costs for each one more what the smaller one did: within 2 % of all,
    since what is read comes in pages. Each is (size, measured); `cost` picks a number."""
    def slope(a, b):
        return (cost(b[1]) - cost(a[1])) / (b[0] - a[0])
    expected = cost(middle[1]) + slope(small, middle) * (large[0] - middle[0])
    return cost(large[1]) <= 1.02 * max(expected, cost(middle[1])), \
        f"{slope(small, middle):.2f}, then {slope(middle, large):.2f} for each one more"
