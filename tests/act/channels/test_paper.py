"""The paper channel: the letter's bytes, and the folder it is printed from."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pypdf
import pytest

from comity.act.channels import paper
from comity.act.channels.message import Attachment, Receipt
from comity.errors import InputError
from tests.act.channels.samples import FACTS, KEY, LETTER, message

HTML = """<!doctype html><html lang="en"><head><title>Request 2017-00042</title>
<style>@page { size: Letter; margin: 1in } body { font-family: serif }</style></head>
<body><h1>Notice of answer</h1><p>Your request 2017-00042 is declined.</p>
<table><tr><th scope="col">Section</th></tr><tr><td>§ 14-154(b)(1)</td></tr></table>
<p lang="es">Señal</p>
<img alt="seal" src="data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg'/&gt;"></body></html>
"""


def made_elsewhere(seed: str) -> bytes:
    """The PDF from a process of its own, with another order of sets and another clock."""
    code = "import sys; from comity.act.channels.paper import to_pdf; " + (
        "sys.stdout.buffer.write(to_pdf(sys.stdin.read()))"
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=HTML.encode(),
        capture_output=True,
        check=True,
        timeout=120,
        env=environment,
    )
    return run.stdout


def test_two_processes_make_the_same_bytes() -> None:
    """What was signed is what was printed: no clock and no chance is in a letter."""
    assert made_elsewhere("1") == made_elsewhere("2")


def test_another_program_reads_the_letter_back() -> None:
    """It finds the words, the title and the language, the tags, and no date."""
    read = pypdf.PdfReader(io.BytesIO(paper.to_pdf(HTML)))
    text = read.pages[0].extract_text()
    root: dict[str, Any] = dict(read.root_object)

    assert read.metadata is not None
    assert "Request 2017-00042" == read.metadata.title
    assert (None, None) == (read.metadata.creation_date, read.metadata.modification_date)
    assert [] == [w for w in ("Notice of answer", "§ 14-154(b)(1)", "Señal") if w not in text]
    # PDF/UA-1 (ISO 14289-1) wants both, and a structure tree.
    assert ("en", {"/Marked": True}) == (root["/Lang"], root["/MarkInfo"])
    assert "/StructTreeRoot" in root


@pytest.mark.parametrize(
    "part",
    [
        '<img alt="" src="file:///etc/hostname">',
        '<img alt="" src="http://127.0.0.1:9/seal.png">',
        '<link rel="stylesheet" href="https://127.0.0.1:9/style.css">',
        '<style>@import "file:///etc/hostname";</style>',
    ],
)
def test_a_letter_that_refers_to_anything_outside_is_refused(part: str) -> None:
    """Nothing is fetched from disk or network, and no letter is printed without a part of it."""
    with pytest.raises(InputError, match="outside itself"):
        paper.to_pdf(HTML.replace("<h1>", f"{part}<h1>"))


def test_a_letter_is_printed_under_its_key(tmp_path: Path) -> None:
    """Printed is all that is claimed; the folder holds the whole file and no other."""
    receipt = paper.send(message(".", FACTS, LETTER), paper.Settings(tmp_path))

    assert Receipt("accepted", "printed", f"{KEY}.pdf") == receipt
    assert {f"{KEY}.pdf": LETTER.data} == {p.name: p.read_bytes() for p in tmp_path.iterdir()}


def test_a_second_printing_is_the_same_file(tmp_path: Path) -> None:
    """A worker that does not know whether it had printed may print again."""
    (tmp_path / "tray-2").mkdir()

    for _ in range(2):
        paper.send(message("tray-2", LETTER), paper.Settings(tmp_path))

    assert [f"{KEY}.pdf"] == [path.name for path in (tmp_path / "tray-2").iterdir()]


def test_a_folder_that_is_not_there_is_temporary(tmp_path: Path) -> None:
    """A share that is not mounted is not made anew on the local disk."""
    receipt = paper.send(message("tray-2", LETTER), paper.Settings(tmp_path))

    assert ("temporary", "ENOENT") == (receipt.outcome, receipt.code)
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_temporary_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The half that was written is gone, and no file has the key's name."""

    def full(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:  # noqa: A002
        path = dir / f"{prefix}0{suffix}"
        path.touch()
        return os.open("/dev/full", os.O_WRONLY), str(path)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    monkeypatch.setattr(os, "fchmod", lambda *_: None)

    receipt = paper.send(message(".", LETTER), paper.Settings(tmp_path))

    assert ("temporary", "ENOSPC") == (receipt.outcome, receipt.code)
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.parametrize("to", ["..", "../up", "a/b", "/tmp", ".hidden"])
def test_a_tray_that_is_no_plain_name_is_permanent(tmp_path: Path, to: str) -> None:
    """Nothing is written outside the folder."""
    receipt = paper.send(message(to, LETTER), paper.Settings(tmp_path))

    assert ("permanent", "address") == (receipt.outcome, receipt.code)


@pytest.mark.parametrize("files", [(), (FACTS,), (LETTER, LETTER)])
def test_a_message_without_exactly_one_letter_is_refused(
    tmp_path: Path, files: tuple[Attachment, ...]
) -> None:
    """Whoever made the message forgot what is to be printed."""
    with pytest.raises(InputError, match="expected one letter"):
        paper.send(message(".", *files), paper.Settings(tmp_path))
