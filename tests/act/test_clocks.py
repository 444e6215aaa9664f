"""What is due: from decisions, warrant checks and reports, the oldest first."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.act.clocks import (
    DUTY,
    HOLD,
    WARRANT,
    Clock,
    of_check,
    of_decision,
    of_reports,
)
from comity.act.warrant_inquiry import inquiry
from comity.act.warrants import CONFIRMED, JUDICIAL, Answer, Check, RecordClass
from comity.errors import InputError
from comity.facts import case_from
from comity.flow import counsel
from comity.model.decision import Answer as LawAnswer
from comity.model.decision import Decision, Owed, Reason, to_json

AT = datetime(2017, 6, 1, 14, 0, tzinfo=UTC)


def decision(**actions: LawAnswer) -> dict:
    """A decision's JSON with these answers."""
    return to_json(Decision("case-a", "us-tx/jail", AT, "0" * 64, actions))


HELD_UNTIL = AT + timedelta(hours=48)
RELEASE = Owed("release", HELD_UNTIL, "8 C.F.R. § 287.7(d)")
INFORM = Owed("inform-person", AT, "Tex. Code Crim. Proc. art. 2.251(a)(2)")
HOLD_ANSWER = LawAnswer(
    "must",
    because=(
        Reason("us-tx/ccp-2.251/hold", "Tex. Code Crim. Proc. art. 2.251(a)(1)", "require", ()),
    ),
    until=HELD_UNTIL,
    duties=(INFORM, RELEASE),
)


def test_a_hold_starts_the_clock_of_its_limit_and_of_its_duties() -> None:
    """48 hours, the release at their end, and telling the person at once."""
    expected = {
        (HOLD, HELD_UNTIL, "Tex. Code Crim. Proc. art. 2.251(a)(1)"),
        (DUTY, HELD_UNTIL, "8 C.F.R. § 287.7(d)"),
        (DUTY, AT, "Tex. Code Crim. Proc. art. 2.251(a)(2)"),
    }

    found = of_decision(decision(hold=HOLD_ANSWER))
    assert expected == {(one.kind, one.due, one.cite) for one in found}
    assert {"case-a"} == {one.subject for one in found}


def test_a_duty_owed_for_several_acts_is_one_clock() -> None:
    """In California one copy of the request answers for the hold, the notice and the hand-over."""
    owes = LawAnswer("must-not", duties=(INFORM,))

    assert 1 == len(of_decision(decision(hold=owes, notify_release=owes, transfer=owes)))


def test_a_duty_without_an_instant_starts_no_clock() -> None:
    """The fact that starts it is not known, so that there is no clock to set."""
    owes = LawAnswer("must", duties=(Owed("release", None, "8 C.F.R. § 287.7(d)"),))

    assert () == of_decision(decision(hold=owes))


def test_a_real_decision_starts_its_clocks() -> None:
    """In Texas a detainer of ICE is honoured for 48 hours (8 CFR 287.7(d)), from Tuesday 16:00."""
    case = {
        "id": "tx",
        "at": "2021-06-01T10:00:00-05:00",
        "agency": "us-tx/jail",
        "custody": {"released_otherwise_at": "2021-06-01T16:00:00-05:00"},
        "request": {"kind": "detainer", "form": "I-247A", "from": "us/ice", "asks": ["hold"]},
        "person": {"shown_documents": []},
    }
    found = of_decision(decided(case), "R2021-0001")

    limits = [one.due for one in found if one.kind == HOLD]
    assert [datetime(2021, 6, 3, 21, 0, tzinfo=UTC)] == limits


def decided(case: dict) -> dict:
    return to_json(counsel().decide(case_from(case)))


def test_a_warrant_inquiry_runs_ten_minutes_and_ends_with_the_answer() -> None:
    """Once it is confirmed nothing is due; once it is late the next request is."""
    fields = {"RTY": "WP", "OCA": "1", "NIC": "W123456789"}
    sent = inquiry("us-nj/essex", "U", 1, ["NJ0070000"], fields, AT)
    check = Check(RecordClass(JUDICIAL, "the paper", "clerk", AT), "us-nj/essex", (sent,))
    yes = Answer(1, "us-nj/essex", CONFIRMED, AT + timedelta(minutes=5))
    late = AT + timedelta(minutes=15)

    (waiting,) = of_check(check, (), AT, "W1")
    assert (WARRANT, AT + timedelta(minutes=10)) == (waiting.kind, waiting.due)
    assert () == of_check(check, (yes,), late, "W1")
    (overdue,) = of_check(check, (), late, "W1")
    assert waiting.due == overdue.due
    assert "second request" in overdue.says


def test_reports_have_clocks_that_say_their_period() -> None:
    """And that the law names no day, where it names none."""
    (police,) = of_reports("us-ny-nyc/nypd", date(2026, 1, 1), date(2026, 12, 31))
    city = of_reports("us-ny-nyc/city", date(2026, 1, 1), date(2026, 3, 31))

    assert "report for 2025-07-01 to 2026-06-30" == police.says
    assert all("names no day" in one.says for one in city)


def test_a_clock_is_kept_in_utc_also_in_the_hour_that_is_shown_twice() -> None:
    """01:45 before New York's clocks go back is earlier than 01:15 after."""
    zone = ZoneInfo("America/New_York")
    first = Clock(HOLD, datetime(2017, 11, 5, 1, 45, tzinfo=zone), "first", "R1")
    second = Clock(HOLD, datetime(2017, 11, 5, 1, 15, tzinfo=zone, fold=1), "second", "R1")

    assert [(5, 45), (6, 15)] == [(one.due.hour, one.due.minute) for one in (first, second)]


def test_a_clock_without_zone_is_refused() -> None:
    """Nobody could say when it is due."""
    with pytest.raises(InputError, match="due"):
        Clock(HOLD, datetime(2017, 6, 1), "hold ends", "R1")


@pytest.mark.parametrize(
    ("outcome", "asked", "counts"),
    [
        ("may", ["share_information"], True),
        ("silent", ["share_information"], True),
        ("may", ["hold"], False),
        ("must-not", ["share_information"], False),
        ("undetermined", None, False),
    ],
)
def test_a_duty_that_goes_with_an_act_counts_where_the_act_may_be_done(
    outcome: str, asked: list[str] | None, counts: bool
) -> None:
    """N.Y.C. Admin. Code § 23-1202(c)(3) asks for approval of what is disclosed, and of no more."""
    owed = (Owed("privacy-officer-approval", AT, "N.Y.C. Admin. Code § 23-1202(c)(1) and (3)"),)
    given = decision(share_information=LawAnswer(outcome, duties=owed))

    assert counts == bool(of_decision(given, "R1", asked))
