"""What was read is kept by content; a changed file is read anew; an unsafe folder is not used."""

from pathlib import Path

import pytest

from comity.law import cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.folder.cache_clear()
    yield tmp_path / "comity"  # type: ignore[misc]
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
