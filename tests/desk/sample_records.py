"""One record of each kind that an address of the desk names: for whatever opens every address.

MUST: whoever adds an address with a number in it adds its record here.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from comity.act.channels.message import Receipt as Sent
from comity.desk import worker
from comity.desk.actions import contact, court_date, duty, feed, notice, receive, sign, warrant
from comity.desk.hand import Hand
from comity.desk.models import Account, Agency, Channel, Delivery, Job, Request
from comity.model.appearance import Appearance
from comity.model.contact import PERSON
from tests.desk.people import COURT_DATE, ICE, account, received

JAIL: Final = "us-ca/jail"
"""An agency whose law owes letters to the person; New York City's owes none."""

WARRANT: Final = ("verify_warrant", "share_information", "notify_court_date")
OTHER_LAW: Final = {"source": "day", "at": "2013-07-16"}
"""A simulation in which answers differ."""

INQUIRY: Final = {"RTY": "WP", "NIC": "X1", "OCA": "R1"}


def make(clerk: Account, lawyer: Account, at: datetime) -> dict[str, Any]:
    """Makes the records, under the desk's own rules; their numbers by what they are."""
    clerks, lawyers = Hand(clerk, at), Hand(lawyer, at)
    asked = receive.receive(
        received("case-a", "SAMPLE-1"), clerks, agency=clerk.agency, requester=ICE
    )
    dead = _told(asked, clerks, lawyers)
    check = _checked(asked, clerks, lawyers)
    waits = receive.receive(
        received("case-b", "SAMPLE-2"), clerks, agency=clerk.agency, requester=ICE
    )
    token, opened = feed.open_feed("a made-up calendar", clerks)
    job = Job.objects.create(kind="simulate", agency=clerk.agency, given=OTHER_LAW,
                             at=at, by=lawyer)  # fmt: skip
    return {
        "request": asked.pk, "decision": asked.decisions.order_by("pk")[0].pk,
        "to_sign": waits.pk, "paper": asked.documents.order_by("pk")[0].pk,
        "person": asked.person_id, "delivery": dead.pk, "check": check.pk,
        "warrant_decision": check.decision_id, "feed": token.pk, "feed_token": opened,
        "job": job.pk, "account": clerk.pk,
    }  # fmt: skip


def letter() -> int:
    """The number of a letter to the person, at the agency whose law owes it."""
    at = datetime(2026, 11, 25, 18, tzinfo=UTC)
    jailer = account("clerk", "example-jailer", JAIL)
    person = Agency.objects.create(code=PERSON, name="The person")
    Channel.objects.create(agency=person, kind="paper", to=".", settings={"folder": "/nowhere"})
    asked = receive.receive(
        received("case-a", "SAMPLE-3"), Hand(jailer, at), agency=JAIL, requester=ICE
    )
    (made,) = duty.write(asked.decisions.get(), Hand(jailer, at))
    assert made.notice_id is not None
    return made.notice_id


def _told(asked: Request, clerks: Hand, lawyers: Hand) -> Delivery:
    """A court date that was told over a signature, and could not be delivered."""
    decision = asked.decisions.get()
    start = clerks.at + timedelta(days=20)
    court_date.enter(asked.person, Appearance("EX-9", "EX-9", "Example Court", "4", start), clerks)
    sign.sign(decision, lawyers, COURT_DATE, "a made-up reason")
    told = notice.tell(decision, asked.person.appearances.get(), clerks)
    worker.work(lambda *_: Sent("permanent", "550", "no such address"), lambda: clerks.at)
    contact.tell(decision, "reply", contact.Content("R", "received"), clerks)
    return told.deliveries.get()


def _checked(asked: Request, clerks: Hand, lawyers: Hand) -> Any:
    """A warrant check that was signed and asked about once."""
    found = warrant.classify(
        asked, "judicial-criminal-warrant", "document: page 1", "us-xx/county", clerks, record="X1"
    )
    assert found.decision is not None
    sign.sign(found.decision, lawyers, WARRANT, "a made-up reason")
    warrant.inquire(found, "U", INQUIRY, clerks)
    return found
