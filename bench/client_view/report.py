"""Tables for people: on the screen, and as Markdown."""

import dataclasses
import statistics


@dataclasses.dataclass
class Section:
    """What one case found."""

    title: str
    header: list
    rows: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)
    figures: list = dataclasses.field(default_factory=list)  # all that was measured, for the JSON

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def widths(self):
        return [max(map(len, column)) for column in zip(self.header, *self.rows)]

    def text(self):
        def line(cells):
            return "  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width)
                             in enumerate(zip(cells, self.widths()))).rstrip()
        lines = ["", self.title, "", line(self.header), *map(line, self.rows)]
        return "\n".join(lines + [""] + self.notes)

    def markdown(self):
        def line(cells):
            return "| " + " | ".join(cells) + " |"
        rule = "|" + "|".join(["---"] + ["---:"] * (len(self.header) - 1)) + "|"
        lines = [f"## {self.title}", "", line(self.header), rule, *map(line, self.rows)]
        return "\n".join(lines + [""] + [note + "\n" for note in self.notes])


def spread(values, form="{:.2f}"):
    """The median, and from where to where."""
    middle = form.format(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({form.format(min(values))}–{form.format(max(values))})"


def median(runs, *path):
    """Of one figure of several runs; None if they do not have it."""
    values = []
    for run in runs:
        value = run
        for name in path:
            value = value.get(name) if value is not None else None
        if value is not None:
            values.append(value)
    return statistics.median(values) if values else None


def number(value, form="{:,.0f}"):
    return "" if value is None else form.format(value)


def verdict(met):
    return "met" if met else "NOT MET"
