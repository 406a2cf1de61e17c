"""The works: what each prepares, which calls it compares, how a result is checked, and the bars.

A work is a function that gives `Case`s, one a row of the table. Sizes come from a scale, so that everything can be
tried small.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import caches
import peers
import servers
from peers import MIB, Failed
from table import BEFORE, OURS, Cpu, Faster, NotSlower, Peak, PeakAs, Ratio, Seconds, Size

NAME = "model.safetensors"
SLOW_RATE = 25_000_000
LATENCY = ("--latency-ms", "20")
# The storage behind the Hub does not hash a finished upload; what it stored is checked here, untimed.
AS_STORAGE = ("--trust-uploads",)
WITH_XET = ("--xet",)
PAGES = ("--page-size", "100")
LISTING_BARS = [Ratio("official", 0.30), Peak(64)]
FIRST = "bench-first"
AT_ONE_GIB = "hf at 1 GiB"
AT_A_TENTH = "hf at a tenth"
STREAM = """
import sys
from huggingface_hub import InferenceClient
# A client that is gone has closed its stream.
client = InferenceClient(base_url=sys.argv[1], api_key="none")
pieces = client.chat_completion([{"role": "user", "content": "Hi"}], stream=True)
for piece in pieces:
    sys.stdout.write(piece.choices[0].delta.content or "")
    sys.stdout.flush()
"""


@dataclass
class Case:
    """One row. `calls` gives each program's `Command` for a fresh folder; what is `arranged` and `checked` is not timed."""

    row: str
    calls: dict
    bars: list
    state: Path | None = None
    flags: tuple = ()
    arrange: Callable = lambda hub, name, home: None
    check: Callable = lambda hub, name, home: None
    fresh: bool = True
    runs: Callable = lambda asked: asked
    # Where many small files were deleted a moment ago, a file system may be slow to make new ones.
    deleted_at_once: bool = True


@dataclass
class Bench:
    """What every work is made from."""

    programs: peers.Programs
    hub: Path
    folder: Path
    scale: float

    def size(self, mib):
        return max(int(mib * self.scale), 16) * MIB

    def count(self, files):
        return max(int(files * self.scale), 20)

    def of_hub(self, words, xet=False):
        """The same words to our client, to an earlier one and to the official one. `words` is called with the Hub and a folder."""
        programs = {OURS: self.programs.hf, BEFORE: self.programs.before, "official": self.programs.official}

        def call(program):
            return lambda hub, home: peers.of_hub(program, hub.endpoint, words(hub, home), xet)

        return {name: call(program) for name, program in programs.items() if program}


def download_words(_hub, _home):
    return ["download", servers.REPO]


def download_file_words(_hub, _home):
    return ["download", servers.REPO, NAME]


def snapshot(home):
    """The files of the one snapshot in a cache."""
    found = list(home.glob("hf/hub/models--*/snapshots/*/"))
    if len(found) != 1:
        raise Failed(f"{len(found)} snapshots in {home} instead of one")
    return found[0]


def check_large(size):
    def check(_hub, name, home):
        file = snapshot(home) / NAME if name.startswith((OURS, BEFORE, "official")) else home / NAME
        if file.stat().st_size != size:
            raise Failed(f"{name}: '{file}' has {file.stat().st_size} bytes instead of {size}")

    return check


def check_small(count):
    def check(_hub, name, home):
        folder = snapshot(home) if name in (OURS, BEFORE, "official") else home
        found = [file.stat().st_size for file in folder.glob("part-*/*.txt")]
        if len(found) != count or any(size != 4096 for size in found):
            raise Failed(f"{name}: {len(found)} files instead of {count}, or of other sizes")

    return check


def download_large(bench):
    size = bench.size(2048)
    state = bench.folder / "download-large"
    servers.seed_large(bench.hub, state, size)
    calls = bench.of_hub(download_file_words)
    if curl := bench.programs.curl:
        calls["curl"] = lambda hub, home: peers.curl_one(curl, hub.url(NAME), home / NAME)
    bars = [Ratio("official", 0.30), NotSlower("curl"), Peak(48)]
    yield Case("download-large", calls, bars, state, check=check_large(size))


def download_slow(bench):
    size = bench.size(512)
    state = bench.folder / "download-slow"
    servers.seed_large(bench.hub, state, size)
    calls = bench.of_hub(download_file_words)
    if aria2c := bench.programs.aria2c:
        calls["aria2c"] = lambda hub, home: peers.aria2c_one(aria2c, hub.url(NAME), home / NAME)
    bars = [Ratio("official", 0.08), Faster("aria2c")]
    yield Case("download-slow", calls, bars, state, ("--slow", str(SLOW_RATE)), check=check_large(size))


def small_state(bench):
    count = bench.count(2000)
    state = bench.folder / "download-small"
    servers.seed_small(bench.hub, state, count)
    return state, count


def download_small(bench):
    state, count = small_state(bench)
    calls = bench.of_hub(download_words)
    if curl := bench.programs.curl:
        paths = [path for path, _ in servers.small_files(count)]
        calls["curl"] = lambda hub, home: peers.curl_many(curl, [(hub.url(path), path) for path in paths], home)
    bars = [Ratio("official", 0.08), NotSlower("curl")]
    yield Case("download-small", calls, bars, state, LATENCY, check=check_small(count), deleted_at_once=False)


def download_warm(bench):
    state, count = small_state(bench)
    calls = bench.of_hub(download_words)

    def arrange(hub, name, home):
        if not (home / "hf").exists():
            peers.measure(calls[name](hub, home), home)

    bars = [Ratio("official", 0.06)]
    yield Case("download-warm", calls, bars, state, LATENCY, arrange, check_small(count), fresh=False)


def empty_state(bench, name):
    """Uploads begin with a Hub that knows nothing."""
    state = bench.folder / name
    shutil.rmtree(state, ignore_errors=True)
    return state


def upload_words(local, repo=lambda home: home.name):
    return lambda _hub, home: ["upload", f"ada/{repo(home)}", local, "."]


def upload_large(bench):
    size = bench.size(1024)
    local = bench.folder / "data" / f"large-{size}" / NAME
    sha256 = servers.local_large(local, size)
    calls = bench.of_hub(lambda _hub, home: ["upload", f"ada/{home.name}", local, NAME])

    def check(hub, name, _home):
        if servers.sha256_of(hub.stored(sha256)) != sha256:
            raise Failed(f"{name}: the store has other content")

    def arrange(hub, _name, _home):
        hub.forget(sha256)

    bars = [Ratio("official", 0.72), Peak(48)]
    yield Case("upload-large", calls, bars, empty_state(bench, "upload-large"), AS_STORAGE, arrange, check)


def upload_small(bench):
    count = bench.count(2000)
    local = bench.folder / "data" / f"small-{count}"
    servers.local_small(local, count)
    for row, flags, most in (("upload-small 0 ms", (), 0.25), ("upload-small 20 ms", LATENCY, 0.40)):
        state = empty_state(bench, row.replace(" ", "-"))
        yield Case(row, bench.of_hub(upload_words(local)), [Ratio("official", most)], state, flags)


def upload_unchanged(bench):
    count = bench.count(2000)
    local = bench.folder / "data" / f"small-{count}"
    servers.local_small(local, count)
    for row, flags in (("upload-unchanged 0 ms", ()), ("upload-unchanged 20 ms", LATENCY)):
        calls = bench.of_hub(upload_words(local))

        def arrange(hub, name, home, calls=calls):
            if not (home / FIRST).exists():
                peers.measure(calls[name](hub, home), home)
                (home / FIRST).touch()

        state = empty_state(bench, row.replace(" ", "-"))
        yield Case(row, calls, [Ratio("official", 0.15)], state, flags, arrange, fresh=False)


def memory(bench):
    """The same work at eight times the size. The content is one hole, so that no disk is filled for nothing here."""
    sizes = {OURS: bench.size(8192), AT_ONE_GIB: bench.size(1024)}
    files = {size: bench.folder / "data" / f"sparse-{size}" / NAME for size in sizes.values()}
    hashes = {size: servers.local_large(file, size, servers.sparse_file) for size, file in files.items()}
    few, bars = dict(runs=lambda asked: min(asked, 2)), [PeakAs(AT_ONE_GIB)]

    def down(size):
        words = ["download", servers.REPO, f"{size}.bin"]
        return lambda hub, _home: peers.of_hub(bench.programs.hf, hub.endpoint, words)

    def up(size):
        words = lambda home: ["upload", f"ada/{home.name}", files[size], NAME]
        return lambda hub, home: peers.of_hub(bench.programs.hf, hub.endpoint, words(home))

    def forget(hub, _name, _home):
        for sha256 in hashes.values():
            hub.forget(sha256)

    state = empty_state(bench, "memory-down")
    with servers.Hub(bench.hub, state) as hub:
        hub.create()
        for size, sha256 in hashes.items():
            servers.sparse_file(hub.stored(sha256), size)
            hub.commit([servers.pointer(f"{size}.bin", sha256, size)])
    yield Case("memory down", {name: down(size) for name, size in sizes.items()}, bars, state, **few)
    state = empty_state(bench, "memory-up")
    yield Case("memory up", {name: up(size) for name, size in sizes.items()}, bars, state, arrange=forget, **few)


def startup(bench):
    many = dict(runs=lambda asked: max(asked, 20))
    hub = bench.folder / "startup"
    for words in (["version"], ["--help"]):
        bars = [Seconds(0.005), Peak(10), *([Size(bench.programs.hf, 20)] if words == ["version"] else [])]
        yield Case(f"startup {words[0]}", bench.of_hub(lambda _hub, _home, words=words: words), bars, hub, **many)


def xet(bench, row, bars, words, seeded):
    """A work with a Xet store on the other side."""
    state = empty_state(bench, row)
    with servers.Hub(bench.hub, state, WITH_XET) as hub:
        hub.create()
        if seeded:
            first = bench.folder / row / FIRST
            call = peers.of_hub(bench.programs.official, hub.endpoint, seeded, xet=True)
            peers.measure(call, first)
    return Case(row, bench.of_hub(words, xet=True), bars, state, WITH_XET)


def xet_down(bench):
    size = bench.size(1024)
    local = bench.folder / "data" / f"large-{size}" / NAME
    servers.local_large(local, size)
    bars = [Ratio("official", 0.95), Peak(256)]
    case = xet(bench, "xet-down", bars, download_file_words, ["upload", servers.REPO, local, NAME])
    case.check = check_large(size)
    yield case


def xet_up(bench):
    size = bench.size(1024)

    def arrange(_hub, _name, home):
        servers.random_file(home / NAME, size)

    bars = [Ratio("official", 1.0), Peak(300)]
    words = lambda _hub, home: ["upload", f"ada/{home.name}", home / NAME, NAME]
    case = xet(bench, "xet-up", bars, words, None)
    case.arrange = arrange
    yield case


def cache_list(bench):
    folder = bench.folder / "data" / f"cache-{bench.count(1000)}"
    caches.small(folder, bench.count(1000))
    calls = bench.of_hub(lambda _hub, _home: ["cache", "ls", "--json", "--cache-dir", folder])
    yield Case("cache-list", calls, [Ratio("official", 0.08)], empty_state(bench, "cache-list"))


def cache_verify(bench):
    """The hash of every byte, beside the tool that does nothing else, on two cores as we are."""
    size = bench.size(64)
    folder = bench.folder / "data" / f"cache-large-{size}"
    caches.large(folder, 32, size)
    words = ["cache", "verify", "--offline", "--all", "--cache-dir", folder]
    sums = f"ls '{folder}'/*/blobs/* | xargs -n 1 -P 2 sha256sum > /dev/null"
    calls = {
        OURS: lambda hub, _home: peers.of_hub(bench.programs.hf, hub.endpoint, words),
        "sha256sum": lambda _hub, _home: peers.Command(["/bin/sh", "-c", sums]),
    }
    yield Case("cache-verify", calls, [NotSlower("sha256sum")], empty_state(bench, "cache-verify"))


def models_list(bench):
    """A thousand models, a page of a hundred after the other."""
    count = bench.count(1000)
    state = bench.folder / "models-list"
    servers.seed_models(bench.hub, state, count)
    calls = bench.of_hub(lambda _hub, _home: ["models", "list", "--limit", count, "--json"])
    yield Case("models-list", calls, LISTING_BARS, state, (*LATENCY, *PAGES))


def list_files(bench):
    """The files of one large repo."""
    count = bench.count(200_000)
    state = bench.folder / "list-files"
    servers.seed_empty_files(bench.hub, state, count)
    calls = bench.of_hub(lambda _hub, _home: ["models", "list", servers.REPO, "--recursive", "--quiet"])
    yield Case("list-files", calls, LISTING_BARS, state, LATENCY)


def stream(bench):
    """An answer of a chat that comes token by token, and one of a single token, printed as they come."""
    def ours(count):
        words = lambda hub: ["inference", "chat", "Hi", "--stream", "--endpoint", f"{hub.endpoint}/_server/tokens-{count}"]
        return lambda hub, _home: peers.of_hub(bench.programs.hf, hub.endpoint, words(hub))

    def official(count):
        python = bench.programs.official.parent / "python3"
        words = lambda hub: [str(python), "-c", STREAM, f"{hub.endpoint}/_server/tokens-{count}"]
        return lambda hub, _home: peers.Command(words(hub))

    def check(count):
        def check(_hub, name, home):
            expected = count // 10 if name == AT_A_TENTH else count
            if (found := (home / "output.txt").read_text().count("word")) != expected:
                raise Failed(f"{name}: {found} words instead of {expected}")

        return check

    for count, bars in ((bench.count(50_000), [Cpu("official", 0.10), PeakAs(AT_A_TENTH)]), (1, [Ratio("official", 0.10)])):
        calls = {OURS: ours(count)}
        if count > 1:
            calls[AT_A_TENTH] = ours(count // 10)
        if bench.programs.official:
            calls["official"] = official(count)
        row, state = f"stream {count}", empty_state(bench, f"stream-{count}")
        yield Case(row, calls, bars, state, check=check(count))


def bucket_up(bench):
    """New files of this machine into an empty bucket."""
    def words(_hub, home):
        return ["sync", home / "files", f"hf://buckets/ada/{home.name}"]

    for row, make, bar in sizes_of_buckets(bench):
        row = f"bucket-up {row}"

        def arrange(hub, _name, home, make=make):
            hub.create_bucket(f"ada/{home.name}")
            make(home / "files")

        yield Case(row, bench.of_hub(words, xet=True), [bar, Peak(300)], empty_state(bench, row), WITH_XET, arrange)


def bucket_down(bench):
    """A bucket into an empty folder."""
    for row, make, bar in sizes_of_buckets(bench):
        row = f"bucket-down {row}"
        state, local = empty_state(bench, row), bench.folder / row / FIRST
        with servers.Hub(bench.hub, state, WITH_XET) as hub:
            hub.create_bucket(servers.REPO)
            make(local)
            words = ["sync", local, f"hf://buckets/{servers.REPO}"]
            peers.measure(peers.of_hub(bench.programs.official, hub.endpoint, words, xet=True), bench.folder / "first")
        expected = sorted(file.stat().st_size for file in local.rglob("*.bin"))

        def check(_hub, name, home, expected=expected):
            if sorted(file.stat().st_size for file in (home / "files").rglob("*.bin")) != expected:
                raise Failed(f"{name}: other files than in the bucket")

        calls = bench.of_hub(lambda _hub, home: ["sync", f"hf://buckets/{servers.REPO}", home / "files"], xet=True)
        yield Case(row, calls, [bar, Peak(300)], state, WITH_XET, check=check)


def sizes_of_buckets(bench):
    """(row, what makes the files in a folder, bar)"""
    count, size = bench.count(2000), bench.size(1024)
    yield "small", lambda folder: servers.random_files(folder, count), Ratio("official", 0.30)
    yield "large", lambda folder: servers.random_file(folder / "large.bin", size), Ratio("official", 1.0)


def bucket_unchanged(bench):
    """Very many files that are the same on both sides."""
    count = bench.count(100_000)
    state, local = bench.folder / "bucket-unchanged", bench.folder / "data" / f"empty-{count}"
    servers.seed_bucket(bench.hub, state, count)
    servers.local_empty(local, count)
    calls = bench.of_hub(lambda _hub, _home: ["sync", local, f"hf://buckets/{servers.REPO}"])
    yield Case("bucket-unchanged", calls, [Ratio("official", 0.05)], state)


def bucket_list(bench):
    """The files of one large bucket."""
    state = bench.folder / "bucket-list"
    servers.seed_bucket(bench.hub, state, bench.count(200_000))
    calls = bench.of_hub(lambda _hub, _home: ["buckets", "list", servers.REPO, "--recursive", "--quiet"])
    yield Case("bucket-list", calls, LISTING_BARS, state)


def job_logs(bench):
    """The log of a job, followed to its end."""
    count, jobs = bench.count(200_000), {}
    calls = bench.of_hub(lambda _hub, home: ["jobs", "logs", "--follow", jobs[home]])
    calls[AT_A_TENTH] = calls[OURS]

    def lines(name):
        return count // 10 if name == AT_A_TENTH else count

    def arrange(hub, name, home):
        jobs[home] = hub.start_job(["write-lines", str(lines(name))])

    def check(_hub, name, home):
        found = (home / "output.txt").read_text().splitlines()
        if [line for line in found if line.startswith("line ")] != [f"line {at}" for at in range(lines(name))]:
            raise Failed(f"{name}: {len(found)} lines, or others than were written")

    bars = [Cpu("official", 0.10), PeakAs(AT_A_TENTH)]
    yield Case("job-logs", calls, bars, empty_state(bench, "job-logs"), arrange=arrange, check=check)


WORKS = {
    "download-large": download_large,
    "download-slow": download_slow,
    "download-small": download_small,
    "download-warm": download_warm,
    "upload-large": upload_large,
    "upload-small": upload_small,
    "upload-unchanged": upload_unchanged,
    "memory": memory,
    "startup": startup,
    "models-list": models_list,
    "list-files": list_files,
    "cache-list": cache_list,
    "cache-verify": cache_verify,
    "xet-down": xet_down,
    "xet-up": xet_up,
    "bucket-up": bucket_up,
    "bucket-down": bucket_down,
    "bucket-unchanged": bucket_unchanged,
    "bucket-list": bucket_list,
    "job-logs": job_logs,
    "stream": stream,
}
