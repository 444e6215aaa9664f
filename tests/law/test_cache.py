"""What was read is kept by content; a changed file is read anew; an unsafe folder is not used."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.law import cache
from comity.law.read import read_law
from tests.packs import AGENCY, folder, rule


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.folder.cache_clear()
    yield tmp_path / "comity"
    cache.folder.cache_clear()


def test_the_same_content_is_read_once(home: Path) -> None:
    """Another content, or the same under another name, is read for itself."""
    made: list[str] = []

    def make() -> str:
        made.append("made")
        return "page"

    for content, name in ((b"a", "x"), (b"a", "x"), (b"b", "x"), (b"a", "y")):
        assert "page" == cache.remember(content, name, make)
    assert 3 == len(made)


def test_a_damaged_entry_is_read_anew(home: Path) -> None:
    """A half-written or foreign file is no reason to fail."""
    cache.remember(b"a", "x", lambda: "page")
    for entry in home.iterdir():
        entry.write_bytes(b"not a pickle")

    assert "page" == cache.remember(b"a", "x", lambda: "page")


def test_a_folder_that_others_can_write_is_not_trusted(home: Path) -> None:
    """What lies there may be somebody else's program."""
    home.mkdir()
    home.chmod(0o777)

    assert cache.folder() is None


def test_a_version_is_kept_while_no_file_that_bears_on_it_changes(
    home: Path, tmp_path: Path
) -> None:
    """A change in another jurisdiction leaves it; a change on its own page makes another."""
    root = folder(tmp_path, rule("forbid: hold"))
    other = root / "us-yy"
    shutil.copytree(root / "us-zz", other)
    for path in other.rglob("*.md"):
        path.write_text(path.read_text().replace("us-zz", "us-yy"))

    def digest() -> bytes:
        return read_law(root).digest(AGENCY)

    before = digest()
    (other / "one.md").write_text((other / "one.md").read_text() + "\nNo rule: nothing more.\n")
    assert before == digest()
    (root / "us-zz" / "one.md").write_text((root / "us-zz" / "one.md").read_text() + "\n")
    assert before != digest()
