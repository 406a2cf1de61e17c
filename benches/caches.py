"""Caches on disk, as both clients leave them. Made once for each size."""

import hashlib
import os
import random

from peers import MIB

COMMIT = "c" * 40
FILES_A_REPO = 100


def small(folder, repos):
    """Repos of a hundred tiny files each, in folders of ten."""
    if (folder / "CACHEDIR.TAG").exists():
        return
    for number in range(repos):
        repo = folder / f"models--ada--repo-{number:04}"
        for name in range(FILES_A_REPO):
            content = f"{number} {name}".encode()
            etag = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            entry(repo, f"part-{name // 10}/{name:03}.txt", etag, content)
        ref(repo)
    (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")


def large(folder, files, size):
    """One repo with files of this size, each named by its hash."""
    if (folder / "CACHEDIR.TAG").exists():
        return
    repo = folder / "models--ada--large"
    for name in range(files):
        content = random.Random(name).randbytes(MIB) * (size // MIB)
        entry(repo, f"{name:03}.bin", hashlib.sha256(content).hexdigest(), content)
    ref(repo)
    (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")


def entry(repo, path, etag, content):
    blob, link = repo / "blobs" / etag, repo / "snapshots" / COMMIT / path
    for folder in (blob.parent, link.parent):
        folder.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(content)
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(blob, link.parent))


def ref(repo):
    (repo / "refs").mkdir(exist_ok=True)
    (repo / "refs" / "main").write_text(COMMIT)
