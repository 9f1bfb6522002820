#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Who calls whom, by the symbols of the objects: layers and circles.

layers.py ROWS NAME DIR: DIR holds the objects of the build, ROWS says by which
rules: a line "NAME: folder folder ..." for each build; "-folder" is not looked
at.  A unit is one object; it depends on each unit that defines a symbol which it
needs, so what a header's inline function calls counts as well.  Functions that
are handed down as pointers do not, nor does what a generated table names: that
is how the kernel finds the handlers.

A folder depends only on those behind it in its row, and units of a folder do not
depend on each other in a circle.  An object beside the folders is in the folder
of its own name.  Prints what is not so; exit status 1 if there is anything, 2 if
the folders are not those of the row.
"""
import pathlib
import subprocess
import sys


def read_row(path, name):
    """Return the folders of a build in their order."""
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        key, _, folders = line.partition(":")
        if key == name:
            return folders.split()
    return []


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
             for name in defined - {"main"}}
    return {unit: {owner[n] for n in needed if n in owner} - {unit}
            for unit, (_, needed) in table.items()}


def upward(edges, row):
    """Return what calls a folder before its own."""
    def place(unit):
        return row.index(unit.split("/")[0])

    return [f"{unit} calls {use}, which is above it"
            for unit, uses in sorted(edges.items()) for use in sorted(uses)
            if place(use) < place(unit)]


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
    rows, name, build = sys.argv[1:]
    row = read_row(rows, name)
    base = pathlib.Path(build)
    objects = {str(path.relative_to(base).with_suffix("")): path
               for path in sorted(base.rglob("*.o"))
               if not path.stem.endswith("_gen")}
    for folder in [f for f in row if f[0] == "-"]:
        row.remove(folder)
        objects = {unit: path for unit, path in objects.items()
                   if unit.split("/")[0] != folder[1:]}
    there = {unit.split("/")[0] for unit in objects}
    if there != set(row):
        print(f"in {rows}: {' '.join(row)}\nin {base}:",
              *sorted(there))
        return 2
    edges = depends(objects)
    found = upward(edges, row)
    found += [f"{unit} is in a circle with {' '.join(sorted(uses))}"
              for unit, uses in sorted(peel(edges).items())]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
