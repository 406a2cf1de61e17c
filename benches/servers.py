"""The local Hub that all programs talk to, and what it holds: made once a work, in a folder that is kept."""

import base64
import hashlib
import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

from peers import MIB, TOKEN, Failed

REPO = "ada/bench"
BATCH = 20_000
# What is in a bucket and here has one time, in seconds since 1970.
TIME = 1_700_000_000
EMPTY_XET = "0" * 64


class Hub:
    """A running local Hub over a folder of state. Use it as a context."""

    def __init__(self, program, folder, flags=()):
        self.folder = folder
        words = [str(program), "--seed", "empty", "--dir", str(folder), *flags]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = re.search(r"http://\S+?(?=;|$)", self.process.stdout.readline())
        if not found:
            raise Failed(f"the local Hub did not start: {' '.join(words)}")
        self.endpoint = found.group()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def post(self, path, body, content_type="application/json"):
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": content_type}
        request = urllib.request.Request(self.endpoint + path, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    def create(self, repo=REPO):
        organisation, name = repo.split("/")
        body = {"name": name, "organization": organisation, "type": "model"}
        if organisation == "ada":
            del body["organization"]
        return self.post("/api/repos/create", json.dumps(body).encode())

    def commit(self, lines, repo=REPO):
        """`lines` are the operations of one commit."""
        header = {"key": "header", "value": {"summary": "Add files", "description": ""}}
        body = "".join(json.dumps(line) + "\n" for line in [header, *lines])
        return self.post(f"/api/models/{repo}/commit/main", body.encode(), "application/x-ndjson")

    def create_bucket(self, bucket):
        return self.post(f"/api/buckets/{bucket}", b"{}")

    def change_bucket(self, operations, bucket=REPO):
        """`operations` are the lines of a batch; the Hub takes so many at once."""
        for start in range(0, len(operations), BATCH):
            lines = (json.dumps(operation) + "\n" for operation in operations[start : start + BATCH])
            self.post(f"/api/buckets/{bucket}/batch", "".join(lines).encode(), "application/x-ndjson")

    def start_job(self, command):
        """Gives the id of the job."""
        wanted = {"command": command, "environment": {}, "dockerImage": "debian", "flavor": "cpu-basic"}
        return self.post("/api/jobs/ada", json.dumps(wanted).encode())["id"]

    def url(self, path):
        return f"{self.endpoint}/{REPO}/resolve/main/{path}"

    def stored(self, sha256):
        return self.folder / "objects" / sha256[:2] / sha256[2:4] / sha256

    def forget(self, sha256):
        """The store loses an object, so that the next upload has to bring it."""
        for path in (self.stored(sha256), self.folder / "incoming" / sha256):
            path.unlink(missing_ok=True)


def random_file(path, size):
    """A file that no program can shrink or know; written in pieces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        for start in range(0, size, 8 * MIB):
            file.write(os.urandom(min(8 * MIB, size - start)))


def sparse_file(path, size):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(size)


def sha256_of(path):
    hash_ = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(MIB):
            hash_.update(piece)
    return hash_.hexdigest()


def small_files(count):
    """(path, content) of many small text files, always the same ones."""
    for number in range(count):
        line = hashlib.sha256(str(number).encode()).hexdigest()
        yield f"part-{number // 100:03}/file-{number:05}.txt", (line * 64).encode()


def pointer(path, sha256, size):
    """The line of a commit that names content in the store."""
    return {"key": "lfsFile", "value": {"path": path, "algo": "sha256", "oid": sha256, "size": size}}


def seed_large(program, folder, size):
    """A repo with one large file, `model.safetensors`. Gives its SHA-256."""
    marker = folder / f"ready-{size}"
    if marker.exists():
        return marker.read_text()
    incoming = folder / "large"
    random_file(incoming, size)
    sha256 = sha256_of(incoming)
    with Hub(program, folder) as hub:
        stored = hub.stored(sha256)
        stored.parent.mkdir(parents=True, exist_ok=True)
        incoming.rename(stored)
        hub.create()
        hub.commit([pointer("model.safetensors", sha256, size)])
    marker.write_text(sha256)
    return sha256


def seed_small(program, folder, count):
    """A repo with many small files."""
    marker = folder / f"ready-{count}"
    if marker.exists():
        return
    with Hub(program, folder) as hub:
        hub.create()
        lines = []
        for path, content in small_files(count):
            value = {"path": path, "encoding": "base64", "content": base64.b64encode(content).decode()}
            lines.append({"key": "file", "value": value})
        hub.commit(lines)
    marker.write_text("")


def seed_models(program, folder, count):
    """Many models without files."""
    marker = folder / f"ready-{count}"
    if marker.exists():
        return
    with Hub(program, folder) as hub:
        for number in range(count):
            hub.create(f"ada/model-{number:05}")
    marker.write_text("")


def seed_empty_files(program, folder, count):
    """A repo with very many files of one content, in folders of a thousand."""
    marker = folder / f"ready-{count}"
    if marker.exists():
        return
    value = {"encoding": "base64", "content": "YQ=="}
    with Hub(program, folder) as hub:
        hub.create()
        hub.commit([{"key": "file", "value": {"path": path, **value}} for path in empty_files(count)])
    marker.write_text("")


def empty_files(count):
    """The paths of very many files, in folders of a thousand."""
    return (f"part-{number // 1000:04}/file-{number:07}.txt" for number in range(count))


def seed_bucket(program, folder, count):
    """A bucket with very many empty files."""
    marker = folder / f"ready-{count}"
    if marker.exists():
        return
    value = {"type": "addFile", "xetHash": EMPTY_XET, "mtime": TIME * 1000}
    with Hub(program, folder) as hub:
        hub.create_bucket(REPO)
        hub.change_bucket([{**value, "path": path} for path in empty_files(count)])
    marker.write_text("")


def local_empty(folder, count):
    """The same files here."""
    marker = folder.with_name(f"{folder.name}-ready")
    if marker.exists():
        return
    for path in empty_files(count):
        file = Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        os.utime(file, (TIME, TIME))
    marker.write_text("")


def random_files(folder, count):
    """Many small files that no store has."""
    for number in range(count):
        random_file(folder / f"part-{number // 100:03}" / f"file-{number:05}.bin", 4096)


def local_small(folder, count):
    """The same small files here, ready to be uploaded."""
    for path, content in small_files(count):
        file = Path(folder, path)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def local_large(path, size, make=random_file):
    """A large file here. Gives its SHA-256, which is kept beside it."""
    marker = path.with_name(f"{path.name}-{size}.sha256")
    if not marker.exists():
        make(path, size)
        marker.write_text(sha256_of(path))
    return marker.read_text()
