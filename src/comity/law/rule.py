"""One `rule` block: a definition or a provision, as written on its page.

Fields and their forms are checked; names inside conditions are not looked up (`law.bind`).
"""

import re
from collections.abc import Iterator
from typing import Any

import attrs
from attrs import frozen

from comity.errors import Place
from comity.law.block import Item
from comity.law.cel import Syntax, parse
from comity.model.case import ACTIONS
from comity.model.days import Days
from comity.model.provision import DUTIES, EFFECTS

_place = attrs.field(eq=False, repr=False)


@frozen
class JudgementText:
    """A fact that only some person may determine, and when the question arises."""

    fact: Syntax
    when: Syntax | None
    by: str
    asks: str


@frozen
class DefinitionText:
    """A term of art with one reading."""

    name: str
    parameters: tuple[str, ...]
    days: Days
    body: Syntax
    judgement: JudgementText | None
    cite: str
    title: str
    words: str
    source: str = attrs.field(repr=False)
    place: Place = _place
    days_place: Place = _place


@frozen
class LimitText:
    """How long: `hours` from an instant with days not counted, or the end of an instant's day."""

    of: Syntax
    hours: int | None
    not_counted: tuple[str, ...]


@frozen
class DutyText:
    """Something owed, at once, at the limit, or under a condition."""

    do: str
    cite: str
    at_limit: bool
    when: Syntax | None


@frozen
class ContestText:
    """A contested point, with its days and condition."""

    why: str
    cite: str
    days: Days | None
    when: Syntax | None


@frozen
class ProvisionText:
    """A rule of law as written."""

    id: str
    effect: str
    actions: tuple[str, ...]
    days: Days
    when: Syntax | None
    overrides: tuple[tuple[str, Place], ...]
    limit: LimitText | None
    duties: tuple[DutyText, ...]
    contests: tuple[ContestText, ...]
    why: str
    report: tuple[str, ...]
    cite: str
    title: str
    words: str
    source: str = attrs.field(repr=False)
    place: Place = _place
    days_place: Place = _place


Rule = DefinitionText | ProvisionText
"""Anything that a `rule` block holds."""


def conditions(rule: Rule) -> Iterator[Syntax]:
    """Every condition in a rule, and every fact or instant that it names."""
    if isinstance(rule, DefinitionText):
        asked = rule.judgement
        found = [rule.body, *((asked.fact, asked.when) if asked else ())]
    else:
        limit = rule.limit.of if rule.limit else None
        duties = (one.when for one in rule.duties)
        found = [rule.when, limit, *duties, *(one.when for one in rule.contests)]
    return (one for one in found if one is not None)


_DEFINITION_KEYS = ("define", "in_force", "is", "judgement", "cite")
_PROVISION_KEYS = (
    "id", "in_force", *EFFECTS, "when", "exception_to", "displaces", "limits", "duties",
    "contested", "why", "report", "cite",
)  # fmt: skip
_DAYS_OUT = ("saturday", "sunday", "holiday")


def read_rule(block: Item, *, section: str, cite: str, title: str, words: str, source: str) -> Rule:
    """The rule of one block, standing under a heading cited as `cite`. Raises LawError."""
    block.mapping()
    own = block.get("cite")
    context = {
        "cite": _cite(own, section) if own else cite,
        "title": title,
        "words": words,
        "source": source,
        "place": block.place,
    }
    days_item = block.need("in_force", "the first and the last day, as 2014-12-14..2026-01-28")
    context |= {"days": read_days(days_item), "days_place": days_item.place}
    if "define" in block.value:
        return _definition(block, context)
    return _provision(block, section, context)


def _cite(item: Item, section: str) -> str:
    """A pinpoint extends the page's section; anything else is a citation of its own."""
    text = item.text()
    return section + text if text.startswith("(") else text


def read_days(item: Item) -> Days:
    """`first..last`, both inclusive, or `first..`. Raises LawError."""
    text = item.text()
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)?", text)
    if match is None:
        raise item.fail(f"not a range of days: {text!r}", "2014-12-14..2026-01-28 or 2014-12-14..")
    first = attrs.evolve(item, value=match[1]).day()
    last = attrs.evolve(item, value=match[2]).day() if match[2] else None
    if last is not None and last < first:
        raise item.fail(f"{text} ends before it begins", "the first day first")
    return Days(first, last)


def condition(item: Item) -> Syntax:
    """The syntax of the condition that an item holds. Raises LawError with line and column."""
    if isinstance(item.value, bool):
        return parse("true" if item.value else "false", item.place)
    item.text()
    if item.raw_place is None:
        raise item.fail("not a condition", "one expression")
    return parse(item.raw, item.raw_place)


def _definition(block: Item, context: dict[str, Any]) -> DefinitionText:
    block.known(_DEFINITION_KEYS)
    head = block.need("define", "a name, as `counts(c)`")
    match = re.fullmatch(r"([a-z]\w*)(?:\(\s*(\w+(?:\s*,\s*\w+)*)\s*\))?", head.text())
    if match is None:
        raise head.fail(f"not a name: {head.text()!r}", "`name` or `name(a, b)`")
    judgement = block.get("judgement")
    return DefinitionText(
        name=match[1],
        parameters=tuple(re.split(r"\s*,\s*", match[2])) if match[2] else (),
        body=condition(block.need("is", "the condition that the term stands for")),
        judgement=_judgement(judgement) if judgement else None,
        **context,
    )


def _judgement(item: Item) -> JudgementText:
    item.known(("fact", "when", "by", "asks"))
    when = item.get("when")
    return JudgementText(
        fact=condition(item.need("fact", "the fact that a person determines")),
        when=condition(when) if when else None,
        by=item.need("by", "who determines it").text(),
        asks=item.need("asks", "the question").text(),
    )


def _provision(block: Item, section: str, context: dict[str, Any]) -> ProvisionText:
    block.known(_PROVISION_KEYS)
    effects = [effect for effect in EFFECTS if block.get(effect)]
    if len(effects) != 1:
        raise block.fail(
            f"{len(effects)} effects in one rule", "exactly one of " + ", ".join(EFFECTS)
        )
    effect = effects[0]
    limits = block.get("limits")
    when = block.get("when")
    why = block.get("why")
    cite = context["cite"]
    provision = ProvisionText(
        id=_id(block.need("id", "a name that is unique on the page")),
        effect=effect,
        actions=_actions(block.need(effect, "actions")),
        when=condition(when) if when else None,
        overrides=tuple(
            (one.text(), one.place)
            for key in ("exception_to", "displaces")
            if (found := block.get(key))
            for one in found.items()
        ),
        limit=_limit(limits) if limits else None,
        duties=tuple(_duty(one, section, cite) for one in _list(block, "duties")),
        contests=tuple(_contest(one, section, cite) for one in _list(block, "contested")),
        why=why.text() if why else "",
        report=tuple(one.text() for one in _list(block, "report")),
        **context,
    )
    _shape(provision, block)
    return provision


def _shape(provision: ProvisionText, block: Item) -> None:
    doubtful = provision.effect in ("doubt", "refer")
    if doubtful != bool(provision.why):
        raise block.fail(
            f"`why` {'is missing' if doubtful else 'stands'} in a rule of `{provision.effect}`",
            "`why` with `doubt` and `refer`, `contested` with every other effect",
        )
    if doubtful and (provision.limit or provision.duties or provision.contests):
        raise block.fail(f"`{provision.effect}` carries nothing else", "`when` and `why` only")
    if provision.effect == "limit" and provision.limit is None:
        raise block.fail("`limit` without `limits`", "`limits: {hours, from, not_counted}`")
    if provision.limit is None and any(one.at_limit for one in provision.duties):
        raise block.fail("a duty at a limit that does not exist", "`limits` beside it")
    if provision.effect == "oblige" and not (provision.duties or provision.report):
        raise block.fail("`oblige` without `duties`", "what is owed")


def _list(block: Item, key: str) -> list[Item]:
    found = block.get(key)
    return found.items() if found else []


def _id(item: Item) -> str:
    text = item.text()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise item.fail(f"not an id: {text!r}", "lower case words with hyphens")
    return text


def _actions(item: Item) -> tuple[str, ...]:
    found = []
    for one in item.items():
        if one.text() not in ACTIONS:
            raise one.fail(f"unknown action `{one.text()}`", "one of " + ", ".join(ACTIONS))
        found.append(one.text())
    return tuple(found)


def _limit(item: Item) -> LimitText:
    item.known(("hours", "from", "not_counted", "end_of_day"))
    end = item.get("end_of_day")
    if end:
        return LimitText(condition(end), None, ())
    out = item.get("not_counted")
    days_out = tuple(one.text() for one in out.items()) if out else ()
    for day in days_out:
        if day not in _DAYS_OUT:
            raise item.fail(f"unknown day `{day}`", "among " + ", ".join(_DAYS_OUT))
    start = condition(item.need("from", "the instant from which the hours run"))
    return LimitText(start, item.need("hours", "how many hours").number(), days_out)


def _duty(item: Item, section: str, cite: str) -> DutyText:
    item.known(("do", "when", "cite"))
    do = item.need("do", "a duty")
    if do.text() not in DUTIES:
        raise do.fail(f"unknown duty `{do.text()}`", "one of " + ", ".join(DUTIES))
    own, when = item.get("cite"), item.get("when")
    at_limit = when is not None and when.value == "limit-reached"
    return DutyText(
        do=do.text(),
        cite=_cite(own, section) if own else cite,
        at_limit=at_limit,
        when=condition(when) if when is not None and not at_limit else None,
    )


def _contest(item: Item, section: str, cite: str) -> ContestText:
    item.known(("why", "from", "to", "when", "cite"))
    own, when, first, last = (item.get(key) for key in ("cite", "when", "from", "to"))
    if last and not first:
        raise item.fail("`to` without `from`", "both, or `from` alone")
    return ContestText(
        why=item.need("why", "the doubt, with its source").text(),
        cite=_cite(own, section) if own else cite,
        days=Days(first.day(), last.day() if last else None) if first else None,
        when=condition(when) if when else None,
    )
