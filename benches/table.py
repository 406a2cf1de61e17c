"""From samples to a verdict: medians, ratios, bars, a table for people and JSON for machines. Runs nothing."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from peers import MIB

OURS = "hf"
# An earlier build of ours.
BEFORE = "before"
PEERS = (BEFORE, "official", "curl", "aria2c")


@dataclass
class Ratio:
    """Our median against another program's."""

    peer: str
    most: float

    def __str__(self):
        return f"<= {self.most:.2f}x {self.peer}"

    def value(self, row):
        return row.ratio(self.peer)

    def is_met(self, value):
        return round(value, 2) <= self.most

    def shown(self, value):
        return f"{value:.2f}x"


class Cpu(Ratio):
    """The same of the time on processors."""

    def __str__(self):
        return f"CPU <= {self.most:.2f}x {self.peer}"

    def value(self, row):
        ours, theirs = row.cpu(OURS), row.cpu(self.peer)
        return ours / theirs if ours is not None and theirs else None


class NotSlower(Ratio):
    """As fast as another program, within what can be measured."""

    def __init__(self, peer):
        super().__init__(peer, 1.0)

    def __str__(self):
        return f"not slower than {self.peer}"


class Faster(NotSlower):
    def __str__(self):
        return f"faster than {self.peer}"

    def is_met(self, value):
        return value < 1.0


@dataclass
class Peak:
    """Our largest process in all runs."""

    mib: int

    def __str__(self):
        return f"peak <= {self.mib} MiB"

    def value(self, row):
        return row.peak(OURS)

    def is_met(self, value):
        return value <= self.mib * MIB

    def shown(self, value):
        return f"{value / MIB:.0f} MiB"


@dataclass
class PeakAs:
    """No more memory than another series of runs took, but for a tenth."""

    other: str

    def __str__(self):
        return f"peak as {self.other}"

    def value(self, row):
        reference = row.peak(self.other)
        return None if reference is None else row.peak(OURS) / reference

    def is_met(self, value):
        return value <= 1.1

    def shown(self, value):
        return f"{value:.2f}x"


@dataclass
class Seconds:
    most: float

    def __str__(self):
        return f"<= {self.most * 1000:.0f} ms"

    def value(self, row):
        return row.median(OURS)

    def is_met(self, value):
        return value <= self.most

    def shown(self, value):
        return f"{value * 1000:.1f} ms"


@dataclass
class Size:
    """The file of our program."""

    program: Path
    megabytes: int

    def __str__(self):
        return f"size <= {self.megabytes} MB"

    def value(self, _row):
        return self.program.stat().st_size

    def is_met(self, value):
        return value <= self.megabytes * 1_000_000

    def shown(self, value):
        return f"{value / 1_000_000:.1f} MB"


@dataclass
class Row:
    """One work: the samples of every program, and what is asked of ours."""

    work: str
    samples: dict
    bars: list

    def median(self, name):
        samples = self.samples.get(name)
        return statistics.median(sample.seconds for sample in samples) if samples else None

    def cpu(self, name):
        samples = self.samples.get(name)
        return statistics.median(sample.cpu for sample in samples) if samples else None

    def peak(self, name):
        samples = self.samples.get(name)
        return max(sample.peak for sample in samples) if samples else None

    def ratio(self, peer):
        ours, theirs = self.median(OURS), self.median(peer)
        return ours / theirs if ours is not None and theirs else None

    def verdicts(self):
        """(bar, shown value, met) of every bar; met is None where a program is missing."""
        for bar in self.bars:
            value = bar.value(self) if self.samples.get(OURS) else None
            yield bar, "-" if value is None else bar.shown(value), None if value is None else bar.is_met(value)


def seconds(value):
    if value is None:
        return "-"
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def cells(row):
    """The lines of one work: a line a bar, the figures in the first."""
    ratio, peak = row.ratio("official"), row.peak(OURS)
    figures = [row.work, *(seconds(row.median(name)) for name in (OURS, *PEERS))]
    figures += ["-" if ratio is None else f"{ratio:.2f}", seconds(row.cpu(OURS)), "-" if peak is None else f"{peak / MIB:.0f}"]
    lines = []
    for bar, value, met in row.verdicts():
        verdict = {True: "met", False: "NOT MET", None: "not run"}[met]
        lines.append([*(figures if not lines else [""] * len(figures)), str(bar), value, verdict])
    return lines or [[*figures, "", "", ""]]


HEADINGS = ["work", OURS, *PEERS, "ratio", "hf CPU", "peak MiB", "bar", "is", ""]


def render(rows):
    lines = [HEADINGS, *(line for row in rows for line in cells(row))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def as_json(row):
    programs = {
        name: {
            "median_s": row.median(name),
            "cpu_s": row.cpu(name),
            "peak_bytes": row.peak(name),
            "runs_s": [sample.seconds for sample in samples],
        }
        for name, samples in row.samples.items()
    }
    bars = [{"bar": str(bar), "is": value, "met": met} for bar, value, met in row.verdicts()]
    return {"work": row.work, "ratio": row.ratio("official"), "programs": programs, "bars": bars}
