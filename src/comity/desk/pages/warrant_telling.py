"""What a question would tell the agency asked, item by item, and what the law says of each.

MUST: this is shown before anything is sent; what is told beside the question counts as much as what
is meant.
"""

from typing import Any

from attrs import frozen
from django.utils import timezone
from django.utils.functional import Promise

from comity.act.permit import ALLOWING
from comity.desk import counsel
from comity.desk.actions import standing
from comity.desk.models import Agency, Channel, Decision, Override
from comity.desk.pages.words import ACTS, ITEMS, OUTCOMES, word
from comity.errors import ComityError
from comity.model.contact import ITEMS as TOLD
from comity.model.contact import KINDS, discloses


@frozen
class Item:
    """One thing that a contact would tell, and what the law says of telling it."""

    says: Promise | str
    meant: bool
    act: Promise | str
    outcome: str
    outcome_says: Promise | str
    cites: tuple[str, ...]
    review: tuple[str, ...]
    signed: bool
    allowed: bool


@frozen
class Telling:
    """All that a contact of a kind would tell, and what stands between it and the outbox.

    `outdated`: facts or law are not those on which the decision was made. `to_sign` are the acts
    that somebody else has still to sign; `blocked` are those that no signature opens. `reachable`
    says that the recipient has an open channel.
    """

    items: tuple[Item, ...]
    to_sign: tuple[str, ...]
    blocked: tuple[str, ...]
    stands: bool
    outdated: bool
    reachable: bool
    override: Override | None

    @property
    def may_go(self) -> bool:
        """Whether it can be sent now."""
        free = not self.to_sign and not self.blocked
        open_ = self.stands and not self.outdated and self.reachable
        return open_ and (free or self.override is not None)

    @property
    def doubts(self) -> list[str]:
        """What the law leaves to a person, each once."""
        return [*dict.fromkeys(one for item in self.items for one in item.review)]

    @property
    def to_sign_says(self) -> list[Promise | str]:
        """The acts to sign, in words."""
        return [word(ACTS, one) for one in self.to_sign]


def telling(decision: Decision, kind: str) -> Telling:
    """What a contact of this kind by this decision would tell."""
    signed = standing.signed_acts(decision)
    names = discloses(kind)
    items = tuple(_item(name, kind, decision, signed) for name in names)
    acts = dict.fromkeys(TOLD[name].action for name in names if TOLD[name].action)
    outcomes = {act: decision.rulings[act]["outcome"] for act in acts if act}
    allowed = tuple(act for act, outcome in outcomes.items() if outcome in ALLOWING)
    return Telling(
        items,
        tuple(act for act in allowed if act not in signed),
        tuple(act for act in outcomes if act not in allowed),
        standing.stands(decision),
        _outdated(decision),
        Channel.objects.filter(agency__code=decision.recipient, open=True).exists(),
        _override(decision, names, items),
    )


def agency(code: str) -> Agency | None:
    """The agency of a code."""
    return Agency.objects.filter(code=code).first()


def _outdated(decision: Decision) -> bool:
    status = decision.request.status
    if status.facts_id != decision.facts_id:
        return True
    try:
        return counsel.version(decision.request.agency, timezone.now()).hash != decision.law
    except ComityError:
        return True


def _item(name: str, kind: str, decision: Decision, signed: frozenset[str]) -> Item:
    act = TOLD[name].action
    ruling: dict[str, Any] = decision.rulings[act] if act else {}
    outcome = ruling.get("outcome", "may")
    return Item(
        word(ITEMS, name),
        name in KINDS[kind][0],
        word(ACTS, act) if act else "",
        outcome,
        word(OUTCOMES, outcome),
        tuple(ruling.get("cites", ())),
        tuple(ruling.get("review", ())),
        act in signed,
        outcome in ALLOWING,
    )


def _override(
    decision: Decision, names: tuple[str, ...], items: tuple[Item, ...]
) -> Override | None:
    """The latest override on record that opens every item which the decision does not."""
    closed = {
        name
        for name, item in zip(names, items, strict=True)
        if item.act and not (item.allowed and item.signed)
    }
    if not closed:
        return None
    rows = Override.objects.filter(request=decision.request_id, recipient=decision.recipient)
    covering = (one for one in rows.select_related("by").order_by("-pk") if closed <= {*one.items})
    return next(covering, None)
