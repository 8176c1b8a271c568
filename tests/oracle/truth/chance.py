"""Faults by chance: several changes at once, which nobody would have thought of together."""

import random

from faults import MASKED, PRELOAD, REPAIR, SEARCHED, SEVEN, SMALLEST, TYPES, fault

FILES = SEVEN + ["cudnn_graph", "nvjitlink"]
HOLLOW = {"cufft": "libcufft.so.11", "cusolver": "libcusolver.so.11",
          "cublasLt": "libcublasLt.so.12", "cusparse": "libcusparse.so.12"}
NAMES = {"cudart": "libcudart.so.12", "cublas": "libcublas.so.12", "cudnn": "libcudnn.so.9",
         "cudnn_graph": "libcudnn_graph.so.9", "nvjitlink": "libnvJitLink.so.12", **HOLLOW}
OWN = {"cudart": "cuda_runtime", "cublas": "cublas", "cublasLt": "cublas", "cufft": "cufft",
       "cusolver": "cusolver", "cusparse": "cusparse", "cudnn": "cudnn", "cudnn_graph": "cudnn",
       "nvjitlink": "nvjitlink"}


def spoil(chance, path):
    """Changes that leave something wrong, or nothing, at PATH."""
    kind = chance.choice(["remove", "empty", "text", "cut", "short", "dangling", "self",
                          "directory", "machine", "class", "type", "order"])
    poke = {"machine": [18, [chance.choice([3, 40, 183, 243]), 0]], "class": [4, [1]],
            "type": [16, [chance.choice([1, 2, 4]), 0]], "order": [5, [2]]}
    if kind == "cut":
        return ["cut", path, "%.2f%%" % chance.choice([0.1, 1, 5, 20, 50, 80, 95, 99, 99.9])]
    if kind == "short":
        return ["cut", path, chance.choice([1, 4, 16, 63, 64, 65, 120, 400])]
    if kind in poke:
        return ["poke", path, *poke[kind]]
    if kind == "dangling":
        return ["link", path, "nowhere"]
    if kind == "self":
        return ["link", path, path.rsplit("/", 1)[-1] if "/" in path else NAMES[path]]
    return [kind, path]


def change_of_a_library(chance):
    name = chance.choice(FILES)
    other = "nvidia/%s/lib/" % chance.choice(sorted(set(OWN.values())))
    kind = chance.randrange(8)
    if kind < 4:
        return [spoil(chance, name)]
    if kind == 4:
        return [["move", name, other + "moved-" + NAMES[name]],
                ["link", other + NAMES[name], "moved-" + NAMES[name]]]
    if kind == 5:
        return [["move", name, "{work}/early/" + NAMES[name]]]
    if kind == 6 and name in HOLLOW:
        return [["copy", "{hollow}/" + HOLLOW[name], other + HOLLOW[name]]]
    return [["pathless", chance.choice(["cusolver", "cusparse", "cublas", "cudnn"])]]


def shadow(chance):
    name = chance.choice(sorted(HOLLOW))
    path = "{work}/early/shadow/" + HOLLOW[name]
    changes = [["copy", "{hollow}/" + HOLLOW[name], path]]
    if chance.random() < 0.7:
        changes.append(spoil(chance, path))
    return changes


def search_path(chance):
    places = ["{work}/early", "{work}/early/shadow", "{site}/nvidia/cusolver/lib",
              "{site}/nvidia/nvjitlink/lib", "{site}/nvidia/cufft/lib", "/nonexistent", "",
              "../early", "/etc/hostname", "{toolkit}", "{seven}"]
    return chance.choice([":", ":", ";"]).join(chance.sample(places, chance.randint(1, 4)))


def one(chance, name, is_221):
    changes, env, stub, more = [], {}, {}, {}
    if is_221 and chance.random() < 0.5:
        changes.append(REPAIR)
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        changes += change_of_a_library(chance)
    if chance.random() < 0.5:
        changes += shadow(chance)
    if chance.random() < 0.15:
        changes.append(chance.choice([["pathless", "framework"], ["rpath", "framework"],
                                      ["searchpath", "framework", "{seven}"]]))
    if chance.random() < 0.6:
        env[SEARCHED] = search_path(chance)
    if chance.random() < 0.15:
        env[PRELOAD] = chance.choice([
            "{hollow}/other-name-libcufft.so.11", "{work}/none.so", "libcufft.so.11",
            "{site}/nvidia/cusolver/lib/libcusolver.so.11",
            "{site}/nvidia/cublas/lib/libcublas.so.12", "{work}/early/shadow/libcusparse.so.12"])
    if chance.random() < 0.2:
        stub["COUNT"] = chance.randint(1, 4)
        env[MASKED] = chance.choice(["", "0", "1", "0,1", "2,0", "0,0,1", "1,-1,0", "3,2,1,0", "x"])
    if chance.random() < 0.1:
        env[TYPES] = chance.choice(["CPU", "GPU", "CPU,GPU", "cpu,gpu", "CPU,,GPU"])
    if chance.random() < 0.1:
        stub["SMS"] = chance.choice([2, 7, 8, 9, 20])
        env[SMALLEST] = chance.choice(["1", "8", "9", "20", "21", "x"])
    if chance.random() < 0.1:
        stub["CC"] = chance.choice(["3.0", "3.2", "3.5", "3.7", "6.1", "8.6", "10.0"])
    if chance.random() < 0.1:
        more["nvml"] = False
    if chance.random() < 0.25:
        more["toolkit"] = True
    return fault(name, *changes, env=env, stub=stub, lenient=True, **more)


def faults_by_chance(seed, count, environment):
    found = []
    for number in range(count):
        chance = random.Random("%s/%d/%d" % (environment, seed, number))
        found.append(one(chance, "chance %d-%d" % (seed, number), "2.21" in environment))
    return found
