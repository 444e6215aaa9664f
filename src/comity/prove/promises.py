"""Claims from the invariants of packs, through time: every version since their first day."""

import time
from collections.abc import Iterator

from attrs import evolve

from comity.decide.answer import decide
from comity.decide.plan import ActionPlan, plan
from comity.flow import Counsel
from comity.law.invariant import ALWAYS, KEPT, InvariantText
from comity.law.pack import Pack
from comity.law.promise import Promise, promise, stretches
from comity.model import tree
from comity.model.case import ACTIONS, Case
from comity.model.days import Days
from comity.model.decision import UNDETERMINED, Answer
from comity.model.provision import Version
from comity.model.tree import Node
from comity.prove.ask import Inquiry
from comity.prove.claim import FAILS, OPEN, PROVED, Claim, alike
from comity.prove.question import Question, outcome_is, owed, reviewed


def kept_promise(
    counsel: Counsel, pack: Pack, agency: str, text: InvariantText, ask: Inquiry
) -> Claim:
    """Whether an invariant holds for one agency, on all of its days."""
    began = time.monotonic()
    claim = _claim(counsel, pack, agency, text, ask)
    return evolve(claim, seconds=time.monotonic() - began)


def _claim(counsel: Counsel, pack: Pack, agency: str, text: InvariantText, ask: Inquiry) -> Claim:
    days = _days(counsel, agency, text)
    proved = Claim(text.id, text.says, (agency,), days, PROVED)
    open_claim, short = None, dict[str, int]()
    for action, question in questions(counsel, pack, agency, text):
        found = ask(question)
        short |= dict(found.short)
        if found.case:
            fails = _shown(counsel, text, action, found.case)
            return evolve(proved, verdict=FAILS if fails else OPEN, case=found.case, why=fails)
        if found.open:
            open_claim = evolve(proved, verdict=OPEN, why=f"{action}: {found.open}")
    return open_claim or evolve(proved, short=tuple(short.items()))


def _days(counsel: Counsel, agency: str, text: InvariantText) -> Days:
    if text.kind == KEPT and text.on:
        return counsel.version_on(agency, text.on).days
    found = stretches(counsel.law, agency, text)
    return Days(found[0].first, found[-1].last)


def questions(
    counsel: Counsel, pack: Pack, agency: str, text: InvariantText
) -> Iterator[tuple[str, Question]]:
    """For each action and each reading of its law: is there a case that breaks the promise?"""
    readings = [
        (one.days, counsel.version_on(agency, one.days.first), one)
        for one in _promises(counsel, pack, agency, text)
    ]
    for action in text.actions:
        broken = [
            (days, (version.calendar, _broken(one, version, action, counsel)))
            for days, version, one in readings
        ]
        for days, (calendar, condition) in alike(broken):
            yield action, Question(agency, days, calendar, (condition,))


def _promises(counsel: Counsel, pack: Pack, agency: str, text: InvariantText) -> Iterator[Promise]:
    days = stretches(counsel.law, agency, text)
    if text.kind == KEPT and text.on:
        days = [counsel.version_on(agency, text.on).days]
    for one in days:
        yield promise(counsel.law, pack, agency, one, text)


def _broken(one: Promise, version: Version, action: str, counsel: Counsel) -> Node:
    """The condition under which an answer breaks the promise."""
    like = _like(one.text, _plan_of(version, action))
    if one.text.kind == ALWAYS:
        like = tree.Not(like)
    if one.text.kind == KEPT and one.text.of:
        before = _plan_of(counsel.version_on(one.agency, one.text.of), action)
        open_ = outcome_is(_plan_of(version, action), (UNDETERMINED,))
        like = tree.And((_like(one.text, before), tree.Not(like), tree.Not(open_)))
    made = [tree.Surely(one.when)] if one.when else []
    met = [tree.Not(tree.Surely(one.unless))] if one.unless else []
    return tree.And((*made, *met, like))


def _plan_of(version: Version, action: str) -> ActionPlan:
    return plan(version).actions[ACTIONS.index(action)]


def _like(text: InvariantText, action: ActionPlan) -> Node:
    """Whether the answer on an action is as the promise describes it."""
    parts: list[Node] = []
    if text.outcomes:
        parts.append(outcome_is(action, text.outcomes))
    if text.review is not None:
        found = reviewed(action)
        parts.append(found if text.review else tree.Not(found))
    if text.duty:
        parts.append(owed(action, text.duty))
    return parts[0] if len(parts) == 1 else tree.And(tuple(parts))


def _shown(counsel: Counsel, text: InvariantText, action: str, case: Case) -> str:
    """What the decision on a case says against the promise; empty if it says nothing."""
    answer = counsel.decide(case).actions[action]
    like = _is_like(text, answer)
    if text.kind == KEPT and text.of:
        older = decide(case, counsel.version_on(case.agency, text.of)).actions[action]
        broken = _is_like(text, older) and not like and answer.outcome != UNDETERMINED
        said = f"{action} is {told(older)} by the law of {text.of}, "
        said += f"and {told(answer)} by that of {text.on}"
    else:
        broken = like if text.kind != ALWAYS else not like
        said = f"{action} is {told(answer)}"
        if text.duty:
            said += f"; owed: {', '.join(one.do for one in answer.duties) or 'nothing'}"
        if text.review is not None:
            said += f"; to a person: {len(answer.review)} points"
    return said if broken else ""


def _is_like(text: InvariantText, answer: Answer) -> bool:
    return (
        (not text.outcomes or answer.outcome in text.outcomes)
        and (text.review is None or text.review == bool(answer.review))
        and (not text.duty or any(one.do == text.duty for one in answer.duties))
    )


def told(answer: Answer) -> str:
    """An outcome with the provisions that carry it, or the facts that it waits for."""
    cites = "; ".join(dict.fromkeys(one.cite for one in answer.because))
    needs = ", ".join(answer.needs)
    tail = f" [{cites}]" if cites else f" (needs {needs})" if needs else ""
    return answer.outcome + tail
