#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Units of a built module that call each other in a circle.

cycles.py BUILD-DIR: reads the symbols of every object below BUILD-DIR/module.
A unit is one object.  It depends on each unit that defines a symbol which it
needs, so what a header's inline function calls counts as well.  Functions that
are handed down as pointers do not, nor does what a generated table names: that
is how the kernel finds the handlers.  Prints each circle; exit status 1 if there
is one, 2 if there are no objects.
"""
import pathlib
import subprocess
import sys


def symbols(path):
    """Return the global names that an object defines and needs."""
    defined, needed = set(), set()
    out = subprocess.run(["nm", "-g", path], check=True, text=True,
                         capture_output=True).stdout
    for line in out.splitlines():
        kind, name = line.split()[-2:]
        (needed if kind == "U" else defined).add(name)
    return defined, needed


def depends(objects):
    """Map each unit to the units that it uses."""
    table = {unit: symbols(path) for unit, path in objects.items()}
    owner = {name: unit for unit, (defined, _) in table.items()
             for name in defined}
    return {unit: {owner[n] for n in needed if n in owner} - {unit}
            for unit, (_, needed) in table.items()}


def peel(edges):
    """Leave only units that are in a circle, or between two circles."""
    edges = {unit: set(uses) for unit, uses in edges.items()}
    while True:
        used = set().union(*edges.values()) if edges else set()
        free = [u for u in edges if not edges[u] or u not in used]
        if not free:
            return edges
        for unit in free:
            del edges[unit]
        for uses in edges.values():
            uses.difference_update(free)


def main():
    base = pathlib.Path(sys.argv[1]) / "module"
    objects = {str(p.relative_to(base).with_suffix("")): p
               for p in sorted(base.rglob("*.o"))
               if not p.stem.endswith("_gen")}
    if not objects:
        print(f"no objects in {base}: build the module first")
        return 2
    left = peel(depends(objects))
    for unit, uses in sorted(left.items()):
        print(f"{unit} uses {' '.join(sorted(uses))}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
