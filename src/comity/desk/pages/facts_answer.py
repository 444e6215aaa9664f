"""The answer beside the facts as they are typed, and the order in which facts are asked for.

MUST: nothing is stored here. What settles most of the acts asked for comes first.
"""

from collections import Counter

from attrs import frozen
from django.forms import BoundField

from comity.desk import counsel
from comity.desk.pages import acts, facts_form, known
from comity.desk.pages.acts import Act
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.facts_form import FactsForm, List
from comity.errors import ComityError
from comity.facts import case_from
from comity.model import decision as decisions
from comity.model.case import ACTIONS


@frozen
class Answered:
    """What the law would answer: the acts asked for, and why it cannot be asked if so."""

    asked: tuple[Act, ...]
    was: dict[str, str]
    problem: str
    field: str


@frozen
class Section:
    """One thing to fill in: a single fact, or a list of entries."""

    path: str
    field: BoundField | None
    rows: List | None


@frozen
class Part:
    """The sections of one part of the case, under its title."""

    title: str
    sections: tuple[Section, ...]


def of(dossier: Dossier, version: int, form: FactsForm) -> Answered:
    """The answer to what stands in a form. `version` 0: nothing was entered before."""
    was = {name: one["outcome"] for name, one in dossier.answers.items()} if version else {}
    data = form.before
    if form.is_bound:
        if not form.is_valid():
            return Answered((), was, "form", "")
        data = facts_form.put(form.before, form.changes())
    found = dossier.request
    at = counsel.local(found.agency, dossier.now)
    own = {"id": found.number, "agency": found.agency, "at": at.isoformat()}
    try:
        case = case_from({**data, **own})
        told = decisions.to_json(counsel.law().decide(case))
        titles = acts.titles_of(counsel.law().version(case))
    except ComityError as error:
        return Answered((), was, error.message, error.field or "")
    asks = [one for one in case.request.asks or () if one in ACTIONS] or ACTIONS
    made = tuple(acts.act(name, told["actions"][name], case.at, titles) for name in asks)
    return Answered(made, was, "", "")


def order(answer: Answered, dossier: Dossier) -> list[str]:
    """The facts that the acts asked for need, those that settle most first."""
    asked = answer.asked
    if not asked and answer.problem:
        asked = tuple(acts.of(dossier)[0])
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for act in asked:
        for position, need in enumerate(act.needs):
            path = need.path.split("[")[0]
            path = ".".join(path.split(".")[:2])
            counted[path] += 1
            first[path] = min(position, first.get(path, position))
    return sorted(counted, key=lambda path: (-counted[path], first[path]))


def sections(form: FactsForm, needed: list[str]) -> list[Section]:
    """What is asked for first."""
    return [_section(form, path) for path in needed if path in form.fields or path in form.lists]


def rest(form: FactsForm, needed: list[str]) -> list[Part]:
    """Everything else, by the parts of the case."""
    titles = known.titles()
    left = [path for path in facts_form.paths() if path not in needed]
    return [
        Part(titles[part], tuple(_section(form, one) for one in left if one.startswith(f"{part}.")))
        for part in known.PARTS
    ]


def _section(form: FactsForm, path: str) -> Section:
    if path in form.lists:
        return Section(path, None, form.lists[path])
    return Section(path, form[path], None)
