# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws what was measured: a row for each program, a dot for each build, at its time relative to native code.

Ours are filled circles, others hollow diamonds, compilers' native code a bar. The axis is logarithmic, so that twice as
slow is as far from 1 as twice as quick; what lies beyond its end is an arrow with its figure. Colours keep their contrast
on white and on dark pages (the text's follows the reader's setting where the image is shown by itself, else is a grey that
both bear).
"""
import math
from html import escape

WIDTH, LEFT, RIGHT, TOP, ROW = 1000, 150, 40, 20, 24
LEAST, MOST = 0.5, 4.0
TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0)
LEGEND_COLUMNS, LEGEND_ROW = 3, 20
OURS = ("#d1495b", "#e8871e", "#2a9d5c", "#1b7fbd")
OTHERS = ("#8a63d2", "#b0623a", "#5d8a8c", "#a8439a", "#7a8b2d", "#6f7fae")
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #555 }
.small { font-size: 11px }
.grid { stroke: #888; stroke-opacity: .25 }
.base { stroke: #555; stroke-width: 1.5 }
.mean { font-weight: bold }
@media (prefers-color-scheme: dark) { text { fill: #bbb } .base { stroke: #bbb } }
</style>"""


def position(ratio):
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log(ratio / LEAST) / math.log(MOST / LEAST)


def appearance(builds):
    """(shape, colour) of each build."""
    styles, ours, others = {}, 0, 0
    for build in builds:
        if build.startswith("native"):
            styles[build] = ("bar", "#777")
        elif build.startswith("wasm2cpp"):
            styles[build] = ("circle", OURS[ours % len(OURS)])
            ours += 1
        else:
            styles[build] = ("diamond", OTHERS[others % len(OTHERS)])
            others += 1
    return styles


def mark(shape, colour, x, y, title=""):
    inside = f"<title>{escape(title)}</title>"
    if shape == "bar":
        return f'<path d="M{x:.1f} {y - 7}v14" stroke="{colour}" stroke-width="3">{inside}</path>'
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{colour}" fill-opacity=".9">{inside}</circle>'
    return (f'<path d="M{x:.1f} {y - 5}l5 5l-5 5l-5 -5z" fill="none" stroke="{colour}" stroke-width="1.8">{inside}</path>')


def beyond(colour, ratio, y, title):
    x = WIDTH - RIGHT + 4
    return (f'<path d="M{x} {y - 5}l8 5l-8 5z" fill="{colour}"><title>{escape(title)}</title></path>'
            f'<text class="small" x="{x - 3}" y="{y + 4}" text-anchor="end" style="fill: {colour}">{ratio:.1f}</text>')


def grid(bottom):
    lines = []
    for tick in TICKS:
        x = position(tick)
        lines.append(f'<path class="{"base" if tick == 1 else "grid"}" d="M{x:.1f} {TOP}V{bottom}"/>')
        lines.append(f'<text class="small" x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{tick:g}</text>')
    return lines


def row(name, ratios, styles, y, is_mean):
    lines = [f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end"{" class=" + chr(34) + "mean" + chr(34) if is_mean else ""}>'
             f'{escape(name)}</text>', f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>']
    ours_last = sorted(ratios, key=lambda build: styles[build][0] == "circle")
    for build in ours_last:
        ratio, (shape, colour) = ratios[build], styles[build]
        if ratio is None:
            continue
        title = f"{name}, {build}: {ratio:.2f}"
        lines.append(beyond(colour, ratio, y, title) if ratio > MOST else
                     mark(shape, colour, position(max(ratio, LEAST)), y, title))
    return lines


def legend(styles, top):
    lines, width = [], (WIDTH - 2 * RIGHT) / LEGEND_COLUMNS
    for i, (build, (shape, colour)) in enumerate(styles.items()):
        x, y = RIGHT + i % LEGEND_COLUMNS * width, top + i // LEGEND_COLUMNS * LEGEND_ROW
        lines += [mark(shape, colour, x, y), f'<text x="{x + 12:.1f}" y="{y + 4}">{escape(build)}</text>']
    return lines


def svg(measured, base, description):
    builds = [build for build in description.builds if build != base]
    styles = appearance(builds)
    programs = measured.programs()
    bottom = TOP + ROW * (len(programs) + 2)
    means = {build: measured.geometric_mean(build, base)[0] for build in builds}
    height = bottom + 70 + LEGEND_ROW * math.ceil(len(builds) / LEGEND_COLUMNS)
    body = grid(bottom)
    for i, program in enumerate(programs):
        ratios = {build: measured.ratio(program, build, base) for build in builds}
        body += row(program, ratios, styles, TOP + ROW * i + ROW // 2, is_mean=False)
    body += row("geometric mean", means, styles, TOP + ROW * (len(programs) + 1), is_mean=True)
    caption = f"user time relative to {base} (1 = native, left is quicker); {description.extent}; {description.processor}; {description.date}"
    body.append(f'<text x="{WIDTH / 2:.0f}" y="{bottom + 36}" text-anchor="middle">{escape(caption)}</text>')
    body += legend(styles, bottom + 60)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">\n'
            f"{STYLE}\n" + "\n".join(body) + "\n</svg>\n")
