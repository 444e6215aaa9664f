"""Made-up accounts, requests and hearings for the tests of the desk."""

import json
from datetime import datetime
from typing import Any

from comity.act.channels.message import Receipt as Sent
from comity.cli.demonstration import examples
from comity.desk import worker
from comity.desk.actions import hearing, receive, sign
from comity.desk.hand import Hand
from comity.desk.models import Account, Appearance, Decision, Delivery, Request
from comity.intake.received import Received
from comity.model import appearance as model

NYPD = "us-ny-nyc/nypd"
ICE = "us/ice"
COURT_DATE = ("notify_court_date", "share_information")
DOCKET = "CR-EX-1"


def account(role: str, name: str | None = None, agency: str = NYPD) -> Account:
    """An account with a role; its name is the role unless told."""
    return Account.objects.create_user(
        username=name or f"example-{role}", password=None, role=role, agency=agency
    )


def said(example: str = "case-a", /, **more: Any) -> dict[str, Any]:
    """What one of the two example requests states; `more` is put into its person."""
    case = json.loads((examples() / f"{example}.json").read_text())
    found = {part: case[part] for part in ("request", "person", "custody", "information")}
    return {**found, "person": {**found["person"], **more}}


def received(case: str = "case-a", /, event: str = "EX-1", **more: Any) -> Received:
    """One of the example requests as it came in, under the requester's own numbers."""
    data = said(case, **more)
    original = json.dumps([event, data]).encode()
    numbers = (("event", event), ("subject", f"S-{event}"))
    return Received("json", original, f"{case}.json", None, data, numbers, ())


def stated(paper: Received) -> dict[str, Any]:
    """What a paper states, to be changed by a test."""
    assert paper.said is not None
    return paper.said


def requested(hand: Hand, case: str = "case-a", /, event: str = "EX-1", **more: Any) -> Request:
    """One of the example requests on record at the police of New York City."""
    return receive.receive(received(case, event, **more), hand, agency=NYPD, requester=ICE)


def signed(request: Request, hand: Hand) -> Decision:
    """The request's decision, by which a court date may be told: silent law, and a signature."""
    decision = request.decisions.order_by("-pk")[0]
    sign.sign(decision, hand, COURT_DATE, "a made-up reason")
    return decision


def shown(start: datetime | None, status: str = model.SCHEDULED, **more: Any) -> model.Appearance:
    """A hearing of the docket CR-EX-1 as a feed shows it."""
    told = {"uid": "1@court.example", "docket": DOCKET, "court": "Example Court", "room": "4"}
    return model.Appearance(**{**told, **more}, start=start, status=status)


def hearing_of(request: Request, start: datetime, hand: Hand) -> Appearance:
    """A hearing of the request's person, on record."""
    hearing.tie(request.person, DOCKET, hand)
    return hearing.seen([shown(start)], hand)[0].appearance


def accepts(*_: object) -> Sent:
    """A channel that takes over everything."""
    return Sent("accepted", "250", "ok")


def refuses(*_: object) -> Sent:
    """A channel that is busy."""
    return Sent("temporary", "451", "later")


def send_all(now: datetime, once: Any = accepts) -> list[Delivery]:
    """Lets a worker send all that is due."""
    found = []
    while (one := worker.work(once, lambda: now)) is not None:
        one.refresh_from_db()
        found.append(one)
    return found
