"""The answer about each act as the pages show it: outcome, doubts, reasons, duties, needs.

MUST: an outcome never stands without its reasons; what goes to a person is shown with it.
"""

import re
from datetime import datetime
from typing import Any

from attrs import evolve, frozen
from django.utils.translation import gettext as _

from comity.decide.changes import changes
from comity.decide.plan import plan
from comity.desk.pages import words
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.proof import Line, Proof
from comity.model.case import Case
from comity.model.provision import Version
from comity.model.shape import case_shape, each_fact


@frozen
class Duty:
    """What the agency owes: by when (None: at once, or not known), under which citation."""

    says: str
    by: datetime | None
    at_once: bool
    cite: str


@frozen
class Need:
    """A fact that is missing, by its path and in words."""

    path: str
    says: str


@frozen
class Act:
    """The answer about one act."""

    name: str
    says: str
    outcome: str
    tag: str
    review: tuple[str, ...]
    because: tuple[dict[str, str], ...]
    until: datetime | None
    duties: tuple[Duty, ...]
    needs: tuple[Need, ...]
    signed: bool = False
    lines: tuple[Line, ...] = ()


def act(name: str, answer: dict[str, Any], at: datetime, titles: dict[str, str]) -> Act:
    """An act from its answer as the contract writes it, or from what of it is not sealed."""
    until = answer.get("limits", {}).get("until")
    return Act(
        name,
        str(words.word(words.ACTS, name)),
        answer["outcome"],
        str(words.OUTCOMES[answer["outcome"]]),
        tuple(answer["review"]),
        tuple(
            {"cite": one["cite"], "title": titles.get(one["id"], "")} for one in answer["because"]
        ),
        datetime.fromisoformat(until) if until else None,
        tuple(_duty(one, at) for one in answer["duties"]),
        tuple(Need(path, needed(path)) for path in answer["needs"]),
    )


def of(dossier: Dossier) -> tuple[list[Act], list[Act]]:
    """The acts of the decision that stands: those asked for with their proofs, and the others."""
    decision = dossier.decision
    if decision is None:
        return [], []
    titles = titles_of(dossier.version)
    signed = _signed(decision)
    made = {
        name: evolve(act(name, answer, decision.at, titles), signed=name in signed)
        for name, answer in dossier.answers.items()
    }
    asked = [with_proof(dossier, made[name]) for name in dossier.asked if name in made]
    others = [one for name, one in made.items() if name not in dossier.asked]
    return asked, others


def with_proof(dossier: Dossier, one: Act) -> Act:
    """The act with the lines of its proof, where this reader may see the facts."""
    found = dossier.plan_of(one.name)
    if found is None or dossier.case is None or dossier.version is None:
        return one
    proof = Proof(dossier.case, dossier.version, dossier.unsaid)
    return evolve(one, lines=proof.why(found, one.outcome))


def titles_of(version: Version | None) -> dict[str, str]:
    """The titles of the provisions of a version by their ids."""
    return {one.id: one.title for one in version.provisions} if version else {}


def changing(case: Case, version: Version, name: str) -> list[tuple[str, str, list[str]]]:
    """What would change the answer about an act: outcome, its word, the facts that would differ."""
    found = next(one for one in plan(version).actions if one.action == name)
    return [
        (one.outcome, str(words.OUTCOMES[one.outcome]), list(one.facts))
        for one in changes(found, case)
    ]


_SAYS: dict[str, str] = {}


def needed(path: str) -> str:
    """A missing fact in words."""
    if not _SAYS:
        _SAYS.update({where: field.doc for where, field in each_fact(case_shape())})
    general = re.sub(r"\[\d+\]", "[]", path)
    doc = _SAYS.get(general, "")
    return _(doc).rstrip(".") if doc else path


def word_of(name: str) -> str:
    """What an act is called."""
    return str(words.word(words.ACTS, name))


def tag_of(outcome: str) -> str:
    """What an outcome is called."""
    return str(words.OUTCOMES[outcome])


def _duty(one: dict[str, Any], at: datetime) -> Duty:
    by = datetime.fromisoformat(one["by"]) if one.get("by") else None
    says = str(words.word(words.DUTIES, one["do"]))
    return Duty(says, by, by is not None and by == at, one["cite"])


def _signed(decision: Any) -> set[str]:
    """The acts that somebody other than the preparer has signed."""
    signatures = list(decision.signatures.all())
    if any(one.verdict == "sent-back" for one in signatures):
        return set()
    return {
        name for one in signatures if one.by_id != decision.prepared_by_id for name in one.actions
    }
