"""`comity prove` prints each claim; its status says whether all of them are proved."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comity.cli import app
from comity.errors import ComityError, CoverageError, InputError
from tests.packs import PACK, folder, rule

NO_HOLD = rule("forbid: hold", 'request.kind == "detainer"', "no-hold")
CONSENT = rule("permit: hold", "person.consents", "consent", "exception_to: no-hold")


def packs(tmp_path: Path, *rules: str) -> Path:
    """A law that promises no hold on a detainer."""
    front = PACK.rstrip().removesuffix("---").rstrip()
    promise = """
    invariants:
      - id: no-hold
        says: "Nobody is held on a detainer."
        from: 2013-01-01
        never: {action: hold, outcome: [may, must]}
        when: request.kind == "detainer"
    ---
"""
    return folder(tmp_path, *rules, pack=front + promise)


def prove(*args: str | Path) -> tuple[int, str]:
    """The status and the output of the command; a ComityError is raised as it is."""
    found = CliRunner().invoke(app, ["prove", *map(str, args)])
    if isinstance(found.exception, ComityError):
        raise found.exception
    return found.exit_code, found.output


def test_promises_that_hold_end_with_status_0(tmp_path: Path) -> None:
    """With the promise, its days and the bound beside the result."""
    status, printed = prove("us-zz", "--law", packs(tmp_path, NO_HOLD))

    assert 0 == status
    assert "proved      no-hold  (police; 2013-01-01..;" in printed
    assert "Nobody is held on a detainer." in printed
    assert "3 proved, 0 fails, 0 not decided" in printed
    assert "for lists of any length" in printed


def test_a_broken_promise_ends_with_status_1_and_a_case_that_decide_confirms(
    tmp_path: Path,
) -> None:
    """The case is a file; deciding the file gives the answer that breaks the promise."""
    law, out = packs(tmp_path, NO_HOLD, CONSENT), tmp_path / "out"
    status, printed = prove("--law", law, "--out", out)
    file = out / "no-hold-us-zz-police.json"
    decided = CliRunner().invoke(
        app, ["decide", str(file), "--law", str(law), "--json"], catch_exceptions=False
    )

    assert 1 == status
    assert "fails       no-hold  (police" in printed
    assert "person.consents = true" in printed
    assert str(file) in printed
    assert "may" == json.loads(decided.output)["actions"]["hold"]["outcome"]


def test_what_can_conflict_is_listed_and_fails_nothing(tmp_path: Path) -> None:
    """With --out each pair has its case."""
    against = rule("permit: transfer", "person.consents", "against")
    no_transfer = rule("forbid: transfer", "person.watchlist_match", "no-transfer")
    law, out = packs(tmp_path, NO_HOLD, against, no_transfer), tmp_path / "out"
    status, printed = prove("us-zz", "--law", law, "--out", out)

    assert 0 == status
    assert "us-zz/one/no-transfer against us-zz/one/against  (police; a case of " in printed
    assert (out / "conflict-us-zz-one-no-transfer-against-us-zz-one-against.json").is_file()


def test_unusable_input_is_refused(tmp_path: Path) -> None:
    """An unknown pack, and a folder that holds something already."""
    law = packs(tmp_path, NO_HOLD)

    with pytest.raises(CoverageError, match="no pack 'us-yy'"):
        prove("us-yy", "--law", law)
    with pytest.raises(InputError, match="not an empty folder"):
        prove("us-zz", "--law", law, "--out", law)
