# SPDX-License-Identifier: GPL-2.0-only
"""The picture: how many times as fast as WireGuard, and cost by batch size.

Colours are chosen by the reader's style sheet preference, light or dark.
"""

import math

from figures import BASE, BATCH_SIZES, FIGURES, NAMES, OURS
from results import median, ratio

WIDTH, MARGIN = 760, 20
BAR_LEFT, BAR_ROW, BAR_TOP = 250, 24, 76
AXIS_HEIGHT = 44
LINES_HEIGHT = 240
SHOWN = ["none", BASE, OURS[0]]

STYLE = """
text { font: 12px sans-serif; fill: #222 }
.title { font-size: 14px; font-weight: bold }
.number { font-size: 11px }
.axis { stroke: #999; stroke-width: 1 }
.goal { stroke: #222; stroke-width: 2; stroke-dasharray: 3 2 }
.snaptun-snap { stroke: #0a6ebd; fill: #0a6ebd }
.wireguard { stroke: #88171a; fill: #88171a }
.none { stroke: #777; fill: #777 }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd }
  .axis { stroke: #777 }
  .goal { stroke: #ddd }
  .snaptun-snap { stroke: #58a6ff; fill: #58a6ff }
  .wireguard { stroke: #ff7b72; fill: #ff7b72 }
  .none { stroke: #aaa; fill: #aaa }
}
.line { fill: none; stroke-width: 2 }
"""


def text(x, y, words, extra=""):
    """Return words at a place."""
    return f'<text x="{x:.0f}" y="{y:.0f}" {extra}>{words}</text>'


def line(x1, y1, x2, y2, name):
    """Return a straight line of that class."""
    return (f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" '
            f'class="{name}"/>')


def speedups(run):
    """Return (figure, how often as fast, the goal in the same measure)."""
    rows = []
    for figure in FIGURES:
        factor = ratio(run, figure.name, OURS[0])
        if not factor:
            continue
        if figure.more_is_better:
            rows.append((figure, factor, figure.goal))
        else:
            rows.append((figure, 1 / factor, figure.goal and 1 / figure.goal))
    return rows


def factor_axis(scale, most, bottom):
    """Return the axis of the bars, and the line where both are the same."""
    right = BAR_LEFT + most * scale
    out = [line(BAR_LEFT, bottom, right, bottom, "axis")]
    for half in range(0, int(2 * most) + 1):
        x = BAR_LEFT + half / 2 * scale
        out += [line(x, bottom, x, bottom + 4, "axis"),
                text(x, bottom + 17, f"{half / 2:g}",
                     'text-anchor="middle" class="number"')]
    one = BAR_LEFT + scale
    return out + [line(one, BAR_TOP - 4, one, bottom, "axis"),
                  text(one, BAR_TOP - 8, "1: like WireGuard",
                       'text-anchor="middle" class="number"'),
                  text((BAR_LEFT + right) / 2, bottom + 34,
                       "times as fast as WireGuard, or as small",
                       'text-anchor="middle"')]


def bars(run, kernel):
    """Return the upper part and its height."""
    rows = speedups(run)
    most = max([1.0] + [max(f, g or 0) for _, f, g in rows])
    scale = (WIDTH - BAR_LEFT - 60) / most
    bottom = BAR_TOP + BAR_ROW * len(rows)
    out = [text(MARGIN, 24, "snaptun (snap) against WireGuard, "
                f"Linux {kernel}, one processor", 'class="title"'),
           text(MARGIN, 42, "dashed: the goal")]
    for row, (figure, factor, goal) in enumerate(rows):
        y = BAR_TOP + BAR_ROW * row
        out.append(text(BAR_LEFT - 8, y + 14, figure.title,
                        'text-anchor="end"'))
        out.append(f'<rect x="{BAR_LEFT}" y="{y + 3}" height="14" '
                   f'width="{factor * scale:.0f}" class="{OURS[0]}"/>')
        right = max(factor, goal or 0) * scale + BAR_LEFT
        out.append(text(right + 6, y + 14, f"{factor:.2f}", 'class="number"'))
        if goal:
            x = BAR_LEFT + goal * scale
            out.append(line(x, y, x, y + 20, "goal"))
    return out + factor_axis(scale, most, bottom), bottom + AXIS_HEIGHT


def curve(points, kind, label_at):
    """Return a line through points with its name at the end."""
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return [f'<polyline points="{path}" class="line {kind}"/>',
            text(label_at, points[-1][1] + 4, NAMES[kind], 'class="number"')]


def costs(run, kernel, top):
    """Return the lower part, below top."""
    known = {kind: [median(run, f"batch-{n}", kind) for n in BATCH_SIZES]
             for kind in SHOWN}
    known = {kind: v for kind, v in known.items() if None not in v}
    if not known:
        return [], top
    most = max(max(v) for v in known.values())
    bottom, left, right = top + LINES_HEIGHT, 70, WIDTH - 130
    step = (right - left) / math.log2(BATCH_SIZES[-1])
    out = [text(MARGIN, top + 24, "Instructions for a datagram of 1000 bytes, "
                f"Linux {kernel}", 'class="title"'),
           text((left + right) / 2, bottom + 34, "datagrams to a call",
                'text-anchor="middle"'),
           line(left, bottom, right, bottom, "axis"),
           line(left, top + 40, left, bottom, "axis")]
    for n in BATCH_SIZES:
        out.append(text(left + step * math.log2(n), bottom + 16, n,
                        'text-anchor="middle" class="number"'))
    scale = (LINES_HEIGHT - 50) / most
    for value in range(0, int(most) + 1, 10000):
        out.append(text(left - 6, bottom - value * scale + 4, value,
                        'text-anchor="end" class="number"'))
    for kind, v in known.items():
        points = [(left + step * math.log2(n), bottom - cost * scale)
                  for n, cost in zip(BATCH_SIZES, v)]
        out += curve(points, kind, right + 6)
    return out, bottom + AXIS_HEIGHT


def draw(run, kernel):
    """Return the picture of a run on a kernel as SVG."""
    upper, height = bars(run, kernel)
    lower, height = costs(run, kernel, height + 20)
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{height}" viewBox="0 0 {WIDTH} {height}">')
    return "\n".join([head, f"<style>{STYLE}</style>"] + upper + lower +
                     ["</svg>", ""])
