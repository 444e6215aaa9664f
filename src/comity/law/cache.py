"""What was read before, by content: a page, schedule or version is read once.

Entries are pickles in the user's own cache folder, named by the hash of what they were made from
(the text, its path and the code that read it), so a change makes a new name and nothing is ever
stale. A folder that others can write is not trusted, and without a folder everything is simply
read again.
"""

import hashlib
import os
import pickle
import stat
import tempfile
from collections.abc import Callable
from functools import cache as once
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")

_READERS = ("model", "law", "facts")


@once
def _engine() -> bytes:
    """A stamp of the code whose objects are kept: names, sizes and times of its files."""
    package = Path(__file__).resolve().parent.parent
    files = sorted(path for part in _READERS for path in (package / part).glob("*.py"))
    digest = hashlib.sha256()
    for path in files:
        found = path.stat()
        digest.update(f"{path.name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.digest()


@once
def folder() -> Path | None:
    """The cache folder, made if need be; None where there can be none that is ours alone."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    path = Path(base) / "comity"
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.stat()
    except (OSError, RuntimeError):
        return None
    ours = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return path if ours else None


def remember(content: bytes, name: str, make: Callable[[], T]) -> T:
    """What `make` returns for this content and name, from the cache where it was made before."""
    where = folder()
    if where is None:
        return make()
    key = hashlib.sha256(_engine() + name.encode() + b"\0" + content).hexdigest()[:40]
    entry = where / key
    kept = _read(entry)
    if kept is None:
        kept = make()
        _write(entry, pickle.dumps(kept, pickle.HIGHEST_PROTOCOL))
    return cast(T, kept)


def _read(entry: Path) -> object | None:
    try:
        return cast(object, pickle.loads(entry.read_bytes()))
    except (OSError, pickle.PickleError, EOFError, AttributeError, ImportError, ValueError):
        return None


def _write(entry: Path, content: bytes) -> None:
    """Whole or not at all: another process may read at any moment."""
    try:
        handle, temporary = tempfile.mkstemp(dir=entry.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(entry)
    except OSError:
        return
