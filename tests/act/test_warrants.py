"""Where a warrant check stands: silence never confirms, and no judge means no criminal warrant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act import alien_query
from comity.act.warrant_inquiry import Inquiry, inquiry
from comity.act.warrants import (
    ADMINISTRATIVE,
    ANSWERS,
    CLASS_NOT_KNOWN,
    CLASSES,
    CONFIRMED,
    CONTROL_AGENCY_DUE,
    DEPORTED_FELON,
    IN_PROCESS,
    JUDICIAL,
    NO_CRIMINAL_WARRANT,
    NOT_ASKED,
    NOT_CONFIRMED,
    OTHER,
    SECOND_DUE,
    STATES,
    THIRD_DUE,
    UNANSWERED,
    WAITING,
    Answer,
    Check,
    RecordClass,
    asked_by_default,
    standing,
    told_by,
)
from comity.errors import InputError

ROOT = Path(__file__).resolve().parent.parent.parent
AT = datetime(2017, 6, 1, 14, 0, tzinfo=UTC)
ISSUER = "us-nj/essex"
FIELDS = {"RTY": "WP", "OCA": "17-004521", "NIC": "W123456789", "NAM": "DOE,JOHN"}


def minutes(count: float) -> datetime:
    return AT + timedelta(minutes=count)


def of_class(name: str) -> RecordClass:
    return RecordClass(name, "the warrant itself, shown by fax", "records clerk", AT)


def asked(number: int, at: datetime, priority: str = "U", to: str = ISSUER) -> Inquiry:
    return inquiry(to, priority, number, ["NJ0070000"], FIELDS, at)


def check(*at: float, name: str = JUDICIAL, told: datetime | None = None) -> Check:
    """A check with an urgent request at each of these minutes."""
    sent = tuple(asked(number, minutes(one)) for number, one in enumerate(at, start=1))
    return Check(of_class(name), ISSUER, sent, told)


def answer(
    says: str, at: float, number: int = 1, until: float | None = None, giver: str = ISSUER
) -> Answer:
    return Answer(number, giver, says, minutes(at), None if until is None else minutes(until))


times = st.floats(-5, 200).map(minutes)
answers = st.lists(
    st.builds(
        Answer,
        number=st.integers(1, 3),
        giver=st.sampled_from((ISSUER, "us/ice")),
        says=st.sampled_from((*ANSWERS, "CON/Y", "")),
        at=times,
        until=times,
    ),
    max_size=4,
)
checks = st.builds(
    lambda name, gaps, told: Check(
        None if name is None else of_class(name),
        ISSUER,
        tuple(asked(n, minutes(sum(gaps[:n]))) for n in range(1, len(gaps) + 1)),
        told,
    ),
    st.none() | st.sampled_from(CLASSES),
    st.lists(st.floats(0, 60), max_size=3),
    st.none() | times,
)


@given(checks, answers, times)
def test_silence_never_confirms(made: Check, given_: list[Answer], now: datetime) -> None:
    """Confirmed is only what the issuing agency itself has confirmed by now."""
    said = any(one.says == CONFIRMED and one.giver == ISSUER and one.at <= now for one in given_)

    assert said or not standing(made, given_, now).confirmed


@given(checks, answers, times)
def test_only_a_judges_warrant_is_ever_confirmed(
    made: Check, given_: list[Answer], now: datetime
) -> None:
    """Whatever anybody answers about a record of another class, or of a class nobody has named."""
    found = standing(made, given_, now)

    if not asked_by_default(made):
        assert not found.confirmed
        assert found.state in (NO_CRIMINAL_WARRANT, CLASS_NOT_KNOWN)


@given(checks, answers, times)
def test_only_the_issuing_agency_counts(made: Check, given_: list[Answer], now: datetime) -> None:
    """What another agency says about the record changes nothing."""
    own = [one for one in given_ if one.giver == ISSUER]

    assert standing(made, own, now) == standing(made, given_, now)


@given(checks, answers, times)
def test_the_order_in_which_answers_were_put_down_changes_nothing(
    made: Check, given_: list[Answer], now: datetime
) -> None:
    """They are taken by their own instants."""
    assert standing(made, given_, now) == standing(made, given_[::-1], now)


@given(checks, answers, times)
def test_an_answer_that_is_still_to_come_changes_nothing(
    made: Check, given_: list[Answer], now: datetime
) -> None:
    """Also after the machine's clock was set back."""
    by_now = [one for one in given_ if one.at <= now]

    assert standing(made, by_now, now) == standing(made, given_, now)


@given(checks, answers, times)
def test_what_is_waited_for_is_still_to_come(
    made: Check, given_: list[Answer], now: datetime
) -> None:
    """Once the time is over, the state is another one."""
    found = standing(made, given_, now)

    if found.state in (WAITING, IN_PROCESS):
        assert found.due is not None
        assert now < found.due


@pytest.mark.parametrize(
    ("made", "now", "expected"),
    [
        (check(), 0, NOT_ASKED),
        (check(0), 9.99, WAITING),
        (check(0), 10, SECOND_DUE),
        (check(0, 12), 21.99, WAITING),
        (check(0, 12), 22, CONTROL_AGENCY_DUE),
        (check(0, 12, told=minutes(23)), 24, THIRD_DUE),
        (check(0, 12, 25), 34.99, WAITING),
        (check(0, 12, 25), 35, UNANSWERED),
    ],
)
def test_without_an_answer(made: Check, now: float, expected: str) -> None:
    """A second request, then the state's control agency, then a third; confirmed at no time."""
    assert expected == standing(made, (), minutes(now)).state


def test_the_issuing_agency_confirms_or_does_not() -> None:
    """Its last word holds, and of two at one instant the one that does not confirm."""
    yes, no = answer(CONFIRMED, 3), answer(NOT_CONFIRMED, 5)

    assert CONFIRMED == standing(check(0), [yes], minutes(4)).state
    assert NOT_CONFIRMED == standing(check(0), [yes, no], minutes(6)).state
    same = answer(CONFIRMED, 5)
    assert NOT_CONFIRMED == standing(check(0), [no, same], minutes(6)).state


def test_an_agency_that_wants_time_has_it_until_then() -> None:
    """Then its silence counts like any other."""
    wants = [answer(IN_PROCESS, 5, until=40)]

    at_39 = standing(check(0), wants, minutes(39))
    assert (IN_PROCESS, minutes(40)) == (at_39.state, at_39.due)
    assert SECOND_DUE == standing(check(0), wants, minutes(40)).state


def test_a_new_request_ends_the_time_that_was_wanted() -> None:
    """Asked again, urgently, the agency has ten minutes and not the rest of the hour."""
    wants = [answer(IN_PROCESS, 5, until=60)]

    assert CONTROL_AGENCY_DUE == standing(check(0, 12), wants, minutes(22)).state


@pytest.mark.parametrize("name", [ADMINISTRATIVE, DEPORTED_FELON, OTHER])
def test_a_record_without_a_judge_is_never_a_criminal_warrant(name: str) -> None:
    """Its standing says what it is, even when the agency that entered it says "confirmed"."""
    found = standing(check(0, name=name), [answer(CONFIRMED, 3)], minutes(4))

    assert (NO_CRIMINAL_WARRANT, False) == (found.state, found.confirmed)
    assert "never confirmed" in found.says


def test_only_a_judges_warrant_leads_to_an_inquiry_by_itself() -> None:
    """A record whose class nobody has named leads to none either."""
    by_default = [name for name in CLASSES if asked_by_default(check(name=name))]

    assert [JUDICIAL] == by_default
    assert not asked_by_default(Check(None, ISSUER))
    assert CLASS_NOT_KNOWN == standing(Check(None, ISSUER), (), AT).state


@pytest.mark.parametrize(("source", "by"), [("", "clerk"), ("  ", "clerk"), ("the paper", "")])
def test_a_class_without_a_source_is_refused(source: str, by: str) -> None:
    """It is a fact that somebody read or heard."""
    with pytest.raises(InputError, match="source"):
        RecordClass(JUDICIAL, source, by, AT)


def test_warrant_is_not_a_class() -> None:
    """The word says nothing about who signed."""
    with pytest.raises(InputError, match="class"):
        RecordClass("warrant", "the screen", "clerk", AT)


def test_only_the_issuing_agency_is_asked_in_order() -> None:
    """A request to another, or a third before the second, is refused."""
    with pytest.raises(InputError, match="us/ice is not the agency"):
        Check(of_class(JUDICIAL), ISSUER, (asked(1, AT, to="us/ice"),))
    with pytest.raises(InputError, match="RNO"):
        Check(of_class(JUDICIAL), ISSUER, (asked(2, AT),))


def test_an_answer_that_wants_time_says_how_much() -> None:
    """Positive or negative, or else how much more time is needed."""
    with pytest.raises(InputError, match="until"):
        answer(IN_PROCESS, 3)


def test_an_inquiry_tells_custody_and_court_date_and_a_birth_date_that_it_carries() -> None:
    """Whatever the class of the record."""
    assert {"identity", "custody", "court_date"} <= set(told_by(asked(1, AT)))
    assert "birth" not in told_by(asked(1, AT))
    born = inquiry(ISSUER, "U", 1, ["NJ0070000"], {**FIELDS, "DOB": "19800101"}, AT)
    assert "birth" in told_by(born)


def test_the_page_names_every_class_state_and_field() -> None:
    """docs/reference/warrants.md, which is what an asker reads."""
    text = (ROOT / "docs" / "reference" / "warrants.md").read_text(encoding="utf-8")
    fields = ("ORI", *(name for name, _ in asked(1, AT).fields), *alien_query.FIELD_NAMES)

    missing = [one for one in (*CLASSES, *STATES, *fields) if f"`{one}`" not in text]
    assert [] == missing
