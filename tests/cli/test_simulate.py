"""`comity simulate` as a person calls it."""

import sys
from pathlib import Path

import pytest

from comity.cli import main
from tests.packs import AGENCY, folder, rule
from tests.published import row, table


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    made = folder(tmp_path, rule("forbid: hold", "person.watchlist_match == false"))
    text = f"facility,city,state,agency,note\nNOWHERE JAIL,,,{AGENCY},\n"
    (made / "us-zz" / "facilities.csv").write_text(text, encoding="utf-8")
    return made


def called(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["comity", "simulate", *(str(one) for one in arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_result_says_what_was_assumed_and_what_was_not_placed(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Tables and chart come with the assumptions; off a terminal there is no progress bar."""
    path = table(tmp_path, row(1, lift_reason="Lifted"), row(2), row(3, facility="ELSEWHERE"))
    assume = "person.watchlist_match=false"

    status = called(monkeypatch, path, "--law", packs, "--assume", assume)

    shown = capsys.readouterr()
    assert (0, "") == (status, shown.err)
    for text in (
        "records.csv: 3 records",
        f"Assumed for all: {assume}",
        "Answered: 2.  No agency found: 1.  On a day that no pack covers: 0.",
        "|ELSEWHERE, NOWHERE, NEW YORK |    1|",
        "2015-03 " + "▒" * 56 + " 2",
        "|must-not |                1 |                1 |   2|",
        "'nothing recorded' is unknown",
    ):
        assert text in shown.out


def test_nothing_assumed_is_said_too(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """The reader sees that unknown facts stayed unknown, and which ones would settle the answer."""
    called(monkeypatch, table(tmp_path, row(1)), "--law", packs)

    shown = capsys.readouterr().out
    assert "Nothing is assumed: what the data does not say is unknown." in shown
    assert f"{AGENCY} hold, law from 2015-01-01 (row 1): person.watchlist_match" in shown


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ((row(1), "2,never,I247,e,J,C,S,"), (), "records.csv:3: prepare_date: this is 'never'"),
        ((row(1),), ("--at", "2020"), "--at: not a day: '2020'; expected YYYY-MM-DD"),
        ((row(1),), ("--assume", "person.name"), "--assume: 'person.name' sets no value"),
        ((row(1),), ("--agency", "us-zz/x"), "agency: no pack covers the agency 'us-zz/x'"),
    ],
)
def test_unusable_input_ends_with_status_2_and_no_output(
    tmp_path: Path,
    packs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    rows: tuple[str, ...],
    options: tuple[str, ...],
    message: str,
) -> None:
    """One message that names the place; nothing is printed and nothing written."""
    out = tmp_path / "out"

    status = called(monkeypatch, table(tmp_path, *rows), "--law", packs, "--out", out, *options)

    shown = capsys.readouterr()
    assert (2, "") == (status, shown.out)
    assert message in shown.err
    assert not out.exists()


def test_the_folder_of_a_result_is_written_whole(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three tables, each as CSV and Parquet, the chart in two formats, and the question."""
    called(monkeypatch, table(tmp_path, row(1)), "--law", packs, "--out", tmp_path / "out")

    tables = {f"{name}.{kind}" for name in ("answers", "rows", "without-agency")
              for kind in ("csv", "parquet")}  # fmt: skip
    assert tables | {"chart.svg", "chart.png", "question.json"} == {
        one.name for one in (tmp_path / "out").iterdir()
    }
