"""`comity simulate` as a person calls it."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from comity.cli import main
from tests.cli.test_decide import comity
from tests.packs import AGENCY, folder, rule
from tests.published import row, table
from tests.simulate.engines import connected, nested_parquet, usable

COUNT = 20


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


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    chosen = ("us-ny-nyc/nypd", "us-tx/jail")
    found = [one for one in usable(300) if one.agency in chosen]
    return nested_parquet(found[:COUNT], tmp_path)


def big(folder: Path, rows: int) -> Path:
    """So many rows that no machine answers them while a test looks on."""
    path = folder / "big.parquet"
    with connected() as connection:
        connection.execute(
            "COPY (SELECT CAST(n AS VARCHAR) AS id, "
            "TIMESTAMPTZ '2019-06-01 12:00:00+00' AS \"at\", 'us-ny-nyc/nypd' AS agency, "
            'n % 2 = 0 AS "person.consents", '
            "DATE '2019-05-01' + CAST(n % 29 AS INT) AS \"custody.arrested\" "
            f"FROM range({rows}) AS r(n)) TO '{path}'"
        )
    return path


def test_an_engine_shows_what_the_row_by_row_way_shows(cases: Path) -> None:
    """The same tables and charts, after a line that says which engine and how fast."""
    assume = ("--assume", "person.watchlist_match=false")
    plain, engine = (
        comity("simulate", cases, *assume, *more) for more in ((), ("--engine", "duckdb"))
    )

    assert (0, 0) == (plain.returncode, engine.returncode)
    first, _, rest = engine.stdout.partition("\n")
    assert first.startswith(f"Engine: duckdb; {COUNT} rows in ")
    assert first.endswith(" rows a second.")
    shown, _, _ = plain.stdout.partition("Undetermined: what would settle it")
    assert shown == rest


def test_the_folder_of_an_engine_has_the_rulings_too(cases: Path, tmp_path: Path) -> None:
    """Row by row, in one file of Parquet, beside the tables that the row-by-row way writes."""
    comity("simulate", cases, "--out", tmp_path / "plain")
    run = comity("simulate", cases, "--out", tmp_path / "engine", "--engine", "duckdb")

    plain, engine = ({one.name for one in (tmp_path / name).iterdir()} for name in
                     ("plain", "engine"))  # fmt: skip
    assert (0, plain | {"rulings.parquet"}) == (run.returncode, engine)
    for name in ("answers.csv", "rows.csv", "chart.svg"):
        texts = [(tmp_path / one / name).read_text(encoding="utf-8") for one in ("plain", "engine")]
        assert texts[0] == texts[1]
    rows = duckdb.read_parquet(str(tmp_path / "engine" / "rulings.parquet"))
    assert {"row", "id", "hold_outcome", "hold_review", "hold_until"} <= {*rows.columns}
    counted = duckdb.read_parquet(str(tmp_path / "plain" / "rows.parquet"))
    placed = sum(one[-1] for one in counted.fetchall() if one[0] == "placed")
    assert placed == len(rows.fetchall())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--master", "local[2]"), "--master: only Spark has a cluster; expected --engine spark"),
        (("--engine", "duckdb", "--master", "x"), "--master: only Spark has a cluster"),
        (("--engine", "duckdb", "--keep-going"), "--keep-going: the refused rows need a place"),
        (("--engine", "duckdb", "--agency", "us-zz/x"), "no pack covers the agency 'us-zz/x'"),
        (("--engine", "duckdb", "--agency-by", "x"), "--agency-by: a case has no column 'x'"),
        (("--engine", "duckdb", "--assume", "person.charges[0].grade=felony"),
         "--assume: person.charges[0].grade is one entry of a list"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(
    cases: Path, options: tuple[str, ...], message: str
) -> None:
    """With status 2 and the name of the option."""
    run = comity("simulate", cases, *options)

    assert (2, "") == (run.returncode, run.stdout)
    assert message in run.stderr


@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")], ids=["rows", "duckdb"])
def test_refused_rows_end_a_run_or_go_to_a_file(tmp_path: Path, engine: tuple[str, ...]) -> None:
    """Without --keep-going nothing is written; with it the rest is counted."""
    path, out = tmp_path / "cases.jsonl", tmp_path / "out"
    good = {"id": "1", "at": "2019-06-01T12:00:00Z", "agency": "us-ny-nyc/nypd"}
    lines = [good, {**good, "request": {"kind": "letter"}}, good]
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")

    ended = comity("simulate", path, "--out", out, *engine)
    assert (2, False) == (ended.returncode, out.exists())
    assert f"{path}:2: request.kind: there is no term 'letter'" in ended.stderr

    went_on = comity("simulate", path, "--out", out, *engine, "--keep-going")
    assert 0 == went_on.returncode
    assert "cases.jsonl: 2 cases" in went_on.stdout
    assert "Refused and not counted: 1." in went_on.stdout
    (line,) = (out / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert (2, "request.kind", lines[1]) == tuple(
        json.loads(line)[name] for name in ("row", "fact", "case")
    )


@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")])
def test_published_records_that_cannot_be_used_are_left_out_too(
    tmp_path: Path, packs: Path, engine: tuple[str, ...]
) -> None:
    """The record is named by its line and stands in the file as it was published."""
    path, out = table(tmp_path, row(1), row(2, day="2015-02-29"), row(3)), tmp_path / "out"

    run = comity("simulate", path, "--law", packs, "--out", out, "--keep-going", *engine)

    assert 0 == run.returncode, run.stderr
    assert "Refused and not counted: 1." in run.stdout
    (line,) = [json.loads(one) for one in (out / "rejected.jsonl").read_text().splitlines()]
    assert (3, "prepare_date", "2") == (line["row"], line["fact"], line["case"]["row"])


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Ctrl-C while the answers are worked out: no output, no folder beside it, no spilled rows."""
    path, spilled = big(tmp_path, 5_000_000), tmp_path / "spilled"
    (tmp_path / "results").mkdir()
    spilled.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-c", "from comity.cli import main; main()", "simulate", str(path),
         "--engine", "duckdb", "--out", str(tmp_path / "results" / "out")],
        env={**os.environ, "TMPDIR": str(spilled)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while run.poll() is None and not [*spilled.glob("*/rulings-*.parquet")]:
        time.sleep(0.05)
    assert [*(tmp_path / "results").iterdir()], "the run had begun its folder"

    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)

    assert run.returncode not in (0, 2)
    assert "Traceback" not in said
    assert ([], []) == ([*(tmp_path / "results").iterdir()], [*spilled.iterdir()])


def test_a_full_disk_ends_a_run_with_a_message(tmp_path: Path) -> None:
    """A file that may not grow any more: status 2, one line, and no output."""
    path, out = big(tmp_path, 1_000_000), tmp_path / "out"

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, 1 << 18))

    run = subprocess.run(
        [sys.executable, "-c", "from comity.cli import main; main()", "simulate", str(path),
         "--engine", "duckdb", "--out", str(out)],
        preexec_fn=little, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (2, "", False) == (run.returncode, run.stdout, out.exists())
    assert run.stderr.startswith("comity: DuckDB stopped: ")
    assert 1 == len(run.stderr.splitlines())
    assert [path] == [*tmp_path.iterdir()]
