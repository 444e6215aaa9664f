"""Folders to law: reads every pack under a folder, from the cache where nothing changed."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import attrs

from comity.errors import LawError, Place
from comity.law import cache
from comity.law.pack import Law, Pack, checked, read_pack_page
from comity.law.page import read_page
from comity.law.schedule import read_schedule

T = TypeVar("T")


def shipped() -> Path:
    """The folder of the law that comes with Comity: `packs/`, or the copy in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_packs"
    return inside if inside.is_dir() else package.parent.parent / "packs"


def read_law(folder: Path | None = None) -> Law:
    """The law under a folder of packs (the shipped one by default).

    Raises LawError for the first thing that is wrong (`problems` lists them all).
    """
    reader = _Reader()
    law = reader.law(folder or shipped())
    if reader.problems:
        raise reader.problems[0]
    return checked(law)


def problems(folder: Path | None = None) -> list[LawError]:
    """Every file under a folder of packs that cannot be read, each with what is wrong first."""
    reader = _Reader()
    reader.law(folder or shipped())
    return reader.problems


class _Reader:
    """Reads file by file and goes on after one that is wrong."""

    def __init__(self) -> None:
        self.problems: list[LawError] = []
        self.digest = hashlib.sha256()

    def law(self, root: Path) -> Law:
        if not root.is_dir():
            raise LawError("no such folder", place=Place(str(root)), expected="a folder of packs")
        folders = [root] if (root / "pack.md").exists() else sorted(root.iterdir())
        found = [self._pack(one) for one in folders if (one / "pack.md").is_file()]
        if not found:
            raise LawError(
                "no pack", place=Place(str(root)), expected="folders that hold a pack.md"
            )
        packs = {pack.id: pack for pack in found if pack}
        return Law(packs)

    def _pack(self, folder: Path) -> Pack | None:
        self.digest = hashlib.sha256()
        pack = self._file(folder / "pack.md", read_pack_page)
        pages = [
            self._file(path, partial(read_page, name=path.stem))
            for path in sorted(folder.glob("*.md"))
            if path.name != "pack.md"
        ]
        schedules = [
            self._file(path, partial(read_schedule, name=path.stem))
            for path in sorted((folder / "schedules").glob("*.csv"))
        ]
        if pack is None:
            return None
        if pack.id != folder.name:
            self.problems.append(
                LawError(
                    f"jurisdiction {pack.id}",
                    place=pack.place,
                    field="jurisdiction",
                    expected=f"the folder's name, {folder.name}",
                )
            )
        return attrs.evolve(
            pack,
            pages=tuple(one for one in pages if one),
            schedules=tuple(one for one in schedules if one),
            digest=self.digest.digest(),
        )

    def _file(self, path: Path, reader: Callable[[str, str], T]) -> T | None:
        try:
            content = path.read_bytes()
            self.digest.update(f"{path} {len(content)}\n".encode() + content)
            text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
            return cache.remember(content, str(path), lambda: reader(text, str(path)))
        except LawError as error:
            self.problems.append(error)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            place = Place(str(path), line)
            self.problems.append(LawError("not UTF-8", place=place, expected="UTF-8"))
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            place = Place(str(path))
            self.problems.append(LawError(message, place=place, expected="a readable file"))
        return None
