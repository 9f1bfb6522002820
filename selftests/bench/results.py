# SPDX-License-Identifier: GPL-2.0-only
"""Results of runs: reading, keeping, and what is computed from them.

A run is a dictionary: figure -> kind of tunnel -> list of repeats, each as the
machine wrote it ("value", and maybe "lost" and "idle").
"""

import json
import statistics

from figures import BASE


def read_lines(paths):
    """Return one run from files with a JSON object per line."""
    run = {}
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                kinds = run.setdefault(one.pop("figure"), {})
                del one["repeat"]
                kinds.setdefault(one.pop("kind"), []).append(one)
    return run


def load(path):
    """Return the runs kept in a file, none if there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def save(path, runs):
    """Keep them in a form whose differences can be read."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(runs, file, indent=1, sort_keys=True)
        file.write("\n")


def values(run, figure, kind, what="value"):
    """Return the values of all repeats in ascending order."""
    return sorted(one[what] for one in run.get(figure, {}).get(kind, []))


def median(run, figure, kind, what="value"):
    """Return the median of the repeats, or None."""
    all_values = values(run, figure, kind, what)
    return statistics.median(all_values) if all_values else None


def ratio(run, figure, kind, base=BASE, what="value"):
    """Return the factor between the medians of two kinds, or None."""
    mine = median(run, figure, kind, what)
    other = median(run, figure, base, what)
    return mine / other if mine is not None and other else None


def factors(run, figure, kind):
    """Return how a kind compares in each repeat, in ascending order."""
    other = median(run, figure, BASE)
    return [value / other for value in values(run, figure, kind)]


def shares(run, figure, kind):
    """Return the parts of the processors in the repeat of the median."""
    repeats = sorted(run[figure][kind], key=lambda one: one["value"])
    return sorted(repeats[len(repeats) // 2]["shares"], reverse=True)


def lost(run, kind, prefix=None):
    """Return what was lost or reordered in all figures, None if unknown.

    Those whose names begin so, or those of one processor.
    """
    counts = [one["lost"] for figure, kinds in run.items()
              if figure.startswith(prefix or "") and
              (prefix or not figure.startswith("cpus-"))
              for one in kinds.get(kind, []) if "lost" in one]
    return sum(counts) if counts else None
