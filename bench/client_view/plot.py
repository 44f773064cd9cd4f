"""Plots as SVG, without a library: two panels, throughput above latency, one axis below."""

import math

WIDTH, PANEL, LEFT, TOP, GAP, BOTTOM = 720, 240, 70, 40, 60, 60
COLOURS = ["#1f77b4", "#d62728", "#7f7f7f", "#2ca02c"]
INK, GRID = "#333333", "#dddddd"


def text(x, y, content, anchor="middle", size=12, colour=INK):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
            f'fill="{colour}">{content}</text>')


def line(x1, y1, x2, y2, colour=GRID):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def short(value):
    """1500000 as 1.5M."""
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


class Axis:
    """Maps values to places. Logarithmic ones begin and end at a power of `base`."""

    def __init__(self, values, first, last, base=None):
        self.first, self.last, self.base = first, last, base
        if base:
            powers = [math.log(value, base) for value in values]
            low, high = math.floor(min(powers) + 1e-9), math.ceil(max(powers) - 1e-9)
            self.low, self.high = low, max(high, low + 1)
            self.ticks = [base ** power for power in range(self.low, self.high + 1)]
        else:
            step = 10 ** math.floor(math.log10(max(values)))
            steps = max(values) / step
            step /= 5 if steps < 2 else 2 if steps < 5 else 1
            self.low, self.high = 0, math.ceil(max(values) / step) * step
            self.ticks = [step * i for i in range(round(self.high / step) + 1)]

    def place(self, value):
        value = math.log(value, self.base) if self.base else value
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)


def panel(top, title, x_axis, series, base=None):
    """One panel; `series` are (name, [(x, y)], dashed)."""
    y_axis = Axis([y for _, points, _ in series for _, y in points], top + PANEL, top, base)
    parts = [text(LEFT, top - 10, title, "start", 13)]
    for tick in y_axis.ticks:
        y = y_axis.place(tick)
        parts += [line(LEFT, y, WIDTH - 20, y), text(LEFT - 8, y + 4, short(tick), "end")]
    for tick in x_axis.ticks:
        x = x_axis.place(tick)
        parts += [line(x, top, x, top + PANEL), text(x, top + PANEL + 18, short(tick))]
    legend = WIDTH - 20
    for index, (name, points, dashed) in reversed(list(enumerate(series))):
        colour = COLOURS[index // 2 if any(d for _, _, d in series) else index]
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        placed = [(x_axis.place(x), y_axis.place(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                     f'stroke-width="2"{dash}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
        parts.append(text(legend, top - 10, name + (" - - -" if dashed else " ——"), "end", 12,
                          colour))
        legend -= 8 * len(name) + 55
    return parts


def figure(x_name, x_values, x_base, throughput, latency):
    x_axis = Axis(x_values, LEFT, WIDTH - 20, x_base)
    second = TOP + PANEL + GAP
    height = second + PANEL + BOTTOM
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
             'font-family="sans-serif">', f'<rect width="{WIDTH}" height="{height}" fill="white"/>']
    parts += panel(TOP, "requests/s", x_axis, throughput)
    parts += panel(second, "latency, µs", x_axis, latency, base=10)
    parts.append(text((LEFT + WIDTH) / 2, height - 15, x_name, size=13))
    return "\n".join(parts + ["</svg>", ""])


def latencies(figures, x):
    return [(f"{operation} {shown}", [(f[x], f[operation]["all"][name]) for f in figures], dashed)
            for operation in ("get", "put")
            for shown, name, dashed in (("p50", "p50_us", False), ("p99", "p99_us", True))]


def rates(figures, x, names):
    return [(name, [(f[x], f[name]["per_second"]) for f in figures], False) for name in names]


def plots(sections):
    """(name, SVG) of each case that has something to plot."""
    for case, x, base, names in (("connections", "connections", 2, ("get", "put", "bare")),
                                 ("sizes", "items", 10, ("get", "put"))):
        if case in sections:
            figures = sections[case].figures
            yield case, figure(x, [f[x] for f in figures], base, rates(figures, x, names),
                               latencies(figures, x))
