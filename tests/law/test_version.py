"""What binds an agency on a day: readings by date, exceptions by name, and a hash of it all."""

from datetime import date
from pathlib import Path

import pytest

from comity.errors import CoverageError, LawError
from comity.law.version import change_days, in_force
from tests.packs import AGENCY, case, decided, law, rule

OLD = "define: d\nin_force: 2013-01-01..2014-12-31\nis: person.consents"
NEW = "define: d\nin_force: 2015-01-01..\nis: person.watchlist_match"


def test_each_day_has_its_own_reading(tmp_path: Path) -> None:
    """The day before a change answers by the old reading, the day itself by the new one."""
    made = law(tmp_path, OLD, NEW, rule("forbid: hold", "d"))
    facts = {"consents": True, "watchlist_match": False}

    assert [
        decided(made, case(f"{day}T12:00:00-05:00", person=facts)).actions["hold"].outcome
        for day in ("2014-12-31", "2015-01-01")
    ] == ["must-not", "silent"]


def test_the_local_day_counts(tmp_path: Path) -> None:
    """Half past midnight in London is still the day before in New York."""
    made = law(tmp_path, OLD, NEW, rule("forbid: hold", "d"))
    facts = {"consents": True, "watchlist_match": False}

    asked = case("2015-01-01T00:30:00+00:00", person=facts)

    assert decided(made, asked).actions["hold"].outcome == "must-not"


def test_a_day_before_the_law_is_refused(tmp_path: Path) -> None:
    """Nobody has looked that far back."""
    with pytest.raises(CoverageError, match="2011-12-31 is before any law"):
        in_force(law(tmp_path, rule("forbid: hold")), AGENCY, date(2011, 12, 31))


def test_an_agency_without_a_pack_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """A slip in an agency's name is no silence of the law."""
    with pytest.raises(CoverageError, match="expected 'us-zz/police'"):
        in_force(law(tmp_path, rule("forbid: hold")), "us-zz/polise", date(2016, 1, 1))


def test_an_exception_to_nothing_is_refused(tmp_path: Path) -> None:
    """An exception must name a provision that exists."""
    made = law(tmp_path, rule("permit: hold", more="exception_to: no-hold"))

    with pytest.raises(LawError, match="no provision `no-hold`"):
        in_force(made, AGENCY, date(2016, 1, 1))


def test_the_hash_follows_the_content(tmp_path: Path) -> None:
    """A rule, a definition, a list or the day's reading: any change is another version."""
    first = law(tmp_path / "a", OLD, NEW, rule("forbid: hold", "d"))
    same = law(tmp_path / "b", OLD, NEW, rule("forbid: hold", "d"))
    other = law(tmp_path / "c", OLD, NEW, rule("forbid: hold", "!d"))
    reading = law(tmp_path / "d", OLD, NEW.replace("watchlist_match", "consents"),
                  rule("forbid: hold", "d"))  # fmt: skip
    day = date(2016, 1, 1)
    hashes = [in_force(one, AGENCY, day).hash for one in (first, same, other, reading)]

    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3
    assert in_force(first, AGENCY, date(2014, 1, 1)).hash != hashes[0]


def test_changes_come_from_pages_lists_and_contested_points(tmp_path: Path) -> None:
    """Between two neighbouring change days the version is the same."""
    made = law(
        tmp_path,
        rule("forbid: hold", more="contested: {why: doubtful, from: 2018-11-14, to: 2019-01-31}"),
    )

    assert (
        date(2012, 1, 1), date(2013, 1, 1), date(2015, 1, 1), date(2018, 11, 14), date(2019, 2, 1),
    ) == change_days(made, AGENCY)  # fmt: skip
