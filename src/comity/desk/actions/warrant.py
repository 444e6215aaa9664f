"""Warrant checks: what the record is, whether its issuer may be asked, and what was answered.

MUST: the class of the record comes first, with its source. The question itself tells the agency
that the person is held, so it is a contact with a decision of its own; silence confirms nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from comity.act import alien_query as queries
from comity.act import clocks as rules
from comity.act import warrants
from comity.act.warrant_inquiry import Inquiry, due, inquiry
from comity.desk import keys, ledger
from comity.desk.actions import clocks, contact, decide, facts
from comity.desk.actions.standing import locked_by
from comity.desk.hand import Hand
from comity.desk.models import (
    CONTROL_AGENCY,
    Agency,
    Contact,
    Decision,
    Facts,
    Override,
    Request,
    WarrantAnswer,
    WarrantCheck,
    WarrantInquiry,
    WarrantNote,
)
from comity.errors import DeskError

_ASKS: Final = ["verify_warrant", "share_information", "notify_court_date"]
_TELLS: Final = ["identity", "custody", "court_date"]
_INSTRUMENT: Final = {
    warrants.JUDICIAL: {"kind": "criminal-warrant"},
    warrants.ADMINISTRATIVE: {"kind": "administrative-warrant", "issuer": "ice-officer"},
    warrants.DEPORTED_FELON: {"kind": "none-shown"},
    warrants.OTHER: {"kind": "none-shown"},
}


def classify(
    request: Request,
    record_class: str,
    source: str,
    issuer: str,
    hand: Hand,
    *,
    grounds: tuple[str, ...] = (),
    record: str = "",
) -> WarrantCheck:
    """Says what a record is, and asks the law whether its issuer may be asked about it.

    `source` is the document or person that it was learnt from; `grounds` are those for disclosure
    that somebody has put on record. Raises InputError for a class without a source.
    """
    found = warrants.RecordClass(record_class, source, hand.by.username, hand.at)
    agency = _agency(issuer)
    with transaction.atomic():
        locked_by(request, hand)
        # Another record, or another ground, is another question with an answer of its own.
        about = keys.fingerprint("record", found.name, record, *sorted(grounds))
        instrument = _INSTRUMENT[found.name]
        decision = _ask_the_law(
            request, agency, "warrant-inquiry", instrument, grounds, hand, about
        )
        private = {"source": source, "record": record, "grounds": list(grounds)}
        return _write_check(decision, found.name, private, hand)


def _write_check(
    decision: Decision, record_class: str, private: dict[str, Any], hand: Hand
) -> WarrantCheck:
    request, issuer = decision.request, decision.recipient
    key = keys.key_of(request.person)
    public = {
        "agency": request.agency,
        "class": record_class,
        "issuer": issuer,
        "decision": decision.pk,
    }
    entry = ledger.write(
        "warrant-check", hand, public, private, person=request.person, key=key, request=request.pk
    )
    return WarrantCheck.objects.create(
        entry=entry,
        request=request,
        record_class=record_class,
        issuer=issuer,
        decision=decision,
        sealed=keys.close(key, private, f"check {entry.pk}"),
        at=hand.at,
        by=hand.by,
    )


def inquire(
    check: WarrantCheck,
    priority: str,
    fields: Mapping[str, str],
    hand: Hand,
    *,
    override: Override | None = None,
) -> WarrantInquiry:
    """Asks the issuing agency, urgently (U, 10 minutes) or routinely (R, 1 hour).

    The third request is the last. Raises ContactError if the law does not let it be asked,
    InputError for fields that such a message does not have.
    """
    issuer = _agency(check.issuer)
    with transaction.atomic():
        locked_by(check.request, hand)
        number = check.inquiries.count() + 1
        asked = inquiry(check.issuer, priority, number, (issuer.ori,), fields, hand.at)
        assert check.decision is not None
        content = contact.Content(check.request.number, asked.text)
        more = tuple(name for name in warrants.told_by(asked) if name == "birth")
        told = contact.tell(
            check.decision, "warrant-inquiry", content, hand, more=more, override=override
        )
        made = WarrantInquiry.objects.create(
            check_made=check,
            contact=told,
            priority=priority,
            number=number,
            at=hand.at,
            due_at=due(asked),
        )
        _start_clock(check, hand)
        return made


def answer(
    asked: WarrantInquiry, says: str, hand: Hand, until: datetime | None = None
) -> WarrantAnswer:
    """Records what the issuing agency answered. Raises InputError for no answer at all."""
    check = asked.check_made
    given = warrants.Answer(asked.number, check.issuer, says, hand.at, until)
    # The far side's own words may be about the person; the public part has only the listed ones.
    listed = given.says if given.says in warrants.ANSWERS else "other"
    with transaction.atomic():
        locked_by(check.request, hand)
        entry = ledger.write(
            "warrant-check",
            hand,
            {"check": check.pk, "number": asked.number, "answer": listed},
            {"says": given.says},
            person=check.request.person,
            request=check.request_id,
        )
        made = WarrantAnswer.objects.create(
            entry=entry, inquiry=asked, answer=listed, until=until, at=hand.at, by=hand.by
        )
        _start_clock(check, hand)
        return made


def told_control_agency(check: WarrantCheck, hand: Hand) -> WarrantNote:
    """Records that the state's control agency was told that nobody answers; told twice, once.

    Raises DeskError while that is not due: before two requests had no answer in time.
    """
    with transaction.atomic():
        locked_by(check.request, hand)
        before = check.notes.filter(what=CONTROL_AGENCY).first()
        if before is not None:
            return before
        state = standing(check, hand.at).state
        if state != warrants.CONTROL_AGENCY_DUE:
            expected = "two requests without an answer in time"
            raise DeskError(f"W{check.pk} is {state}", expected=expected)
        public = {"check": check.pk, "told": CONTROL_AGENCY}
        entry = ledger.write("warrant-check", hand, public, request=check.request_id)
        made = WarrantNote.objects.create(
            entry=entry, check_made=check, what=CONTROL_AGENCY, at=hand.at, by=hand.by
        )
        _start_clock(check, hand)
        return made


def standing(check: WarrantCheck, now: datetime) -> warrants.CheckStanding:
    """Where a check stands at an instant. Raises SealError."""
    return warrants.standing(_check(check), _answers(check), now)


def _check(check: WarrantCheck) -> warrants.Check:
    key = keys.key_of(check.request.person)
    source = keys.unclose(key, check.sealed, f"check {check.pk}")["source"]
    found = warrants.RecordClass(check.record_class, source, check.by.username, check.at)
    inquiries = tuple(
        # Only the times matter here; the message itself is in the contact.
        Inquiry(check.issuer, one.priority, one.number, one.at, (), ())
        for one in check.inquiries.order_by("number")
    )
    told = check.notes.filter(what=CONTROL_AGENCY).first()
    return warrants.Check(found, check.issuer, inquiries, told.at if told else None)


def _answers(check: WarrantCheck) -> list[warrants.Answer]:
    return [
        warrants.Answer(one.inquiry.number, check.issuer, one.answer, one.at, one.until)
        for one in WarrantAnswer.objects.filter(inquiry__check_made=check).select_related("inquiry")
    ]


def _start_clock(check: WarrantCheck, hand: Hand) -> None:
    subject = check.request.number
    due_ = rules.of_check(_check(check), _answers(check), hand.at, subject)
    clocks.start_reply(check, due_, hand)


def may_query(request: Request, hand: Hand) -> Decision:
    """Asks the law whether an alien query may be sent: the decision that is signed first.

    The same facts under the same law are decided once.
    """
    with transaction.atomic():
        locked_by(request, hand)
        return _ask_the_law(
            request, _agency("us/ice"), "alien-query", {"kind": "none-shown"}, (), hand
        )


def alien_query(
    request: Request, fields: Mapping[str, str], hand: Hand, *, override: Override | None = None
) -> Contact:
    """Sends an immigration alien query, which is itself a disclosure with its own decision.

    Raises ContactError if the law does not allow each item that its fields tell.
    """
    query = queries.alien_query(fields)
    with transaction.atomic():
        decision = may_query(request, hand)
        content = contact.Content(request.number, query.text)
        return contact.tell(
            decision, "alien-query", content, hand, more=queries.told_by(query), override=override
        )


def _ask_the_law(
    request: Request,
    recipient: Agency,
    question: str,
    instrument: dict[str, str],
    grounds: tuple[str, ...],
    hand: Hand,
    about: str = "",
) -> Decision:
    latest = request.versions.order_by("-version").first()
    if latest is None:
        raise DeskError(f"{request} has no facts yet", expected="somebody to enter them")
    data = _case(latest, recipient, instrument, grounds, hand)
    return decide.about(request, latest, data, question, recipient.code, hand, about)


def _case(
    latest: Facts,
    recipient: Agency,
    instrument: dict[str, str],
    grounds: tuple[str, ...],
    hand: Hand,
) -> dict[str, Any]:
    """The case of asking `recipient`, in place of what it may have asked itself."""
    _, known = facts.known(latest.request)
    criminal = instrument["kind"] == "criminal-warrant" or not recipient.immigration
    asked: dict[str, Any] = {
        "kind": "warrant-inquiry",
        "from": recipient.code,
        "from_immigration_duties": recipient.immigration,
        "received_at": hand.at.isoformat(),
        "purpose": "criminal" if criminal else "civil-immigration",
        "asks": _ASKS,
        "instruments": [instrument],
    }
    if grounds:
        asked["grounds"] = [*grounds]
    return {**known, "request": asked, "information": {"public": False, "items": _TELLS}}


def _agency(code: str) -> Agency:
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise DeskError(f"{code} is no agency on record", expected="an administrator to enter it")
    return found
