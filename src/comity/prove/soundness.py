"""Claims that every pack makes without saying so: an answer for every case, no dead provision.

And what it does not claim: provisions that can stand against each other are listed, each pair with
a case, because a conflict is an answer too (`must-not`, and a person decides).
"""

import time
from collections.abc import Iterator

from attrs import evolve

from comity.decide.plan import ActionPlan, plan
from comity.decide.smt.bounds import free
from comity.flow import Counsel
from comity.law.pack import Pack, applies
from comity.law.version import change_days, full_id
from comity.model import tree
from comity.model.case import ACTIONS
from comity.model.days import Days
from comity.model.decision import UNDETERMINED
from comity.model.provision import Version
from comity.model.tree import Calendar, Node
from comity.prove.ask import Inquiry
from comity.prove.claim import FAILS, OPEN, PROVED, Claim, alike
from comity.prove.question import Question, outcome_is

TOTAL = "an-answer-for-every-case"


def versions(counsel: Counsel, agency: str) -> list[Version]:
    """Every version that binds an agency, in order."""
    return [counsel.version_on(agency, day) for day in change_days(counsel.law, agency)]


def total(counsel: Counsel, agency: str, ask: Inquiry) -> Claim:
    """Whether with every fact known no outcome is undetermined."""
    began = time.monotonic()
    binding = versions(counsel, agency)
    days = Days(binding[0].days.first, binding[-1].days.last)
    claim = Claim(TOTAL, "With every fact known, every act has an answer.", (agency,), days, PROVED)
    for number, action in enumerate(ACTIONS):
        readings = [(one.days, (one.calendar, plan(one).actions[number])) for one in binding]
        for stretch, (calendar, found) in alike(readings):
            question = Question(agency, stretch, calendar, (), complete=True)
            claim = _answered(claim, action, found, question, ask)
    return evolve(claim, seconds=time.monotonic() - began)


def _answered(
    claim: Claim, name: str, action: ActionPlan, question: Question, ask: Inquiry
) -> Claim:
    whole = (action.forbids, action.requires, action.permits)
    if claim.verdict == FAILS or all(_settled(one, question, ask) for one in whole):
        return claim
    condition = outcome_is(action, (UNDETERMINED,))
    found = ask(evolve(question, conditions=(condition,)))
    short = tuple(dict.fromkeys((*claim.short, *found.short)))
    if found.case:
        why = f"{name} is undetermined although every fact is known"
        return evolve(claim, verdict=FAILS, case=found.case, why=why)
    if found.open:
        return evolve(claim, verdict=OPEN, why=f"{name}: {found.open}", short=short)
    return evolve(claim, short=short)


def _settled(node: Node, question: Question, ask: Inquiry) -> bool:
    """Whether a condition is true or false wherever all facts are known, part by part.

    Even a complete case may lack the issuer of a paper that was not shown, and the end of time
    that is still served; a condition on entries with such a fact is asked by itself, for any entry.
    """
    if isinstance(node, tree.Term):
        return _settled(node.body, question, ask)
    if isinstance(node, tree.Member) and node.name in ("issuer", "end"):
        return False
    if all(_settled(child, question, ask) for child in tree.children(node)):
        return True
    if isinstance(node, tree.Quantified) and not free(node):
        unknown = tree.Quantified("exists", node.items, node.var, tree.Unknown(node.body))
        found = ask(evolve(question, conditions=(unknown,)))
        return not (found.case or found.open or found.short)
    return False


def dead(counsel: Counsel, pack: Pack, name: str, ask: Inquiry) -> Iterator[Claim]:
    """Every provision of a page of a pack, with whether some case can reach it."""
    page = pack.page(name)
    if page is None:
        return
    bound = [one.id for _, one in counsel.law.agencies() if applies(page.agencies, one.id, pack)]
    for text in {one.id: one for one in page.provisions}.values():
        name = full_id(pack, page, text)
        questions = [one for agency in bound for one in _standing(counsel, agency, name)]
        if questions:
            yield _reached(name, tuple(bound), questions, ask)


def _reached(
    name: str, agencies: tuple[str, ...], questions: list[Question], ask: Inquiry
) -> Claim:
    began = time.monotonic()
    answered, found = ask.any_of(questions)
    verdict = PROVED if answered else OPEN if found.open else FAILS
    why = "" if answered else found.open or "no case reaches it on any day"
    return Claim(
        name,
        "Some case reaches it.",
        agencies,
        (answered or questions[0]).days,
        verdict,
        why,
        found.case,
        found.short,
        time.monotonic() - began,
    )


def _standing(counsel: Counsel, agency: str, name: str) -> Iterator[Question]:
    binding = versions(counsel, agency)
    for number in range(len(ACTIONS)):
        readings = [
            (one.days, (one.calendar, tree.Surely(standing.stands)))
            for one in binding
            for standing in plan(one).actions[number].standings
            if standing.provision.id == name
        ]
        for days, (calendar, condition) in alike(readings):
            yield Question(agency, days, calendar, (condition,))


def conflicts(counsel: Counsel, agency: str, ask: Inquiry) -> Iterator[Claim]:
    """Every pair of provisions that some case sets against each other, with such a case."""
    pairs: dict[tuple[str, str], list[Question]] = {}
    for number in range(len(ACTIONS)):
        for pair, question in _opposed(counsel, agency, number):
            pairs.setdefault(pair, []).append(question)
    for (forbidding, allowing), questions in pairs.items():
        began = time.monotonic()
        answered, found = ask.any_of(questions)
        if answered or found.open:
            yield Claim(
                f"{forbidding} against {allowing}",
                "One forbids and the other allows the same act.",
                (agency,),
                (answered or questions[0]).days,
                FAILS if answered else OPEN,
                found.open,
                found.case,
                found.short,
                time.monotonic() - began,
            )


def _opposed(
    counsel: Counsel, agency: str, number: int
) -> Iterator[tuple[tuple[str, str], Question]]:
    readings: dict[tuple[str, str], list[tuple[Days, tuple[Calendar, tuple[Node, Node]]]]] = {}
    for version in versions(counsel, agency):
        action = plan(version).actions[number]
        for one in action.having("forbid"):
            for other in action.having("permit", "require"):
                pair = (one.provision.id, other.provision.id)
                # An exception and what it excepts never stand together.
                if pair[0] in other.provision.overrides or pair[1] in one.provision.overrides:
                    continue
                both: tuple[Node, Node] = (tree.Surely(one.stands), tree.Surely(other.stands))
                readings.setdefault(pair, []).append((version.days, (version.calendar, both)))
    for pair, found in readings.items():
        for days, (calendar, standing) in alike(found):
            yield pair, Question(agency, days, calendar, standing)
