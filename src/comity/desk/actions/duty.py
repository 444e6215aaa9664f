"""Letters that the law owes to the person, written from a decision and put on paper for him.

MUST: a letter goes to the person and to nobody else. What it says the agency means to do is what
somebody signed; an act that nobody has signed is "not decided yet", and another letter follows.
"""

import base64
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from comity.act import letters
from comity.act.letters.facts import INTENTIONS, LetterFacts
from comity.act.letters.words import RELEASE_NOTICE
from comity.desk import counsel
from comity.desk.actions import contact
from comity.desk.actions.person import name_of
from comity.desk.actions.standing import full, locked_by, signed_acts, stands
from comity.desk.hand import Hand
from comity.desk.models import Agency, Contact, Decision, Notice, Request
from comity.errors import ContactError, DeskError
from comity.model.contact import PERSON
from comity.model.decision import MAY, MUST, MUST_NOT, Owed

_SUBJECT: Final = "duty"


def owed(decision: Decision) -> tuple[Owed, ...]:
    """The letters that a decision owes, one a template. Raises SealError.

    Duties without a template are not among them: a lawyer writes those letters. The notice of a
    release is owed once a release is told.
    """
    found: dict[str, Owed] = {}
    for one in letters.notices_owed(full(decision)):
        template = letters.TEMPLATES.get((one.do, one.cite))
        if template is not None and (template != RELEASE_NOTICE or _release_told(decision)):
            found.setdefault(template, one)
    return tuple(found.values())


def write(
    decision: Decision,
    hand: Hand,
    *,
    language: str | None = None,
    release: datetime | None = None,
) -> list[Contact]:
    """Writes each letter that is owed and not written yet; those it wrote.

    `language` is the one that the person asked for, `release` the instant of a release that was
    told. Raises ContactError if the decision has ended or there is no channel to the person,
    InputError for what a letter lacks, DeskError where nobody is named.
    """
    with transaction.atomic():
        locked_by(decision.request, hand)
        if not stands(decision):
            raise ContactError(f"{decision} is no longer in force", expected="the one that is")
        facts = _facts(decision, hand, release)
        made = [_letter(one, decision, facts, language, hand) for one in owed(decision)]
        return [one for one in made if one is not None]


def _letter(
    one: Owed, decision: Decision, facts: LetterFacts, language: str | None, hand: Hand
) -> Contact | None:
    written = letters.letter(one, language, facts)
    before = Notice.objects.filter(
        contacts__decision=decision, subject=_SUBJECT, duty=written.template
    )
    if any(letter.settled or not written.settled for letter in before):
        return None
    notice = Notice.objects.create(
        request=decision.request,
        subject=_SUBJECT,
        recipient=PERSON,
        uid=f"{uuid4()}@comity",
        duty=written.template,
        cite=one.cite,
        language=written.language,
        settled=written.settled,
        state="told",
        opened_at=hand.at,
    )
    page = base64.b64encode(written.html.encode()).decode()
    file = ("letter.html", "text/html", page)
    content = contact.Content(decision.request.number, written.title, (file,))
    return contact.tell_person(decision, content, hand, notice)


def _facts(decision: Decision, hand: Hand, release: datetime | None) -> LetterFacts:
    request = decision.request
    name = name_of(request.person)
    if name is None:
        raise DeskError("nobody is named", expected="the name of the person the letter is for")
    asker = Agency.objects.filter(code=request.requester).first()
    return LetterFacts(
        person=name,
        agency=counsel.name(request.agency),
        contact=settings.MAIL,
        requester=asker.name if asker else request.requester,
        form=f"{request.kind or 'request'} {request.number}",
        received=_day(request, request.received_at),
        written=_day(request, hand.at),
        intends=_intends(decision),
        release=release,
    )


def _intends(decision: Decision) -> dict[str, bool | None]:
    signed = signed_acts(decision)
    return {act: _means_to(decision.rulings[act]["outcome"], act in signed) for act in INTENTIONS}


def _means_to(outcome: str, signed: bool) -> bool | None:
    if outcome == MUST_NOT:
        return False
    return True if signed and outcome in (MUST, MAY) else None


def _release_told(decision: Decision) -> bool:
    return decision.contacts.filter(items__name="release").exists()


def _day(request: Request, at: datetime) -> date:
    return counsel.local(request.agency, at).date()
