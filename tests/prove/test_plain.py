"""A made-up case is plain: what usually lies before a question lies before it."""

from datetime import date
from pathlib import Path

from comity.decide.plan import plan
from comity.flow import Counsel
from comity.model.days import Days
from comity.prove.plain import plain
from comity.prove.question import Question, outcome_is
from tests.packs import AGENCY, case, law, rule

LATE = "request.instruments.exists(i, hours_after(request.received_at, 72) < i.presented_at)"


def test_papers_later_than_the_question_are_moved_back_together(tmp_path: Path) -> None:
    """The time between them is what the case is about, so none can be moved alone."""
    version = Counsel(law(tmp_path, rule("permit: hold", LATE))).version_on(
        AGENCY, date(2016, 6, 1)
    )
    question = Question(
        AGENCY, Days(date(2016, 6, 1), date(2016, 6, 1)), version.calendar,
        (outcome_is(plan(version).actions[0], ("may",)),),
    )  # fmt: skip
    found = case(
        request={
            "received_at": "2016-06-05T10:00:00-04:00",
            "instruments": [{"presented_at": "2016-06-20T10:00:00-04:00"}],
        }
    )

    made = plain(found, question)

    (paper,) = made.request.instruments or ()
    assert made.request.received_at and paper.presented_at
    assert made.request.received_at < paper.presented_at < made.at
    assert question.holds(made)
