"""The programs that are compared, how each is called, and what one call costs.

A peer gives a `Command` for a kind of work; `measure` runs it in a folder and an environment of its own.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1024 * 1024
TOKEN = "hf_demo_ada_write"
LAUNCHER = Path(__file__).with_name("launch.py")


class Failed(Exception):
    """A program ended with an error, or did not do its work."""


@dataclass
class Command:
    """One call: words, and variables on top of the few that every call gets."""

    words: list
    variables: dict = field(default_factory=dict)


@dataclass
class Sample:
    """What one call took. The peak is that of the largest single process, in bytes."""

    seconds: float
    cpu: float
    peak: int


@dataclass
class Programs:
    """Where the programs are; None for one that is not installed."""

    hf: Path
    before: Path | None
    official: Path | None
    curl: str | None
    aria2c: str | None

    @classmethod
    def find(cls, hf, before, official):
        official = official if official and official.exists() else None
        return cls(hf, before, official, shutil.which("curl"), shutil.which("aria2c"))


def of_hub(program, endpoint, words, xet=False):
    """A call of our client or of the official one, which take the same words."""
    variables = {"HF_ENDPOINT": endpoint, "HF_TOKEN": TOKEN}
    if not xet:
        variables["HF_HUB_DISABLE_XET"] = "1"
    return Command([str(program), *map(str, words)], variables)


def curl_one(program, url, target):
    return Command([program, "--fail", "--silent", "--show-error", "--location", "-o", str(target), url])


def curl_many(program, pairs, folder):
    """All (address, path) pairs in one call, fifty at a time. The list is written here, before the clock runs."""
    config = folder / "urls.cfg"
    lines = [f'url = "{url}"\noutput = "{folder / path}"\n' for url, path in pairs]
    config.write_text("".join(lines))
    words = ["--parallel", "--parallel-max", "50", "--parallel-immediate", "--create-dirs", "--location", "--fail"]
    return Command([program, *words, "--silent", "--show-error", "-K", str(config)])


def aria2c_one(program, url, target):
    words = ["-x16", "-s16", "-k1M", "--file-allocation=none", "--quiet", "--allow-overwrite=true"]
    return Command([program, *words, "-d", str(target.parent), "-o", target.name, url])


def environment(home, command):
    """Nothing of the caller's own settings, proxies or tokens."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "HF_HOME": str(home / "hf"),
        "LANG": "C.UTF-8",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        **command.variables,
    }


def measure(command, home):
    """Runs a command to its end and gives its `Sample`."""
    home.mkdir(parents=True, exist_ok=True)
    sample, status, log = launch(command.words, environment(home, command), home)
    if status != 0:
        said = log.read_text(errors="replace")[-1000:]
        raise Failed(f"`{' '.join(command.words[:3])} ...` ended with {status}: {said}")
    return sample


def launch(words, variables, home):
    result, log = home / "cost.txt", home / "output.txt"
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(result), str(log)]
    subprocess.run([*launcher, *words], env=variables, cwd=home, check=True)
    seconds, cpu, peak, status = map(float, result.read_text().split())
    return Sample(seconds, cpu, int(peak)), int(status), log


def smallest_peak(folder):
    """What even a program that does nothing is charged: it begins as a copy of the one that starts it."""
    sample, _, _ = launch(["/bin/true"], {}, folder)
    return sample.peak
