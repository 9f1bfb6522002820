# SPDX-License-Identifier: GPL-2.0-only
"""Tables in reStructuredText, which are plain enough for a terminal."""

from figures import (BASE, BATCH_FIGURES, CLIENT_COST, CLIENT_FIGURES,
                     CLIENT_GOALS, CLIENTS, CPU_GOALS, CPU_SIZES, CPU_TITLES,
                     FIGURES, GATEWAY, GATEWAY_FIGURES, NAMES, OTHERS_FIGURE,
                     OTHERS_GOALS, OURS, SERVER)
from results import factors, lost, median, ratio, shares, values


def number(value):
    """Three or four digits that count, and no exponent."""
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:.0f}"
    return f"{value:.4g}" if value >= 100 else f"{value:.3g}"


def simple_table(head, rows):
    """Return a simple table; cells must not be empty in the first column."""
    wide = [max(len(row[i]) for row in [head] + rows)
            for i in range(len(head))]
    rule = "  ".join("=" * w for w in wide)
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, wide)).rstrip()
             for row in [head] + rows]
    return "\n".join([rule, lines[0], rule] + lines[1:] + [rule]) + "\n"


def verdict(factors, goal, more_is_better):
    """Say whether every factor that is known reaches the goal."""
    known = [f for f in factors if f is not None]
    if goal is None or not known:
        return "", ""
    sign = "≥" if more_is_better else "≤"
    met = all(f >= goal if more_is_better else f <= goal for f in known)
    return f"{sign} {goal:g}", "yes" if met else "**no**"


def figure_row(run, figure):
    """Return the cells of a figure, each kind's median and the factors."""
    factors = [ratio(run, figure.name, kind) for kind in OURS]
    goal, met = verdict(factors, figure.goal, figure.more_is_better)
    return ([f"{figure.title} ({figure.unit})"] +
            [number(median(run, figure.name, kind))
             for kind in ["none", BASE] + OURS] +
            [number(f) for f in factors] + [goal, met])


def other_row(run, kind):
    """Return the cells of a comparison with a program in user space."""
    factors = [ratio(run, OTHERS_FIGURE, ours, kind) for ours in OURS]
    goal, met = verdict(factors, OTHERS_GOALS[kind], True)
    return ([f"TCP, one flow, {NAMES[kind]} (Mbit/s)", "",
             number(median(run, OTHERS_FIGURE, kind))] +
            [number(median(run, OTHERS_FIGURE, ours)) for ours in OURS] +
            [number(f) for f in factors] + [goal, met])


def lost_row(run):
    """Return the cells of what was lost or came out of order, all added up."""
    counts = [lost(run, kind) for kind in ["none", BASE] + OURS]
    known = [c for c in counts[2:] if c is not None]
    met = "" if not known else "**no**" if any(known) else "yes"
    return (["lost or reordered, in all of these (packets)"] +
            ["–" if c is None else str(c) for c in counts] +
            ["", "", "0", met])


def main_table(run, with_goals):
    """Return the table of all figures of a run, and of what is to be reached."""
    head = (["figure"] + [NAMES[k] for k in ["none", BASE] + OURS] +
            ["factor, snap", "factor, wireguard", "goal", "met"])
    rows = [figure_row(run, f) for f in FIGURES if f.name in run]
    rows += [other_row(run, k) for k in OTHERS_GOALS
             if k in run.get(OTHERS_FIGURE, {})]
    rows = [head] + rows + [lost_row(run)]
    if not with_goals:
        rows = [row[:-2] for row in rows]
    return simple_table(rows[0], rows[1:])


def batch_table(run):
    """Return the cost of a packet for each size of a batch."""
    kinds = ["none", BASE] + OURS
    rows = [[f.title] + [number(median(run, f.name, k)) for k in kinds]
            for f in BATCH_FIGURES if f.name in run]
    head = ["instructions per datagram"] + [NAMES[k] for k in kinds]
    return simple_table(head, rows) if rows else ""


def client_table(run):
    """Return what clients do in a second of the processor."""
    rows = [[f.title] + [number(median(run, f.name, k)) for k in CLIENTS]
            for f in CLIENT_FIGURES if f.name in run]
    head = [CLIENT_COST] + [NAMES[k] for k in CLIENTS]
    return simple_table(head, rows) if rows else ""


def client_goal_rows(run, figure):
    """Return how clients compare in a figure."""
    for kind, other, goal in CLIENT_GOALS:
        factor = ratio(run, figure.name, kind, other)
        yield [f"{figure.title}: {NAMES[kind]}, over {NAMES[other]}",
               number(factor), *verdict([factor], goal, True)]


def client_goal_table(run):
    """Return what is to be reached by clients, and whether it is."""
    rows = [row for figure in CLIENT_FIGURES
            if figure.name in run and figure.title.endswith("there and back")
            for row in client_goal_rows(run, figure)]
    head = ["clients", "factor", "goal", "met"]
    return simple_table(head, rows) if rows else ""


def gateway_row(run, figure):
    """Return the cells of a figure of gateways."""
    factor = ratio(run, figure.name, GATEWAY, SERVER)
    return ([figure.title] +
            [number(median(run, figure.name, k)) for k in [SERVER, GATEWAY]] +
            [number(factor), *verdict([factor], figure.goal, False)])


def gateway_table(run):
    """Return what a packet costs that gateways send back, and the factors."""
    rows = [gateway_row(run, f) for f in GATEWAY_FIGURES if f.name in run]
    head = ["instructions per packet there and back", NAMES[SERVER],
            NAMES[GATEWAY], "factor", "goal", "met"]
    return simple_table(head, rows) if rows else ""


def percents(parts):
    """Return the parts of processors in a cell."""
    return " ".join(f"{100 * part:.0f}" for part in parts)


def cpu_row(run, size, name, with_goals):
    """Return the cells of a figure of a machine with so many processors."""
    figure, kind = f"cpus-{size}-{name}", OURS[0]
    title, unit = CPU_TITLES[name]
    busiest = ratio(run, figure, kind)
    goal = CPU_GOALS.get(size, {}).get(name) if with_goals else None
    return ([f"{title} ({unit})", number(median(run, figure, BASE)),
             number(median(run, figure, kind)), f"**{number(busiest)}**",
             " ".join(f"{f:.2f}" for f in factors(run, figure, kind)),
             number(ratio(run, figure, kind, what="all")),
             percents(shares(run, figure, BASE)),
             percents(shares(run, figure, kind))] +
            list(verdict([busiest], goal, True)))


def cpu_table(run, size, with_goals):
    """Return what comes through as the busiest processor allows."""
    rows = [cpu_row(run, size, name, with_goals) for name in CPU_TITLES
            if f"cpus-{size}-{name}" in run]
    if not rows:
        return ""
    rows.append(["lost or reordered (packets)"] +
                [str(lost(run, kind, f"cpus-{size}-"))
                 for kind in (BASE, OURS[0])] + [""] * 7)
    head = [f"{size} processors" if size > 1 else "one processor",
            NAMES[BASE], NAMES[OURS[0]], "factor", "each run", "factor, all",
            "WireGuard's %", "snaptun's %", "goal", "met"]
    if size not in CPU_GOALS or not with_goals:
        head, rows = head[:-2], [row[:-2] for row in rows]
    return simple_table(head, rows)


def cpu_tables(run, with_goals):
    """Return them for all sizes of machines."""
    return [cpu_table(run, size, with_goals) for size in CPU_SIZES]


def spread_table(run):
    """Return least, median and most of the repeats, and the idle share."""
    rows = []
    for figure in (FIGURES + BATCH_FIGURES + CLIENT_FIGURES +
                   GATEWAY_FIGURES):
        for kind, repeats in run.get(figure.name, {}).items():
            ordered = values(run, figure.name, kind)
            idle = max(one.get("idle", 0) for one in repeats)
            rows.append([figure.name, NAMES[kind], number(ordered[0]),
                         number(median(run, figure.name, kind)),
                         number(ordered[-1]),
                         str(sum(one.get("lost", 0) for one in repeats)),
                         f"{idle * 100:.0f} %"])
    return simple_table(["figure", "tunnel", "least", "median", "most", "lost",
                         "idle"], rows)
