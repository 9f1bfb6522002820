#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Put results of the benchmark into the documentation.

report.py DOC [RUN FILE...]: adds what the files hold to DOC.json as the run of
that name and prints the run; writes DOC.rst and DOC.svg anew.
"""

import pathlib
import sys

import plot
import results
import tables

TEMPLATE = pathlib.Path(__file__).with_name("report.rst.in")
# What goals were set for, and what is drawn.
MAIN_RUN = "6.1"


def heading(text, underline):
    """Return a heading."""
    return f"{text}\n{underline * len(text)}\n\n"


def section(name, run):
    """Return what the document says about one run."""
    text = (heading(f"Linux {name}", "-") +
            tables.main_table(run, name == MAIN_RUN) + "\n")
    more = [tables.batch_table(run), tables.client_table(run),
            tables.client_goal_table(run), tables.gateway_table(run)]
    more += tables.cpu_tables(run, name == MAIN_RUN)
    return text + "".join(table + "\n" for table in more if table)


def document(runs):
    """Return the document for all runs."""
    template = TEMPLATE.read_text(encoding="utf-8")
    spread = runs.get(MAIN_RUN) or next(iter(runs.values()))
    parts = {
        "@RESULTS@": "".join(section(*item) for item in sorted(runs.items())),
        "@SPREAD@": tables.spread_table(spread),
    }
    for mark, text in parts.items():
        template = template.replace(mark, text.rstrip())
    return template


def write(doc, runs):
    """Write the document and its picture."""
    pathlib.Path(doc + ".rst").write_text(document(runs), encoding="utf-8")
    if MAIN_RUN in runs:
        pathlib.Path(doc + ".svg").write_text(
            plot.draw(runs[MAIN_RUN], MAIN_RUN), encoding="utf-8")


def main():
    """Return the exit status."""
    if len(sys.argv) in (1, 3):
        print(__doc__, file=sys.stderr)
        return 2
    doc, name = sys.argv[1], "".join(sys.argv[2:3])
    runs = results.load(doc + ".json")
    if name:
        runs.setdefault(name, {}).update(results.read_lines(sys.argv[3:]))
        results.save(doc + ".json", runs)
        print(section(name, runs[name]))
    # As they are read back, in whatever order they were measured.
    write(doc, results.load(doc + ".json"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
