"""An invariant: what the law must never allow, or always ask, as its pack promises.

Fields and their forms are checked; names inside conditions are looked up for one agency and one
day in `law.promise`. The one rule: an invariant is a promise about the law, never a rule of it;
no answer depends on one.
"""

from datetime import date

import attrs
from attrs import frozen

from comity.errors import Place
from comity.law.block import Item
from comity.law.cel import Syntax
from comity.law.rule import condition
from comity.model.case import ACTIONS
from comity.model.decision import OUTCOMES
from comity.model.provision import DUTIES

NEVER, ALWAYS, KEPT = "never", "always", "kept"


@frozen
class InvariantText:
    """A promise as written. `outcomes`, `review` and `duty` are about the answer on an action.

    `never`: no answer is like that. `always`: every answer is. `kept`: an answer that is like that
    by the law of the day `of` is so by the law of the day `on` as well.
    """

    id: str
    says: str
    kind: str
    agencies: tuple[str, ...]
    first: date | None
    last: date | None
    actions: tuple[str, ...]
    outcomes: tuple[str, ...]
    review: bool | None
    duty: str
    of: date | None
    on: date | None
    terms_from: tuple[str, ...]
    when: Syntax | None
    unless: Syntax | None
    cite: str
    place: Place = attrs.field(eq=False, repr=False)


_KEYS = (
    "id", "says", "agencies", "from", "to", "terms_from", "when", "unless", "cite",
    NEVER, ALWAYS, KEPT,
)  # fmt: skip
_ANSWER = ("action", "outcome", "review", "duty")


def read_invariant(item: Item) -> InvariantText:
    """The invariant that an item of `pack.md` states. Raises LawError with file and line."""
    item.known(_KEYS)
    kinds = [kind for kind in (NEVER, ALWAYS, KEPT) if item.get(kind)]
    if len(kinds) != 1:
        raise item.fail(f"{len(kinds)} promises in one", "exactly one of never, always, kept")
    kind = kinds[0]
    answer = item.need(kind, "what the answer is like")
    answer.known((*_ANSWER, "of", "on") if kind == KEPT else _ANSWER)
    when, unless, cite = item.get("when"), item.get("unless"), item.get("cite")
    agencies = item.get("agencies")
    found = InvariantText(
        id=item.need("id", "a name").text(),
        says=item.need("says", "a sentence").text(),
        kind=kind,
        agencies=tuple(one.text() for one in agencies.items()) if agencies else ("*",),
        first=_day(item, "from"),
        last=_day(item, "to"),
        actions=_terms(answer, "action", ACTIONS) or ACTIONS,
        outcomes=_terms(answer, "outcome", OUTCOMES),
        review=_truth(answer, "review"),
        duty=next(iter(_terms(answer, "duty", DUTIES)), ""),
        of=_day(answer, "of"),
        on=_day(answer, "on"),
        terms_from=tuple(one.text() for one in _list(item, "terms_from")),
        when=condition(when) if when else None,
        unless=condition(unless) if unless else None,
        cite=cite.text() if cite else "",
        place=item.place,
    )
    _refuse_nothing(found, answer)
    return found


def _refuse_nothing(found: InvariantText, answer: Item) -> None:
    if not found.outcomes and found.review is None and not found.duty:
        raise answer.fail("nothing is said of the answer", "`outcome`, `review` or `duty`")
    if found.kind == KEPT and not (found.of and found.on):
        raise answer.fail("`kept` without its two days", "`of` and `on`")
    if found.first and found.last and found.last < found.first:
        raise answer.fail("it ends before it begins", "`from` before `to`")


def _list(item: Item, key: str) -> list[Item]:
    found = item.get(key)
    return found.items() if found else []


def _terms(item: Item, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    for one in _list(item, key):
        if one.text() not in known:
            raise one.fail(f"unknown {key} `{one.text()}`", "one of " + ", ".join(known))
    return tuple(one.text() for one in _list(item, key))


def _day(item: Item, key: str) -> date | None:
    found = item.get(key)
    return found.day() if found else None


def _truth(item: Item, key: str) -> bool | None:
    found = item.get(key)
    if found is None:
        return None
    if not isinstance(found.value, bool):
        raise found.fail(f"not true or false: {found.value!r}", "true or false")
    return found.value
