#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Put what a machine received beside what its processors executed meanwhile.

counts.py DIR: reads DIR/counts, two lines for each line of DIR/bench.jsonl, and
writes the latter anew: "value" is what comes through in a second in which the
busiest processor executes 10^9 instructions, "all" what would if all did the
same; "shares" are the parts of the processors.
"""

import json
import pathlib
import sys


def executed(begin, end):
    """Return what each processor executed between two marks."""
    begin, end = begin.split(), end.split()
    if begin[0] != "1" or end[0] != "2":
        raise ValueError("marks that are no pair")
    return [int(b) - int(a) for a, b in zip(begin[1:], end[1:])]


def figure(one, counts):
    """Return the result of one load in numbers for a billion instructions."""
    # Mbit and thousands of datagrams
    amount = one.pop("amount") * (8e3 if "tcp" in one["figure"] else 1e6)
    one["figure"] = f"cpus-{len(counts)}-{one['figure']}"
    one["value"] = round(amount / max(counts), 3)
    one["all"] = round(amount / (sum(counts) / len(counts)), 3)
    one["shares"] = [round(n / sum(counts), 3) for n in counts]
    del one["idle"]
    return one


def main():
    """Return the exit status."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(sys.argv[1])
    results = folder / "bench.jsonl"
    lines = results.read_text(encoding="utf-8").splitlines()
    marks = (folder / "counts").read_text(encoding="utf-8").splitlines()
    if len(marks) != 2 * len(lines):
        print(f"counts: {len(marks)} marks for {len(lines)} results",
              file=sys.stderr)
        return 1
    loads = [json.loads(line) for line in lines]
    counts = [executed(*marks[i:i + 2]) for i in range(0, len(marks), 2)]
    results.write_text("".join(
        json.dumps(figure(*pair)) + "\n" for pair in zip(loads, counts)),
        encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
