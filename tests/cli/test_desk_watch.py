"""A watched folder: every file ends in done or in refused, and makes its requests once."""

import pytest
from django.utils import timezone

from comity.desk import arrivals
from comity.desk.arrivals import Desk, sweep
from comity.desk.hand import Hand
from comity.desk.models import Account, Request
from comity.errors import ComityError
from tests.cli.desk import CASE_A, NYPD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

DESK = Desk(NYPD, "us/ice", "localhost")


def hand() -> Hand:
    return Hand(Account.objects.get(username="example-clerk"), timezone.now())


def _killed(*_) -> None:
    raise KeyboardInterrupt


def test_a_file_that_is_taken_up_again_makes_no_second_request(tmp_path, monkeypatch):
    """Killed between the record and the move, the next start finds the same request."""
    (tmp_path / "a.json").write_bytes(CASE_A.read_bytes())
    with monkeypatch.context() as patch:
        patch.setattr(arrivals, "_move", _killed)
        with pytest.raises(KeyboardInterrupt):
            [*sweep(tmp_path, DESK, hand)]
    again = [*sweep(tmp_path, DESK, hand)]

    assert 1 == Request.objects.count()
    assert [[Request.objects.get()]] == [made for _, made in again]
    assert [f"R{Request.objects.get().pk}-a.json"] == [
        one.name for one in (tmp_path / "done").iterdir()
    ]


def test_the_same_paper_that_comes_later_is_a_request_of_its_own(tmp_path):
    """It is linked to the first one."""
    for _ in range(2):
        (tmp_path / "a.json").write_bytes(CASE_A.read_bytes())
        [*sweep(tmp_path, DESK, hand)]

    assert [False, True] == [one.duplicate_of is not None for one in Request.objects.order_by("pk")]


def test_what_is_refused_stands_in_refused(tmp_path):
    """A table with a fault is not lost, and keeps nobody waiting."""
    (tmp_path / "a.csv").write_text("no.such.fact\nx\n")
    (tmp_path / "b.json").write_bytes(CASE_A.read_bytes())
    found = dict(sweep(tmp_path, DESK, hand))

    assert isinstance(found["a.csv"], ComityError)
    assert 1 == Request.objects.count()
    assert 1 == len([*(tmp_path / "refused").iterdir()])


def test_what_is_still_being_written_is_left_alone(tmp_path):
    """A name with a dot in front, or .part at its end."""
    for name in (".a.json", "a.json.part", "a.tmp"):
        (tmp_path / name).write_bytes(b"{")

    assert [] == [*sweep(tmp_path, DESK, hand)]
