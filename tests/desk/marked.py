"""A made-up word in every place where something can be entered about a person, and where it is.

MUST: whoever adds a place where words about a person can be entered puts a word in it here.
"""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connection

from comity.act.channels.message import Receipt as Sent
from comity.desk import keys, ledger
from comity.desk.actions import (
    contact,
    court_date,
    facts,
    outcome,
    override,
    reading,
    receipts,
    receive,
    rename,
    sign,
    warrant,
    withdraw,
)
from comity.desk.actions.receive import about_paper
from comity.desk.backup import MANIFEST
from comity.desk.hand import Hand
from comity.desk.models import Agency, Channel, Document, Entry, Receipt, Request
from comity.intake.received import Received
from comity.model.appearance import Appearance
from comity.model.contact import ITEMS
from comity.record import sealing
from tests.desk.people import ICE, NYPD, said, send_all

PLACES: Final = (
    "NAME", "FACT", "PAPER", "FILE", "NUMBER", "OTHERNUMBER", "MARK", "FACTREASON", "RENAMED",
    "RENAMEREASON", "SIGNREASON", "OVERRIDEREASON", "READREASON", "LETTER", "SUBJECT",
    "WORKERRECEIPT", "BOUNCE", "SOURCE", "RECORD", "INQUIRY", "ANSWER", "DOCKET", "COURT", "ROOM",
    "UID", "NOTE", "WITHDRAWREASON",
)  # fmt: skip
WORDS: Final = {one: f"QUISQUIS{one}" for one in PLACES}
CONTROL: Final = NYPD
"""A word about nobody, which is found everywhere: the search itself works."""


def enter(hand: Hand, lawyer: Hand) -> Request:
    """A request with a word in each place."""
    convictions = [{"code": "NY PL", "section": WORDS["FACT"]}]
    paper = _paper("NUMBER", name=WORDS["NAME"], convictions=convictions)
    request = receive.receive(paper, hand, agency=NYPD, requester=ICE)
    _unusable(request, hand)
    facts.enter(
        request, ["person.watchlist_match=true"], hand, based_on=1, reason=WORDS["FACTREASON"]
    )
    rename.rename(request, WORDS["RENAMED"], hand, based_on=1, reason=WORDS["RENAMEREASON"])
    reading.write_down(request, "request", WORDS["READREASON"], hand)
    shown = Appearance(
        WORDS["UID"], WORDS["DOCKET"], WORDS["COURT"], WORDS["ROOM"], hand.at + timedelta(days=9)
    )
    court_date.enter(request.person, shown, hand)
    decision = request.decisions.order_by("-pk")[0]
    sign.sign(decision, lawyer, ["share_information"], WORDS["SIGNREASON"])
    content = contact.Content(WORDS["SUBJECT"], WORDS["LETTER"])
    told = contact.tell(decision, "reply", content, hand)
    send_all(hand.at, lambda *_: Sent("accepted", "250", WORDS["WORKERRECEIPT"]))
    receipts.enter(told.deliveries.get(), "bounced", hand, WORDS["BOUNCE"])
    _warrant(request, hand, lawyer)
    outcome.outcome(request, "did-not-come", hand.at, hand, WORDS["NOTE"])
    withdraw.withdraw(decision, hand, WORDS["WITHDRAWREASON"])
    return request


def _paper(place: str, **more: Any) -> Received:
    stated = said(**more)
    original = json.dumps([WORDS["PAPER"], stated]).encode()
    numbers = (("event", WORDS[place]), ("subject", WORDS[place]))
    return Received("json", original, WORDS["FILE"], None, stated, numbers, ())


def _unusable(request: Request, hand: Hand) -> None:
    """Another paper about the person, of which a mark quotes what cannot be used."""
    paper = _paper("OTHERNUMBER", name=WORDS["NAME"])
    assert paper.said is not None
    paper.said["custody"]["arrested"] = WORDS["MARK"]
    receive.receive(paper, hand, agency=NYPD, requester=ICE, person=request.person)


def _warrant(request: Request, hand: Hand, lawyer: Hand) -> None:
    county = Agency.objects.create(code="us-xx/county", name="Example County", ori="XX0010000")
    Channel.objects.create(agency=county, kind="webhook", to="http://127.0.0.1:9/in")
    source, record = WORDS["SOURCE"], WORDS["RECORD"]
    check = warrant.classify(
        request, "judicial-criminal-warrant", source, county.code, hand, record=record
    )
    free = override.override(request, county.code, [*ITEMS], lawyer, WORDS["OVERRIDEREASON"])
    asked = warrant.inquire(
        check, "U", {"RTY": "WP", "OCA": WORDS["INQUIRY"], "NIC": "W1"}, hand, override=free
    )
    warrant.answer(asked, WORDS["ANSWER"], hand)


def unopened(request: Request) -> list[str]:
    """The words that cannot be read although the key is there: they were never kept."""
    key = keys.key_of(request.person)
    kept = [
        json.dumps(ledger.private_of(entry)[1]).encode()
        for entry in Entry.objects.exclude(sealed=None).select_related("person")
    ]
    kept += [
        sealing.unseal(key, bytes(one.sealed), about_paper(request, n))
        for n, one in enumerate(Document.objects.filter(request=request).order_by("pk"))
    ]
    kept += [receipts.text_of(one).encode() for one in Receipt.objects.all()]
    return [word for word in WORDS.values() if not any(word.encode() in one for one in kept)]


def stored() -> Iterator[bytes]:
    """Every value of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield from (_bytes(value) for value in row)


def files(folder: Path) -> Iterator[bytes]:
    """The bytes of the database's own files in a folder."""
    yield from (one.read_bytes() for one in folder.glob("*.sqlite3*"))


def backed_up(path: Path) -> Iterator[bytes]:
    """Every value of a backup; bytes stand in it in base64."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            whole = archive.read(name)
            yield whole
            rows = [] if name == MANIFEST else whole.splitlines()
            for row in rows:
                yield from _within(json.loads(row))


def found(values: Iterator[bytes]) -> list[str]:
    """The words that stand in some of the values, and the control."""
    held = b"\0".join(values)
    return [word for word in (CONTROL, *WORDS.values()) if word.encode() in held]


def _within(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _within(one)
    elif isinstance(value, str):
        try:
            yield base64.b64decode(value, validate=True)
        except ValueError:
            return


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
