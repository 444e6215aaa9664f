"""A change of law: the desk answers by another version from now on, and asks again what is open.

MUST: a decision made under the old law sends nothing any more (`contact` refuses it); this only
brings the new answers to people before they stumble on that.
"""

from django.db import transaction

from comity.desk import counsel, ledger
from comity.desk.actions import decide
from comity.desk.hand import Hand
from comity.desk.models import Decision, LawChange, RequestStatus
from comity.errors import ComityError


def adopt(agency: str, hand: Hand) -> LawChange | None:
    """Records the law in force for an agency if it is another than the last one on record."""
    found = counsel.version(agency, hand.at)
    with transaction.atomic():
        ledger.lock()
        last = LawChange.objects.filter(agency=agency).order_by("-entry_id").first()
        if last is not None and last.law == found.hash:
            return None
        since = found.days.first
        entry = ledger.write(
            "law-change",
            hand,
            {"agency": agency, "law": found.hash, "since": since.isoformat()},
        )
        return LawChange.objects.create(
            entry=entry, agency=agency, law=found.hash, since=since, at=hand.at, by=hand.by
        )


def decide_again(agency: str, hand: Hand) -> list[Decision]:
    """Decides every open request of an agency whose decision is of another law; the new ones.

    One that the new law cannot be asked about keeps its old decision, by which nothing leaves, and
    stands with those that a person enters.
    """
    law = counsel.version(agency, hand.at).hash
    open_ = RequestStatus.objects.filter(agency=agency, decision__isnull=False)
    stale = open_.exclude(state="closed").exclude(decision__law=law).select_related("request")
    again = [_again(status, hand) for status in stale.order_by("request_id")]
    return [one for one in again if one is not None]


def _again(status: RequestStatus, hand: Hand) -> Decision | None:
    try:
        return decide.decide(status.request, hand)
    except ComityError:
        note = "the law has changed, and the request could not be decided again"
        RequestStatus.objects.filter(pk=status.pk).update(state="to-enter", note=note)
        return None
