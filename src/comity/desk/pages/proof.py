"""Why an act has its outcome, as lines that open one by one: provision, words, conditions, facts.

MUST NOT decide: what is said here is `decide.proof`, in the reader's language.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from django.utils.translation import gettext as _

from comity.decide import proof
from comity.decide.plan import ActionPlan
from comity.decide.say import told
from comity.facts import source_of
from comity.model.case import Case
from comity.model.provision import Version


@frozen
class Line:
    """One line of a proof. `value`: true, false, unknown (None), or a heading ("")."""

    value: bool | str | None
    text: str
    cite: str = ""
    words: str = ""
    facts: tuple[str, ...] = ()
    lines: tuple["Line", ...] = ()


class Proof:
    """The proof of one decision's acts, each to be read by itself.

    `unsaid` is where a fact comes from for which nobody said it.
    """

    def __init__(self, case: Case, version: Version, unsaid: str = "") -> None:
        self._case, self._unsaid = case, unsaid
        self._zone = ZoneInfo(version.calendar.zone)

    def why(self, action: ActionPlan, outcome: str) -> tuple[Line, ...]:
        """The provisions that carry an outcome; for an open one, those that may apply."""
        return self._lines(proof.Proof(self._case).why(action, outcome))

    def _lines(self, lines: tuple[proof.Line, ...]) -> tuple[Line, ...]:
        return tuple(self._line(one) for one in lines)

    def _line(self, line: proof.Line) -> Line:
        match line:
            case proof.OfProvision():
                return self._provision(line)
            case proof.OfLimit():
                return self._limit(line)
            case proof.OfProvisions(heading, lines):
                return Line("", _heading(heading), lines=self._lines(lines))
            case proof.OfParts(value, together, lines):
                text = _("all of these") if together else _any(value)
                return Line(value, text, lines=self._lines(lines))
            case proof.OfCondition(value, says, facts, again, lines):
                words = _("as shown above") if again else ""
                below = self._lines(lines)
                return Line(value, says, words=words, facts=self._facts(facts), lines=below)
            case proof.OfFact(value, fact):
                return Line(value, self._fact(fact))
            case proof.OfEntry(value, name, path, says, lines):
                source = self._source(path)
                facts_ = (source,) if source else ()
                return Line(value, f"{name}: {says}", facts=facts_, lines=self._lines(lines))
            case proof.More(count):
                return Line("", _("and %d more") % count)

    def _provision(self, line: proof.OfProvision) -> Line:
        words = _("as shown above") if line.again else line.provision.words
        text = f"{_verb(line.provision.effect, line.value)}: {line.provision.title}"
        return Line(line.value, text, line.cite, words, lines=self._lines(line.lines))

    def _limit(self, line: proof.OfLimit) -> Line:
        facts = self._facts(line.facts)
        if line.at is None:
            return Line(None, _("The limit is not known: %s") % line.says, facts=facts)
        text = (
            _("The limit, %s, is reached") if line.reached else _("The limit, %s, is not reached")
        )
        return Line("", text % self._told(line.at), words=line.says, facts=facts)

    def _facts(self, facts: tuple[proof.Seen, ...]) -> tuple[str, ...]:
        return tuple(self._fact(one) for one in facts)

    def _fact(self, fact: proof.Seen) -> str:
        """A fact on a line, with where it comes from."""
        source = self._source(fact.path) if fact.path and fact.value is not None else ""
        return f"{fact.says}: {self._told(fact.value)}" + (f" ({source})" if source else "")

    def _source(self, path: str) -> str:
        return source_in_words(self._case, path, self._told) or self._unsaid

    def _told(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M %Z}"
        return told(value)


def source_in_words(case: Case, path: str, tell: Callable[[Any], str]) -> str:
    """Where a fact comes from: the document, who had it, and when; empty if nobody said."""
    found = source_of(case, re.sub(r"\[\d+\]$", "", path) if path.endswith("]") else path)
    if found is None:
        return ""
    by = _("by %s") % found.by if found.by else ""
    return ", ".join(
        part for part in (found.document, by, tell(found.at) if found.at else "") if part
    )


def _verb(effect: str, value: bool | None) -> str:
    """What a provision does, would do or may do to the act."""
    forbids, requires = effect in ("forbid", "limit"), effect == "require"
    if value is True:
        return _("forbids it") if forbids else _("requires it") if requires else _("allows it")
    if value is False:
        return (
            _("would forbid it")
            if forbids
            else _("would require it")
            if requires
            else _("would allow it")
        )
    return _("may forbid it") if forbids else _("may require it") if requires else _("may allow it")


def _any(value: bool | None) -> str:
    """What conditions come to of which one would be enough."""
    if value is True:
        return _("each of these is enough")
    return _("none of these") if value is False else _("one of these")


def _heading(heading: str) -> str:
    if heading == proof.NOTHING_FORBIDS:
        return _("Nothing forbids it")
    if heading == proof.LIFTED:
        return _("It does not stand, because of an exception")
    if heading == proof.MAY_APPLY:
        return _("Exceptions that may apply")
    return _("Exceptions, none of which applies")
