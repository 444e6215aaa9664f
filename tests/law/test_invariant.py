"""An invariant says of whose answer, on which days, what it promises; a slip names its line."""

from pathlib import Path

import pytest

from comity.errors import LawError
from comity.law.promise import faults, promise, stretches
from comity.law.read import read_law
from comity.model.case import ACTIONS
from comity.model.days import Days
from tests.packs import AGENCY, PACK, date, folder, rule


def written(tmp_path: Path, *fields: str) -> Path:
    """A folder of a pack that makes one promise."""
    front = PACK.rstrip().removesuffix("---").rstrip() + "\n    invariants:\n"
    lines = ("- id: it", "  says: It.", *(f"  {field}" for field in fields))
    pack = front + "".join(f"      {line}\n" for line in lines) + "    ---\n"
    return folder(tmp_path, rule("forbid: hold"), pack=pack)


def test_an_invariant_has_its_answer_agencies_and_days(tmp_path: Path) -> None:
    """Every key is read; what is left out is every action, every agency and every day."""
    law = read_law(
        written(
            tmp_path,
            "agencies: [us-zz/police]",
            "from: 2014-06-01",
            "to: 2016-06-01",
            "never: {outcome: [may, must], review: false}",
            "when: person.consents",
        )
    )
    pack = law.packs["us-zz"]
    (text,) = pack.invariants
    found = stretches(law, AGENCY, text)

    assert ("it", "never", ACTIONS, ("may", "must"), False) == (
        text.id, text.kind, text.actions, text.outcomes, text.review,
    )  # fmt: skip
    assert [
        Days(date(2014, 6, 1), date(2014, 12, 31)),
        Days(date(2015, 1, 1), date(2016, 6, 1)),
    ] == found
    assert promise(law, pack, AGENCY, found[0], text).when is not None
    assert [] == list(faults(law))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (("never: {outcome: may}", "always: {outcome: may}"), "2 promises in one"),
        (("when: person.consents",), "0 promises in one"),
        (("never: {outcome: perhaps}",), "unknown outcome `perhaps`"),
        (("never: {action: held, outcome: may}",), "unknown action `held`"),
        (("always: {duty: sing}",), "unknown duty `sing`"),
        (("always: {review: 1}",), "not true or false: 1"),
        (("always: {action: hold}",), "nothing is said of the answer"),
        (("kept: {outcome: must-not, of: 2014-01-01}",), "`kept` without its two days"),
        (("never: {outcome: may, of: 2014-01-01}",), "unknown key `of`"),
        (("never: {outcome: may}", "from: 2015-01-01", "to: 2014-01-01"), "ends before it begins"),
        (("never: {outcome: may}", "since: 2015-01-01"), "unknown key `since`"),
    ],
)
def test_a_slip_in_an_invariant_names_its_line(
    tmp_path: Path, fields: tuple[str, ...], message: str
) -> None:
    """A promise that is misread would be proved and mean nothing."""
    with pytest.raises(LawError) as refused:
        read_law(written(tmp_path, *fields))

    assert message in str(refused.value)
    assert "pack.md:" in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (("never: {outcome: may}", "when: person.consent"), "Person has no `consent`"),
        (("never: {outcome: may}", "unless: person.removal_order"), "this is a text"),
        (("never: {outcome: may}", "terms_from: [two]"), "no page `two`"),
        (("never: {outcome: may}", "agencies: [us-zz/polices]"), "binds no agency"),
        (("never: {outcome: may}", "to: 2011-01-01"), "no day on which law binds"),
        (("kept: {outcome: may, of: 2010-01-01, on: 2015-01-01}",), "2010-01-01 is before"),
    ],
)
def test_an_invariant_that_fits_no_agency_or_law_is_a_fault(
    tmp_path: Path, fields: tuple[str, ...], message: str
) -> None:
    """`comity law check` finds it before anybody proves it."""
    (fault,) = faults(read_law(written(tmp_path, *fields)))

    assert message in str(fault)
    assert "pack.md:" in str(fault)
